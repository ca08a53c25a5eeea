// One claim in one setting: proved at the first point that can be, else refuted at the first one, else open.
#include <gtest/gtest.h>

#include "checker/checker.hpp"
#include "precision/decision.hpp"
#include "precision/points.hpp"

namespace attest::precision {
namespace {

using constructions::dyadic;
using constructions::finite_setting;
using State = Decision::State;

TEST(Decision, IsProvedAtThePointThatCanBe) {
  const auto claim = constructions::make_claim("retrieval", {{"n", 64}});
  const Setting setting = finite_setting("bfloat16");
  const Decision decision = decide(*claim, setting, {{dyadic(1, -3)}, {dyadic(1, 3)}}, 10, {});
  EXPECT_EQ(decision.state, State::proved);
  EXPECT_EQ(decision.point, (Point{dyadic(1, 3)}));
  EXPECT_EQ(decision.inputs, "64^65");
  EXPECT_TRUE(checker::verify(decision.certificate).verified);
}

TEST(Decision, IsRefutedAtTheFirstPoint) {
  const auto claim = constructions::make_claim("retrieval", {{"n", 64}});
  const Setting setting = finite_setting("bfloat16");
  const Decision decision = decide(*claim, setting, {{dyadic(1, -3)}, {dyadic(1, -2)}}, 10, {});
  EXPECT_EQ(decision.state, State::refuted);
  EXPECT_EQ(decision.point, (Point{dyadic(1, -3)}));
  ASSERT_TRUE(decision.killer);
  EXPECT_EQ(claim->task().oracle(decision.killer->tokens), decision.killer->expected);
  EXPECT_EQ(claim->model(setting, decision.point)->answer(decision.killer->tokens), decision.observed);
  EXPECT_NE(decision.observed, decision.killer->expected);
  EXPECT_FALSE(decision.cause.empty());
  EXPECT_TRUE(checker::verify(decision.certificate).verified);
}

/// No proof reaches that far, and inputs that long are no attacks: neither is claimed.
TEST(Decision, IsOpenWithAReason) {
  const auto claim = constructions::make_claim("associative-recall", {{"n", 3000}, {"A", 3000}, {"attention", 1}});
  const Setting setting = finite_setting("p3", attention::Softmax::naive);
  const Decision decision = decide(*claim, setting, points_to_try(*claim, setting), 10, {});
  EXPECT_EQ(decision.state, State::open);
  EXPECT_TRUE(decision.certificate.empty());
  EXPECT_TRUE(decision.reason.starts_with("not proved (")) << decision.reason;
}

/// Where inputs are few, all are asked: what no proof covers is decided all the same.
TEST(Decision, EnumeratesFewInputs) {
  const auto claim = constructions::make_claim("associative-recall", {{"n", 4}, {"A", 4}, {"attention", 1}});
  std::size_t open = 0;
  for (const char* format : {"p1", "p2", "e2m1", "e3m2"})
    for (const auto softmax : {attention::Softmax::naive, attention::Softmax::two_pass}) {
      const Setting setting = finite_setting(format, softmax);
      open += decide(*claim, setting, points_to_try(*claim, setting), 0, {}).state == State::open;
    }
  EXPECT_EQ(open, 0u);
}

TEST(Decision, StopsWhenTold) {
  const auto claim = constructions::make_claim("retrieval", {{"n", 64}});
  Watch watch;
  watch.stopped = [] { return true; };
  EXPECT_THROW(decide(*claim, finite_setting("bfloat16"), {{dyadic(1, 3)}}, 10, watch), Stopped);
}

}  // namespace
}  // namespace attest::precision
