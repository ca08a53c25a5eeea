// Claim stack by hand: what is malformed, what is false, and mechanisms whose numbers can be followed on paper.
#include <gtest/gtest.h>

#include <string>

#include "checker/checker.hpp"
#include "evidence/certificate.hpp"

namespace {

using attest::checker::Outcome;
using attest::checker::verify;

std::string role(const std::string& name, const std::string& rest) { return name + " " + rest + "\n"; }

const std::string plain = "binary32 nearest-even left-to-right unfused";

std::string recurrent_roles(const std::string& state = plain) { return role("input", plain) + role("accumulator", plain) + role("state", state) + role("output", plain); }

std::string full_roles(const std::string& accumulator, const std::string& choices) {
  return role("input", plain) + role("score", plain) + role("weight", plain) + role("accumulator", accumulator) + role("output", plain) + choices;
}

/// Match2 of 1, 2 modulo 3 is true; the model says `answer`.
std::string match2(const std::string& layer, const std::string& tables, const std::string& answer = "0") {
  return attest::evidence::certificate("counterexample", "claim stack\ntask match2 n=2 M=3\ngenerated 0\nlayers 1\n" + layer + "embed 0 1:1 0\nembed 1 1:2 1\n" + tables +
                                                             "read 2 " + answer + "\ninput 1:1 1:2\nexpected 1\nobserved " + answer + "\n");
}

void expect(Outcome outcome, const std::string& certificate, const std::string& because = "") {
  const auto result = verify(certificate);
  EXPECT_EQ(static_cast<int>(result.outcome), static_cast<int>(outcome)) << result.reason << "\n" << certificate;
  EXPECT_NE(result.reason.find(because), std::string::npos) << result.reason;
}

TEST(Stack, FeatureMapsByHand) {
  const std::string keys = "key 0 0 0 0 -1*2^0 | 5*2^0\nkey 0 0 1 1 1*2^1 | 3*2^0\nquery 0 0 1 1 1*2^0\n";
  const auto linear = [&](const std::string& words, const std::string& output) {
    return match2("layer linear 1 1 1 " + words + "\n" + recurrent_roles(), keys + "advance 0 1 1 " + output + " > 2\n");
  };
  expect(Outcome::established, linear("identity plain", "1*2^0"));       // -5 + 6
  expect(Outcome::established, linear("identity normalised", "1*2^0"));  // over -1 + 2
  expect(Outcome::established, linear("relu plain", "3*2^1"));           // 6
  expect(Outcome::established, linear("relu normalised", "3*2^0"));      // over 2
  // elu+1: keys e^-1 and 3, the query 2: (5/e + 9)·2 in binary32.
  expect(Outcome::not_established, linear("elu+1 plain", "1*2^0"), "needs a line 'advance 1 1 2841483*2^-17'");
  expect(Outcome::not_established, linear("relu plain", "1*2^0"), "needs a line 'advance 1 1 3*2^1'");
}

TEST(Stack, SoftmaxByHand) {
  // Scores 0 and 1 in base 2: weights 1 and 2 (two-pass 1/2 and 1), values 3 and 6: 15/3 = 5.
  const std::string keys = "key 0 0 0 0 0 | 3*2^0\nkey 0 0 1 1 1*2^0 | 3*2^1\nquery 0 0 1 1 1*2^0\n";
  for (const std::string softmax : {"naive", "two-pass", "online"})
    for (const std::string order : {"first-to-last", "last-to-first"})
      expect(Outcome::established, match2("layer full 1 1 1\n" + full_roles(plain, "softmax " + softmax + "\nexponential base-2\nnormalisation quotient\nkeys " + order + "\n"),
                                          keys + "advance 0 1 1 5*2^0 > 2\n"));
  // One bit of precision: the sum 1/2 + 1 is 2 (ties to even), visited first to last; weights first 1/4 and 1/2.
  expect(Outcome::established, match2("layer full 1 1 1\n" + full_roles("p1 nearest-even pairwise unfused", "softmax two-pass\nexponential base-2\nnormalisation weights-first\nkeys first-to-last\n"),
                                      keys + "advance 0 1 1 1*2^2 > 2\n"));
  // Counters without fraction: both weights are floored to 0 by e^-8 and e^-9, and 0/0 is the average of 3 and 6, floored sum 9 over 2.
  const std::string far = "key 0 0 0 0 -1*2^3 | 3*2^0\nkey 0 0 1 1 -9*2^0 | 3*2^1\nquery 0 0 1 1 1*2^0\n";
  expect(Outcome::established, match2("layer full 1 1 1\n" + full_roles("ufx(8,0) down left-to-right unfused", "softmax naive\nexponential base-2\nnormalisation quotient\nkeys first-to-last\n"),
                                      far + "advance 0 1 1 9*2^-1 > 2\n"));
  expect(Outcome::malformed, match2("layer full 1 1 1\n" + full_roles("p1 nearest-even pairwise unfused", "softmax online\nexponential base-2\nnormalisation quotient\nkeys first-to-last\n"),
                                    keys + "advance 0 1 1 5*2^0 > 2\n"), "online");
}

TEST(Stack, ZerosHaveSigns) {
  const std::string keys = "key 0 0 0 0 0 | 5*2^0\nkey 0 0 1 1 0 | 3*2^0\nquery 0 0 1 1 -1*2^0\n";
  const std::string layer = "layer linear 1 1 1 identity plain\n";
  expect(Outcome::established, match2(layer + recurrent_roles(), keys + "advance 0 1 1 -0 > 2\n"));
  expect(Outcome::not_established, match2(layer + recurrent_roles(), keys + "advance 0 1 1 0 > 2\n"));
  expect(Outcome::malformed, match2(layer + role("input", "fx(8,0) down left-to-right unfused") + role("accumulator", plain) + role("state", plain) + role("output", plain),
                                    "key 0 0 0 0 -0 | 5*2^0\nkey 0 0 1 1 0 | 3*2^0\nquery 0 0 1 1 -1*2^0\nadvance 0 1 1 -0 > 2\n"), "input format");
}

const std::string good_tables = "key 0 0 0 0 1*2^0 | 5*2^0\nkey 0 0 1 1 1*2^0 | 3*2^0\nquery 0 0 1 1 1*2^0\nadvance 0 1 1 1*2^3 > 2\n";
std::string good() { return match2("layer linear 1 1 1 identity plain\n" + recurrent_roles(), good_tables); }

/// The good certificate with one text in place of another, sealed again.
std::string with(const std::string& from, const std::string& to) {
  std::string text = good();
  const std::size_t begin = text.find("claim stack"), end = text.find("conclusion ");
  std::string lines = text.substr(begin, end - begin);
  const std::size_t at = lines.find(from);
  if (at == std::string::npos) throw std::logic_error("no '" + from + "' in the text");
  return attest::evidence::certificate("counterexample", lines.replace(at, from.size(), to));
}

TEST(Stack, MalformedAndFalseAreTold) {
  expect(Outcome::established, good());
  const std::pair<std::string, std::string> malformed[] = {
      {"task match2 n=2 M=3", "task match3 n=2 M=3"}, {"task match2 n=2 M=3", "task match2 M=3 n=2"}, {"task match2 n=2 M=3", "task match2 n=2 M=3 U=1"},
      {"task match2 n=2 M=3", "task match2 n=2"}, {"task match2 n=2 M=3", "task match2 n=02 M=3"}, {"generated 0\n", ""}, {"generated 0", "generated 65"},
      {"layers 1", "layers 2"}, {"layers 1", "layers 0"}, {"layer linear", "layer lineal"}, {"linear 1 1 1", "linear 0 1 1"}, {"linear 1 1 1", "linear 1 1"},
      {"linear 1 1 1", "linear 1 4097 1"}, {"linear 1 1 1", "linear 64 4096 1"}, {"identity plain", "identity"}, {"identity plain", "identity plain 1"},
      {"state binary32", "state binary33"}, {"embed 0 1:1 0\nembed 1 1:2 1\n", "embed 1 1:2 1\nembed 0 1:1 0\n"}, {"embed 0 1:1 0", "embed 0 1:1 0\nembed 0 1:1 0"},
      {"embed 0 1:1 0", "embed 0 2(1:1 0"}, {"embed 0 1:1 0", "embed 0 1:1 2147483648"}, {"embed 0 1:1 0", "embed 0 1:01 0"}, {"key 0 0 0 0 1*2^0 | 5*2^0", "key 1 0 0 0 1*2^0 | 5*2^0"},
      {"key 0 0 0 0 1*2^0 | 5*2^0", "key 0 1 0 0 1*2^0 | 5*2^0"}, {"key 0 0 0 0 1*2^0 | 5*2^0", "key 0 0 0 0 2(1*2^0 | 5*2^0"}, {"key 0 0 0 0 1*2^0 | 5*2^0", "key 0 0 0 0 1*2^0 5*2^0"},
      {"key 0 0 0 0 1*2^0 | 5*2^0", "key 0 0 0 0 1*2^0 | 5*2^0 | 1*2^0"}, {"key 0 0 0 0 1*2^0 | 5*2^0", "key 0 0 0 0 2*2^0 | 5*2^0"}, {"key 0 0 0 0 1*2^0 | 5*2^0", "key 0 0 0 0 1(1*2^0 | 5*2^0"},
      {"key 0 0 0 0 1*2^0 | 5*2^0", "key 0 0 0 0 16777217*2^0 | 5*2^0"}, {"advance 0 1 1 1*2^3 > 2", "advance 0 1 1 1*2^3 2"}, {"advance 0 1 1 1*2^3 > 2", "advance 0 1 1 1*2^3 1*2^3 > 2"},
      {"input 1:1 1:2", "input 1:1 1:3"}, {"input 1:1 1:2", "input 1:1"}, {"read 2 0", "read 2"}, {"read 2 0", "read 2 0 0"}};
  for (const auto& [from, to] : malformed) expect(Outcome::malformed, with(from, to));
  const std::pair<std::string, std::string> wrong[] = {
      {"embed 0 1:1 0", "embed 0 1:0 0"}, {"key 0 0 0 0 1*2^0 | 5*2^0", "key 0 0 0 0 3*2^0 | 5*2^0"}, {"advance 0 1 1 1*2^3 > 2", "advance 0 1 1 1*2^3 > 3"},
      {"query 0 0 1 1 1*2^0\n", ""}, {"read 2 0\n", "read 2 0\nread 3 0\n"}, {"read 2 0\n", "read 2 0\ngenerate 2 1:1\n"}, {"read 2 0", "read 2 1"}, {"expected 1", "expected 0"},
      {"observed 0", "observed undefined"}, {"query 0 0 1 1 1*2^0\n", "query 0 0 0 0 1*2^0\nquery 0 0 1 1 1*2^0\n"}, {"advance 0 1 1", "pass 0 1 1\nadvance 0 1 1"}};
  for (const auto& [from, to] : wrong) expect(Outcome::not_established, with(from, to));
}

/// An operation without a finite result is an answer of its own, and the lines after it may not be there.
TEST(Stack, UndefinedIsAWrongAnswer) {
  const std::string keys = "key 0 0 0 0 1*2^0 | 5*2^0\nkey 0 0 1 1 -1*2^0 | 3*2^0\nquery 0 0 1 1 1*2^0\n";
  const std::string text = "claim stack\ntask match2 n=2 M=3\ngenerated 0\nlayers 1\nlayer linear 1 1 1 identity normalised\n" + recurrent_roles() + "embed 0 1:1 0\nembed 1 1:2 1\n" + keys;
  const std::string end = "input 1:1 1:2\nexpected 1\nobserved undefined\n";
  expect(Outcome::established, attest::evidence::certificate("counterexample", text + end));
  expect(Outcome::not_established, attest::evidence::certificate("counterexample", text + "advance 0 1 1 1*2^0 > 2\nread 2 0\n" + end), "is not used");
}

std::string pair(const std::string& state, const std::string& first_truth = "2", const std::string& second = "1:0:1 1:1:0") {
  return attest::evidence::certificate("fooling-pair", "claim stack\ntask eva n=3\ngenerated 0\nlayers 1\nlayer linear 1 1 1 identity plain\n" + recurrent_roles("bfloat16 nearest-even left-to-right unfused") +
      "embed 0 1:0:1 0\nembed 0 1:0:2 0\nembed 1 1:1:0 1\nembed 2 1:2:0 2\nkey 0 0 0 0 1*2^0 | -3*2^0\nkey 0 0 1 1 1*2^0 | 1*2^0\nkey 0 0 2 2 1*2^0 | 0\n"
      "first 1:0:2 1:1:0 1:2:0\nsecond " + second + " 1:2:0\nquery 0:0\nstate " + state + "\nfirst-truth " + first_truth + "\nsecond-truth 1\n");
}

TEST(Stack, PairsAreToldByTheirBits) {
  expect(Outcome::established, pair("16 c000"));  // -2 in bfloat16
  expect(Outcome::not_established, pair("16 c001"), "not 'state'");
  expect(Outcome::not_established, pair("15 c000"), "not 'state'");
  expect(Outcome::malformed, pair("16 c00"));
  expect(Outcome::malformed, pair("16 C000"));
  expect(Outcome::malformed, pair("15 c001"), "hexadecimal");
  expect(Outcome::not_established, pair("16 c000", "1"), "truths");
  expect(Outcome::malformed, pair("16 c000", "2", "1:0:1"));
}

}  // namespace
