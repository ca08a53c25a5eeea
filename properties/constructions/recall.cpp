// Associative recall: right where it is proved, both ways of shifting; the state is one token; near misses are killed.
#include "constructions/associative_recall.hpp"

#include <gtest/gtest.h>

#include "support_constructions.hpp"

namespace {

using namespace attest;
using namespace attest::constructions;
using attention::Softmax;

Answerer model(const Setting& setting, std::int64_t n, std::int64_t A, Shift shift, const Number& beta) {
  return answerer(setting, [=](const auto& plan) { return recall_stack(plan, n, A, shift, beta); });
}

const std::vector<Shift> shifts{Shift::recurrent, Shift::attention};

TEST(AssociativeRecall, is_right_on_all_small_inputs_and_proved) {
  for (const Shift shift : shifts) {
    for (const auto& [n, A] : {std::pair<std::int64_t, std::int64_t>{2, 1}, {2, 3}, {4, 3}, {4, 5}})
      for (const char* format : {"binary32", "bfloat16", "p6"}) {
        const Setting setting = finite_setting(format);
        EXPECT_TRUE(prove_recall(setting, n, A, shift, default_beta(n + 1)).holds) << prove_recall(setting, n, A, shift, default_beta(n + 1)).reason;
        EXPECT_EQ(support::wrong_of_all(tasks::Recall(n, A), model(setting, n, A, shift, default_beta(n + 1))), 0u);
      }
    EXPECT_TRUE(prove_recall(exact_setting(), 3, 4, shift, default_beta(4)).holds);
    EXPECT_EQ(support::wrong_of_all(tasks::Recall(3, 4), model(exact_setting(), 3, 4, shift, default_beta(4))), 0u);
  }
}

/// The bounds are about any order: enumeration must never find a wrong input where they hold.
TEST(AssociativeRecall, proof_never_holds_where_enumeration_is_wrong) {
  std::uint64_t held = 0, failed = 0;
  for (const Shift shift : shifts)
    for (const char* format : {"binary32", "p5", "p3", "e5m2"})
      for (const Softmax softmax : {Softmax::two_pass, Softmax::online, Softmax::naive})
        for (const Number& beta : {dyadic(1, -1), dyadic(1, 0), dyadic(3, -1), dyadic(1, 1), dyadic(1, 2)}) {
          const Setting setting = finite_setting(format, softmax);
          const Proof proof = prove_recall(setting, 4, 4, shift, beta);
          bool right = true;
          try {
            right = support::wrong_of_all(tasks::Recall(4, 4), model(setting, 4, 4, shift, beta), true) == 0;
          } catch (const arithmetic::Undefined&) {
            right = false;
          }
          EXPECT_TRUE(right || !proof.holds) << setting.name << " " << arithmetic::to_text(beta);
          held += proof.holds;
          failed += !right;
        }
  EXPECT_GT(held, 20u);
  EXPECT_GT(failed, 25u);
}

TEST(AssociativeRecall, at_full_size) {
  for (const Shift shift : shifts)
    for (const Softmax softmax : {Softmax::two_pass, Softmax::online}) {
      const Setting setting = finite_setting("bfloat16", softmax);
      EXPECT_TRUE(prove_recall(setting, 1024, 4096, shift, default_beta(1025)).holds);
      EXPECT_EQ(support::wrong_of_samples(tasks::Recall(64, 200), model(setting, 64, 200, shift, default_beta(65)), 12), 0u);
    }
}

TEST(AssociativeRecall, near_misses_are_killed) {
  for (const Shift shift : shifts)
    for (const Setting& setting : {exact_setting(), finite_setting("binary32"), finite_setting("e8p5", Softmax::online)})
      support::expect_killed(prove_recall(setting, 16, 16, shift, dyadic(1, -2)), tasks::Recall(16, 16), model(setting, 16, 16, shift, dyadic(1, -2)));
  Setting lossy = with_state(finite_setting("binary32"), "fx(4,-1)");  // 1 is floored to 0
  support::expect_killed(prove_recall(lossy, 8, 8, Shift::recurrent, default_beta(9)), tasks::Recall(8, 8), model(lossy, 8, 8, Shift::recurrent, default_beta(9)));
}

TEST(AssociativeRecall, other_orders_of_sums) {
  Setting pairwise = finite_setting("binary32");
  pairwise.plan.accumulator.order = arithmetic::parse_sum_order("pairwise");
  EXPECT_TRUE(prove_recall(pairwise, 8, 8, Shift::recurrent, default_beta(9)).holds);
  // Scores in which the place of a digit counts: every code that may be asked for has its own.
  pairwise.plan.score = Emulated(arithmetic::parse_format("p2"));
  pairwise.plan.score.order = pairwise.plan.accumulator.order;
  int held = 0;
  for (const Number& beta : {dyadic(3, -1), dyadic(3, 0), dyadic(1, 2), dyadic(3, 1)}) {
    const bool holds = prove_recall(pairwise, 4, 4, Shift::recurrent, beta).holds;
    EXPECT_TRUE(!holds || support::wrong_of_all(tasks::Recall(4, 4), model(pairwise, 4, 4, Shift::recurrent, beta), true) == 0);
    held += holds;
  }
  EXPECT_GT(held, 0);
}

TEST(AssociativeRecall, the_shift_continues_from_its_bits) {
  const Setting setting = with_state(finite_setting("binary32"), "ufx(1,0)");
  const auto stack = recall_stack(setting.plan, 6, 8, Shift::recurrent, default_beta(7));
  const auto& layer = stack.layers[0];
  auto head = layer.make_head(0);
  EXPECT_EQ(head->state_bits(3), 4u);  // three digits, and whether there is a token
  for (const std::int64_t x : {5, 2, 7, 0}) head->absorb(layer.project({1, none, x}, 0, 0));
  arithmetic::BitString bits;
  head->save(bits);
  auto fresh = layer.make_head(0);
  arithmetic::BitReader reader(bits);
  fresh->load(reader);
  for (const std::int64_t x : {6, 1}) {
    const auto drive = layer.project({1, none, x}, 0, 0);
    EXPECT_EQ(head->step(drive), fresh->step(drive));
  }
}

}  // namespace
