// Explicit inputs over real numbers: the method enumeration, and single inputs, against the stacks themselves decided by enclosures, with
// parameters on both sides of each threshold.
#include <gtest/gtest.h>

#include "checker/checker.hpp"
#include "constructions/associative_recall.hpp"
#include "constructions/block_sets.hpp"
#include "constructions/capacity.hpp"
#include "constructions/composition.hpp"
#include "constructions/retrieval.hpp"
#include "constructions/two_sum.hpp"
#include "evidence/certificate.hpp"
#include "tasks/evaluation.hpp"
#include "tasks/recall.hpp"

namespace {

using namespace attest;
using namespace attest::constructions;
using Variant = CompositionVariant;

/// "claim ..." up to the method.
std::string claim_lines(const std::string& certificate) {
  const std::size_t from = certificate.find("claim ");
  return certificate.substr(from, certificate.find("method ") - from);
}

std::string words(const tasks::Tokens& tokens) {
  std::string text, before;
  std::size_t run = 0;
  const auto end_run = [&] {
    if (run > 0) text += (text.empty() ? "" : " ") + (run > 1 ? std::to_string(run) + "(" + before : before);
  };
  for (const tasks::Token& token : tokens) {
    std::string word;
    for (const std::int64_t entry : token) word += (word.empty() ? "" : ":") + std::to_string(entry);
    if (word != before) end_run(), before = word, run = 0;
    ++run;
  }
  end_run();
  return text;
}

struct Counts {
  int right = 0, wrong = 0;
};

/// Enumeration holds iff no input is answered wrongly; a wrong one is a counterexample, a right one none.
void compare(const Proof& proof, const tasks::Task& task, const Answerer& answer, Counts& counts) {
  const std::string lines = claim_lines(proof.certificate);
  bool all_right = true;
  for (std::uint64_t i = 0; i < task.count(); ++i) {
    const tasks::Tokens tokens = task.input(i);
    const std::int64_t right = task.oracle(tokens), found = answer(tokens).value();
    const bool is_first_wrong = found != right && all_right;
    all_right = all_right && found == right;
    if (!is_first_wrong && i % 97 != 0) continue;
    const auto result = checker::verify(evidence::certificate("counterexample", lines + "input " + words(tokens) + "\nexpected " + std::to_string(right) + "\nobserved " + std::to_string(found) + "\n"));
    EXPECT_EQ(result.verified, found != right) << result.reason << lines << words(tokens);
    if (found == right) {
      EXPECT_EQ(result.reason, "the model's answer is right");
    }
  }
  const auto result = checker::verify(evidence::certificate("all-inputs", lines + "method enumeration\n"));
  EXPECT_EQ(result.verified, all_right) << result.reason << lines;
  EXPECT_TRUE(!proof.holds || all_right) << "the method proves what is wrong: " << lines;
  (all_right ? counts.right : counts.wrong) += 1;
}

void expect_both(const Counts& counts) {
  EXPECT_GT(counts.right, 0);
  EXPECT_GT(counts.wrong, 0);
}

const std::vector<std::pair<int, int>> betas{{1, -1}, {5, -3}, {11, -4}, {89, -7}, {3, -2}, {7, -3}, {1, 0}, {9, -3}, {5, -2}, {3, -1}, {2, 0}, {5, -1}};

TEST(RealInputs, Retrieval) {
  for (const auto exponential : {attention::Exponential::natural, attention::Exponential::base2}) {
    Counts counts;
    const Setting setting = exact_setting(attention::Softmax::two_pass, exponential);
    for (const auto& [m, e] : betas) {
      const Number beta = dyadic(m, e);
      compare(prove_eva(setting, 3, beta), tasks::Evaluation(3), answerer(setting, [&](const auto& plan) { return retrieval_stack(plan, 2, 2, beta); }), counts);
    }
    expect_both(counts);
  }
}

TEST(RealInputs, Compositions) {
  for (const Variant variant : {Variant::full_first, Variant::recurrent_first, Variant::merged, Variant::encoder, Variant::chain_of_thought}) {
    Counts counts;
    const Setting setting = exact_setting();
    const tasks::Composition task(2, {1}, variant == Variant::merged ? tasks::Composition::TokenOrder::merged : tasks::Composition::TokenOrder::standard);
    for (const auto& [m, e] : betas) {
      const Number beta = dyadic(m, e);
      compare(prove_composition(setting, task, variant, beta), task, answerer(setting, [&](const auto& plan) { return composition_stack(plan, task, variant, beta); }, generated_tokens(task, variant)), counts);
    }
    expect_both(counts);
  }
}

TEST(RealInputs, AssociativeRecall) {
  for (const Shift shift : {Shift::recurrent, Shift::attention}) {
    Counts counts;
    const Setting setting = exact_setting();
    for (const auto& [m, e] : betas) {
      const Number beta = dyadic(m, e);
      compare(prove_recall(setting, 3, 3, shift, beta), tasks::Recall(3, 3), answerer(setting, [&](const auto& plan) { return recall_stack(plan, 3, 3, shift, beta); }), counts);
    }
    expect_both(counts);
  }
}

TEST(RealInputs, TwoSum) {
  Counts counts;
  const Setting setting = exact_setting();
  const tasks::TwoSum task(tasks::TwoSum::Form::query, 2, 7);
  for (const int c : {1, 2, 4, 6, 12})
    for (const int kappa : {5, 6, 7, 8, 9}) {
      const TwoSumParameters parameters{dyadic(c, 0), dyadic(kappa, -3), half()};
      compare(prove_two_sum(setting, 2, 7, parameters), task, answerer(setting, [&](const auto& plan) { return two_sum_stack(plan, 7, parameters); }), counts);
    }
  expect_both(counts);
}

TEST(RealInputs, Capacity) {
  const Setting setting = exact_setting();
  Counts counts;
  for (const auto mechanism : {CapacityMechanism::linear, CapacityMechanism::log_linear}) {
    compare(prove_capacity_eva(setting, mechanism, 3), tasks::Evaluation(3), answerer(setting, [&](const auto& plan) { return capacity_eva_stack(plan, mechanism, 3); }), counts);
    const tasks::TwoSum task(tasks::TwoSum::Form::query, 2, 11, 5, true);
    for (const std::int64_t entries : {3, 4, 5, 6})
      compare(prove_capacity_set(setting, mechanism, 2, 11, 5, entries), task, answerer(setting, [&](const auto& plan) { return capacity_set_stack(plan, mechanism, entries, 11); }), counts);
  }
  expect_both(counts);
}

TEST(RealInputs, BlockSets) {
  const Setting setting = exact_setting();
  Counts counts;
  for (const auto& [n, sets] : std::vector<std::pair<std::int64_t, BlockSets>>{{4, {11, 5, 2, 1}}, {4, {11, 5, 2, 2, 1, 0}}, {3, {11, 5, 2, 1}}, {3, {11, 5, 2, 1, 0, 1}}, {3, {11, 5, 2, 2, 0, 1}}}) {
    const tasks::TwoSum task(tasks::TwoSum::Form::query, n, 11, 5, true);
    const Answerer answer = [&setting, &sets = sets](std::span<const tasks::Token> tokens) {
      return arithmetic::decide([&](const auto& a) { return attention::make_sparse_machine(block_set_model(plan_over(setting, a), sets))->answer(tokens); }).value;
    };
    compare(prove_block_sets(setting, n, sets), task, answer, counts);
  }
  expect_both(counts);
}

/// Claims without inputs over the real numbers, and inputs that are none.
TEST(RealInputs, AreRefusedWhereThereAreNone) {
  const std::string real = "exact yes\nsoftmax two-pass\nexponential natural\nnormalisation quotient\nkeys first-to-last\n";
  const auto outcome = [](const std::string& kind, const std::string& lines) { return checker::verify(evidence::certificate(kind, lines)).outcome; };
  const std::string match2 = "claim match2\nM 7\nn 2\nc 1*2^3\nkappa 7*2^-3\n" + real;
  EXPECT_EQ(outcome("counterexample", match2 + "input 2(1:3\nexpected 0\nobserved 1\n"), checker::Outcome::malformed);
  EXPECT_EQ(outcome("all-inputs", match2 + "method enumeration\n"), checker::Outcome::malformed);
  const std::string set = "claim capacity-set\nmechanism linear\nU 5\nM 11\nentries 3\nn 2\n" + real;
  EXPECT_EQ(outcome("counterexample", set + "input 1:1 1:2 0:7\nexpected 0\nobserved 1\n"), checker::Outcome::established);  // asks for 4
  EXPECT_EQ(outcome("counterexample", set + "input 1:1 1:4 0:7\nexpected 1\nobserved 2\n"), checker::Outcome::established);
  for (const char* input : {"1:1 0:7", "1:1 1:6 0:7", "1:1 1:2 0:5", "2(1:1 0:7", "0:7 1:1 1:2", "1:1 1:2 0:11", "1:0 1:2 0:7"})
    EXPECT_EQ(outcome("counterexample", set + "input " + input + "\nexpected 0\nobserved 1\n"), checker::Outcome::malformed) << input;
  EXPECT_EQ(outcome("all-inputs", "claim capacity-set\nmechanism linear\nU 5\nM 10\nentries 5\nn 2\n" + real + "method enumeration\n"), checker::Outcome::malformed) << "U < M/2";
}

}  // namespace
