// Prover and checker leave out index scores that are known to stay below the match's: against all of them, in arithmetics that are just
// fine enough, or not, for the modulus.
#include <gtest/gtest.h>

#include <iostream>

#include "checker/checker.hpp"
#include "checker/plans.hpp"
#include "constructions/indexer.hpp"

namespace attest::checker::testing {
namespace {

/// Every match scores more than 0 and more than every other value; false where a score is undefined.
bool all_matches_preferred(const Block& block, std::int64_t M) {
  const auto model = constructions::indexer_model(plan_of(block), M);
  const auto score = [&](std::int64_t x, std::int64_t y) { return model.layer.score(model.project({1, x}, 0), {model.project({1, y}, 0).key, {}, {}}); };
  try {
    for (std::int64_t x = 1; x < M; ++x) {
      if (2 * x == M) continue;
      const auto match = score(x, M - x);
      for (std::int64_t y = 1; y < M; ++y)
        if (2 * y != M && x + y != M && compare(score(x, y), match) != arithmetic::Order::less) return false;
    }
  } catch (const arithmetic::Undefined&) {
    return false;
  }
  return true;
}

Block few_bits(Random& random) {
  Block block;
  for (const char* name : {"input", "score"}) {
    const std::string format = random.pick({"p6", "p8", "p9", "p10", "p11", "e8p9", "e8p12", "fx(12,9)", "fx(9,9)", "fx(10,9)", "fx(14,11)", "fx(11,11)", "ufx(12,10)", "bfloat16", "binary16"});
    const std::string rounding = format.find('(') != std::string::npos ? "down" : random_rounding(random);
    const std::string sums = random_sums(random), fused = random.pick({"fused", "unfused"});
    block.roles[name] = format + " " + rounding + " " + sums + " " + fused;
  }
  return block;
}

TEST(Indexer, ScoresThatAreNotEvaluatedStayBelowTheMatch) {
  Random random(1);
  int preferred = 0, not_preferred = 0;
  for (int round = 0; round < 300; ++round) {
    const Block block = few_bits(random);
    const auto M = static_cast<std::int64_t>(12 + random.below(70));
    const bool expected = all_matches_preferred(block, M);
    const std::string lines = "claim indexer-two-sum\nM " + std::to_string(M) + "\nn 2\n" + block.text();
    const Result found = verify(established(lines, "derivation"));
    EXPECT_EQ(found.verified, expected) << found.reason << "\n" << lines;
    constructions::Setting setting;
    setting.plan = emulated_plan(block);
    const auto proof = constructions::prove_indexer(setting, 2, M);
    // The prover asks for a 1 in the input too, which the model needs not.
    if (setting.plan.input.from_integer(1) == arithmetic::number_from_integer(1)) EXPECT_EQ(proof.holds, expected) << proof.reason << "\n" << lines;
    ++(expected ? preferred : not_preferred);
  }
  EXPECT_GT(preferred, 60);
  EXPECT_GT(not_preferred, 40);
  std::cout << "indexer: " << preferred << " preferred, " << not_preferred << " not\n";
}

TEST(Indexer, LargeModuliTakeAFewScoresAQuery) {
  Block block;
  block.all = "binary64 nearest-even left-to-right unfused";
  EXPECT_TRUE(verify(established("claim indexer-two-sum\nM 65536\nn 65536\n" + block.text(), "derivation")).verified);
  const auto proof = constructions::prove_indexer(constructions::finite_setting("binary64"), 65536, 65536);
  EXPECT_TRUE(proof.holds) << proof.reason;
  EXPECT_LT(proof.extremal_cases, 4u * 65536);
  EXPECT_TRUE(constructions::prove_indexer(constructions::exact_setting(), 65536, 65536).holds);
}

}  // namespace
}  // namespace attest::checker::testing
