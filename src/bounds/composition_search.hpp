// The searches behind `n*`: parameters at which a theorem for L-SeqComp bites with few tokens, and the best internal
// parameters at given sizes. Doubles guide; every row returned was decided by evaluate(), i.e. by exact integers.
// n is an upper bound on the least n at which the theorem bites ("n* <="), except where noted. Deterministic.
#pragma once

#include <optional>

#include "bounds/composition_theorems.hpp"

namespace attest::bounds {

/// A row at which a theorem bites.
struct NStar {
  Integer n;       // tokens of L-SeqComp (or stored items for E, T, LL, S)
  Inequality row;  // row.holds is true
  std::string note;
};

/// F1: the exact least m.
NStar n_star_one_full(const Integer& message_bits);
/// H2 and H2+: near-exhaustive over m, n1 (H2), x0, y, x (H2+).
NStar n_star_hybrid_one_full(const Integer& message_bits, const Integer& pre_bits, const Integer& post_bits);
NStar n_star_hybrid_one_full_plus(const Integer& message_bits, const Integer& pre_bits, const Integer& post_bits);
/// F2 and FFR.
NStar n_star_two_full(const Integer& message_bits);
NStar n_star_two_full_tail(const Integer& message_bits, const Integer& post_bits);
/// H3: hill climbing, up to some seconds.
NStar n_star_hybrid_two_full(const Integer& message_bits, const Integer& pre_bits, const Integer& mid_bits, const Integer& post_bits);

/// At given m, n1 (n2): the inequality with the best internal parameters found (it holds if any tried ones make it hold).
Inequality best_hybrid_one_full_plus(const Integer& message_bits, const Integer& pre_bits, const Integer& post_bits, const Integer& m, const Integer& n1);
Inequality best_two_full_tail(const Integer& message_bits, const Integer& post_bits, const Integer& m, const Integer& n1);
Inequality best_hybrid_two_full(const Integer& message_bits, const Integer& pre_bits, const Integer& mid_bits, const Integer& post_bits,
                                const Integer& m, const Integer& n1, const Integer& n2);

}  // namespace attest::bounds
