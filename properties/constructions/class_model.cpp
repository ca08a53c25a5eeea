// Rows in runs and models by classes against the mechanisms themselves, undefined results included.
#include "constructions/class_model.hpp"

#include <gtest/gtest.h>

#include "constructions/bit_strings.hpp"
#include "constructions/composition.hpp"
#include "constructions/counting.hpp"
#include "constructions/match2.hpp"
#include "constructions/retrieval_queries.hpp"
#include "support_constructions.hpp"

namespace {

using namespace attest;
using namespace attest::constructions;
using attention::Softmax;

/// Orders of sums, softmax, normalisation, order of keys, fused or not, formats of weights and accumulators that differ.
std::vector<Setting> plans() {
  using Kind = arithmetic::SumOrder::Kind;
  std::vector<Setting> all;
  for (const auto& [weight, accumulator] : std::vector<std::pair<const char*, const char*>>{
           {"p5", "p5"}, {"binary32", "bfloat16"}, {"e4m3", "e4m3"}, {"e5m2", "binary16"}, {"p6", "fx(9,5)"}, {"fx(6,3)", "e2m1"}})
    for (const Softmax softmax : {Softmax::naive, Softmax::two_pass, Softmax::online})
      for (const arithmetic::SumOrder order : {arithmetic::SumOrder{}, {Kind::pairwise, 1}, {Kind::blocked, 3}, {Kind::exact, 1}})
        for (const int variant : {0, 1, 2}) {
          if (softmax == Softmax::online && order.kind != Kind::left_to_right) continue;
          Setting setting = finite_setting("p9", softmax, variant == 1 ? attention::Exponential::base2 : attention::Exponential::natural);
          setting.plan.weight = Emulated(arithmetic::parse_format(weight));
          setting.plan.accumulator = Emulated(arithmetic::parse_format(accumulator));
          setting.plan.score.order = setting.plan.accumulator.order = order;
          setting.plan.accumulator.fused = setting.plan.score.fused = variant == 1;
          if (variant == 2 && softmax != Softmax::online) setting.plan.normalisation = attention::Normalisation::weights_first;
          if (variant == 0) setting.plan.key_order = attention::KeyOrder::last_to_first;
          setting.name = std::string(weight) + " " + accumulator + " " + attention::to_text(softmax) + " " + arithmetic::to_text(order) + " " + std::to_string(variant);
          all.push_back(setting);
        }
  return all;
}

template <class Compute>
auto defined(Compute&& compute) -> std::optional<decltype(compute())> {
  try {
    return compute();
  } catch (const arithmetic::Undefined&) {
    return std::nullopt;
  }
}

TEST(ClassModel, runs_attend_as_their_keys_do) {
  tasks::Random random(5);
  int same = 0, undefined = 0;
  for (const Setting& setting : plans()) {
    auto plan = strict(setting.plan);
    for (int draw = 0; draw < 40; ++draw) {
      std::vector<KeyRun> runs;
      std::vector<std::vector<Number>> values;
      std::vector<attention::Drive<StrictEmulated>> keys;
      for (std::uint64_t r = 0, count = 1 + random.below(5); r < count; ++r) {
        const auto entry = [&] { return draw % 2 ? dyadic(static_cast<std::int64_t>(random.below(2)), 0) : dyadic(static_cast<std::int64_t>(random.below(9)) - 4, -2); };
        values.push_back({entry(), entry()});
        runs.push_back({dyadic(static_cast<std::int64_t>(random.below(64)) - (draw % 3 ? 0 : 30), -2), nullptr, 1 + random.below(draw % 4 ? 4 : 70)});
      }
      for (std::size_t r = 0; r < runs.size(); ++r) {
        runs[r].value = &values[r];
        keys.insert(keys.end(), runs[r].count, {{}, {runs[r].score}, values[r], {}, {}, {}});
      }
      plan.key_order = attention::KeyOrder::first_to_last;
      const auto expected = defined([&] { return attention::attend<StrictEmulated>(plan, {plan.score.from_integer(1)}, keys); });
      const auto found = defined([&] { return attend_runs(plan, runs); });
      ASSERT_EQ(found.has_value(), expected.has_value()) << setting.name;
      for (std::size_t c = 0; expected && c < 2; ++c) ASSERT_EQ(compare((*found)[c], (*expected)[c]), arithmetic::Order::equal) << setting.name << " " << c;
      (expected ? same : undefined) += 1;
    }
  }
  EXPECT_GT(same, 3000);
  EXPECT_GT(undefined, 100);
}

int compared = 0, undefined_answers = 0;

void expect_same_answers(const Setting& setting, const tasks::Task& task, attention::Stack<StrictEmulated> stack,
                         tasks::Tokens (*shape)(std::span<const tasks::Token>) = nullptr, std::unique_ptr<Model> model = nullptr, int generated = 0) {
  const auto machine = attention::make_machine(stack, generated);
  if (!model) model = shape ? class_model(stack, shape) : class_model(stack);
  tasks::Random random(9);
  for (int draw = 0; draw < 6; ++draw) {
    auto tokens = draw % 2 ? task.uniform(random) : task.structured(random);
    if (draw == 5 && task.name() != "eva" && task.name() != "l-seqcomp")  // long runs
      for (std::size_t i = 1; i < task.stored(); ++i)
        if (tokens[i][0] == tokens[i - 1][0]) tokens[i] = tokens[i - 1];
    const auto expected = defined([&] { return machine->answer(shape ? shape(tokens) : tokens); });
    ASSERT_EQ(model->answer(tokens), expected) << setting.name << " " << task.name();
    (expected ? compared : undefined_answers) += 1;
  }
}

TEST(ClassModel, answers_are_those_of_the_stacks) {
  compared = undefined_answers = 0;
  for (const Setting& setting : plans()) {
    const auto plan = strict(setting.plan);
    const TwoSumParameters head = default_two_sum(9, 12, 9);
    for (const Number& beta : {dyadic(1, 0), dyadic(1, 2)}) {
      expect_same_answers(setting, tasks::Evaluation(9), retrieval_stack(plan, 4, 4, beta));
      expect_same_answers(setting, tasks::Composition(3, {2}), composition_stack(plan, tasks::Composition(3, {2}), CompositionVariant::full_first, beta));
      const tasks::BitStrings bits(tasks::BitStrings::Form::equality, 6);
      expect_same_answers(setting, bits, bit_strings_stack(plan, bits, beta));
      expect_same_answers(setting, tasks::TwoSum(tasks::TwoSum::Form::any, 9, 12, 0, false, true), two_sum_any_stack(plan, 12, head, beta), with_blank_and_end);
      const tasks::Counting counting(40, 5, 3);
      expect_same_answers(setting, counting, counting_stack(plan, 3, {beta, dyadic(7, 0), half()}));
    }
    expect_same_answers(setting, tasks::TwoSum(tasks::TwoSum::Form::query, 30, 12), two_sum_stack(plan, 12, head));
    expect_same_answers(setting, tasks::TwoSum(tasks::TwoSum::Form::match2, 30, 12), two_sum_stack(plan, 12, head), [](std::span<const tasks::Token> t) { return with_blank(t); });
  }
  EXPECT_GT(compared, 3000);
  EXPECT_GT(undefined_answers, 100);
}

/// Scores looked up by distance; betas at which digits are misread, and at which scores and weights overflow.
TEST(RetrievalQueries, answers_are_those_of_the_stacks) {
  compared = undefined_answers = 0;
  for (const Setting& setting : plans()) {
    const auto plan = strict(setting.plan);
    for (const Number& beta : {dyadic(3, -3), dyadic(1, 0), dyadic(11, -1), dyadic(1, 6)}) {
      expect_same_answers(setting, tasks::Evaluation(9), retrieval_stack(plan, 4, 4, beta), nullptr, retrieval_model(plan, 4, 4, beta));
      expect_same_answers(setting, tasks::Index(6, 4, 3), retrieval_stack(plan, 4, 3, beta), nullptr, retrieval_model(plan, 4, 3, beta));
      for (const Shift shift : {Shift::recurrent, Shift::attention})
        expect_same_answers(setting, tasks::Recall(7, 9), recall_stack(plan, 7, 9, shift, beta), nullptr, recall_model(plan, 7, 9, shift, beta));
      for (const auto form : {tasks::BitStrings::Form::equality, tasks::BitStrings::Form::disjointness}) {
        const tasks::BitStrings bits(form, 6);
        expect_same_answers(setting, bits, bit_strings_stack(plan, bits, beta), nullptr, bit_strings_model(plan, bits, beta));
      }
    }
  }
  EXPECT_GT(compared, 3000);
  EXPECT_GT(undefined_answers, 500);
}

TEST(RetrievalQueries, compose_as_the_stacks_do) {
  using Variant = CompositionVariant;
  compared = undefined_answers = 0;
  for (const Setting& setting : plans()) {
    auto plan = strict(setting.plan);
    for (const char* state : {"p5", "ufx(1,0)"})
      for (const Number& beta : {dyadic(1, 0), dyadic(11, -1)})
        for (const Variant variant : {Variant::full_first, Variant::recurrent_first, Variant::merged, Variant::encoder, Variant::chain_of_thought}) {
          plan.state = StrictEmulated(Emulated(arithmetic::parse_format(state)));
          const auto order = variant == Variant::merged ? tasks::Composition::TokenOrder::merged : tasks::Composition::TokenOrder::standard;
          for (const tasks::Composition& task : {tasks::Composition(3, {2}, order), tasks::Composition(4, {}, order)})
            expect_same_answers(setting, task, composition_stack(plan, task, variant, beta), nullptr, composition_model(plan, task, variant, beta), generated_tokens(task, variant));
        }
  }
  EXPECT_GT(compared, 3000);
  EXPECT_GT(undefined_answers, 500);
}

TEST(ClassModel, refuses_other_stacks) {
  const auto plan = strict(with_state(finite_setting("bfloat16"), "ufx(1,0)").plan);
  const tasks::Composition task(2, {1});
  EXPECT_THROW(class_model(composition_stack(plan, task, CompositionVariant::recurrent_first, dyadic(1, 2))), std::invalid_argument);
  EXPECT_THROW(class_model(composition_stack(plan, task, CompositionVariant::encoder, dyadic(1, 2))), std::invalid_argument);
}

}  // namespace
