// Averaging: sets are a bijection, inputs are what the task says, malformed ones are refused.
#include "tasks/averaging.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "support_tasks.hpp"

namespace {

using namespace attest::tasks;

TEST(Averaging, ranks_are_all_sets) {
  for (std::int64_t n = 1; n <= 9; ++n)
    for (std::int64_t q = 1; q <= n; ++q) {
      const std::uint64_t count = Averaging(n, q, 0).radices()[1];
      std::set<std::vector<std::int64_t>> seen;
      for (std::uint64_t rank = 0; rank < count; ++rank) {
        const auto set = set_of_positions(rank, q);
        EXPECT_EQ(set.size(), static_cast<std::size_t>(q));
        EXPECT_TRUE(std::adjacent_find(set.begin(), set.end(), std::greater_equal<>()) == set.end());
        EXPECT_GE(set.front(), 0);
        EXPECT_LT(set.back(), n);
        seen.insert(set);
      }
      EXPECT_EQ(seen.size(), count);
      EXPECT_EQ(count, static_cast<std::uint64_t>(std::llround(std::tgamma(n + 1.0) / std::tgamma(q + 1.0) / std::tgamma(n - q + 1.0))));
    }
  EXPECT_EQ(Averaging(4096, 64).radices()[1], ~std::uint64_t{0});
  EXPECT_LT(set_of_positions(~std::uint64_t{0} - 1, 64).back(), 4096);
}

TEST(Averaging, all_inputs_are_near_by_definition) {
  const auto task = make_task("averaging", "n=3 q=2 scale=0");
  support::expect_oracle(*task, [](const Tokens&) { return 1; });
  EXPECT_EQ(task->count(), 27u * 27);
  EXPECT_EQ(task->count_text(), "(2^1+1)^3*C(3,2)^3");
}

TEST(Averaging, drawn_inputs_have_values_and_sets_in_range) {
  for (const char* sizes : {"n=1 q=1", "n=20 q=3", "n=64 q=64", "n=100 q=40 scale=3"}) {
    const auto task = make_task("averaging", sizes);
    support::expect_oracle_on_samples(*task, [&](const Tokens& tokens) {
      for (const Token& token : tokens) {
        EXPECT_LE(std::fabs(std::ldexp(static_cast<double>(token[1]), static_cast<int>(token[2]))), 1.0);
        EXPECT_EQ(std::set(token.begin() + 3, token.end()).size(), token.size() - 3);
      }
      return 1;
    }, 60);
  }
}

TEST(Averaging, structured_inputs_oppose_the_last_set) {
  const Averaging task(12, 3);
  Random random(2);
  int opposed = 0;
  for (int draw = 0; draw < 200; ++draw) {
    const Tokens tokens = task.structured(random);
    const std::set<std::int64_t> set(tokens.back().begin() + 3, tokens.back().end());
    bool all = true;
    for (std::int64_t j = 0; j < 12; ++j)
      all = all && tokens[static_cast<std::size_t>(j)][1] * tokens[static_cast<std::size_t>(*set.begin())][1] == (set.count(j) ? 65536 : -65536);
    opposed += all;
  }
  EXPECT_GT(opposed, 30);
}

TEST(Averaging, refuses_malformed_inputs) {
  const Averaging task(3, 2);
  const Tokens good{{1, 1, 0, 0, 1}, {1, -1, -8, 0, 2}, {1, 0, -1100, 1, 2}};
  support::expect_refuses_damage(task, good);
  for (const Token& bad : {Token{1, 2, 0, 0, 1}, {1, -3, -1, 0, 1}, {1, 1, 0, 1, 0}, {1, 1, 0, 1, 1}, {1, 1, 1, 0, 1}, {1, 1, 0, 0, 3}}) {
    Tokens tokens = good;
    tokens[1] = bad;
    EXPECT_THROW(task.oracle(tokens), std::invalid_argument);
  }
  Tokens edge = good;
  edge[0] = {1, (std::int64_t{1} << 53) - 1, -53, 0, 1};
  EXPECT_EQ(task.oracle(edge), 1);
}

}  // namespace
