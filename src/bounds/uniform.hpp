// F2U: what two full layers can do at most on *uniform* inputs, so that "right on 95%" is excluded and not only "right on all".
//
// Theorem F2U. Model FF: two full layers and nothing else, prefix fold, accumulators of b bits at the ends of the blocks z_2 and
// z_1 and at the end of the sequence (M1-M5 of bounds.md). If eps < 1 - 2^b/N_1 and
//   2b/m < kl(1 - eps || 2^b/N_1),   kl(p||q) = p lg(p/q) + (1-p) lg((1-p)/(1-q)),   N_1 = m n_1,
// then every such model answers more than a share eps of the uniform inputs of 2-SeqComp(m, n_1) wrongly.
//
// Proof. z_2, z_1, z_0 = a and w are uniform and independent. The layer-2 query of w is a function of (w, acc1), acc1 being w's
// layer-1 accumulator at the end, so the answer is a function of (w, acc1, acc2): given (w, a, acc1) it lies in a list of at most
// K = 2^b values. Let A = z_2(w, z_1(a)), the right answer: given (w, a) it is uniform in [N_1].
// (1) acc1 says little about A. Keys and values of the tokens a and w at layer 1 depend on these tokens alone, so acc1 is a
// function of (phi, a, w), phi = w's layer-1 accumulator after z_1, and phi is one of (lambda, z_1), lambda = the one after z_2,
// a function of z_2. Fix w and put V = z_1(a). I(A; phi) <= I(V; phi) + I(A; phi | V). Averaged over a the first is <= b/m: the
// coordinates of z_1 are independent and phi has b bits. Given V = v the second is <= I(z_2(w,v); phi, z_1 | V = v) =
// I(z_2(w,v); phi | z_1, V = v) <= I(z_2(w,v); lambda), because phi is a function of (lambda, z_1) and z_2 is independent of z_1;
// averaged over the uniform v it is <= b/m likewise. So I(A; acc1 | w, a) <= 2b/m.
// (2) Let S be the list and p the probability that A lies in it. Data processing with the event "A in S" gives, at each
// (w, a, acc1), kl(P(A in S) || |S|/N_1) <= KL(law of A || uniform). Its average is I(A; acc1 | w, a), kl is jointly convex, and
// kl(p || .) decreases up to p, so for p >= K/N_1: kl(p || K/N_1) <= 2b/m. A model that errs on at most eps has p >= 1 - eps. QED
//
// With Fano's inequality in the place of (2) one gets h(eps) + eps lg(N_1 - 1) < lg N_1 - b(1 + 2/m), which is weaker everywhere:
// kl(p||1/N) - kl(p||K/N) <= p b. Both are void where b >= lg N_1: one message then holds a whole answer. The condition is
// monotone in b, so what is excluded at b is excluded below b too.
#pragma once

#include <optional>

#include "bounds/composition_search.hpp"

namespace attest::bounds {

/// eps = error_above / error_below, 0 <= eps < 1.
struct TwoFullUniform {
  Integer message_bits;
  Integer m, n1;
  Integer error_above = 1, error_below = 20;
};

/// Both sides times m and error_below. Throws std::invalid_argument for an eps outside of [0, 1) and for sizes below m = 2, n1 = 1.
Inequality evaluate(const TwoFullUniform& at);

/// The greatest b at which F2's own inequality holds at these sizes; nothing when it holds at none, not even at b = 1.
std::optional<Integer> greatest_two_full_bits(const Integer& m, const Integer& n1);

/// The least k for which F2U excludes being right on k/1000 of uniform inputs or more; nothing when not even k = 1000 is excluded.
std::optional<unsigned> excluded_permille(const Integer& message_bits, const Integer& m, const Integer& n1);

/// A row at which F2U bites; few tokens, not the least: searched over m. At most 1000 message bits.
NStar n_star_two_full_uniform(const Integer& message_bits, const Integer& error_above, const Integer& error_below);

}  // namespace attest::bounds
