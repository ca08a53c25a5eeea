// Numbers of a format for tests, drawn by bit pattern so that every class appears (RapidCheck's own floats never are NaN,
// infinite, −0 or subnormal), and the steps by which a failing number is made simpler. Knows nothing of RapidCheck:
// generators.hpp wraps it, fuzz targets may use it as it is.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "arithmetic/format.hpp"
#include "support/random.hpp"

namespace attest::support {

using arithmetic::Format;
using arithmetic::Kind;
using arithmetic::Number;

enum class NumberClass { nan, infinity, zero, negative_zero, subnormal, edge, power_of_two, beside_power_of_two, integer, other };

inline std::string to_text(NumberClass c) {
  const char* const names[] = {"nan", "infinity", "zero", "-0", "subnormal", "edge", "power of two", "beside power of two", "integer", "other"};
  return names[static_cast<int>(c)];
}

/// Stored bits above which lies only the sign.
inline int magnitude_bits(const Format& format) { return format.storage_bits - (format.has_negative ? 1 : 0); }

inline bool is_edge(const Format& format, const Number& x) {
  if (format.unbounded || x.kind != Kind::finite) return false;
  Number magnitude = x;
  magnitude.negative = false;
  return magnitude == largest_finite(format, false) || magnitude == smallest_positive(format) ||
         magnitude == Number{1ull << 63, format.emin, Kind::finite, false};
}

inline NumberClass classify(const Format& format, const Number& x) {
  if (x.kind == Kind::nan) return NumberClass::nan;
  if (x.kind == Kind::infinity) return NumberClass::infinity;
  if (x.is_zero()) return x.negative ? NumberClass::negative_zero : NumberClass::zero;
  if (is_edge(format, x)) return NumberClass::edge;
  if (!format.unbounded && x.exponent < format.emin) return NumberClass::subnormal;
  const std::uint64_t ulp = 1ull << (64 - format.precision), fraction = x.significand << 1;
  if (fraction == 0) return NumberClass::power_of_two;
  if (x.significand == (1ull << 63) + ulp || x.significand == 0 - ulp) return NumberClass::beside_power_of_two;
  if (x.exponent >= 0 && (x.exponent >= 63 || (x.significand << (x.exponent + 1)) == 0)) return NumberClass::integer;
  return NumberClass::other;
}

namespace detail {

/// p significant bits of one of several shapes: power of two, one ulp beside it, few bits, a run of ones, anything.
inline std::uint64_t draw_significand(int precision, Random& random) {
  const std::uint64_t top = 1ull << 63, kept = precision == 64 ? ~0ull : ~0ull << (64 - precision);
  const std::uint64_t ulp = 1ull << (64 - precision);
  switch (random.below(6)) {
    case 0: return top;
    case 1: return (top + ulp) | top;
    case 2: return 0 - ulp;
    case 3: return (top | (random.next() & (~0ull << 56))) & kept;
    case 4: return (0 - (1ull << (63 - random.below(static_cast<std::uint64_t>(precision))))) & kept;
    default: return (top | random.next()) & kept;
  }
}

inline Number member(const Format& format, const Number& x) { return round_to(format, arithmetic::Rounding::toward_zero, x); }

}  // namespace detail

/// A number of the format. About half are uniform codes (unbounded formats: exponents in ±200), the rest is special.
inline Number draw_number(const Format& format, Random& random) {
  const bool negative = format.has_negative && random.coin();
  const std::uint64_t sign = negative && !format.unbounded ? 1ull << magnitude_bits(format) : 0;
  const auto finite = [&](std::int64_t exponent) {
    return detail::member(format, {detail::draw_significand(format.precision, random), static_cast<std::int32_t>(exponent), Kind::finite, negative});
  };
  if (format.unbounded) {
    const std::uint64_t choice = random.below(8);
    if (choice == 0) return {0, 0, Kind::zero, negative && format.has_negative_zero};
    return finite(choice < 5 ? random.between(-8, 8) : random.between(-200, 200));
  }
  switch (random.below(16)) {
    case 0: return format.has_nan ? Number{0, 0, Kind::nan, false} : decode(format, sign);
    case 1: return format.has_infinity ? Number{0, 0, Kind::infinity, negative} : largest_finite(format, negative);
    case 2: return decode(format, sign);
    case 3: return decode(format, sign | random.below(1ull << (format.precision - 1)));  // subnormals
    case 4: return finite(random.pick({format.emin - 1, format.emin, format.emax}));
    case 5: {
      Number edge = random.coin() ? largest_finite(format, negative) : smallest_positive(format);
      edge.negative = negative;
      return edge;
    }
    case 6: return finite(random.between(-3, 6));
    case 7: return detail::member(format, arithmetic::number_from_integer(random.between(negative ? -20 : 0, 20)));
    default: return decode(format, sign | (magnitude_bits(format) == 0 ? 0 : random.next() >> (64 - magnitude_bits(format))));
  }
}

/// Like draw_number, but no NaN and no infinity.
inline Number draw_finite(const Format& format, Random& random) {
  for (;;) {
    const Number x = draw_number(format, random);
    if (x.is_finite()) return x;
  }
}

/// Simpler numbers to try, simplest first. Simpler is: smaller magnitude (by stored code; NaN above infinity above all), then
/// positive. Every candidate is strictly simpler, and the next simpler number is always among them, so greedy descent ends in
/// the least failing number of every property that fails upward from some magnitude.
inline std::vector<Number> simpler(const Format& format, const Number& x) {
  std::vector<Number> result;
  const auto add = [&](Number candidate) {
    if (candidate != x) result.push_back(candidate);
  };
  if (format.unbounded) {
    if (x.is_zero()) return result;
    add({});
    const auto with = [&](std::uint64_t significand, std::int32_t exponent) { add({significand, exponent, Kind::finite, x.negative}); };
    for (std::int32_t step = x.exponent; step != 0; step /= 2) with(x.significand, x.exponent - step);
    for (int bits = 1; bits < format.precision; bits *= 2) with(x.significand & ~0ull << (64 - bits), x.exponent);
    if (x.significand << 1) with(x.significand & (x.significand - 1), x.exponent);
  } else {
    Number magnitude = x;
    magnitude.negative = false;
    const std::uint64_t code = encode(format, magnitude);
    const auto with_code = [&](std::uint64_t smaller) {
      Number candidate = decode(format, smaller);
      if (candidate.kind != Kind::nan && !(candidate.is_zero() && !format.has_negative_zero)) candidate.negative = x.negative;
      add(candidate);
    };
    for (std::uint64_t step = code; step != 0; step /= 2) with_code(code - step);
    for (int bits = magnitude_bits(format) - 1; bits > 0; --bits)
      if (const std::uint64_t cleared = code & ~0ull << bits; cleared != code && cleared != 0) with_code(cleared);
  }
  if (x.negative) {
    Number positive = x;
    positive.negative = false;
    add(positive);
  }
  return result;
}

}  // namespace attest::support
