// Construction 14a: proved under two-pass, right under right-to-left online, wrong left to right: the same weights.
#include "constructions/maximum_channel.hpp"

#include <gtest/gtest.h>

#include "support_constructions.hpp"

namespace {

using namespace attest;
using namespace attest::constructions;
using attention::KeyOrder;
using attention::Softmax;

Answerer model(const Setting& setting, const MaximumChannel& channel) {
  return finite_answerer(setting, [=](const auto& plan) { return maximum_channel_stack(plan, channel); });
}

TEST(MaximumChannel, is_right_on_all_small_inputs_under_two_pass) {
  for (const auto& [m, n_1] : {std::pair<std::int64_t, std::int64_t>{2, 1}, {2, 2}, {3, 1}}) {
    const MaximumChannel channel(m, n_1);
    const tasks::Composition task(m, {n_1});
    for (const KeyOrder order : {KeyOrder::first_to_last, KeyOrder::last_to_first}) {
      const Setting setting = maximum_channel_setting(Softmax::two_pass, order);
      EXPECT_EQ(support::wrong_of_all(task, model(setting, channel)), 0u);
      EXPECT_TRUE(prove_maximum_channel(setting, channel).holds) << prove_maximum_channel(setting, channel).reason;
    }
  }
}

TEST(MaximumChannel, order_decides_for_the_same_weights) {
  for (const auto& [m, n_1] : {std::pair<std::int64_t, std::int64_t>{64, 8}, {256, 4}}) {
    const MaximumChannel channel(m, n_1);
    const tasks::Composition task(m, {n_1});
    EXPECT_TRUE(prove_maximum_channel(maximum_channel_setting(), channel).holds) << prove_maximum_channel(maximum_channel_setting(), channel).reason;
    const int draws = 30;
    EXPECT_EQ(support::wrong_of_samples(task, model(maximum_channel_setting(), channel), draws), 0u);
    EXPECT_EQ(support::wrong_of_samples(task, model(maximum_channel_setting(Softmax::online, KeyOrder::last_to_first), channel), draws), 0u);
    EXPECT_GT(support::wrong_of_samples(task, model(maximum_channel_setting(Softmax::online), channel), draws), 0u);
    EXPECT_FALSE(prove_maximum_channel(maximum_channel_setting(Softmax::online), channel).holds);
  }
}

TEST(MaximumChannel, near_misses_turn_the_proof_red) {
  MaximumChannel coarse(16, 2);
  coarse.delta.exponent += 1;  // rows come too near
  coarse.half_delta.exponent += 1;
  EXPECT_FALSE(prove_maximum_channel(maximum_channel_setting(), coarse).holds);
  MaximumChannel unsharp(16, 2);
  unsharp.half_delta = Number{};  // a tie at half of the least number rounds to even: to 0
  EXPECT_FALSE(prove_maximum_channel(maximum_channel_setting(), unsharp).holds);
  const tasks::Composition task(16, {2});
  EXPECT_GT(support::wrong_of_samples(task, model(maximum_channel_setting(), unsharp), 50), 0u);
  Setting flushed = maximum_channel_setting();
  flushed.plan.weight = Emulated(arithmetic::parse_format("binary32:flush"));
  EXPECT_FALSE(prove_maximum_channel(flushed, MaximumChannel(16, 2)).holds);
  Setting wide = maximum_channel_setting();
  wide.plan.score = Emulated(arithmetic::parse_format("bfloat16"));
  EXPECT_FALSE(prove_maximum_channel(wide, MaximumChannel(16, 2)).holds);
}

}  // namespace
