#include "constructions/any_keys.hpp"

#include <algorithm>

#include "constructions/bounded.hpp"
#include "constructions/distance_classes.hpp"
#include "constructions/retrieval_scores.hpp"
#include "evidence/certificate.hpp"

namespace attest::constructions {

std::optional<int> real_bound_fails(const Setting& setting, const Number& beta, std::uint64_t visible) {
  const auto holds = [&](int digit) {
    return arithmetic::decide([&](const auto& a) {
             const auto x = a.neg(lift(a, beta));
             const auto t = setting.plan.exponential == attention::Exponential::base2 ? a.exp2(x) : a.exp(x);
             const auto N = static_cast<std::int64_t>(visible);
             if (digit == 1) return !certainly_less(a, a.from_integer(1), a.mul(t, a.from_integer(N - 1)));
             return certainly_less(a, a.mul(t, a.from_integer(2 * N)), a.from_integer(1));
           }).value;
  };
  for (const int digit : {1, 0})
    if (!holds(digit).value_or(false)) return digit;
  return std::nullopt;
}

namespace {

/// The distinct scores of (a whole match, the largest of a code that differs) for all codes that may be asked for.
std::vector<std::pair<Number, Number>> score_pairs(const RetrievalScores& scores, std::int64_t codes) {
  std::vector<std::pair<Number, Number>> pairs;
  for (std::int64_t code = 0; code < codes; ++code) {
    const std::pair<Number, Number> scored{scores.of(code, code), scores.light(code)};
    if (std::find(pairs.begin(), pairs.end(), scored) == pairs.end()) pairs.push_back(scored);
    if (scores.by_distance()) break;
  }
  return pairs;
}

std::string line(int digit) { return "the query for any key with digit " + std::to_string(digit) + " is beyond the bound"; }

}  // namespace

std::string any_keys_violation(const Setting& setting, std::int64_t codes, int digits, const Number& beta, std::uint64_t visible, std::uint64_t& cases) {
  if (beta.negative || beta.is_zero()) return "beta must be positive";
  if (setting.exact) {
    cases += 2;
    const auto digit = real_bound_fails(setting, beta, visible);
    return digit ? line(*digit) : "";
  }
  const auto plan = strict(setting.plan);
  if (distance_classes_hold(plan, digits, beta, visible)) return cases += 2, std::string();
  const RetrievalScores scores(plan, digits, beta);
  for (const auto& [hit, light] : score_pairs(scores, codes)) {
    cases += 2;
    const BoundedOutcome outcome = bounded_digits(plan, hit, light, visible);
    if (outcome != BoundedOutcome::holds) return line(outcome == BoundedOutcome::one_fails ? 1 : 0);
  }
  return {};
}

tasks::Tokens index_extremal(const tasks::Index& task, std::int64_t a, int digit, bool first, bool far_to_near) {
  std::vector<std::int64_t> keys;
  for (std::int64_t code = 0; code < std::int64_t{1} << task.key_bits(); ++code)
    if (code != a) keys.push_back(code);
  std::stable_sort(keys.begin(), keys.end(), [&](std::int64_t x, std::int64_t y) { return hamming_distance(x, a) < hamming_distance(y, a); });
  keys.resize(task.stored() - 1);
  if (far_to_near) std::reverse(keys.begin(), keys.end());
  keys.insert(first ? keys.begin() : keys.end(), a);
  tasks::Tokens tokens;
  for (const std::int64_t key : keys) tokens.push_back({1, key, (key == a) == (digit == 1) ? task.answers() - 1 : 0});
  tokens.push_back({0, a});
  return tokens;
}

Proof prove_index(const Setting& setting, const tasks::Index& task, const Number& beta) {
  Proof proof;
  proof.inputs = task.count_text();
  proof.certificate = evidence::certificate("all-inputs", "claim index\nn " + std::to_string(task.stored()) + "\ndigits " + std::to_string(task.key_bits()) + "\nvalue-bits " +
                                                              std::to_string(task.value_bits()) + "\nbeta " + arithmetic::to_text(beta) + "\n" + arithmetic_block(setting) + "method bounded\n");
  try {
    proof.reason = any_keys_violation(setting, std::int64_t{1} << task.key_bits(), task.key_bits(), beta, task.stored() + 1, proof.extremal_cases);
  } catch (const arithmetic::Undefined& problem) {
    proof.reason = problem.what();
  }
  proof.holds = proof.reason.empty();
  if (!proof.holds) proof.killing = index_extremal(task, 0, proof.reason == line(0) ? 0 : 1, true, false);
  return proof;
}

}  // namespace attest::constructions
