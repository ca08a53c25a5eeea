// Lemma C of bounds.md section 2 and the counts built on it, decided exactly.
//
// gain: how many new (coordinate, value) pairs one more member of a dense class can be made to use;
// cover: the total after x greedy steps; members: how many values one coordinate must take on a class.
#pragma once

#include <optional>
#include <vector>

#include "bounds/logarithm.hpp"

namespace attest::bounds {

/// The density of a class: |Z| >= y^k 2^(-bits/divisor). divisor >= 1.
struct Deficit {
  LogSum bits;
  Integer divisor = 1;
};

/// Whether g satisfies the hypothesis of Lemma C when u of the k*y pairs are marked: u = 0 and g <= k, or
/// g - 1 < k p and k KL((g-1)/k || p) > deficit, p = 1 - u/(ky).
bool gain_is_sure(const Integer& k, const Integer& y, const Deficit& deficit, const Integer& u, const Integer& g);

/// A sure gain g >= 1, or nothing when even 1 is not sure. It is the greatest one when k < 2^40; above,
/// a sure one just below it (Lemma C holds for each sure g, so cover stays sound).
std::optional<Integer> gain(const Integer& k, const Integer& y, const Deficit& deficit, const Integer& u);

/// Pairs marked after `x` greedy steps, or nothing when a step has no sure gain.
/// Throws std::invalid_argument for x > 10^7 (no row in use comes near) and for k, y < 1.
std::optional<Integer> cover(const Integer& k, const Integer& y, const Deficit& deficit, const Integer& x);

/// The gains of these steps, whose sum cover() is: what a certificate says, so that a checker has nothing to search.
std::optional<std::vector<Integer>> cover_gains(const Integer& k, const Integer& y, const Deficit& deficit, const Integer& x);
Integer total(const std::vector<Integer>& gains);

/// The greatest X with (X-1)^t 2^s < h^t: a class of h^t 2^-s functions of t arguments with h values
/// has an argument where it takes X values. 1 <= X <= h.
Integer members(const Integer& h, const Integer& t, const Integer& s);

/// The rule itself: is X guaranteed?
bool members_are_sure(const Integer& h, const Integer& t, const Integer& s, const Integer& x);

/// S = ceil(groups (1 + (m-1)(psi_q(lg q - loss/t) - 1)/(q-1))) of Lemma P_q (bounds_general.md section 2):
/// psi_q(lg i) = i, linear between, 1 below 0. 2 <= q <= m, t >= 1. Exact.
/// The i in [1, q-1] whose line through (lg i, i) and (lg(i+1), i+1) gives psi_q at lg q - loss/t, where that is positive.
Integer hidden_coordinate_line(const Integer& q, const Integer& loss, const Integer& t);
Integer hidden_coordinate_members(const Integer& groups, const Integer& m, const Integer& q, const Integer& loss, const Integer& t);

}  // namespace attest::bounds
