// Intervals of doubles: the fast filter in front of the multiprecision enclosures.
//
// Why it encloses: each bound is the hardware's result of one operation, correctly rounded to nearest, moved one double
// outward unless the operation is known to have been exact. Exact is known by an error-free transform (addition: Knuth's
// TwoSum; product: the significant bits of the factors add up to at most 53). The rounding mode is never touched.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>

#include "arithmetic/bits.hpp"
#include "arithmetic/number.hpp"

namespace attest::arithmetic {

/// All reals from low to high; low < +inf, high > −inf, low <= high. An infinite bound means "no bound".
struct Interval {
  double low = 0;
  double high = 0;

  bool is_point() const { return low == high; }
  bool operator==(const Interval&) const = default;
};

namespace outward {

inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// The next double below (above). −inf (+inf) stays; +inf below is the largest double: a lower bound that overflowed.
inline double below(double x) {
  const std::int64_t code = std::bit_cast<std::int64_t>(x);
  if (x > 0) return std::bit_cast<double>(code - 1);
  if (x == 0) return -std::numeric_limits<double>::denorm_min();
  return x == -infinity ? x : std::bit_cast<double>(code + 1);
}
inline double above(double x) { return -below(-x); }

/// The error a + b − s of s = a + b, exactly; NaN or an infinity when something overflowed.
inline double addition_error(double a, double b, double s) {
  const double b_part = s - a;
  return (a - (s - b_part)) + (b - b_part);
}
inline double add_below(double a, double b) {
  const double s = a + b, error = addition_error(a, b, s);
  return error >= 0 && error < infinity ? s : below(s);  // after an overflow: outward
}
inline double add_above(double a, double b) {
  const double s = a + b, error = addition_error(a, b, s);
  return error <= 0 && error > -infinity ? s : above(s);
}

/// True only if the finite product p = a·b is exact (odd parts of at most 53 bits together, far from underflow).
inline bool product_is_exact(double a, double b, double p) {
  constexpr std::uint64_t hidden = 1ull << 52;
  const int zeros = std::countr_zero(std::bit_cast<std::uint64_t>(a) | hidden) +
                    std::countr_zero(std::bit_cast<std::uint64_t>(b) | hidden);
  return (zeros >= 53 && std::fabs(p) >= 0x1p-900 && std::fabs(p) < infinity) || a == 0 || b == 0;
}
/// 0 times "no bound" is 0: the bound is not attained.
inline double product(double a, double b) { return a == 0 || b == 0 ? 0 : a * b; }
inline double multiply_below(double a, double b) {
  const double p = product(a, b);
  return product_is_exact(a, b, p) ? p : below(p);
}
inline double multiply_above(double a, double b) {
  const double p = product(a, b);
  return product_is_exact(a, b, p) ? p : above(p);
}

}  // namespace outward

/// Models concept Arithmetic over the reals. Where the enclosure of an operand leaves the domain (a divisor that may be 0, a
/// negative part under sqrt or log) an operation throws Undecided, and Undefined when the operand is outside for certain.
/// exp, exp2, log, cos, sin are the C library's, widened by 4 ulp (glibc's manual, "Errors in Math Functions": at most 1).
class DoubleEnclosure {
 public:
  using Number = Interval;

  Number zero() const { return {}; }
  Number from_integer(std::int64_t value) const;
  Number from_ratio(std::int64_t numerator, std::int64_t denominator) const;
  /// A finite number of any format (Undefined otherwise).
  Number from_number(const arithmetic::Number& x) const;
  Number convert(const Number& x) const { return x; }
  Number add(const Number& x, const Number& y) const {
    return {outward::add_below(x.low, y.low), outward::add_above(x.high, y.high)};
  }
  Number sub(const Number& x, const Number& y) const { return add(x, neg(y)); }
  Number mul(const Number& x, const Number& y) const {
    using outward::multiply_above, outward::multiply_below;
    if (x.low >= 0) {
      if (y.low >= 0) return {multiply_below(x.low, y.low), multiply_above(x.high, y.high)};
      if (y.high <= 0) return {multiply_below(x.high, y.low), multiply_above(x.low, y.high)};
      return {multiply_below(x.high, y.low), multiply_above(x.high, y.high)};
    }
    if (x.high <= 0) return neg(mul(neg(x), y));
    if (y.low >= 0) return {multiply_below(x.low, y.high), multiply_above(x.high, y.high)};
    if (y.high <= 0) return neg(mul(x, neg(y)));
    const double low1 = multiply_below(x.low, y.high), low2 = multiply_below(x.high, y.low);
    const double high1 = multiply_above(x.low, y.low), high2 = multiply_above(x.high, y.high);
    return {low1 < low2 ? low1 : low2, high1 < high2 ? high2 : high1};
  }
  Number div(const Number& x, const Number& y) const;
  Number fma(const Number& x, const Number& y, const Number& z) const { return add(mul(x, y), z); }
  Number sqrt(const Number& x) const;
  Number exp(const Number& x) const;
  Number exp2(const Number& x) const;
  Number log(const Number& x) const;
  Number cos(const Number& x) const;
  Number sin(const Number& x) const;
  Number cos_turn(std::int64_t k, std::int64_t M) const;
  Number sin_turn(std::int64_t k, std::int64_t M) const;
  Number neg(const Number& x) const { return {-x.high, -x.low}; }
  Number max(const Number& x, const Number& y) const {
    return {x.low < y.low ? y.low : x.low, x.high < y.high ? y.high : x.high};
  }
  /// equal only for identical points.
  Order compare(const Number& x, const Number& y) const {
    if (x.high < y.low) return Order::less;
    if (y.high < x.low) return Order::greater;
    return x.is_point() && x == y ? Order::equal : Order::unknown;
  }
  /// Throws Undecided when 0 is one of several candidates.
  bool is_zero(const Number& x) const {
    if (x.low > 0 || x.high < 0) return false;
    if (!x.is_point()) throw Undecided("whether an enclosed number is 0");
    return true;
  }
  Number sum(std::span<const Number> x) const;
  Number dot(std::span<const Number> x, std::span<const Number> y) const;
  /// Halves away from zero; Undecided when the candidates differ.
  std::int64_t nearest_integer(const Number& x) const;
  std::optional<int> storage_bits() const { return std::nullopt; }
  void write(BitString& bits, const Number& x) const;
  Number read(BitReader& reader) const;
  std::string to_text(const Number& x) const;
  std::string name() const { return "double-enclosure"; }
};

}  // namespace attest::arithmetic
