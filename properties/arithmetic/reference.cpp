#include "arithmetic/reference.hpp"

#include <bit>
#include <cmath>

namespace attest::arithmetic::reference {
namespace {

Rational power_of_two(std::int64_t exponent) { return Rational(1).scaled(exponent); }

/// The Number with this value, which is known to fit.
Number from_units(const Rational& units, std::int64_t unit_exponent, bool negative) {
  if (units.sign() == 0) return {0, 0, Kind::zero, negative};
  // 2^64 units can occur (precision 64): halve first.
  const bool huge = units >= power_of_two(62);
  const std::uint64_t magnitude = static_cast<std::uint64_t>((huge ? (units / Rational(4)).floor() : units).to_integer());
  const std::uint64_t low = huge ? static_cast<std::uint64_t>((units - Rational(static_cast<std::int64_t>(magnitude)) * Rational(4)).to_integer()) : 0;
  Number x;
  x.kind = Kind::finite;
  x.negative = negative;
  const int length = 64 - std::countl_zero(magnitude);
  x.significand = magnitude << (64 - length);
  if (huge && length <= 62) x.significand |= low << (62 - length);
  x.exponent = static_cast<std::int32_t>(unit_exponent + length - 1 + (huge ? 2 : 0));
  return x;
}

Number infinite(const Format& f, bool negative) {
  if (f.unbounded) throw Undefined("infinite");
  if (negative && !f.has_negative) return {};
  if (f.overflow == Overflow::infinity) return {0, 0, Kind::infinity, negative};
  if (f.overflow == Overflow::nan) return {0, 0, Kind::nan, false};
  return {f.largest_significand, f.emax, Kind::finite, negative};
}

Number invalid(const Format& f) {
  if (!f.has_nan) throw Undefined("invalid");
  return {0, 0, Kind::nan, false};
}

/// floor(log2(x)) for x > 0, checked by its definition.
std::int64_t exponent_of(const Rational& x) {
  const std::int64_t exponent = x.binary_exponent();
  if (power_of_two(exponent) > x || power_of_two(exponent + 1) <= x) throw std::logic_error("wrong exponent of " + x.to_text());
  return exponent;
}

/// Whether |value|, between lower and lower+1 units, goes to the upper one.
bool takes_upper(Rounding rounding, bool negative, const Rational& units, const Rational& lower) {
  const Rational beyond = units - lower;
  if (beyond.sign() == 0) return false;
  switch (rounding) {
    case Rounding::toward_zero: return false;
    case Rounding::up: return !negative;
    case Rounding::down: return negative;
    case Rounding::nearest_even: break;
  }
  const Rational half(1, 2);
  if (beyond != half) return beyond > half;
  return !(lower / Rational(2)).is_integer();
}

}  // namespace

Number rounded(const Format& f, Rounding rounding, const Rational& value, bool negative_zero) {
  const bool negative = value.sign() < 0 || (value.sign() == 0 && negative_zero);
  if (value.sign() < 0 && !f.has_negative) return {};
  const Number zero{0, 0, Kind::zero, negative && f.has_negative_zero};
  if (value.sign() == 0) return zero;
  const Rational magnitude = value.sign() < 0 ? -value : value;
  const std::int64_t exponent = exponent_of(magnitude);
  const bool subnormal = !f.unbounded && exponent < f.emin;
  if (subnormal && f.flush) return zero;
  std::int64_t unit = (subnormal ? f.emin : exponent) - f.precision + 1;
  if (subnormal && !f.subnormals) unit = f.emin;  // nothing between 0 and 2^emin
  const Rational units = magnitude.scaled(-unit), lower = units.floor();
  const Rational chosen = takes_upper(rounding, negative, units, lower) ? lower + Rational(1) : lower;
  if (!f.unbounded) {
    const Rational largest = Rational::from_number({f.largest_significand, f.emax, Kind::finite, false});
    if (chosen.scaled(unit) > largest) {
      const bool to_largest = rounding == Rounding::toward_zero || (rounding == Rounding::up && negative) || (rounding == Rounding::down && !negative);
      if (to_largest) return {f.largest_significand, f.emax, Kind::finite, negative};
      return infinite(f, negative);
    }
  }
  return chosen.sign() == 0 ? zero : from_units(chosen, unit, negative);
}

namespace {

Number flushed(const Format& f, const Number& x) {
  if (f.flush && x.kind == Kind::finite && Rational::from_number({x.significand, x.exponent, x.kind, false}) < power_of_two(f.emin))
    return {0, 0, Kind::zero, x.negative};
  return x;
}

bool infinite(const Number& x) { return x.kind == Kind::infinity; }
Rational real(const Number& x) { return Rational::from_number(x); }

Number square_root_of(const Format& f, Rounding rounding, const Number& x) {
  if (x.is_zero()) return {0, 0, Kind::zero, x.negative && f.has_negative_zero};
  if (x.negative) return invalid(f);
  if (infinite(x)) return infinite(f, false);
  // floor(sqrt(x)·2^200) and a unit beside it when inexact: no rounding to 64 bits tells them apart.
  const Rational scaled = real(x).scaled(2 * (200 - x.exponent / 2));
  Rational low = 1, high = power_of_two(204);  // sqrt(scaled) < 2^203
  while (high - low > Rational(1)) {
    const Rational middle = ((low + high) / Rational(2)).floor();
    (middle * middle <= scaled ? low : high) = middle;
  }
  const Rational root = low * low == scaled ? low : low + Rational(1, 2);
  return rounded(f, rounding, root.scaled(x.exponent / 2 - 200), false);
}

/// IEEE: a sum that is exactly zero is +0 (−0 rounding down) unless both terms are zeros of one sign.
Number sum_of(const Format& f, Rounding rounding, const Rational& a, bool a_negative, const Rational& b, bool b_negative) {
  const bool both_zero = a.sign() == 0 && b.sign() == 0;
  const bool negative_zero = both_zero && a_negative == b_negative ? a_negative : rounding == Rounding::down;
  return rounded(f, rounding, a + b, negative_zero);
}

}  // namespace

Number operation(Operator op, const Format& f, Rounding rounding, const Number& x0, const Number& y0, const Number& z0) {
  const Number x = flushed(f, x0), y = flushed(f, y0), z = flushed(f, z0);
  const int count = operand_count(op);
  if (x.is_nan() || (count > 1 && y.is_nan()) || (count > 2 && z.is_nan())) return invalid(f);
  const bool negative = x.negative != y.negative;
  switch (op) {
    case Operator::square_root: return square_root_of(f, rounding, x);
    case Operator::add:
      if (infinite(x) && infinite(y) && negative) return invalid(f);
      if (infinite(x)) return infinite(f, x.negative);
      if (infinite(y)) return infinite(f, y.negative);
      return sum_of(f, rounding, real(x), x.negative, real(y), y.negative);
    case Operator::subtract:
      if (infinite(x) && infinite(y) && !negative) return invalid(f);
      if (infinite(x)) return infinite(f, x.negative);
      if (infinite(y)) return infinite(f, !y.negative);
      return sum_of(f, rounding, real(x), x.negative, -real(y), !y.negative);
    case Operator::multiply:
      if ((infinite(x) && y.is_zero()) || (x.is_zero() && infinite(y))) return invalid(f);
      if (infinite(x) || infinite(y)) return infinite(f, negative);
      return rounded(f, rounding, real(x) * real(y), negative);
    case Operator::divide:
      if ((infinite(x) && infinite(y)) || (x.is_zero() && y.is_zero())) return invalid(f);
      if (infinite(x) || y.is_zero()) return infinite(f, negative);
      if (infinite(y)) return {0, 0, Kind::zero, negative && f.has_negative_zero};
      return rounded(f, rounding, real(x) / real(y), negative);
    case Operator::fused_multiply_add:
      if ((infinite(x) && y.is_zero()) || (x.is_zero() && infinite(y))) return invalid(f);
      if (infinite(x) || infinite(y)) return infinite(z) && z.negative != negative ? invalid(f) : infinite(f, negative);
      if (infinite(z)) return infinite(f, z.negative);
      return sum_of(f, rounding, real(x) * real(y), negative, real(z), z.negative);
  }
  throw std::logic_error("no such operator");
}

}  // namespace attest::arithmetic::reference
