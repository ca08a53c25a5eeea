// softmax.hpp: the rows of bounds.md section 0, and the refusals.
#include "bounds/softmax.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <stdexcept>

namespace {

using namespace attest::bounds;

AccumulatorShape shape(long heads, long dim, long bits) {
  AccumulatorShape result;
  result.heads = heads;
  result.head_dim = dim;
  result.bits = Integer(bits);
  return result;
}

std::string refusal(const std::function<void()>& action) {
  try {
    action();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

TEST(bounds_softmax, accumulator_bits_of_every_covered_row) {
  AccumulatorShape at = shape(1, 8, 16);
  EXPECT_EQ(accumulator_bits(SoftmaxEvaluation::OnlineLeftToRight, at), 160);
  EXPECT_EQ(accumulator_bits(SoftmaxEvaluation::TiledFirstToLast, at), 160);
  EXPECT_EQ(accumulator_bits(SoftmaxEvaluation::LeftToRightNoMax, at), 144);
  EXPECT_EQ(accumulator_bits(SoftmaxEvaluation::LeftToRightNoMax, shape(4, 8, 16)), 576) << "query heads count";
  EXPECT_THROW(accumulator_bits(SoftmaxEvaluation::SplitKv, at), std::invalid_argument);
  at.splits = 3;
  EXPECT_EQ(accumulator_bits(SoftmaxEvaluation::SplitKv, at), 480);
  at.prefix = 13;
  EXPECT_EQ(accumulator_bits(SoftmaxEvaluation::PairwiseTree, at), 480) << "13 = 1101";
  at.prefix = 16;
  EXPECT_EQ(accumulator_bits(SoftmaxEvaluation::PairwiseTree, at), 160);
  at.tokens = 1000;
  EXPECT_EQ(accumulator_bits(SoftmaxEvaluation::ExactSum, at), 9 * (16 + 10));
  at.tokens = 1024;
  EXPECT_EQ(accumulator_bits(SoftmaxEvaluation::ExactSum, at), 9 * (16 + 10));
  at.tokens = 1025;
  EXPECT_EQ(accumulator_bits(SoftmaxEvaluation::ExactSum, at), 9 * (16 + 11));
}

TEST(bounds_softmax, theorems_on_prefix_messages_are_refused_where_they_are_false) {
  for (const char* theorem : {"F1", "H2", "H2+", "F2", "H3", "FFR", "G"}) {
    for (SoftmaxEvaluation evaluation : softmax_evaluations()) {
      const std::string why = refusal([&] { require_covered(theorem, evaluation); });
      EXPECT_EQ(why.empty(), is_prefix_fold(evaluation)) << theorem << " " << name(evaluation);
    }
  }
  const std::string two_pass = refusal([] { require_covered("H2+", SoftmaxEvaluation::TwoPass); });
  EXPECT_NE(two_pass.find("Theorem 2P"), std::string::npos) << two_pass;
  EXPECT_EQ(two_pass.find('\n'), std::string::npos) << "one line";
  EXPECT_FALSE(is_prefix_fold(SoftmaxEvaluation::TwoPass));
  EXPECT_FALSE(is_prefix_fold(SoftmaxEvaluation::RightToLeft));
  EXPECT_FALSE(is_prefix_fold(SoftmaxEvaluation::TiledLastToFirst));
  for (const char* theorem : {"E", "T", "LL", "S"}) EXPECT_NO_THROW(require_covered(theorem, SoftmaxEvaluation::TwoPass));
  EXPECT_THROW(accumulator_bits(SoftmaxEvaluation::TwoPass, shape(1, 8, 16)), std::invalid_argument);
}

TEST(bounds_softmax, unbounded_formats_are_refused) {
  AccumulatorShape at = shape(1, 8, 16);
  at.bits.reset();
  for (SoftmaxEvaluation evaluation : softmax_evaluations()) {
    EXPECT_NE(refusal([&] { accumulator_bits(evaluation, at); }).find("no lower bound may be issued for a format with unbounded bits"), std::string::npos);
    EXPECT_NE(refusal([&] { one_pass_messages(evaluation, at); }).find("unbounded bits"), std::string::npos);
  }
}

TEST(bounds_softmax, theorem_2p_messages) {
  EXPECT_EQ(one_pass_messages(SoftmaxEvaluation::TwoPass, shape(1, 8, 16)), (std::vector<Integer>{16, 144}));
  EXPECT_EQ(one_pass_messages(SoftmaxEvaluation::TwoPass, shape(2, 2, 32)), (std::vector<Integer>{64, 192}));
  EXPECT_EQ(one_pass_messages(SoftmaxEvaluation::ThreePass, shape(1, 8, 16)), (std::vector<Integer>{16, 16, 128}));
  EXPECT_EQ(one_pass_messages(SoftmaxEvaluation::OnlineLeftToRight, shape(1, 8, 16)), (std::vector<Integer>{160}));
  EXPECT_THROW(one_pass_messages(SoftmaxEvaluation::RightToLeft, shape(1, 8, 16)), std::invalid_argument);
}

TEST(bounds_softmax, names_round_trip_and_tiles_must_align) {
  for (SoftmaxEvaluation evaluation : softmax_evaluations()) EXPECT_EQ(softmax_evaluation(name(evaluation)), evaluation);
  EXPECT_THROW(softmax_evaluation("online-ish"), std::invalid_argument);
  EXPECT_NO_THROW(require_tiles_aligned("F2", 16, {64, 96}));
  EXPECT_THROW(require_tiles_aligned("F2", 16, {64, 72}), std::invalid_argument);
  EXPECT_THROW(require_tiles_aligned("F2", 0, {64}), std::invalid_argument);
}

}  // namespace
