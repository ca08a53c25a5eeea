// The plan of attest's own attention that an arithmetic block describes.
#pragma once

#include <map>
#include <sstream>
#include <string>

#include "attention/full.hpp"
#include "checker/texts.hpp"
#include "constructions/strict.hpp"

namespace attest::checker::testing {

using StrictPlan = attention::Plan<constructions::StrictEmulated>;

inline arithmetic::Emulated emulated(const std::string& text) {
  std::istringstream words(text);
  std::string format, rounding, sums, fused;
  words >> format >> rounding >> sums >> fused;
  const std::map<std::string, arithmetic::Rounding> roundings{{"nearest-even", arithmetic::Rounding::nearest_even}, {"toward-zero", arithmetic::Rounding::toward_zero},
                                                              {"up", arithmetic::Rounding::up}, {"down", arithmetic::Rounding::down}};
  return arithmetic::Emulated(arithmetic::parse_format(format), roundings.at(rounding), arithmetic::parse_sum_order(sums), fused == "fused");
}

inline attention::Plan<arithmetic::Emulated> emulated_plan(const Block& block) {
  attention::Plan<arithmetic::Emulated> plan{emulated(block.role("input")), emulated(block.role("score")), emulated(block.role("weight")),
                                 emulated(block.role("accumulator")), emulated(block.role("state")), emulated(block.role("output"))};
  plan.softmax = attention::parse_softmax(block.softmax);
  plan.exponential = attention::parse_exponential(block.exponential);
  plan.normalisation = attention::parse_normalisation(block.normalisation);
  plan.key_order = attention::parse_key_order(block.keys);
  return plan;
}

inline StrictPlan plan_of(const Block& block, bool encoder = false) {
  auto plan = emulated_plan(block);
  if (encoder) plan.mask = attention::Mask::encoder;
  return constructions::strict(plan);
}

}  // namespace attest::checker::testing
