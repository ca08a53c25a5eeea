// Settings by name, and their text in certificates.
#include "constructions/setting.hpp"

#include <array>
#include <sstream>
#include <stdexcept>
#include <utility>

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

namespace {

using Plan = attention::Plan<Emulated>;
constexpr std::array<std::pair<const char*, Emulated Plan::*>, 6> roles{{{"input", &Plan::input}, {"score", &Plan::score}, {"weight", &Plan::weight},
                                                                        {"accumulator", &Plan::accumulator}, {"state", &Plan::state}, {"output", &Plan::output}}};

std::string role_text(const Emulated& a) {
  return a.format.name + " " + arithmetic::to_text(a.rounding) + " " + arithmetic::to_text(a.order) + " " + (a.fused ? "fused" : "unfused");
}

Emulated role_of(const std::string& text) {
  std::istringstream words(text);
  std::string format, rounding, sums, fused, more;
  if (!(words >> format >> rounding >> sums >> fused) || words >> more || (fused != "fused" && fused != "unfused"))
    throw std::invalid_argument("'" + text + "' is not FORMAT ROUNDING SUMS fused|unfused");
  return {arithmetic::parse_format(format), arithmetic::parse_rounding(rounding), arithmetic::parse_sum_order(sums), fused == "fused"};
}

}  // namespace

std::string arithmetic_block(const Setting& setting) {
  const auto& plan = setting.plan;
  std::string text = std::string("exact ") + (setting.exact ? "yes" : "no") + "\n";
  if (!setting.exact)
    for (const auto& [name, role] : roles) text += std::string(name) + " " + role_text(plan.*role) + "\n";
  text += "softmax " + attention::to_text(plan.softmax) + "\n";
  text += "exponential " + attention::to_text(plan.exponential) + "\n";
  text += "normalisation " + attention::to_text(plan.normalisation) + "\n";
  return text + "keys " + attention::to_text(plan.key_order) + "\n";
}

Setting setting_of_block(const std::function<std::string(const std::string& key)>& words) {
  Setting setting = exact_setting(attention::parse_softmax(words("softmax")), attention::parse_exponential(words("exponential")));
  setting.plan.normalisation = attention::parse_normalisation(words("normalisation"));
  setting.plan.key_order = attention::parse_key_order(words("keys"));
  const std::string exact = words("exact");
  if (exact == "yes") return setting;
  if (exact != "no") throw std::invalid_argument("'" + exact + "' after 'exact' is neither yes nor no");
  setting.exact = false;
  for (const auto& [name, role] : roles) setting.plan.*role = role_of(words(name));
  setting.name = setting.plan.input.format.name;
  return setting;
}

attention::Plan<CachedEmulated> cached(const attention::Plan<Emulated>& plan) { return attention::plan_in<CachedEmulated>(plan); }

}  // namespace attest::constructions
