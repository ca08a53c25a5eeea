// The second criterion of method `bounded` (CLAIMS.md): the other keys by their distance from the code that is asked for.
//
// Codes are distinct, so at most C(D,d) keys differ from the query's code in d of D digits. Their weight is at most w_d, that of the
// largest score of D-d matches; keys without a code score 0, as D differing digits do. Weights fall with d, so the N-1 other keys
// together weigh at most Λ: C(D,1) times w_1, then C(D,2) times w_2, and so on, and the rest w_D. Λ grows with N.
//
// Rounded sums of numbers of the accumulator, in any order, K additions on the way of a term, u the unit roundoff: between 1-u and 1+u
// times the exact sum for each addition (no underflow: sums of numbers of the format are exact where they are subnormal, and in fixed
// point). So between `least` = (1-u)^K >= 1-Ku and `relative` = (1+u)^K <= 1/(1-Ku) times the exact sum. Where nothing is rounded up,
// fl(x+y) <= x+2y besides, since x is a number itself and no nearer one lies beyond: left to right at most 2 times the exact sum; blocked, block
// by block and then over the blocks, at most 4 times. G = the least of these.
//   num, the hit's digit being 0, is a sum of other keys: at most GΛ; den is at least the hit's h. So num/den <= GΛ/h; and, both
//   being sums of the same other keys, num/den <= Λ/(h+Λ)·relative/least.
//   den: at most relative·(h+Λ); and, not rounded up, h + 2GΛ, since on its way h meets sums of other keys. num with the digit 1 is at least h.
// All of these are the largest for the largest N, whatever the order.
// online (scores that depend on the number of matches alone, e^0 = 1): a key enters with its weight against the maximum so far, and each
// of at most D rescalings, when the maximum moves on, multiplies by a weight, rounds once and may underflow (η). So Λ with the largest product of
// weights along a way from distance d to the hit in place of w_d, not growing with d; num <= X = G(1+u)^D(Λ+Dη); den <= 1+2X,
// and <= relative·(1+u)^D(1+Λ+Dη). After the hit nothing is rescaled: den >= 1. Before it den is at most a sum of ones, which must be defined.
//
// O(D^2) numbers, however many keys: that is what makes naive softmax provable at 65536 tokens, where light weights for all keys but
// one are far too many.
#pragma once

#include <optional>
#include <vector>

#include "arithmetic/rational.hpp"
#include "constructions/sums.hpp"

namespace attest::constructions {

/// The least and the largest score of m = 0..digits matches of `product`, wherever they stand among 2·digits places.
struct ScoreRange {
  std::vector<Number> least, largest;
};
ScoreRange score_range(const StrictEmulated& score, const Number& beta, const Number& one, int digits);

/// Factors between rounded and exact sums of `keys` nonnegative numbers of the accumulator.
struct SumBounds {
  std::optional<arithmetic::Rational> least, relative;
  arithmetic::Rational most;  ///< G
};
/// Undefined where there is no G.
SumBounds sum_bounds(const StrictEmulated& accumulator, std::uint64_t keys);

/// A hit of weight h > 0 among `keys` keys, the others weighing `others` together: den is at most `den`, num/den with the hit's digit 0 at most `zero`.
struct HitBounds {
  arithmetic::Rational den, zero;
};
HitBounds hit_bounds(const StrictEmulated& accumulator, std::uint64_t keys, const arithmetic::Rational& h, const arithmetic::Rational& others);

/// Every query for a code of `digits` digits reads its digit among at most `keys` tokens with distinct codes or none, in any order.
/// False where this criterion does not tell.
bool distance_classes_hold(const attention::Plan<StrictEmulated>& plan, int digits, const Number& beta, std::uint64_t keys);

}  // namespace attest::constructions
