// Certificates of kind counting: the checker's own reading of every theorem and src/bounds decide alike, on random sizes, on both sides of
// each threshold, and on the tables' rows; what is made less sure by one is refused.
#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "bounds/cover.hpp"
#include "bounds/registry.hpp"
#include "checker/checker.hpp"
#include "evidence/certificate.hpp"
#include "hierarchy/counting_certificate.hpp"
#include "search/trace_tables.hpp"
#include "tasks/random.hpp"

namespace attest::hierarchy {
namespace {

using bounds::Integer;
using bounds::Values;
using checker::Outcome;

class Draw {
 public:
  explicit Draw(std::uint64_t seed) : random_(seed) {}
  long from(long low, long high) { return low + static_cast<long>(random_.below(static_cast<std::uint64_t>(high - low + 1))); }
  std::string text(long low, long high) { return std::to_string(from(low, high)); }
  std::string list(long count, long low, long high) {
    std::string words;
    for (long i = 0; i < count; ++i) words += (i ? "," : "") + text(low, high);
    return words;
  }

 private:
  tasks::Random random_;
};

/// Random values of a theorem, small enough that it bites about as often as not; `b` takes the place of its bits' scale.
Values values_of(const std::string& theorem, Draw& draw) {
  const std::string m = draw.text(2, 40), n1 = draw.text(1, 8), b = draw.text(0, 12), s = draw.text(0, 8);
  if (theorem == "E") return {{"n", draw.text(2, 40)}, {"state-bits", draw.text(0, 200)}};
  if (theorem == "T") return {{"n", draw.text(1, 20)}, {"alphabet", draw.text(20, 40)}, {"state-bits", draw.text(0, 40)}};
  if (theorem == "LL") return {{"n", draw.text(2, 40)}, {"state-bits", draw.text(0, 60)}};
  if (theorem == "S") return {{"n", draw.text(9, 40)}, {"block-size", draw.text(1, 4)}, {"blocks-read", draw.text(1, 2)}, {"alphabet", draw.text(40, 60)}, {"message-bits", draw.text(0, 20)}, {"sees-positions", draw.text(0, 1)}};
  if (theorem == "F1") return {{"m", m}, {"message-bits", draw.text(0, 200)}};
  if (theorem == "H2") return {{"m", m}, {"n1", n1}, {"message-bits", b}, {"pre-bits", s}, {"post-bits", s}};
  if (theorem == "H2+") {
    const long x0 = draw.from(1, 4), y = draw.from(3, 20);
    return {{"m", std::to_string(x0 * y)}, {"n1", n1}, {"message-bits", b}, {"pre-bits", draw.text(0, 3)}, {"post-bits", s}, {"x0", std::to_string(x0)}, {"x", draw.text(1, 3)}};
  }
  if (theorem == "F2") return {{"m", m}, {"n1", draw.text(1, 30)}, {"message-bits", draw.text(0, 8)}};
  if (theorem == "F2U") return {{"m", draw.text(2, 60)}, {"n1", draw.text(1, 60)}, {"message-bits", draw.text(0, 9)}, {"error", draw.text(0, 9) + "/" + draw.text(10, 20)}};
  if (theorem == "H3") {
    const long h = draw.from(2, 12), y = draw.from(1, 12);
    return {{"m", std::to_string(h * y + draw.from(0, 5))}, {"n1", draw.text(1, 5)}, {"n2", draw.text(1, 60)}, {"message-bits", draw.text(0, 6)}, {"pre-bits", draw.text(0, 3)}, {"mid-bits", draw.text(0, 2)},
            {"post-bits", draw.text(0, 3)}, {"x1", draw.text(1, 3)}, {"h", std::to_string(h)}, {"t1", draw.text(1, h)}, {"y", std::to_string(y)}, {"x", draw.text(1, 4)}};
  }
  if (theorem == "FFR") {
    const long g = draw.from(1, 4);
    return {{"m", draw.text(9, 60)}, {"n1", std::to_string(g * draw.from(1, 8))}, {"message-bits", draw.text(0, 4)}, {"post-bits", draw.text(0, 9)}, {"g", std::to_string(g)}, {"q", draw.text(2, 6)}, {"t", draw.text(1, 9)}};
  }
  const long L = draw.from(2, 5), g = draw.from(1, 2);
  const std::string kind = std::vector<std::string>{"hybrid", "hybrid-eager", "full"}[static_cast<std::size_t>(draw.from(0, 2))];
  const bool full = kind == "full";
  Values values{{"kind", kind}, {"L", std::to_string(L)}, {"message-bits", draw.list(full ? L : L - 1, 0, 2)}, {"state-bits", draw.list(full ? 1 : L, 0, 2)}, {"m", draw.text(6, 30)}, {"t1", draw.text(1, 6)},
                {"rows", std::to_string(g * draw.from(1, 3))}};
  for (long l = 2; l < L; ++l) values["rows"] += "," + draw.text(1, l + 1 == L ? 60 : 3);
  if (L > 2) values["y"] = draw.list(L - 2, 1, 9), values["x"] = draw.list(L - 2, 1, 3);
  if (full) values["g"] = std::to_string(g), values["q"] = draw.text(2, 5);
  return values;
}

const std::vector<std::string>& names() {
  static const std::vector<std::string> all{"E", "T", "LL", "S", "F1", "H2", "H2+", "F2", "F2U", "H3", "FFR", "G"};
  return all;
}

bounds::Inequality row_of(const std::string& theorem, const Values& values) {
  bounds::Request request;
  request.values = values;
  return bounds::evaluate(theorem, request);
}

TEST(Counting, TheCheckerAndTheBoundsDecideAlike) {
  for (const std::string& theorem : names()) {
    Draw draw(3);
    int bites = 0, others = 0, refused = 0;
    for (int i = 0; i < 400; ++i) {
      const Values values = values_of(theorem, draw);
      bounds::Inequality row;
      try {
        row = row_of(theorem, values);
      } catch (const std::invalid_argument&) {  // a cover that is not defined, members that are not sure
        ++refused;
        continue;
      }
      const std::string certificate = counting_certificate(row);
      const checker::Result result = checker::verify(certificate);
      EXPECT_EQ(result.outcome, row.holds ? Outcome::established : Outcome::not_established) << result.reason << "\n" << row.left << " " << row.right << "\n" << certificate;
      (row.holds ? bites : others) += 1;
    }
    EXPECT_GT(bites, 20) << theorem << ": " << others << " others, " << refused << " without a row";
    EXPECT_GT(others, 10) << theorem << ": " << bites << " bite, " << refused << " without a row";
  }
}

/// The greatest value of one kind of bits at which the theorem bites is established, the next one is not.
TEST(Counting, JustTrueAndJustFalse) {
  const auto bits_of = [](const std::string& theorem) { return theorem == "E" || theorem == "T" || theorem == "LL" ? "state-bits" : "message-bits"; };
  for (const std::string& theorem : names()) {
    Draw draw(5);
    int edges = 0;
    for (int i = 0; i < 40; ++i) {
      Values values = values_of(theorem, draw);
      const std::string key = bits_of(theorem);
      const bool list = theorem == "G";
      const auto at = [&](long bits) {
        Values changed = values;
        if (list) changed[key] = std::to_string(bits) + changed[key].substr(std::min(changed[key].find(','), changed[key].size()));
        else changed[key] = std::to_string(bits);
        return row_of(theorem, changed);
      };
      try {
        long bits = 0;
        while (at(bits).holds && at(bits + 1).holds) ++bits;
        if (!at(bits).holds) continue;
        EXPECT_TRUE(checker::verify(counting_certificate(at(bits))).verified) << counting_certificate(at(bits));
        EXPECT_FALSE(checker::verify(counting_certificate(at(bits + 1))).verified) << counting_certificate(at(bits + 1));
        ++edges;
      } catch (const std::invalid_argument&) {
      }
    }
    EXPECT_GT(edges, 5) << theorem;
  }
}

/// `key` and its words with the word number `index` replaced by f of it; the hash set right.
std::string changed(const std::string& certificate, const std::string& key, const std::function<std::string(const std::string&)>& change) {
  const std::size_t start = certificate.find("\n" + key + " ");
  if (start == std::string::npos) return "";
  const std::size_t from = start + key.size() + 2, end = certificate.find('\n', from), conclusion = certificate.find("conclusion "), claim = certificate.find("claim ");
  const std::string body = certificate.substr(claim, from - claim) + change(certificate.substr(from, end - from)) + certificate.substr(end, conclusion - end);
  return evidence::certificate("counting", body);
}

/// Planted: gains, members and covers that are one greater than what is sure. src/bounds takes the greatest ones, so one more is refused,
/// whatever the inequality then says.
TEST(Counting, OneMoreThanIsSureIsRefused) {
  const auto plus_one = [](const std::string& word) { return Integer(Integer(word) + 1).get_str(); };
  const auto last_plus_one = [&](const std::string& words) {
    const std::size_t blank = words.rfind(' ');
    return blank == std::string::npos ? plus_one(words) : words.substr(0, blank + 1) + plus_one(words.substr(blank + 1));
  };
  std::map<std::string, int> tried;
  for (const std::string theorem : {"H2+", "H3", "FFR", "G"}) {
    Draw draw(9);
    for (int i = 0; i < 400; ++i) {
      bounds::Inequality row;
      Values values = values_of(theorem, draw);
      if (theorem == "H3") values["x1"] = bounds::members(Integer(values["h"]), Integer(values["t1"]), Integer(values["pre-bits"])).get_str();
      try {
        row = row_of(theorem, values);
      } catch (const std::invalid_argument&) {
        continue;
      }
      if (!row.holds) continue;
      const std::string certificate = counting_certificate(row);
      for (const auto& [key, change] : std::map<std::string, std::function<std::string(const std::string&)>>{{"gains", last_plus_one}, {"S", plus_one}, {"X1", plus_one}, {"x1", plus_one}}) {
        const std::string wrong = changed(certificate, key, change);
        if (wrong.empty()) continue;
        const checker::Result result = checker::verify(wrong);
        EXPECT_FALSE(result.verified) << wrong;
        EXPECT_EQ(result.outcome, Outcome::not_established) << result.reason;
        ++tried[theorem + " " + key];
      }
    }
  }
  for (const char* what : {"H2+ gains", "H3 gains", "H3 X1", "FFR S", "G gains", "G S", "G x1"}) EXPECT_GT(tried[what], 10) << what;
}

/// Rows of the tables of bounds.md and bounds_general.md, with up to 2256 gains.
TEST(Counting, RowsOfTheTablesAreEstablished) {
  const std::vector<std::pair<std::string, Values>> rows = {
      {"H2+", {{"message-bits", "160"}, {"pre-bits", "2304"}, {"post-bits", "2304"}, {"m", "7708"}, {"n1", "5"}, {"x0", "164"}, {"x", "56"}}},
      {"F2", {{"message-bits", "160"}, {"m", "363"}, {"n1", "66"}}},
      {"F2U", {{"message-bits", "6"}, {"m", "32"}, {"n1", "100"}, {"error", "1/20"}}},
      {"G", {{"kind", "full"}, {"L", "3"}, {"message-bits", "64"}, {"state-bits", "0"}, {"m", "44632"}, {"t1", "8020"}, {"g", "1"}, {"q", "5"}, {"rows", "411,61"}, {"y", "1416"}, {"x", "2256"}}}};
  for (const auto& [theorem, values] : rows) {
    const bounds::Inequality row = row_of(theorem, values);
    ASSERT_TRUE(row.holds) << theorem << " " << row.left << " " << row.right;
    const checker::Result result = checker::verify(counting_certificate(row));
    EXPECT_TRUE(result.verified) << theorem << ": " << result.reason;
    const bounds::Inequality again = bounds::evaluate_printed(theorem, [&] {
      Values printed;
      for (const bounds::Parameter& parameter : row.parameters) printed[parameter.name] = parameter.value;
      return printed;
    }());
    EXPECT_EQ(counting_certificate(again), counting_certificate(row)) << "evidence holds what a row printed";
  }
}

TEST(Counting, WhatHasNoCertificateSaysSo) {
  for (const char* theorem : {"YHLWL", "CPW"}) {
    EXPECT_TRUE(theorem_without_certificate(theorem));
    EXPECT_THROW(counting_certificate(row_of(theorem, {{"hdp", "2"}, {"L", "2"}, {"n", "5"}})), search::NoCertificate);
  }
  for (const std::string& theorem : names()) EXPECT_FALSE(theorem_without_certificate(theorem));
  EXPECT_THROW(counting_certificate(row_of("E", {{"n", "2000000"}, {"state-bits", "1"}})), search::NoCertificate);  // beyond 2^20
  EXPECT_NO_THROW(counting_certificate(row_of("F2U", {{"m", "2000000"}, {"n1", "3"}, {"message-bits", "1"}})));
}

}  // namespace
}  // namespace attest::hierarchy
