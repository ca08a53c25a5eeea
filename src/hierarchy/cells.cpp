// The table of results: what succeeds, then what fails, each group from files of its own.
#include "hierarchy/cell.hpp"
#include "hierarchy/failure.hpp"
#include "hierarchy/success.hpp"

namespace attest::hierarchy {

std::vector<CellPlan> cells() {
  std::vector<CellPlan> all = success_cells();
  for (CellPlan& plan : failure_cells()) all.push_back(std::move(plan));
  return all;
}

}  // namespace attest::hierarchy
