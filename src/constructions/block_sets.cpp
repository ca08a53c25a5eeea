// The combinatorial number system, and the proof of construction 11.
#include "constructions/block_sets.hpp"
#include "evidence/certificate.hpp"

#include <stdexcept>

namespace attest::constructions {

using arithmetic::Wide;

Wide binomial(std::int64_t n, std::int64_t k) {
  if (k < 0 || k > n) return 0;
  Wide value = 1;
  for (std::int64_t i = 1; i <= k; ++i) {
    const Wide factor = static_cast<Wide>(n - k + i);
    if (value > (~Wide{0} >> 1) / factor) throw std::invalid_argument("a binomial coefficient beyond 2^127: choose a smaller U or B");
    value = value * factor / static_cast<Wide>(i);
  }
  return value;
}

Wide rank_of_set(std::span<const std::int64_t> ascending) {
  Wide rank = 0;
  for (std::size_t i = 0; i < ascending.size(); ++i)
    rank += binomial(ascending[i] - 1, static_cast<std::int64_t>(i) + 1);
  return rank;
}

std::vector<std::int64_t> set_of_rank(Wide rank, std::int64_t size) {
  std::vector<std::int64_t> set(static_cast<std::size_t>(size));
  for (std::int64_t i = size; i >= 1; --i) {
    std::int64_t value = i - 1;  // the largest value with C(value, i) <= rank
    while (binomial(value + 1, i) <= rank) ++value;
    rank -= binomial(value, i);
    set[static_cast<std::size_t>(i) - 1] = value + 1;
  }
  return set;
}

int set_message_bits(std::int64_t U, std::int64_t B) {
  const Wide sets = binomial(U, B);
  int bits = 0;
  while ((Wide{1} << bits) < sets) ++bits;
  return bits;
}

namespace {

/// Why some pair (x, t) has not the score -β(x-t)² or a weight other than 0 and 1; empty when all have.
std::string pair_violation(const Setting& setting, std::int64_t M, std::int64_t U, std::uint64_t& cases) {
  const auto plan = cached(setting.plan);
  const auto model = block_set_model(plan, M, U, 1, 1);
  const attention::SoftmaxFold<CachedEmulated> fold(plan, 0);
  std::vector<attention::Drive<CachedEmulated>> stored;
  for (std::int64_t x = 1; x <= U; ++x) stored.push_back(model.project({1, x}, 0));
  for (std::int64_t t = 1; t <= U; ++t) {
    const auto query = model.project({0, M - t}, 0);
    for (std::int64_t x = 1; x <= U; ++x, ++cases) {
      const Number s = plan.score.dot(query.query, stored[static_cast<std::size_t>(x) - 1].key);
      if (s != arithmetic::number_from_integer(-block_set_scale * (x - t) * (x - t)) && !(x == t && s.is_zero()))
        return "the score of value " + std::to_string(x) + " for " + std::to_string(t) + " is not exact";
    }
  }
  // Distances d² differ by at least 1, and weights shrink with them: one step of β is the extremal case.
  const Number step = arithmetic::number_from_integer(-block_set_scale), zero{};
  ++cases;
  if (!fold.weight(step, &zero).is_zero()) return "the weight of a value one step behind the nearest is not 0";
  const Number top = arithmetic::number_from_integer(2 * U * U);
  if (plan.accumulator.convert(top) != top || plan.output.convert(top) != top) return "sums of two squares are not exact";
  return {};
}

}  // namespace

Proof prove_block_sets(const Setting& setting, std::int64_t n, std::int64_t M, std::int64_t U, std::int64_t B, std::int64_t k) {
  if (setting.exact || setting.plan.softmax != attention::Softmax::two_pass)
    throw std::invalid_argument("block sets are proved in finite formats under two-pass softmax");
  if (B < 1 || n % B != 0 || k < 1 || k > n / B) throw std::invalid_argument("block sets need B to divide n and 1 <= k <= n/B");
  Proof proof;
  proof.inputs = tasks::TwoSum(tasks::TwoSum::Form::query, n, M, U, true).count_text();
  proof.certificate = evidence::certificate("all-inputs", "claim set-messages\nU " + std::to_string(U) + "\nB " + std::to_string(B) +
                      "\nmessage-bits " + std::to_string(set_message_bits(U, B)) + "\nmethod derivation\n");
  try {
    proof.reason = pair_violation(setting, M, U, proof.extremal_cases);
    proof.holds = proof.reason.empty();
  } catch (const arithmetic::Undefined& problem) {
    proof.reason = problem.what();
  }
  return proof;
}

}  // namespace attest::constructions
