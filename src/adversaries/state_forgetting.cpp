// A token that is forgotten: decays underflow, small terms vanish into large accumulators, tables overwrite. Cost: one
// run of the later tokens, no search. (theory.md section 5; collisions.md sections 4 and 5)
#include <algorithm>

#include "adversaries/collision_table.hpp"
#include "adversaries/state_collision.hpp"

namespace attest::adversaries {

namespace {

using arithmetic::BitString;

/// Position p of `base` takes another value that keeps the prefix well formed.
std::optional<Choices> changed(const Prefixes& prefixes, const Choices& base, std::size_t p, tasks::Random& random) {
  if (prefixes.alphabet() < 2) return std::nullopt;
  Choices other = base;
  for (int attempt = 0; attempt < 64; ++attempt) {
    other[p] = static_cast<std::uint32_t>(random.below(prefixes.alphabet()));
    if (prefixes.sets() ? std::find(base.begin(), base.end(), other[p]) == base.end() : other[p] != base[p]) return other;
  }
  return std::nullopt;
}

/// Random prefixes, and for values per position the constant ones, which drive sums far from 0.
Choices base_prefix(const Prefixes& prefixes, int number, tasks::Random& random) {
  if (prefixes.sets() || number % 4 < 2) return prefixes.random(random);
  return Choices(prefixes.length(), number % 4 == 2 ? prefixes.alphabet() - 1 : 0);
}

/// Does the state of `other` (differing from the run `states` at p) come back to it? Equal once is equal for ever.
bool forgotten(const StateProblem& problem, const std::vector<BitString>& states, const Tokens& other, std::size_t p, Meter& meter) {
  BitString state = states[p];
  for (std::size_t i = p; i < other.size(); ++i) {
    meter.spend();
    state = problem.machine.step(state, other[i], i);
    if (state == states[i + 1]) return true;
  }
  return false;
}

}  // namespace

std::optional<FoolingPair> forget_one_token(const StateProblem& problem, Meter& meter, std::uint64_t seed) {
  const Prefixes& prefixes = problem.prefixes;
  const std::size_t n = prefixes.length();
  tasks::Random random(seed);
  for (int number = 0; number < 4; ++number) {
    const Choices base = base_prefix(prefixes, number, random);
    const Tokens tokens = prefixes.tokens(base);
    std::vector<BitString> states{problem.machine.initial_state()};
    for (std::size_t i = 0; i < n; ++i) {
      meter.spend();
      states.push_back(problem.machine.step(states.back(), tokens[i], i));
    }
    // About 32 places from the first position on (then from a random one): early tokens have the most time to be forgotten.
    const std::size_t stride = std::max<std::size_t>(1, n / 32);
    for (std::size_t p = number == 0 ? 0 : random.below(stride); p < n; p += stride) {
      for (int alternative = 0; alternative < 2; ++alternative) {
        const auto other = changed(prefixes, base, p, random);
        if (!other || !forgotten(problem, states, prefixes.tokens(*other), p, meter)) continue;
        if (auto pair = pair_if_equal(problem, base, *other, meter, "forgetting")) return pair;
      }
    }
  }
  return std::nullopt;
}

}  // namespace attest::adversaries
