// The text form of evidence: round trip for any value, a clear line for every malformed text.
#include <gtest/gtest.h>

#include <rapidcheck.h>

#include "evidence/evidence.hpp"
#include "support/property.hpp"

namespace rc {

template <>
struct Arbitrary<attest::evidence::Evidence> {
  static Gen<attest::evidence::Evidence> arbitrary() {
    using attest::evidence::Evidence;
    using attest::evidence::Field;
    const auto character = gen::element('a', ' ', '|', '\n', 'e', 'n', 'd', '\t', '\0', '\xff', '\r');
    const auto value = gen::container<std::string>(character);
    const auto line = gen::map(value, [](std::string text) {
      std::erase(text, '\n');
      return text;
    });
    return gen::exec([=] {
      Evidence evidence;
      evidence.kind = static_cast<attest::evidence::Kind>(*gen::inRange(0, 8));
      evidence.summary = *line;
      const int count = *gen::inRange(0, 5);
      for (int i = 0; i < count; ++i) evidence.fields.push_back(Field{std::to_string(i) + *line, *value});
      return evidence;
    });
  }
};

}  // namespace rc

namespace attest::evidence {

inline void showValue(const Evidence& evidence, std::ostream& stream) { stream << to_text(evidence); }

namespace {

TEST(EvidenceText, ParseIsTheInverseOfToText) {
  support::expect_holds("parse is the inverse of to text", [](const Evidence& evidence) { RC_ASSERT(parse_evidence(to_text(evidence)) == evidence); });
}

/// A changed text is refused, or is the one text of another piece of evidence: nothing is ignored.
TEST(EvidenceText, NoChangeGoesUnnoticed) {
  support::expect_holds("no change goes unnoticed", [](const Evidence& evidence) {
    const std::string text = to_text(evidence);
    std::string changed = text;
    const auto place = *rc::gen::inRange<std::size_t>(0, text.size());
    switch (*rc::gen::inRange(0, 3)) {
      case 0: changed[place] = *rc::gen::element('a', '\n', '|', ' ', 'f'); break;
      case 1: changed.erase(place, *rc::gen::inRange<std::size_t>(1, 12)); break;
      default: changed.insert(place, *rc::gen::element<std::string>("|", "\n", "end\n", "field x\n", " ", "| y\n"));
    }
    try {
      const Evidence other = parse_evidence(changed);
      RC_ASSERT(to_text(other) == changed);
      RC_ASSERT((other == evidence) == (changed == text));
    } catch (const MalformedEvidence& error) {
      RC_ASSERT(std::string(error.what()).rfind("line ", 0) == 0);
      RC_ASSERT(std::string(error.what()).find('\n') == std::string::npos);
    }
  });
}

TEST(EvidenceText, TheFormIsAsDocumented) {
  const Evidence evidence{Kind::fooling_pair, "two inputs", {{"first", "1 0\n1 2"}, {"empty", ""}, {"blank line", "\n"}}};
  EXPECT_EQ(to_text(evidence),
            "attest-evidence/1\nkind fooling-pair\nsummary two inputs\nfield first\n| 1 0\n| 1 2\nfield empty\n|\nfield blank line\n|\n|\nend\n");
}

TEST(EvidenceText, MalformedTextsSayWhereAndWhat) {
  const std::string head = "attest-evidence/1\nkind survey\nsummary s\n";
  const std::vector<std::pair<std::string, std::string>> table{
      {"", "line 1: the text ends where"},
      {"attest-evidence/2\n", "line 1: expected 'attest-evidence/1'"},
      {"attest-evidence/1\r\n", "line 1: expected"},
      {"attest-evidence/1\nkind survy\n", "line 2: 'survy' is no kind"},
      {"attest-evidence/1\nkind\n", "line 2: expected 'kind ...'"},
      {"attest-evidence/1\nsummary s\n", "line 2: expected 'kind ...'"},
      {"attest-evidence/1\nkind survey\nfield a\n", "line 3: expected 'summary ...'"},
      {head, "line 4: the text ends where"},
      {head + "end", "line 4: the last line has no newline"},
      {head + "end\nmore\n", "line 5: nothing may follow"},
      {head + "end\n\n", "line 5: nothing may follow"},
      {head + "field a\nend\n", "line 5: field 'a' has no line of value"},
      {head + "field \n| 1\nend\n", "line 4: expected 'field NAME'"},
      {head + "field a\n|1\nend\n", "line 5: a line of value is"},
      {head + "field a\n| \nend\n", "line 5: a line of value is"},
      {head + "field a\n| 1\nfield a\n| 2\nend\n", "line 6: field 'a' stands there twice"},
      {head + "colour red\nend\n", "line 4: expected 'field NAME'"},
      {head + "field a\n| 1\n", "line 6: the text ends where"},
  };
  for (const auto& [text, says] : table) {
    try {
      parse_evidence(text);
      ADD_FAILURE() << "accepted: " << text;
    } catch (const MalformedEvidence& error) {
      EXPECT_EQ(std::string(error.what()).rfind(says, 0), 0u) << error.what() << "\nfor\n" << text;
    }
  }
}

TEST(EvidenceText, WhatHasNoFormIsRefused) {
  EXPECT_THROW(to_text(Evidence{Kind::survey, "two\nlines", {}}), std::logic_error);
  EXPECT_THROW(to_text(Evidence{Kind::survey, "s", {{"", "v"}}}), std::logic_error);
  EXPECT_THROW(to_text(Evidence{Kind::survey, "s", {{"a\nb", "v"}}}), std::logic_error);
  EXPECT_THROW(to_text(Evidence{Kind::survey, "s", {{"a", "v"}, {"a", "w"}}}), std::logic_error);
}

TEST(Verdicts, WordsAreAsStatedAndInverse) {
  const std::vector<std::string> verdicts{"proved", "refuted", "survived", "unknown", "error"};
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    EXPECT_EQ(to_text(static_cast<Verdict>(i)), verdicts[i]);
    EXPECT_EQ(parse_verdict(verdicts[i]), static_cast<Verdict>(i));
  }
  const std::vector<std::string> kinds{"construction", "all-inputs", "enumeration", "counterexample", "fooling-pair", "exhaustion", "impossibility", "survey"};
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    EXPECT_EQ(to_text(static_cast<Kind>(i)), kinds[i]);
    EXPECT_EQ(parse_kind(kinds[i]), static_cast<Kind>(i));
  }
  EXPECT_THROW(parse_verdict("Proved"), std::invalid_argument);
  EXPECT_THROW(parse_kind(""), std::invalid_argument);
}

}  // namespace
}  // namespace attest::evidence
