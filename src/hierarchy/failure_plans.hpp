// Sample sizes and budgets of the families, chosen so that all failing cells take 30 s on two cores; and the cells that
// rest on no inequality at their sizes.
#pragma once

#include <vector>

#include "hierarchy/failure_family.hpp"

namespace attest::hierarchy {

inline FamilyPlan eva_plan(const std::string& family) { return {family, 60, 300, 6000, 200, 6}; }
inline FamilyPlan two_sum_plan(const std::string& family) { return {family, 60, 300, 6000, 200, 6}; }
inline FamilyPlan sparse_plan() { return {"S", 60, 300, 6000, 200, 6}; }
inline FamilyPlan one_full_plan() { return {"F1", 20, 200, 200, 60, 6}; }
inline FamilyPlan hybrid_plan(const std::string& family) { return {family, 8, 200, 60, 40, 6}; }
inline FamilyPlan two_full_plan() { return {"F2", 20, 200, 40, 20, 5}; }
inline FamilyPlan deep_plan(const std::string& family) { return {family, 20, 200, 0, 40, 5}; }

/// L >= 3 attacked directly, the constructive pairs at toy size, L full layers against L-1 (failure_direct.cpp).
std::vector<CellPlan> direct_cells();

}  // namespace attest::hierarchy
