// The generic part: counting, uniformity of the generator, encodings, texts, and errors in one line.
#include "tasks/task.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <map>

#include "tasks/bits.hpp"
#include "tasks/text.hpp"

namespace {

using namespace attest::tasks;

std::string complaint(const std::function<void()>& action) {
  try {
    action();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

TEST(Random, is_splitmix64) {
  Random random(1234567);
  EXPECT_EQ(random.bits(), 6457827717110365317ull);  // the reference sequence of the algorithm's authors
  EXPECT_EQ(random.bits(), 3203168211198807973ull);
  EXPECT_THROW(random.below(0), std::invalid_argument);
}

TEST(Random, below_is_unbiased_at_an_awkward_bound) {
  Random random(1);
  const std::uint64_t bound = (std::uint64_t{3} << 62);  // a plain modulus would prefer the lowest quarter
  int low = 0;
  for (int i = 0; i < 4000; ++i) low += random.below(bound) < (std::uint64_t{1} << 62);
  EXPECT_NEAR(low, 4000 / 3, 150);
}

TEST(Task, counts_and_enumerates) {
  EXPECT_EQ(make_task("eva", "n=4")->count(), 1024u);
  EXPECT_EQ(make_task("eva", "n=4")->count_text(), "4^5");
  EXPECT_EQ(make_task("eva", "n=1024")->count(), ~std::uint64_t{0});
  EXPECT_EQ(make_task("eva", "n=1024")->count_text(), "1024^1025");
  EXPECT_EQ(make_task("two-sum", "n=3 M=6")->count(), 256u);
  EXPECT_EQ(make_task("two-sum", "n=3 M=9 U=4 distinct=1")->count(), 96u);
  EXPECT_EQ(make_task("two-sum", "n=3 M=9 U=4 distinct=1")->count_text(), "4!/(4-3)!*4");
  EXPECT_EQ(make_task("l-seqcomp", "m=2 n1=2")->count(), 2u * 2 * 4 * 256);
  EXPECT_EQ(make_task("index", "n=2 D=2 V=1")->count(), 4u * 3 * 4 * 2);
}

TEST(Task, uniform_draws_every_input_about_equally) {
  for (const auto& [name, sizes] : std::map<std::string, std::string>{{"eva", "n=3"}, {"two-sum", "n=3 M=9 U=4 distinct=1"}, {"index", "n=2 D=2 V=1"}}) {
    const auto task = make_task(name, sizes);
    std::map<Tokens, int> seen;
    Random random(8);
    const int each = 200, draws = each * static_cast<int>(task->count());
    for (int i = 0; i < draws; ++i) ++seen[task->uniform(random)];
    EXPECT_EQ(seen.size(), task->count()) << name;
    double chi_squared = 0;
    for (const auto& [tokens, times] : seen) chi_squared += (times - each) * (times - each) / static_cast<double>(each);
    const double freedom = static_cast<double>(task->count()) - 1;
    EXPECT_LT(chi_squared, freedom + 6 * std::sqrt(2 * freedom)) << name;
  }
}

TEST(Task, decodes_only_what_encodes) {
  const auto task = make_task("l-seqcomp", "m=2 n1=2");
  const int bits = task->token_bits();
  EXPECT_EQ(bits, 2 + 4);
  int valid = 0;
  for (std::int64_t code = 0; code < (std::int64_t{1} << bits); ++code) {
    const auto digits = digits_of(code, bits);
    try {
      EXPECT_EQ(task->encode(task->decode(digits)), digits);
      ++valid;
    } catch (const std::invalid_argument&) {
    }
  }
  EXPECT_EQ(valid, 2 + 2 + 4 + 16);  // w, z_0, z_1, z_2
  EXPECT_THROW(task->decode(digits_of(0, bits + 1)), std::invalid_argument);
  EXPECT_THROW(task->encode({}), std::invalid_argument);
  EXPECT_THROW(task->encode({5, 0}), std::invalid_argument);
}

TEST(Text, tokens_and_sizes_survive_a_round_trip) {
  const Tokens tokens{{-1, 2}, {0, 0, 7}};
  EXPECT_EQ(to_text(tokens), "-1 2\n0 0 7\n");
  EXPECT_EQ(parse_tokens(to_text(tokens)), tokens);
  EXPECT_EQ(complaint([] { parse_tokens("1 2\n1 x\n"); }), "tokens, line 2: 'x' is not an integer");
  EXPECT_EQ(parse_sizes("n=8 M=17"), (Sizes{{"M", 17}, {"n", 8}}));
  for (const std::string& name : task_names()) {
    const std::string sizes = name == "eva" ? "n=5" : name == "index" ? "n=3 D=4 V=2" : name == "l-seqcomp" ? "m=4 n1=2 merged=1"
                              : name == "counting" ? "n=4 K=3 t=2" : name == "equality" || name == "disjointness" ? "n=4"
                              : name == "averaging" ? "n=4 q=2 scale=3" : name == "two-sum-any" ? "n=3 M=11 proper=1" : name == "ar" ? "n=3 A=4" : "n=3 M=11";
    EXPECT_EQ(make_task(name, sizes)->sizes(), sizes);
    EXPECT_EQ(make_task(name, sizes)->name(), name);
  }
  EXPECT_NE(complaint([] { parse_sizes("n8"); }), "");
  EXPECT_NE(complaint([] { parse_sizes("n=8x"); }), "");
  EXPECT_NE(complaint([] { parse_sizes("n=8 n=9"); }), "");
}

TEST(Registry, says_in_one_line_what_is_wrong) {
  const std::map<std::string, std::pair<std::string, std::string>> cases = {
      {"did you mean 'two-sum'?", {"tow-sum", "n=3 M=8"}},
      {"did you mean 'l-seqcomp'?", {"seqcomp", "m=3"}},
      {"needs the size M", {"two-sum", "n=3"}},
      {"has no size 'N'", {"eva", "N=3"}},
      {"n=0 is out of range; choose 1..1048576", {"eva", "n=0"}},
      {"n=2000000 is out of range", {"eva", "n=2000000"}},
      {"U=9 is out of range; choose 1..4", {"two-sum", "n=3 M=9 U=9"}},
      {"n=5 is out of range; choose 1..4", {"two-sum", "n=5 M=9 U=4 distinct=1"}},
      {"distinct=1 needs U", {"two-sum", "n=3 M=9 distinct=1"}},
      {"distinct=2 is out of range", {"two-sum", "n=3 M=9 U=4 distinct=2"}},
      {"M=2 is out of range", {"match2", "n=3 M=2"}},
      {"n=1 is out of range; choose 2..", {"two-sum-any", "n=1 M=5"}},
      {"m=1 is out of range", {"l-seqcomp", "m=1"}},
      {"t=4 is out of range; choose 0..3", {"counting", "n=4 K=2 t=4"}},
      {"K=0 is out of range", {"counting", "n=4 K=0 t=1"}},
      {"q=5 is out of range; choose 1..4", {"averaging", "n=4 q=5"}},
      {"has no size 'proper'", {"match2", "n=4 M=9 proper=1"}},
      {"did you mean 'equality'?", {"equalty", "n=4"}},
      {"size n1 is missing", {"l-seqcomp", "m=4 n2=2"}},
      {"not both", {"l-seqcomp", "m=4 reversed=1 merged=1"}},
      {"n1=300000 is out of range; choose 1..262144", {"l-seqcomp", "m=4 n1=300000"}},
      {"D=41 is out of range", {"index", "n=3 D=41 V=1"}},
      {"V=4294967297 is out of range", {"index", "n=3 D=4 V=4294967297"}},
      {"n=5 is out of range; choose 1..4", {"index", "n=5 D=2 V=1"}},
      {"n=6 is out of range; choose 2..5", {"ar", "n=6 A=4"}},
  };
  for (const auto& [expected, task] : cases) {
    const std::string said = complaint([&] { make_task(task.first, task.second); });
    EXPECT_NE(said.find(expected), std::string::npos) << task.first << " " << task.second << ": " << said;
    EXPECT_EQ(said.find('\n'), std::string::npos);
  }
}

}  // namespace
