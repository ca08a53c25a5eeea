// The published asymptotic theorems as numbers: how large n must be before they say anything. theory.md section 4.
// YHLWL Thm 1.1: hybrids with L-1 full layers fail on L-SeqComp when Hdp <= n^(2^(-4L-2)); CPW: L full layers fail when
// Hdp <= n^(2^(-4L)). Both are stated for n large enough with constants not made explicit: print, never claim to have tested.
#pragma once

#include "bounds/inequality.hpp"

namespace attest::bounds {

enum class AsymptoticTheorem { Hybrid, Full };  // YHLWL, CPW

/// Hdp <= n^(1/e), e = 2^(4L+2) or 2^(4L), decided as e lg(Hdp) <= lg n. hdp >= 1, n >= 1, 1 <= L <= 64.
Inequality evaluate(AsymptoticTheorem theorem, const Integer& hdp, const Integer& L, const Integer& n);

/// lg of the least real n that satisfies it: e lg(Hdp) (6144 and 1536 at L = 2, Hdp = 64).
LogSum log2_n_star(AsymptoticTheorem theorem, const Integer& hdp, const Integer& L);

/// The inequality at that n (both sides equal), n written as `n_text`: it is too big to be a number here.
Inequality least_row(AsymptoticTheorem theorem, const Integer& hdp, const Integer& L, const std::string& n_text);

}  // namespace attest::bounds
