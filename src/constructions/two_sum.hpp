// Construction 3: 2-Sum and Match2 by one head of dimension 3 (Sanford, Hsu, Telgarsky 2023; theory.md section 3).
//
// With θ = 2πx/M: query c(cos θ_i, sin θ_i, 1), key (cos θ_j, -sin θ_j, 0), value 1. The score is c·cos(2π(x_i+x_j)/M): c at
// a match, at most c·cos(2π/M) otherwise. The blank has key (0,0,κ), value 0, score cκ. In the query form the query token
// itself is the blank. The output is R/(R+B), R the weights of the stored tokens and B the blank's; >= threshold reads 1.
// κ = (1+cos(2π/M))/2 puts the blank in the middle of the gap: threshold 1/2.
//
// Safe default c = the least power of two >= 2(ln n + 2)/(1-cos(2π/M)). Argument: with κ in the middle, e^(c·gap/2) >= n e^2,
// so n near misses weigh at most e^(-2) of the blank, and one match e^2 n times as much as the blank. In formats the scores
// of size c must be right to about 1/2, so p is about 2 log M + O(log log n). Base 2 gains a factor of 1/ln 2 on c.
//
// For all inputs in finite formats (method pieces of CLAIMS.md): R is a rounded sum of nonnegative weights, monotone in each
// score. Without a match 0 <= R <= n copies of the largest other weight; with one, R is at least the match's weight wherever it
// stands, because rounded sums of nonnegative numbers never fall below a term. pieces.hpp decides fl(R/fl(R+B)) on such an
// interval. That one R is in num and den needs terms that both sum alike: every number of the weight's format is one of the
// accumulator's. Threshold 1/2 always decides when R >= B: R+B <= 2R, a number, so fl(R+B) <= 2R and the quotient is >= 1/2.
// Online, keys first to last: value 1 makes num and den the same number until the blank comes. Without a match each step
// multiplies it by r <= 1 and adds w <= 1, so it stays at most C, the sum of n ones; the blank, not below any other score, is
// the last maximum and rescales by at most e^(largest other - blank) = light: R <= fl(C·light), B = 1. With a match not below
// the blank and all others the running maximum ends at the match, so 1 <= R <= C, and B = e^(blank - match).
// Pairwise, blocked and exact sums, where the blank is not added last to one R: see tree_reads_one and tree_reads_zero in two_sum.cpp.
#pragma once

#include "constructions/proof.hpp"
#include "constructions/setting.hpp"
#include "tasks/two_sum.hpp"

namespace attest::constructions {

struct TwoSumParameters {
  Number c, kappa, threshold;
};

/// κ in the middle of the gap, rounded to `kappa_bits` significant bits; threshold 1/2.
TwoSumParameters default_two_sum(std::int64_t n, std::int64_t M, int kappa_bits = 24);

/// One head for values {1, x}, the query {0, x} last; a Match2 input begins with the blank {2} and reads a value token.
template <arithmetic::Arithmetic A>
attention::Stack<A> two_sum_stack(const attention::Plan<A>& plan, std::int64_t M, const TwoSumParameters& parameters) {
  const A& in = plan.input;
  const auto c = lift(in, parameters.c), kappa = lift(in, parameters.kappa), zero = in.zero(), one = in.from_integer(1);
  attention::Layer<A> layer;
  layer.plan = plan;
  layer.value_dimension = 1;
  layer.project = [=](const attention::Representation& x, std::size_t, int) {
    attention::Drive<A> drive;
    drive.query = {zero, zero, zero};
    const bool stored = x[0] == 1;
    if (x[0] != 2) {
      const auto cosine = in.cos_turn(x[1], M), sine = in.sin_turn(x[1], M);
      drive.query = {in.mul(c, cosine), in.mul(c, sine), c};
      if (stored) drive.key = {cosine, in.neg(sine), zero};
    }
    if (!stored) drive.key = {zero, zero, kappa};
    drive.value = {stored ? one : zero};
    return drive;
  };
  layer.active = [](const attention::Representation& x, std::size_t) { return x[0] != 2; };
  layer.advance = [output = plan.output, threshold = parameters.threshold](const attention::Representation& x, const auto& outputs, std::size_t) {
    return attention::Representation{x[0], x[1], reads_one(output, outputs[0][0], threshold) ? 1 : 0};
  };
  attention::Stack<A> stack;
  stack.layers.push_back(layer);
  stack.read = [](const attention::Representation& x) { return x.at(2); };
  return stack;
}

/// The tokens of a Match2 input behind the blank.
tasks::Tokens with_blank(std::span<const tasks::Token> tokens);

/// 2-Sum, query form, alphabet [M] without 0 and M/2. A failed piece of the argument is a reason, also when no wrong input
/// is known; `killing` is then empty.
Proof prove_two_sum(const Setting& setting, std::int64_t n, std::int64_t M, const TwoSumParameters& parameters);

}  // namespace attest::constructions
