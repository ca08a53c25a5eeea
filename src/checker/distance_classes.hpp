// The method bounded, by classes of distance: how much all keys but the hit can weigh when their codes are distinct.
#pragma once

#include "checker/plan.hpp"

namespace attest::checker {

/// Whether every query for a code of `digits` digits reads its digit among at most N visible keys, whose codes are distinct and one of
/// which is the query's; others have no code. False where this bound does not tell.
bool distance_classes_hold(const Plan& plan, int digits, const Real& beta, std::size_t N);

}  // namespace attest::checker
