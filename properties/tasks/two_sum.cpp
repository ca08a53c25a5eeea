// 2-Sum in its forms against a double loop that adds and divides, on all inputs of small sizes.
#include "tasks/two_sum.hpp"

#include <gtest/gtest.h>

#include <set>

#include "support_tasks.hpp"

namespace {

using namespace attest::tasks;

std::int64_t M_of(const Task& task) { return parse_sizes(task.sizes()).at("M"); }

support::Oracle double_loop(const Task& task) {
  const std::int64_t M = M_of(task);
  const std::string form = task.name();
  return [M, form](const Tokens& tokens) -> std::int64_t {
    for (std::size_t i = 0; i < tokens.size(); ++i)
      for (std::size_t j = 0; j < tokens.size(); ++j) {
        const bool last = i + 1 == tokens.size();
        if (form == "match2" ? !last : form == "two-sum" ? !last || i == j : i == j) continue;
        if ((tokens[i][1] + tokens[j][1]) % M == 0) return 1;
      }
    return 0;
  };
}

TEST(TwoSum, agrees_with_a_double_loop_on_all_small_inputs) {
  for (const char* sizes : {"n=1 M=3", "n=3 M=5", "n=3 M=6", "n=2 M=9", "n=4 M=4", "n=3 M=8 U=3", "n=3 M=9 U=4 distinct=1", "n=4 M=9 U=4 distinct=1"}) {
    const auto task = make_task("two-sum", sizes);
    support::expect_oracle(*task, double_loop(*task));
  }
  for (const char* name : {"two-sum-any", "match2"})
    for (const char* sizes : {"n=2 M=3", "n=3 M=4", "n=4 M=5", "n=3 M=7"}) {
      const auto task = make_task(name, sizes);
      support::expect_oracle(*task, double_loop(*task));
    }
  for (const char* sizes : {"n=2 M=3 proper=1", "n=4 M=4 proper=1", "n=3 M=8 proper=1", "n=3 M=9 proper=1"}) {
    const auto task = make_task("two-sum-any", sizes);
    support::expect_oracle(*task, double_loop(*task));
    for (std::uint64_t i = 0; i < task->count(); ++i)
      for (const auto& token : task->input(i)) ASSERT_NE(2 * token[1] % M_of(*task), 0) << "no value completes itself";
  }
}

TEST(TwoSum, agrees_on_random_and_structured_inputs) {
  for (const char* sizes : {"n=40 M=256", "n=100 M=255", "n=64 M=1001 U=500", "n=64 M=1001 U=80 distinct=1", "n=80 M=1001 U=80 distinct=1"}) {
    const auto task = make_task("two-sum", sizes);
    support::expect_oracle_on_samples(*task, double_loop(*task), 200);
  }
  for (const auto& [name, sizes] : {std::pair("two-sum-any", "n=30 M=200"), {"two-sum-any", "n=12 M=200 proper=1"}, {"match2", "n=30 M=200"}}) {
    const auto task = make_task(name, sizes);
    support::expect_oracle_on_samples(*task, double_loop(*task), 300);
  }
}

TEST(TwoSum, kills_planted_wrong_oracles) {
  const auto query = make_task("two-sum", "n=6 M=24"), any = make_task("two-sum-any", "n=4 M=12"), match2 = make_task("match2", "n=4 M=12");
  const auto skipping = [&](const Task& task, std::size_t skipped) {
    return [skipped, right = double_loop(task)](Tokens tokens) {
      tokens.erase(tokens.begin() + static_cast<std::ptrdiff_t>(skipped));
      return right(tokens);
    };
  };
  EXPECT_TRUE(support::killed(*query, skipping(*query, 0)));
  EXPECT_TRUE(support::killed(*query, skipping(*query, 5)));
  EXPECT_TRUE(support::killed(*query, [](const Tokens& t) {
    for (std::size_t i = 0; i + 1 < t.size(); ++i)
      if (t[i][1] == t.back()[1]) return 1;  // equal, not opposite
    return 0;
  }));
  EXPECT_TRUE(support::killed(*query, [](const Tokens& t) {
    for (std::size_t i = 0; i + 1 < t.size(); ++i)
      if (std::abs(t[i][1] + t.back()[1] - 24) <= 1) return 1;  // the neighbours M-1 and M+1 count too
    return 0;
  }));
  EXPECT_TRUE(support::killed(*any, [&](const Tokens& t) { return match2->oracle(t); }));
  EXPECT_TRUE(support::killed(*match2, [&](const Tokens& t) { return any->oracle(t); }));
  EXPECT_TRUE(support::killed(*any, [](const Tokens& t) {
    for (std::size_t i = 0; i < t.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        if (t[i][1] + t[j][1] == 12) return 1;  // no modulus: 0+0 is missed
    return 0;
  }));
}

TEST(TwoSum, structured_inputs_show_every_class) {
  const auto task = make_task("two-sum", "n=8 M=64");
  Random random(4);
  std::set<std::string> classes;
  for (int draw = 0; draw < 500; ++draw) {
    const Tokens tokens = task->structured(random);
    const std::int64_t query = tokens.back()[1];
    std::set<std::int64_t> values;
    int hits = 0, near = 0;
    for (std::size_t i = 0; i < 8; ++i) {
      values.insert(tokens[i][1]);
      const bool hit = (tokens[i][1] + query) % 64 == 0;
      hits += hit;
      near += (tokens[i][1] + query + 1) % 64 == 0 || (tokens[i][1] + query) % 64 == 1;
      if (hit && i == 0) classes.insert("first");
      if (hit && i == 7) classes.insert("last");
    }
    if (values.size() == 1) classes.insert("all equal");
    if (hits == 0 && near == 8) classes.insert("near misses only");
    if (hits == 1 && near == 7) classes.insert("one hit among near misses");
    if (hits == 8) classes.insert("hits only");
  }
  EXPECT_EQ(classes.size(), 6u);
}

TEST(TwoSum, distinct_inputs_are_distinct_and_the_query_is_negative) {
  const TwoSum task(TwoSum::Form::query, 5, 31, 9, true);
  Random random(5);
  int yes = 0;
  for (int draw = 0; draw < 500; ++draw) {
    const Tokens tokens = draw % 2 ? task.uniform(random) : task.structured(random);
    std::set<std::int64_t> values;
    for (std::size_t i = 0; i < 5; ++i) values.insert(tokens[i][1]);
    EXPECT_EQ(values.size(), 5u);
    EXPECT_LE(*values.rbegin(), 9);
    EXPECT_TRUE(values.count(31 - tokens.back()[1]) == static_cast<std::size_t>(task.oracle(tokens)));
    yes += static_cast<int>(task.oracle(tokens));
  }
  EXPECT_GT(yes, 100);
  EXPECT_LT(yes, 400);
}

TEST(TwoSum, match2_everywhere_agrees_position_by_position) {
  const auto task = make_task("match2", "n=4 M=6");
  for (std::uint64_t i = 0; i < task->count(); ++i) {
    const Tokens tokens = task->input(i);
    const auto all = match2_everywhere(tokens, 6);
    for (std::size_t p = 0; p < 4; ++p) {
      std::int64_t found = 0;
      for (const auto& token : tokens) found |= (token[1] + tokens[p][1]) % 6 == 0;
      ASSERT_EQ(all[p], found);
    }
    ASSERT_EQ(all.back(), task->oracle(tokens));
  }
}

TEST(TwoSum, refuses_malformed_inputs) {
  const auto query = make_task("two-sum", "n=3 M=8");
  support::expect_refuses_damage(*query, query->input(5));
  EXPECT_THROW(query->oracle(Tokens{{1, 4}, {1, 1}, {1, 1}, {0, 1}}), std::invalid_argument);
  EXPECT_THROW(query->oracle(Tokens{{1, 0}, {1, 1}, {1, 1}, {0, 1}}), std::invalid_argument);
  const auto distinct = make_task("two-sum", "n=2 M=9 U=4 distinct=1");
  support::expect_refuses_damage(*distinct, distinct->input(5));
  EXPECT_THROW(distinct->oracle(Tokens{{1, 2}, {1, 2}, {0, 7}}), std::invalid_argument);
  EXPECT_THROW(distinct->oracle(Tokens{{1, 2}, {1, 3}, {0, 3}}), std::invalid_argument);
  const auto any = make_task("two-sum-any", "n=3 M=8");
  support::expect_refuses_damage(*any, any->input(5));
  const auto proper = make_task("two-sum-any", "n=3 M=8 proper=1");
  support::expect_refuses_damage(*proper, proper->input(5));
  EXPECT_THROW(proper->oracle(Tokens{{1, 1}, {1, 4}, {1, 1}}), std::invalid_argument);
  EXPECT_THROW(proper->oracle(Tokens{{1, 1}, {1, 0}, {1, 1}}), std::invalid_argument);
}

}  // namespace
