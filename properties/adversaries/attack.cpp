// Direct search, shrinking, and the dispatcher over all kinds of models.
#include "adversaries/attack.hpp"

#include <gtest/gtest.h>

#include "adversaries/confirm.hpp"
#include "adversaries/toy_machines.hpp"
#include "machines.hpp"

namespace attest::adversaries {
namespace {

using namespace toys;

/// Answers by the oracle, but wrong where `broken` says so.
class Broken : public attention::Machine {
 public:
  Broken(const tasks::Task& task, std::function<bool(std::span<const Representation>)> broken) : task_(task), broken_(std::move(broken)) {}
  std::int64_t answer(std::span<const Representation> tokens) const override {
    const std::int64_t right = task_.oracle(tokens);
    return broken_(tokens) ? right + 1 : right;
  }

 private:
  const tasks::Task& task_;
  std::function<bool(std::span<const Representation>)> broken_;
};

TEST(DirectSearch, ARightModelOfFewInputsIsSaidToBeRightOnAll) {
  for (const auto& [name, sizes] : {std::pair("eva", "n=4"), {"two-sum", "n=3 M=9"}, {"match2", "n=4 M=7"}, {"l-seqcomp", "m=2 n1=2"}}) {
    const auto task = tasks::make_task(name, sizes);
    const Outcome outcome = find_wrong_answer(Broken(*task, [](auto) { return false; }), *task, {}, 1);
    ASSERT_TRUE(not_found(outcome)) << name;
    EXPECT_TRUE(not_found(outcome)->exhausted) << name;
  }
}

TEST(DirectSearch, OneWrongInputAmongAllIsFound) {
  const auto task = tasks::make_task("eva", "n=5");
  const Tokens only = task->input(7'777);
  const Broken machine(*task, [&](auto tokens) { return std::equal(tokens.begin(), tokens.end(), only.begin(), only.end()); });
  const Outcome outcome = find_wrong_answer(machine, *task, {}, 1);
  ASSERT_TRUE(counterexample(outcome));
  EXPECT_EQ(counterexample(outcome)->tokens, only);
  EXPECT_TRUE(confirm(machine, *task, outcome));
}

TEST(DirectSearch, CounterexamplesShrinkToTheSmallest) {
  const auto task = tasks::make_task("eva", "n=64");
  // Wrong where f(3) >= 20 and the query is 3: the least such input has f(3) = 20 and zeros.
  const Broken machine(*task, [](auto tokens) { return tokens.back()[1] == 3 && tokens[3][2] >= 20; });
  const Outcome outcome = find_wrong_answer(machine, *task, {}, 4);
  ASSERT_TRUE(counterexample(outcome));
  EXPECT_TRUE(confirm(machine, *task, outcome));
  Tokens least;
  for (std::int64_t i = 0; i < 64; ++i) least.push_back({1, i, i == 3 ? 20 : 0});
  least.push_back({0, 3});
  EXPECT_EQ(counterexample(outcome)->tokens, least);
  EXPECT_EQ(counterexample(outcome)->expected, 20);
}

TEST(DirectSearch, TheMarginLeadsToRareInputs) {
  // Wrong only where the first eight values are all at least 12 of 16: one uniform input in 65 536.
  const auto task = tasks::make_task("eva", "n=16");
  const auto low = [](auto tokens) { return std::count_if(tokens.begin(), tokens.begin() + 8, [](const auto& t) { return t[2] < 12; }); };
  const Broken machine(*task, [&](auto tokens) { return low(tokens) == 0 && tokens[9][2] == 5; });
  const Margin margin = [&](std::span<const Representation> tokens, std::int64_t) {
    return static_cast<double>(low(tokens)) + (tokens[9][2] == 5 ? 0.0 : 0.5);
  };
  const Outcome outcome = find_wrong_answer(machine, *task, {.evaluations = 40'000}, 1, margin);
  ASSERT_TRUE(counterexample(outcome)) << not_found(outcome)->reason;
  EXPECT_EQ(counterexample(outcome)->engine, "hill-climbing");
  EXPECT_TRUE(confirm(machine, *task, outcome));
}

TEST(DirectSearch, BudgetStopFlagAndDeterminism) {
  const auto task = tasks::make_task("l-seqcomp", "m=4 n1=2 n2=2");
  const Broken right(*task, [](auto) { return false; });
  const Outcome spent = find_wrong_answer(right, *task, {.evaluations = 3'000}, 1);
  ASSERT_TRUE(not_found(spent));
  EXPECT_FALSE(not_found(spent)->exhausted);
  EXPECT_EQ(not_found(spent)->cost.evaluations, 3'000u);
  std::atomic<bool> stop{true};
  EXPECT_TRUE(not_found(find_wrong_answer(right, *task, {.stop = &stop}, 1))->stopped);
  const Broken wrong(*task, [](auto tokens) { return tokens[2][2] == 3 && tokens[9][2] == 5; });
  const Outcome a = find_wrong_answer(wrong, *task, {}, 9), b = find_wrong_answer(wrong, *task, {}, 9);
  ASSERT_TRUE(counterexample(a) && counterexample(b));
  EXPECT_EQ(counterexample(a)->tokens, counterexample(b)->tokens);
  EXPECT_EQ(counterexample(a)->cost.evaluations, counterexample(b)->cost.evaluations);
}

TEST(Attack, ChoosesTheEngineByWhatTheModelShows) {
  const auto eva = tasks::make_task("eva", "n=16"), sum = tasks::make_task("two-sum", "n=64 M=33 U=16"),
             any = tasks::make_task("two-sum-any", "n=8 M=17"), one = tasks::make_task("l-seqcomp", "m=8"),
             two = tasks::make_task("l-seqcomp", "m=8 n1=2"), small = tasks::make_task("l-seqcomp", "m=4 n1=2"),
             three = tasks::make_task("l-seqcomp", "m=4 n1=2 n2=2");
  const HashAutomaton automaton(20, 16, 1);
  const HashSparse sparse({4, 3, 9, true, true, false, 3, 1, 33});
  const auto engine = [&](const attention::Machine& machine, const tasks::Task& task) {
    const Outcome outcome = attack(machine, task, {.evaluations = 400'000}, 1);
    EXPECT_TRUE(confirm(machine, task, outcome)) << task.name() << task.sizes();
    if (const auto* pair = fooling_pair(outcome)) return pair->engine;
    return counterexample(outcome) ? counterexample(outcome)->engine : std::string("none");
  };
  EXPECT_EQ(engine(automaton, *eva), "birthday");
  EXPECT_EQ(engine(automaton, *any), "structured inputs");
  EXPECT_EQ(engine(sparse, *sum), "block collision");
  EXPECT_EQ(engine(ToyStack({"F", {0, 0}, 21, ToyFamily::folding, 8, 1}), *one), "F1 collision");
  EXPECT_EQ(engine(ToyStack({"RFR", {2, 1}, 12, ToyFamily::folding, 16, 1}), *two), "H2 collision");
  EXPECT_EQ(engine(ToyStack({"FF", {0, 0, 0}, 1, ToyFamily::folding, 8, 1}), *small), "one value forgotten");
  EXPECT_EQ(engine(ToyStack({"FF", {0, 0, 0}, 2, ToyFamily::folding, 16, 1}), *two), "one value forgotten");
  EXPECT_EQ(engine(ToyStack({"FF", {0, 0, 0}, 9, ToyFamily::folding, 16, 1}), *three), "structured inputs");
}

TEST(Attack, ARightModelSurvivesWithTheReasons) {
  const auto task = tasks::make_task("eva", "n=6");
  const Outcome outcome = attack(ExactEva(6, false), *task, {.evaluations = 2'000'000}, 1);
  ASSERT_TRUE(not_found(outcome));
  EXPECT_TRUE(not_found(outcome)->exhausted);
  EXPECT_NE(not_found(outcome)->reason.find("all prefixes have different states"), std::string::npos) << not_found(outcome)->reason;
  std::atomic<bool> stop{true};
  const Outcome stopped = attack(ExactEva(6, false), *task, {.stop = &stop}, 1);
  ASSERT_TRUE(not_found(stopped));
  EXPECT_TRUE(not_found(stopped)->stopped);
}

TEST(Attack, ARightStateWithAWrongReadingIsFoundByAnswers) {
  const auto task = tasks::make_task("eva", "n=5");
  class WrongReading : public ExactEva {
   public:
    using ExactEva::ExactEva;
    std::int64_t read(const BitString& state, const Representation& token, std::size_t position) const override {
      const std::int64_t right = ExactEva::read(state, token, position);
      return token[1] == 4 && right == 4 ? 0 : right;
    }
  };
  const WrongReading machine(5, false);
  const Outcome outcome = attack(machine, *task, {}, 1);
  ASSERT_TRUE(counterexample(outcome));
  EXPECT_TRUE(confirm(machine, *task, outcome));
}

}  // namespace
}  // namespace attest::adversaries
