// The judge: false positives are impossible. Each test plants one lie in a real pair or in a model.
#include "adversaries/confirm.hpp"

#include <gtest/gtest.h>

#include <map>

#include "adversaries/block_collision.hpp"
#include "adversaries/composition_collision.hpp"
#include "adversaries/state_collision.hpp"
#include "adversaries/toy_machines.hpp"
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

TEST_F(Confirm, RefusesEveryLieAboutASparseLayer) {
  const auto sum = tasks::make_task("two-sum", "n=66 M=33 U=16");
  const HashSparse sparse({4, 3, 9, true, true, false, 3, 1, 33});
  const auto real = std::get<FoolingPair>(find_block_collision(sparse, *sum, {}, 1));
  ASSERT_TRUE(confirm_fooling_pair(sparse, *sum, real));
  const auto judged = [&](const FoolingPair& lie) { return confirm_fooling_pair(sparse, *sum, lie).reason; };
  // The changed block is moved to the initial block, which is read: messages and selection stay equal.
  FoolingPair lie = real;
  std::size_t at = 0;
  while (real.first[at] == real.second[at]) ++at;
  at = at / 4 * 4;
  for (std::size_t i = 0; i < 4; ++i) lie.first[i] = real.first[at + i], lie.first[at + i] = real.second[at + i], lie.second[i] = real.second[at + i];
  EXPECT_EQ(judged(lie), "selected block 0 has different contents");
  // Contents outside of complete blocks.
  lie = real;
  lie.first[64] = {1, 33 - real.query[0][1]};
  EXPECT_NE(judged(lie).find("different contents"), std::string::npos) << judged(lie);
  // A message that differs.
  lie = real;
  for (std::size_t i = at; i < at + 4; ++i) lie.first[i] = {1, 33 - real.query[0][1]};
  EXPECT_EQ(judged(lie), "the messages of block " + std::to_string(at / 4) + " differ");
  lie = real;
  lie.state.push(true);
  EXPECT_EQ(judged(lie), "the messages are not those that the pair states");
}

TEST_F(Confirm, RefusesAPairInWhichAnyOneThingThatCrossesDiffers) {
  const tasks::Composition two(8, {2});
  const ToyStack stack({"RFR", {2, 1}, 6, ToyFamily::folding, 16, 3});
  tasks::Random random(1);
  const Values z1 = random_values(8, random);
  Tokens query = function_tokens(1, z1);
  query.push_back({0, 2});
  query.push_back({-1, 1});
  std::vector<Values> blocks;
  std::vector<attention::Crossing> crossings;
  std::map<std::string, int> reasons;
  for (int i = 0; i < 150; ++i) {
    blocks.push_back(random_values(16, random));
    Tokens whole = function_tokens(2, blocks.back());
    whole.insert(whole.end(), query.begin(), query.end());
    crossings.push_back(stack.crossing(whole, 16));
    for (std::size_t j = 0; j + 1 < blocks.size(); ++j) {
      const auto &a = crossings[j], &b = crossings.back();
      const bool state = a.states[0] != b.states[0], message = a.messages[0].back() != b.messages[0].back(),
                 last = a.last_states[1] != b.last_states[1];
      const std::size_t argument = 8 + static_cast<std::size_t>(z1[2]);
      if (state + message + last > 1 || blocks[j][argument] == blocks.back()[argument]) continue;
      const FoolingPair pair{function_tokens(2, blocks[j]), function_tokens(2, blocks.back()), query, crossing_bits(a),
                             blocks[j][argument], blocks.back()[argument], {}, "planted"};
      const Confirmation judged = confirm_fooling_pair(stack, two, pair);
      const std::string expected = state ? "the states of group 0 differ" : message ? "the messages of full layer 0 to token 25 differ"
                                   : last ? "the last group's states before the last token differ" : "";
      EXPECT_EQ(judged.reason, expected);
      EXPECT_EQ(judged.ok, expected.empty());
      ++reasons[expected];
    }
  }
  EXPECT_EQ(reasons.size(), 4u);  // each kind of lie came up, and the truth too
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
