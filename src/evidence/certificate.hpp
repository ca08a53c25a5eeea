// The frame of certificates (FORMAT.md): version, kind, the claim's lines, and a conclusion that holds the SHA-256 of every
// byte before it. Who writes one gives the lines; what they mean is the business of whoever claims and of the checkers.
#pragma once

#include <string>

namespace attest::evidence {

/// "attest-certificate/2", "kind KIND", `lines` (each ended by a newline), "conclusion WORD sha256 HEX". The word follows from
/// the kind: all-inputs established; counterexample and exhaustion refuted; fooling-pair indistinguishable; counting
/// impossible. Throws std::logic_error for another kind or lines that do not end with a newline.
std::string certificate(const std::string& kind, const std::string& lines);

/// 64 lower-case hexadecimal digits.
std::string sha256(const std::string& bytes);

}  // namespace attest::evidence
