// The certificates that refute: runs of tokens, tiles of a grid, and planted mutants of the search, each of which the checker refuses.
#include <gtest/gtest.h>

#include "checker/checker.hpp"
#include "evidence/certificate.hpp"
#include "precision/cause.hpp"
#include "precision/sweep.hpp"

namespace attest::precision {
namespace {

using constructions::finite_setting;
using constructions::make_claim;

TEST(Runs, JoinEqualNeighboursOnly) {
  EXPECT_EQ(runs_of(tasks::Tokens{{1, 5}, {1, 5}, {1, 5}, {1, 7}, {1, 5}, {0, 2}}), "3(1:5 1:7 1:5 0:2");
  EXPECT_EQ(runs_of(tasks::Tokens{{0}}), "0");
  EXPECT_EQ(runs_of(tasks::Tokens{{1, 0, -3}, {1, 0, -3}}), "2(1:0:-3");
}

/// 2-Sum at n = M = 16: nothing works at 3 bits; at 4 bits some points do.
struct Swept {
  std::unique_ptr<ClaimFamily> claim = make_claim("two-sum", {{"n", 16}, {"M", 16}});
  Setting setting = finite_setting("p3");
  Sweep found = sweep(*claim, setting, {});
  std::string certificate(const std::vector<std::uint32_t>& killer_of) const { return exhaustion(*claim, setting, found.killers, killer_of, found.inner, found.two_grids); }
};

TEST(Exhaustion, IsAcceptedAsTheSearchWritesIt) {
  const Swept swept;
  ASSERT_TRUE(swept.found.exhausted());
  const checker::Result result = checker::verify(swept.certificate(swept.found.killer_of));
  EXPECT_TRUE(result.verified) << result.reason;
}

TEST(Exhaustion, MutantOffByOneInPrecisionIsRefused) {
  // The killers of 3 bits, claimed to kill the grid of 4 bits: points are right there.
  const Swept swept;
  const Setting next = finite_setting("p4");
  const auto parameters = swept.claim->parameters(next);
  const Sweep at_4 = sweep(*swept.claim, next, {});
  ASSERT_TRUE(at_4.winner);
  const std::vector<std::uint32_t> first_killer(points_of(parameters), swept.found.killer_of.front());
  EXPECT_FALSE(checker::verify(exhaustion(*swept.claim, next, swept.found.killers, first_killer, parameters[1].grid.count, true)).verified);
}

TEST(Exhaustion, MutantThatSkipsAPointIsRefused) {
  const Swept swept;
  const std::string whole = swept.certificate(swept.found.killer_of);
  const std::string lines = whole.substr(whole.find("claim"), whole.find("conclusion") - whole.find("claim"));
  std::size_t refused = 0, cells = 0;
  for (std::size_t at = lines.find("\ncell "); at != std::string::npos; at = lines.find("\ncell ", at + 1)) {
    std::string without = lines;
    without.erase(at, lines.find('\n', at + 1) - at);
    refused += !checker::verify(evidence::certificate("exhaustion", without)).verified;
    ++cells;
  }
  EXPECT_GE(cells, 8u);
  EXPECT_EQ(refused, cells);
}

TEST(Exhaustion, MutantWithoutTheLastPointOfItsGridIsRefused) {
  const Swept swept;
  const std::string whole = swept.certificate(swept.found.killer_of);
  const std::string lines = whole.substr(whole.find("claim"), whole.find("conclusion") - whole.find("claim"));
  const auto parameters = swept.claim->parameters(swept.setting);
  const auto& grid = parameters[0].grid;
  const std::string count = " " + std::to_string(grid.count) + "\n", shorter = " " + std::to_string(grid.count - 1) + "\n";
  // The count alone, and the last number alone: each contradicts the other. (Both together state another, smaller grid, which
  // the search never writes: its lines are those of the family's intervals, see search_test.)
  std::string fewer = lines, lower = lines;
  fewer.replace(fewer.find(count, fewer.find("grid c")), count.size(), shorter);
  const std::string last = arithmetic::to_text(grid.last), before = arithmetic::to_text(grid_point(swept.setting.plan.input.format, grid, grid.count - 2));
  lower.replace(lower.find(last, lower.find("grid c")), last.size(), before);
  EXPECT_FALSE(checker::verify(evidence::certificate("exhaustion", fewer)).verified);
  EXPECT_FALSE(checker::verify(evidence::certificate("exhaustion", lower)).verified);
}

TEST(Exhaustion, MutantWithAnInputThatKillsNothingIsRefused) {
  const Swept swept;
  const std::string whole = swept.certificate(swept.found.killer_of);
  std::string lines = whole.substr(whole.find("claim"), whole.find("conclusion") - whole.find("claim"));
  for (const char* digit : {"killer 0 0 ", "killer 0 1 "}) {
    const std::size_t at = lines.find(digit);
    if (at == std::string::npos) continue;
    std::string flipped = lines;  // what is right is said to be wrong
    flipped[at + 9] = flipped[at + 9] == '0' ? '1' : '0';
    EXPECT_FALSE(checker::verify(evidence::certificate("exhaustion", flipped)).verified);
  }
}

TEST(Counterexample, IsAcceptedWithTheRightAnswersOnly) {
  const auto claim = make_claim("two-sum", {{"n", 16}, {"M", 16}});
  const Setting setting = finite_setting("p3");
  const Point point = *middle_point(*claim, setting);
  const constructions::Proof proof = claim->prove(setting, point);
  ASSERT_FALSE(proof.holds);
  const auto killer = attack(*claim, setting, point, proof.killing, 10, {});
  ASSERT_TRUE(killer);
  const auto observed = claim->model(setting, point)->answer(killer->tokens);
  ASSERT_NE(observed, killer->expected);
  const auto verified = [&](std::int64_t expected, std::optional<std::int64_t> seen) { return checker::verify(counterexample(*claim, setting, point, killer->tokens, expected, seen)).verified; };
  EXPECT_TRUE(verified(killer->expected, observed));
  EXPECT_FALSE(verified(1 - killer->expected, observed));
  EXPECT_FALSE(verified(killer->expected, killer->expected));
  EXPECT_FALSE(verified(killer->expected, std::nullopt));
}

TEST(Cause, NamesWhatAloneBreaksTheModel) {
  const auto cause_at = [](const char* claim_name, const tasks::Sizes& sizes, const Setting& setting) -> std::string {
    const auto claim = make_claim(claim_name, sizes);
    const Point point = *middle_point(*claim, setting);
    const auto killer = attack(*claim, setting, point, claim->prove(setting, point).killing, 40, {});
    return killer ? cause_of(*claim, setting, point, *killer) : "right";
  };
  EXPECT_EQ(cause_at("two-sum", {{"n", 64}, {"M", 64}}, finite_setting("binary32", attention::Softmax::naive)), "overflow of exp, overflow of sums");
  EXPECT_EQ(cause_at("retrieval", {{"n", 64}}, finite_setting("binary16", attention::Softmax::naive)), "overflow of exp, overflow of sums");
  EXPECT_EQ(cause_at("two-sum", {{"n", 128}, {"M", 128}}, finite_setting("binary16")), "rounding of inputs, rounding of scores");
  EXPECT_EQ(cause_at("two-sum", {{"n", 64}, {"M", 64}}, finite_setting("binary32")), "right");
}

}  // namespace
}  // namespace attest::precision
