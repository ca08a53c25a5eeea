// H2 and H2+ (bounds.md sections 1, 4, 7, 8): (i) histogram of pre-states after z_2; (ii) random z_1 by pre-state until a
// bucket has enough values at one argument; (iii) z_2 varied where these lead to, over random backgrounds; the pre-state,
// the message to w and the post-state before w must be equal. If s_pre + n_1 b + x s_post < n_1 x lg N_1 some pair exists.
#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_map>

#include "adversaries/composition_collision.hpp"

namespace attest::adversaries {

namespace {

using arithmetic::BitString;

/// Least x with x^m 2^s >= m^m, in doubles: it only says when to stop sampling.
std::size_t guaranteed_values(std::int64_t m, std::size_t pre_bits) {
  const double x = static_cast<double>(m) * std::exp2(-static_cast<double>(pre_bits) / static_cast<double>(m));
  return std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(x - 1e-9)));
}

/// z_1 members with one pre-state, the arguments z_0 may take, and the places of z_2's row that they lead to.
struct Members {
  std::vector<Values> functions;
  std::size_t first_argument = 0;
  std::set<std::int64_t> places;
};

/// From one bucket: greedily the functions that bring most new values at arguments first..first+width-1.
Members chosen(const std::vector<Values>& bucket, std::size_t first, std::size_t width, std::size_t most) {
  Members members;
  members.first_argument = first;
  for (const Values& function : bucket) {
    const auto from = function.begin() + static_cast<std::ptrdiff_t>(first);
    const std::size_t before = members.places.size();
    members.places.insert(from, from + static_cast<std::ptrdiff_t>(width));
    // A member that brings little is not worth a run of the model per block.
    if (members.places.size() - before >= (width + 1) / 2) members.functions.push_back(function);
    if (members.functions.size() == most) break;
  }
  return members;
}

class HybridAttack {
 public:
  HybridAttack(const CompositionProblem& problem, std::uint64_t seed)
      : problem_(problem), seed_(seed), pre_bits_(problem.machine.state_bits(0)), N_(problem.task.N(1)), m_(problem.task.m()) {}

  std::optional<FoolingPair> search(std::size_t width, std::uint64_t share);

 private:
  void find_commonest_state();
  Members find_members(std::size_t width);
  std::vector<Continuation> continuations(const Members& members, std::size_t width) const;
  /// z_2 number `number`: its background, with the places varied in every row.
  Values block(std::uint64_t number, const Members& members) const;

  CompositionProblem problem_;
  std::uint64_t seed_;
  std::size_t pre_bits_;
  std::int64_t N_, m_;
  BitString state_;
  bool common_ = true;     // state_ came up twice: worth waiting for
  Values representative_;  // a z_2 that leads to state_
};

void HybridAttack::find_commonest_state() {
  tasks::Random random(derived_seed(seed_, 1));
  std::unordered_map<BitString, std::size_t, arithmetic::BitStringHash> histogram;
  const std::size_t samples = pre_bits_ == 0 ? 1 : std::size_t{16} << std::min<std::size_t>(pre_bits_, 7);
  const Tokens rest = [&] {
    Tokens tokens = function_tokens(1, Values(static_cast<std::size_t>(m_), 0));
    tokens.push_back({0, 0});
    tokens.push_back({-1, 0});
    return tokens;
  }();
  std::size_t most = 0;
  for (std::size_t i = 0; i < samples; ++i) {
    const Values values = random_values(N_, random);
    Tokens tokens = function_tokens(2, values);
    tokens.insert(tokens.end(), rest.begin(), rest.end());
    const BitString state = cross(problem_, tokens, values.size()).states[0];
    if (++histogram[state] > most) {
      most = histogram[state];
      state_ = state;
      representative_ = values;
    }
  }
  // Where no state repeats the histogram says nothing; equal states are then left to the table, which compares them too.
  common_ = samples == 1 || most > 1;
}

Members HybridAttack::find_members(std::size_t width) {
  tasks::Random random(derived_seed(seed_, 2));
  const auto m = static_cast<std::size_t>(m_);
  const std::size_t wanted = width == 1 ? guaranteed_values(m_, pre_bits_) : m;
  const std::size_t samples = std::min<std::size_t>(1u << 14, (16 * m) << std::min<std::size_t>(pre_bits_, 10));
  std::unordered_map<BitString, std::vector<Values>, arithmetic::BitStringHash> buckets;
  const Tokens block_tokens = function_tokens(2, representative_);
  const std::size_t offset = random.below(m / width);  // no argument is preferred where all are equal
  Members best;
  for (std::size_t i = 0; i < samples && best.places.size() < wanted; ++i) {
    const Values values = random_values(m_, random);
    BitString state;
    if (pre_bits_ > 0) {
      Tokens tokens = block_tokens;
      const Tokens function = function_tokens(1, values);
      tokens.insert(tokens.end(), function.begin(), function.end());
      tokens.push_back({0, 0});
      tokens.push_back({-1, 0});
      state = cross(problem_, tokens, block_tokens.size() + m).states[0];
    }
    std::vector<Values>& bucket = buckets[state];
    bucket.push_back(values);
    if (bucket.size() > 4 * m || (bucket.size() > m && bucket.size() % m != 0)) continue;  // enough of this state
    for (std::size_t run = 0; run < m / width; ++run) {
      Members members = chosen(bucket, (run + offset) % (m / width) * width, width, m);
      if (members.places.size() > best.places.size()) best = std::move(members);
    }
  }
  return best;
}

std::vector<Continuation> HybridAttack::continuations(const Members& members, std::size_t width) const {
  std::vector<Continuation> all;
  for (std::int64_t w = 0; w < problem_.task.factors()[0]; ++w) {
    for (const Values& function : members.functions) {
      for (std::size_t z0 = members.first_argument; z0 < members.first_argument + width; ++z0) {
        Continuation next;
        next.tokens = function_tokens(1, function);
        next.tokens.push_back({0, static_cast<std::int64_t>(z0)});
        next.tokens.push_back({-1, w});
        next.argument = static_cast<std::size_t>(w * m_ + function[z0]);
        all.push_back(std::move(next));
      }
    }
  }
  return all;
}

Values HybridAttack::block(std::uint64_t number, const Members& members) const {
  constexpr std::uint64_t elements_per_background = 1024;
  tasks::Random background(derived_seed(seed_ + 3, number / elements_per_background));
  tasks::Random element(derived_seed(seed_ + 4, number));
  Values values = random_values(N_, background);
  for (std::int64_t row = 0; row < N_; row += m_)
    for (std::int64_t place : members.places)
      values[static_cast<std::size_t>(row + place)] = static_cast<std::int64_t>(element.below(static_cast<std::uint64_t>(N_)));
  return values;
}

std::optional<FoolingPair> HybridAttack::search(std::size_t width, std::uint64_t share) {
  problem_.meter.allow(share);
  find_commonest_state();
  const Members members = find_members(width);
  const auto all = continuations(members, width);
  const std::size_t each = members.functions.size() * width;
  const auto rows = static_cast<std::uint64_t>(problem_.task.factors()[0]);
  BlockCollider collider(problem_, [&](std::uint64_t number) { return block(number, members); });
  const auto common = [&](const attention::Crossing& crossing) { return !common_ || crossing.states[0] == state_; };
  const auto named = [&](std::optional<FoolingPair> pair) {
    pair->engine = width == 1 ? "H2 collision" : "H2+ collision";
    return pair;
  };
  // One w for a while, because only equal w collide; then the next, and twice as long after each round.
  std::uint64_t number = 0;
  for (std::uint64_t phase = 0; !collider.full(); ++phase) {
    const std::size_t first = (phase % rows) * each;
    for (std::uint64_t i = 0; i < std::uint64_t{1024} << std::min<std::uint64_t>(phase / rows, 20); ++i, ++number)
      if (auto pair = collider.offer(number, all, first, first + each, common)) return named(std::move(pair));
  }
  return std::nullopt;
}

}  // namespace

Outcome find_hybrid_collision(const attention::HybridMachine& machine, const tasks::Composition& task,
                              const AttackBudget& budget, std::uint64_t seed, std::size_t least_width) {
  require_composition(machine, task, 2, 1);
  Meter meter(budget);
  const CompositionProblem problem{machine, task, meter};
  return concluded(machine, task, meter, [&]() -> std::optional<FoolingPair> {
    for (std::size_t width = least_width; width <= static_cast<std::size_t>(task.m()); width *= 2) {
      const bool last = 2 * width > static_cast<std::size_t>(task.m());
      try {
        HybridAttack attack(problem, derived_seed(seed, width));
        if (auto pair = attack.search(width, last ? meter.left() : meter.left() / 2)) return pair;
      } catch (const Spent& spent) {
        if (spent.stopped || last) throw;
      }
      meter.release();
    }
    return std::nullopt;
  });
}

}  // namespace attest::adversaries
