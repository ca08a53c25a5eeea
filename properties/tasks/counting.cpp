// Counting, Equality, Disjointness: second oracles, planted wrong ones, classes of structured inputs.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "support_tasks.hpp"
#include "tasks/bit_strings.hpp"
#include "tasks/counting.hpp"

namespace {

using namespace attest::tasks;

/// Erases one occurrence at a time, t+1 times.
std::int64_t by_erasing(Tokens tokens, std::int64_t t) {
  const std::int64_t query = tokens.back()[1];
  tokens.pop_back();
  for (; t >= 0; --t) {
    const auto found = std::find(tokens.begin(), tokens.end(), Token{1, query});
    if (found == tokens.end()) return 0;
    tokens.erase(found);
  }
  return 1;
}

TEST(Counting, second_oracle_agrees) {
  for (const char* sizes : {"n=1 K=3 t=0", "n=4 K=3 t=0", "n=4 K=3 t=1", "n=4 K=4 t=3", "n=6 K=2 t=2", "n=5 K=1 t=4"}) {
    const auto task = make_task("counting", sizes);
    support::expect_oracle(*task, [&](const Tokens& t) { return by_erasing(t, parse_sizes(sizes).at("t")); });
  }
  const auto task = make_task("counting", "n=50 K=700 t=7");
  support::expect_oracle_on_samples(*task, [](const Tokens& t) { return by_erasing(t, 7); }, 400);
  support::expect_refuses_damage(*task, task->assemble(std::vector<std::uint64_t>(51, 3)));
}

TEST(Counting, kills_planted_wrong_oracles) {
  const auto task = make_task("counting", "n=12 K=20 t=3");
  EXPECT_TRUE(support::killed(*task, [](const Tokens& t) { return by_erasing(t, 2); }));
  EXPECT_TRUE(support::killed(*task, [](const Tokens& t) { return by_erasing(t, 4); }));
  EXPECT_TRUE(support::killed(*task, [](Tokens t) { return t.erase(t.begin()), by_erasing(t, 3); }));
  EXPECT_TRUE(support::killed(*task, [](Tokens t) { return t.erase(t.end() - 2), by_erasing(t, 3); }));
}

TEST(Counting, structured_inputs_stand_at_the_threshold) {
  const Counting task(9, 16, 4);
  Random random(3);
  std::map<std::int64_t, int> hits;
  for (int draw = 0; draw < 400; ++draw) {
    const Tokens tokens = task.structured(random);
    std::int64_t count = 0;
    for (std::size_t i = 0; i < 9; ++i) count += tokens[i][1] == tokens.back()[1];
    ++hits[count];
  }
  EXPECT_GT(hits[4], 100);
  EXPECT_GT(hits[5], 100);
  EXPECT_EQ(hits.size(), 10u);
}

TEST(BitStrings, second_oracles_agree) {
  const auto strings = [](const Tokens& t) {
    std::pair<std::string, std::string> both;
    for (const Token& token : t)
      if (token[0] != 0) (token[0] == 1 ? both.first : both.second) += token[1] ? '1' : '0';
    return both;
  };
  const auto equal = [&](const Tokens& t) { return strings(t).first == strings(t).second ? 1 : 0; };
  const auto disjoint = [&](const Tokens& t) {
    const auto [x, y] = strings(t);
    std::set<std::size_t> common;
    for (std::size_t i = x.find('1'); i != std::string::npos; i = x.find('1', i + 1))
      if (y[i] == '1') common.insert(i);
    return common.empty() ? 1 : 0;
  };
  for (const char* sizes : {"n=1", "n=2", "n=5"}) {
    support::expect_oracle(*make_task("equality", sizes), equal);
    support::expect_oracle(*make_task("disjointness", sizes), disjoint);
  }
  for (const auto& [name, oracle] : std::map<std::string, support::Oracle>{{"equality", equal}, {"disjointness", disjoint}}) {
    const auto task = make_task(name, "n=60");
    support::expect_oracle_on_samples(*task, oracle, 300);
    for (const std::size_t place : {std::size_t{0}, std::size_t{59}})
      EXPECT_TRUE(support::killed(*task, [&, oracle = oracle](Tokens t) {
        t[place][1] = t[place + 60][1] = 0;
        return oracle(t);
      })) << name << place;
    support::expect_refuses_damage(*task, task->assemble(std::vector<std::uint64_t>(120, 1)));
    Random random(1);
    int yes = 0;
    for (int draw = 0; draw < 300; ++draw) yes += task->oracle(task->structured(random)) == 1;
    EXPECT_GT(yes, 60) << name;
    EXPECT_LT(yes, 240) << name;
  }
  EXPECT_TRUE(support::killed(*make_task("equality", "n=8"), disjoint));
  EXPECT_TRUE(support::killed(*make_task("disjointness", "n=8"), equal));
}

}  // namespace
