// The method heavy-light: left to right sums of some heavy and many light terms in unknown order.
#pragma once

#include "checker/plan.hpp"

namespace attest::checker {

/// F(i,j) = the largest rounded sum, left to right from `start`, of i heavy and j light terms over all their orders.
/// `visit(i, F(i, 0..most_light(i)))` for i = 0..heavy_terms; stops where it returns false. Terms and `start` are numbers of `a`.
struct Terms {
  Real start, heavy, light;
};
using VisitSums = std::function<bool(std::size_t heavy_terms, const std::vector<Real>& by_light_terms)>;
void largest_sums(const Arithmetic& a, const Terms& terms, std::size_t heavy_terms, const std::function<std::size_t(std::size_t)>& most_light, const VisitSums& visit);

/// Whether F(k, n-k) <= 2·(sum of k heavy terms) for all k in [1, most]: then den <= 2·num, and y >= 1/2 where 1/2 is a number of the output.
bool heavy_terms_win(const Arithmetic& a, const Terms& terms, std::size_t n, std::size_t most);

/// NotEstablished unless the plan is what the method is about: quotient, naive or two-pass, sums left to right, keys first to
/// last, `weight` contained in `accumulator`, 0 and 1 numbers of the input, 1/2 one of the output.
void require_heavy_light(const Plan& plan);

/// any-of N tokens of which at most `bits` have the bit 1: the query is beta, the key the bit. Throws NotEstablished.
std::uint64_t establish_any_of(const Plan& plan, std::size_t N, std::size_t bits, const Real& beta);
/// The model: whether y >= 1/2 for these bits in token order.
bool any_of(const Plan& plan, const std::vector<bool>& bits, const Real& beta);

}  // namespace attest::checker
