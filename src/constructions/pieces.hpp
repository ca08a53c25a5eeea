// Method `pieces` (CLAIMS.md): a quotient R/(R+B) on a whole interval of sums R.
//
// R and B are numbers of the accumulator, the output is fl(R / fl(R+B)): R moves numerator and denominator at once, so the
// output need not be monotone in R where it is rounded. On a piece lo <= R <= hi it lies between fl(lo/fl(hi+B)) and
// fl(hi/fl(lo+B)), by monotone rounding. A piece that these do not decide is halved; two neighbours are decided one by one.
#pragma once

#include "arithmetic/rational.hpp"
#include "constructions/sums.hpp"

namespace attest::constructions {

/// Every number R of the accumulator in [lo, hi] reads `yes`: output.div(R, accumulator.add(R, blank)) >= threshold. False
/// also where 60 halvings do not decide. Undefined where a sum has no finite value.
bool pieces_read(const attention::Plan<StrictEmulated>& plan, const Number& lo, const Number& hi, const Number& blank,
                 const Number& threshold, bool yes);

/// u of a role: a rounded result x errs by at most u|x|, underflow apart. 2^-p to nearest, 2^(1-p) directed, 0 in fixed point.
arithmetic::Rational unit_roundoff(const Emulated& a);

}  // namespace attest::constructions
