// The table of results, line by line: what succeeds, then what fails, each group from files of its own.
#include <algorithm>
#include <array>

#include "hierarchy/cell.hpp"
#include "hierarchy/failure.hpp"
#include "hierarchy/success.hpp"

namespace attest::hierarchy {

namespace {

/// The lines of the paper's table first, controls and what lies outside it after them.
std::size_t line_of(const CellPlan& plan) {
  constexpr std::array<const char*, 5> lines{"full attention", "linear attention", "log-linear attention", "(B,k)-sparse attention", "hybrid attention"};
  return static_cast<std::size_t>(std::find(lines.begin(), lines.end(), plan.architecture) - lines.begin());
}

}  // namespace

std::vector<CellPlan> cells() {
  std::vector<CellPlan> all = success_cells();
  for (CellPlan& plan : failure_cells()) all.push_back(std::move(plan));
  std::stable_sort(all.begin(), all.end(), [](const CellPlan& a, const CellPlan& b) { return line_of(a) < line_of(b); });
  return all;
}

}  // namespace attest::hierarchy
