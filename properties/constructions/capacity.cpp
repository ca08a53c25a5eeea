// Constructions 10, 11 and 13: at capacity every input is right, one bit or one value less is wrong.
#include "constructions/capacity.hpp"

#include <gtest/gtest.h>

#include <set>

#include "constructions/block_sets.hpp"
#include "constructions/indexer.hpp"
#include "support_constructions.hpp"

namespace {

using namespace attest;
using namespace attest::constructions;

const std::vector<CapacityMechanism> mechanisms{CapacityMechanism::linear, CapacityMechanism::log_linear};

TEST(Capacity, eva_is_right_on_all_small_inputs_and_proved) {
  for (const auto mechanism : mechanisms)
    for (std::int64_t n : {2, 3, 4, 5}) {
      const Setting setting = capacity_setting(n);
      const Answerer answer = answerer(setting, [=](const auto& plan) { return capacity_eva_stack(plan, mechanism, n); });
      EXPECT_EQ(support::wrong_of_all(tasks::Evaluation(n), answer), 0u);
      EXPECT_TRUE(prove_capacity_eva(setting, mechanism, n).holds);
    }
}

TEST(Capacity, one_state_bit_less_is_killed) {
  for (const auto mechanism : mechanisms) {
    const std::int64_t n = 9;
    const Setting setting = capacity_setting(8);
    const Answerer answer = answerer(setting, [=](const auto& plan) { return capacity_eva_stack(plan, mechanism, n); });
    support::expect_killed(prove_capacity_eva(setting, mechanism, n), tasks::Evaluation(n), answer);
  }
}

TEST(Capacity, state_bits_are_n_lg_n_and_popcount_times_that) {
  const Setting setting = capacity_setting(16);
  EXPECT_EQ(capacity_state_bits(setting, CapacityMechanism::linear, 16, 16), 64u);
  EXPECT_EQ(capacity_state_bits(setting, CapacityMechanism::log_linear, 16, 16), 64u);
  EXPECT_EQ(capacity_state_bits(setting, CapacityMechanism::log_linear, 16, 15), 4 * 64u);
}

TEST(Capacity, sets_are_right_on_all_small_inputs) {
  for (const auto mechanism : mechanisms) {
    const tasks::TwoSum task(tasks::TwoSum::Form::query, 3, 13, 6, true);
    const Setting setting = capacity_setting(2);
    EXPECT_EQ(support::wrong_of_all(task, answerer(setting, [=](const auto& plan) { return capacity_set_stack(plan, mechanism, 6, 13); })), 0u);
    EXPECT_TRUE(prove_capacity_set(setting, mechanism, 3, 13, 6).holds);
    support::expect_killed(prove_capacity_set(setting, mechanism, 3, 13, 6, 5), task, answerer(setting, [=](const auto& plan) { return capacity_set_stack(plan, mechanism, 5, 13); }));
  }
}

TEST(BlockSets, rank_is_a_bijection_onto_the_binomials) {
  for (std::int64_t U = 1; U <= 9; ++U)
    for (std::int64_t B = 1; B <= U; ++B) {
      const auto count = binomial(U, B);
      for (arithmetic::Wide rank = 0; rank < count; ++rank) {
        const auto set = set_of_rank(rank, B);
        EXPECT_LE(set.back(), U);
        EXPECT_TRUE(std::is_sorted(set.begin(), set.end()) && std::set(set.begin(), set.end()).size() == set.size());
        EXPECT_TRUE(rank_of_set(set) == rank);
      }
    }
  EXPECT_EQ(set_message_bits(128, 16), 67);
  EXPECT_THROW(binomial(300, 150), std::invalid_argument);
}

Answerer blocks(const Setting& setting, const BlockSets& sets) {
  return [setting, sets](std::span<const tasks::Token> tokens) -> std::optional<std::int64_t> {
    if (!setting.exact) return attention::make_sparse_machine(block_set_model(setting.plan, sets))->answer(tokens);
    return arithmetic::decide([&](const auto& a) { return attention::make_sparse_machine(block_set_model(plan_over(setting, a), sets))->answer(tokens); }).value;
  };
}

/// Forced blocks and a partial last block included: the proof holds exactly where no input is wrong.
TEST(BlockSets, is_proved_exactly_where_all_small_inputs_are_right) {
  std::uint64_t held = 0, failed = 0;
  for (const std::int64_t n : {3, 4, 5})
    for (const std::int64_t B : {1, 2, 3})
      for (const std::int64_t k : {1, 2, 3})
        for (const std::int64_t initial : {0, 1})
          for (const std::int64_t local : {0, 1}) {
            const std::int64_t total = (n + B - 1) / B;
            if (k > total || std::min(initial + local, total) > k || initial + local > k) continue;
            const BlockSets sets{11, 5, B, k, initial, local};
            const tasks::TwoSum task(tasks::TwoSum::Form::query, n, 11, 5, true);
            const Setting setting = finite_setting("binary32");
            const Proof proof = prove_block_sets(setting, n, sets);
            EXPECT_EQ(proof.holds, support::wrong_of_all(task, blocks(setting, sets), true) == 0) << n << " " << B << " " << k << " " << initial << local << proof.reason;
            if (!proof.holds) support::expect_killed(proof, task, blocks(setting, sets));
            (proof.holds ? held : failed) += 1;
          }
  EXPECT_GT(held, 15u);
  EXPECT_GT(failed, 10u);
  EXPECT_TRUE(prove_block_sets(finite_setting("binary32"), 5, {11, 5, 2, 2, 0, 1}).holds) << "a forced block is read";
}

TEST(BlockSets, in_real_numbers_and_online) {
  const tasks::TwoSum task(tasks::TwoSum::Form::query, 4, 11, 5, true);
  for (const Setting& setting : {exact_setting(), finite_setting("binary32", attention::Softmax::online)}) {
    EXPECT_TRUE(prove_block_sets(setting, 4, {11, 5, 2, 1}).holds);
    EXPECT_EQ(support::wrong_of_all(task, blocks(setting, {11, 5, 2, 1})), 0u);
  }
  EXPECT_FALSE(prove_block_sets(finite_setting("binary32", attention::Softmax::naive), 4, {11, 5, 2, 1}).holds);
}

TEST(BlockSets, at_real_size) {
  const Setting setting = finite_setting("binary32");
  for (std::int64_t B : {4, 8, 16})
    for (std::int64_t k : {1, 2, 3}) {
      const tasks::TwoSum task(tasks::TwoSum::Form::query, 64, 257, 128, true);
      EXPECT_TRUE(prove_block_sets(setting, 64, {257, 128, B, k}).holds);
      EXPECT_EQ(support::wrong_of_samples(task, blocks(setting, {257, 128, B, k}), 4), 0u);
    }
  EXPECT_EQ(attention::make_sparse_machine(block_set_model(setting.plan, {13, 6, 2, 1}))->message_bits(), 4u);  // C(6,2) = 15
  EXPECT_FALSE(prove_block_sets(finite_setting("bfloat16"), 64, {257, 128, 8, 1}).holds);
}

TEST(Indexer, one_token_is_enough_where_the_comparisons_hold) {
  const tasks::TwoSum small(tasks::TwoSum::Form::query, 3, 9);
  for (const char* format : {"binary32", "p8", "p5", "p3", "e4m3", "e2m1"}) {
    const Proof proof = prove_indexer(finite_setting(format), 3, 9);
    const auto machine = attention::make_sparse_machine(indexer_model(finite_setting(format).plan, 9));
    const Answerer answer = [&](std::span<const tasks::Token> tokens) { return std::optional(machine->answer(tokens)); };
    EXPECT_EQ(proof.holds, support::wrong_of_all(small, answer) == 0) << format << proof.reason;
    if (!proof.killing.empty()) support::expect_killed(proof, small, answer);
  }
  EXPECT_TRUE(prove_indexer(finite_setting("binary32"), 256, 256).holds);
  EXPECT_TRUE(prove_indexer(exact_setting(), 64, 64).holds);
  const auto machine = attention::make_sparse_machine(indexer_model(finite_setting("binary32").plan, 256));
  EXPECT_EQ(machine->blocks_read(), 1u);
  const tasks::TwoSum big(tasks::TwoSum::Form::query, 256, 256);
  EXPECT_EQ(support::wrong_of_samples(big, [&](std::span<const tasks::Token> t) { return std::optional(machine->answer(t)); }, 40), 0u);
  // Too coarse for M = 256: the match is not told from its neighbours.
  const Proof coarse = prove_indexer(finite_setting("p12"), 2, 256);
  const auto coarse_machine = attention::make_sparse_machine(indexer_model(finite_setting("p12").plan, 256));
  support::expect_killed(coarse, tasks::TwoSum(tasks::TwoSum::Form::query, 2, 256),
                         [&](std::span<const tasks::Token> t) { return std::optional(coarse_machine->answer(t)); });
}

}  // namespace
