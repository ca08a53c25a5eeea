// State collisions: what exists is found, what does not exist is proved absent, and what is returned is real.
#include "adversaries/state_collision.hpp"

#include <gtest/gtest.h>

#include "adversaries/confirm.hpp"
#include "machines.hpp"

namespace attest::adversaries {
namespace {

using namespace toys;

StateProblem problem(const attention::RecurrentMachine& machine, const tasks::Task& task) {
  return {machine, task, *Prefixes::of(task)};
}

TEST(StateCollision, ExhaustionProvesThatEnoughStatesHaveNoPair) {
  for (std::int64_t n : {2, 3, 4, 5}) {
    const auto task = tasks::make_task("eva", "n=" + std::to_string(n));
    const Outcome outcome = find_state_collision(ExactEva(n, false), *task, {}, 1);
    ASSERT_TRUE(not_found(outcome)) << n;
    EXPECT_TRUE(not_found(outcome)->exhausted) << n << not_found(outcome)->reason;
  }
  const auto sum = tasks::make_task("two-sum", "n=4 M=19 U=9 distinct=1");
  const Outcome outcome = find_state_collision(BitmapSum(4, 9, 19, false), *sum, {}, 1);
  ASSERT_TRUE(not_found(outcome));
  EXPECT_TRUE(not_found(outcome)->exhausted);
}

TEST(StateCollision, ExhaustionFindsTheOnlyPairWithOneStateFewer) {
  for (std::int64_t n : {2, 3, 4, 5}) {
    const auto task = tasks::make_task("eva", "n=" + std::to_string(n));
    const ExactEva machine(n, true);
    Meter meter(AttackBudget{});
    bool exhausted = false;
    const auto pair = exhaust_states(problem(machine, *task), meter, 1u << 18, exhausted);
    ASSERT_TRUE(pair) << n;
    EXPECT_TRUE(confirm_fooling_pair(machine, *task, *pair)) << n;
    EXPECT_EQ(pair->first[0][2], n - 1);  // the two greatest codes
    EXPECT_EQ(pair->first.back()[2] + pair->second.back()[2], 2 * n - 3);
  }
  for (std::int64_t U : {5, 7, 9}) {
    const std::string sizes = "n=4 M=" + std::to_string(2 * U + 1) + " U=" + std::to_string(U) + " distinct=1";
    const auto task = tasks::make_task("two-sum", sizes);
    const BitmapSum machine(4, U, 2 * U + 1, true);
    const Outcome outcome = find_state_collision(machine, *task, {}, 3);
    ASSERT_TRUE(fooling_pair(outcome)) << U;
    EXPECT_TRUE(confirm(machine, *task, outcome));
  }
}

TEST(StateCollision, EveryRandomAutomatonBelowTheBoundFalls) {
  // Eva n = 3: 27 functions, 4 bits; 2-Sum C(8,4) = 70 sets, 6 bits: the pigeonhole guarantees a pair, so none may be missed.
  const auto eva = tasks::make_task("eva", "n=3");
  const auto sum = tasks::make_task("two-sum", "n=4 M=17 U=8 distinct=1");
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const HashAutomaton small(4, 3, seed), large(6, 2, seed);
    const Outcome first = find_state_collision(small, *eva, {}, seed), second = find_state_collision(large, *sum, {}, seed);
    EXPECT_TRUE(confirm(small, *eva, first)) << seed;
    EXPECT_TRUE(confirm(large, *sum, second)) << seed;
  }
}

TEST(StateCollision, BirthdayAtEightToThirtyTwoBits) {
  for (std::size_t bits : {8, 12, 16, 20, 24, 28, 32}) {
    for (const char* name : {"eva", "two-sum"}) {
      const auto task = std::string(name) == "eva" ? tasks::make_task("eva", "n=16") : tasks::make_task("two-sum", "n=16 M=257 U=128 distinct=1");
      for (std::uint64_t seed = 0; seed < 3; ++seed) {
        const HashAutomaton machine(bits, 16, seed);
        Meter meter(AttackBudget{});
        const auto pair = birthday(problem(machine, *task), meter, seed);
        ASSERT_TRUE(pair) << name << bits;
        EXPECT_TRUE(confirm_fooling_pair(machine, *task, *pair)) << name << bits;
        EXPECT_LT(meter.cost().evaluations, 400u + (40u << (bits / 2)));
      }
    }
  }
}

TEST(StateCollision, DistinguishedPointsNeedNoTable) {
  const auto eva = tasks::make_task("eva", "n=32");
  const auto sum = tasks::make_task("two-sum", "n=12 M=129 U=64 distinct=1");
  for (std::size_t bits : {6, 10, 16, 24, 30}) {
    for (const tasks::Task* task : {eva.get(), sum.get()}) {
      const HashAutomaton machine(bits, 32, bits);
      Meter meter(AttackBudget{.evaluations = 20'000'000, .memory_bytes = 1u << 16});
      const auto pair = distinguished_points(problem(machine, *task), meter, 7);
      ASSERT_TRUE(pair) << bits;
      EXPECT_TRUE(confirm_fooling_pair(machine, *task, *pair));
    }
  }
}

TEST(StateCollision, WithoutTheTableTheWalksTakeOver) {
  const auto task = tasks::make_task("eva", "n=32");
  const HashAutomaton machine(28, 32, 5);
  const Outcome outcome = find_state_collision(machine, *task, {.evaluations = 40'000'000, .memory_bytes = 1u << 14}, 2);
  ASSERT_TRUE(fooling_pair(outcome));
  EXPECT_EQ(fooling_pair(outcome)->engine, "distinguished points");
  EXPECT_TRUE(confirm(machine, *task, outcome));
}

TEST(StateCollision, ForgettingIsFoundFirstAndCheaply) {
  const auto task = tasks::make_task("eva", "n=64");
  const Forgetful machine(64);
  const Outcome outcome = find_state_collision(machine, *task, {}, 1);
  ASSERT_TRUE(fooling_pair(outcome));
  EXPECT_EQ(fooling_pair(outcome)->engine, "forgetting");
  EXPECT_LT(fooling_pair(outcome)->cost.evaluations, 1000u);
  EXPECT_TRUE(confirm(machine, *task, outcome));
}

TEST(StateCollision, ChainOfThoughtDoesNotHelp) {
  const auto task = tasks::make_task("eva", "n=16");
  for (int generated : {1, 5, 40}) {
    const HashAutomaton machine(20, 16, 9, generated);
    const Outcome outcome = find_state_collision(machine, *task, {}, 4);
    ASSERT_TRUE(fooling_pair(outcome));
    EXPECT_TRUE(confirm(machine, *task, outcome));
  }
}

TEST(StateCollision, LogLinearStatesOfVaryingLength) {
  for (const char* sizes : {"n=7", "n=8", "n=12"}) {  // 3, 1 and 2 live levels
    const auto task = tasks::make_task("eva", sizes);
    const HashLevels machine(6, 7, 3);
    const Outcome outcome = find_state_collision(machine, *task, {}, 1);
    ASSERT_TRUE(fooling_pair(outcome)) << sizes;
    EXPECT_TRUE(confirm(machine, *task, outcome)) << sizes;
  }
}

TEST(StateCollision, TheSameSeedGivesTheSamePair) {
  const auto task = tasks::make_task("two-sum", "n=12 M=129 U=64 distinct=1");
  const HashAutomaton machine(22, 2, 1);
  const Outcome a = find_state_collision(machine, *task, {}, 5), b = find_state_collision(machine, *task, {}, 5);
  ASSERT_TRUE(fooling_pair(a) && fooling_pair(b));
  EXPECT_EQ(fooling_pair(a)->first, fooling_pair(b)->first);
  EXPECT_EQ(fooling_pair(a)->second, fooling_pair(b)->second);
  EXPECT_EQ(fooling_pair(a)->cost.evaluations, fooling_pair(b)->cost.evaluations);
}

TEST(StateCollision, BudgetAndStopFlagEndTheSearch) {
  const auto task = tasks::make_task("eva", "n=64");
  const HashAutomaton machine(64, 64, 1);
  const Outcome poor = find_state_collision(machine, *task, {.evaluations = 10'000}, 1);
  ASSERT_TRUE(not_found(poor));
  EXPECT_FALSE(not_found(poor)->exhausted || not_found(poor)->stopped);
  EXPECT_LE(not_found(poor)->cost.evaluations, 10'000u);
  std::atomic<bool> stop{true};
  const Outcome stopped = find_state_collision(machine, *task, {.stop = &stop}, 1);
  ASSERT_TRUE(not_found(stopped));
  EXPECT_TRUE(not_found(stopped)->stopped);
  EXPECT_EQ(not_found(stopped)->cost.evaluations, 0u);
}

TEST(StateCollision, AHiddenStateIsSaidNotReturned) {
  const auto task = tasks::make_task("eva", "n=16");
  const HiddenCounter machine(8, 16, 1);
  const Outcome outcome = find_state_collision(machine, *task, {}, 1);
  ASSERT_TRUE(not_found(outcome));
  EXPECT_NE(not_found(outcome)->reason.find("does not report"), std::string::npos) << not_found(outcome)->reason;
}

TEST(StateCollision, UnequalStatesAreNoPairWhateverTheTableSaid) {
  const auto task = tasks::make_task("eva", "n=4");
  const ExactEva machine(4, true);
  Meter meter(AttackBudget{});
  const StateProblem all = problem(machine, *task);
  EXPECT_FALSE(pair_if_equal(all, {0, 1, 2, 3}, {0, 1, 2, 2}, meter, "planted"));
  EXPECT_FALSE(pair_if_equal(all, {3, 3, 3, 3}, {3, 3, 3, 3}, meter, "planted"));
  EXPECT_TRUE(pair_if_equal(all, {3, 3, 3, 3}, {3, 3, 3, 2}, meter, "planted"));
}

TEST(StateCollision, OtherTasksAreRefused) {
  const auto task = tasks::make_task("match2", "n=4 M=9");
  EXPECT_THROW(find_state_collision(HashAutomaton(8, 2, 1), *task, {}, 1), std::invalid_argument);
}

}  // namespace
}  // namespace attest::adversaries
