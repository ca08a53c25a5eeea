// The combinatorial number system, and the proof of construction 11.
#include "constructions/block_sets.hpp"
#include "evidence/certificate.hpp"

#include <algorithm>
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
  const auto model = block_set_model(plan, {M, U, 1, 1});
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

bool exact_reading_holds(const Setting& setting, std::int64_t U) {
  return arithmetic::decide([&](const auto& a) {
           auto spread = a.zero();
           for (std::int64_t d = 1; d < U; ++d) {
             const auto x = a.from_integer(-block_set_scale * d * d);
             spread = a.add(spread, a.mul(setting.plan.exponential == attention::Exponential::base2 ? a.exp2(x) : a.exp(x), a.from_integer(2 * d * d)));
           }
           return certainly_less(a, spread, lift(a, half()));
         }).value.value_or(false);
}

/// The first place at which the match's block is not read; n when there is none. Values 1..n in turn around the match.
std::int64_t unread_place(std::int64_t n, const BlockSets& sets, std::uint64_t& cases) {
  const auto machine = attention::make_sparse_machine(block_set_model(finite_setting("binary32").plan, sets));
  for (std::int64_t place = 0; place < n; ++place, ++cases) {
    tasks::Tokens tokens;
    for (std::int64_t i = 0; i < n; ++i) tokens.push_back({1, 1 + (i + n - place) % n});  // 1 stands at `place`
    tokens.push_back({0, sets.M - 1});
    const auto read = machine->selected(tokens);
    if (std::find(read.begin(), read.end(), static_cast<std::size_t>(place / sets.B)) == read.end()) return place;
  }
  return n;
}

std::string certificate_of(const Setting& setting, std::int64_t n, const BlockSets& sets) {
  const auto line = [](const char* key, std::int64_t value) { return std::string(key) + " " + std::to_string(value) + "\n"; };
  return evidence::certificate("all-inputs", "claim sparse-two-sum\n" + line("n", n) + line("M", sets.M) + line("U", sets.U) + line("B", sets.B) + line("k", sets.k) +
                                                 line("forced-initial", sets.forced_initial) + line("forced-local", sets.forced_local) +
                                                 line("message-bits", set_message_bits(sets.U, sets.B)) + line("scale", block_set_scale) + arithmetic_block(setting) + "method derivation\n");
}

}  // namespace

Proof prove_block_sets(const Setting& setting, std::int64_t n, const BlockSets& sets) {
  Proof proof;
  proof.inputs = tasks::TwoSum(tasks::TwoSum::Form::query, n, sets.M, sets.U, true).count_text();
  proof.certificate = certificate_of(setting, n, sets);
  try {
    const std::int64_t unread = unread_place(n, sets, proof.extremal_cases);
    if (unread < n) {
      proof.reason = "the block of place " + std::to_string(unread) + " is not read when it holds the match";
      for (std::int64_t i = 0; i < n; ++i) proof.killing.push_back({1, 1 + (i + n - unread) % n});
      proof.killing.push_back({0, sets.M - 1});
    } else if (setting.exact) {
      if (!exact_reading_holds(setting, sets.U)) proof.reason = "other values can hide a match";
    } else if (setting.plan.softmax == attention::Softmax::naive || setting.plan.normalisation != attention::Normalisation::quotient) {
      proof.reason = "blocks are read by two-pass or online softmax with a quotient";
    } else {
      proof.reason = pair_violation(setting, sets.M, sets.U, proof.extremal_cases);
    }
  } catch (const arithmetic::Undefined& problem) {
    proof.reason = problem.what();
  }
  proof.holds = proof.reason.empty();
  return proof;
}

}  // namespace attest::constructions
