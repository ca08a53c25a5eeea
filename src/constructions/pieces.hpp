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

/// Orders of sums in which the blank is not added last to one R. On the way of the blank to the root lie `roundings` additions, K, in
/// which num and den meet the same sums of other subtrees, L in all: num is within a factor (1±u)^K of L and den of L + B. Whether
/// every such L reads `yes`: for yes all L >= `shared`, by L/(L+B)·(1-2Ku) >= threshold; else all L <= `shared`, where Ku <= 1/4, by
/// L/(L+B)·(1+4Ku) < threshold. Both over 2^scale; the quotient increases with L.
bool shared_sum_reads(const attention::Plan<StrictEmulated>& plan, const arithmetic::Rational& shared, const arithmetic::Rational& blank,
                      const Number& threshold, bool yes, std::uint64_t roundings);

/// η of a role: what a rounding errs by at most where numbers are subnormal. 0 for unbounded exponents.
arithmetic::Rational underflow_unit(const Emulated& a);

/// u of a role: a rounded result x errs by at most u|x|, underflow apart. 2^-p to nearest, 2^(1-p) directed, 0 in fixed point.
arithmetic::Rational unit_roundoff(const Emulated& a);

}  // namespace attest::constructions
