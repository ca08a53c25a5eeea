// The algebraic operations: exact integer results of up to 128 bits and a sticky bit, rounded once.
//
// add, multiply and fma reduce to one routine: the exact sum of two signed dyadics of at most 128 bits each.
// When their exponents are too far apart the smaller is replaced by a sticky bit below the larger, which no
// rounding to at most 64 bits can tell from the truth.
#include <cmath>
#include <utility>

#include "arithmetic/emulated.hpp"
#include "arithmetic/rounding.hpp"

namespace attest::arithmetic {
namespace {

int leading_zeros(Wide x) {
  const std::uint64_t high = static_cast<std::uint64_t>(x >> 64);
  return high ? __builtin_clzll(high) : 64 + __builtin_clzll(static_cast<std::uint64_t>(x));
}

/// ±significand·2^(exponent−127), top bit set unless zero.
struct Term {
  bool negative = false;
  std::int64_t exponent = 0;
  Wide significand = 0;
};

Term term(const Number& x) { return {x.negative, x.exponent, static_cast<Wide>(x.significand) << 64}; }

Term product(const Number& x, const Number& y) {
  Term t{x.negative != y.negative, std::int64_t{x.exponent} + y.exponent + 1,
         static_cast<Wide>(x.significand) * y.significand};
  const int shift = static_cast<int>(~(t.significand >> 127) & 1);  // no branch: it would be mispredicted half of the time
  t.significand <<= shift;
  t.exponent -= shift;
  return t;
}

Number signed_zero(const Format& format, bool negative) {
  return {0, 0, Kind::zero, negative && format.has_negative_zero};
}

/// IEEE: an exact zero from a sum of unlike signs is +0, but −0 when rounding down.
Number cancelled(const Format& format, Rounding rounding) { return signed_zero(format, rounding == Rounding::down); }

/// Exact a + b, rounded once; neither is zero.
Number sum_of_terms(const Format& format, Rounding rounding, Term a, Term b) {
  if (a.exponent < b.exponent || (a.exponent == b.exponent && a.significand < b.significand)) std::swap(a, b);
  const std::int64_t distance = a.exponent - b.exponent;
  // Two spare bits on the left for the carry would lose bits of a 128-bit product, so shift into sticky explicitly.
  bool sticky = false;
  if (a.negative == b.negative) {
    Wide low = 0;
    if (distance >= 128) {
      sticky = true;
    } else {
      low = distance == 0 ? b.significand : b.significand >> distance;
      sticky = distance != 0 && (b.significand << (128 - distance)) != 0;
    }
    Wide total = a.significand + low;
    std::int64_t exponent = a.exponent;
    if (total < low) {  // carry out of 128 bits
      sticky = sticky || (total & 1);
      total = (total >> 1) | (static_cast<Wide>(1) << 127);
      ++exponent;
    }
    return rounding::round(format, rounding, a.negative, exponent, total, sticky);
  }
  // Subtraction: a > b in magnitude. Keep 128 bits of the difference and a second word of 128 below it.
  Wide high = a.significand, low = 0;
  if (distance >= 256) {
    // a minus something below its last kept bit: one unit of the second word plays that part.
    high -= 1;
    low = ~static_cast<Wide>(0);
    sticky = true;
  } else {
    const Wide b_high = distance >= 128 ? 0 : distance == 0 ? b.significand : b.significand >> distance;
    Wide b_low = 0;
    if (distance > 0 && distance < 128) b_low = b.significand << (128 - distance);
    if (distance >= 128) {
      b_low = distance == 128 ? b.significand : b.significand >> (distance - 128);
      sticky = distance > 128 && (b.significand << (256 - distance)) != 0;
    }
    high -= b_high;
    if (b_low != 0) {
      high -= 1;
      low = ~b_low + 1;
    }
    if (sticky) {  // a little more was subtracted: borrow one unit of low, and something remains
      if (low == 0) high -= 1;
      low -= 1;
    }
  }
  if (high == 0 && low == 0) return cancelled(format, rounding);
  std::int64_t exponent = a.exponent;
  if (high == 0) {
    high = std::exchange(low, 0);
    exponent -= 128;
  }
  const int shift = leading_zeros(high);
  if (shift > 0) {
    high = (high << shift) | (low >> (128 - shift));
    low <<= shift;
  }
  return rounding::round(format, rounding, a.negative, exponent - shift, high, sticky || low != 0);
}

Number flushed(const Format& format, const Number& x) {
  if (format.flush && x.kind == Kind::finite && x.exponent < format.emin) return signed_zero(format, x.negative);
  return x;
}

/// Exact x + y of two finite non-zero numbers, rounded once; for precisions up to 63. No branch depends on the signs.
Number sum(const Format& format, Rounding rounding, const Number& x, const Number& y) {
  __extension__ typedef __int128 Key;
  const Key x_key = static_cast<Key>(x.exponent) * (static_cast<Key>(1) << 64) + x.significand;
  const Key y_key = static_cast<Key>(y.exponent) * (static_cast<Key>(1) << 64) + y.significand;
  // a is the larger in magnitude, b the other: exchanged by masks.
  const std::uint64_t exchange = -static_cast<std::uint64_t>(x_key < y_key);
  const std::uint64_t significands = (x.significand ^ y.significand) & exchange;
  const std::uint64_t a_significand = x.significand ^ significands, b_significand = y.significand ^ significands;
  const std::int64_t exponents = (x.exponent ^ y.exponent) & static_cast<std::int64_t>(exchange);
  const std::int64_t a_exponent = x.exponent ^ exponents, distance = a_exponent - (y.exponent ^ exponents);
  const bool differ = x.negative != y.negative, negative = x.negative != (differ & static_cast<bool>(exchange));
  // a fills bits 126..63 of 128, so a sum cannot carry out and a difference is exact up to distance 63. What b loses beyond is
  // less than the last unit: a sum keeps it as the sticky bit, a difference borrows one unit first.
  const bool lost = distance > 63 + __builtin_ctzll(b_significand);
  const Wide larger = static_cast<Wide>(a_significand) << 63;
  const Wide smaller = distance < 127 ? (static_cast<Wide>(b_significand) << 63) >> distance : 0;
  const Wide opposite = -static_cast<Wide>(differ);  // all ones when subtracting
  const Wide total = larger + ((smaller ^ opposite) - opposite) - (lost & differ);
  if (total == 0) return cancelled(format, rounding);
  const int shift = leading_zeros(total);
  return rounding::round(format, rounding, negative, a_exponent + 1 - shift, total << shift, lost);
}

/// Neither zero, infinity, NaN nor to be flushed; the special_ functions take the rest, out of line: inlined they cost the
/// common path a third of its speed.
bool plain(const Format& format, const Number& x) { return x.kind == Kind::finite && (!format.flush || x.exponent >= format.emin); }

[[gnu::noinline, gnu::cold]] Number special_add(const Format& format, Rounding rounding, const Number& x0, const Number& y0) {
  const Number x = flushed(format, x0), y = flushed(format, y0);
  if (x.is_nan() || y.is_nan()) return invalid_result(format, "NaN operand");
  if (x.kind == Kind::infinity && y.kind == Kind::infinity && x.negative != y.negative)
    return invalid_result(format, "infinity minus infinity");
  if (x.kind == Kind::infinity) return infinite_result(format, x.negative);
  if (y.kind == Kind::infinity) return infinite_result(format, y.negative);
  if (x.is_zero() && y.is_zero())
    return x.negative == y.negative ? signed_zero(format, x.negative) : cancelled(format, rounding);
  return round_to(format, rounding, x.is_zero() ? y : x);
}

[[gnu::noinline, gnu::cold]] Number special_multiply(const Format& format, const Number& x0, const Number& y0) {
  const Number x = flushed(format, x0), y = flushed(format, y0);
  if (x.is_nan() || y.is_nan()) return invalid_result(format, "NaN operand");
  const bool negative = x.negative != y.negative;
  if (x.kind == Kind::infinity || y.kind == Kind::infinity) {
    if (x.is_zero() || y.is_zero()) return invalid_result(format, "zero times infinity");
    return infinite_result(format, negative);
  }
  return signed_zero(format, negative);
}

[[gnu::noinline, gnu::cold]] Number special_divide(const Format& format, const Number& x0, const Number& y0) {
  const Number x = flushed(format, x0), y = flushed(format, y0);
  if (x.is_nan() || y.is_nan()) return invalid_result(format, "NaN operand");
  const bool negative = x.negative != y.negative;
  if (x.kind == Kind::infinity) {
    if (y.kind == Kind::infinity) return invalid_result(format, "infinity over infinity");
    return infinite_result(format, negative);
  }
  if (y.kind == Kind::infinity) return signed_zero(format, negative);
  if (y.is_zero()) {
    if (x.is_zero()) return invalid_result(format, "0/0");
    return infinite_result(format, negative);
  }
  return signed_zero(format, negative);
}

[[gnu::noinline, gnu::cold]] Number special_fused(const Format& format, Rounding rounding, const Number& x0, const Number& y0, const Number& z0) {
  const Number x = flushed(format, x0), y = flushed(format, y0), z = flushed(format, z0);
  if (x.is_nan() || y.is_nan() || z.is_nan()) return invalid_result(format, "NaN operand");
  const bool negative = x.negative != y.negative;
  if (x.kind == Kind::infinity || y.kind == Kind::infinity) {
    if (x.is_zero() || y.is_zero()) return invalid_result(format, "zero times infinity");
    if (z.kind == Kind::infinity && z.negative != negative) return invalid_result(format, "infinity minus infinity");
    return infinite_result(format, negative);
  }
  if (z.kind == Kind::infinity) return infinite_result(format, z.negative);
  if (x.is_zero() || y.is_zero()) {
    if (!z.is_zero()) return round_to(format, rounding, z);
    return negative == z.negative ? signed_zero(format, negative) : cancelled(format, rounding);
  }
  return multiply(format, rounding, x, y);
}

}  // namespace

Number add(const Format& format, Rounding rounding, const Number& x, const Number& y) {
  if (!plain(format, x) || !plain(format, y)) [[unlikely]] return special_add(format, rounding, x, y);
  if (format.precision > 63) return sum_of_terms(format, rounding, term(x), term(y));
  return sum(format, rounding, x, y);
}

Number multiply(const Format& format, Rounding rounding, const Number& x, const Number& y) {
  if (!plain(format, x) || !plain(format, y)) [[unlikely]] return special_multiply(format, x, y);
  const Term t = product(x, y);
  return rounding::round(format, rounding, t.negative, t.exponent, t.significand, false);
}

Number divide(const Format& format, Rounding rounding, const Number& x, const Number& y) {
  if (!plain(format, x) || !plain(format, y)) [[unlikely]] return special_divide(format, x, y);
  const bool negative = x.negative != y.negative;
  const std::int64_t exponent = std::int64_t{x.exponent} - y.exponent;
  const Wide numerator = static_cast<Wide>(x.significand) << 63;
  const Wide q1 = numerator / y.significand, r1 = numerator - q1 * y.significand;  // 2^62 < q1 < 2^64
  if (format.precision <= 61) {
    const int shift = __builtin_clzll(static_cast<std::uint64_t>(q1));
    return rounding::round(format, rounding, negative, exponent - shift, static_cast<std::uint64_t>(q1) << shift, r1 != 0);
  }
  // 64 further bits from the remainder.
  const Wide q2 = (r1 << 64) / y.significand, r2 = (r1 << 64) % y.significand;
  Wide quotient = (q1 << 64) | q2;
  const int shift = leading_zeros(quotient);
  quotient <<= shift;
  return round_to(format, rounding, negative, exponent - shift, quotient, r2 != 0);
}

namespace {

/// floor(sqrt(x)) for 2^126 <= x: a double's root errs by less than 2^12, one Newton step by less than 2, counting does the rest.
std::uint64_t integer_root(Wide x) {
  __extension__ typedef __int128 Signed;
  const double approximate = std::sqrt(static_cast<double>(x));
  std::uint64_t root = approximate >= 0x1p64 ? ~0ull : static_cast<std::uint64_t>(approximate);
  const Signed rest = static_cast<Signed>(x - static_cast<Wide>(root) * root);  // |rest| < 2^78
  const auto step = static_cast<std::int64_t>(static_cast<double>(rest) / (2 * approximate));
  root = step > 0 && root > ~0ull - static_cast<std::uint64_t>(step) ? ~0ull : root + static_cast<std::uint64_t>(step);
  while (static_cast<Wide>(root) * root > x) --root;
  while (x - static_cast<Wide>(root) * root > static_cast<Wide>(root) * 2) ++root;
  return root;
}

}  // namespace

Number square_root(const Format& format, Rounding rounding, const Number& x0) {
  const Number x = flushed(format, x0);
  if (x.is_nan()) return invalid_result(format, "NaN operand");
  if (x.is_zero()) return signed_zero(format, x.negative);
  if (x.negative) return invalid_result(format, "square root of a negative number");
  if (x.kind == Kind::infinity) return infinite_result(format, false);
  // value = s·2^(exponent−63); take an even power of two out and root a 127/128-bit integer: 64 root bits.
  const bool odd = x.exponent & 1;
  const Wide radicand = static_cast<Wide>(x.significand) << (odd ? 64 : 63);
  const std::uint64_t root = integer_root(radicand);
  const Wide rest = radicand - static_cast<Wide>(root) * root;
  const std::int64_t exponent = (std::int64_t{x.exponent} - (odd ? 1 : 0)) / 2;
  // root has 64 bits; halfway cases of 64-bit results need one more bit: decide it from the remainder (rest > root).
  Wide significand = static_cast<Wide>(root) << 64;
  bool sticky = rest != 0;
  if (rest > root) significand |= static_cast<Wide>(1) << 63;
  return rounding::round(format, rounding, false, exponent, significand, sticky);
}

Number fused_multiply_add(const Format& format, Rounding rounding, const Number& x, const Number& y, const Number& z) {
  if (!plain(format, x) || !plain(format, y) || !plain(format, z)) [[unlikely]] return special_fused(format, rounding, x, y, z);
  const Term t = product(x, y);
  if (static_cast<std::uint64_t>(t.significand) == 0 && format.precision <= 63)  // always, up to precision 32
    return sum(format, rounding, {static_cast<std::uint64_t>(t.significand >> 64), static_cast<std::int32_t>(t.exponent), Kind::finite, t.negative}, z);
  return sum_of_terms(format, rounding, t, term(z));
}

}  // namespace attest::arithmetic
