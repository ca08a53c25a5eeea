// Distinguished points (van Oorschot and Wiener): a walk whose point is a 64-bit mix of the whole state, and whose point
// chooses the last tokens of the next prefix. Two walks that meet end in the same distinguished point; going back from
// there gives two prefixes with one state. Memory: one entry per walk. For states of at most 64 bits the mix is a
// bijection, so only equal states meet; beyond that, and where tokens coincide, the check on whole states decides.
#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "adversaries/collision_table.hpp"
#include "adversaries/state_collision.hpp"

namespace attest::adversaries {

namespace {

using arithmetic::BitString;

class Walk {
 public:
  Walk(const StateProblem& problem, std::uint64_t seed, Meter& meter) : problem_(problem), meter_(meter), salt_(seed) {
    tasks::Random random(seed);
    const double bits = std::min(static_cast<double>(problem.state_bits()), 64.0) + 4;
    family_ = problem.prefixes.tail_family(random, bits);
    head_state_ = problem.machine.initial_state();
    for (std::size_t i = 0; i < family_.head.size(); ++i) {
      meter.spend();
      head_state_ = problem.machine.step(head_state_, problem.prefixes.token(i, family_.head[i]), i);
    }
    for (std::size_t j = 0; j < family_.tail.size(); ++j) {
      tokens_.emplace_back();
      for (std::uint32_t choice : family_.tail[j]) tokens_.back().push_back(problem.prefixes.token(family_.head.size() + j, choice));
    }
  }

  std::uint64_t next(std::uint64_t point) {
    tasks::Random random(point ^ salt_);
    BitString state = head_state_;
    for (std::size_t j = 0; j < tokens_.size(); ++j) {
      meter_.spend();
      state = problem_.machine.step(state, tokens_[j][random.below(tokens_[j].size())], family_.head.size() + j);
    }
    return state.hash();
  }

  Choices prefix(std::uint64_t point) const {
    tasks::Random random(point ^ salt_);
    Choices choices = family_.head;
    for (const Choices& tail : family_.tail) choices.push_back(tail[random.below(tail.size())]);
    return choices;
  }

 private:
  const StateProblem& problem_;
  Meter& meter_;
  std::uint64_t salt_;
  TailFamily family_;
  BitString head_state_;
  std::vector<Tokens> tokens_;
};

struct Trail {
  std::uint64_t start = 0, length = 0;
};

/// The two different points just before two walks with one end meet; nothing if one start lies on the other walk.
std::optional<std::pair<std::uint64_t, std::uint64_t>> meeting(Walk& walk, Trail a, Trail b) {
  while (a.length > b.length) a.start = walk.next(a.start), --a.length;
  while (b.length > a.length) b.start = walk.next(b.start), --b.length;
  if (a.start == b.start) return std::nullopt;
  while (true) {
    const std::uint64_t next_a = walk.next(a.start), next_b = walk.next(b.start);
    if (next_a == next_b) return std::pair(a.start, b.start);
    a.start = next_a;
    b.start = next_b;
  }
}

/// Walks until a pair is found or the table of this family is full or fruitless.
std::optional<FoolingPair> one_family(const StateProblem& problem, Meter& meter, std::uint64_t seed) {
  Walk walk(problem, seed, meter);
  tasks::Random starts(derived_seed(seed, 1));
  const double bits = std::min(static_cast<double>(problem.state_bits()), 64.0);
  // One point in `rare` is distinguished: about 4000 walks until a meeting, fewer where the memory holds fewer.
  const double capacity = std::log2(static_cast<double>(std::max<std::size_t>(meter.memory_bytes(), 1024)) / 64.0);
  const std::uint64_t rare = std::uint64_t{1} << static_cast<int>(std::max(0.0, bits / 2 - std::min(12.0, capacity - 2)));
  std::unordered_map<std::uint64_t, Trail> ends;
  std::uint64_t fruitless = 0;
  while (ends.size() * 64 < std::max<std::size_t>(meter.memory_bytes(), 1024) && fruitless < 1000) {
    Trail trail{starts.bits(), 0};
    std::uint64_t point = trail.start;
    while (trail.length < 20 * rare) {
      point = walk.next(point);
      ++trail.length;
      if ((mixed(point) & (rare - 1)) == 0) break;
    }
    if ((mixed(point) & (rare - 1)) != 0) {  // a cycle without a distinguished point
      ++fruitless;
      continue;
    }
    const auto [place, fresh] = ends.try_emplace(point, trail);
    if (fresh) continue;
    ++fruitless;
    if (const auto points = meeting(walk, place->second, trail))
      if (auto pair = pair_if_equal(problem, walk.prefix(points->first), walk.prefix(points->second), meter, "distinguished points"))
        return pair;
  }
  return std::nullopt;
}

}  // namespace

std::optional<FoolingPair> distinguished_points(const StateProblem& problem, Meter& meter, std::uint64_t seed) {
  for (std::uint64_t number = 0; number < 64; ++number)
    if (auto pair = one_family(problem, meter, derived_seed(seed, number))) return pair;
  return std::nullopt;
}

}  // namespace attest::adversaries
