// Birthday search: prefixes that share a random head and differ in the last positions, run depth first so that one prefix
// costs one step; a table from the hash of the state to the prefix's number. About 1.25 * 2^(bits/2) prefixes for a state
// of `bits` bits of entropy. A hit is checked on the whole states by running both prefixes again.
#include <algorithm>
#include <cmath>

#include "adversaries/collision_table.hpp"
#include "adversaries/state_collision.hpp"

namespace attest::adversaries {

namespace {

using arithmetic::BitString;

constexpr int leaf_digits = 36;  // a prefix's number: family above, leaf below

/// One family with the states along the current path; leaves are numbered with the last position fastest.
class Walker {
 public:
  Walker(const StateProblem& problem, const TailFamily& family, Meter& meter) : problem_(problem), family_(family), meter_(meter) {
    BitString state = problem.machine.initial_state();
    for (std::size_t i = 0; i < family.head.size(); ++i) {
      meter.spend();
      state = problem.machine.step(state, problem.prefixes.token(i, family.head[i]), i);
    }
    states_.push_back(std::move(state));
    states_.resize(family.tail.size() + 1);
    digits_.assign(family.tail.size(), 0);
    for (std::size_t j = 0; j < family.tail.size(); ++j) {
      tokens_.emplace_back();
      for (std::uint32_t choice : family.tail[j]) tokens_.back().push_back(problem.prefixes.token(family.head.size() + j, choice));
    }
    step_from(0);
  }
  const BitString& state() const { return states_.back(); }
  /// To the next leaf; false after the last one.
  bool next() {
    std::size_t level = digits_.size();
    while (level-- > 0) {
      if (++digits_[level] < tokens_[level].size()) return step_from(level), true;
      digits_[level] = 0;
    }
    return false;
  }

 private:
  void step_from(std::size_t level) {
    for (; level < digits_.size(); ++level) {
      meter_.spend();
      states_[level + 1] = problem_.machine.step(states_[level], tokens_[level][digits_[level]], family_.head.size() + level);
    }
  }
  const StateProblem& problem_;
  const TailFamily& family_;
  Meter& meter_;
  std::vector<BitString> states_;
  std::vector<std::size_t> digits_;
  std::vector<Tokens> tokens_;
};

TailFamily family_number(const StateProblem& problem, std::uint64_t seed, std::uint64_t number) {
  // Three bits more than the birthday needs, so that one family is enough nearly always.
  const double bits = std::min(static_cast<double>(problem.state_bits()), 60.0) / 2 + 3;
  tasks::Random random(derived_seed(seed, number));
  return problem.prefixes.tail_family(random, std::min(bits, 28.0));
}

Choices prefix_number(const StateProblem& problem, std::uint64_t seed, std::uint64_t number) {
  const TailFamily family = family_number(problem, seed, number >> leaf_digits);
  std::uint64_t leaf = number & ((std::uint64_t{1} << leaf_digits) - 1);
  Choices digits(family.tail.size());
  for (std::size_t j = family.tail.size(); j-- > 0; leaf /= family.tail[j].size())
    digits[j] = family.tail[j][leaf % family.tail[j].size()];
  Choices choices = family.head;
  choices.insert(choices.end(), digits.begin(), digits.end());
  return choices;
}

}  // namespace

std::optional<FoolingPair> birthday(const StateProblem& problem, Meter& meter, std::uint64_t seed) {
  CollisionTable table(meter.memory_bytes());
  constexpr std::uint64_t most_leaves = std::uint64_t{1} << 22;
  for (std::uint64_t number = 0; number < (1u << 20) && !table.full(); ++number) {
    const TailFamily family = family_number(problem, seed, number);
    Walker walker(problem, family, meter);
    std::uint64_t leaf = 0;
    do {
      const std::uint64_t own = number << leaf_digits | leaf;
      if (const auto other = table.find_or_insert(walker.state().hash(), own)) {
        const Choices first = prefix_number(problem, seed, *other), second = prefix_number(problem, seed, own);
        if (auto pair = pair_if_equal(problem, first, second, meter, "birthday")) return pair;
      }
    } while (++leaf < most_leaves && !table.full() && walker.next());
    const bool everything = family.head.empty() && !problem.prefixes.sets();
    if (everything && leaf < most_leaves) return std::nullopt;  // every prefix was seen
  }
  return std::nullopt;
}

}  // namespace attest::adversaries
