// The independent re-check of all-inputs certificates. Includes nothing else of src: its own parser, its own rounding
// (MPFR, with range checks and subnormalize), its own scores and masks. Everything is derived again from the claim.
#pragma once

#include <cstdint>
#include <string>

namespace attest::checker {

/// `reason` is one line when not verified; `rows` counts the extremal rows that were evaluated.
struct Result {
  bool verified = false;
  std::string reason;
  std::uint64_t rows = 0;
};

/// Never throws; malformed, unknown, repeated, missing or misplaced lines are reasons.
Result verify(const std::string& certificate);

}  // namespace attest::checker
