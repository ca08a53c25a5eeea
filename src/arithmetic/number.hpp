// The carrier of every emulated number, and the errors of arithmetic.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace attest::arithmetic {

/// Something undefined happened where the format has no value for it: 0/0 without NaN, NaN in a comparison,
/// overflow of an unbounded format. Becomes an error verdict, never silence.
class Undefined : public std::domain_error {
 public:
  using std::domain_error::domain_error;
};

/// A question about reals that the enclosure at hand cannot decide: refine and ask again.
class Undecided : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Outcome of a comparison. `unknown` only from enclosures.
enum class Order { less, equal, greater, unknown };

enum class Kind : std::uint8_t { zero, finite, infinity, nan };

/// One number of a binary format with at most 64 significant bits, whatever the format.
/// finite: value = ±significand·2^(exponent−63) with the top bit of significand set, so 2^exponent <= |value| < 2^(exponent+1).
/// Other kinds keep significand = exponent = 0, so equality of members is identity of numbers (−0 and +0 differ).
struct Number {
  std::uint64_t significand = 0;
  std::int32_t exponent = 0;
  Kind kind = Kind::zero;
  bool negative = false;

  bool is_zero() const { return kind == Kind::zero; }
  bool is_finite() const { return kind == Kind::zero || kind == Kind::finite; }
  bool is_nan() const { return kind == Kind::nan; }
  bool operator==(const Number&) const = default;
};

/// ±value exactly (any 64-bit integer fits the carrier).
Number number_from_integer(std::int64_t value);
/// A double exactly, with its infinities, NaN and signed zeros.
Number number_from_double(double value);
/// Nearest double (ties to even; overflow to infinity).
double to_double(const Number& number);
/// Compares by value, −0 = +0; NaN throws Undefined.
Order compare(const Number& x, const Number& y);
/// Exact text: "0", "-0", "inf", "nan", or "±m*2^e" with m odd.
std::string to_text(const Number& number);
/// The inverse of to_text; throws std::invalid_argument.
Number number_from_text(const std::string& text);

}  // namespace attest::arithmetic
