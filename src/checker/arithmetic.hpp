// One role of a plan: a format, a rounding, an order of sums. Operations are rounded by MPFR at the format's precision and
// then brought into its range (mpfr_check_range, mpfr_subnormalize; fixed point: floor onto its grid). A result that is not
// finite is Undefined.
#pragma once

#include <gmpxx.h>

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "checker/real.hpp"

namespace attest::checker {

enum class Sums { left_to_right, pairwise, blocked, exact };

class Arithmetic {
 public:
  Arithmetic() = default;
  /// From the words "FORMAT ROUNDING SUMS FUSED".
  explicit Arithmetic(const std::vector<std::string>& words);

  Real convert(const Real& x) const;
  Real integer(long x) const;
  Real rational(const mpq_class& x) const;
  Real add(const Real& x, const Real& y) const;
  Real sub(const Real& x, const Real& y) const;
  Real mul(const Real& x, const Real& y) const;
  Real div(const Real& x, const Real& y) const;  ///< Undefined for y = 0
  Real exp(const Real& x, bool base2) const;
  Real cos_turn(long k, unsigned long M) const;  ///< of 2*pi*k/M
  Real sin_turn(long k, unsigned long M) const;
  void accumulate(Real& total, const Real& x) const;  ///< total = add(total, x) in place; total is a number of this format

  /// Σ term(0..count-1) in the order of sums. Terms are rounded first; `raw`: only the first, of every block (fma in turn
  /// adds exact products so; for terms that are numbers of the format it is the same). The exact order rounds once.
  using Term = std::function<const Real&(std::size_t)>;
  Real sum(std::size_t count, const Term& term, bool raw) const;
  Real dot(const std::vector<Real>& x, const std::vector<Real>& y) const;
  /// What enters a dot product's sum for x·y: sum(products, raw_products()) is the dot product.
  Real product(const Real& x, const Real& y) const { return raw_products() ? exact_product(x, y) : mul(x, y); }
  bool raw_products() const { return sums_ == Sums::exact || (fused_ && sums_ != Sums::pairwise); }

  Sums sums() const { return sums_; }
  std::size_t block() const { return block_; }
  /// The most additions on the way from one of n terms to their sum (exact: 1, for its one rounding).
  std::size_t additions_deep(std::size_t n) const;
  bool sequential() const { return sums_ == Sums::left_to_right; }
  bool fused() const { return fused_; }
  bool fixed() const { return fixed_; }
  bool saturating() const { return saturating_; }
  bool clamps() const { return saturating_ || rounding_ == MPFR_RNDZ || rounding_ == MPFR_RNDD; }  ///< results above the largest number become it
  bool rounds_up() const { return rounding_ == MPFR_RNDU; }
  bool is_signed() const { return negative_; }
  bool unbounded() const { return !bounded_; }
  mpfr_prec_t precision() const { return precision_; }
  long least_exponent() const { return emin_; }  ///< of a normal number; fixed point: of the unit
  long largest_exponent() const { return emax_; }
  /// Bounds of one rounding: |fl(x) - x| <= unit·|x| + underflow for |x| <= largest().
  mpq_class unit() const;
  mpq_class underflow() const;
  const Real& largest() const { return largest_; }  ///< of bounded formats
  bool holds(const Real& x) const;  ///< x is a number of the format
  bool contains(const Arithmetic& other) const;  ///< every number of the other format is one of this
  /// The next larger number of the format; Undefined where there is none.
  Real next(const Real& x) const;
  /// The largest number <= x, for 0 <= x <= largest().
  Real below(const Real& x) const;

 private:
  void read_format(const std::string& name);
  void finish_in_place(Real& x, int ternary) const;
  Real finish(Real x, int ternary) const {
    finish_in_place(x, ternary);
    return x;
  }
  void saturate(Real& x) const;
  mpfr_prec_t working() const { return fixed_ ? 256 : precision_; }
  mpfr_rnd_t mode() const { return fixed_ ? MPFR_RNDD : rounding_; }
  Real partial(const Term& term, std::size_t first, std::size_t last, bool raw) const;

  std::string name_;
  mpfr_prec_t precision_ = 24;
  long emin_ = -126, emax_ = 127;
  bool bounded_ = true, fixed_ = false, negative_ = true, saturating_ = false;
  Real largest_;
  mpfr_rnd_t rounding_ = MPFR_RNDN;
  Sums sums_ = Sums::left_to_right;
  std::size_t block_ = 0;
  bool fused_ = false;
};

}  // namespace attest::checker
