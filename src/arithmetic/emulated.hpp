// Emulated arithmetic: any format, every operation correctly rounded, the order of sums a policy.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "arithmetic/bits.hpp"
#include "arithmetic/format.hpp"
#include "arithmetic/number.hpp"
#include "arithmetic/sum_order.hpp"

namespace attest::arithmetic {

/// Correctly rounded operations into `format` (operands may be of any format; `flush` formats flush them first).
Number add(const Format&, Rounding, const Number& x, const Number& y);
Number multiply(const Format&, Rounding, const Number& x, const Number& y);
Number divide(const Format&, Rounding, const Number& x, const Number& y);
Number square_root(const Format&, Rounding, const Number& x);
/// x·y + z with one rounding.
Number fused_multiply_add(const Format&, Rounding, const Number& x, const Number& y, const Number& z);
Number exponential(const Format&, Rounding, const Number& x);        ///< e^x
Number exponential_base2(const Format&, Rounding, const Number& x);  ///< 2^x
Number logarithm(const Format&, Rounding, const Number& x);          ///< ln x
Number cosine(const Format&, Rounding, const Number& x);             ///< x in radians
Number sine(const Format&, Rounding, const Number& x);
/// cos and sin of 2πk/M, the angle being exact.
Number cosine_of_turn(const Format&, Rounding, std::int64_t k, std::int64_t M);
Number sine_of_turn(const Format&, Rounding, std::int64_t k, std::int64_t M);
/// numerator/denominator correctly rounded.
Number ratio(const Format&, Rounding, std::int64_t numerator, std::int64_t denominator);
/// Sum (of products when y is given) with a single rounding at the end.
Number exact_sum(const Format&, Rounding, std::span<const Number> x);
Number exact_dot(const Format&, Rounding, std::span<const Number> x, std::span<const Number> y);

/// The arithmetic object: a format, a rounding mode, an order of sums, fused or not. Models concept Arithmetic.
class Emulated {
 public:
  using Number = arithmetic::Number;

  Emulated() = default;
  explicit Emulated(Format f) : format(std::move(f)), rounding(default_rounding(format)) {}
  Emulated(Format f, Rounding r, SumOrder o = {}, bool fuse = false)
      : format(std::move(f)), rounding(r), order(o), fused(fuse) {}

  Format format = parse_format("binary32");
  Rounding rounding = Rounding::nearest_even;
  SumOrder order;
  bool fused = false;  ///< dot products accumulate by fma

  Number zero() const { return {}; }
  Number from_integer(std::int64_t value) const { return convert(number_from_integer(value)); }
  Number from_ratio(std::int64_t numerator, std::int64_t denominator) const {
    return ratio(format, rounding, numerator, denominator);
  }
  Number convert(const Number& x) const { return round_to(format, rounding, x); }
  Number add(const Number& x, const Number& y) const { return arithmetic::add(format, rounding, x, y); }
  Number sub(const Number& x, const Number& y) const { return add(x, neg(y)); }
  Number mul(const Number& x, const Number& y) const { return multiply(format, rounding, x, y); }
  Number div(const Number& x, const Number& y) const { return divide(format, rounding, x, y); }
  Number fma(const Number& x, const Number& y, const Number& z) const {
    return fused_multiply_add(format, rounding, x, y, z);
  }
  /// Whether total + x·y is total whatever the rounding: x·y is +0, and total is +0 or a number of the format other than 0. Most
  /// steps of a sum over keys are such: weights underflow, values have one coordinate that is not 0.
  bool adds_nothing(const Number& total, const Number& x, const Number& y) const {
    if (!x.is_finite() || !y.is_finite() || !(x.is_zero() || y.is_zero()) || x.negative != y.negative) return false;
    if (total.kind != Kind::finite) return total.is_zero() && !total.negative;
    const int bits = 64 - __builtin_ctzll(total.significand);  // significant ones
    const bool in_range = total.exponent < format.emax || (total.exponent == format.emax && total.significand <= format.largest_significand);
    const bool normal = total.exponent >= format.emin, on_grid = normal ? bits <= format.precision : total.exponent - bits >= format.emin - format.precision;
    return in_range && on_grid && (normal || (format.subnormals && !format.flush)) && (format.has_negative || !total.negative) && !format.unbounded;
  }
  Number sqrt(const Number& x) const { return square_root(format, rounding, x); }
  Number exp(const Number& x) const { return exponential(format, rounding, x); }
  Number exp2(const Number& x) const { return exponential_base2(format, rounding, x); }
  Number log(const Number& x) const { return logarithm(format, rounding, x); }
  Number cos(const Number& x) const { return cosine(format, rounding, x); }
  Number sin(const Number& x) const { return sine(format, rounding, x); }
  Number cos_turn(std::int64_t k, std::int64_t M) const { return cosine_of_turn(format, rounding, k, M); }
  Number sin_turn(std::int64_t k, std::int64_t M) const { return sine_of_turn(format, rounding, k, M); }
  /// Exact negation (an unsigned format keeps the sign only until the next rounding).
  Number neg(Number x) const {
    if (x.kind != Kind::nan) x.negative = !x.negative;
    return x;
  }
  /// The larger; NaN if either is NaN.
  Number max(const Number& x, const Number& y) const {
    if (x.is_nan() || y.is_nan()) return invalid_result(format, "max");
    return compare(x, y) == Order::less ? y : x;
  }
  Order compare(const Number& x, const Number& y) const { return arithmetic::compare(x, y); }
  bool is_zero(const Number& x) const { return x.is_zero(); }
  Number sum(std::span<const Number> x) const;
  Number dot(std::span<const Number> x, std::span<const Number> y) const;
  /// The integer nearest to x (halves away from zero); Undefined for NaN, infinities and beyond ±2^62.
  std::int64_t nearest_integer(const Number& x) const;

  /// Stored bits of one number; nullopt when the format is unbounded.
  std::optional<int> storage_bits() const {
    return format.unbounded ? std::nullopt : std::optional<int>(format.storage_bits);
  }
  void write(BitString& bits, const Number& x) const;
  Number read(BitReader& reader) const;
  std::string to_text(const Number& x) const { return arithmetic::to_text(x); }
  std::string name() const;
};

}  // namespace attest::arithmetic
