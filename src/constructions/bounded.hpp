// Method `bounded` (CLAIMS.md): retrieval proved for all values at any number of keys in O(N).
//
// A query meets one hit and N-1 other keys. Every other key's score is at most `light`: a score is a rounded sum of
// nonnegative products, so it does not grow when digits stop matching, and a key that is not the hit lacks at least one (a
// token without a key scores 0). Weights are monotone in scores, rounded sums of nonnegative terms in each term.
//   digit 1: num is the hit's weight, rounded; den <= H(N), the largest sum of one heavy and N-1 light terms in any places.
//   digit 0: num <= S(N), N light terms (the hit's own term is 0, zeros change nothing); den >= the hit's weight, rounded.
// two-pass: the hit, not below any other, is the maximum. online: before the hit each of j keys leaves den and num at most at
// C_j, the sum of j ones (rescaling multiplies by at most 1 and rounding keeps numbers of the format apart from nothing);
// the hit multiplies both by e^(max - s) <= light and adds its 1 (den) or nothing (num); later keys add at most light.
// So P_j and Q_j bound num and den after j keys with the hit among them, wherever it stands. weights-first: the division
// of each weight by den is monotone too.
// All bounds grow with N, so the largest N serves every smaller one. Sound, not complete.
#pragma once

#include "constructions/sums.hpp"

namespace attest::constructions {

/// Which digit the bound does not reach.
enum class BoundedOutcome { holds, one_fails, zero_fails };

/// `hit`: the score of the hit; `light`: the largest of any other key in sight; `keys`: N >= 1, all visible keys.
/// Undefined where an operation has no finite result, or the hit's score is exceeded and the softmax needs the maximum.
BoundedOutcome bounded_digits(const attention::Plan<StrictEmulated>& plan, const Number& hit, const Number& light, std::uint64_t keys);

}  // namespace attest::constructions
