// One case of attention as plain data: what RapidCheck generates, libFuzzer mutates and corpus files replay.
//
// `decode` is total: any bytes are a case. `encode` is its right inverse: decode(encode(c)) == c for every valid case, so
// encode(decode(bytes)) is the canonical form of bytes. The names are those of arithmetic/ and attention/
// (properties/engine checks that both know every one of them).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace attest::evidence {

struct Case {
  std::string mechanism = "softmax", format = "binary32", softmax = "two-pass", normalisation = "quotient",
              key_order = "first-to-last", sums = "left-to-right";
  int n = 1, d_k = 1, d_v = 1;   ///< tokens 1..8; dimensions of keys and of values 1..4
  int cut = 0;                   ///< 0..n: where a state is saved and restored
  /// Per token: d_k of the query, d_k of the key, d_v of the value, decay, write strength; each -16..15.
  std::vector<int> numbers = std::vector<int>(5, 0);

  bool operator==(const Case&) const = default;
  std::size_t numbers_per_token() const { return static_cast<std::size_t>(2 * d_k + d_v + 2); }
};

/// What a named field of a case may be: its choices in the order of their codes.
struct CaseChoices {
  std::string field;
  std::string Case::*member;
  std::vector<std::string> names;
};
const std::vector<CaseChoices>& case_choices();

Case decode(std::span<const std::uint8_t> bytes);
/// Throws std::invalid_argument when the case is not valid.
std::vector<std::uint8_t> encode(const Case&);

/// "attest-case/1", one line per field, "numbers" with one line per token, "end". parse_case throws MalformedEvidence.
std::string to_text(const Case&);
Case parse_case(const std::string& text);

}  // namespace attest::evidence
