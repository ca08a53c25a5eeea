// F2 (bounds.md section 3): first-layer queries depend on the token alone. Fix the commonest first-layer messages of z_2 to
// the queries of all w. Then w's message after z_1 is a function f_w of z_1; vary z_1 at a hidden argument a with two-valued
// pads elsewhere and keep, for each w, the message that covers most values v: members z_1^(w,v). With z_0 = a the
// second-layer query of w depends on w alone, so z_2 with equal messages to all later tokens cannot be told apart.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>

#include "adversaries/composition_collision.hpp"

namespace attest::adversaries {

namespace {

using arithmetic::BitString;

/// Members for one (a, pads): for each w the values covered, each with its z_1.
struct Cover {
  std::int64_t a = 0;
  std::vector<std::map<std::int64_t, Values>> members;  // [w][v]
  std::size_t size() const {
    std::size_t sum = 0;
    for (const auto& values : members) sum += values.size();
    return sum;
  }
};

class TwoFullAttack {
 public:
  TwoFullAttack(const CompositionProblem& problem, std::uint64_t seed)
      : problem_(problem), seed_(seed), rows_(problem.task.factors()[0]), m_(problem.task.m()), N_(problem.task.N(1)) {}
  std::optional<FoolingPair> search();

 private:
  Values block(std::uint64_t number) const {
    tasks::Random random(derived_seed(seed_ + 1, number));
    return random_values(N_, random);
  }
  /// First-layer message to w at the end of z_2 (end = 2) or of z_1 (end = 1).
  BitString first_message(const Values& z2, const Values& z1, std::int64_t z0, std::int64_t w, int end) {
    const Tokens tokens = whole(z2, z1, z0, w);
    return cross(problem_, tokens, end == 2 ? z2.size() : z2.size() + z1.size()).messages[0].back();
  }
  Tokens whole(const Values& z2, const Values& z1, std::int64_t z0, std::int64_t w) const {
    Tokens tokens = function_tokens(2, z2);
    const Tokens rest = continuation(z1, z0, w);
    tokens.insert(tokens.end(), rest.begin(), rest.end());
    return tokens;
  }
  Tokens continuation(const Values& z1, std::int64_t z0, std::int64_t w) const {
    Tokens tokens = function_tokens(1, z1);
    tokens.push_back({0, z0});
    tokens.push_back({-1, w});
    return tokens;
  }
  std::vector<BitString> first_messages(const Values& z2);
  void find_commonest_messages();
  Cover cover(tasks::Random& random);
  Cover best_cover();

  CompositionProblem problem_;
  std::uint64_t seed_;
  std::int64_t rows_, m_, N_;
  std::vector<BitString> messages_;  // the commonest ones, by w
  Values representative_;
};

std::vector<BitString> TwoFullAttack::first_messages(const Values& z2) {
  std::vector<BitString> all;
  const Values z1(static_cast<std::size_t>(m_), 0);
  for (std::int64_t w = 0; w < rows_; ++w) all.push_back(first_message(z2, z1, 0, w, 2));
  return all;
}

void TwoFullAttack::find_commonest_messages() {
  std::map<std::vector<BitString>, std::size_t> histogram;
  const std::size_t bits = static_cast<std::size_t>(rows_) * problem_.machine.message_bits(0);
  const std::size_t samples = std::size_t{4} << std::min<std::size_t>(bits, 10);
  std::size_t most = 0;
  for (std::uint64_t i = 0; i < samples; ++i) {
    const Values z2 = block(i);
    const auto messages = first_messages(z2);
    if (++histogram[messages] > most) {
      most = histogram[messages];
      messages_ = messages;
      representative_ = z2;
    }
  }
}

/// One random (a, pads). Every z_1 of the cube while these are few, else random ones of it.
Cover TwoFullAttack::cover(tasks::Random& random) {
  const auto m = static_cast<std::size_t>(m_);
  const auto below = [&](std::int64_t bound) { return static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(bound))); };
  Cover result;
  result.a = below(m_);
  Values low(m), high(m);
  for (std::size_t i = 0; i < m; ++i) {
    low[i] = below(m_);
    high[i] = (low[i] + 1 + below(m_ - 1)) % m_;
  }
  const std::uint64_t cube = m <= 9 ? std::uint64_t{1} << (m - 1) : 256;
  std::vector<std::unordered_map<BitString, std::map<std::int64_t, Values>, arithmetic::BitStringHash>> seen(static_cast<std::size_t>(rows_));
  for (std::uint64_t corner = 0; corner < cube; ++corner) {
    std::uint64_t digits = m <= 9 ? corner : random.bits();
    Values z1(m);
    for (std::size_t i = 0; i < m; ++i) {
      if (static_cast<std::int64_t>(i) == result.a) continue;
      z1[i] = digits & 1 ? high[i] : low[i];
      digits >>= 1;
    }
    for (std::int64_t v = 0; v < m_; ++v) {
      z1[static_cast<std::size_t>(result.a)] = v;
      for (std::int64_t w = 0; w < rows_; ++w)
        seen[static_cast<std::size_t>(w)][first_message(representative_, z1, result.a, w, 1)].try_emplace(v, z1);
    }
  }
  for (const auto& messages : seen) {
    const auto most = std::max_element(messages.begin(), messages.end(), [](const auto& x, const auto& y) {
      return x.second.size() != y.second.size() ? x.second.size() < y.second.size() : x.first < y.first;
    });
    result.members.push_back(most->second);
  }
  return result;
}

/// Tries (a, pads) until the cover has the size that Lemma P guarantees on average: ceil(n_1 (m - b(m-1)/m)).
Cover TwoFullAttack::best_cover() {
  const double m = static_cast<double>(m_), b = static_cast<double>(problem_.machine.message_bits(0));
  const double promised = std::ceil(static_cast<double>(rows_) * (m - b * (m - 1) / m) - 1e-9);
  tasks::Random random(derived_seed(seed_, 2));
  Cover best = cover(random);
  for (int attempt = 0; attempt < 16 && static_cast<double>(best.size()) < promised; ++attempt) {
    Cover next = cover(random);
    if (next.size() > best.size()) best = std::move(next);
  }
  return best;
}

std::optional<FoolingPair> TwoFullAttack::search() {
  find_commonest_messages();
  const Cover cover = best_cover();
  std::vector<Continuation> all;
  std::vector<std::size_t> begins{0};
  for (std::int64_t w = 0; w < rows_; ++w) {
    for (const auto& [v, z1] : cover.members[static_cast<std::size_t>(w)])
      all.push_back({continuation(z1, cover.a, w), static_cast<std::size_t>(w * m_ + v)});
    begins.push_back(all.size());
  }
  BlockCollider collider(problem_, [&](std::uint64_t number) { return block(number); });
  for (std::uint64_t number = 0; !collider.full(); ++number) {
    for (std::size_t w = 0; w < static_cast<std::size_t>(rows_); ++w) {
      // Only z_2 of the class: then the members' queries at the second layer are equal.
      const auto in_class = [&](const attention::Crossing& crossing) { return crossing.messages[0].back() == messages_[w]; };
      if (auto pair = collider.offer(number, all, begins[w], begins[w + 1], in_class)) {
        pair->engine = "F2 collision";
        return pair;
      }
    }
  }
  return std::nullopt;
}

}  // namespace

Outcome find_two_full_collision(const attention::HybridMachine& machine, const tasks::Composition& task,
                                const AttackBudget& budget, std::uint64_t seed) {
  require_composition(machine, task, 2, 2);
  Meter meter(budget);
  const CompositionProblem problem{machine, task, meter};
  return concluded(machine, task, meter, [&] { return TwoFullAttack(problem, seed).search(); });
}

}  // namespace attest::adversaries
