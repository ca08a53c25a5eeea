// Rounded numbers of the checker: MPFR values, operations rounded by MPFR at the format's precision and then brought
// into its range (mpfr_check_range, mpfr_subnormalize; fixed point: floor onto its grid). A result that is not finite
// is Rejected: no claim may rest on an overflow.
#pragma once

#include <mpfr.h>

#include <string>
#include <vector>

#include "checker/reader.hpp"

namespace attest::checker {

/// An owned MPFR value.
class Real {
 public:
  Real() { mpfr_init2(value_, 64), mpfr_set_zero(value_, 1); }
  explicit Real(mpfr_prec_t precision) { mpfr_init2(value_, precision), mpfr_set_zero(value_, 1); }
  Real(const Real& other) { mpfr_init2(value_, mpfr_get_prec(other.value_)), mpfr_set(value_, other.value_, MPFR_RNDN); }
  Real& operator=(const Real& other) {
    if (this == &other) return *this;
    mpfr_set_prec(value_, mpfr_get_prec(other.value_));
    mpfr_set(value_, other.value_, MPFR_RNDN);
    return *this;
  }
  Real(Real&& other) noexcept { mpfr_init2(value_, 2), mpfr_swap(value_, other.value_); }
  Real& operator=(Real&& other) noexcept { return mpfr_swap(value_, other.value_), *this; }
  ~Real() { mpfr_clear(value_); }
  mpfr_ptr get() { return value_; }
  mpfr_srcptr get() const { return value_; }

 private:
  mpfr_t value_;
};

/// m*2^e (m decimal, odd or 0), exactly.
Real parse_dyadic(const std::string& text, const std::string& what);
bool less(const Real& x, const Real& y);

/// One role of the plan, from its line "FORMAT ROUNDING SUMS FUSED".
class Arithmetic {
 public:
  Arithmetic() = default;
  explicit Arithmetic(const std::vector<std::string>& words);
  Real convert(const Real& x) const;
  Real integer(long x) const;
  Real add(const Real& x, const Real& y) const;
  Real sub(const Real& x, const Real& y) const;
  Real mul(const Real& x, const Real& y) const;
  Real div(const Real& x, const Real& y) const;
  Real fma(const Real& x, const Real& y, const Real& z) const;
  Real exp(const Real& x, bool base2) const;
  Real cos_turn(long k, unsigned long M) const;
  Real sin_turn(long k, unsigned long M) const;
  void accumulate(Real& total, const Real& x) const;  ///< total = add(total, x), in place
  Real sum(const std::vector<Real>& x) const;  ///< in the order of sums; exact: one rounding
  Real dot(const std::vector<Real>& x, const std::vector<Real>& y) const;
  mpfr_prec_t precision() const { return precision_; }
  bool fused() const { return fused_; }
  bool sequential() const { return sums_ == "left-to-right"; }

 private:
  void finish_in_place(Real& x, int ternary) const;
  Real finish(Real x, int ternary) const {
    finish_in_place(x, ternary);
    return x;
  }
  mpfr_prec_t working() const { return fixed_ ? 256 : precision_; }
  mpfr_rnd_t mode() const { return fixed_ ? MPFR_RNDD : rounding_; }
  Real partial(const std::vector<Real>& terms, std::size_t first, std::size_t last) const;

  std::string name_;
  mpfr_prec_t precision_ = 24;
  long emin_ = -126, emax_ = 127;
  bool bounded_ = true, fixed_ = false, negative_ = true, saturating_ = false;
  Real largest_;
  mpfr_rnd_t rounding_ = MPFR_RNDN;
  std::string sums_;
  std::size_t block_ = 0;
  bool fused_ = false;
};

}  // namespace attest::checker
