// n* of the theorems about states and messages alone (E, T, LL, S): exact minima unless a note says otherwise.
#pragma once

#include <optional>

#include "bounds/composition_search.hpp"
#include "bounds/state_theorems.hpp"

namespace attest::bounds {

/// E: the exact least n with 2^s < n^n.
NStar n_star_eva(const Integer& state_bits);

/// T: the exact least n with 2^s < C(U, n); without alphabet U = n^2. Throws when no n up to U/2 does (alphabet too small).
NStar n_star_two_sum(const Integer& state_bits, const std::optional<Integer>& alphabet);

/// LL, Eva: the exact least n at which the theorem bites (a cheap n, few live levels); the note names the least k from which on
/// it bites at every n = 2^k - 1, the model's best case.
NStar n_star_log_linear(const Integer& level_bits);

/// S: the least n = B (k+1) (or more blocks if compressors see positions) over block sizes B, or at the given B; without alphabet U = n^2.
NStar n_star_sparse(const Integer& message_bits, const Integer& blocks_read, const std::optional<Integer>& block_size,
                    const std::optional<Integer>& alphabet, bool sees_positions);

}  // namespace attest::bounds
