#include "constructions/pieces.hpp"

namespace attest::constructions {
namespace {

using arithmetic::Rational;

constexpr int deepest = 60;

struct Pieces {
  const attention::Plan<StrictEmulated>& plan;
  const Number &blank, &threshold;
  bool yes;

  bool hold(const Number& lo, const Number& hi, int depth) const {
    const Number den = plan.accumulator.add(yes ? hi : lo, blank);
    if (at_most(threshold, plan.output.div(yes ? lo : hi, den)) == yes) return true;
    if (depth == 0 || lo == hi) return false;
    const Number split = middle(lo, hi);
    if (split == lo || split == hi) return hold(lo, lo, 0) && hold(hi, hi, 0);
    return hold(lo, split, depth - 1) && hold(split, hi, depth - 1);
  }
  /// The largest number of the accumulator that is at most (lo+hi)/2: halves are exact in the carrier.
  Number middle(Number lo, Number hi) const {
    for (Number* x : {&lo, &hi})
      if (!x->is_zero()) --x->exponent;
    return arithmetic::add(plan.accumulator.format, arithmetic::Rounding::toward_zero, lo, hi);
  }
};

}  // namespace

bool pieces_read(const attention::Plan<StrictEmulated>& plan, const Number& lo, const Number& hi, const Number& blank,
                 const Number& threshold, bool yes) {
  plan.accumulator.add(hi, blank);  // no sum on the way may overflow
  return Pieces{plan, blank, threshold, yes}.hold(lo, hi, deepest);
}

bool shared_sum_reads(const attention::Plan<StrictEmulated>& plan, const Rational& shared, const Rational& blank, const Number& threshold,
                      bool yes, std::uint64_t roundings) {
  const Rational error = Rational(static_cast<std::int64_t>(roundings)) * unit_roundoff(plan.accumulator), total = shared + blank;
  if (total.sign() <= 0 || (!yes && Rational(1) < Rational(4) * error)) return false;
  const Rational bound = shared / total * (Rational(1) + Rational(yes ? -2 : 4) * error);
  if (bound.sign() < 0) return false;
  return at_most(threshold, round_to(plan.output.format, plan.output.rounding, bound)) == yes;
}

Rational underflow_unit(const Emulated& a) {
  if (a.format.unbounded) return 0;
  const Rational least = Rational::from_number(smallest_positive(a.format));
  return !attention::is_fixed_point(a) && a.rounding == arithmetic::Rounding::nearest_even ? least / Rational(2) : least;
}

arithmetic::Rational unit_roundoff(const Emulated& a) {
  if (attention::is_fixed_point(a)) return 0;
  return arithmetic::Rational(1).scaled(a.rounding == arithmetic::Rounding::nearest_even ? -a.format.precision : 1 - a.format.precision);
}

}  // namespace attest::constructions
