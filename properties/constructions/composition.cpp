// Constructions 4 to 8: every variant in several arithmetics, proofs against enumeration, state bits as stated.
#include "constructions/composition.hpp"

#include <gtest/gtest.h>

#include "support_constructions.hpp"

namespace {

using namespace attest;
using namespace attest::constructions;
using Variant = CompositionVariant;
using Order = tasks::Composition::TokenOrder;
const std::vector<Variant> variants{Variant::full_first, Variant::recurrent_first, Variant::merged, Variant::encoder, Variant::chain_of_thought};

tasks::Composition task_of(std::int64_t m, std::vector<std::int64_t> factors, Variant variant) {
  return tasks::Composition(m, std::move(factors), variant == Variant::merged ? Order::merged : Order::standard);
}

Answerer model(const Setting& setting, const tasks::Composition& task, Variant variant, const Number& beta) {
  return answerer(setting, [=](const auto& plan) { return composition_stack(plan, task, variant, beta); }, generated_tokens(task, variant));
}

Number beta_of(const tasks::Composition& task) { return default_beta(static_cast<std::int64_t>(task.length()) + task.L()); }

TEST(CompositionConstruction, all_variants_are_right_on_all_small_inputs) {
  for (const char* format : {"bfloat16", "e8p5"})
    for (const Variant variant : variants)
      for (const auto& factors : {std::vector<std::int64_t>{}, {1}, {2}, {1, 1}}) {
        const auto task = task_of(2, factors, variant);
        const Setting setting = with_state(finite_setting(format), "ufx(1,0)");
        EXPECT_EQ(support::wrong_of_all(task, model(setting, task, variant, beta_of(task))), 0u) << to_text(variant) << " " << task.sizes();
        EXPECT_TRUE(prove_composition(setting, task, variant, beta_of(task)).holds);
      }
}

TEST(CompositionConstruction, all_variants_are_right_on_bigger_inputs) {
  for (const Variant variant : variants)
    for (const auto& factors : {std::vector<std::int64_t>{3}, {2, 3}, {2, 1, 2}}) {
      const auto task = task_of(5, factors, variant);
      const Setting setting = with_state(finite_setting("bfloat16"), "ufx(1,0)");
      EXPECT_EQ(support::wrong_of_samples(task, model(setting, task, variant, beta_of(task)), 20), 0u) << to_text(variant) << task.sizes();
      EXPECT_TRUE(prove_composition(setting, task, variant, beta_of(task)).holds);
    }
}

TEST(CompositionConstruction, real_numbers_are_decided) {
  for (const Variant variant : variants) {
    const auto task = task_of(3, {2}, variant);
    EXPECT_TRUE(prove_composition(exact_setting(), task, variant, beta_of(task)).holds);
    EXPECT_EQ(support::wrong_of_samples(task, model(exact_setting(), task, variant, beta_of(task)), 6), 0u);
  }
}

TEST(CompositionConstruction, bounded_agrees_with_rows_and_reaches_large_sizes) {
  int held = 0, failed = 0;
  for (const Variant variant : variants)
    for (const Number& beta : {dyadic(1, 0), dyadic(5, -1), dyadic(1, 2), dyadic(5, 0), dyadic(1, 3)}) {
      const auto task = task_of(4, {3}, variant);
      for (const char* format : {"bfloat16", "e8p5"}) {
        const Setting setting = with_state(finite_setting(format), "ufx(1,0)");
        const Proof rows = prove_composition(setting, task, variant, beta, Method::rows), bounded = prove_composition(setting, task, variant, beta, Method::bounded);
        EXPECT_TRUE(rows.holds || !bounded.holds) << to_text(variant);
        held += bounded.holds;
        failed += !rows.holds;
        if (!bounded.killing.empty()) support::expect_killed(bounded, task, model(setting, task, variant, beta));
      }
    }
  EXPECT_GE(held, 10);
  EXPECT_GE(failed, 10);
  for (const Variant variant : variants) {
    const auto task = task_of(256, {64}, variant);  // 16,640 tokens and more
    const Setting setting = with_state(finite_setting("bfloat16"), "ufx(1,0)");
    const Proof proof = prove_composition(setting, task, variant, beta_of(task));
    EXPECT_TRUE(proof.holds) << to_text(variant) << proof.reason;
    EXPECT_NE(proof.certificate.find("method bounded"), std::string::npos);
  }
}

TEST(CompositionConstruction, layers_and_states_are_as_stated) {
  const Setting setting = with_state(finite_setting("binary32"), "ufx(1,0)");
  const auto layers = [&](std::vector<std::int64_t> factors, Variant variant) {
    const auto task = task_of(6, std::move(factors), variant);
    return composition_stack(setting.plan, task, variant, dyadic(1, 3)).string();
  };
  EXPECT_EQ(layers({2}, Variant::full_first), "FFF");
  EXPECT_EQ(layers({2, 2, 2}, Variant::recurrent_first), "RFFFF");
  EXPECT_EQ(layers({2}, Variant::merged), "FF");
  EXPECT_EQ(layers({2, 2}, Variant::encoder), "FFFF");  // 1 + lg(3+2) rounded up
  EXPECT_EQ(layers({1, 1, 1, 1, 1}, Variant::encoder), "FFFF");  // L = 6
  EXPECT_EQ(layers({2, 2}, Variant::chain_of_thought), "F");
  const auto task = task_of(6, {2}, Variant::recurrent_first);
  const auto stack = composition_stack(setting.plan, task, Variant::recurrent_first, dyadic(1, 3));
  EXPECT_EQ(stack.layers[0].make_head(0)->state_bits(0), 3u);  // lg 6 rounded up
}

TEST(CompositionConstruction, too_small_a_beta_is_killed_by_the_model_itself) {
  for (const Variant variant : variants) {
    const auto task = task_of(4, {3}, variant);
    for (const Setting& setting : {with_state(finite_setting("binary32"), "ufx(1,0)"), exact_setting()}) {
      const Number beta = dyadic(3, -2);
      support::expect_killed(prove_composition(setting, task, variant, beta), task, model(setting, task, variant, beta));
    }
  }
}

TEST(CompositionConstruction, one_layer_less_is_wrong) {
  const auto task = task_of(3, {2}, Variant::full_first);
  const Setting setting = finite_setting("binary32");
  auto stack = composition_stack(setting.plan, task, Variant::full_first, beta_of(task));
  stack.layers.pop_back();
  const auto machine = attention::make_machine(stack);
  tasks::Random random(1);
  int wrong = 0;
  for (int draw = 0; draw < 50; ++draw) {
    const auto tokens = task.uniform(random);
    wrong += machine->answer(tokens) != task.oracle(tokens);
  }
  EXPECT_GT(wrong, 0);
}

}  // namespace
