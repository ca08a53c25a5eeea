// The judge: false positives are impossible. Each test plants one lie in a real pair or in a model.
#include "adversaries/confirm.hpp"

#include <gtest/gtest.h>

#include <map>

#include "adversaries/state_collision.hpp"
#include "machines.hpp"

namespace attest::adversaries {
namespace {

using namespace toys;

struct Confirm : ::testing::Test {
  std::unique_ptr<tasks::Task> task = tasks::make_task("eva", "n=8");
  HashAutomaton machine{12, 8, 3};
  FoolingPair pair = std::get<FoolingPair>(find_state_collision(machine, *task, {}, 1));
  std::string reason(const FoolingPair& changed) { return confirm_fooling_pair(machine, *task, changed).reason; }
};

TEST_F(Confirm, AcceptsTheRealPairAndNamesTheWrongInput) {
  EXPECT_TRUE(confirm_fooling_pair(machine, *task, pair));
  EXPECT_TRUE(confirm_counterexample(machine, *task, wrong_input(machine, *task, pair)));
}

TEST_F(Confirm, RefusesEveryLieInThePair) {
  FoolingPair lie = pair;
  lie.second_truth = lie.first_truth;
  EXPECT_NE(reason(lie).find("truths"), std::string::npos);
  lie = pair;
  lie.second = lie.first;
  lie.second_truth = lie.first_truth;
  EXPECT_NE(reason(lie).find("truths are equal"), std::string::npos);
  lie = pair;
  lie.state = BitString::from_text(std::string(12, '1'));
  EXPECT_NE(reason(lie).find("not the one"), std::string::npos);
  lie = pair;
  std::swap(lie.first[0], lie.first[1]);
  EXPECT_NE(reason(lie).find("malformed"), std::string::npos);
  lie = pair;
  lie.second.pop_back();
  EXPECT_NE(reason(lie).find("lengths"), std::string::npos);
  lie = pair;
  lie.query.clear();
  EXPECT_NE(reason(lie).find("no query"), std::string::npos);
}

TEST_F(Confirm, MutantThatComparesHashesIsKilled) {
  // A search that takes 8 bits of hash for the state "finds" pairs at once; nearly all have different states.
  tasks::Random random(1);
  const HashAutomaton wide(40, 8, 3);
  std::map<std::uint64_t, Tokens> seen;
  int found = 0;
  for (int i = 0; i < 200; ++i) {
    Tokens tokens = task->uniform(random);
    tokens.back() = {0, 0};
    Tokens prefix(tokens.begin(), tokens.end() - 1);
    BitString state = wide.initial_state();
    for (std::size_t p = 0; p < prefix.size(); ++p) state = wide.step(state, prefix[p], p);
    const auto [place, fresh] = seen.try_emplace(state.hash() & 255, prefix);
    if (fresh || place->second[0] == prefix[0]) continue;
    ++found;
    Tokens other = place->second;
    other.push_back({0, 0});
    const FoolingPair mutant{place->second, prefix, {{0, 0}}, state, task->oracle(other), task->oracle(tokens), {}, "mutant"};
    EXPECT_EQ(confirm_fooling_pair(wide, *task, mutant).reason, "the joint states after the two prefixes differ");
  }
  EXPECT_GT(found, 5);
}

TEST_F(Confirm, MutantThatLeavesACounterOutOfTheStateIsKilled) {
  const HiddenCounter hidden(12, 8, 3);  // reports the same states as `machine`
  const Confirmation judged = confirm_fooling_pair(hidden, *task, pair);
  EXPECT_FALSE(judged);
  EXPECT_NE(judged.reason.find("does not report"), std::string::npos) << judged.reason;
}

TEST_F(Confirm, CounterexampleChecks) {
  Counterexample wrong = wrong_input(machine, *task, pair);
  Counterexample lie = wrong;
  lie.expected = wrong.answered;
  EXPECT_FALSE(confirm_counterexample(machine, *task, lie));
  lie = wrong;
  lie.answered = wrong.answered + 1;
  EXPECT_FALSE(confirm_counterexample(machine, *task, lie));
  lie = wrong;
  lie.tokens.pop_back();
  EXPECT_FALSE(confirm_counterexample(machine, *task, lie));
  const auto small = tasks::make_task("eva", "n=4");
  const ExactEva right(4, false);
  tasks::Random random(2);
  const Tokens tokens = small->uniform(random);
  EXPECT_EQ(confirm_counterexample(right, *small, {tokens, small->oracle(tokens), right.answer(tokens), {}, ""}).reason,
            "the model is right on this input");
  EXPECT_FALSE(confirm(machine, *task, NotFound{}));
}

}  // namespace
}  // namespace attest::adversaries
