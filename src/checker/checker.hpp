// The independent re-check of certificates (src/evidence/FORMAT.md). Includes nothing else of src: its own parser, its own
// rounding (MPFR, with range checks and subnormalize), its own scores and masks. Everything is derived again from the claim.
#pragma once

#include <cstdint>
#include <string>

namespace attest::checker {

enum class Outcome { established, malformed, not_established, internal_error };

/// `reason` is one line unless established; `rows` counts the extremal cases, inputs or cells that were evaluated.
struct Result {
  Outcome outcome = Outcome::internal_error;
  bool verified = false;  ///< outcome == established
  std::string reason;
  std::uint64_t rows = 0;
  bool refused = false;  ///< malformed because of the limit of work
  std::string subject;  ///< "all-inputs retrieval", as far as it was read
};

/// Never throws. Memory is bounded by the certificate and the limits of the format, time by the limit of work: what needs more
/// rounded operations is malformed, with `refused` set where nothing else is wrong so far.
Result verify(const std::string& certificate, double most_work = 0x1p34);

/// A file longer than this is malformed.
constexpr std::size_t most_bytes = std::size_t{16} << 20;

}  // namespace attest::checker
