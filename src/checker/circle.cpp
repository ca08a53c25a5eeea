// Which scores need not be computed. Let U, V bound one rounding of the scores and u, v one of the inputs (relative and
// absolute, Arithmetic::unit and underflow); cos and sin are at most 1 and c·cos at most c in size, rounded or not. A rounded
// cos or sin errs by at most u + v, so a coordinate of the query by at most c(u+v) + cu + v and each product of the exact dot
// product by at most 3c(u+v) + v. A product is then rounded (Uc + V), and at most two roundings of sums follow, of numbers
// of at most 4(c(1+U) + V) in size: all in all less than E = 16(Uc + V)(1+U) + 6c(u+v) + 2v. So a computed score is within
// E of c·cos(2*pi*distance/M), and this falls with the distance. It is not so where a result can saturate or lose its sign.
#include "checker/circle.hpp"

namespace attest::checker {

Circle::Circle(const Plan& plan, std::int64_t M, const Real& c, const Real& kappa)
    : plan_(plan), M_(M), c_(plan.input.convert(c)), error_(256) {
  const Real zero = plan.input.integer(0);
  blank_ = plan.score.dot({zero, zero, c_}, {zero, zero, plan.input.convert(kappa)});
  bounded_ = plan.input.is_signed() && plan.input.holds(whole(1)) && plan.score.is_signed() && c_.sign() > 0;
  if (!bounded_ || mpfr_get_exp(c_.get()) > (1 << 20) || mpfr_get_exp(c_.get()) < -(1 << 20)) {
    bounded_ = false;
    return;
  }
  mpq_class size;
  mpfr_get_q(size.get_mpq_t(), c_.get());
  const mpq_class U = plan.score.unit(), V = plan.score.underflow(), u = plan.input.unit(), v = plan.input.underflow();
  const mpq_class error = 16 * (U * size + V) * (1 + U) + 6 * size * (u + v) + 2 * v;
  mpfr_set_q(error_.get(), error.get_mpq_t(), MPFR_RNDU);
  Real most(256);
  mpfr_add(most.get(), c_.get(), error_.get(), MPFR_RNDU);
  mpfr_mul_2ui(most.get(), most.get(), 2, MPFR_RNDU);
  if (!plan.score.unbounded() && less(plan.score.largest(), most)) bounded_ = false;
}

double Circle::work() const {
  Real least(128);  // no largest score lies below, but where 0 and M/2 leave a gap
  mpfr_mul_2ui(least.get(), error_.get(), 1, MPFR_RNDU);
  mpfr_sub(least.get(), ceiling(1).get(), least.get(), MPFR_RNDD);
  std::int64_t distance = 1;
  while (2 * distance < M_ && at_least(ceiling(distance), least)) ++distance;
  return 20.0 * static_cast<double>(M_) * static_cast<double>(distance);
}

const Circle::Point& Circle::point(std::int64_t x) const {
  const auto found = points_.find(x);
  if (found != points_.end()) return found->second;
  const auto M = static_cast<unsigned long>(M_);
  return points_.emplace(x, Point{plan_.input.cos_turn(x, M), plan_.input.sin_turn(x, M)}).first->second;
}

Real Circle::score(std::int64_t x, std::int64_t y) const {
  const Point &q = point(x), &k = point(y);
  return plan_.score.dot({plan_.input.mul(c_, q.cosine), plan_.input.mul(c_, q.sine), c_}, {k.cosine, negated(k.sine), plan_.input.integer(0)});
}

Real Circle::lower_bound() const {
  const Real zero = plan_.input.integer(0), one = plan_.input.integer(1);
  return plan_.score.dot({negated(c_), negated(c_), c_}, {one, one, zero});
}

Real Circle::floor(std::int64_t distance) const {
  Real bound(128);
  if (!bounded_) return mpfr_set_inf(bound.get(), -1), bound;
  mpfr_cosu(bound.get(), whole(distance).get(), static_cast<unsigned long>(M_), MPFR_RNDD);
  mpfr_mul(bound.get(), bound.get(), c_.get(), MPFR_RNDD);
  mpfr_sub(bound.get(), bound.get(), error_.get(), MPFR_RNDD);
  return bound;
}

const Real& Circle::ceiling(std::int64_t distance) const {
  while (static_cast<std::int64_t>(ceilings_.size()) <= distance) {
    Real bound(128);
    if (bounded_) {
      mpfr_cosu(bound.get(), whole(static_cast<long>(ceilings_.size())).get(), static_cast<unsigned long>(M_), MPFR_RNDU);
      mpfr_mul(bound.get(), bound.get(), c_.get(), MPFR_RNDU);
      mpfr_add(bound.get(), bound.get(), error_.get(), MPFR_RNDU);
    } else {
      mpfr_set_inf(bound.get(), 1);
    }
    ceilings_.push_back(bound);
  }
  return ceilings_[static_cast<std::size_t>(distance)];
}

}  // namespace attest::checker
