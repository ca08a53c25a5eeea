// The succeeding half of the table: every construction of theory.md section 3 that the table names.
#pragma once

#include <vector>

#include "hierarchy/cell.hpp"

namespace attest::hierarchy {

/// Full attention, hybrids, controls, associative recall, encoder and chain of thought, state and message sizes at capacity, order of softmax.
std::vector<CellPlan> success_cells();

/// The groups, each in a file of its own.
std::vector<CellPlan> success_full_cells();
std::vector<CellPlan> success_composition_cells();
std::vector<CellPlan> success_recall_cells();
std::vector<CellPlan> success_capacity_cells();
std::vector<CellPlan> success_order_cells();

}  // namespace attest::hierarchy
