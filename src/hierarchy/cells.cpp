// The table of results: what succeeds, then what fails, each group from files of its own.
#include "hierarchy/cell.hpp"

#if __has_include("hierarchy/success.hpp")
#include "hierarchy/success.hpp"
#endif
#if __has_include("hierarchy/failure.hpp")
#include "hierarchy/failure.hpp"
#endif

namespace attest::hierarchy {

std::vector<CellPlan> cells() {
  std::vector<CellPlan> all;
#if __has_include("hierarchy/success.hpp")
  for (CellPlan& plan : success_cells()) all.push_back(std::move(plan));
#endif
#if __has_include("hierarchy/failure.hpp")
  for (CellPlan& plan : failure_cells()) all.push_back(std::move(plan));
#endif
  return all;
}

}  // namespace attest::hierarchy
