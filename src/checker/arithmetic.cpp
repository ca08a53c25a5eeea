#include "checker/arithmetic.hpp"

#include <algorithm>

#include "checker/outcome.hpp"

namespace attest::checker {

void Arithmetic::saturate(Real& x) const {
  const bool below = x.sign() < 0;
  mpfr_set(x.get(), largest_.get(), MPFR_RNDN);
  if (below) mpfr_neg(x.get(), x.get(), MPFR_RNDN);
}

void Arithmetic::finish_in_place(Real& x, int ternary) const {
  if (fixed_) {
    mpfr_mul_2si(x.get(), x.get(), -emin_, MPFR_RNDD);
    mpfr_floor(x.get(), x.get());
    mpfr_mul_2si(x.get(), x.get(), emin_, MPFR_RNDD);
    if (x.is_zero() || (!negative_ && x.sign() < 0)) mpfr_set_zero(x.get(), 1);  // one zero, and none below it where unsigned
    if (mpfr_cmpabs(x.get(), largest_.get()) > 0) saturate(x);
    return;
  }
  if (mpfr_regular_p(x.get())) {
    const mpfr_exp_t exponent = mpfr_get_exp(x.get()) - 1;  // 2^exponent <= |x| < 2^(exponent+1)
    if (bounded_ ? exponent >= emin_ && exponent < emax_ : exponent >= -(1l << 30) && exponent < 1l << 30) return;
  } else if (mpfr_zero_p(x.get()) && ternary == 0) {
    return;
  }
  if (!bounded_) throw Undefined("a result of " + name_ + " beyond 2^(2^30) or below its inverse");
  const mpfr_exp_t old_emin = mpfr_get_emin(), old_emax = mpfr_get_emax();
  mpfr_set_emin(emin_ - precision_ + 2);
  mpfr_set_emax(emax_ + 1);
  ternary = mpfr_check_range(x.get(), ternary, rounding_);
  mpfr_subnormalize(x.get(), ternary, rounding_);
  mpfr_set_emin(old_emin);
  mpfr_set_emax(old_emax);
  if (mpfr_cmpabs(x.get(), largest_.get()) <= 0) return;
  const bool inward = rounding_ == MPFR_RNDZ || rounding_ == (x.sign() < 0 ? MPFR_RNDU : MPFR_RNDD);
  if (!saturating_ && !inward) throw Undefined("overflow in " + name_);
  saturate(x);
}

Real Arithmetic::convert(const Real& x) const {
  Real y(working());
  const int ternary = mpfr_set(y.get(), x.get(), mode());
  return finish(std::move(y), ternary);
}

Real Arithmetic::integer(long x) const {
  Real y(working());
  const int ternary = mpfr_set_si(y.get(), x, mode());
  return finish(std::move(y), ternary);
}

Real Arithmetic::rational(const mpq_class& x) const {
  Real y(working());
  const int ternary = mpfr_set_q(y.get(), x.get_mpq_t(), mode());
  return finish(std::move(y), ternary);
}

Real Arithmetic::add(const Real& x, const Real& y) const {
  Real z(working());
  const int ternary = mpfr_add(z.get(), x.get(), y.get(), mode());
  return finish(std::move(z), ternary);
}

Real Arithmetic::sub(const Real& x, const Real& y) const {
  Real z(working());
  const int ternary = mpfr_sub(z.get(), x.get(), y.get(), mode());
  return finish(std::move(z), ternary);
}

Real Arithmetic::mul(const Real& x, const Real& y) const {
  Real z(working());
  const int ternary = mpfr_mul(z.get(), x.get(), y.get(), mode());
  return finish(std::move(z), ternary);
}

Real Arithmetic::div(const Real& x, const Real& y) const {
  if (y.is_zero()) throw Undefined("a division by zero");
  Real z(working());
  const int ternary = mpfr_div(z.get(), x.get(), y.get(), mode());
  return finish(std::move(z), ternary);
}

Real Arithmetic::exp(const Real& x, bool base2) const {
  Real y(working());
  const int ternary = base2 ? mpfr_exp2(y.get(), x.get(), mode()) : mpfr_exp(y.get(), x.get(), mode());
  return finish(std::move(y), ternary);
}

Real Arithmetic::cos_turn(long k, unsigned long M) const {
  Real y(working());
  const int ternary = mpfr_cosu(y.get(), whole(k).get(), M, mode());
  return finish(std::move(y), ternary);
}

Real Arithmetic::sin_turn(long k, unsigned long M) const {
  Real y(working());
  const int ternary = mpfr_sinu(y.get(), whole(k).get(), M, mode());
  return finish(std::move(y), ternary);
}

void Arithmetic::accumulate(Real& total, const Real& x) const {
  const int ternary = mpfr_add(total.get(), total.get(), x.get(), mode());
  finish_in_place(total, ternary);
}

Real Arithmetic::partial(const Term& term, std::size_t first, std::size_t last, bool raw) const {
  if (sums_ == Sums::pairwise && last - first > 1) {
    const std::size_t middle = first + (last - first) / 2;
    Real left = partial(term, first, middle, raw);
    accumulate(left, partial(term, middle, last, raw));
    return left;
  }
  Real total = convert(term(first));
  for (std::size_t i = first + 1; i < last; ++i) {
    if (raw) accumulate(total, term(i));
    else accumulate(total, convert(term(i)));
  }
  return total;
}

Real Arithmetic::sum(std::size_t count, const Term& term, bool raw) const {
  if (count == 0) return integer(0);
  if (sums_ == Sums::exact) {
    std::vector<mpfr_ptr> pointers;  // mpfr_sum takes them without const, and only reads
    for (std::size_t i = 0; i < count; ++i) pointers.push_back(const_cast<mpfr_ptr>(term(i).get()));
    Real total(working());
    const int ternary = mpfr_sum(total.get(), pointers.data(), pointers.size(), mode());
    if (total.is_zero() && ternary == 0) mpfr_set_zero(total.get(), 1);  // a zero sum is +0
    return finish(std::move(total), ternary);
  }
  if (sums_ != Sums::blocked) return partial(term, 0, count, raw);
  Real total = partial(term, 0, std::min(block_, count), raw);
  for (std::size_t start = block_; start < count; start += block_)
    accumulate(total, partial(term, start, std::min(count, start + block_), raw));
  return total;
}

Real Arithmetic::dot(const std::vector<Real>& x, const std::vector<Real>& y) const {
  std::vector<Real> products;
  products.reserve(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) products.push_back(product(x[i], y[i]));
  return sum(products.size(), [&](std::size_t i) -> const Real& { return products[i]; }, raw_products());
}

std::size_t Arithmetic::additions_deep(std::size_t n) const {
  std::size_t deep = sums_ == Sums::exact ? 1 : n - 1;
  if (sums_ == Sums::pairwise)
    for (deep = 0; (std::size_t{1} << deep) < n; ++deep) {}
  if (sums_ == Sums::blocked) deep = std::min(block_, n) - 1 + (n + block_ - 1) / block_ - 1;
  return deep;
}

mpq_class Arithmetic::unit() const {
  mpq_class u(fixed_ ? 0 : 1);
  mpq_div_2exp(u.get_mpq_t(), u.get_mpq_t(), static_cast<mp_bitcnt_t>(rounding_ == MPFR_RNDN ? precision_ : precision_ - 1));
  return u;
}

mpq_class Arithmetic::underflow() const {
  mpq_class least(bounded_ ? 1 : 0);
  const long exponent = fixed_ ? emin_ : emin_ - precision_ + 1 - (rounding_ == MPFR_RNDN);
  if (exponent >= 0) mpq_mul_2exp(least.get_mpq_t(), least.get_mpq_t(), static_cast<mp_bitcnt_t>(exponent));
  else mpq_div_2exp(least.get_mpq_t(), least.get_mpq_t(), static_cast<mp_bitcnt_t>(-exponent));
  return least;
}

bool Arithmetic::holds(const Real& x) const {
  if (bounded_ && mpfr_cmpabs(x.get(), largest_.get()) > 0) return false;
  return equal(convert(x), x);
}

bool Arithmetic::contains(const Arithmetic& other) const {
  if (!fixed_ && precision_ < other.precision_) return false;
  if (!bounded_) return true;
  if (!other.bounded_ || (other.negative_ && !negative_) || less(largest_, other.largest_)) return false;
  const auto finest = [](const Arithmetic& a) { return a.fixed_ ? a.emin_ : a.emin_ - a.precision_ + 1; };
  return finest(*this) <= finest(other);
}

Real Arithmetic::next(const Real& x) const {
  if (!bounded_ && x.is_zero()) throw Undefined("zero has no next number in " + name_);
  // Below zero the next number is nearer to zero: at a power of two its step is that of the binade below.
  const bool edge = x.sign() < 0 && mpfr_min_prec(x.get()) == 1;
  long exponent = x.is_zero() ? emin_ : mpfr_get_exp(x.get()) - 1 - edge;
  if (bounded_) exponent = std::max(exponent, emin_);
  Real sum(working() + 2);
  mpfr_add(sum.get(), x.get(), dyadic(1, fixed_ ? emin_ : exponent - precision_ + 1).get(), MPFR_RNDN);
  if (bounded_ && less(largest_, sum)) throw Undefined("no number of " + name_ + " is larger");
  return convert(sum);
}

Real Arithmetic::below(const Real& x) const {
  Arithmetic inward = *this;
  if (!fixed_) inward.rounding_ = MPFR_RNDZ;
  return inward.convert(x);
}

}  // namespace attest::checker
