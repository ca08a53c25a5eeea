// Retrieval rows. Tokens carry distinct codes of D digits (or no key); the query for code x is β·(x, 1−x), so the score of
// a key at Hamming distance h is β·(D−h), rounded. Weights and denominator do not depend on the values, products and
// rounded sums are monotone in each value digit, and so is the quotient for a fixed denominator. Hence for each x two
// rows decide everything: the hit's digit 1 and all others 0; the hit's digit 0 and all others 1.
#include "checker/claims.hpp"

namespace attest::checker {
namespace {

std::vector<Real> code_vector(std::uint64_t code, int digits, const Real& one, const Real& zero) {
  std::vector<Real> vector;
  for (int i = digits - 1; i >= 0; --i) vector.push_back((code >> i) & 1 ? one : zero);
  for (int i = digits - 1; i >= 0; --i) vector.push_back((code >> i) & 1 ? zero : one);
  return vector;
}

/// Real numbers: with e the base, weights relative to the hit are base^(−βh) and base^(−βD) for tokens without a key.
bool exact_rows_hold(const std::vector<std::uint64_t>& count_at_distance, std::uint64_t keyless, int digits, const Real& beta, bool base2) {
  for (mpfr_prec_t precision = 128; precision <= 4096; precision *= 2) {
    Real others[2] = {Real(precision), Real(precision)}, rest[2] = {Real(precision), Real(precision)};
    for (int side = 0; side < 2; ++side) {
      const mpfr_rnd_t round = side == 0 ? MPFR_RNDD : MPFR_RNDU;
      Real exponent(precision + 64), weight(precision);
      const auto add_weight = [&](Real& total, int distance, std::uint64_t count) {
        mpfr_mul_si(exponent.get(), beta.get(), -distance, round);
        base2 ? mpfr_exp2(weight.get(), exponent.get(), round) : mpfr_exp(weight.get(), exponent.get(), round);
        mpfr_mul_ui(weight.get(), weight.get(), count, round);
        mpfr_add(total.get(), total.get(), weight.get(), round);
      };
      for (int h = 1; h <= digits; ++h) add_weight(others[side], h, count_at_distance[h]);
      add_weight(rest[side], digits, keyless);
    }
    // Hit 1: 1/(1+others+rest) >= 1/2. Hit 0: others/(1+others+rest) < 1/2.
    Real high(precision), low(precision);
    mpfr_add(high.get(), others[1].get(), rest[1].get(), MPFR_RNDU);
    mpfr_add(low.get(), others[0].get(), rest[0].get(), MPFR_RNDD);
    const bool one_right = mpfr_cmp_ui(high.get(), 1) <= 0, one_wrong = mpfr_cmp_ui(low.get(), 1) > 0;
    Real bound(precision);
    mpfr_add_ui(bound.get(), rest[0].get(), 1, MPFR_RNDD);
    const bool zero_right = mpfr_less_p(others[1].get(), bound.get());
    mpfr_add_ui(bound.get(), rest[1].get(), 1, MPFR_RNDU);
    const bool zero_wrong = mpfr_greaterequal_p(others[0].get(), bound.get());
    if (one_wrong || zero_wrong) return false;
    if (one_right && zero_right) return true;
  }
  throw Rejected("undecided at 4096 bits");
}

std::uint64_t exact_rows(const std::vector<Key>& keys, int digits, const Real& beta, bool base2) {
  std::uint64_t rows = 0, keyless = 0;
  for (const Key& key : keys) keyless += !key;
  for (const Key& target : keys) {
    if (!target) continue;
    std::vector<std::uint64_t> count(static_cast<std::size_t>(digits) + 1);
    for (const Key& key : keys)
      if (key) ++count[static_cast<std::size_t>(__builtin_popcountll(*key ^ *target))];
    if (!exact_rows_hold(count, keyless, digits, beta, base2))
      throw Rejected("the query for code " + std::to_string(*target) + " can be answered wrongly");
    rows += 2;
  }
  return rows;
}

}  // namespace

std::uint64_t check_retrieval_rows(const Plan& plan, const std::vector<Key>& keys, int digits, const Real& beta) {
  std::vector<std::uint64_t> seen;
  for (const Key& key : keys)
    if (key) seen.push_back(*key);
  std::sort(seen.begin(), seen.end());
  if (std::adjacent_find(seen.begin(), seen.end()) != seen.end()) throw Rejected("two tokens have one key");
  if (mpfr_sgn(beta.get()) <= 0) throw Rejected("beta must be positive");
  if (!plan.exact && !plan.score.sequential() && (keys.size() > 4096 || plan.online))
    throw Rejected("scores summed in another order than left to right: at most 4096 keys, and not online");
  if (plan.exact) return exact_rows(keys, digits, beta, plan.base2);
  const Real zero = plan.input.integer(0), one = plan.input.integer(1), scale = plan.input.convert(beta);
  const Real half = parse_dyadic("1*2^-1", "one half");
  const auto score = [&](std::uint64_t target, const Key& key) {
    const auto query = code_vector(target, digits, scale, zero);
    return plan.score.dot(query, key ? code_vector(*key, digits, one, zero) : std::vector<Real>(query.size(), zero));
  };
  // Left to right, zeros do not change a sum: only the number of matching digits counts, and class = distance. In other
  // orders the place of the matches counts, and class = the pattern of mismatches is still the same for every target
  // only up to which half a digit falls in; so each key gets a class of its own.
  const bool by_distance = plan.score.sequential();
  const std::size_t keyless_class = by_distance ? static_cast<std::size_t>(digits) + 1 : keys.size();
  Row row;
  if (by_distance)
    for (int h = 0; h <= digits; ++h) row.scores.push_back(score(0, (std::uint64_t{1} << h) - 1));
  else
    row.scores.resize(keys.size());
  row.scores.push_back(score(0, std::nullopt));
  row.classes.resize(keys.size());
  std::uint64_t rows = 0;
  for (std::size_t hit = 0; hit < keys.size(); ++hit) {
    if (!keys[hit]) continue;
    std::vector<bool> only_hit(keys.size()), all_but_hit(keys.size());
    for (std::size_t j = 0; j < keys.size(); ++j) {
      const std::size_t own = by_distance && keys[j] ? static_cast<std::size_t>(__builtin_popcountll(*keys[j] ^ *keys[hit])) : j;
      row.classes[j] = static_cast<std::uint16_t>(keys[j] ? own : keyless_class);
      if (!by_distance && keys[j]) row.scores[j] = score(*keys[hit], keys[j]);
      only_hit[j] = j == hit;
      all_but_hit[j] = keys[j] && j != hit;
    }
    const auto outputs = heads(plan, row, {only_hit, all_but_hit});
    if (!at_least(outputs[0], half)) throw Rejected("code " + std::to_string(*keys[hit]) + " with digit 1 among zeros reads 0");
    if (at_least(outputs[1], half)) throw Rejected("code " + std::to_string(*keys[hit]) + " with digit 0 among ones reads 1");
    rows += 2;
  }
  return rows;
}

}  // namespace attest::checker
