// Sparse averaging, qSA, with one-hot keys (after Sanford, Hsu, Telgarsky 2023; theory.md section 3, item 9, has the compressed keys).
//
// Token j: key e_j of n numbers, value z_j in [-1, 1]; its query is β times the sum of e_i over its set y_j of q positions. Scores are β
// on the set and 0 off it, so with w = e^β the output is (w·Σ_y z + Σ_rest z)/(qw + n - q): the mean over the set but for a share
// λ = (n-q)/(qw + n - q) of the rest. No mask: every token sees all.
//
// Precision: the leak 2λ <= epsilon asks for β about ln(2n/(q epsilon)); sums of n terms left to right err by about n·2^-p.
//
// For all inputs (method bound): outputs are no digits, so the proof is an error bound, in rational arithmetic. Scores are fl(β) and 0
// exactly (all other products are 0), so the two weights w_1, w_0 are known numbers; A = q w_1 + (n-q) w_0, λ = (n-q) w_0/A. A
// rounding errs by at most u|x| + η, and a term of a sum of n meets k of them, its own included (exact sums: one), so with
// γ = ku/(1-ku): num = Σ w_j z_j (1+θ_j) + e, den = Σ w_j (1+θ'_j) + e', |θ| <= (1+u)^k - 1 <= γ, |e| <= nη(1+γ). Both lie within ρA
// of exact, ρ = γ + nη(1+γ)/A, and |exact num| <= A, so the quotient within 2ρ/(1-ρ) of exact, and that within 2λ of the
// mean: T = 2λ + 2ρ/(1-ρ), then the output's rounding: T + u(1+T) + η <= epsilon; to nearest it errs by half a unit below 1 or, beyond, by less
// than the distance from 1, so max(u/2, η, T) will do. Partial sums stay below A(1+ρ), which must be
// in range. Online softmax: w_1 must be 1. Keys before the first member enter with weight 1; the first member rescales den and num by
// r = e^(0 - score) rounded, which is w_0 as later keys have it, and nothing rescales again, for there are only two scores. So the exact sums
// are those above, terms meet one rounding more, k+1, which may lose η once more, (n+1)η in all (scaled down by r <= 1 or not), and before
// it sums reach n-q in place of A. Sharper where it applies: two-pass or online, so that w_1 = 1; to nearest; and
// everything is absorbed. Left to right: with S = what can stand before the first member (the sum of n-q terms w_0; online: of n-q ones, times w_0),
// fl(S+1) = 1, fl(k-1+1) = k and fl(k+w_0) = k for k = 1..q. Then den = q, and after k members |s| <= k, for rounded sums are monotone.
// Let D be s minus the exact sum of the members so far. A term of the rest moves s by at most twice its size, 2w_0; before the first member
// |s| <= S (online; else such moves too). A member z makes x = s + z: if |x| <= k the
// rounding errs by half a unit there, u·2^(⌈lg k⌉-1); if x > k then fl(x) = k, and |D| does not grow, for the exact sum is at most k.
// The first member errs by no more than |s| <= L = 2(n-q)w_0 (+ S) either, for z is a number. So |num/q - mean| <= T = |D|/q, |num| <= q, and the
// output errs by u/2; for q = 1 the mean is a number, so by no more than T either. Pairwise and in blocks the same holds in every subtree: den counts
// its members if P, all n terms w_0 together, is less than half a unit of 1; parts without members, n-q at most, move num by 2P at most, and the
// q-1 additions of members have at most 2, 3, ..., q of them. Exact sums are rounded once: half a unit below q, or (n-q)w_0 beyond. u = 2^-p to nearest, else 2^(1-p); η = the least positive number, half of it to nearest, 0 in p<k>; fixed point: u = 0.
#pragma once

#include "constructions/proof.hpp"
#include "constructions/setting.hpp"
#include "tasks/averaging.hpp"
#include "tasks/bits.hpp"

namespace attest::constructions {

/// The layer itself, for tokens of the task; d_k = n. Outputs are read by whoever runs it.
template <arithmetic::Arithmetic A>
attention::Layer<A> averaging_layer(attention::Plan<A> plan, const tasks::Averaging& task, const Number& beta) {
  plan.mask = attention::Mask::encoder;
  attention::Layer<A> layer;
  layer.plan = plan;
  layer.value_dimension = 1;
  const auto zero = plan.input.zero(), one = plan.input.from_integer(1), scale = lift(plan.input, beta);
  layer.project = [=, in = plan.input, n = task.stored()](const attention::Representation& x, std::size_t position, int) {
    attention::Drive<A> drive;
    drive.query.assign(n, zero);
    drive.key.assign(n, zero);
    drive.key[position] = one;
    for (std::size_t i = 3; i < x.size(); ++i) drive.query[static_cast<std::size_t>(x[i])] = scale;
    drive.value = {lift(in, dyadic(x[1], static_cast<int>(x[2])))};
    return drive;
  };
  return layer;
}

/// The safe default: the least power of two with e^β >= 8n/(q epsilon).
Number default_averaging_beta(const tasks::Averaging& task, const Number& epsilon, attention::Exponential exponential = attention::Exponential::natural);

/// Every output within epsilon of the mean of its set, for all values that are numbers of the input format and all sets.
Proof prove_averaging(const Setting& setting, const tasks::Averaging& task, const Number& beta, const Number& epsilon);

/// One value on the last q positions, which are every token's set, the opposite on all others.
tasks::Tokens averaging_extremal(const tasks::Averaging& task, std::int64_t numerator, int exponent);

/// Members near 1 whose sum, left to right, is rounded as far up (or down) as one step after the other can; all others are `others` (0 or 1)
/// in the same direction.
tasks::Tokens averaging_rounded(const attention::Plan<Emulated>& plan, const tasks::Averaging& task, bool up, std::int64_t others);

/// 1 iff every output is within epsilon of its mean; evaluates one row per distinct set.
std::int64_t averaging_answer(const attention::Plan<Emulated>& plan, const tasks::Averaging& task, const Number& beta, const Number& epsilon,
                              std::span<const tasks::Token> tokens);

}  // namespace attest::constructions
