// The method rows. Weights and denominator do not depend on the values, products and rounded sums are monotone in each value
// digit, and so is the quotient for a fixed denominator. Hence for each code two rows decide everything: the hit's digit 1
// and all others 0; the hit's digit 0 and all others 1. In a third one, all digits 1, num is largest: it must be defined.
#include <bit>
#include <set>

#include "checker/codes.hpp"
#include "checker/interval.hpp"

namespace attest::checker {
namespace {

/// Real numbers: weights relative to the hit are e^(-beta·distance), e^(-beta·D) for tokens without a key.
bool exact_rows_hold(const std::vector<long>& count_at_distance, long keyless, int digits, const Real& beta, bool base2) {
  return decide([&](const Enclosing& e) -> std::optional<bool> {
    const auto weight = [&](int distance, long count) {
      return e.mul(interval(count), e.exp(e.mul(interval(beta), interval(-distance)), base2));
    };
    Interval others = interval(0);
    for (int h = 1; h <= digits; ++h) others = e.add(others, weight(h, count_at_distance[static_cast<std::size_t>(h)]));
    const Interval rest = weight(digits, keyless), one = interval(1);
    // Hit 1: 1/(1+others+rest) >= 1/2. Hit 0: others/(1+others+rest) < 1/2.
    const auto one_wrong = less(one, e.add(others, rest)), zero_right = less(others, e.add(one, rest));
    if ((one_wrong && *one_wrong) || (zero_right && !*zero_right)) return false;
    if (!one_wrong || !zero_right) return std::nullopt;
    return true;
  });
}

std::uint64_t exact_rows(const std::vector<Key>& keys, int digits, const Real& beta, bool base2) {
  std::uint64_t rows = 0;
  long keyless = 0;
  std::set<std::vector<long>> decided;
  for (const Key& key : keys) keyless += !key;
  for (const Key& target : keys) {
    if (!target) continue;
    std::vector<long> count(static_cast<std::size_t>(digits) + 1);
    for (const Key& key : keys)
      if (key) ++count[static_cast<std::size_t>(std::popcount(*key ^ *target))];
    if (decided.insert(count).second && !exact_rows_hold(count, keyless, digits, beta, base2))
      throw NotEstablished("the query for code " + std::to_string(*target) + " can be answered wrongly");
    rows += 2;
  }
  return rows;
}

}  // namespace

std::uint64_t establish_rows(const Plan& plan, const std::vector<Key>& keys, int digits, const Real& beta) {
  if (keys.size() > most_rows) throw Malformed("the method rows takes at most 4096 tokens");
  require_retrieval(keys, beta);
  if (plan.exact) return exact_rows(keys, digits, beta, plan.base2);
  Codes codes(plan, digits, beta);
  const double n = static_cast<double>(keys.size());
  require_work(n * n * (4 + codes.work()), plan.most_work);
  const Real half = one_half();
  std::vector<Column> values(3);
  std::uint32_t symbols[2] = {0, 0};  // of the digits, the same in each
  for (std::size_t row = 0; row < 3; ++row) {
    symbols[0] = values[row].intern(plan.input.integer(0));
    symbols[1] = values[row].intern(plan.input.integer(1));
    for (const Key& key : keys) values[row].push(symbols[row > 0 && key ? 1 : 0]);
  }
  std::uint64_t rows = 0;
  for (std::size_t hit = 0; hit < keys.size(); ++hit) {
    if (!keys[hit]) continue;
    values[0].set(hit, symbols[1]);
    values[1].set(hit, symbols[0]);
    const auto outputs = heads(plan, codes.row(keys[hit], keys), values);
    if (!at_least(outputs[0], half)) throw NotEstablished("code " + std::to_string(*keys[hit]) + " with digit 1 among zeros reads 0");
    if (at_least(outputs[1], half)) throw NotEstablished("code " + std::to_string(*keys[hit]) + " with digit 0 among ones reads 1");
    values[0].set(hit, symbols[0]);
    values[1].set(hit, symbols[1]);
    rows += 2;
  }
  return rows;
}

}  // namespace attest::checker
