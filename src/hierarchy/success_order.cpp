// The order of softmax is a resource: the same weights, right under two-pass, wrong left to right.
#include "bounds/registry.hpp"
#include "constructions/maximum_channel.hpp"
#include "hierarchy/failure_family.hpp"
#include "hierarchy/success.hpp"
#include "hierarchy/success_run.hpp"

namespace attest::hierarchy {
namespace {

using namespace constructions;
using attention::KeyOrder;
using attention::Softmax;

/// H2 for this stack left to right: the bits of the model itself, as its machine reports them.
void forbid(evidence::Cell& cell, SuccessRun& run, const MaximumChannel& channel, const Setting& forwards) {
  const tasks::Composition task(channel.m, {channel.n_1});
  const auto machine = attention::make_hybrid_machine(maximum_channel_stack(forwards.plan, channel), task.length());
  bounds::Request request;
  request.values = {{"m", std::to_string(channel.m)},
                    {"n1", std::to_string(channel.n_1)},
                    {"message-bits", std::to_string(machine->message_bits(0))},
                    {"pre-bits", std::to_string(machine->state_bits(0))},
                    {"post-bits", std::to_string(machine->state_bits(1))}};
  const bounds::Inequality row = bounds::evaluate("H2", request);
  run.require(row.holds, "H2 does not forbid the left-to-right evaluation at " + task.sizes());
  ++cell.cases;
  cell.evidence.push_back(impossibility("online left to right at " + task.sizes(), row));
}

void run_channel(const Context& context, evidence::Cell& cell) {
  SuccessRun run(context, cell);
  const auto model = [](const Setting& setting, const MaximumChannel& channel) {
    return finite_answerer(setting, [=](const auto& plan) { return maximum_channel_stack(plan, channel); });
  };
  const Setting two_pass = maximum_channel_setting(), forwards = maximum_channel_setting(Softmax::online),
                backwards = maximum_channel_setting(Softmax::online, KeyOrder::last_to_first);
  std::vector<std::pair<std::int64_t, std::int64_t>> sizes{{2, 2}, {256, 4}};
  if (run.smoke()) sizes = {{2, 2}, {64, 8}};
  if (run.nightly()) sizes.push_back({2048, 32});
  for (const auto& [m, n_1] : sizes) {
    const MaximumChannel channel(m, n_1);
    const tasks::Composition task(m, {n_1});
    run.prove(task, two_pass, prove_maximum_channel(two_pass, channel), {{"tokens", std::to_string(task.length())}, {"delta", arithmetic::to_text(channel.delta)}});
    if (m == 2) {
      run.enumerate(task, two_pass, model(two_pass, channel));
      continue;
    }
    const int draws = run.smoke() ? 5 : 20;
    run.sample(task, two_pass, model(two_pass, channel), draws);
    run.sample(task, backwards, model(backwards, channel), draws);
    run.must_fail("the same weights, online softmax left to right", task, model(forwards, channel), 40);
    forbid(cell, run, channel, forwards);
  }
  MaximumChannel tie(16, 2);
  tie.half_delta = {};
  Proof proof = prove_maximum_channel(two_pass, tie);
  // The certificate has no line for the half step; a step twice as large is refused for its own reason.
  MaximumChannel wide(16, 2);
  wide.delta.exponent += 2;
  wide.half_delta.exponent += 2;
  run.near_miss("delta four times as large", tasks::Composition(16, {2}), two_pass, prove_maximum_channel(two_pass, wide), model(two_pass, wide));
  if (proof.holds) throw std::logic_error("the maximum channel without its half step is proved");
  run.must_fail("the comparator on the tie (no half step)", tasks::Composition(16, {2}), model(two_pass, tie), 200);
  run.finish();
}

}  // namespace

std::vector<CellPlan> success_order_cells() {
  return {{"order/maximum-channel", "hybrid with two-pass softmax", "L-SeqComp",
           "Two-pass softmax carries z_1(z_0) backwards through its maximum: one full layer less is enough, and the same weights fail left to right.",
           "The token of z_1 that z_0 names is the maximum, so subtracting the maximum compares every argument of z_2 with z_1(z_0) by underflow; two heads give two suffix "
           "sums whose difference is the answer (construction 14a). All classes of tokens are evaluated. Left to right, H2 proves that no weights can do it.",
           run_channel}};
}

}  // namespace attest::hierarchy
