// Averaging: where the bound holds every output is near its mean, on all small inputs and on samples; leaks are killed.
#include "constructions/averaging.hpp"

#include <gtest/gtest.h>

#include "arithmetic/rational.hpp"
#include "support_constructions.hpp"

namespace {

using namespace attest;
using namespace attest::constructions;
using arithmetic::Rational;

std::vector<Setting> plans() {
  std::vector<Setting> all;
  using Kind = arithmetic::SumOrder::Kind;
  for (const char* format : {"binary32", "bfloat16", "binary16", "e8p6", "fx(16,10)"})
    for (const auto softmax : {attention::Softmax::two_pass, attention::Softmax::naive})
      for (const arithmetic::SumOrder order : {arithmetic::SumOrder{}, {Kind::pairwise, 1}, {Kind::blocked, 4}, {Kind::exact, 1}}) {
        Setting setting = finite_setting(format, softmax);
        setting.plan.accumulator.order = order;
        setting.plan.accumulator.fused = order.kind == Kind::blocked;
        all.push_back(setting);
      }
  for (const char* format : {"binary32", "bfloat16", "binary16", "e8p6", "fx(16,10)"})
    for (const auto order : {attention::KeyOrder::first_to_last, attention::KeyOrder::last_to_first}) {
      all.push_back(finite_setting(format, attention::Softmax::online));
      all.back().plan.key_order = order;
    }
  return all;
}

/// The largest error of all outputs by the layer itself, in exact rationals.
Rational largest_error(const Setting& setting, const tasks::Averaging& task, const Number& beta, const tasks::Tokens& tokens) {
  Rational most;
  attention::Layer<Emulated> layer = averaging_layer(setting.plan, task, beta);
  layer.advance = [&](const attention::Representation& x, const auto& outputs, std::size_t) {
    Rational sum;
    for (std::size_t i = 3; i < x.size(); ++i) {
      const auto& token = tokens[static_cast<std::size_t>(x[i])];
      sum += Rational(token[1]).scaled(token[2]);
    }
    const Rational error = Rational::from_number(outputs[0][0]) - sum / Rational(task.q());
    most = std::max(most, error.sign() < 0 ? -error : error);
    return x;
  };
  attention::apply(layer, {tokens.begin(), tokens.end()});
  return most;
}

TEST(AveragingConstruction, bound_is_never_below_the_error) {
  int held = 0, failed = 0, cases = 0;
  for (const Setting& setting : plans())
    for (const auto& [n, q] : {std::pair{1, 1}, {3, 2}, {6, 2}, {40, 5}})
      for (const Number& beta : {dyadic(1, 1), dyadic(1, 2), dyadic(1, 3)})
        for (const Number& epsilon : {dyadic(1, -1), dyadic(1, -3), dyadic(1, -5)}) {
          const tasks::Averaging task(n, q, setting.plan.input.format.precision < 8 ? 4 : 6);
          const Proof proof = prove_averaging(setting, task, beta, epsilon);
          held += proof.holds;
          failed += !proof.holds;
          if (!proof.holds) continue;
          tasks::Random random(static_cast<std::uint64_t>(++cases));
          for (int draw = 0; draw < (n > 10 ? 2 : 8); ++draw) {
            const auto tokens = draw % 2 ? task.uniform(random) : task.structured(random);
            EXPECT_LE(largest_error(setting, task, beta, tokens), Rational::from_number(epsilon)) << setting.name << " n=" << n;
            EXPECT_EQ(averaging_answer(setting.plan, task, beta, epsilon, tokens), 1);
          }
        }
  EXPECT_GT(held, 100);
  EXPECT_GT(failed, 100);
}

TEST(AveragingConstruction, all_tiny_inputs_are_near_where_the_bound_holds) {
  const tasks::Averaging task(3, 2, 0);
  for (const Setting& setting : plans()) {
    const Proof proof = prove_averaging(setting, task, dyadic(1, 2), dyadic(1, -2));
    if (!proof.holds) continue;
    for (std::uint64_t i = 0; i < task.count(); ++i) ASSERT_EQ(averaging_answer(setting.plan, task, dyadic(1, 2), dyadic(1, -2), task.input(i)), 1);
  }
}

/// The largest error over every input of three tokens with values of three binades.
Rational largest_error_of_three(const Setting& setting, std::int64_t q, const Number& beta) {
  const tasks::Averaging task(3, q, 6);
  const int precision = setting.plan.input.format.precision;
  std::vector<tasks::Token> values{{0, 0}, {1, 0}, {-1, 0}};
  for (int e = -3; e < 0; ++e)
    for (std::int64_t m = std::int64_t{1} << (precision - 1); m < std::int64_t{1} << precision; ++m)
      for (const std::int64_t sign : {-1, 1}) values.push_back({sign * m, e - precision + 1});
  Rational most;
  for (std::size_t i = 0; i < values.size() * values.size() * values.size(); ++i) {
    tasks::Tokens tokens;
    for (std::size_t j = 0, rest = i; j < 3; ++j, rest /= values.size()) {
      const auto& z = values[rest % values.size()];
      tokens.push_back({1, z[0], z[1]});
      for (std::int64_t e = 0; e < 3; ++e)
        if (q == 3 || (q == 2 && e != static_cast<std::int64_t>(j)) || (q == 1 && e == static_cast<std::int64_t>(j))) tokens.back().push_back(e);
    }
    most = std::max(most, largest_error(setting, task, beta, tokens));
  }
  return most;
}

/// The least bound that is proved, in 2^-12; 4096: none.
std::int64_t least_bound(const Setting& setting, std::int64_t q, const Number& beta) {
  std::int64_t bound = 1;
  while (bound < 4096 && !prove_averaging(setting, tasks::Averaging(3, q, 6), beta, dyadic(bound, -12)).holds) ++bound;
  return bound;
}

/// At 2 and 3 bits: where the rest is absorbed no error exceeds the bound, and two fifths of it would not do. Weights of the rest of e^-4 hardly
/// count; e^-2 and e^-3 are just absorbed, or not (then the bound is that of all roundings, far above).
TEST(AveragingConstruction, absorbed_rests_leave_a_bound_that_inputs_nearly_reach) {
  int near = 0;
  for (const auto softmax : {attention::Softmax::two_pass, attention::Softmax::online})
    for (const auto order : {attention::KeyOrder::first_to_last, attention::KeyOrder::last_to_first})
      for (const Number& beta : {dyadic(1, 4), dyadic(1, 2), dyadic(3, 0), dyadic(1, 1)}) {
        if (softmax == attention::Softmax::two_pass && order == attention::KeyOrder::last_to_first) continue;  // a sum in another order
        for (const int precision : {2, 3})
          for (const std::int64_t q : {1, 2, 3}) {
            Setting setting = finite_setting("p" + std::to_string(precision), softmax);
            setting.plan.key_order = order;
            const std::int64_t bound = least_bound(setting, q, beta);
            if (bound == 4096) continue;
            const Rational most = largest_error_of_three(setting, q, beta);
            EXPECT_LE(most, Rational(bound).scaled(-12)) << precision << " " << q;
            if (beta == dyadic(1, 4) && q > 1) EXPECT_GT(Rational(5) * most, Rational(2 * bound).scaled(-12)) << precision << " " << q;
            near += Rational(5) * most > Rational(2 * bound).scaled(-12);
          }
      }
  EXPECT_GT(near, 25);
}

/// The same for sums in trees and exact ones, and with finer outputs and inputs in turn; e^-8 is absorbed, e^-2 is not.
TEST(AveragingConstruction, absorbed_rests_leave_a_bound_in_other_orders_of_sums) {
  using Kind = arithmetic::SumOrder::Kind;
  int near = 0, cases = 0;
  for (const arithmetic::SumOrder order : {arithmetic::SumOrder{Kind::pairwise, 1}, arithmetic::SumOrder{Kind::blocked, 2}, arithmetic::SumOrder{Kind::exact, 1}})
    for (const Number& beta : {dyadic(1, 4), dyadic(1, 3), dyadic(1, 2), dyadic(1, 1)})
      for (const std::int64_t q : {1, 2, 3})
        for (const bool fine : {false, true}) {
          Setting setting = finite_setting("p2");
          setting.plan.accumulator.order = order;
          if (fine) setting.plan.output.format = arithmetic::parse_format("p9");
          const std::int64_t bound = least_bound(setting, q, beta);
          if (bound == 4096) continue;
          ++cases;
          const Rational most = largest_error_of_three(setting, q, beta);
          EXPECT_LE(most, Rational(bound).scaled(-12)) << arithmetic::to_text(order) << " " << arithmetic::to_text(beta) << " " << q;
          near += Rational(5) * most > Rational(2 * bound).scaled(-12);
        }
  EXPECT_GT(cases, 40);
  EXPECT_GT(near, 20);
}

/// Outputs of 4 bits round by half a unit below 1, not by u(1 + T): the accumulator's bound alone is known to be near 0.
TEST(AveragingConstruction, outputs_round_by_half_a_unit_below_one) {
  Setting setting = finite_setting("p4");
  for (Emulated* role : {&setting.plan.score, &setting.plan.weight, &setting.plan.accumulator}) role->format = arithmetic::parse_format("binary32");
  for (const auto softmax : {attention::Softmax::naive, attention::Softmax::two_pass, attention::Softmax::online}) {
    setting.plan.softmax = softmax;
    const std::int64_t bound = least_bound(setting, 2, dyadic(1, 4));
    EXPECT_GE(bound, 128) << "half a unit";
    EXPECT_LE(bound, 130);
    EXPECT_EQ(largest_error_of_three(setting, 2, dyadic(1, 4)) > Rational(100).scaled(-12), true);
  }
}

TEST(AveragingConstruction, answers_are_those_of_the_layer) {
  const tasks::Averaging task(9, 3, 5);
  tasks::Random random(4);
  int near = 0, far = 0;
  for (const Setting& setting : plans())
    for (int draw = 0; draw < 20; ++draw) {
      const auto tokens = draw % 2 ? task.uniform(random) : task.structured(random);
      for (const Number& epsilon : {dyadic(1, -1), dyadic(1, -4), dyadic(1, -7)}) {
        const bool within = largest_error(setting, task, dyadic(1, 1), tokens) <= Rational::from_number(epsilon);
        ASSERT_EQ(averaging_answer(setting.plan, task, dyadic(1, 1), epsilon, tokens), within ? 1 : 0);
        (within ? near : far) += 1;
      }
    }
  EXPECT_GT(near, 100);
  EXPECT_GT(far, 100);
}

TEST(AveragingConstruction, defaults_hold_and_leaks_are_killed) {
  const tasks::Averaging task(256, 16);
  const Number epsilon = dyadic(1, -6), beta = default_averaging_beta(task, epsilon);
  EXPECT_TRUE(prove_averaging(finite_setting("binary32"), task, beta, epsilon).holds);
  EXPECT_TRUE(prove_averaging(exact_setting(), task, beta, epsilon).holds);
  const Number small = dyadic(1, 2);
  for (const Setting& setting : {finite_setting("binary32"), finite_setting("bfloat16")}) {
    const Answerer answer = [&](std::span<const tasks::Token> tokens) { return std::optional(averaging_answer(setting.plan, task, small, epsilon, tokens)); };
    support::expect_killed(prove_averaging(setting, task, small, epsilon), task, answer);
  }
  EXPECT_FALSE(prove_averaging(exact_setting(), task, small, epsilon).holds);
  EXPECT_TRUE(prove_averaging(finite_setting("binary32", attention::Softmax::online), task, beta, epsilon).holds);
}

}  // namespace
