// Rounded sums of n equal nonnegative terms, in time that hardly depends on n.
#pragma once

#include "checker/arithmetic.hpp"

namespace attest::checker {

/// The sum of n >= 1 terms w >= 0 in the order of sums (each rounded first).
Real repeated_sum(const Arithmetic& a, const Real& w, std::int64_t n);
/// The sum of n terms w and then one more term, all n+1 in the order of sums.
Real repeated_sum_with_last(const Arithmetic& a, const Real& w, std::int64_t n, const Real& last);

/// total + w + w + ... (n times), left to right; both are numbers of the accumulator.
void append_copies(const Arithmetic& a, Real& total, const Real& w, std::int64_t n);

}  // namespace attest::checker
