// The words for verdicts and kinds of evidence, one table each, read in both directions.
#include <array>
#include <stdexcept>

#include "evidence/evidence.hpp"

namespace attest::evidence {

namespace {

template <class Value>
struct Word {
  Value value;
  const char* text;
};

constexpr std::array<Word<Verdict>, 5> verdicts{{{Verdict::proved, "proved"},
                                                  {Verdict::refuted, "refuted"},
                                                  {Verdict::survived, "survived"},
                                                  {Verdict::unknown, "unknown"},
                                                  {Verdict::error, "error"}}};

constexpr std::array<Word<Kind>, 8> kinds{{{Kind::construction, "construction"},
                                           {Kind::all_inputs, "all-inputs"},
                                           {Kind::enumeration, "enumeration"},
                                           {Kind::counterexample, "counterexample"},
                                           {Kind::fooling_pair, "fooling-pair"},
                                           {Kind::exhaustion, "exhaustion"},
                                           {Kind::impossibility, "impossibility"},
                                           {Kind::survey, "survey"}}};

template <class Table, class Value>
std::string text_of(const Table& table, Value value) {
  for (const auto& word : table)
    if (word.value == value) return word.text;
  throw std::logic_error("a verdict or kind outside of its enumeration");
}

template <class Table>
auto value_of(const Table& table, const std::string& text, const char* what) {
  std::string choices;
  for (const auto& word : table) {
    if (word.text == text) return word.value;
    choices += (choices.empty() ? "" : ", ") + std::string(word.text);
  }
  throw std::invalid_argument("'" + text + "' is no " + what + ": one of " + choices);
}

}  // namespace

std::string to_text(Verdict verdict) { return text_of(verdicts, verdict); }
std::string to_text(Kind kind) { return text_of(kinds, kind); }
Verdict parse_verdict(const std::string& text) { return value_of(verdicts, text, "verdict"); }
Kind parse_kind(const std::string& text) { return value_of(kinds, text, "kind of evidence"); }

}  // namespace attest::evidence
