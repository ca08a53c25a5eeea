// Block collisions: every sparse layer below the bound falls, with forced blocks, ties, places and incomplete blocks.
#include "adversaries/block_collision.hpp"

#include <gtest/gtest.h>

#include "adversaries/attack.hpp"
#include "adversaries/confirm.hpp"
#include "bounds/state_theorems.hpp"
#include "machines.hpp"

namespace attest::adversaries {
namespace {

using namespace toys;

struct Size {
  std::int64_t n, U;
  std::size_t block, read, bits;
};

void falls(const Size& size, bool initial, bool local, bool positions, std::uint64_t seed) {
  const std::int64_t M = 2 * size.U + 1;
  const auto task = tasks::make_task("two-sum", "n=" + std::to_string(size.n) + " M=" + std::to_string(M) + " U=" + std::to_string(size.U));
  const HashSparse machine({size.block, size.read, size.bits, initial, local, positions, 3, seed, M});
  ASSERT_TRUE(bounds::evaluate(bounds::Sparse{static_cast<unsigned long>(size.bits), static_cast<unsigned long>(size.n),
                                              static_cast<unsigned long>(size.block), static_cast<unsigned long>(size.read),
                                              static_cast<unsigned long>(size.U), positions}).holds);
  const Outcome outcome = find_block_collision(machine, *task, {}, seed);
  ASSERT_TRUE(fooling_pair(outcome)) << not_found(outcome)->reason << " n=" << size.n << " B=" << size.block << " positions " << positions;
  const Confirmation confirmed = confirm(machine, *task, outcome);
  EXPECT_TRUE(confirmed) << confirmed.reason;
  EXPECT_EQ(fooling_pair(outcome)->first_truth, 1);
  EXPECT_EQ(fooling_pair(outcome)->second_truth, 0);
}

TEST(BlockCollision, EveryLayerBelowTheBoundFalls) {
  int cases = 0;
  for (const Size& size : {Size{16, 8, 4, 2, 6}, Size{64, 16, 4, 3, 9}, Size{64, 64, 4, 1, 16}, Size{67, 24, 8, 2, 15}, Size{64, 4096, 16, 3, 24}})
    for (int flags = 0; flags < 8; ++flags)
      for (std::uint64_t seed = 0; seed < 3; ++seed, ++cases)
        if (const bool positions = flags & 4; !positions || size.bits < 20) {
          if (positions && size.n == 16) continue;  // n/B = 4 blocks: too few for the positional bound at 6 bits
          falls(size, flags & 1, flags & 2, positions, seed);
        }
  EXPECT_GE(cases, 100);
}

TEST(BlockCollision, ThirtyTwoBitMessages) {
  const auto task = tasks::make_task("two-sum", "n=256 M=8193 U=4096");
  const HashSparse machine({16, 4, 32, true, true, false, 1000, 1, 8193});
  const Outcome outcome = find_block_collision(machine, *task, {}, 1);
  ASSERT_TRUE(fooling_pair(outcome));
  EXPECT_TRUE(confirm(machine, *task, outcome));
}

TEST(BlockCollision, EnoughBitsExhaustTheAttack) {
  // 70 sets in 30 random bits: distinct messages, and the attack says that it saw all of them.
  const auto task = tasks::make_task("two-sum", "n=16 M=17 U=8");
  for (bool positions : {false, true}) {
    const HashSparse machine({4, 2, 30, false, false, positions, 3, 1, 17});
    const Outcome outcome = find_block_collision(machine, *task, {}, 1);
    ASSERT_TRUE(not_found(outcome));
    EXPECT_TRUE(not_found(outcome)->exhausted);
  }
}

/// Planted mutant: a layer whose answer looks at a block that it does not report as read.
class Peeking : public HashSparse {
 public:
  using HashSparse::HashSparse;
  std::int64_t answer(std::span<const Representation> tokens) const override {
    std::uint64_t h = 0;
    for (const auto& token : tokens) h = digest(token, h);
    return static_cast<std::int64_t>(h % 1'000'003);
  }
};

TEST(BlockCollision, ALayerThatReadsMoreThanItSaysIsCaught) {
  const auto task = tasks::make_task("two-sum", "n=64 M=33 U=16");
  const Outcome outcome = find_block_collision(Peeking({4, 3, 9, false, false, false, 3, 1, 33}), *task, {}, 1);
  ASSERT_TRUE(not_found(outcome));
  EXPECT_NE(not_found(outcome)->reason.find("does not report"), std::string::npos);
}

TEST(BlockCollision, RefusesTasksItCannotAttack) {
  const HashSparse machine({4, 2, 6, false, false, false, 3, 1, 17});
  EXPECT_THROW(find_block_collision(machine, *tasks::make_task("two-sum", "n=8 M=17 U=8 distinct=1"), {}, 1), std::invalid_argument);
  EXPECT_THROW(find_block_collision(machine, *tasks::make_task("two-sum", "n=3 M=17 U=8"), {}, 1), std::invalid_argument);
}

TEST(BlockCollision, StopFlag) {
  std::atomic<bool> stop{true};
  const HashSparse machine({4, 2, 6, false, false, false, 3, 1, 17});
  const Outcome outcome = find_block_collision(machine, *tasks::make_task("two-sum", "n=16 M=17 U=8"), {.stop = &stop}, 1);
  ASSERT_TRUE(not_found(outcome));
  EXPECT_TRUE(not_found(outcome)->stopped);
}

}  // namespace
}  // namespace attest::adversaries
