// Construction 6, reversed: one recurrent layer, proved by induction over its own steps; without its bit it is deceived.
#include "constructions/reversed.hpp"

#include <gtest/gtest.h>

#include "support_constructions.hpp"

namespace {

using namespace attest;
using namespace attest::constructions;
using tasks::Composition;

constexpr auto reversed_order = Composition::TokenOrder::reversed;

Answerer model(const Setting& setting, const Composition& task, bool memory = true) {
  return answerer(setting, [=](const auto& plan) { return reversed_stack(plan, task, memory); });
}

TEST(Reversed, is_proved_exactly_where_it_is_right) {
  for (const auto& factors : std::vector<std::vector<std::int64_t>>{{}, {2}, {1, 1}})
    for (const std::int64_t m : {2, 3})
      for (const bool memory : {true, false}) {
        const Composition task(m, factors, reversed_order);
        if (task.count() > 100000) continue;
        const Setting setting = finite_setting("binary32");
        const Proof proof = prove_reversed(setting, task, memory);
        EXPECT_EQ(proof.holds, memory) << task.sizes() << " " << proof.reason;
        EXPECT_EQ(support::wrong_of_all(task, model(setting, task, memory)) == 0, memory) << task.sizes();
        if (!memory) support::expect_killed(proof, task, model(setting, task, memory));
      }
}

TEST(Reversed, is_proved_in_every_arithmetic_that_tells_0_from_1) {
  const Composition task(8, {4}, reversed_order);
  for (const char* format : {"binary32", "e4m3", "e2m1", "ufx(1,0)", "p1"}) EXPECT_TRUE(prove_reversed(finite_setting(format), task).holds) << format;
  EXPECT_TRUE(prove_reversed(exact_setting(), task).holds);
  EXPECT_FALSE(prove_reversed(finite_setting("fx(4,-1)"), task).holds);  // 1 is floored to 0
  EXPECT_EQ(support::wrong_of_samples(task, model(finite_setting("e2m1"), task), 30), 0u);
}

TEST(Reversed, state_bits_are_what_the_layer_saves) {
  for (const auto& factors : std::vector<std::vector<std::int64_t>>{{}, {8}, {4, 4}, {3, 3, 3}}) {
    const Composition task(8, factors, reversed_order);
    const auto machine = attention::make_recurrent_machine(reversed_stack(finite_setting("binary32").plan, task));
    EXPECT_EQ(machine->state_bits(1), static_cast<std::size_t>(reversed_state_bits(task)));
  }
}

TEST(Reversed, one_recurrent_layer_is_right_on_all_small_inputs) {
  for (const auto& factors : {std::vector<std::int64_t>{}, {1}, {2}, {1, 1}, {1, 1, 1}}) {
    const Composition task(2, factors, reversed_order);
    const Setting setting = finite_setting("bfloat16");
    EXPECT_EQ(support::wrong_of_all(task, answerer(setting, [&](const auto& plan) { return reversed_stack(plan, task); })), 0u) << task.sizes();
  }
}

TEST(Reversed, big_inputs_state_bits_and_restoring) {
  const Composition task(6, {3, 2, 2}, reversed_order);
  const auto machine = attention::make_recurrent_machine(reversed_stack(finite_setting("e4m3").plan, task));
  EXPECT_EQ(machine->state_bits(5), 7u + 1 + 2 + 1 + 1);  // lg 72, one bit, w
  tasks::Random random(3);
  for (int draw = 0; draw < 40; ++draw) {
    const auto tokens = draw % 2 ? task.uniform(random) : task.structured(random);
    auto state = machine->initial_state();
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) state = machine->step(state, tokens[i], i);
    EXPECT_EQ(machine->read(state, tokens.back(), tokens.size() - 1), task.oracle(tokens));
  }
}

}  // namespace
