// The failing half of the table: every configuration of a family stands below its bound and is broken by an input.
#pragma once

#include <vector>

#include "hierarchy/cell.hpp"

namespace attest::hierarchy {

/// E, T, LL, S, F1, H2, H2+, F2; L >= 3 attacked directly; the constructive pairs at toy size; L full layers against L-1.
std::vector<CellPlan> failure_cells();

}  // namespace attest::hierarchy
