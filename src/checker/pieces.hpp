// The method pieces: one rounded sum R, a blank of weight B added last, the output R/(R+B).
#pragma once

#include "checker/plan.hpp"

namespace attest::checker {

/// Whether output.div(R, accumulator.add(R, blank)) >= threshold (`yes`), or < (`!yes`), for every number R of the accumulator
/// in [lo, hi]. The quotient moves in numerator and denominator, so for R in [a, b] it lies between fl(a/fl(b+B)) and
/// fl(b/fl(a+B)); [lo, hi] is split until these decide, at most 60 splits deep. `pieces` counts them.
bool pieces_hold(const Plan& plan, const Real& lo, const Real& hi, const Real& blank, const Real& threshold, bool yes, std::uint64_t& pieces);

}  // namespace attest::checker
