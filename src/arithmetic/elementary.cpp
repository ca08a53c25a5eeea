// exp, exp2, log, cos, sin and exact sums: MPFR computes 96 bits rounded toward zero and says whether that is exact;
// truncation plus a sticky bit determines the rounding to any precision up to 64 in every mode, once. (MPFR's own
// results are correctly rounded, so no table-maker's dilemma is left to us.)
// Before that a double filter: glibc's exp, exp2, log, cos, sin err by less than 2 ulp (its manual, "Errors in Math
// Functions"); if everything within 16 ulp rounds to the same number, that number is right.
#define MPFR_USE_INTMAX_T  // needs <cstdint> before it
#include <cstdint>

#include <mpfr.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <optional>
#include <stdexcept>
#include <vector>

#include "arithmetic/emulated.hpp"
#include "arithmetic/rounding.hpp"

namespace attest::arithmetic {
namespace {

class Mpfr {
 public:
  explicit Mpfr(mpfr_prec_t precision) { mpfr_init2(value_, precision); }
  ~Mpfr() { mpfr_clear(value_); }
  Mpfr(const Mpfr&) = delete;
  Mpfr& operator=(const Mpfr&) = delete;
  mpfr_ptr get() { return value_; }

 private:
  mpfr_t value_;
};

void set(mpfr_ptr target, const Number& x) {  // exact: 64 bits
  mpfr_set_uj(target, x.significand, MPFR_RNDZ);
  mpfr_mul_2si(target, target, static_cast<long>(x.exponent) - 63, MPFR_RNDZ);
  if (x.negative) mpfr_neg(target, target, MPFR_RNDZ);
}

/// Rounds an MPFR value of at most 128 bits that was truncated toward zero (inexact != 0: something was cut off).
Number rounded(const Format& format, Rounding rounding, mpfr_ptr value, bool inexact) {
  if (mpfr_nan_p(value)) return invalid_result(format, "elementary function");
  if (mpfr_inf_p(value)) return infinite_result(format, mpfr_signbit(value));
  const bool negative = mpfr_signbit(value);
  if (mpfr_zero_p(value)) {
    if (inexact) return round_to(format, rounding, negative, -(std::int64_t{1} << 30) - 1, static_cast<Wide>(1) << 127, true);
    return {0, 0, Kind::zero, negative && format.has_negative_zero};
  }
  Mpfr high(64), low(64);
  mpfr_set(high.get(), value, MPFR_RNDZ);
  mpfr_sub(low.get(), value, high.get(), MPFR_RNDZ);  // exact
  const std::int64_t exponent = mpfr_get_exp(value) - 1;
  mpfr_mul_2si(high.get(), high.get(), 63 - exponent, MPFR_RNDZ);
  mpfr_mul_2si(low.get(), low.get(), 127 - exponent, MPFR_RNDZ);
  mpfr_abs(high.get(), high.get(), MPFR_RNDZ);
  mpfr_abs(low.get(), low.get(), MPFR_RNDZ);
  const Wide significand = (static_cast<Wide>(mpfr_get_uj(high.get(), MPFR_RNDZ)) << 64) | mpfr_get_uj(low.get(), MPFR_RNDZ);
  return round_to(format, rounding, negative, exponent, significand, inexact);
}

constexpr mpfr_prec_t working_precision = 96;

using Function = int (*)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);

Number by_mpfr(const Format& format, Rounding rounding, const Number& x, Function function) {
  Mpfr argument(64), result(working_precision);
  set(argument.get(), x);
  mpfr_clear_flags();
  const int ternary = function(result.get(), argument.get(), MPFR_RNDZ);
  if (mpfr_overflow_p()) {  // toward zero MPFR gives its largest number: far beyond every bounded format
    if (format.unbounded) throw Undefined("overflow of the unbounded format " + format.name);
    return round_to(format, rounding, mpfr_signbit(result.get()), std::int64_t{1} << 30, static_cast<Wide>(1) << 127, true);
  }
  return rounded(format, rounding, result.get(), ternary != 0);
}

/// The number that everything within 16 ulp of y rounds to, if there is one and it is surely normal.
bool filtered(const Format& format, Rounding rounding, double y, Number& result) {
  const std::uint64_t code = std::bit_cast<std::uint64_t>(y);
  const int field = static_cast<int>((code >> 52) & 0x7ff);
  const std::int64_t exponent = field - 1023;
  const bool negative = code >> 63;
  if (format.precision > 44 || field == 0 || field == 0x7ff || !rounding::is_normal(format, negative, exponent)) return false;
  const std::uint64_t significand = (code << 11) | (1ull << 63);
  constexpr std::uint64_t margin = 16ull << 11;
  if (significand - margin < (1ull << 63) || significand + margin < significand) return false;
  result = rounding::normal(format, rounding, negative, exponent, significand - margin, true);
  return result == rounding::normal(format, rounding, negative, exponent, significand + margin, true);
}

/// x as a double if it is one exactly and of harmless size.
bool harmless_double(const Number& x, double& value) {
  if ((x.significand & 0x7ff) != 0 || x.exponent > 9 || x.exponent < -200) return false;
  const std::uint64_t field = static_cast<std::uint64_t>(x.exponent + 1023);
  value = std::bit_cast<double>((std::uint64_t{x.negative} << 63) | (field << 52) | ((x.significand << 1) >> 12));
  return true;
}

Number elementary(const Format& format, Rounding rounding, const Number& x, double (*fast)(double), Function exact) {
  double argument = 0;
  Number result;
  if (harmless_double(x, argument) && filtered(format, rounding, fast(argument), result)) return result;
  return by_mpfr(format, rounding, x, exact);
}

Number one(const Format& format, Rounding rounding) { return round_to(format, rounding, number_from_integer(1)); }

Number power(const Format& format, Rounding rounding, const Number& x, double (*fast)(double), Function exact) {
  if (x.is_nan()) return invalid_result(format, "NaN operand");
  if (x.is_zero()) return one(format, rounding);
  if (x.kind == Kind::infinity) return x.negative ? Number{} : infinite_result(format, false);
  return elementary(format, rounding, x, fast, exact);
}

Number flushed(const Format& format, const Number& x) {
  if (format.flush && x.kind == Kind::finite && x.exponent < format.emin) return {0, 0, Kind::zero, x.negative};
  return x;
}

}  // namespace

Number exponential(const Format& format, Rounding rounding, const Number& x) {
  return power(format, rounding, flushed(format, x), [](double y) { return std::exp(y); }, mpfr_exp);
}

Number exponential_base2(const Format& format, Rounding rounding, const Number& x0) {
  const Number x = flushed(format, x0);
  const bool integer = x.kind == Kind::finite && x.exponent >= 0 && x.exponent < 29 && (x.significand << (x.exponent + 1)) == 0;
  if (integer) {  // exactly a power of two
    const std::int64_t magnitude = static_cast<std::int64_t>(x.significand >> (63 - x.exponent));
    return round_to(format, rounding, false, x.negative ? -magnitude : magnitude, static_cast<Wide>(1) << 127, false);
  }
  return power(format, rounding, x, [](double y) { return std::exp2(y); }, mpfr_exp2);
}

Number logarithm(const Format& format, Rounding rounding, const Number& x0) {
  const Number x = flushed(format, x0);
  if (x.is_nan()) return invalid_result(format, "NaN operand");
  if (x.is_zero()) return infinite_result(format, true);
  if (x.negative) return invalid_result(format, "logarithm of a negative number");
  if (x.kind == Kind::infinity) return infinite_result(format, false);
  if (x == number_from_integer(1)) return {};
  return elementary(format, rounding, x, [](double y) { return std::log(y); }, mpfr_log);
}

Number cosine(const Format& format, Rounding rounding, const Number& x0) {
  const Number x = flushed(format, x0);
  if (!x.is_finite()) return invalid_result(format, "cosine of an infinity or NaN");
  if (x.is_zero()) return one(format, rounding);
  return elementary(format, rounding, x, [](double y) { return std::cos(y); }, mpfr_cos);
}

Number sine(const Format& format, Rounding rounding, const Number& x0) {
  const Number x = flushed(format, x0);
  if (!x.is_finite()) return invalid_result(format, "sine of an infinity or NaN");
  if (x.is_zero()) return {0, 0, Kind::zero, x.negative && format.has_negative_zero};
  return elementary(format, rounding, x, [](double y) { return std::sin(y); }, mpfr_sin);
}

namespace {

/// cos or sin of 2*pi*k/M within 8 ulp, but for 0: the quarter of the turn and the rest of it come from integers, so the argument of the
/// double function lies in (0, pi/4] with an error of 2 ulp, which neither function enlarges there. nullopt where M is too large for that.
std::optional<double> turn_in_double(std::int64_t k, std::int64_t M, bool sine) {
  if (M > std::int64_t{1} << 50) return std::nullopt;
  const std::int64_t quarters = 4 * (((k % M) + M) % M), quarter = quarters / M, rest = quarters % M;
  const bool small = 2 * rest <= M;
  const double x = 1.5707963267948966 * (static_cast<double>(small ? rest : M - rest) / static_cast<double>(M));
  const bool use_sine = (quarter % 2 == 1) != (sine != !small);
  const double magnitude = use_sine ? std::sin(x) : std::cos(x);
  const bool negative = sine ? quarter >= 2 : quarter == 1 || quarter == 2;
  return negative ? -magnitude : magnitude;
}

Number of_turn(const Format& format, Rounding rounding, std::int64_t k, std::int64_t M, bool sine) {
  if (M <= 0) throw std::invalid_argument("an angle 2*pi*k/M needs M > 0");
  Number quick;
  if (const auto y = turn_in_double(k, M, sine); y && filtered(format, rounding, *y, quick)) return quick;
  Mpfr argument(64), result(working_precision);
  mpfr_set_sj(argument.get(), ((k % M) + M) % M, MPFR_RNDZ);
  const int ternary = (sine ? mpfr_sinu : mpfr_cosu)(result.get(), argument.get(), static_cast<unsigned long>(M), MPFR_RNDZ);
  if (mpfr_zero_p(result.get()) && ternary == 0) return {};
  return rounded(format, rounding, result.get(), ternary != 0);
}

}  // namespace

Number cosine_of_turn(const Format& format, Rounding rounding, std::int64_t k, std::int64_t M) {
  return of_turn(format, rounding, k, M, false);
}

Number sine_of_turn(const Format& format, Rounding rounding, std::int64_t k, std::int64_t M) {
  return of_turn(format, rounding, k, M, true);
}

Number ratio(const Format& format, Rounding rounding, std::int64_t numerator, std::int64_t denominator) {
  if (denominator == 0) throw std::invalid_argument("a ratio needs a denominator other than 0");
  return divide(format, rounding, number_from_integer(numerator), number_from_integer(denominator));
}

namespace {

/// mpfr_sum rounds the exact sum once.
Number sum_exactly(const Format& format, Rounding rounding, std::vector<mpfr_ptr>& terms) {
  Mpfr result(working_precision);
  const int ternary = mpfr_sum(result.get(), terms.data(), terms.size(), MPFR_RNDZ);
  if (mpfr_zero_p(result.get()) && ternary == 0) return {};
  return rounded(format, rounding, result.get(), ternary != 0);
}

/// Infinities and NaN decide a sum before any rounding; true if they did.
bool special_sum(const Format& format, std::span<const Number> x, Number& result) {
  bool plus = false, minus = false;
  for (const Number& value : x) {
    if (value.is_nan()) {
      result = invalid_result(format, "NaN operand");
      return true;
    }
    if (value.kind == Kind::infinity) (value.negative ? minus : plus) = true;
  }
  if (!plus && !minus) return false;
  result = plus && minus ? invalid_result(format, "infinity minus infinity") : infinite_result(format, minus);
  return true;
}

/// exact_dot in 128-bit integers, where all products lie on a grid of at most 100 bits: integers mostly. Nothing where they do not.
std::optional<Number> dot_on_a_grid(const Format& format, Rounding rounding, std::span<const Number> x, std::span<const Number> y) {
  constexpr std::size_t most_terms = std::size_t{1} << 20;  // 2^20 terms of 100 bits fit 127
  std::int64_t lowest = INT64_MAX, above = INT64_MIN;
  const auto plain = [&](const Number& n) { return n.is_finite() && !(format.flush && n.kind == Kind::finite && n.exponent < format.emin); };
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!plain(x[i]) || !plain(y[i])) return std::nullopt;
    if (x[i].is_zero() || y[i].is_zero()) continue;
    const std::int64_t top = std::int64_t{x[i].exponent} + y[i].exponent + 2;
    above = std::max(above, top);
    lowest = std::min(lowest, top - 128 + __builtin_ctzll(x[i].significand) + __builtin_ctzll(y[i].significand));
  }
  if (above == INT64_MIN) return Number{};
  if (above - lowest > 100 || x.size() > most_terms) return std::nullopt;
  __extension__ typedef __int128 Sum;
  Sum sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (x[i].is_zero() || y[i].is_zero()) continue;
    const int ends = __builtin_ctzll(x[i].significand), other_ends = __builtin_ctzll(y[i].significand);
    const Wide product = static_cast<Wide>(x[i].significand >> ends) * (y[i].significand >> other_ends);
    const Sum term = static_cast<Sum>(product << (std::int64_t{x[i].exponent} + y[i].exponent - 126 + ends + other_ends - lowest));
    sum += x[i].negative != y[i].negative ? -term : term;
  }
  if (sum == 0) return Number{};
  Wide size = static_cast<Wide>(sum < 0 ? -sum : sum);
  const std::uint64_t high = static_cast<std::uint64_t>(size >> 64);
  const int zeros = high ? __builtin_clzll(high) : 64 + __builtin_clzll(static_cast<std::uint64_t>(size));
  return rounding::round(format, rounding, sum < 0, lowest + 127 - zeros, size << zeros, false);
}

}  // namespace

Number exact_sum(const Format& format, Rounding rounding, std::span<const Number> x) {
  Number result;
  if (special_sum(format, x, result)) return result;
  std::vector<mpfr_t> values(x.size());
  std::vector<mpfr_ptr> terms;
  for (std::size_t i = 0; i < x.size(); ++i) {
    mpfr_init2(values[i], 64);
    const Number value = flushed(format, x[i]);
    value.is_zero() ? mpfr_set_zero(values[i], 1) : set(values[i], value);
    terms.push_back(values[i]);
  }
  struct Guard {
    std::vector<mpfr_t>& values;
    ~Guard() {
      for (auto& value : values) mpfr_clear(value);
    }
  } guard{values};
  return sum_exactly(format, rounding, terms);
}

Number exact_dot(const Format& format, Rounding rounding, std::span<const Number> x, std::span<const Number> y) {
  if (x.size() != y.size()) throw std::invalid_argument("a dot product needs vectors of one length");
  if (const auto small = dot_on_a_grid(format, rounding, x, y)) return *small;
  std::vector<Number> products;  // exact products as high + low halves would cost more than MPFR's 128 bits
  std::vector<mpfr_t> values(x.size());
  std::vector<mpfr_ptr> terms;
  for (auto& value : values) mpfr_init2(value, 128);
  struct Guard {
    std::vector<mpfr_t>& values;
    ~Guard() {
      for (auto& value : values) mpfr_clear(value);
    }
  } guard{values};
  static const Format sign_only = parse_format("binary64");  // only to classify infinities and NaN of the products
  for (std::size_t i = 0; i < x.size(); ++i) {
    const Number a = flushed(format, x[i]), b = flushed(format, y[i]);
    if (!a.is_finite() || !b.is_finite()) products.push_back(multiply(sign_only, Rounding::nearest_even, a, b));
    if (a.kind != Kind::finite || b.kind != Kind::finite) {
      mpfr_set_zero(values[i], 1);
    } else {
      Mpfr factor(64);
      set(factor.get(), a);
      set(values[i], b);
      mpfr_mul(values[i], values[i], factor.get(), MPFR_RNDZ);  // exact
    }
    terms.push_back(values[i]);
  }
  Number result;
  if (special_sum(format, products, result)) return result;
  return sum_exactly(format, rounding, terms);
}

}  // namespace attest::arithmetic
