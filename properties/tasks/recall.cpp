// Associative recall against a second oracle that walks backwards, on all inputs of small sizes.
#include "tasks/recall.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <functional>
#include <map>

#include "support_tasks.hpp"

namespace {

using namespace attest::tasks;

/// Every token is the answer for its predecessor; later ones first, so that nothing is overwritten by what has no successor.
std::int64_t second_recall(const Tokens& tokens) {
  std::map<std::int64_t, std::int64_t> after;
  for (std::size_t i = tokens.size() - 2; i > 0; --i) after[tokens[i - 1][1]] = tokens[i][1];
  return after.at(tokens.back()[1]);
}

const std::map<std::string, std::function<std::int64_t(const Tokens&)>> wrong = {
    {"the query itself", [](const Tokens& t) { return t.back()[1]; }},
    {"the last token", [](const Tokens& t) { return t[t.size() - 2][1]; }},
    {"the token before", [](const Tokens& t) {
       for (std::size_t i = 1; i + 1 < t.size(); ++i)
         if (t[i][1] == t.back()[1]) return t[i - 1][1];
       return t[1][1];
     }},
    {"two further", [](const Tokens& t) {
       for (std::size_t i = 0; i + 3 < t.size(); ++i)
         if (t[i][1] == t.back()[1]) return t[i + 2][1];
       return t[0][1];
     }},
};

TEST(Recall, agrees_with_a_second_implementation_on_all_small_inputs) {
  for (const char* sizes : {"n=2 A=1", "n=2 A=3", "n=3 A=2", "n=3 A=5", "n=4 A=4", "n=5 A=4"}) support::expect_oracle(*make_task("ar", sizes), second_recall);
}

TEST(Recall, agrees_on_random_and_structured_inputs) {
  for (const char* sizes : {"n=8 A=7", "n=64 A=64", "n=65 A=64", "n=100 A=1000"}) support::expect_oracle_on_samples(*make_task("ar", sizes), second_recall, 300);
}

TEST(Recall, kills_planted_wrong_oracles) {
  for (const auto& [name, oracle] : wrong) EXPECT_TRUE(support::killed(*make_task("ar", "n=5 A=8"), oracle)) << name;
}

TEST(Recall, counts_its_inputs) {
  EXPECT_EQ(make_task("ar", "n=3 A=4")->count(), 4u * 3 * 4 * 2);
  EXPECT_EQ(make_task("ar", "n=3 A=4")->count_text(), "4!/(4-2)!*4*2");
}

TEST(Recall, neighbourhood_surrounds_the_query) {
  for (std::int64_t A : {16, 21}) {
    const Recall task(9, A);
    for (std::int64_t q = 0; q < A; ++q) {
      const Tokens tokens = task.neighbourhood(q);
      int near = 0, possible = 0;
      for (std::size_t i = 0; i < 8; ++i) near += std::has_single_bit(static_cast<std::uint64_t>(tokens[i][1] ^ q));
      for (std::int64_t x = 0; x < A; ++x) possible += std::has_single_bit(static_cast<std::uint64_t>(x ^ q));
      EXPECT_EQ(tokens[0][1], q);
      EXPECT_EQ(tokens.back(), (Token{0, q}));
      EXPECT_EQ(near, possible) << A << " " << q;
      EXPECT_NO_THROW(task.oracle(tokens));
    }
  }
}

TEST(Recall, the_last_token_may_repeat_another_and_is_no_occurrence) {
  const Recall task(3, 4);
  EXPECT_EQ(task.oracle(Tokens{{1, 2}, {1, 3}, {1, 2}, {0, 2}}), 3);
  EXPECT_THROW(task.oracle(Tokens{{1, 2}, {1, 2}, {1, 3}, {0, 2}}), std::invalid_argument);
  EXPECT_THROW(task.oracle(Tokens{{1, 2}, {1, 3}, {1, 1}, {0, 1}}), std::invalid_argument) << "the last token has no successor";
}

TEST(Recall, refuses_malformed_inputs) {
  const Recall task(3, 4);
  support::expect_refuses_damage(task, task.input(5));
  EXPECT_THROW(make_task("ar", "n=6 A=4"), std::invalid_argument);
  EXPECT_THROW(make_task("ar", "n=1 A=4"), std::invalid_argument);
}

}  // namespace
