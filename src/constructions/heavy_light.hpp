// Method `heavy-light` (CLAIMS.md): sums left to right of i equal heavy and j light terms in any order.
//
// F(i,j) is the largest such sum over all orders, after F(0,0) that was summed before: the last term is heavy or light, and
// rounded sums are monotone, so F(i,j) = max(F(i-1,j) + heavy, F(i,j-1) + light). Terms below light only lower it, more
// terms only raise it, and so do a larger heavy, light or F(0,0). With num >= the sum of k heavy terms, den <= F(k, N-k) at most
// twice that gives num/den >= 1/2, which rounding keeps where 1/2 is a number of the output.
#pragma once

#include <functional>

#include "constructions/sums.hpp"

namespace attest::constructions {

/// Why num and den of a plan are no such sums of one kind of term; empty when they are: quotient, naive or two-pass, left to
/// right, the weight's format inside the accumulator's, 1/2 a number of the output.
std::string heavy_light_violation(const attention::Plan<Emulated>& plan);

/// visit(i, F(i, n-i)) for i = 0, ..., most <= n, until it returns false; whether it never did.
bool heavy_light_rows(const StrictEmulated& accumulator, const Number& heavy, const Number& light, const Number& before,
                      std::uint64_t n, std::uint64_t most, const std::function<bool(std::uint64_t i, const Number& largest)>& visit);

/// The first k in 1..most with F(k, n-k) > 2·(the sum of k terms `surely`), surely <= heavy; 0 when there is none.
std::uint64_t first_short_count(const StrictEmulated& accumulator, const Number& heavy, const Number& light, const Number& before,
                                const Number& surely, std::uint64_t n, std::uint64_t most);

/// `any-of`: N tokens of which at most `most` have the bit 1 (key 1, value 1), the others key 0 and value 0; query β. Empty when
/// y >= 1/2 iff some bit is 1, for all bits; otherwise a line. Exact settings too.
std::string any_of_violation(const Setting& setting, const Number& beta, std::int64_t N, std::int64_t most);

}  // namespace attest::constructions
