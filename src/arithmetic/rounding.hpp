// The common path of rounding, inline: results of at most 63 significant bits inside the normal range of their format.
// Everything else (subnormals, overflow, p64, fixed point, unsigned) goes through round_to of format.hpp.
#pragma once

#include <cstdint>

#include "arithmetic/format.hpp"

namespace attest::arithmetic::rounding {

/// Whether a result ±significand·2^(exponent−63) can be rounded by `normal`: whatever rounding does, it stays between the
/// smallest normal and the largest finite number.
inline bool is_normal(const Format& format, bool negative, std::int64_t exponent) {
  if (format.precision > 63 || (negative & !format.has_negative)) return false;  // & : signs are unpredictable branches
  if (format.unbounded) return exponent > -(1 << 29) && exponent < (1 << 29);
  return exponent >= format.emin && exponent < format.emax;
}

/// Rounds ±(significand·2^(exponent−63) + t), 0 <= t < 2^(exponent−63), t > 0 iff sticky; top bit set, is_normal true.
inline Number normal(const Format& format, Rounding rounding, bool negative, std::int64_t exponent, std::uint64_t significand, bool sticky) {
  const std::uint64_t unit = 1ull << (64 - format.precision), rest = significand & (unit - 1);
  bool away = false;
  if (rounding == Rounding::nearest_even) {
    // Half a unit, less one when the kept part is even and nothing lies below the carrier: a carry out of `rest` rounds.
    away = rest + (unit >> 1) - !((significand & unit) || sticky) >= unit;
  } else if (rounding != Rounding::toward_zero) {
    away = (rest != 0 || sticky) && negative == (rounding == Rounding::down);
  }
  std::uint64_t kept = significand - rest + (unit & -static_cast<std::uint64_t>(away));
  if (kept == 0) [[unlikely]] {
    kept = 1ull << 63;
    ++exponent;
  }
  return {kept, static_cast<std::int32_t>(exponent), Kind::finite, negative};
}

/// round_to with the common path inline.
inline Number round(const Format& format, Rounding rounding, bool negative, std::int64_t exponent, Wide significand, bool sticky) {
  if (is_normal(format, negative, exponent)) [[likely]]
    return normal(format, rounding, negative, exponent, static_cast<std::uint64_t>(significand >> 64), sticky || static_cast<std::uint64_t>(significand) != 0);
  return round_to(format, rounding, negative, exponent, significand, sticky);
}
inline Number round(const Format& format, Rounding rounding, bool negative, std::int64_t exponent, std::uint64_t significand, bool sticky) {
  if (is_normal(format, negative, exponent)) [[likely]]
    return normal(format, rounding, negative, exponent, significand, sticky);
  return round_to(format, rounding, negative, exponent, static_cast<Wide>(significand) << 64, sticky);
}

}  // namespace attest::arithmetic::rounding
