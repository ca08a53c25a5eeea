// The keys, queries and weights of maximum-channel, for its proof (maximum_channel.cpp) and its model (maximum_channel_model.cpp).
#pragma once

#include "checker/claims.hpp"
#include "checker/composition_task.hpp"

namespace attest::checker {

struct Channel {
  bool natural = false;  ///< 14b
  std::int64_t m = 0, n_1 = 0, base = 0;
  Real delta, nudge, drop, far, underflow, outside, unit;
  Plan plan;

  Real exactly(const Real& factor, std::int64_t times) const {
    Real product(256);
    mpfr_mul_si(product.get(), factor.get(), times, MPFR_RNDN);
    return plan.input.convert(product);
  }
  std::vector<Real> query(std::int64_t a, std::int64_t w, int h) const {
    Real fourth(256);
    mpfr_mul_si(fourth.get(), drop.get(), -w * w, MPFR_RNDN);
    h == 0 ? mpfr_add(fourth.get(), fourth.get(), nudge.get(), MPFR_RNDN) : mpfr_sub(fourth.get(), fourth.get(), nudge.get(), MPFR_RNDN);
    return {exactly(far, -a * a), exactly(far, 2 * a), exactly(far, -1), plan.input.convert(fourth), exactly(drop, 2 * w), exactly(drop, -1), plan.input.integer(1)};
  }
  /// The codes' part of a score, left to right over the six coordinates before the last; three of them meet zeros, which
  /// change no sum, so only (1, i, i^2) against the three that begin at `first` counts.
  Real code_score(const std::vector<Real>& q, std::size_t first, std::int64_t i) const {
    const Real key[3] = {plan.input.integer(1), plan.input.integer(i), plan.input.integer(i * i)};
    Real total = plan.score.mul(q[first], key[0]);
    for (std::size_t c = 1; c < 3; ++c)
      total = plan.score.add(total, plan.score.product(q[first + c], key[c]));
    return total;
  }
  /// The last coordinate: query 1, key `last` (rounded to the input).
  Real with_last(const Real& codes, const Real& last) const {
    const Real key = plan.input.convert(last);
    return plan.score.add(codes, plan.score.product(plan.input.integer(1), key));
  }
  /// δ·times, plus or minus T or nothing, exactly.
  Real last(std::int64_t times, int sign) const {
    Real sum(256);
    mpfr_mul_si(sum.get(), delta.get(), times, MPFR_RNDN);
    if (sign > 0) mpfr_add(sum.get(), sum.get(), underflow.get(), MPFR_RNDN);
    if (sign < 0) mpfr_sub(sum.get(), sum.get(), underflow.get(), MPFR_RNDN);
    return sum;
  }
  Real last_z1(std::int64_t v, int h) const { return natural ? last(v + h - 1, 1) : last(v, 0); }
  Real last_z2(std::int64_t v) const { return natural ? last(v, 0) : last(v, -1); }
  Real weight(const Real& score, const Real& maximum) const { return plan.weight.exp(plan.weight.sub(score, maximum), plan.base2); }
};

/// For all inputs; the number of scores that were evaluated.
std::uint64_t establish_channel(const Channel& channel);

}  // namespace attest::checker
