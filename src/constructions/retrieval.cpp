// The proof of retrieval for all values, and Eva by it.
#include "constructions/retrieval.hpp"
#include "evidence/certificate.hpp"

#include <bit>
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

std::size_t distance(std::int64_t a, std::int64_t b) {
  return static_cast<std::size_t>(std::popcount(static_cast<std::uint64_t>(a ^ b)));
}

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
      if (key) ++histogram[distance(*key, *keys[hit])];
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
    if (!one_holds.value_or(false)) return result.failure = RowFailure{hit, 1, !one_holds}, result;
    if (!zero_holds.value_or(false)) return result.failure = RowFailure{hit, 0, !zero_holds}, result;
  }
  return result;
}

/// Scores of the query for one target. Left to right a zero product changes no sum, so the score depends on the number of
/// matching digits only; in other orders of sums every score is computed.
class Scores {
 public:
  Scores(const attention::Plan<CachedEmulated>& plan, int digits, const Number& beta)
      : plan_(plan), head_(plan, digits, 1, beta), digits_(digits),
        by_distance_(plan.score.order.kind == arithmetic::SumOrder::Kind::left_to_right) {
    for (int h = 0; h <= digits && by_distance_; ++h) table_.push_back(compute(0, (std::int64_t{1} << h) - 1));
    keyless_ = compute(0, std::nullopt);
  }
  Number of(std::int64_t target, const std::optional<std::int64_t>& key) const {
    if (!key) return keyless_;
    return by_distance_ ? table_[distance(target, *key)] : compute(target, key);
  }

 private:
  Number compute(std::int64_t target, const std::optional<std::int64_t>& key) const {
    return plan_.score.dot(head_.drive(none, target, none).query, head_.drive(key.value_or(none), none, none).key);
  }
  const attention::Plan<CachedEmulated>& plan_;
  RetrievalHead<CachedEmulated> head_;
  int digits_;
  bool by_distance_;
  std::vector<Number> table_;
  Number keyless_;
};

}  // namespace

RowsResult prove_rows(const Setting& setting, const Keys& keys, int digits, const Number& beta,
                      const std::function<bool(std::size_t)>& only) {
  if (setting.exact) return exact_rows(setting, keys, digits, beta, only);
  const attention::Plan<CachedEmulated> plan = cached(setting.plan);
  const Scores scores(plan, digits, beta);
  const Number zero = plan.input.zero(), one = plan.input.from_integer(1);
  // A score s enters as the dot product of the one-dimensional query 1 and key s, which rounds to s itself.
  std::vector<attention::Drive<CachedEmulated>> row(keys.size());
  for (auto& drive : row) drive.key = {zero}, drive.value = {zero, zero};
  const std::vector<Number> query{plan.score.from_integer(1)};
  RowsResult result;
  for (std::size_t hit = 0; hit < keys.size(); ++hit) {
    if (!keys[hit] || (only && !only(hit))) continue;
    for (std::size_t j = 0; j < keys.size(); ++j) {
      row[j].key[0] = scores.of(*keys[hit], keys[j]);
      row[j].value[0] = j == hit ? one : zero;
      row[j].value[1] = keys[j] && j != hit ? one : zero;
    }
    const auto y = attention::attend<CachedEmulated>(plan, query, row);
    result.rows += 2;
    if (!reads_one<Emulated>(plan.output, y[0], half())) return result.failure = RowFailure{hit, 1}, result;
    if (reads_one<Emulated>(plan.output, y[1], half())) return result.failure = RowFailure{hit, 0}, result;
  }
  return result;
}

tasks::Tokens eva_extremal(std::int64_t n, std::int64_t x, int digit) {
  const std::int64_t top = std::int64_t{1} << (tasks::width_of(n) - 1);  // < n for n >= 2
  tasks::Tokens tokens;
  for (std::int64_t i = 0; i < n; ++i) tokens.push_back({1, i, (i == x) == (digit == 1) ? top : 0});
  tokens.push_back({0, x});
  return tokens;
}

Proof prove_eva(const Setting& setting, std::int64_t n, const Number& beta) {
  if (n < 2) throw std::invalid_argument("Eva is proved for n >= 2");
  const int width = tasks::width_of(n);
  Keys keys;
  for (std::int64_t i = 0; i < n; ++i) keys.emplace_back(i);
  keys.emplace_back();
  Proof proof;
  proof.inputs = tasks::Evaluation(n).count_text();
  proof.certificate = evidence::certificate("all-inputs", "claim retrieval\nn " + std::to_string(n) + "\ndigits " + std::to_string(width) +
                      "\nvalue-bits " + std::to_string(width) + "\nbeta " + arithmetic::to_text(beta) + "\n" + arithmetic_block(setting) + "method rows\n");
  try {
    const RowsResult rows = prove_rows(setting, keys, width, beta);
    proof.extremal_cases = rows.rows;
    proof.holds = !rows.failure;
    if (!rows.failure) return proof;
    const auto& failure = *rows.failure;
    proof.reason = "the query for " + std::to_string(failure.hit) + " with digit " + std::to_string(failure.digit) +
                   (failure.undecided ? " is undecided at 4096 bits" : " among the opposite digits reads wrongly");
    if (!failure.undecided) proof.killing = eva_extremal(n, static_cast<std::int64_t>(failure.hit), failure.digit);
  } catch (const arithmetic::Undefined& problem) {
    proof.reason = problem.what();
  }
  return proof;
}

}  // namespace attest::constructions
