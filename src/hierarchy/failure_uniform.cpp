// Implements failure_uniform.hpp.
#include "hierarchy/failure_uniform.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "attention/machine.hpp"
#include "bounds/uniform.hpp"
#include "hierarchy/failure_family.hpp"
#include "tasks/composition.hpp"

namespace attest::hierarchy {

std::string UniformLimits::about(const search::Configuration& configuration, const search::Model& model, evidence::Cell& cell) {
  if (!applies_) return "";
  // load_model has checked both: F2 is about L = 2 and two full layers.
  const auto& task = dynamic_cast<const tasks::Composition&>(*model.task);
  const auto& machine = dynamic_cast<const attention::HybridMachine&>(*model.machine);
  const bounds::Integer m = static_cast<long>(task.m()), n1 = static_cast<long>(task.factors()[0]);
  if (sizes_.insert({task.m(), task.factors()[0]}).second) {
    const auto greatest = bounds::greatest_two_full_bits(m, n1);  // not empty: the configuration itself is below F2
    const auto row = bounds::evaluate(bounds::TwoFullUniform{greatest.value(), m, n1});
    const std::string what = fmt::format("m={} n1={}, b <= {} (all that F2 allows)", m.get_str(), n1.get_str(), greatest->get_str());
    evidence::Evidence e = impossibility(what, row);
    if (!row.holds) {
      e.kind = evidence::Kind::survey;
      e.summary = fmt::format("{}: F2U does not exclude 95% of uniform inputs, {} {} {} is false", what, row.left, row.relation, row.right);
      missing_ += (missing_.empty() ? "" : ", ") + configuration.sizes;
    } else if (row.reached >= tightest_) {
      tightest_ = row.reached;
      tightest_row_ = fmt::format("{}: {} {} {}", what, row.left, row.relation, row.right);
    }
    cell.evidence.push_back(std::move(e));
  }
  const bounds::Integer bits(std::to_string(std::max(machine.message_bits(0), machine.message_bits(1))));
  const auto excluded = bounds::excluded_permille(bits, m, n1);
  return excluded ? fmt::format(" (F2U excludes {:.1f}% and more)", *excluded / 10.0) : " (F2U excludes nothing)";
}

std::string UniformLimits::summary() const {
  if (!all_excluded()) return "a shortfall: none is right on 95%, and F2U does not show that none can be at " + missing_;
  return fmt::format("none, and none can be: no model of these sizes below F2 with at least half of its bits is right on 95% of uniform inputs (F2U at every size, {} in all; closest at {})",
                     sizes_.size(), tightest_row_);
}

}  // namespace attest::hierarchy
