// Construction 3: the lemma's proof is never green where enumeration finds a wrong answer; near misses are killed.
#include "constructions/two_sum.hpp"

#include <gtest/gtest.h>

#include <map>

#include "constructions/two_sum_scores.hpp"
#include "support_constructions.hpp"

namespace {

using namespace attest;
using namespace attest::constructions;
using attention::Softmax;

Answerer two_sum_answerer(const Setting& setting, std::int64_t M, const TwoSumParameters& parameters) {
  return answerer(setting, [=](const auto& plan) { return two_sum_stack(plan, M, parameters); });
}

TEST(TwoSumConstruction, proof_never_holds_where_enumeration_is_wrong) {
  std::uint64_t held = 0, right_but_unproved = 0, failed = 0;
  for (const char* format : {"binary32", "p8", "p5", "e5m2"})
    for (const Softmax softmax : {Softmax::two_pass, Softmax::online, Softmax::naive})
      for (std::int64_t M : {5, 6, 9})
        for (int shift : {0, -2, -4}) {
          const Setting setting = finite_setting(format, softmax);
          const std::int64_t n = M == 9 ? 2 : 3;
          TwoSumParameters parameters = default_two_sum(n, M, 8);
          parameters.c.exponent += shift;
          const tasks::TwoSum task(tasks::TwoSum::Form::query, n, M);
          const Proof proof = prove_two_sum(setting, n, M, parameters);
          bool right = true;
          try {
            right = support::wrong_of_all(task, two_sum_answerer(setting, M, parameters), true) == 0;
          } catch (const arithmetic::Undefined&) {
            right = false;
          }
          EXPECT_TRUE(right || !proof.holds) << setting.name << " M=" << M;
          held += proof.holds;
          failed += !right;
          right_but_unproved += right && !proof.holds;
        }
  EXPECT_GT(held, 30u);
  EXPECT_GT(failed, 20u);
  EXPECT_LT(right_but_unproved, held);
}

TEST(TwoSumConstruction, defaults_are_proved_at_full_size) {
  for (const Softmax softmax : {Softmax::two_pass, Softmax::online})
    for (std::int64_t M : {8, 64, 256}) {
      const TwoSumParameters parameters = default_two_sum(M, M);
      const Setting setting = finite_setting("binary32", softmax);
      const Proof proof = prove_two_sum(setting, M, M, parameters);
      EXPECT_TRUE(proof.holds) << M << " " << proof.reason;
      const tasks::TwoSum task(tasks::TwoSum::Form::query, M, M);
      EXPECT_EQ(support::wrong_of_samples(task, two_sum_answerer(setting, M, parameters), 40), 0u);
    }
  EXPECT_TRUE(prove_two_sum(exact_setting(), 256, 256, default_two_sum(256, 256)).holds);
}

TEST(TwoSumConstruction, exact_proof_agrees_with_enumeration) {
  const std::int64_t n = 2, M = 7;
  const tasks::TwoSum task(tasks::TwoSum::Form::query, n, M);
  for (const Number& c : {dyadic(1, 0), dyadic(1, 1), dyadic(1, 2), dyadic(1, 3), dyadic(1, 4)}) {
    TwoSumParameters parameters = default_two_sum(n, M);
    parameters.c = c;
    const bool right = support::wrong_of_all(task, two_sum_answerer(exact_setting(), M, parameters)) == 0;
    EXPECT_EQ(prove_two_sum(exact_setting(), n, M, parameters).holds, right) << arithmetic::to_text(c);
  }
  // κ = 1 with threshold 1/4, as published.
  const TwoSumParameters published{dyadic(1, 4), dyadic(1, 0), dyadic(1, -2)};
  EXPECT_TRUE(prove_two_sum(exact_setting(), n, M, published).holds);
  EXPECT_EQ(support::wrong_of_all(task, two_sum_answerer(exact_setting(), M, published)), 0u);
}

TEST(TwoSumConstruction, near_misses_are_killed_by_the_model_itself) {
  const std::int64_t n = 16, M = 32;
  const tasks::TwoSum task(tasks::TwoSum::Form::query, n, M);
  for (const Setting& setting : {exact_setting(), finite_setting("binary32"), finite_setting("binary32", Softmax::online)}) {
    TwoSumParameters small_c = default_two_sum(n, M);
    small_c.c.exponent -= 2;
    support::expect_killed(prove_two_sum(setting, n, M, small_c), task, two_sum_answerer(setting, M, small_c));
    TwoSumParameters large_kappa = default_two_sum(n, M);
    large_kappa.kappa = dyadic((1 << 20) + 1, -20);  // above the match's score: one hit reads 0
    support::expect_killed(prove_two_sum(setting, n, M, large_kappa), task, two_sum_answerer(setting, M, large_kappa));
  }
  // Too few bits for the scores.
  const Setting coarse = finite_setting("p5");
  support::expect_killed(prove_two_sum(coarse, n, M, default_two_sum(n, M)), task, two_sum_answerer(coarse, M, default_two_sum(n, M)));
}

/// Every order of sums, fused or not, mixed formats, other thresholds, saturation: enumeration decides.
TEST(TwoSumConstruction, pieces_never_hold_where_enumeration_is_wrong_under_any_plan) {
  using Kind = arithmetic::SumOrder::Kind;
  struct Formats {
    const char *input, *score, *weight, *accumulator, *output;
  };
  std::map<std::string, int> held;
  int failed = 0, right_but_unproved = 0;
  for (const Formats& f : {Formats{"bfloat16", "binary32", "bfloat16", "binary32", "bfloat16"}, {"p9", "p7", "e5m2", "e8p5", "p3"},
                           {"e8p4", "e8p4", "fx(8,7)", "fx(11,7)", "p6"}, {"binary16", "p12", "e4m3", "e8p6", "e5m2"}, {"p6", "p8", "p4", "p4", "fx(6,4)"}})
    for (const arithmetic::SumOrder order : {arithmetic::SumOrder{}, {Kind::pairwise, 1}, {Kind::blocked, 2}, {Kind::exact, 1}})
      for (const Softmax softmax : {Softmax::naive, Softmax::two_pass, Softmax::online})
        for (const bool fused : {false, true})
          for (const Number& threshold : {dyadic(1, -1), dyadic(1, -2)})
            for (const int shift : {1, 0, -1, -2, -3, -4}) {
              if (softmax == Softmax::online && order.kind != Kind::left_to_right) continue;
              Setting setting = finite_setting(f.input, softmax, fused ? attention::Exponential::base2 : attention::Exponential::natural);
              const auto role = [&](const char* format) { return Emulated(arithmetic::parse_format(format)); };
              setting.plan.score = role(f.score), setting.plan.weight = role(f.weight);
              setting.plan.accumulator = role(f.accumulator), setting.plan.output = role(f.output);
              setting.plan.score.order = setting.plan.accumulator.order = order;
              setting.plan.score.fused = setting.plan.accumulator.fused = fused;
              const std::int64_t n = 3, M = 6;
              TwoSumParameters parameters = default_two_sum(n, M, 8);
              parameters.c.exponent += shift;
              parameters.threshold = threshold;
              const tasks::TwoSum task(tasks::TwoSum::Form::query, n, M);
              const Proof proof = prove_two_sum(setting, n, M, parameters);
              const Answerer answer = two_sum_answerer(setting, M, parameters);
              bool right = true;
              for (std::uint64_t i = 0; right && i < task.count(); ++i) right = support::ask(answer, task.input(i)) == task.oracle(task.input(i));
              EXPECT_TRUE(right || !proof.holds) << f.accumulator << arithmetic::to_text(order) << attention::to_text(softmax) << shift;
              held[arithmetic::to_text(order) + (softmax == Softmax::online ? " online" : "")] += proof.holds;
              failed += !right;
              right_but_unproved += right && !proof.holds;
            }
  for (const char* way : {"left-to-right", "pairwise", "blocked(2)", "exact", "left-to-right online"}) EXPECT_GT(held[way], 10) << way;
  EXPECT_GT(failed, 100);
  EXPECT_LT(right_but_unproved, failed);
}

TEST(TwoSumConstruction, refuses_what_its_method_does_not_cover) {
  const TwoSumParameters parameters = default_two_sum(4, 8);
  Setting setting = finite_setting("binary32");
  setting.plan.accumulator = Emulated(arithmetic::parse_format("bfloat16"));
  EXPECT_FALSE(prove_two_sum(setting, 4, 8, parameters).holds);
  Setting last = finite_setting("binary32");
  last.plan.key_order = attention::KeyOrder::last_to_first;
  EXPECT_FALSE(prove_two_sum(last, 4, 8, parameters).holds);
  TwoSumParameters third = parameters;
  third.threshold = dyadic(341, -10);
  EXPECT_FALSE(prove_two_sum(finite_setting("bfloat16"), 4, 8, third).holds) << "no number of bfloat16";
  third.threshold = dyadic(1, 0);
  EXPECT_FALSE(prove_two_sum(finite_setting("binary32"), 4, 8, third).holds);
}

TEST(TwoSumConstruction, pruned_rows_are_the_full_rows) {
  std::uint64_t rows = 0;
  for (const char* format : {"binary32", "binary16", "p9", "e8p4", "fx(20,8)", "e5m2", "e2m1"})
    for (const arithmetic::Rounding rounding : {arithmetic::Rounding::nearest_even, arithmetic::Rounding::up, arithmetic::Rounding::down})
      for (const std::int64_t M : {5, 12, 33, 100})
        for (const int fused : {0, 1}) {
          Setting setting = finite_setting(format);
          if (attention::is_fixed_point(setting.plan.input) && rounding != arithmetic::Rounding::down) continue;
          setting.plan.input.rounding = setting.plan.score.rounding = rounding;
          setting.plan.score.fused = fused;
          TwoSumParameters parameters = default_two_sum(8, M);
          parameters.c.exponent -= 3;
          try {
            const auto plan = strict(setting.plan);
            const TwoSumScores scores(plan, M, parameters);
            const auto stack = two_sum_stack(plan, M, parameters);
            for (std::int64_t x = 1; x < M; ++x) {
              if (!scores.allowed(x)) continue;
              const auto row = scores.row(x);
              const auto query = stack.layers[0].project({0, x}, 0, 0);
              EXPECT_EQ(scores.blank(), plan.score.dot(query.query, query.key));
              std::optional<Number> largest;
              for (std::int64_t y = 1; y < M; ++y) {
                if (!scores.allowed(y)) continue;
                const Number s = plan.score.dot(query.query, stack.layers[0].project({1, y}, 0, 0).key);
                ASSERT_EQ(compare(scores.score(x, y), s), arithmetic::Order::equal);
                if (x + y == M) ASSERT_EQ(compare(row.match, s), arithmetic::Order::equal);
                else if (!largest || compare(*largest, s) == arithmetic::Order::less) largest = s;
              }
              ASSERT_EQ(compare(*largest, row.other), arithmetic::Order::equal) << format << M << " " << x;
              ++rows;
            }
          } catch (const arithmetic::Undefined&) {
          }
        }
  EXPECT_GT(rows, 3000u);
}

TEST(TwoSumConstruction, match2_by_the_same_head_behind_a_blank) {
  for (const char* format : {"binary32", "p14"}) {
    const auto task = tasks::make_task("match2", "n=4 M=6");
    const TwoSumParameters parameters = default_two_sum(5, 6, 12);
    Setting setting = finite_setting(format);
    const Answerer inner = two_sum_answerer(setting, 6, parameters);
    const Answerer answer = [&](std::span<const tasks::Token> tokens) { return inner(with_blank(tokens)); };
    EXPECT_EQ(support::wrong_of_all(*task, answer), 0u);
    setting.plan.mask = attention::Mask::encoder;  // every position at once
    const auto stack = two_sum_stack(setting.plan, 6, parameters);
    for (std::uint64_t i = 0; i < task->count(); i += 7) {
      const auto tokens = task->input(i);
      const auto all = attention::run(stack, with_blank(tokens));
      const auto expected = tasks::match2_everywhere(tokens, 6);
      for (std::size_t p = 0; p < 4; ++p) ASSERT_EQ(all[p + 1].at(2), expected[p]);
    }
  }
}

}  // namespace
