// Rounding into a format, and the codes of its stored numbers.
#include "arithmetic/format.hpp"

#include <stdexcept>

#include "arithmetic/rounding.hpp"

namespace attest::arithmetic {
namespace {

constexpr std::int64_t exponent_limit = std::int64_t{1} << 30;

bool rounds_away(Rounding rounding, bool negative, bool odd, bool half, bool rest) {
  switch (rounding) {
    case Rounding::nearest_even: return half && (rest || odd);
    case Rounding::toward_zero: return false;
    case Rounding::up: return !negative && (half || rest);
    case Rounding::down: return negative && (half || rest);
  }
  return false;
}

Number zero_of(const Format& format, bool negative) {
  return {0, 0, Kind::zero, negative && format.has_negative_zero};
}

/// A finite result beyond the largest finite number.
Number overflowed(const Format& format, Rounding rounding, bool negative) {
  if (format.unbounded) throw Undefined("overflow of the unbounded format " + format.name);
  const bool toward_infinity = rounding == Rounding::nearest_even || rounding == (negative ? Rounding::down : Rounding::up);
  if (!toward_infinity || format.overflow == Overflow::saturate) return largest_finite(format, negative);
  return infinite_result(format, negative);
}

bool beyond_largest(const Format& format, std::int64_t exponent, std::uint64_t significand) {
  if (format.unbounded) return exponent >= exponent_limit;
  return exponent > format.emax || (exponent == format.emax && significand > format.largest_significand);
}

}  // namespace

Number largest_finite(const Format& format, bool negative) {
  if (format.unbounded) throw Undefined("the unbounded format " + format.name + " has no largest number");
  if (negative && !format.has_negative) return {};
  return {format.largest_significand, format.emax, Kind::finite, negative};
}

Number smallest_positive(const Format& format) {
  if (format.unbounded) throw Undefined("the unbounded format " + format.name + " has no smallest number");
  const bool tiny = format.subnormals && !format.flush;
  return {1ull << 63, tiny ? format.emin - format.precision + 1 : format.emin, Kind::finite, false};
}

Number infinite_result(const Format& format, bool negative) {
  if (format.unbounded) throw Undefined("an infinite result in the unbounded format " + format.name);
  if (negative && !format.has_negative) return {};
  switch (format.overflow) {
    case Overflow::infinity: return {0, 0, Kind::infinity, negative};
    case Overflow::nan: return {0, 0, Kind::nan, false};
    case Overflow::saturate: return largest_finite(format, negative);
  }
  throw std::logic_error("no such overflow");
}

Number invalid_result(const Format& format, const char* operation) {
  if (!format.has_nan)
    throw Undefined(std::string("invalid operation (") + operation + ") in " + format.name + ", which has no NaN");
  return {0, 0, Kind::nan, false};
}

Number round_to(const Format& format, Rounding rounding, bool negative, std::int64_t exponent,
                Wide significand, bool sticky) {
  if (negative && !format.has_negative) return {};
  if (format.unbounded && exponent < -exponent_limit) throw Undefined("underflow of the unbounded format " + format.name);
  // How many leading bits survive: the precision, fewer below 2^emin.
  const bool below = !format.unbounded && exponent < format.emin;
  if (below && format.flush) return zero_of(format, negative);
  std::int64_t kept = format.precision;
  if (below) kept -= format.emin - exponent;
  if (below && !format.subnormals) kept = exponent - format.emin + 1;  // only 0 and 2^emin are near
  Wide top = 0;
  bool half = false, rest = sticky;
  if (kept >= 1) {
    const int dropped = static_cast<int>(128 - kept);
    top = significand >> dropped;
    half = (significand >> (dropped - 1)) & 1;
    rest = rest || (significand & ((static_cast<Wide>(1) << (dropped - 1)) - 1)) != 0;
  } else if (kept == 0) {
    half = true;  // the leading bit
    rest = rest || (significand << 1) != 0;
  } else {
    rest = true;
  }
  if (rounds_away(rounding, negative, top & 1, half, rest)) ++top;
  if (top == 0) return zero_of(format, negative);
  // top counts units of 2^(exponent − kept + 1).
  std::int64_t unit = exponent - kept + 1;
  if (top >> 64) {  // 64 kept bits carried over: the low bit is 0
    top >>= 1;
    ++unit;
  }
  std::uint64_t bits = static_cast<std::uint64_t>(top);
  const int shift = __builtin_clzll(bits);
  bits <<= shift;
  const std::int64_t result_exponent = unit + 63 - shift;
  if (beyond_largest(format, result_exponent, bits)) return overflowed(format, rounding, negative);
  return {bits, static_cast<std::int32_t>(result_exponent), Kind::finite, negative};
}

Number round_to(const Format& format, Rounding rounding, const Number& x) {
  switch (x.kind) {
    case Kind::zero: return zero_of(format, x.negative);
    case Kind::nan: return invalid_result(format, "NaN operand");
    case Kind::infinity: return infinite_result(format, x.negative);
    case Kind::finite: break;
  }
  return rounding::round(format, rounding, x.negative, x.exponent, x.significand, false);
}

std::uint64_t encode(const Format& format, const Number& x) {
  const auto foreign = [&] {
    return std::invalid_argument(to_text(x) + " is not a number of " + format.name);
  };
  if (format.unbounded) throw std::invalid_argument("numbers of " + format.name + " have no stored bits: it is unbounded");
  const int fraction_bits = format.precision - 1;
  const bool fixed = format.emin == format.emax && format.subnormals;
  const int magnitude_bits = format.has_negative ? format.storage_bits - 1 : format.storage_bits;
  const std::uint64_t sign = x.negative && format.has_negative ? std::uint64_t{1} << magnitude_bits : 0;
  const std::uint64_t infinity = static_cast<std::uint64_t>(format.emax - format.emin + 2) << fraction_bits;
  switch (x.kind) {
    case Kind::zero:
      if (x.negative && !format.has_negative_zero) throw foreign();
      return sign;
    case Kind::infinity:
      if (!format.has_infinity) throw foreign();
      return sign | infinity;
    case Kind::nan:
      if (!format.has_nan) throw foreign();
      if (format.has_infinity) return infinity | (std::uint64_t{1} << (fraction_bits - 1));
      return (std::uint64_t{1} << magnitude_bits) - 1;
    case Kind::finite: break;
  }
  if (x.negative && !format.has_negative) throw foreign();
  if (round_to(format, Rounding::toward_zero, x) != x) throw foreign();
  if (fixed) return sign | (x.significand >> (63 - (x.exponent - format.emin + format.precision - 1)));
  if (x.exponent < format.emin) {
    const std::int64_t unit = std::int64_t{format.emin} - fraction_bits;
    return sign | (x.significand >> (63 - (x.exponent - unit)));
  }
  const std::uint64_t fraction = fraction_bits == 0 ? 0 : (x.significand << 1) >> (64 - fraction_bits);
  return sign | (static_cast<std::uint64_t>(x.exponent - format.emin + 1) << fraction_bits) | fraction;
}

Number decode(const Format& format, std::uint64_t code) {
  if (format.unbounded) throw std::invalid_argument("numbers of " + format.name + " have no stored bits: it is unbounded");
  const int fraction_bits = format.precision - 1;
  const bool fixed = format.emin == format.emax && format.subnormals;
  const int magnitude_bits = format.has_negative ? format.storage_bits - 1 : format.storage_bits;
  const bool negative = format.has_negative && ((code >> magnitude_bits) & 1);
  const std::uint64_t magnitude = magnitude_bits == 64 ? code : code & ((std::uint64_t{1} << magnitude_bits) - 1);
  const auto value = [&](std::uint64_t m, std::int64_t unit) -> Number {
    if (m == 0) return {0, 0, Kind::zero, negative && format.has_negative_zero};
    const int shift = __builtin_clzll(m);
    return {m << shift, static_cast<std::int32_t>(unit + 63 - shift), Kind::finite, negative};
  };
  if (fixed) return value(magnitude, std::int64_t{format.emin} - fraction_bits);
  const std::uint64_t field = magnitude >> fraction_bits;
  const std::uint64_t fraction = magnitude & ((std::uint64_t{1} << fraction_bits) - 1);
  const std::uint64_t infinity_field = static_cast<std::uint64_t>(format.emax - format.emin + 2);
  if (format.has_infinity && field == infinity_field)
    return fraction ? Number{0, 0, Kind::nan, false} : Number{0, 0, Kind::infinity, negative};
  if (field == 0) {
    if (!format.subnormals || format.flush) return {0, 0, Kind::zero, negative};
    return value(fraction, std::int64_t{format.emin} - fraction_bits);
  }
  const Number x = value(fraction | (std::uint64_t{1} << fraction_bits), std::int64_t{format.emin} + static_cast<std::int64_t>(field) - 1 - fraction_bits);
  if (x.exponent > format.emax || (x.exponent == format.emax && x.significand > format.largest_significand)) {
    if (format.has_nan) return {0, 0, Kind::nan, false};
    throw std::invalid_argument("code beyond the largest number of " + format.name);
  }
  return x;
}

namespace {

/// The next number of larger magnitude.
Number away_from_zero(const Format& format, const Number& x) {
  if (x.is_zero()) {
    Number tiny = smallest_positive(format);
    tiny.negative = x.negative;
    return tiny;
  }
  const Number next = round_to(format, x.negative ? Rounding::down : Rounding::up, x.negative, x.exponent,
                               static_cast<Wide>(x.significand) << 64, true);
  return next.is_nan() ? x : next;  // e4m3 overflows to NaN, which is no neighbour
}

/// The next number of smaller magnitude (x is not zero).
Number toward_zero(const Format& format, const Number& x) {
  if (x.kind == Kind::infinity) return largest_finite(format, x.negative);
  if (x.significand == 1ull << 63)  // a power of two minus something tiny
    return round_to(format, Rounding::toward_zero, x.negative, std::int64_t{x.exponent} - 1, ~static_cast<Wide>(0), true);
  const Wide less = (static_cast<Wide>(x.significand) << 64) - 1;
  return round_to(format, Rounding::toward_zero, x.negative, x.exponent, less, true);
}

}  // namespace

Number next_up(const Format& format, const Number& x) {
  if (x.is_nan()) return x;
  if (x.is_zero()) return smallest_positive(format);
  if (x.kind == Kind::infinity && !x.negative) return x;
  return x.negative ? toward_zero(format, x) : away_from_zero(format, x);
}

Number next_down(const Format& format, const Number& x) {
  if (x.is_nan()) return x;
  if (x.is_zero() && !format.has_negative) return x;
  if (x.is_zero()) {
    Number tiny = smallest_positive(format);
    tiny.negative = true;
    return tiny;
  }
  if (x.kind == Kind::infinity && x.negative) return x;
  return x.negative ? away_from_zero(format, x) : toward_zero(format, x);
}

}  // namespace attest::arithmetic
