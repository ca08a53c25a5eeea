// The checker accepts what holds, and nothing that was edited: every missing, repeated, swapped or altered line of a
// valid certificate is refused, or what it then claims was confirmed by a second evaluation.
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "checker/checker.hpp"
#include "evidence/certificate.hpp"

namespace {

using attest::checker::verify;

/// The lines of a claim as a whole certificate; each claim has its first method here.
std::string sealed(const std::string& lines) {
  const bool rows = lines.find("beta ") != std::string::npos, pieces = lines.starts_with("claim two-sum\n");
  return attest::evidence::certificate("all-inputs", lines + "method " + (rows ? "rows" : pieces ? "pieces" : "derivation") + "\n");
}

std::string arithmetic(const std::string& role, const std::string& softmax) {
  std::string text = "exact no\n";
  for (const char* name : {"input", "score", "weight", "accumulator", "state", "output"}) text += std::string(name) + " " + role + "\n";
  return text + "softmax " + softmax + "\nexponential natural\nnormalisation quotient\nkeys first-to-last\n";
}

const std::string real_numbers = "exact yes\nsoftmax two-pass\nexponential natural\nnormalisation quotient\nkeys first-to-last\n";

std::string retrieval(int n, int digits, const std::string& beta, const std::string& rest) {
  return "claim retrieval\nn " + std::to_string(n) + "\ndigits " + std::to_string(digits) +
         "\nvalue-bits " + std::to_string(digits) + "\nbeta " + beta + "\n" + rest;
}

std::string two_sum(int M, int n, const std::string& c, const std::string& kappa, const std::string& rest) {
  return "claim two-sum\nM " + std::to_string(M) + "\nn " + std::to_string(n) + "\nc " + c +
         "\nkappa " + kappa + "\nthreshold 1*2^-1\n" + rest;
}

void expect_verified(const std::string& certificate) {
  const auto result = verify(sealed(certificate));
  EXPECT_TRUE(result.verified) << result.reason << "\n" << certificate;
  EXPECT_GT(result.rows, 0u);
}

void expect_rejected(const std::string& certificate, const std::string& because) {
  const auto result = verify(sealed(certificate));
  EXPECT_FALSE(result.verified) << certificate;
  EXPECT_NE(result.reason.find(because), std::string::npos) << result.reason;
  EXPECT_EQ(result.reason.find('\n'), std::string::npos);
}

const std::string bf16 = "bfloat16 nearest-even left-to-right unfused";

TEST(Checker, AcceptsRetrievalAboveTheThresholdAndRefusesItBelow) {
  // All 2^D keys present, real numbers, hit row: (1+e^-b)^D + e^(-bD) <= 2; the digit-0 row is the weaker one.
  expect_verified(retrieval(1024, 10, "23*2^-3", real_numbers));
  expect_rejected(retrieval(1024, 10, "21*2^-3", real_numbers), "answered wrongly");
  for (const char* softmax : {"naive", "two-pass", "online"}) {
    expect_verified(retrieval(256, 8, "1*2^2", arithmetic(bf16, softmax)));
    expect_rejected(retrieval(256, 8, "1*2^0", arithmetic(bf16, softmax)), "reads");
  }
}

TEST(Checker, AbsorptionAndOverflowAreSeen) {
  // binary16: exp(11*10) is infinite without max-subtraction.
  expect_rejected(retrieval(1024, 10, "11*2^0", arithmetic("binary16 nearest-even left-to-right unfused", "naive")), "overflow");
  expect_verified(retrieval(1024, 10, "11*2^0", arithmetic("binary16 nearest-even left-to-right unfused", "two-pass")));
}

/// Over the reals the row of the digit 1 is the weaker one; with absorption the other row can fail alone: in three significant
/// bits the denominator stays 1 while the others' weights, summed without the hit, reach 1/2.
TEST(Checker, TheRowOfTheDigitZeroDecidesAlone) {
  std::string certificate = retrieval(16, 4, "3*2^0", arithmetic("binary32 nearest-even left-to-right unfused", "two-pass"));
  certificate.replace(certificate.find("natural"), 7, "base-2");
  certificate.replace(certificate.find("accumulator binary32"), 20, "accumulator p3");
  expect_rejected(certificate, "code 0 with digit 0 among ones reads 1");
}

TEST(Checker, TwoSumNeedsGapAndSharpness) {
  expect_verified(two_sum(256, 256, "43501*2^0", "65531*2^-16", real_numbers));
  expect_rejected(two_sum(256, 256, "1001*2^0", "65531*2^-16", real_numbers), "near misses");
  expect_rejected(two_sum(256, 256, "43501*2^0", "3*2^0", real_numbers), "one match");
  expect_verified(two_sum(16, 16, "131*2^0", "31*2^-5", arithmetic("binary32 nearest-even left-to-right unfused", "two-pass")));
  expect_rejected(two_sum(16, 16, "1*2^0", "31*2^-5", arithmetic("binary32 nearest-even left-to-right unfused", "two-pass")), "answered 1");
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

TEST(Checker, StructuralEditsAreRefused) {
  const auto lines = lines_of(sealed(retrieval(16, 4, "1*2^2", arithmetic(bf16, "two-pass"))));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    auto missing = lines, twice = lines, longer = lines, misspelt = lines;
    missing.erase(missing.begin() + static_cast<std::ptrdiff_t>(i));
    twice.insert(twice.begin() + static_cast<std::ptrdiff_t>(i), lines[i]);
    longer[i] += " x";
    misspelt[i][0] = 'z';
    for (const auto& edited : {missing, twice, longer, misspelt}) EXPECT_FALSE(verify(joined(edited)).verified) << joined(edited);
    if (i + 1 < lines.size()) {
      auto swapped = lines;
      std::swap(swapped[i], swapped[i + 1]);
      EXPECT_FALSE(verify(joined(swapped)).verified) << joined(swapped);
    }
  }
  const std::string whole = joined(lines);
  std::string other = whole;
  other[whole.size() - 2] = whole[whole.size() - 2] == '0' ? '1' : '0';
  EXPECT_NE(verify(other).reason.find("SHA-256"), std::string::npos);
  for (std::size_t length = 0; length < whole.size(); ++length) EXPECT_FALSE(verify(whole.substr(0, length)).verified) << length;
  EXPECT_FALSE(verify(whole + "\n").verified);
}

TEST(Checker, MalformedNumbersGetOneLine) {
  for (const char* beta : {"4", "4*2^0", "0.5", "1*2^", "1*2^999999999", "99999999999999999999*2^0", "-1*2^0", "0", "nan", ""})
    EXPECT_FALSE(verify(sealed(retrieval(16, 4, beta, real_numbers))).verified) << beta;
  expect_rejected(retrieval(17, 4, "1*2^3", real_numbers), "do not fit");
  EXPECT_NE(verify("").reason.find("newline"), std::string::npos);
  EXPECT_NE(verify(std::string((16 << 20) + 1, 'x')).reason.find("longer"), std::string::npos);
  EXPECT_NE(verify("attest-certificate/1\n").reason.find("line 1"), std::string::npos);
  expect_rejected("claim magic\n", "magic");
}

}  // namespace

namespace {

std::string composition_claim(const std::string& claim, const std::string& keys, const std::string& beta) {
  return "claim " + claim + "\n" + keys + "beta " + beta + "\n" + arithmetic(bf16, "two-pass");
}

TEST(Checker, Compositions) {
  const std::string sizes = "L 3\nsizes 4 2 2\n";
  for (const std::string claim : {"encoder-composition", "chain-of-thought"}) {
    expect_verified(composition_claim(claim, sizes, "1*2^2"));
    expect_rejected(composition_claim(claim, sizes, "1*2^-1"), "reads");
  }
  for (const std::string way : {"order standard\nfirst full\n", "order standard\nfirst recurrent\n", "order merged\nfirst recurrent\n"}) {
    expect_verified(composition_claim("composition", sizes + way, "1*2^2"));
    expect_rejected(composition_claim("composition", sizes + way, "1*2^-1"), "reads");
  }
  expect_rejected(composition_claim("composition", sizes + "order merged\nfirst full\n", "1*2^2"), "merged");
  expect_rejected(composition_claim("composition", "L 2\nsizes 4 2 2\norder standard\nfirst full\n", "1*2^2"), "sizes");
}

TEST(Checker, IndexerAndCapacity) {
  const std::string f32 = "binary32 nearest-even left-to-right unfused", fp4 = "e2m1 nearest-even left-to-right unfused";
  const auto indexer = [](int M, const std::string& role) {
    return "claim indexer-two-sum\nM " + std::to_string(M) + "\nn 8\n" + arithmetic(role, "two-pass");
  };
  expect_verified(indexer(256, f32));
  expect_rejected(indexer(256, fp4), "scores");
  const auto capacity = [](int n, const std::string& role) {
    return "claim capacity\nmechanism linear\nn " + std::to_string(n) + "\n" + arithmetic(role, "naive");
  };
  expect_verified(capacity(32, "ufx(5,0) down left-to-right unfused"));
  expect_rejected(capacity(33, "ufx(5,0) down left-to-right unfused"), "32");
  expect_verified(capacity(257, bf16));
  expect_rejected(capacity(258, bf16), "257");  // 8 significant bits
}

}  // namespace
