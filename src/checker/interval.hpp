// Real numbers between two MPFR numbers, for claims over the reals: decided at growing precision, never guessed.
#pragma once

#include <algorithm>
#include <optional>

#include "checker/outcome.hpp"
#include "checker/real.hpp"

namespace attest::checker {

struct Interval {
  Real low, high;
};

/// An exact number.
inline Interval interval(const Real& x) { return {x, x}; }
inline Interval interval(long x) { return interval(whole(x)); }

/// Interval arithmetic at one precision: every bound is rounded outward.
class Enclosing {
 public:
  explicit Enclosing(mpfr_prec_t precision) : precision_(precision) {}
  Interval add(const Interval& x, const Interval& y) const { return apply(mpfr_add, x.low, y.low, x.high, y.high); }
  Interval sub(const Interval& x, const Interval& y) const { return apply(mpfr_sub, x.low, y.high, x.high, y.low); }
  Interval mul(const Interval& x, const Interval& y) const {
    Interval z = apply(mpfr_mul, x.low, y.low, x.low, y.low);
    for (const Real* a : {&x.low, &x.high})
      for (const Real* b : {&y.low, &y.high}) {
        Interval corner = apply(mpfr_mul, *a, *b, *a, *b);
        if (less(corner.low, z.low)) z.low = corner.low;
        if (less(z.high, corner.high)) z.high = corner.high;
      }
    return z;
  }
  Interval exp(const Interval& x, bool base2) const {
    Interval y{Real(precision_), Real(precision_)};
    const auto function = base2 ? mpfr_exp2 : mpfr_exp;
    function(y.low.get(), x.low.get(), MPFR_RNDD);
    function(y.high.get(), x.high.get(), MPFR_RNDU);
    return y;
  }
  Interval log2(const Interval& x) const {
    Interval y{Real(precision_), Real(precision_)};
    mpfr_log2(y.low.get(), x.low.get(), MPFR_RNDD);
    mpfr_log2(y.high.get(), x.high.get(), MPFR_RNDU);
    return y;
  }
  /// cos(2*pi*k/M).
  Interval cos_turn(long k, unsigned long M) const {
    Interval y{Real(precision_), Real(precision_)};
    mpfr_cosu(y.low.get(), whole(k).get(), M, MPFR_RNDD);
    mpfr_cosu(y.high.get(), whole(k).get(), M, MPFR_RNDU);
    return y;
  }

 private:
  template <class Operation>
  Interval apply(Operation operation, const Real& a, const Real& b, const Real& c, const Real& d) const {
    Interval z{Real(precision_), Real(precision_)};
    operation(z.low.get(), a.get(), b.get(), MPFR_RNDD);
    operation(z.high.get(), c.get(), d.get(), MPFR_RNDU);
    return z;
  }
  mpfr_prec_t precision_;
};

/// x < y, if the enclosures tell.
inline std::optional<bool> less(const Interval& x, const Interval& y) {
  if (less(x.high, y.low)) return true;
  if (at_least(x.low, y.high)) return false;
  return std::nullopt;
}

/// question(Enclosing) -> std::optional<bool>, asked at growing precision.
template <class Question>
bool decide(Question question) {
  for (mpfr_prec_t precision = 128; precision <= 4096; precision *= 2)
    if (const std::optional<bool> answer = question(Enclosing(precision))) return *answer;
  throw NotEstablished("undecided at 4096 bits");
}

}  // namespace attest::checker
