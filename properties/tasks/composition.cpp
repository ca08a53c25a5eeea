// L-SeqComp against a recursion over a table of (tag, argument), on all inputs of small sizes and on samples of bigger ones.
#include "tasks/composition.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "support_tasks.hpp"

namespace {

using namespace attest::tasks;

struct Facts {
  std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> z;
  std::map<std::int64_t, std::int64_t> size;  // of z_l's domain
  std::int64_t z0 = 0;
  Token w;
  std::int64_t L = 0;
};

Facts facts_of(const Tokens& tokens) {
  Facts facts;
  for (const Token& token : tokens) {
    if (token[0] >= 1) {
      facts.z[{token[0], token[1]}] = token[2];
      ++facts.size[token[0]];
      facts.L = std::max(facts.L, token[0]);
    }
    if (token[0] == 0 || token[0] == -2) facts.z0 = token[1];
    if (token[0] == -1) facts.w = Token(token.begin() + 1, token.end());
    if (token[0] == -2) facts.w = Token(token.begin() + 2, token.end());
  }
  return facts;
}

std::int64_t reached(const Facts& facts, std::int64_t l) {
  if (l == 0) return facts.z0;
  const std::int64_t before = reached(facts, l - 1);
  const std::int64_t offset = l == 1 ? 0 : facts.w[static_cast<std::size_t>(l) - 2] * facts.size.at(l - 1);
  return facts.z.at({l, offset + before});
}

std::int64_t second(const Tokens& tokens) {
  const Facts facts = facts_of(tokens);
  return reached(facts, facts.L);
}

TEST(Composition, agrees_with_a_recursion_on_all_small_inputs) {
  for (const char* sizes : {"m=2", "m=3", "m=2 n1=1", "m=2 n1=2", "m=2 n1=1 n2=1", "m=2 n1=2 reversed=1", "m=2 n1=2 merged=1", "m=3 n1=1 merged=1", "m=2 n1=1 n2=1 n3=1 reversed=1"})
    support::expect_oracle(*make_task("l-seqcomp", sizes), second);
}

TEST(Composition, agrees_on_random_and_structured_inputs) {
  for (const char* sizes : {"m=8 n1=3", "m=5 n1=2 n2=3", "m=4 n1=3 n2=2 n3=2", "m=64 n1=8 merged=1", "m=5 n1=2 n2=3 reversed=1"})
    support::expect_oracle_on_samples(*make_task("l-seqcomp", sizes), second, 200);
}

TEST(Composition, kills_planted_wrong_oracles) {
  const auto task = make_task("l-seqcomp", "m=4 n1=3 n2=2");
  const std::map<std::string, support::Oracle> wrong = {
      {"skips z_1", [](const Tokens& t) {
         Facts f = facts_of(t);
         for (auto& [key, value] : f.z)
           if (key.first == 1) value = key.second;
         return reached(f, f.L);
       }},
      {"w in the low digits", [](const Tokens& t) {
         const Facts f = facts_of(t);
         const std::int64_t i1 = f.z.at({1, f.z0}), i2 = f.z.at({2, i1 * 3 + f.w[0]});
         return f.z.at({3, f.w[1] * 12 + i2});
       }},
      {"w reversed", [](const Tokens& t) {
         Facts f = facts_of(t);
         f.w = {f.w[1], std::min<std::int64_t>(f.w[0], 1)};
         return reached(f, f.L);
       }},
      {"stops one early", [](const Tokens& t) { return reached(facts_of(t), 2); }},
      {"stride m everywhere", [](const Tokens& t) {
         const Facts f = facts_of(t);
         const std::int64_t i1 = f.z.at({1, f.z0}), i2 = f.z.at({2, f.w[0] * 4 + i1});
         return f.z.at({3, f.w[1] * 4 + i2});
       }},
  };
  for (const auto& [name, oracle] : wrong) EXPECT_TRUE(support::killed(*task, oracle)) << name;
}

TEST(Composition, orders_its_tokens_as_stated) {
  const auto tags = [](const char* sizes) {
    std::string text;
    for (const Token& token : make_task("l-seqcomp", sizes)->input(3)) text += std::to_string(token[0]) + " ";
    return text;
  };
  EXPECT_EQ(tags("m=2 n1=2"), "2 2 2 2 1 1 0 -1 ");
  EXPECT_EQ(tags("m=2 n1=2 reversed=1"), "-1 0 1 1 2 2 2 2 ");
  EXPECT_EQ(tags("m=2 n1=2 merged=1"), "2 2 2 2 1 1 -2 ");
  EXPECT_EQ(make_task("l-seqcomp", "m=2 n1=2")->stored(), 6u);
}

TEST(Composition, structured_inputs_show_every_class) {
  const Composition task(8, {2});
  Random random(6);
  std::set<std::string> classes;
  for (int draw = 0; draw < 300; ++draw) {
    const Tokens tokens = task.structured(random);
    const Facts facts = facts_of(tokens);
    std::set<std::int64_t> values;
    std::int64_t fixed = 0;
    for (std::int64_t i = 0; i < 16; ++i) {
      values.insert(facts.z.at({2, i}));
      fixed += facts.z.at({2, i}) == i;
    }
    const std::int64_t at = facts.w[0] * 8 + facts.z.at({1, facts.z0}), right = task.oracle(tokens);
    if (values.size() == 1) classes.insert("constant");
    if (fixed == 16) classes.insert("identity");
    if (values.size() == 2) classes.insert("complement everywhere else");
    if (values.size() > 4 && facts.z.at({2, at ^ 1}) == 15 - right && facts.z.at({2, at ^ 8}) == 15 - right)
      classes.insert("complement at Hamming distance 1");
  }
  EXPECT_EQ(classes.size(), 4u);
}

TEST(Composition, refuses_malformed_inputs) {
  for (const char* sizes : {"m=3 n1=2", "m=3 n1=2 merged=1", "m=3 n1=2 reversed=1"}) {
    const auto task = make_task("l-seqcomp", sizes);
    support::expect_refuses_damage(*task, task->input(12345));
    Tokens swapped = task->input(12345);
    std::swap(swapped[3], swapped[4]);
    EXPECT_THROW(task->oracle(swapped), std::invalid_argument);
  }
}

}  // namespace
