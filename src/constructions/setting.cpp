// Settings by name, and their text in certificates.
#include "constructions/setting.hpp"

namespace attest::constructions {

static_assert(arithmetic::Arithmetic<CachedEmulated>);

Setting finite_setting(const std::string& format, attention::Softmax softmax, attention::Exponential exponential) {
  return {format, false, attention::uniform_plan(Emulated(arithmetic::parse_format(format)), softmax, exponential)};
}

Setting exact_setting(attention::Softmax softmax, attention::Exponential exponential) {
  return {"exact", true, attention::uniform_plan(Emulated(), softmax, exponential)};
}

Setting with_state(Setting setting, const std::string& format) {
  setting.plan.state = Emulated(arithmetic::parse_format(format));
  return setting;
}

std::string arithmetic_block(const Setting& setting) {
  const auto& plan = setting.plan;
  std::string text = std::string("exact ") + (setting.exact ? "yes" : "no") + "\n";
  const auto role = [&](const char* name, const Emulated& a) {
    text += std::string(name) + " " + a.format.name + " " + arithmetic::to_text(a.rounding) + " " +
            arithmetic::to_text(a.order) + " " + (a.fused ? "fused" : "unfused") + "\n";
  };
  if (!setting.exact) {
    role("input", plan.input);
    role("score", plan.score);
    role("weight", plan.weight);
    role("accumulator", plan.accumulator);
    role("state", plan.state);
    role("output", plan.output);
  }
  text += "softmax " + attention::to_text(plan.softmax) + "\n";
  text += "exponential " + attention::to_text(plan.exponential) + "\n";
  text += "normalisation " + attention::to_text(plan.normalisation) + "\n";
  return text + "keys " + attention::to_text(plan.key_order) + "\n";
}

attention::Plan<CachedEmulated> cached(const attention::Plan<Emulated>& plan) {
  attention::Plan<CachedEmulated> result;
  result.input = CachedEmulated(plan.input);
  result.score = CachedEmulated(plan.score);
  result.weight = CachedEmulated(plan.weight);
  result.accumulator = CachedEmulated(plan.accumulator);
  result.state = CachedEmulated(plan.state);
  result.output = CachedEmulated(plan.output);
  result.softmax = plan.softmax;
  result.exponential = plan.exponential;
  result.normalisation = plan.normalisation;
  result.key_order = plan.key_order;
  result.mask = plan.mask;
  return result;
}

}  // namespace attest::constructions
