// F1, H2, H2+ and F2 at the sizes of bounds.md section 7: every model below its bound falls, whatever its family.
#include "adversaries/composition_collision.hpp"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "adversaries/confirm.hpp"
#include "adversaries/toy_machines.hpp"
#include "bounds/composition_theorems.hpp"

namespace attest::adversaries {
namespace {

constexpr ToyFamily families[] = {ToyFamily::hashed, ToyFamily::counting, ToyFamily::retrieving, ToyFamily::folding};

/// What a group of attacks cost: printed, so that the figures of the specification can be compared.
struct Costs {
  std::string name;
  std::uint64_t cases = 0, most = 0, sum = 0;
  double slowest = 0, seconds = 0;
  void add(const Cost& cost) {
    ++cases;
    sum += cost.evaluations;
    seconds += cost.seconds;
    most = std::max(most, cost.evaluations);
    slowest = std::max(slowest, cost.seconds);
  }
  ~Costs() {
    fmt::print("{}: {} found, crossings at most {} (mean {}), at most {:.3f} s (mean {:.4f})\n", name, cases, most,
               sum / std::max<std::uint64_t>(cases, 1), slowest, seconds / static_cast<double>(std::max<std::uint64_t>(cases, 1)));
  }
};

bool falls(const ToyStack& machine, const tasks::Task& task, const Outcome& outcome, Costs& costs) {
  const Confirmation confirmed = confirm(machine, task, outcome);
  EXPECT_TRUE(confirmed) << confirmed.reason << (not_found(outcome) ? ": " + not_found(outcome)->reason : "");
  if (confirmed) costs.add(fooling_pair(outcome)->cost);
  return confirmed.ok;
}

TEST(CompositionCollision, OneFullLayerFailsInAll240Cases) {
  const tasks::Composition task(8, {});
  Costs costs{"F1, m = 8"};
  for (std::size_t b : {9, 15, 21}) {
    ASSERT_TRUE(bounds::evaluate(bounds::OneFull{static_cast<unsigned long>(b), 8}).holds);
    for (ToyFamily family : families)
      for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const ToyStack machine({"F", {0, 0}, b, family, 8, derived_seed(b, seed)});
        falls(machine, task, find_one_full_collision(machine, task, {}, seed), costs);
      }
  }
  EXPECT_EQ(costs.cases, 240u);
}

struct HybridSize {
  std::size_t pre, post, b;
};

TEST(CompositionCollision, OneFullLayerAmongRecurrentOnesFails) {
  const tasks::Composition task(8, {2});
  Costs costs{"H2, R F R, m = 8, n_1 = 2"};
  for (const HybridSize& size : {HybridSize{2, 1, 9}, {2, 2, 3}, {1, 1, 9}, {2, 0, 12}, {0, 1, 9}, {4, 0, 9}}) {
    ASSERT_TRUE(bounds::evaluate(bounds::HybridOneFull{static_cast<unsigned long>(size.b), static_cast<unsigned long>(size.pre),
                                                       static_cast<unsigned long>(size.post), 8, 2}).holds);
    for (ToyFamily family : families)
      for (std::uint64_t seed = 0; seed < 10; ++seed) {
        std::string layers = "F";
        if (size.pre > 0) layers = "R" + layers;
        if (size.post > 0) layers += "R";
        const ToyStack machine({layers, {size.pre, size.post}, size.b, family, 16, derived_seed(size.pre * 100 + size.b, seed)});
        falls(machine, task, find_hybrid_collision(machine, task, {}, seed), costs);
      }
  }
  EXPECT_EQ(costs.cases, 240u);
}

TEST(CompositionCollision, TwoFullLayersFail) {
  Costs costs{"F2"};
  struct Size {
    std::int64_t m, rows;
    std::size_t b;
    std::uint64_t seeds;
  };
  for (const Size& size : {Size{4, 2, 1, 20}, {5, 2, 1, 20}, {4, 4, 2, 20}, {5, 4, 2, 20}}) {
    ASSERT_TRUE(bounds::evaluate(bounds::TwoFull{static_cast<unsigned long>(size.b), size.m, size.rows}).holds);
    const tasks::Composition task(size.m, {size.rows});
    for (std::uint64_t seed = 0; seed < size.seeds; ++seed) {
      const ToyStack machine({"FF", {0, 0, 0}, size.b, ToyFamily::folding, size.m * size.rows, seed});
      falls(machine, task, find_two_full_collision(machine, task, {}, seed), costs);
    }
  }
  EXPECT_EQ(costs.cases, 80u);
}

TEST(CompositionCollision, SeveralFirstValuesWhereOneIsNotEnough) {
  // Sizes where H2 is silent and H2+ bites; the attack starts with several values of z_0.
  Costs costs{"H2+"};
  struct Size {
    std::int64_t m;
    std::size_t pre, post, b;
    unsigned long x0, x;
  };
  for (const Size& size : {Size{6, 0, 6, 6, 2, 3}, {6, 1, 7, 3, 5, 1}, {8, 0, 6, 9, 2, 4}, {8, 1, 8, 3, 4, 2}, {8, 2, 8, 3, 7, 1}, {10, 2, 8, 3, 2, 5}}) {
    const bounds::Integer b = static_cast<unsigned long>(size.b), pre = static_cast<unsigned long>(size.pre), post = static_cast<unsigned long>(size.post);
    ASSERT_TRUE(bounds::evaluate(bounds::HybridOneFullPlus{b, pre, post, size.m, 2, size.x0, size.x}).holds);
    ASSERT_FALSE(bounds::evaluate(bounds::HybridOneFull{b, pre, post, size.m, 2}).holds);
    const tasks::Composition task(size.m, {2});
    for (ToyFamily family : families)
      for (std::uint64_t seed = 0; seed < 3; ++seed) {
        const ToyStack machine({size.pre > 0 ? "RFR" : "FR", {size.pre, size.post}, size.b, family, 2 * size.m, derived_seed(size.post, seed)});
        falls(machine, task, find_hybrid_collision(machine, task, {}, seed, 2), costs);
      }
  }
  EXPECT_EQ(costs.cases, 72u);
}

TEST(CompositionCollision, RandomWeightsFallAboveTheBoundToo) {
  // Above the bound nothing is promised; random weights fall all the same, state by state.
  const tasks::Composition task(8, {2});
  Costs costs{"above the bound"};
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const ToyStack machine({"RFR", {10, 4}, 6, ToyFamily::hashed, 16, seed});
    falls(machine, task, find_hybrid_collision(machine, task, {}, seed), costs);
  }
}

TEST(CompositionCollision, ASolvingStackHasNoPair) {
  // 48 bits hold all of z_1: the message may be injective, so nothing can collide.
  const tasks::Composition one(8, {});
  const ToyStack wide({"F", {0, 0}, 63, ToyFamily::folding, 8, 1});
  const Outcome outcome = find_one_full_collision(wide, one, {.evaluations = 30'000}, 1);
  ASSERT_TRUE(not_found(outcome));
  EXPECT_EQ(not_found(outcome)->cost.evaluations, 30'000u);
}

/// A model that solves 2-SeqComp by carrying, in its post-state, both answers of every z_0 but one: only z_0 = m-1 fails.
/// One full layer after which each z_1 token knows z_2(w, z_1(a)) for all w; all sizes are at the bound's far side.
class AllButOne : public attention::HybridMachine {
 public:
  std::int64_t answer(std::span<const attention::Representation> tokens) const override { return crossing(tokens, 1).answer; }
  std::string layers() const override { return "FR"; }
  attention::Crossing crossing(std::span<const attention::Representation> tokens, std::size_t) const override {
    attention::Crossing result;
    result.states.resize(2);
    result.messages.resize(1);
    result.messages[0].resize(1);  // w asks nothing at the full layer
    result.last_states.resize(2);
    const std::int64_t w = tokens.back()[1], z0 = tokens[24][1];
    for (std::size_t a = 0; a < 7; ++a)
      for (std::size_t row = 0; row < 2; ++row) result.last_states[1].append(static_cast<std::uint64_t>(tokens[row * 8 + static_cast<std::size_t>(tokens[16 + a][2])][2]), 4);
    result.answer = z0 == 7 ? 0 : tokens[static_cast<std::size_t>(w * 8 + tokens[16 + static_cast<std::size_t>(z0)][2])][2];
    result.messages[0].assign(tokens.size() - 16, {});
    return result;
  }
  std::size_t state_bits(std::size_t group) const override { return group == 1 ? 56 : 0; }
  std::size_t message_bits(std::size_t) const override { return 8; }
};

TEST(CompositionCollision, AModelThatDropsOneCaseOnlyFallsToTheCheapEngine) {
  const tasks::Composition task(8, {2});
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const Outcome outcome = find_forgotten_value(AllButOne(), task, {.evaluations = 2000}, seed);
    ASSERT_TRUE(fooling_pair(outcome)) << not_found(outcome)->reason;
    EXPECT_EQ(fooling_pair(outcome)->engine, "one value forgotten");
    EXPECT_EQ(fooling_pair(outcome)->query[8][1], 7);
    const Confirmation confirmed = confirm(AllButOne(), task, outcome);
    EXPECT_TRUE(confirmed) << confirmed.reason;
  }
}

TEST(CompositionCollision, AForgottenValueIsFoundAtAnyDepthOfComposition) {
  for (const auto& [m, factors] : {std::pair<std::int64_t, std::vector<std::int64_t>>{6, {}}, {4, {3}}, {4, {4, 5}}, {2, {2, 2, 5}}}) {
    const tasks::Composition task(m, factors);
    for (std::uint64_t seed = 0; seed < 6; ++seed) {
      const ToyStack machine({"RF", {3, 0}, 3, ToyFamily::folding, task.answers(), seed});
      const Outcome outcome = find_forgotten_value(machine, task, {}, seed);
      const Confirmation confirmed = confirm(machine, task, outcome);
      EXPECT_TRUE(confirmed) << task.sizes() << ": " << confirmed.reason << (not_found(outcome) ? not_found(outcome)->reason : "");
    }
  }
}

/// Planted mutants: a stack that keeps one more state than it reports, and one that reports its messages short of bits.
class HiddenStack : public ToyStack {
 public:
  using ToyStack::ToyStack;
  std::int64_t answer(std::span<const attention::Representation> tokens) const override {
    std::uint64_t h = 0;
    for (const auto& token : tokens)
      for (std::int64_t entry : token) h = derived_seed(h, static_cast<std::uint64_t>(entry));
    return static_cast<std::int64_t>(h % 1'000'003);
  }
};
class ShortStack : public ToyStack {
 public:
  using ToyStack::ToyStack;
  attention::Crossing crossing(std::span<const attention::Representation> tokens, std::size_t boundary) const override {
    attention::Crossing whole = ToyStack::crossing(tokens, boundary);
    for (auto& message : whole.messages.back()) {
      arithmetic::BitString cut;
      for (std::size_t i = 0; i < 3; ++i) cut.push(message.at(i));
      message = cut;
    }
    return whole;
  }
};

TEST(CompositionCollision, AStackThatHidesAStateIsCaught) {
  const tasks::Composition task(8, {2});
  ToyShape shape{"RFR", {2, 1}, 9, ToyFamily::folding, 1'000'003, 1}, wide = shape;
  wide.message_bits = 60;
  for (const Outcome& outcome : {find_hybrid_collision(HiddenStack(shape), task, {}, 1), find_hybrid_collision(ShortStack(wide), task, {}, 1)}) {
    ASSERT_TRUE(not_found(outcome));
    EXPECT_NE(not_found(outcome)->reason.find("report"), std::string::npos) << not_found(outcome)->reason;
  }
}

TEST(CompositionCollision, TheSameSeedGivesTheSamePairAndTheStopFlagEndsIt) {
  const tasks::Composition task(8, {2});
  const ToyStack machine({"RFR", {2, 1}, 9, ToyFamily::hashed, 16, 1});
  const Outcome a = find_hybrid_collision(machine, task, {}, 5), b = find_hybrid_collision(machine, task, {}, 5);
  ASSERT_TRUE(fooling_pair(a) && fooling_pair(b));
  EXPECT_EQ(fooling_pair(a)->second, fooling_pair(b)->second);
  EXPECT_EQ(fooling_pair(a)->cost.evaluations, fooling_pair(b)->cost.evaluations);
  std::atomic<bool> stop{true};
  const Outcome stopped = find_hybrid_collision(machine, task, {.stop = &stop}, 5);
  ASSERT_TRUE(not_found(stopped));
  EXPECT_TRUE(not_found(stopped)->stopped);
}

TEST(CompositionCollision, WrongShapesAreRefused) {
  const tasks::Composition one(8, {}), two(8, {2}), merged(8, {2}, tasks::Composition::TokenOrder::merged);
  const ToyStack f({"F", {0, 0}, 3, ToyFamily::folding, 8, 1}), ff({"FF", {0, 0, 0}, 3, ToyFamily::folding, 8, 1});
  EXPECT_THROW(find_one_full_collision(ff, one, {}, 1), std::invalid_argument);
  EXPECT_THROW(find_one_full_collision(f, two, {}, 1), std::invalid_argument);
  EXPECT_THROW(find_hybrid_collision(f, merged, {}, 1), std::invalid_argument);
  EXPECT_THROW(find_two_full_collision(f, two, {}, 1), std::invalid_argument);
  EXPECT_THROW(find_forgotten_value(f, merged, {}, 1), std::invalid_argument);
  EXPECT_THROW(ToyStack({"RRF", {1, 0}, 3, ToyFamily::folding, 8, 1}), std::invalid_argument);
  EXPECT_THROW(ToyStack({"F", {1, 0}, 3, ToyFamily::folding, 8, 1}), std::invalid_argument);
  EXPECT_THROW(ToyStack({"F", {0, 0}, 4, ToyFamily::hashed, 8, 1}), std::invalid_argument);
}

}  // namespace
}  // namespace attest::adversaries
