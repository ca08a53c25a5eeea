// The order of softmax is a resource: the same weights, right under two-pass, wrong left to right.
#include "bounds/registry.hpp"
#include "constructions/maximum_channel_14b.hpp"
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

struct Variant {
  MaximumChannel (*make)(std::int64_t m, std::int64_t n_1, const std::string& format);
  Setting (*setting)(Softmax softmax, KeyOrder order, const std::string& format);
};

void run_channel(const Context& context, evidence::Cell& cell, const Variant& variant) {
  SuccessRun run(context, cell);
  const auto model = [](const Setting& setting, const MaximumChannel& channel) {
    return finite_answerer(setting, [=](const auto& plan) { return maximum_channel_stack(plan, channel); });
  };
  std::vector<std::pair<std::int64_t, std::int64_t>> sizes{{2, 2}, {64, 8}};
  if (!run.smoke()) sizes.push_back({256, 4});
  if (run.nightly()) sizes.push_back({2048, 32});
  for (const std::string format : {"binary32", "e8p20", "binary64"})
    for (const auto& [m, n_1] : sizes) {
      if (m > 64 && format != "binary32") continue;
      const MaximumChannel channel = variant.make(m, n_1, format);
      const tasks::Composition task(m, {n_1});
      const auto in = [&](Softmax softmax, KeyOrder order) { return variant.setting(softmax, order, format); };
      const Setting two_pass = in(Softmax::two_pass, KeyOrder::first_to_last), backwards = in(Softmax::online, KeyOrder::last_to_first);
      for (const Setting& setting : {two_pass, backwards}) {
        run.prove(task, setting, prove_maximum_channel(setting, channel), {{"tokens", std::to_string(task.length())}, {"delta", arithmetic::to_text(channel.delta)}});
        if (m == 2) run.enumerate(task, setting, model(setting, channel));
        else if (m == 64) run.sample(task, setting, model(setting, channel), run.smoke() ? 2 : 10);
      }
      if (m != 64 || format == "binary64") continue;
      const Setting forwards = in(Softmax::online, KeyOrder::first_to_last);
      run.near_miss("the same weights left to right", task, forwards, prove_maximum_channel(forwards, channel), model(forwards, channel));
      forbid(cell, run, channel, forwards);
    }
  const Setting two_pass = variant.setting(Softmax::two_pass, KeyOrder::first_to_last, "binary32");
  const tasks::Composition task(16, {2});
  const auto miss = [&](const std::string& what, const MaximumChannel& channel) {
    run.near_miss(what, task, two_pass, prove_maximum_channel(two_pass, channel), model(two_pass, channel));
  };
  MaximumChannel wide = variant.make(16, 2, "binary32");
  wide.delta.exponent += 3;
  wide.nudge.exponent += wide.nudge.is_zero() ? 0 : 3;
  miss("delta eight times as large", wide);
  MaximumChannel off = variant.make(16, 2, "binary32");
  if (off.natural) off.underflow = Emulated(arithmetic::parse_format("p60")).sub(off.underflow, off.delta);
  else off.nudge = {};
  miss(off.natural ? "T one step too small" : "the comparator on the tie (no half step)", off);
  run.note("exact arithmetic", "none: real weights never underflow, and underflow is the comparator");
  run.finish();
}

}  // namespace

std::vector<CellPlan> success_order_cells() {
  const std::string argument =
      "The token of z_1 that z_0 names is the maximum, so subtracting the maximum compares every argument of z_2 with z_1(z_0) by underflow; two heads give two suffix sums "
      "whose difference is the answer. All classes of tokens are evaluated, by the checker again. From the last key to the first, online softmax meets the maximum before z_2 and "
      "gives the same sums. Left to right, H2 proves that no weights can do it. ";
  return {{"order/maximum-channel", "hybrid with two-pass softmax", "L-SeqComp",
           "Two-pass softmax carries z_1(z_0) backwards through its maximum: one full layer less is enough, and the same weights fail left to right.",
           argument + "Construction 14a: base 2, thresholds half a step beside the tie.",
           [](const Context& context, evidence::Cell& cell) { run_channel(context, cell, {maximum_channel, maximum_channel_setting}); }},
          {"order/maximum-channel-14b", "hybrid with two-pass softmax", "L-SeqComp",
           "The same with base-e exponentials, another construction: the maximum stands a little above the exponent at which e^-T vanishes.",
           argument + "Construction 14b (Theorem T): T is the least multiple of the step whose e^-T rounds to 0.",
           [](const Context& context, evidence::Cell& cell) { run_channel(context, cell, {maximum_channel_14b, maximum_channel_14b_setting}); }}};
}

}  // namespace attest::hierarchy
