// An owned MPFR number with exact copies, and exact comparisons.
#pragma once

#include <mpfr.h>

namespace attest::checker {

class Real {
 public:
  Real() { mpfr_init2(value_, 64), mpfr_set_zero(value_, 1); }
  explicit Real(mpfr_prec_t precision) { mpfr_init2(value_, precision), mpfr_set_zero(value_, 1); }
  Real(const Real& other) { mpfr_init2(value_, mpfr_get_prec(other.value_)), mpfr_set(value_, other.value_, MPFR_RNDN); }
  Real& operator=(const Real& other) {
    if (this == &other) return *this;
    if (mpfr_get_prec(value_) != mpfr_get_prec(other.value_)) mpfr_set_prec(value_, mpfr_get_prec(other.value_));
    mpfr_set(value_, other.value_, MPFR_RNDN);
    return *this;
  }
  Real(Real&& other) noexcept { mpfr_init2(value_, 2), mpfr_swap(value_, other.value_); }
  Real& operator=(Real&& other) noexcept { return mpfr_swap(value_, other.value_), *this; }
  ~Real() { mpfr_clear(value_); }
  mpfr_ptr get() { return value_; }
  mpfr_srcptr get() const { return value_; }
  bool is_zero() const { return mpfr_zero_p(value_) != 0; }
  int sign() const { return mpfr_sgn(value_); }

 private:
  mpfr_t value_;
};

inline bool less(const Real& x, const Real& y) { return mpfr_less_p(x.get(), y.get()) != 0; }
inline bool equal(const Real& x, const Real& y) { return mpfr_equal_p(x.get(), y.get()) != 0; }
inline bool at_least(const Real& x, const Real& y) { return mpfr_greaterequal_p(x.get(), y.get()) != 0; }
inline const Real& larger(const Real& x, const Real& y) { return less(x, y) ? y : x; }

inline Real negated(Real x) {
  mpfr_neg(x.get(), x.get(), MPFR_RNDN);
  return x;
}
/// x·2^exponent, exactly.
inline Real scaled(Real x, long exponent) {
  mpfr_mul_2si(x.get(), x.get(), exponent, MPFR_RNDN);
  return x;
}
/// An integer, exactly.
inline Real whole(long x) {
  Real y(64);
  mpfr_set_si(y.get(), x, MPFR_RNDN);
  return y;
}
/// m·2^exponent, exactly.
inline Real dyadic(long m, long exponent) { return scaled(whole(m), exponent); }
inline Real one_half() { return dyadic(1, -1); }
/// x·y, exactly.
inline Real exact_product(const Real& x, const Real& y) {
  Real z(mpfr_get_prec(x.get()) + mpfr_get_prec(y.get()));
  mpfr_mul(z.get(), x.get(), y.get(), MPFR_RNDN);
  return z;
}

}  // namespace attest::checker
