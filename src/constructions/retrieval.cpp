// The proof of retrieval for all values, and Eva by it.
#include "constructions/retrieval.hpp"

#include "constructions/any_keys.hpp"
#include "constructions/bounded.hpp"
#include "constructions/class_model.hpp"
#include "constructions/distance_classes.hpp"
#include "constructions/retrieval_scores.hpp"
#include "evidence/certificate.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace attest::constructions {

Number default_beta(std::int64_t keys, attention::Exponential exponential) {
  const double count = 8.0 * static_cast<double>(keys);
  const double least = exponential == attention::Exponential::natural ? std::log(count) : std::log2(count);
  int power = 0;
  while (std::ldexp(1.0, power) < least) ++power;
  return dyadic(1, power);
}

namespace {

using Keys = std::vector<std::optional<std::int64_t>>;

/// Real numbers. With t = Σ e^(-βh) over the other keyed tokens and r = Σ e^(-βD) over those without a key:
/// digit 1 needs 1 >= t + r; digit 0 needs t < 1 + r.
RowsResult exact_rows(const Setting& setting, const Keys& keys, int digits, const Number& beta,
                      const std::function<bool(std::size_t)>& only) {
  std::map<std::vector<std::int64_t>, std::pair<std::optional<bool>, std::optional<bool>>> known;  // histogram -> rows hold
  std::int64_t keyless = 0;
  for (const auto& key : keys) keyless += !key;
  RowsResult result;
  for (std::size_t hit = 0; hit < keys.size(); ++hit) {
    if (!keys[hit] || (only && !only(hit))) continue;
    std::vector<std::int64_t> histogram(static_cast<std::size_t>(digits) + 1);
    for (const auto& key : keys)
      if (key) ++histogram[hamming_distance(*key, *keys[hit])];
    auto found = known.find(histogram);
    if (found == known.end()) {
      const auto holds = [&](int digit) {
        return arithmetic::decide([&](const auto& a) {
                 const auto scale = lift(a, beta), one = a.from_integer(1);
                 const auto weight = [&](int h) {
                   const auto x = a.neg(a.mul(scale, a.from_integer(h)));
                   return setting.plan.exponential == attention::Exponential::base2 ? a.exp2(x) : a.exp(x);
                 };
                 auto others = a.zero();
                 for (int h = 1; h <= digits; ++h)
                   others = a.add(others, a.mul(weight(h), a.from_integer(histogram[static_cast<std::size_t>(h)])));
                 const auto rest = a.mul(weight(digits), a.from_integer(keyless));
                 if (digit == 1) return !certainly_less(a, one, a.add(others, rest));
                 return certainly_less(a, others, a.add(one, rest));
               }).value;
      };
      found = known.emplace(histogram, std::pair{holds(1), holds(0)}).first;
    }
    result.rows += 2;
    const auto& [one_holds, zero_holds] = found->second;
    const auto failed = [&](int digit, const std::optional<bool>& known_to_fail) {
      RowFailure failure{hit, digit};
      if (!known_to_fail) failure.undecided = true, failure.how = "is undecided at 4096 bits";
      return failure;
    };
    if (!one_holds.value_or(false)) return result.failure = failed(1, one_holds), result;
    if (!zero_holds.value_or(false)) return result.failure = failed(0, zero_holds), result;
  }
  return result;
}

using Only = std::function<bool(std::size_t)>;

RowsResult finite_rows(const attention::Plan<StrictEmulated>& plan, const RetrievalScores& scores, const Keys& keys, const Only& only) {
  const Number zero = plan.input.zero(), one = plan.input.from_integer(1);
  // Columns: the hit's digit 1, its digit 0, and all digits 1, which is read right if it is defined.
  const std::vector<Number> of_hit{one, zero, one}, of_other{zero, one, one}, keyless{zero, zero, zero};
  const bool reversed = plan.key_order == attention::KeyOrder::last_to_first;
  const auto visited = [&](std::size_t j) { return reversed ? keys.size() - 1 - j : j; };
  std::vector<KeyRun> row(keys.size());
  for (std::size_t j = 0; j < keys.size(); ++j) row[j] = {zero, keys[visited(j)] ? &of_other : &keyless, 1};
  RowsResult result;
  for (std::size_t hit = 0; hit < keys.size(); ++hit) {
    if (!keys[hit] || (only && !only(hit))) continue;
    result.rows += 2;
    try {
      for (std::size_t j = 0; j < keys.size(); ++j) row[j].score = scores.of(*keys[hit], keys[visited(j)]);
      row[visited(hit)].value = &of_hit;
      const auto y = attend_runs(plan, row);
      row[visited(hit)].value = &of_other;
      if (!reads_one<Emulated>(plan.output, y[0], half())) return result.failure = RowFailure{hit, 1}, result;
      if (reads_one<Emulated>(plan.output, y[1], half())) return result.failure = RowFailure{hit, 0}, result;
    } catch (const arithmetic::Undefined& problem) {
      return result.failure = RowFailure{hit, 1, false, "is undefined: " + std::string(problem.what())}, result;
    }
  }
  return result;
}

/// Where the bound does not reach: `rows` of the first, the middle and the last target; undecided when they are right.
RowsResult sampled(const Keys& keys, const Only& only, int digit, const std::function<RowsResult(const Only&)>& rows) {
  std::vector<std::size_t> targets;
  for (std::size_t j = 0; j < keys.size(); ++j)
    if (keys[j] && (!only || only(j))) targets.push_back(j);
  RowsResult result;
  const std::size_t last = targets.size() - 1;
  for (const std::size_t hit : {targets[0], targets[last / 2], targets[last]}) {
    const RowsResult one = rows([&](std::size_t j) { return j == hit; });
    result.rows += one.rows;
    if (one.failure) return result.failure = one.failure, result;
  }
  return result.failure = RowFailure{targets[0], digit, true, "is beyond the bound, though no row that was tried is wrong"}, result;
}

RowsResult finite_bounded(const attention::Plan<StrictEmulated>& plan, const RetrievalScores& scores, const Keys& keys, const Only& only, int digits, const Number& beta) {
  const auto try_rows = [&](int digit) {
    return sampled(keys, only, digit, [&](const Only& few) { return finite_rows(plan, scores, keys, few); });
  };
  RowsResult result;
  if (beta.negative || beta.is_zero()) return try_rows(1);
  if (distance_classes_hold(plan, digits, beta, keys.size())) return result.rows = 2, result;
  std::vector<std::pair<Number, Number>> cases;  // distinct (hit, light)
  for (std::size_t hit = 0; hit < keys.size(); ++hit) {
    if (!keys[hit] || (only && !only(hit))) continue;
    const std::pair<Number, Number> scored{scores.of(*keys[hit], keys[hit]), scores.light(*keys[hit])};
    if (std::find(cases.begin(), cases.end(), scored) == cases.end()) cases.push_back(scored);
    if (scores.by_distance()) break;
  }
  for (const auto& [hit, light] : cases) {
    result.rows += 2;
    int digit = 1;
    try {
      const BoundedOutcome outcome = bounded_digits(plan, hit, light, keys.size());
      if (outcome == BoundedOutcome::holds) continue;
      digit = outcome == BoundedOutcome::one_fails ? 1 : 0;
    } catch (const arithmetic::Undefined&) {
    }
    const RowsResult rows = try_rows(digit);
    result.rows += rows.rows;
    return result.failure = rows.failure, result;
  }
  return result;
}

RowsResult exact_bounded(const Setting& setting, const Keys& keys, int digits, const Number& beta, const Only& only) {
  RowsResult result;
  result.rows = 2;
  if (const auto digit = real_bound_fails(setting, beta, keys.size()))
    return sampled(keys, only, *digit, [&](const Only& few) { return exact_rows(setting, keys, digits, beta, few); });
  return result;
}

}  // namespace

std::string to_text(const RowFailure& failure, const std::string& who) {
  return "the query for " + who + " with digit " + std::to_string(failure.digit) + " " + failure.how;
}

std::string method_line(Method method) { return method == Method::bounded ? "method bounded" : "method rows"; }

RowsResult prove_rows(const Setting& setting, const Keys& keys, int digits, const Number& beta, const Only& only, Method method) {
  if (method == Method::automatic) method = keys.size() > most_rows_keys ? Method::bounded : Method::rows;
  RowsResult result;
  if (setting.exact) {
    result = method == Method::rows ? exact_rows(setting, keys, digits, beta, only) : exact_bounded(setting, keys, digits, beta, only);
  } else {
    const attention::Plan<StrictEmulated> plan = strict(setting.plan);
    const RetrievalScores scores(plan, digits, beta);
    result = method == Method::rows ? finite_rows(plan, scores, keys, only)
                                    : finite_bounded(plan, scores, keys, only, digits, beta);
  }
  result.method = method;
  return result;
}

tasks::Tokens eva_extremal(std::int64_t n, std::int64_t x, int digit) {
  const std::int64_t top = std::int64_t{1} << (tasks::width_of(n) - 1);  // < n for n >= 2
  tasks::Tokens tokens;
  for (std::int64_t i = 0; i < n; ++i) tokens.push_back({1, i, (i == x) == (digit == 1) ? top : 0});
  tokens.push_back({0, x});
  return tokens;
}

Proof prove_eva(const Setting& setting, std::int64_t n, const Number& beta, Method method) {
  if (n < 2) throw std::invalid_argument("Eva is proved for n >= 2");
  const int width = tasks::width_of(n);
  Keys keys;
  for (std::int64_t i = 0; i < n; ++i) keys.emplace_back(i);
  keys.emplace_back();
  Proof proof;
  proof.inputs = tasks::Evaluation(n).count_text();
  RowsResult rows;
  try {
    rows = prove_rows(setting, keys, width, beta, {}, method);
    proof.extremal_cases = rows.rows;
    proof.holds = !rows.failure;
    if (rows.failure) {
      proof.reason = to_text(*rows.failure, std::to_string(rows.failure->hit));
      if (!rows.failure->undecided) proof.killing = eva_extremal(n, static_cast<std::int64_t>(rows.failure->hit), rows.failure->digit);
    }
  } catch (const arithmetic::Undefined& problem) {
    proof.reason = problem.what();
    proof.killing = eva_extremal(n, 0, 1);
  }
  proof.certificate = evidence::certificate("all-inputs", "claim retrieval\nn " + std::to_string(n) + "\ndigits " + std::to_string(width) +
                      "\nvalue-bits " + std::to_string(width) + "\nbeta " + arithmetic::to_text(beta) + "\n" + arithmetic_block(setting) +
                      method_line(rows.method) + "\n");
  return proof;
}

}  // namespace attest::constructions
