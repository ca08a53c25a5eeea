// The method pieces: one rounded sum R, a blank of weight B added last, the output R/(R+B).
#pragma once

#include <gmpxx.h>

#include "checker/plan.hpp"

namespace attest::checker {

/// Whether output.div(R, accumulator.add(R, blank)) >= threshold (`yes`), or < (`!yes`), for every number R of the accumulator
/// in [lo, hi]. The quotient moves in numerator and denominator, so for R in [a, b] it lies between fl(a/fl(b+B)) and
/// fl(b/fl(a+B)); [lo, hi] is split until these decide, at most 60 splits deep. `pieces` counts them.
bool pieces_hold(const Plan& plan, const Real& lo, const Real& hi, const Real& blank, const Real& threshold, bool yes, std::uint64_t& pieces);

/// Orders of sums in which the blank is not added last to one R. On its way to the root num and den meet the same sums of other subtrees, L
/// in all: they are within a factor (1±u)^K of L and L + blank, K = last_roundings. Whether every L >= `shared` (yes), or <= `shared` (no,
/// and 4Ku <= 1), reads so: by L/(L+B)·(1-2Ku) >= threshold, or L/(L+B)·(1+4Ku) < threshold.
bool shared_sum_reads(const Plan& plan, const mpq_class& shared, const mpq_class& blank, std::int64_t n, const Real& threshold, bool yes);
/// K: the additions that the last of n+1 terms meets (exact: 1, for the rounding).
long last_roundings(const Arithmetic& a, std::int64_t n);

}  // namespace attest::checker
