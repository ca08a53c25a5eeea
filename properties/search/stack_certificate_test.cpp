// Trace certificates: what is written is what the model was asked, and what cannot be written is refused with a reason.
// That the checkers establish them is tested where both are at hand.
#include <gtest/gtest.h>

#include "attention/stream.hpp"
#include "search/family.hpp"
#include "search/roles.hpp"
#include "search/stack_certificate.hpp"

namespace attest::search {
namespace {

const std::string folder = std::string(ATTEST_SOURCE_DIR) + "/corpus/configurations";

Configuration small() {
  return parse_configuration("name x\nfamily E\norigin structured\ntask eva\nsizes n=3\nlayer R\nrole facts\nmechanism gla\ndecay 1/2\nwidth 2\nstate fx(3,0)\ndrop 2\n");
}

TEST(StackCertificate, CounterexampleIsThisText) {
  adversaries::Counterexample found;
  found.tokens = {{1, 0, 1}, {1, 1, 1}, {1, 2, 2}, {0, 2}};
  found.expected = 2;
  found.answered = 0;
  const std::string expected =
      "attest-certificate/2\nkind counterexample\nclaim stack\ntask eva n=3\ngenerated 0\nlayers 1\nlayer gla 1 2 1\n"
      "input binary64 nearest-even left-to-right unfused\naccumulator binary64 nearest-even left-to-right unfused\n"
      "state fx(3,0) down left-to-right unfused\noutput binary64 nearest-even left-to-right unfused\n"
      "embed 0 1:0:1 0\nembed 1 1:1:1 1\nembed 2 1:2:2 2\nembed 3 0:2 3\n"
      "key 0 0 0 0 1*2^0 0 | 1*2^0 | 1*2^-1\nkey 0 0 1 1 0 1*2^0 | 1*2^0 | 1*2^-1\nkey 0 0 2 2 2(0 | 0 | 1*2^-1\nkey 0 0 3 3 2(0 | 0 | 1*2^-1\n"
      "query 0 0 3 3 2(0\nadvance 0 3 3 0 > 4\nread 4 0\n"
      "input 1:0:1 1:1:1 1:2:2 0:2\nexpected 2\nobserved 0\nconclusion refuted sha256 ";
  const std::string text = counterexample_certificate(small(), found);
  EXPECT_EQ(text.substr(0, expected.size()), expected);
  EXPECT_EQ(text.size(), expected.size() + 64 + 1);
  found.answered = 1;
  EXPECT_THROW(counterexample_certificate(small(), found), NoCertificate) << "the model answers 0";
}

TEST(StackCertificate, AFoolingPairAsksNothing) {
  adversaries::FoolingPair pair;
  pair.first = {{1, 0, 1}, {1, 1, 1}, {1, 2, 2}};
  pair.second = {{1, 0, 1}, {1, 1, 1}, {1, 2, 0}};
  pair.query = {{0, 2}};
  pair.state = arithmetic::BitString::from_text("00000000");
  pair.first_truth = 2;
  const std::string text = fooling_pair_certificate(small(), pair);
  EXPECT_EQ(text.find("\nquery 0 "), std::string::npos);
  EXPECT_EQ(text.find("\nadvance"), std::string::npos);
  EXPECT_EQ(text.find("embed 3"), std::string::npos) << "the query is not taken in";
  EXPECT_NE(text.find("\nembed 2 1:2:0 3\nembed 2 1:2:2 2\n"), std::string::npos) << "sorted as text";
  EXPECT_NE(text.find("\nfirst 1:0:1 1:1:1 1:2:2\nsecond 1:0:1 1:1:1 1:2:0\nquery 0:2\nstate 8 00\nfirst-truth 2\nsecond-truth 0\nconclusion indistinguishable sha256 "), std::string::npos);
}

TEST(StackCertificate, EnumerationsAreOfWhatIsRight) {
  const auto control = load_configuration(folder + "/at-capacity/ll-eva.txt");
  const std::string text = enumeration_certificate(control);
  EXPECT_NE(text.find("\nmethod enumeration\nconclusion established sha256 "), std::string::npos);
  EXPECT_NE(text.find("\nembed 0 1:0:3 "), std::string::npos);
  EXPECT_THROW(enumeration_certificate(small()), NoCertificate) << "it dropped an argument";
  EXPECT_THROW(enumeration_certificate(load_configuration(folder + "/e/linear-n32.txt")), NoCertificate) << "32^33 inputs";
}

/// Reporting changes nothing: every shipped stack answers as before.
TEST(StackCertificate, AnObservedStackAnswersAlike) {
  for (const std::string& family : family_names()) {
    if (family == "S") continue;
    for (const Configuration& configuration : load_family(folder, family)) {
      const auto task = task_of(configuration);
      const auto machine = build(configuration);
      TraceTables tables;
      const Stack stack = attention::observed(make_stack(configuration, *task), tables);
      tasks::Random random(3);
      const auto tokens = task->uniform(random);
      attention::StackStream<arithmetic::Emulated> stream(stack);
      for (std::size_t i = 0; i + 1 < tokens.size(); ++i) stream.push(tokens[i], i, false);
      EXPECT_EQ(stream.finish(tokens.back(), tokens.size() - 1, static_cast<int>(configuration.generated)), machine->answer(tokens)) << configuration.name;
      EXPECT_NE(tables.text().find("\nread "), std::string::npos);
    }
  }
}

TEST(TraceTables, TwoResultsForOneArgumentAreRefused) {
  TraceTables tables;
  tables.embedded({1, 2}, 0, {7});
  tables.embedded({1, 2}, 0, {7});
  EXPECT_EQ(tables.text(), "embed 0 1:2 0\n");
  EXPECT_THROW(tables.embedded({1, 2}, 0, {8}), NoCertificate);
  tables.answered({7}, 1);
  EXPECT_THROW(tables.answered({7}, 2), NoCertificate);
}

TEST(TraceTables, OnlyFiniteNumbersAreWritten) {
  TraceTables tables;
  const std::vector<arithmetic::Number> finite{{}, {0, 0, arithmetic::Kind::zero, true}}, bad{{0, 0, arithmetic::Kind::infinity, false}};
  tables.advanced(0, 0, {7}, std::span(&finite, 1), {8});
  EXPECT_EQ(tables.text(), "advance 0 0 0 0 -0 > 1\n");
  EXPECT_THROW(tables.advanced(0, 1, {7}, std::span(&bad, 1), {8}), NoCertificate);
}

TEST(TraceTables, WordsInRunsAndBitsInHex) {
  EXPECT_EQ(in_runs(std::vector<std::string>{"0", "0", "1*2^0", "0", "0", "0"}), "2(0 1*2^0 3(0");
  EXPECT_EQ(in_runs(std::vector<std::string>{}), "");
  EXPECT_EQ(in_hex(arithmetic::BitString::from_text("")), "-");
  EXPECT_EQ(in_hex(arithmetic::BitString::from_text("1")), "8");
  EXPECT_EQ(in_hex(arithmetic::BitString::from_text("00011111")), "1f");
  EXPECT_EQ(in_hex(arithmetic::BitString::from_text(std::string(64, '0') + "01")), "00000000000000004");
}

}  // namespace
}  // namespace attest::search
