// Eva and Index against a second look-up that reads the tokens backwards into a map, on all inputs of small sizes.
#include "tasks/evaluation.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <set>

#include "support_tasks.hpp"

namespace {

using namespace attest::tasks;

std::int64_t second_look_up(const Tokens& tokens) {
  std::map<std::int64_t, std::int64_t> table;
  for (auto token = tokens.rbegin() + 1; token != tokens.rend(); ++token) table[(*token)[1]] = (*token)[2];
  return table.at(tokens.back()[1]);
}

const std::map<std::string, std::function<std::int64_t(const Tokens&)>> wrong = {
    {"off by one", [](const Tokens& t) { return t[(static_cast<std::size_t>(t.back()[1]) + 1) % (t.size() - 1)][2]; }},
    {"answers the argument", [](const Tokens& t) { return t.back()[1]; }},
    {"first token", [](const Tokens& t) { return t.front()[2]; }},
    {"last token", [](const Tokens& t) { return t[t.size() - 2][2]; }},
};

TEST(Evaluation, agrees_with_a_second_implementation_on_all_small_inputs) {
  for (std::int64_t n = 1; n <= 5; ++n) support::expect_oracle(*make_task("eva", {{"n", n}}), second_look_up);
  for (const char* sizes : {"n=1 D=1 V=1", "n=2 D=1 V=2", "n=3 D=2 V=1", "n=4 D=2 V=2", "n=3 D=3 V=2"})
    support::expect_oracle(*make_task("index", sizes), second_look_up);
}

TEST(Evaluation, agrees_on_random_and_structured_inputs) {
  for (std::int64_t n : {7, 64, 1000}) support::expect_oracle_on_samples(*make_task("eva", {{"n", n}}), second_look_up, 300);
  support::expect_oracle_on_samples(*make_task("index", "n=100 D=20 V=13"), second_look_up, 300);
}

TEST(Evaluation, kills_planted_wrong_oracles) {
  for (const auto& [name, oracle] : wrong) {
    EXPECT_TRUE(support::killed(*make_task("eva", "n=4"), oracle)) << name;
    EXPECT_TRUE(support::killed(*make_task("index", "n=4 D=3 V=2"), oracle)) << name;
  }
}

TEST(Evaluation, structured_index_has_neighbours_with_the_complement) {
  const auto task = make_task("index", "n=8 D=6 V=3");
  Random random(3);
  for (int draw = 0; draw < 100; ++draw) {
    const Tokens tokens = task->structured(random);
    const std::int64_t x = tokens.back()[1], right = task->oracle(tokens);
    int neighbours = 0;
    for (std::size_t i = 0; i < 8; ++i)
      if (std::has_single_bit(static_cast<std::uint64_t>(tokens[i][1] ^ x))) neighbours += tokens[i][2] == 7 - right;
    EXPECT_GE(neighbours, 6);
  }
}

TEST(Evaluation, structured_eva_asks_first_and_last_and_shows_constants) {
  const Evaluation task(16);
  Random random(9);
  std::set<std::string> classes;
  for (int draw = 0; draw < 300; ++draw) {
    const Tokens tokens = task.structured(random);
    std::set<std::int64_t> values;
    for (std::size_t i = 0; i < 16; ++i) values.insert(tokens[i][2]);
    if (values.size() == 1) classes.insert("constant");
    if (values.size() == 2) classes.insert("extremal");
    if (values.size() == 16) classes.insert("permutation");
    if (tokens.back()[1] == 0) classes.insert("first");
    if (tokens.back()[1] == 15) classes.insert("last");
  }
  EXPECT_EQ(classes.size(), 5u);
}

TEST(Evaluation, refuses_malformed_inputs) {
  const Evaluation eva(3);
  const Tokens good = eva.input(5);
  support::expect_refuses_damage(eva, good);
  const Index index(3, 2, 1);
  support::expect_refuses_damage(index, index.input(5));
  Tokens same = index.input(5);
  same[1][1] = same[0][1];
  EXPECT_THROW(index.oracle(same), std::invalid_argument);
}

}  // namespace
