// Number formats as run-time values, and rounding into them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "arithmetic/number.hpp"

namespace attest::arithmetic {

/// 128 bits, which ISO C++ does not name.
__extension__ typedef unsigned __int128 Wide;

enum class Rounding { nearest_even, toward_zero, up, down };
enum class Overflow { infinity, nan, saturate };

/// A binary number format. Values are ±m·2^(e−precision+1) with e in [emin, emax]; fixed point Fx(p,s) is the
/// format with one binade in which everything is subnormal (precision p, emin = emax = p−1−s).
struct Format {
  std::string name;
  int precision = 24;                       ///< significant bits with the hidden one, 1..64
  std::int32_t emin = -126;                 ///< 2^emin is the smallest normal number
  std::int32_t emax = 127;                  ///< exponent of the largest finite number
  std::uint64_t largest_significand = 0;    ///< of the largest finite number, top bit set
  bool subnormals = true;                   ///< numbers below 2^emin exist
  bool has_infinity = true;
  bool has_nan = true;
  bool has_negative = true;                 ///< false: unsigned counters, results below 0 become 0
  bool has_negative_zero = true;
  Overflow overflow = Overflow::infinity;
  bool flush = false;                       ///< subnormal operands and results (judged before rounding) become zero
  bool unbounded = false;                   ///< no exponent limits: no storage size, no lower bound may be issued
  int storage_bits = 32;                    ///< bits of one stored number; 0 when unbounded

  bool operator==(const Format&) const = default;
};

/// binary64, binary32, tf32, bfloat16, binary16, e4m3, e5m2 (OCP fp8), e2m3, e3m2 (fp6), e2m1 (fp4), p<k>, e8p<k>,
/// fx(p,s) (signed fixed point, p+1 stored bits), ufx(p,s) (unsigned, p bits). Options after a colon: ":flush", ":saturate".
/// Aliases such as fp32, bf16, fp8-e4m3. Throws std::invalid_argument with the nearest name for anything else.
Format parse_format(const std::string& name);
/// Names of the fixed formats, widest first; families as "p<k>" and so on.
std::vector<std::string> format_names();

Rounding parse_rounding(const std::string& name);  ///< nearest-even, toward-zero, up, down
std::string to_text(Rounding rounding);
/// nearest-even, except fixed point: down (floor), as arXiv 2506.16055 has it.
Rounding default_rounding(const Format& format);

/// Rounds ±(significand·2^(exponent−127) + t), 0 <= t < 2^(exponent−127) and t > 0 iff sticky, into the format.
/// The top bit of significand must be set. Correct in every mode; overflow and underflow as the format says.
Number round_to(const Format& format, Rounding rounding, bool negative, std::int64_t exponent,
                Wide significand, bool sticky);
/// Rounds a number of any format into this one.
Number round_to(const Format& format, Rounding rounding, const Number& number);

/// What an infinite result becomes: infinity, NaN, the largest finite number, or Undefined.
Number infinite_result(const Format& format, bool negative);
/// What an invalid operation becomes: NaN, or Undefined where the format has none.
Number invalid_result(const Format& format, const char* operation);
Number largest_finite(const Format& format, bool negative);
Number smallest_positive(const Format& format);

/// Stored bits of a number that belongs to the format (throws std::invalid_argument if it does not, or if unbounded).
std::uint64_t encode(const Format& format, const Number& number);
/// The inverse; every code of storage_bits bits is a number (all NaN codes decode to the one NaN).
Number decode(const Format& format, std::uint64_t code);
/// Neighbour in the format: the least number above (the greatest below); infinities where they exist. Where there is none
/// (beyond the largest of a format without infinities, beyond an infinity) and for NaN, the number itself.
Number next_up(const Format& format, const Number& number);
Number next_down(const Format& format, const Number& number);

}  // namespace attest::arithmetic
