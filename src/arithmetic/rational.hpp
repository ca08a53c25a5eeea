// Exact rationals (GMP through Boost.Multiprecision, which stays out of this header) and their arithmetic.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "arithmetic/bits.hpp"
#include "arithmetic/format.hpp"
#include "arithmetic/number.hpp"

namespace attest::arithmetic {

/// A rational number in lowest terms, of any size.
class Rational {
 public:
  Rational() : Rational(0) {}
  Rational(std::int64_t value);  // NOLINT: every integer is a rational
  /// Throws Undefined when denominator is 0.
  Rational(std::int64_t numerator, std::int64_t denominator);
  Rational(const Rational&);
  Rational(Rational&&) noexcept;
  Rational& operator=(const Rational&);
  Rational& operator=(Rational&&) noexcept;
  ~Rational();

  /// A finite number of any format, exactly; Undefined for infinities and NaN.
  static Rational from_number(const Number& number);
  /// "a" or "a/b" in decimal, b > 0; throws std::invalid_argument. The inverse of to_text.
  static Rational from_text(const std::string& text);

  Rational& operator+=(const Rational&);
  Rational& operator-=(const Rational&);
  Rational& operator*=(const Rational&);
  /// Undefined when the divisor is 0.
  Rational& operator/=(const Rational&);
  friend Rational operator+(Rational x, const Rational& y) { return x += y; }
  friend Rational operator-(Rational x, const Rational& y) { return x -= y; }
  friend Rational operator*(Rational x, const Rational& y) { return x *= y; }
  friend Rational operator/(Rational x, const Rational& y) { return x /= y; }
  Rational operator-() const;
  std::strong_ordering operator<=>(const Rational&) const;
  bool operator==(const Rational&) const;

  int sign() const;  ///< -1, 0 or 1
  bool is_integer() const;
  /// The greatest integer not above, as a rational.
  Rational floor() const;
  /// The value of an integer; Undefined when it is no integer or beyond 64 bits.
  std::int64_t to_integer() const;
  /// The exact square root, when that is rational.
  std::optional<Rational> square_root() const;
  /// The greatest e with 2^e <= |x|; Undefined for 0.
  std::int64_t binary_exponent() const;
  /// Times 2^exponent.
  Rational scaled(std::int64_t exponent) const;
  /// A nearby double, for messages only.
  double to_double() const;
  std::string to_text() const;

  /// Variable length: sign, lengths of numerator and denominator in 32 bits each, their digits.
  void write(BitString& bits) const;
  static Rational read(BitReader& reader);

  /// Rounds once into the format.
  friend Number round_to(const Format& format, Rounding rounding, const Rational& value);

 private:
  struct Access;  // the only code that sees the Boost type
  static constexpr std::size_t size = 32;
  alignas(8) unsigned char storage_[size];
};

Number round_to(const Format& format, Rounding rounding, const Rational& value);

/// Exact arithmetic. What is not rational by a stated rule throws Undefined: exp but of 0, log but of 1, exp2 but of
/// integers, sqrt but of squares, cos and sin but of 0, cos_turn and sin_turn but 0, ±1/2, ±1 (Niven's theorem: no other
/// rational angle has a rational cosine). Models concept Arithmetic.
class RationalArithmetic {
 public:
  using Number = Rational;

  Number zero() const { return {}; }
  Number from_integer(std::int64_t value) const { return value; }
  Number from_ratio(std::int64_t numerator, std::int64_t denominator) const;
  Number convert(const Number& x) const { return x; }
  Number add(const Number& x, const Number& y) const { return x + y; }
  Number sub(const Number& x, const Number& y) const { return x - y; }
  Number mul(const Number& x, const Number& y) const { return x * y; }
  Number div(const Number& x, const Number& y) const { return x / y; }
  Number fma(const Number& x, const Number& y, const Number& z) const { return x * y + z; }
  Number sqrt(const Number& x) const;
  Number exp(const Number& x) const;
  Number exp2(const Number& x) const;
  Number log(const Number& x) const;
  Number cos(const Number& x) const;
  Number sin(const Number& x) const;
  Number cos_turn(std::int64_t k, std::int64_t M) const;
  Number sin_turn(std::int64_t k, std::int64_t M) const;
  Number neg(const Number& x) const { return -x; }
  Number max(const Number& x, const Number& y) const { return x < y ? y : x; }
  Order compare(const Number& x, const Number& y) const {
    const std::strong_ordering order = x <=> y;
    return order < 0 ? Order::less : order > 0 ? Order::greater : Order::equal;
  }
  bool is_zero(const Number& x) const { return x.sign() == 0; }
  Number sum(std::span<const Number> x) const;
  Number dot(std::span<const Number> x, std::span<const Number> y) const;
  /// Halves away from zero; Undefined beyond 64 bits.
  std::int64_t nearest_integer(const Number& x) const;
  std::optional<int> storage_bits() const { return std::nullopt; }
  void write(BitString& bits, const Number& x) const { x.write(bits); }
  Number read(BitReader& reader) const { return Rational::read(reader); }
  std::string to_text(const Number& x) const { return x.to_text(); }
  std::string name() const { return "rational"; }
};

}  // namespace attest::arithmetic
