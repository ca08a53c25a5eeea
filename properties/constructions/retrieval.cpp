// Construction 1 and 2: proofs agree with full enumeration, near misses are killed, big models agree with the oracle.
#include "constructions/retrieval.hpp"

#include <gtest/gtest.h>

#include "support_constructions.hpp"

namespace {

using namespace attest;
using namespace attest::constructions;
using attention::Softmax;

Answerer eva_answerer(const Setting& setting, std::int64_t n, const Number& beta) {
  const int width = tasks::width_of(n);
  return answerer(setting, [=](const auto& plan) { return retrieval_stack(plan, width, width, beta); });
}

std::vector<Setting> settings() {
  std::vector<Setting> all{exact_setting()};
  for (const char* format : {"binary32", "bfloat16", "binary16", "e8p5", "p4", "e5m2", "e4m3"}) {
    all.push_back(finite_setting(format));
    all.push_back(finite_setting(format, Softmax::online));
    all.push_back(finite_setting(format, Softmax::two_pass, attention::Exponential::base2));
  }
  Setting first = finite_setting("bfloat16");
  first.plan.normalisation = attention::Normalisation::weights_first;
  all.push_back(first);
  Setting pairwise = finite_setting("bfloat16");
  for (Emulated* a : {&pairwise.plan.score, &pairwise.plan.accumulator}) a->order.kind = arithmetic::SumOrder::Kind::pairwise;
  all.push_back(pairwise);
  Setting backwards = finite_setting("binary16", Softmax::online);
  backwards.plan.key_order = attention::KeyOrder::last_to_first;
  all.push_back(backwards);
  all.push_back(finite_setting("binary64", Softmax::naive));
  return all;
}

TEST(Retrieval, proof_agrees_with_enumeration_at_every_small_beta) {
  std::uint64_t held = 0, failed = 0;
  for (const Setting& setting : settings())
    for (std::int64_t n : {2, 3, 4})
      for (const Number& beta : {dyadic(1, -1), dyadic(1, 0), dyadic(3, -1), dyadic(1, 1), dyadic(1, 2)}) {
        if (setting.exact && n == 4) continue;  // 1024 decisions a beta
        const tasks::Evaluation task(n);
        const Proof proof = prove_eva(setting, n, beta);
        const Answerer answer = eva_answerer(setting, n, beta);
        bool right = true;
        try {
          right = support::wrong_of_all(task, answer, true) == 0;
        } catch (const arithmetic::Undefined&) {
          right = false;
        }
        EXPECT_EQ(proof.holds, right) << setting.name << " n=" << n << " beta=" << arithmetic::to_text(beta) << ": " << proof.reason;
        if (!proof.holds && !proof.killing.empty()) support::expect_killed(proof, task, answer);
        (proof.holds ? held : failed) += 1;
      }
  EXPECT_GT(held, 50u);
  EXPECT_GT(failed, 50u);
}

TEST(Retrieval, default_beta_is_proved_and_answers_big_inputs) {
  for (const char* format : {"binary32", "bfloat16", "e8p5"})
    for (std::int64_t n : {2, 5, 16, 100, 256}) {
      const Number beta = default_beta(n + 1);
      const Proof proof = prove_eva(finite_setting(format), n, beta);
      EXPECT_TRUE(proof.holds) << format << n << proof.reason;
      EXPECT_EQ(proof.extremal_cases, static_cast<std::uint64_t>(2 * n));
      EXPECT_EQ(support::wrong_of_samples(tasks::Evaluation(n), eva_answerer(finite_setting(format), n, beta), 20), 0u);
    }
  EXPECT_TRUE(prove_eva(exact_setting(), 1024, default_beta(1025)).holds);
}

TEST(Retrieval, near_misses_are_killed_by_the_model_itself) {
  // e^β must outweigh the neighbours: n = 16 has 4 at distance 1, so β just below ln-ish 1.2 fails, also exactly.
  for (const Setting& setting : {exact_setting(), finite_setting("binary32"), finite_setting("bfloat16")}) {
    const Proof proof = prove_eva(setting, 16, dyadic(5, -2));
    support::expect_killed(proof, tasks::Evaluation(16), eva_answerer(setting, 16, dyadic(5, -2)));
  }
}

TEST(Retrieval, index_answers_in_any_order_of_keys) {
  const auto task = tasks::make_task("index", "n=20 D=9 V=7");
  for (const char* format : {"binary32", "e8p6"}) {
    const Number beta = default_beta(21);
    const Answerer answer = answerer(finite_setting(format), [=](const auto& plan) { return retrieval_stack(plan, 9, 7, beta); });
    EXPECT_EQ(support::wrong_of_samples(*task, answer, 60), 0u);
  }
}

TEST(Retrieval, a_wrong_mask_or_sign_is_seen) {
  const Number beta = default_beta(9), negative = [&] { Number x = beta; x.negative = true; return x; }();
  const Proof proof = prove_eva(finite_setting("binary32"), 8, negative);
  support::expect_killed(proof, tasks::Evaluation(8), eva_answerer(finite_setting("binary32"), 8, negative));
}

}  // namespace
