// Verdicts and evidence: plain data, and nothing else of the house.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace attest::evidence {

/// proved: for all inputs named. survived: n cases and never more. unknown and error do not hold.
enum class Verdict { proved, refuted, survived, unknown, error };
enum class Kind { construction, all_inputs, enumeration, counterexample, fooling_pair, exhaustion, impossibility, survey };

std::string to_text(Verdict);  // proved, refuted, survived, unknown, error
std::string to_text(Kind);     // construction, all-inputs, enumeration, counterexample, fooling-pair, ...
/// Inverses; throw std::invalid_argument naming the choices.
Verdict parse_verdict(const std::string&);
Kind parse_kind(const std::string&);

/// A text that is no evidence: one line that says where ("line 3: ...") and what.
class MalformedEvidence : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Name and value; values may have several lines.
struct Field {
  std::string name, value;
  bool operator==(const Field&) const = default;
};

/// One piece of evidence. `summary` is the line printed under its cell; `fields` hold everything needed to check it
/// again without the program that found it (configuration text, tokens, states as bits, parameters as exact numbers).
struct Evidence {
  Kind kind = Kind::survey;
  std::string summary;
  std::vector<Field> fields;
  const std::string* find(const std::string& name) const {
    for (const Field& field : fields)
      if (field.name == name) return &field.value;
    return nullptr;
  }
  bool operator==(const Evidence&) const = default;
};

/// Text form: "attest-evidence/1", "kind K", "summary S", then "field NAME" followed by its lines, each behind "| " ("|" alone
/// for an empty line), and "end". to_text throws std::logic_error where the form has no room: a summary or name of several
/// lines, a name twice. parse throws MalformedEvidence with one line that says what and where; parse(to_text(e)) == e.
std::string to_text(const Evidence&);
Evidence parse_evidence(const std::string& text);

/// One cell of the table of results. `holds` is what the exit code follows: proved or survived success, or a refutation
/// where the claim is a failure of the weaker architecture.
struct Cell {
  std::string name;          ///< stable identifier for --filter and explain, e.g. "full/eva/succeeds"
  std::string architecture;  ///< "full attention", ...
  std::string task;          ///< "Eva", "2-Sum", "L-SeqComp"
  std::string claim;         ///< one sentence
  std::string argument;      ///< prose for `explain`
  Verdict verdict = Verdict::unknown;
  bool holds = false;
  std::vector<Field> sizes;
  std::uint64_t cases = 0;
  std::vector<Evidence> evidence;
  double seconds = 0;
};

}  // namespace attest::evidence
