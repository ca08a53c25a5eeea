// Constructions 14a and 14b: proved under two-pass softmax and right-to-left online, wrong left to right: the same weights.
#include "constructions/maximum_channel.hpp"

#include <gtest/gtest.h>

#include "constructions/maximum_channel_14b.hpp"
#include "support_constructions.hpp"

namespace {

using namespace attest;
using namespace attest::constructions;
using attention::KeyOrder;
using attention::Softmax;

Answerer model(const Setting& setting, const MaximumChannel& channel) {
  return finite_answerer(setting, [=](const auto& plan) { return maximum_channel_stack(plan, channel); });
}

struct Variant {
  MaximumChannel (*make)(std::int64_t, std::int64_t, const std::string&);
  Setting (*setting)(Softmax, KeyOrder, const std::string&);
};
const std::vector<Variant> variants{{maximum_channel, maximum_channel_setting}, {maximum_channel_14b, maximum_channel_14b_setting}};
const std::vector<std::pair<Softmax, KeyOrder>> evaluations{
    {Softmax::two_pass, KeyOrder::first_to_last}, {Softmax::two_pass, KeyOrder::last_to_first}, {Softmax::online, KeyOrder::last_to_first}};

TEST(MaximumChannel, is_right_on_all_small_inputs) {
  for (const Variant& variant : variants)
    for (const char* format : {"binary32", "e8p20", "binary16"})
      for (const auto& [m, n_1] : {std::pair<std::int64_t, std::int64_t>{2, 1}, {2, 2}, {3, 1}}) {
        const MaximumChannel channel = variant.make(m, n_1, format);
        const tasks::Composition task(m, {n_1});
        for (const auto& [softmax, order] : evaluations) {
          const Setting setting = variant.setting(softmax, order, format);
          EXPECT_TRUE(prove_maximum_channel(setting, channel).holds) << format << prove_maximum_channel(setting, channel).reason;
          EXPECT_EQ(support::wrong_of_all(task, model(setting, channel)), 0u) << format;
        }
      }
}

TEST(MaximumChannel, order_decides_for_the_same_weights) {
  for (const Variant& variant : variants)
    for (const auto& [m, n_1] : {std::pair<std::int64_t, std::int64_t>{64, 8}, {128, 4}}) {
      const MaximumChannel channel = variant.make(m, n_1, "binary32");
      const tasks::Composition task(m, {n_1});
      const int draws = 20;
      for (const auto& [softmax, order] : evaluations) {
        const Setting setting = variant.setting(softmax, order, "binary32");
        EXPECT_TRUE(prove_maximum_channel(setting, channel).holds) << prove_maximum_channel(setting, channel).reason;
        EXPECT_EQ(support::wrong_of_samples(task, model(setting, channel), draws), 0u);
      }
      const Setting forwards = variant.setting(Softmax::online, KeyOrder::first_to_last, "binary32");
      EXPECT_GT(support::wrong_of_samples(task, model(forwards, channel), draws), 0u);
      EXPECT_FALSE(prove_maximum_channel(forwards, channel).holds);
      EXPECT_FALSE(prove_maximum_channel(variant.setting(Softmax::naive, KeyOrder::first_to_last, "binary32"), channel).holds);
      EXPECT_FALSE(prove_maximum_channel(exact_setting(), channel).holds);
    }
}

/// binary64 has its own underflow; binary16 (unit 2^-24) has room for small sizes only.
TEST(MaximumChannel, other_formats_have_their_own_distance) {
  EXPECT_EQ(arithmetic::to_double(maximum_channel(4, 2).underflow), 150);
  EXPECT_EQ(arithmetic::to_double(maximum_channel(4, 2, "binary64").underflow), 1075);
  EXPECT_NEAR(arithmetic::to_double(maximum_channel_14b(64, 8).underflow), 103.972, 0.01);
  for (const Variant& variant : variants) {
    const MaximumChannel channel = variant.make(64, 8, "binary64");
    const Setting setting = variant.setting(Softmax::two_pass, KeyOrder::first_to_last, "binary64");
    EXPECT_TRUE(prove_maximum_channel(setting, channel).holds) << prove_maximum_channel(setting, channel).reason;
    EXPECT_EQ(support::wrong_of_samples(tasks::Composition(64, {8}), model(setting, channel), 6), 0u);
    EXPECT_FALSE(prove_maximum_channel(variant.setting(Softmax::two_pass, KeyOrder::first_to_last, "binary32"), channel).holds) << "the unit of another format";
    EXPECT_THROW(variant.make(64, 8, "p24"), std::invalid_argument);
  }
}

TEST(MaximumChannel, near_misses_turn_the_proof_red) {
  for (const Variant& variant : variants) {
    const auto setting = [&] { return variant.setting(Softmax::two_pass, KeyOrder::first_to_last, "binary32"); };
    MaximumChannel coarse = variant.make(16, 2, "binary32");
    coarse.delta.exponent += 3;  // what is to weigh one unit weighs two
    EXPECT_FALSE(prove_maximum_channel(setting(), coarse).holds);
    MaximumChannel near = variant.make(16, 2, "binary32");
    near.far.exponent -= 2;
    EXPECT_FALSE(prove_maximum_channel(setting(), near).holds);
    Setting flushed = setting();
    flushed.plan.weight = Emulated(arithmetic::parse_format("binary32:flush"));
    EXPECT_FALSE(prove_maximum_channel(flushed, variant.make(16, 2, "binary32")).holds);
    Setting wide = setting();
    wide.plan.score = Emulated(arithmetic::parse_format("bfloat16"));
    EXPECT_FALSE(prove_maximum_channel(wide, variant.make(16, 2, "binary32")).holds);
  }
  const tasks::Composition task(16, {2});
  MaximumChannel unsharp = maximum_channel(16, 2);
  unsharp.nudge = {};  // a tie at half of the least number rounds to even: to 0
  EXPECT_FALSE(prove_maximum_channel(maximum_channel_setting(), unsharp).holds);
  EXPECT_GT(support::wrong_of_samples(task, model(maximum_channel_setting(), unsharp), 50), 0u);
  MaximumChannel early = maximum_channel_14b(16, 2);
  early.underflow = Emulated(arithmetic::parse_format("p60")).sub(early.underflow, early.delta);
  EXPECT_FALSE(prove_maximum_channel(maximum_channel_14b_setting(), early).holds);
  EXPECT_GT(support::wrong_of_samples(task, model(maximum_channel_14b_setting(), early), 50), 0u);
}

}  // namespace
