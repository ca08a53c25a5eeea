#define MPFR_USE_INTMAX_T  // needs <cstdint> before it
#include <cstdint>

#include <mpfr.h>

#include "arithmetic/mpfr_reference.hpp"

#include <deque>

namespace attest::arithmetic::mpfr_reference {
namespace {

mpfr_rnd_t direction(Rounding rounding) {
  switch (rounding) {
    case Rounding::nearest_even: return MPFR_RNDN;
    case Rounding::toward_zero: return MPFR_RNDZ;
    case Rounding::up: return MPFR_RNDU;
    case Rounding::down: return MPFR_RNDD;
  }
  throw std::logic_error("no such rounding");
}

struct Value {
  mpfr_t value;
  explicit Value(mpfr_prec_t bits) { mpfr_init2(value, bits); }
  explicit Value(const Number& x) : Value(64) {
    if (x.is_nan()) return;  // as mpfr_init2 leaves it
    if (x.kind == Kind::infinity) mpfr_set_inf(value, 1);
    else mpfr_set_uj(value, x.significand, MPFR_RNDN);
    if (x.kind == Kind::finite) mpfr_mul_2si(value, value, long{x.exponent} - 63, MPFR_RNDN);
    if (x.negative) mpfr_neg(value, value, MPFR_RNDN);
  }
  ~Value() { mpfr_clear(value); }
  Value(const Value&) = delete;
  Value& operator=(const Value&) = delete;
};

/// MPFR's exponent range for as long as it lives.
struct Range {
  mpfr_exp_t emin = mpfr_get_emin(), emax = mpfr_get_emax();
  explicit Range(const Format& f) {
    if (f.unbounded) return;
    mpfr_set_emin(f.emin - f.precision + 2);
    mpfr_set_emax(f.emax + 1);
  }
  ~Range() {
    mpfr_set_emin(emin);
    mpfr_set_emax(emax);
  }
};

Number overflowed(const Format& f, bool negative) {
  if (f.overflow == Overflow::infinity) return {0, 0, Kind::infinity, negative};
  if (f.overflow == Overflow::nan) return {0, 0, Kind::nan, false};
  return {f.largest_significand, f.emax, Kind::finite, negative};
}

/// The Number of an MPFR result of at most 64 bits.
Number number(const Format& f, mpfr_rnd_t way, mpfr_srcptr r) {
  const bool negative = mpfr_signbit(r);
  if (mpfr_nan_p(r)) return {0, 0, Kind::nan, false};
  if (negative && !f.has_negative) return {};
  if (mpfr_inf_p(r)) return overflowed(f, negative);
  if (mpfr_zero_p(r)) return {0, 0, Kind::zero, negative && f.has_negative_zero};
  Number x{0, static_cast<std::int32_t>(mpfr_get_exp(r) - 1), Kind::finite, negative};
  mpfr_t integer;
  mp_limb_t limb[1];
  mpfr_custom_init(limb, 64);
  static_assert(sizeof(mp_limb_t) == 8);
  mpfr_custom_init_set(integer, MPFR_NAN_KIND, 0, 64, limb);
  mpfr_set(integer, r, MPFR_RNDN);
  x.significand = limb[0];  // MPFR keeps the top bit set, as Number does
  const bool beyond = !f.unbounded && (x.exponent > f.emax || (x.exponent == f.emax && x.significand > f.largest_significand));
  if (!beyond) return x;
  // e4m3 ends below the last number of its last binade: MPFR rounded to one of the codes taken away.
  if (way == MPFR_RNDZ || way == (negative ? MPFR_RNDU : MPFR_RNDD)) return {f.largest_significand, f.emax, Kind::finite, negative};
  return overflowed(f, negative);
}

int compute(Operator op, mpfr_ptr r, mpfr_srcptr x, mpfr_srcptr y, mpfr_srcptr z, mpfr_rnd_t way) {
  switch (op) {
    case Operator::add: return mpfr_add(r, x, y, way);
    case Operator::subtract: return mpfr_sub(r, x, y, way);
    case Operator::multiply: return mpfr_mul(r, x, y, way);
    case Operator::divide: return mpfr_div(r, x, y, way);
    case Operator::square_root: return mpfr_sqrt(r, x, way);
    case Operator::fused_multiply_add: return mpfr_fma(r, x, y, z, way);
  }
  throw std::logic_error("no such operator");
}

/// What MPFR computed in its own range, in the range of the format: mpfr_subnormalize rounds once, because it knows the ternary.
Number finished(const Format& f, mpfr_rnd_t way, mpfr_ptr r, int ternary) {
  if (!f.unbounded) {
    const Range range(f);
    ternary = mpfr_check_range(r, ternary, way);
    mpfr_subnormalize(r, ternary, way);
  }
  return number(f, way, r);
}

Outcome allowed(const Format& f, const Number& x) {
  const bool undefined = (x.is_nan() && !f.has_nan) || (x.kind == Kind::infinity && f.unbounded);
  return undefined ? std::nullopt : Outcome(x);
}

}  // namespace

Outcome operation(Operator op, const Format& f, Rounding rounding, const Number& x, const Number& y, const Number& z) {
  const Value a(x), b(y), c(z);
  Value result(f.precision);
  const mpfr_rnd_t way = direction(rounding);
  const int ternary = compute(op, result.value, a.value, b.value, c.value, way);
  return allowed(f, finished(f, way, result.value, ternary));
}

Outcome conversion(const Format& f, Rounding rounding, const Number& x) {
  const Value a(x);
  Value result(f.precision);
  const mpfr_rnd_t way = direction(rounding);
  const int ternary = mpfr_set(result.value, a.value, way);
  return allowed(f, finished(f, way, result.value, ternary));
}

Number function(Function which, const Format& f, Rounding rounding, const Number& x) {
  int (*const functions[])(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t) = {mpfr_exp, mpfr_exp2, mpfr_log, mpfr_cos, mpfr_sin};
  const Value a(x);
  Value result(f.precision);
  const mpfr_rnd_t way = direction(rounding);
  const int ternary = functions[static_cast<int>(which)](result.value, a.value, way);
  return finished(f, way, result.value, ternary);
}

Number turn(bool sine, const Format& f, Rounding rounding, std::int64_t k, std::int64_t M) {
  const Value a(number_from_integer(k));
  Value result(f.precision);
  const mpfr_rnd_t way = direction(rounding);
  const int ternary = (sine ? mpfr_sinu : mpfr_cosu)(result.value, a.value, static_cast<unsigned long>(M), way);
  return finished(f, way, result.value, ternary);
}

struct Table::State {
  Format format;
  mpfr_rnd_t way;
  std::deque<Value> values;
  Value result;
};

Table::Table(const Format& f, Rounding rounding, const std::vector<Number>& numbers) : state_(new State{f, direction(rounding), {}, Value(f.precision)}) {
  for (const Number& x : numbers) state_->values.emplace_back(x);
}
Table::~Table() { delete state_; }

Outcome Table::result(Operator op, std::size_t i, std::size_t j, std::size_t k) {
  State& s = *state_;
  const int ternary = compute(op, s.result.value, s.values[i].value, s.values[j].value, s.values[k].value, s.way);
  return allowed(s.format, finished(s.format, s.way, s.result.value, ternary));
}

}  // namespace attest::arithmetic::mpfr_reference
