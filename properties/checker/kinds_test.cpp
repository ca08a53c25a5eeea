// The kinds counterexample, exhaustion and counting, their outcomes (malformed or not established), and every line edited.
#include <gtest/gtest.h>

#include <gmpxx.h>

#include <functional>

#include "checker/checker.hpp"
#include "checker/claim.hpp"
#include "checker/texts.hpp"

namespace attest::checker::testing {
namespace {

const std::string bf16 = Block{"bfloat16 nearest-even left-to-right unfused", {}, "two-pass", "natural", "quotient", "first-to-last", false}.text();

void expect(Outcome outcome, const std::string& kind, const std::string& lines, const std::string& because = "") {
  const Result result = verify(evidence::certificate(kind, lines));
  EXPECT_EQ(static_cast<int>(result.outcome), static_cast<int>(outcome)) << result.reason << "\n" << lines;
  EXPECT_EQ(result.verified, outcome == Outcome::established);
  EXPECT_NE(result.reason.find(because), std::string::npos) << result.reason << "\n" << lines;
  EXPECT_EQ(result.reason.find('\n'), std::string::npos);
}

std::string eva(const std::string& beta, const std::string& rest) { return "claim retrieval\nn 4\ndigits 2\nvalue-bits 2\n" + beta + "\n" + bf16 + rest; }

// beta = 1/4: the hit's weight is far from twice all others', so a 1 among zeros reads 0.
const std::string weak_input = "input 1:0:1 1:1:0 1:2:0 1:3:0 0:0\n";

TEST(CheckerKinds, ACounterexampleIsAWrongAnswerOrAnUndefinedOne) {
  const std::string weak = "beta 1*2^-2";
  expect(Outcome::established, "counterexample", eva(weak, weak_input + "expected 1\nobserved 0\n"));
  expect(Outcome::not_established, "counterexample", eva(weak, weak_input + "expected 0\nobserved 1\n"), "the right answer is 1");
  expect(Outcome::not_established, "counterexample", eva(weak, weak_input + "expected 1\nobserved undefined\n"), "the model's answer is 0");
  expect(Outcome::not_established, "counterexample", eva("beta 1*2^3", weak_input + "expected 1\nobserved 1\n"), "is right");
  expect(Outcome::not_established, "counterexample", eva("beta 1*2^3", weak_input + "expected 1\nobserved 0\n"), "answer is 1");
  // Naive weights overflow.
  std::string overflow = eva("beta 1*2^7", weak_input + "expected 1\nobserved undefined\n");
  overflow.replace(overflow.find("two-pass"), 8, "naive");
  expect(Outcome::established, "counterexample", overflow);
  // No inputs of the task, and lines that are none.
  for (const char* input : {"1:0:1 1:1:0 1:2:0 0:0", "1:0:1 1:2:0 1:1:0 1:3:0 0:0", "1:0:1 1:1:0 1:2:0 1:3:4 0:0", "1:0:1 1:1:0 1:2:0 1:3:0 0:4", "1:0:1 1:1:0 1:2:0 1:3:0 1:0:0",
                            "1:0:1 1:1:0 1:2:0 1:3:0 0:-1", "1:0:1 1:1:0 1:2:0 1:3:0 0:0:0", "1:0:1 1:1:0 1:2:0 1:3:0 0:0x", "1:0:1 1:1:0 1:2:0 1:3:0 0:00", "1:0:1 1:1:0 1:2:0 1:3:0 :0", "(1:0:1", "200000(0:0", "2(2(0:0"})
    expect(Outcome::malformed, "counterexample", eva(weak, std::string("input ") + input + "\nexpected 1\nobserved 0\n"));
  expect(Outcome::malformed, "counterexample", eva(weak, weak_input + "expected -1\nobserved 0\n"));
  expect(Outcome::malformed, "counterexample", eva(weak, weak_input + "expected 1\nobserved Undefined\n"));
  expect(Outcome::malformed, "counterexample", eva(weak, "expected 1\nobserved 0\n"));
  expect(Outcome::malformed, "counterexample", "claim capacity-set\nmechanism linear\nU 4\nM 9\nentries 4\nn 2\n" + bf16 + weak_input + "expected 1\nobserved 0\n", "no explicit inputs");
  const std::string real = "exact yes\nsoftmax naive\nexponential natural\nnormalisation quotient\nkeys first-to-last\n";
  expect(Outcome::established, "counterexample", "claim retrieval\nn 4\ndigits 2\nvalue-bits 2\nbeta 1*2^-2\n" + real + weak_input + "expected 1\nobserved 0\n");
  expect(Outcome::malformed, "exhaustion", "claim retrieval\nn 4\ndigits 2\nvalue-bits 2\ngrid beta 1*2^-2 1*2^-1 2\n" + real + "killer 0 1" + weak_input.substr(5) + "cell 0 1 0\n", "finite");
}

TEST(CheckerKinds, RunsAreWrittenOneWay) {
  const std::string head = "claim two-sum\nM 16\nn 63\nc 1*2^0\nkappa 15*2^-4\nthreshold 1*2^-1\n" + bf16;
  expect(Outcome::established, "counterexample", head + "input 63(1:5 0:10\nexpected 0\nobserved 1\n");
  for (const char* input : {"62(1:5 1:5 0:10", "1:5 62(1:5 0:10", "30(1:5 33(1:5 0:10", "063(1:5 0:10", "63(1:5) 0:10", "63(1:5  0:10", "63(1:5 1(0:10"})
    expect(Outcome::malformed, "counterexample", head + "input " + input + "\nexpected 0\nobserved 1\n");
}

// ---- exhaustion -----------------------------------------------------------------------------------------------------

/// bfloat16 numbers from 1/4 to 1/2 and a half ulp's neighbourhood: 129 of them, each too weak for the killer.
std::string exhaustion(const std::string& grid, const std::string& cells) { return eva(grid, "killer 0 1" + weak_input.substr(5) + cells); }

TEST(CheckerKinds, AnExhaustionIsATiledGridOfWrongPoints) {
  const std::string grid = "grid beta 1*2^-2 1*2^-1 129", cells = "cell 0 100 0\ncell 101 128 0\n";
  expect(Outcome::established, "exhaustion", exhaustion(grid, cells));
  expect(Outcome::not_established, "exhaustion", exhaustion("grid beta 1*2^-2 1*2^-1 128", "cell 0 127 0\n"), "does not hold 128");
  expect(Outcome::not_established, "exhaustion", exhaustion("grid beta 1*2^-2 1*2^-1 130", "cell 0 129 0\n"), "does not hold 130");
  expect(Outcome::malformed, "exhaustion", exhaustion("grid beta 1*2^-1 1*2^-2 2", "cell 0 1 0\n"), "FIRST <= LAST");
  expect(Outcome::malformed, "exhaustion", exhaustion("grid beta 513*2^-11 1*2^-1 129", cells), "no numbers of the input");
  expect(Outcome::not_established, "exhaustion", exhaustion("grid beta 1*2^-2 1*2^3 641", "cell 0 640 0\n"), "is right on its killer");
  for (const char* broken : {"cell 0 100 0\n", "cell 0 100 0\ncell 102 128 0\n", "cell 0 100 0\ncell 100 128 0\n", "cell 101 128 0\ncell 0 100 0\n", "cell 0 129 0\n", "cell 1 128 0\n", "cell 0 128 0\ncell 0 0 0\n", "cell 0 100 0\ncell 101 128 1\n"})
    expect(Outcome::not_established, "exhaustion", exhaustion(grid, broken));
  for (const char* broken : {"cell 0 0 128 0\n", "cell 0 128\n", "cell 0 -1 0\n", "cell 0 128 0 0 0\n", ""})
    expect(std::string(broken).empty() ? Outcome::not_established : Outcome::malformed, "exhaustion", exhaustion(grid, broken));
  expect(Outcome::not_established, "exhaustion", eva(grid, "killer 0 0" + weak_input.substr(5) + cells), "the right answer is 1");
  expect(Outcome::malformed, "exhaustion", eva(grid, "killer 1 1" + weak_input.substr(5) + cells));
  expect(Outcome::malformed, "exhaustion", eva("beta 1*2^-2", "killer 0 1" + weak_input.substr(5) + "cell 0 0 0\n"), "one or two grids");
  expect(Outcome::malformed, "exhaustion", exhaustion("grid gamma 1*2^-2 1*2^-1 129", cells));
  expect(Outcome::malformed, "exhaustion", exhaustion("grid beta 1*2^-2 1*2^-1 2000000", cells));
  expect(Outcome::malformed, "all-inputs", eva(grid, "method rows\n"), "must begin with 'beta'");
}

TEST(CheckerKinds, TwoGridsAreTiledRowByRow) {
  const auto lines = [](const std::string& first, const std::string& second, const std::string& cells) {
    return "claim two-sum\nM 16\nn 63\n" + first + "\n" + second + "\nthreshold 1*2^-1\n" + bf16 + "killer 0 0 63(1:5 0:10\nkiller 1 1 62(1:5 1:6 0:10\n" + cells;
  };
  // c in {1, 1+2^-7}, kappa in {127/128, 1}: near misses weigh as much as the blank.
  const std::string c = "grid c 1*2^0 129*2^-7 2", kappa = "grid kappa 255*2^-8 1*2^0 2";
  expect(Outcome::established, "exhaustion", lines(c, kappa, "cell 0 0 1 0\ncell 1 0 0 0\ncell 1 1 1 0\n"));
  expect(Outcome::established, "exhaustion", lines("c 1*2^0", kappa, "cell 0 1 0\n"));
  expect(Outcome::established, "exhaustion", lines(c, "kappa 1*2^0", "cell 0 1 0\n"));
  expect(Outcome::not_established, "exhaustion", lines(c, kappa, "cell 0 0 1 0\n"), "tile");
  expect(Outcome::not_established, "exhaustion", lines(c, kappa, "cell 1 0 1 0\ncell 0 0 1 0\n"), "tile");
  expect(Outcome::not_established, "exhaustion", lines(c, kappa, "cell 0 0 1 1\ncell 1 0 1 0\n"), "is right");
  expect(Outcome::malformed, "exhaustion", lines(c, kappa, "cell 0 1 0\n"));
  expect(Outcome::malformed, "exhaustion", lines("grid c 1*2^-40 1*2^40 10241", "grid kappa 1*2^-40 1*2^40 10241", "cell 0 0 1 0\n"), "2^20");
}

// ---- counting -------------------------------------------------------------------------------------------------------

std::string bound(const std::string& theorem, const std::string& lines) { return "claim bound\ntheorem " + theorem + "\n" + lines; }

using Row = std::pair<std::string, bool>;

TEST(CheckerKinds, CountingAtItsEdges) {
  const auto table = [](const std::string& theorem, const std::vector<Row>& rows) {
    for (const auto& [lines, holds] : rows) expect(holds ? Outcome::established : Outcome::not_established, "counting", bound(theorem, lines));
  };
  table("E", {{"n 4\nstate-bits 7\n", true}, {"n 4\nstate-bits 8\n", false}, {"n 3\nstate-bits 4\n", true}, {"n 3\nstate-bits 5\n", false}});  // 4^4 = 2^8, 3^3 = 27
  table("T", {{"U 8\nn 4\nstate-bits 6\n", true}, {"U 8\nn 4\nstate-bits 7\n", false}, {"U 4\nn 1\nstate-bits 2\n", false}, {"U 4\nn 1\nstate-bits 1\n", true}});  // 70; 4
  table("S", {{"U 8\nB 4\nn 12\nk 2\nmessage-bits 6\n", true}, {"U 8\nB 4\nn 11\nk 2\nmessage-bits 6\n", false}, {"U 8\nB 4\nn 12\nk 3\nmessage-bits 6\n", false}, {"U 8\nB 4\nn 12\nk 2\nmessage-bits 7\n", false}});
  table("F1", {{"m 4\nmessage-bits 7\n", true}, {"m 4\nmessage-bits 8\n", false}});
  table("LL", {{"n 4\nlevel-bits 7\n", true}, {"n 4\nlevel-bits 8\n", false}, {"n 3\nlevel-bits 2\n", true}, {"n 3\nlevel-bits 3\n", false}, {"n 4\nlevel-bits 6\nU 8\n", true}, {"n 4\nlevel-bits 7\nU 8\n", false}});
  // bounds.md section 4 (history column): b = 160, s = 2304 each side, m = 612, n_1 = 178 bites; a smaller row does not.
  const std::string h2 = "message-bits 160\npre-bits 2304\npost-bits 2304\n";
  table("H2", {{"m 612\nn_1 178\n" + h2, true}, {"m 612\nn_1 150\n" + h2, false}, {"m 500\nn_1 178\n" + h2, false}});
  // bounds.md section 3: b = 8 (19, 7), b = 64 (146, 32), b = 1024 (2010, 360).
  table("F2", {{"m 19\nn_1 7\nmessage-bits 8\n", true}, {"m 18\nn_1 7\nmessage-bits 8\n", false}, {"m 19\nn_1 6\nmessage-bits 8\n", false}, {"m 146\nn_1 32\nmessage-bits 64\n", true}, {"m 2010\nn_1 360\nmessage-bits 1024\n", true}, {"m 4\nn_1 2\nmessage-bits 100\n", false}});
  for (const char* lines : {"n 1\nstate-bits 0\n", "n 1048577\nstate-bits 0\n", "n 4\nstate-bits -1\n", "n 4\n", "state-bits 7\nn 4\n", "n 4\nstate-bits 7\nn 4\n"})
    expect(Outcome::malformed, "counting", bound("E", lines));
  expect(Outcome::malformed, "counting", bound("T", "U 4\nn 5\nstate-bits 0\n"));
  expect(Outcome::malformed, "counting", bound("Z", "n 4\nstate-bits 7\n"), "not a theorem");
  expect(Outcome::malformed, "counting", "claim stack\ntheorem E\nn 4\nstate-bits 7\n");
}

/// Lemma C's greedy cover as bounds.md has it, one gain more than it allows, and plain H2 as its special case x0 = 1.
TEST(CheckerKinds, H2PlusTakesOnlySureGains) {
  const auto plus = [](int m, int n_1, int b, int pre, int post, int x0, const std::string& gains) {
    return bound("H2+", "m " + std::to_string(m) + "\nn_1 " + std::to_string(n_1) + "\nmessage-bits " + std::to_string(b) + "\npre-bits " + std::to_string(pre) + "\npost-bits " + std::to_string(post) + "\nx0 " + std::to_string(x0) + "\ngains" + gains + "\n");
  };
  // F R* of bounds.md: x = 1, x0 = m: post + (m+n_1)b < n_1 m lg(m n_1), here 64 + 160(m+n_1).
  const std::string all_of_100 = " 100";
  expect(Outcome::established, "counting", plus(100, 100, 160, 0, 64, 100, all_of_100));
  expect(Outcome::not_established, "counting", plus(100, 100, 160, 0, 64, 100, " 99"), "not sure");
  expect(Outcome::not_established, "counting", plus(100, 100, 160, 0, 64, 100, " 100 100"), "not sure");  // y = 1
  expect(Outcome::not_established, "counting", plus(100, 100, 160, 0, 64, 100, " 101"), "not sure");
  expect(Outcome::malformed, "counting", plus(100, 100, 160, 0, 64, 101, all_of_100));
  expect(Outcome::malformed, "counting", plus(100, 100, 160, 0, 64, 100, ""));
  // pre > 0, x0 = 1: k = 1, g = 1: sure while y·lg(y/marked) > pre, y = m.
  const auto ones = [](int count) {
    std::string text;
    while (count-- > 0) text += " 1";
    return text;
  };
  const auto gain_is_sure = [&](int count) { return verify(evidence::certificate("counting", plus(64, 1, 0, 64, 0, 1, ones(count)))).reason.find("not sure") == std::string::npos; };
  EXPECT_TRUE(gain_is_sure(32));   // the last step: marked 31, 64·lg(64/31) > 64
  EXPECT_FALSE(gain_is_sure(33));  // marked 32: 64·lg 2 = 64 is not more
}

TEST(CheckerKinds, LargePowersAreDecided) {
  // lg(2^20 - 1) is irrational and near 20: 2^20·lg(2^20) > s for s = 20·2^20 - 1 alone.
  expect(Outcome::established, "counting", bound("E", "n 1048576\nstate-bits 20971519\n"));
  expect(Outcome::not_established, "counting", bound("E", "n 1048576\nstate-bits 20971520\n"));
  mpz_class power;
  mpz_ui_pow_ui(power.get_mpz_t(), 999, 999);
  const auto bits = mpz_sizeinbase(power.get_mpz_t(), 2) - 1;  // 2^bits < 999^999 < 2^(bits+1)
  expect(Outcome::established, "counting", bound("F1", "m 999\nmessage-bits " + std::to_string(bits) + "\n"));
  expect(Outcome::not_established, "counting", bound("F1", "m 999\nmessage-bits " + std::to_string(bits + 1) + "\n"));
}

// ---- edits ----------------------------------------------------------------------------------------------------------

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t stop = text.find('\n', start);
    lines.push_back(text.substr(start, stop - start));
    start = stop + 1;
  }
  return lines;
}

std::string body(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

/// Lines missing, doubled, swapped, longer or misspelt, with the hash made right again: none is taken for what it was.
TEST(CheckerKinds, StructuralEditsWithARightHashAreMalformed) {
  const std::vector<std::pair<std::string, std::string>> valid{
      {"counterexample", eva("beta 1*2^-2", weak_input + "expected 1\nobserved 0\n")},
      {"exhaustion", exhaustion("grid beta 1*2^-2 1*2^-1 129", "cell 0 100 0\ncell 101 128 0\n")},
      {"counting", bound("S", "U 8\nB 4\nn 12\nk 2\nmessage-bits 6\n")},
      {"all-inputs", eva("beta 1*2^3", "method bounded\n")}};
  for (const auto& [kind, text] : valid) {
    expect(Outcome::established, kind, text);
    const auto lines = lines_of(text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      auto missing = lines, twice = lines, longer = lines, misspelt = lines, swapped = lines;
      missing.erase(missing.begin() + static_cast<std::ptrdiff_t>(i));
      twice.insert(twice.begin() + static_cast<std::ptrdiff_t>(i), lines[i]);
      longer[i] += " x";
      misspelt[i][0] = 'z';
      for (const auto& edited : {missing, twice, longer, misspelt}) EXPECT_FALSE(verify(evidence::certificate(kind, body(edited))).verified) << body(edited);
      if (i + 1 < lines.size()) {
        std::swap(swapped[i], swapped[i + 1]);
        EXPECT_FALSE(verify(evidence::certificate(kind, body(swapped))).verified) << body(swapped);
      }
    }
    const std::string whole = evidence::certificate(kind, text);
    for (std::size_t at = 0; at < whole.size(); ++at) {
      std::string edited = whole;
      edited[at] = static_cast<char>(edited[at] ^ 1);
      const Result result = verify(edited);
      EXPECT_EQ(static_cast<int>(result.outcome), static_cast<int>(Outcome::malformed)) << at << " " << result.reason;
    }
  }
}

TEST(CheckerKinds, LimitsAreKept) {
  const auto result = [](const std::string& lines) { return verify(evidence::certificate("counterexample", lines)); };
  // More tokens than a certificate may hold, a line longer than its kind allows, control characters.
  EXPECT_NE(result("claim two-sum\nM 16\nn 131072\nc 1*2^0\nkappa 15*2^-4\nthreshold 1*2^-1\n" + bf16 + "input 131072(1:5 0:10\nexpected 0\nobserved 1\n").reason.find("131072"), std::string::npos);
  EXPECT_NE(verify(evidence::certificate("all-inputs", "claim " + std::string(70000, 'x') + "\n")).reason.find("too long"), std::string::npos);
  EXPECT_LT(verify(evidence::certificate("all-inputs", "claim " + std::string(60000, 'x') + "\n")).reason.size(), 400u);
  EXPECT_NE(verify(evidence::certificate("all-inputs", "claim retrieval\t\n")).reason.find("ASCII"), std::string::npos);
  // A million points, each evaluated on 65537 tokens: refused before it begins.
  const std::string wide = Block{"binary64 nearest-even left-to-right unfused", {}, "two-pass", "natural", "quotient", "first-to-last", false}.text();
  const Result slow = verify(evidence::certificate("exhaustion", "claim two-sum\nM 16\nn 65536\ngrid c 1*2^0 4503599628419071*2^-52 1048576\nkappa 1*2^0\nthreshold 1*2^-1\n" + wide +
                                                                     "killer 0 0 65536(1:5 0:10\ncell 0 1048575 0\n"));
  EXPECT_EQ(static_cast<int>(slow.outcome), static_cast<int>(Outcome::malformed)) << slow.reason;
  EXPECT_NE(slow.reason.find("17179869184 rounded operations"), std::string::npos) << slow.reason;
}

}  // namespace
}  // namespace attest::checker::testing
