// Sums of heavy and light terms, pieces, and the claims that rest on them: Match2, 2-Sum of any pair, Counting, Equality,
// Disjointness. A proof that holds meets no wrong input among all of a small size; near misses are killed.
#include "constructions/heavy_light.hpp"

#include <gtest/gtest.h>

#include <map>

#include "constructions/bit_strings.hpp"
#include "constructions/counting.hpp"
#include "constructions/match2.hpp"
#include "constructions/pieces.hpp"
#include "support_constructions.hpp"

namespace {

using namespace attest;
using namespace attest::constructions;
using attention::Softmax;

StrictEmulated strict_of(const char* format) { return StrictEmulated(Emulated(arithmetic::parse_format(format))); }

TEST(HeavyLight, largest_sum_over_all_orders) {
  for (const char* format : {"p3", "p4", "e5m2", "fx(8,5)", "bfloat16"})
    for (const Number& heavy : {dyadic(1, 0), dyadic(11, -3)})
      for (const Number& light : {dyadic(1, -2), dyadic(3, -4), dyadic(1, -5)})
        for (const Number& before : {dyadic(0, 0), dyadic(5, -3)}) {
          const StrictEmulated a = strict_of(format);
          const Number h = a.convert(heavy), l = a.convert(light), b = a.convert(before);
          const std::uint64_t n = 8;
          for (std::uint64_t i = 0; i <= n; ++i) {
            // Every order is a choice of the places of the heavy terms.
            Number largest = b;
            for (std::uint32_t places = 0; places < (1u << n); ++places) {
              if (static_cast<std::uint64_t>(__builtin_popcount(places)) != i) continue;
              Number total = b;
              for (std::uint64_t j = 0; j < n; ++j) total = a.add(total, (places >> j) & 1 ? h : l);
              if (!at_most(total, largest)) largest = total;
            }
            std::optional<Number> found;
            HeavyLightSums(a, HeavyLight::plain(h, l, n, b)).rows(i, [&](std::uint64_t k, const Number& value) {
              if (k == i) found = value;
              return true;
            });
            ASSERT_EQ(found, largest) << format << " " << i;
          }
        }
}

TEST(HeavyLight, steady_rows_are_the_rows_that_follow) {
  const StrictEmulated a = strict_of("p3");  // sums stop at 8
  std::vector<Number> seen;
  HeavyLightSums(a, HeavyLight::plain(dyadic(1, 0), dyadic(1, -3), 60)).rows(60, [&](std::uint64_t, const Number& x) { return seen.push_back(x), true; });
  ASSERT_EQ(seen.size(), 61u);
  for (std::size_t i = 20; i < 61; ++i) EXPECT_EQ(seen[i], dyadic(1, 3)) << i;
}

TEST(Pieces, agree_with_every_number_of_the_interval) {
  int yes = 0, no = 0, neither = 0;
  for (const char* format : {"p3", "p5", "e5m2", "e4m3", "fx(6,3)"})
    for (const char* output : {"p2", "p6", "e2m1"}) {
      Setting setting = finite_setting(format);
      setting.plan.output = Emulated(arithmetic::parse_format(output));
      const auto plan = strict(setting.plan);
      const auto& a = plan.accumulator;
      for (const Number& blank : {dyadic(1, -1), dyadic(1, 0), dyadic(3, -1)})
        for (const Number& low : {dyadic(0, 0), dyadic(1, -2), dyadic(3, -2), dyadic(1, 0), dyadic(3, 0)})
          for (int steps : {0, 1, 5, 12})
            for (const Number& threshold : {dyadic(1, -1), dyadic(1, -2)}) {
              std::vector<Number> all{a.convert(low)};
              const Number B = a.convert(blank);
              while (static_cast<int>(all.size()) <= steps) {
                if (all.back().is_zero() && a.format.unbounded) all.push_back(dyadic(1, -4));
                else all.push_back(arithmetic::next_up(a.format, all.back()));
              }
              bool all_one = true, all_zero = true;
              for (const Number& R : all) {
                const bool one = at_most(threshold, plan.output.div(R, a.add(R, B)));
                all_one = all_one && one, all_zero = all_zero && !one;
              }
              // All numbers between the ends are listed, but after 0 in a format without a least number.
              if (low.is_zero() && a.format.unbounded && steps > 0) continue;
              EXPECT_EQ(pieces_read(plan, all.front(), all.back(), B, threshold, true), all_one);
              EXPECT_EQ(pieces_read(plan, all.front(), all.back(), B, threshold, false), all_zero);
              yes += all_one, no += all_zero, neither += !all_one && !all_zero;
            }
    }
  EXPECT_GT(yes, 50);
  EXPECT_GT(no, 50);
  EXPECT_GT(neither, 50);
}

/// Plans that the method covers, mixed formats among them, and some that it refuses.
std::vector<Setting> plans() {
  std::vector<Setting> all;
  for (const char* format : {"binary32", "p8", "p5", "e5m2", "e8p4", "fx(12,6)"})
    for (const Softmax softmax : {Softmax::two_pass, Softmax::naive}) all.push_back(finite_setting(format, softmax));
  Setting mixed = finite_setting("binary32");
  mixed.plan.input = Emulated(arithmetic::parse_format("bfloat16"));
  mixed.plan.weight = Emulated(arithmetic::parse_format("e4m3"));
  mixed.plan.output = Emulated(arithmetic::parse_format("e2m1"));
  all.push_back(mixed);
  mixed.plan.accumulator = Emulated(arithmetic::parse_format("e8p4"), arithmetic::Rounding::up);
  mixed.plan.accumulator.fused = mixed.plan.score.fused = true;
  mixed.plan.exponential = attention::Exponential::base2;
  all.push_back(mixed);
  for (const char* format : {"binary32", "p8", "p5", "e5m2"}) {
    all.push_back(finite_setting(format, Softmax::online));
    for (const char* order : {"pairwise", "blocked(2)", "exact"})
      for (const Softmax softmax : {Softmax::two_pass, Softmax::naive}) {
        Setting setting = finite_setting(format, softmax);
        for (Emulated* role : {&setting.plan.score, &setting.plan.accumulator}) role->order = arithmetic::parse_sum_order(order);
        all.push_back(setting);
      }
  }
  for (const char* problem : {"weights-first", "last-to-first", "narrow"}) {
    Setting setting = finite_setting("binary16");
    if (problem == std::string("weights-first")) setting.plan.normalisation = attention::Normalisation::weights_first;
    if (problem == std::string("last-to-first")) setting.plan.key_order = attention::KeyOrder::last_to_first;
    if (problem == std::string("narrow")) setting.plan.accumulator = Emulated(arithmetic::parse_format("bfloat16"));
    setting.name = "refused: " + std::string(problem);
    all.push_back(setting);
  }
  return all;
}

struct Tally {
  int held = 0, wrong = 0, right_but_unproved = 0, killed = 0;
};

/// One proof against enumeration.
void compare_with_enumeration(const Setting& setting, const tasks::Task& task, const Proof& proof, const Answerer& answer, Tally& tally) {
  bool right = true;
  for (std::uint64_t i = 0; right && i < task.count(); ++i) right = support::ask(answer, task.input(i)) == task.oracle(task.input(i));
  EXPECT_TRUE(right || !proof.holds) << task.name() << " " << setting.name;
  EXPECT_EQ(proof.holds, proof.reason.empty());
  // Without a blank no place matters, so the bit strings take keys in either order.
  const bool anywhere = setting.name == "refused: last-to-first" && (task.name() == "equality" || task.name() == "disjointness");
  EXPECT_FALSE(setting.name.starts_with("refused") && !anywhere && proof.holds) << setting.name;
  tally.held += proof.holds;
  tally.wrong += !right;
  tally.right_but_unproved += right && !proof.holds;
  tally.killed += !right && !proof.killing.empty() && support::ask(answer, proof.killing) != task.oracle(proof.killing);
}

Answerer match2_answerer(const Setting& setting, std::int64_t M, const TwoSumParameters& parameters) {
  const Answerer inner = answerer(setting, [=](const auto& plan) { return two_sum_stack(plan, M, parameters); });
  return [inner](std::span<const tasks::Token> tokens) { return inner(with_blank(tokens)); };
}

Answerer any_answerer(const Setting& setting, std::int64_t M, const TwoSumParameters& parameters, const Number& beta) {
  const Answerer inner = answerer(setting, [=](const auto& plan) { return two_sum_any_stack(plan, M, parameters, beta); });
  return [inner](std::span<const tasks::Token> tokens) { return inner(with_blank_and_end(tokens)); };
}

TEST(Match2, proof_never_holds_where_enumeration_is_wrong) {
  Tally match2, any;
  for (const Setting& setting : plans())
    for (const std::int64_t M : {5, 6})
      for (const int shift : {1, 0, -1, -2, -3, -5}) {
        const std::int64_t n = 3;
        TwoSumParameters parameters = default_two_sum(n, M, 8);
        parameters.c.exponent += shift;
        compare_with_enumeration(setting, tasks::TwoSum(tasks::TwoSum::Form::match2, n, M), prove_match2(setting, n, M, parameters), match2_answerer(setting, M, parameters), match2);
        for (const Number& beta : {dyadic(1, 0), dyadic(5, -1)})
          compare_with_enumeration(setting, tasks::TwoSum(tasks::TwoSum::Form::any, n, M, 0, false, true), prove_two_sum_any(setting, n, M, parameters, beta), any_answerer(setting, M, parameters, beta), any);
      }
  for (const Tally& tally : {match2, any}) {
    EXPECT_GT(tally.held, 15);
    EXPECT_GT(tally.wrong, 30);
    EXPECT_GT(tally.killed * 2, tally.wrong);
  }
}

TEST(Match2, every_position_is_right_where_the_proof_holds) {
  Setting setting = finite_setting("bfloat16");
  const std::int64_t n = 4, M = 6;
  const TwoSumParameters parameters = default_two_sum(n, M, 8);
  ASSERT_TRUE(prove_match2(setting, n, M, parameters).holds);
  setting.plan.mask = attention::Mask::encoder;
  const auto stack = two_sum_stack(setting.plan, M, parameters);
  const tasks::TwoSum task(tasks::TwoSum::Form::match2, n, M);
  for (std::uint64_t i = 0; i < task.count(); ++i) {
    const auto tokens = task.input(i);
    const auto all = attention::run(stack, with_blank(tokens));
    const auto expected = tasks::match2_everywhere(tokens, M);
    for (std::size_t p = 0; p < 4; ++p) ASSERT_EQ(all[p + 1].at(2), expected[p]);
  }
}

TEST(Match2, large_sizes_hold_and_near_misses_are_killed) {
  const std::int64_t n = 512, M = 256;
  const Setting setting = finite_setting("binary32");
  TwoSumParameters parameters = default_two_sum(n, M);
  EXPECT_TRUE(prove_match2(setting, n, M, parameters).holds) << prove_match2(setting, n, M, parameters).reason;
  EXPECT_TRUE(prove_two_sum_any(setting, n, M, parameters, default_any_beta(n)).holds);
  EXPECT_TRUE(prove_match2(exact_setting(), n, M, parameters).holds);
  EXPECT_TRUE(prove_two_sum_any(exact_setting(), n, M, parameters, default_any_beta(n)).holds);
  const tasks::TwoSum task(tasks::TwoSum::Form::match2, n, M), any(tasks::TwoSum::Form::any, n, M, 0, false, true);
  EXPECT_EQ(support::wrong_of_samples(task, match2_answerer(setting, M, parameters), 20), 0u);
  EXPECT_EQ(support::wrong_of_samples(tasks::TwoSum(tasks::TwoSum::Form::any, 40, M, 0, false, true), any_answerer(setting, M, parameters, default_any_beta(n)), 20), 0u);
  for (const Setting& each : {setting, exact_setting()}) {
    support::expect_killed(prove_two_sum_any(each, n, M, parameters, dyadic(3, 0)), any, any_answerer(each, M, parameters, dyadic(3, 0)));
    TwoSumParameters small = parameters;
    small.c.exponent -= 2;
    support::expect_killed(prove_match2(each, n, M, small), task, match2_answerer(each, M, small));
  }
}

TEST(Counting, proof_never_holds_where_enumeration_is_wrong) {
  Tally tally;
  for (const Setting& setting : plans())
    for (const auto& [n, K, t] : {std::tuple{4, 3, 0}, {4, 4, 1}, {5, 3, 2}, {5, 2, 4}})
      for (const int shift : {0, -1, -2})
        for (const int nudge : {0, -4, 4, 16})
          for (const Number& threshold : {dyadic(1, -1), dyadic(1, -2)}) {
            const tasks::Counting task(n, K, t);
            CountingParameters parameters = default_counting(task, 12, setting.plan.exponential);
            parameters.beta.exponent += shift;
            const double unit = setting.plan.exponential == attention::Exponential::base2 ? 0.7 : 1;
            const double blank = arithmetic::to_double(parameters.beta) * tasks::width_of(K) + std::log(t + 0.5) / unit + nudge / 16.0 + (threshold == half() ? 0 : 1.1);
            parameters.blank = Emulated(arithmetic::parse_format("p12")).convert(arithmetic::number_from_double(blank));
            parameters.threshold = threshold;
            const Answerer answer = answerer(setting, [&](const auto& plan) { return counting_stack(plan, tasks::width_of(K), parameters); });
            compare_with_enumeration(setting, task, prove_counting(setting, task, parameters), answer, tally);
          }
  EXPECT_GT(tally.held, 50);
  EXPECT_GT(tally.wrong, 200);
  EXPECT_GT(tally.killed * 3, tally.wrong * 2);
}

TEST(Counting, large_sizes_hold_and_near_misses_are_killed) {
  const tasks::Counting task(1000, 300, 17);
  for (const Setting& setting : {finite_setting("binary32"), finite_setting("binary32", Softmax::naive), exact_setting()}) {
    CountingParameters parameters = default_counting(task);
    const bool overflows = setting.plan.softmax == Softmax::naive;  // e^(βD) is beyond binary32
    const auto model = [&](const CountingParameters& p) { return answerer(setting, [&](const auto& plan) { return counting_stack(plan, 9, p); }); };
    EXPECT_EQ(prove_counting(setting, task, parameters).holds, !overflows);
    if (overflows) continue;
    EXPECT_EQ(support::wrong_of_samples(task, model(parameters), setting.exact ? 4 : 40), 0u);
    for (const double shift : {-0.1, 0.1}) {  // ln(17/17.5) < shift < ln(18/17.5) holds, no more
      CountingParameters off = parameters;
      off.blank = arithmetic::number_from_double(arithmetic::to_double(parameters.blank) + shift);
      support::expect_killed(prove_counting(setting, task, off), task, model(off));
    }
  }
  // 12 bits do not hold a blank of about 150 to a thirtieth.
  const tasks::Counting coarse(1000, 300, 200);
  const CountingParameters parameters = default_counting(coarse);
  support::expect_killed(prove_counting(finite_setting("tf32"), coarse, parameters), coarse,
                         answerer(finite_setting("tf32"), [&](const auto& plan) { return counting_stack(plan, 9, parameters); }));
}

TEST(BitStrings, proof_never_holds_where_enumeration_is_wrong) {
  for (const auto form : {tasks::BitStrings::Form::equality, tasks::BitStrings::Form::disjointness}) {
    Tally tally;
    for (const Setting& setting : plans())
      for (const std::int64_t n : {1, 2, 3, 5})
        for (const Number& beta : {dyadic(1, -1), dyadic(1, 0), dyadic(3, -1), dyadic(5, -1), dyadic(7, -1), dyadic(1, 2)}) {
          const tasks::BitStrings task(form, n);
          const Answerer answer = answerer(setting, [&](const auto& plan) { return bit_strings_stack(plan, task, beta); });
          compare_with_enumeration(setting, task, prove_bit_strings(setting, task, beta), answer, tally);
        }
    EXPECT_GT(tally.held, 60);
    EXPECT_GT(tally.wrong, 60);
    EXPECT_GT(tally.killed * 2, tally.wrong);
  }
}

TEST(BitStrings, large_sizes_hold_and_near_misses_are_killed) {
  for (const auto form : {tasks::BitStrings::Form::equality, tasks::BitStrings::Form::disjointness}) {
    const tasks::BitStrings task(form, 200);
    const Number beta = default_beta(401), small = dyadic(5, -1);
    for (const Setting& setting : {finite_setting("binary32"), finite_setting("bfloat16"), exact_setting()}) {
      const auto model = [&](const Number& b) { return answerer(setting, [&](const auto& plan) { return bit_strings_stack(plan, task, b); }); };
      EXPECT_TRUE(prove_bit_strings(setting, task, beta).holds) << prove_bit_strings(setting, task, beta).reason;
      if (setting.exact) continue;
      EXPECT_EQ(support::wrong_of_samples(task, model(beta), 10), 0u);
      support::expect_killed(prove_bit_strings(setting, task, small), task, model(small));
    }
    EXPECT_FALSE(prove_bit_strings(exact_setting(), task, small).holds);
    EXPECT_TRUE(prove_bit_strings(finite_setting("bfloat16"), tasks::BitStrings(form, 2048), default_beta(4097)).holds);
  }
}

}  // namespace
