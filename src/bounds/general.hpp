// Theorem G (bounds_general.md sections 1-3): L-SeqComp for every L, hybrid with L-1 full layers and recurrent groups anywhere, or
// L full layers with an optional trailing recurrent group. At L = 2 the lazy form is H2 and the full form is FFR.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bounds/composition_search.hpp"

namespace attest::bounds {

enum class GeneralKind { HybridLazy, HybridEager, Full };

/// Bits of the architecture. Hybrid: L-1 messages b_1.., L groups s_0..s_{L-1}. Full: L messages, one trailing group.
struct GeneralBits {
  GeneralKind kind = GeneralKind::HybridLazy;
  std::vector<Integer> message_bits;
  std::vector<Integer> state_bits;
  std::size_t L() const { return message_bits.size() + (kind == GeneralKind::Full ? 0 : 1); }
};

/// Sizes and internal parameters. rows = n'_1..n'_{L-1}; y, x = those of levels 2..L-1. The task's n_l = n'_l y_{l+1} (l <= L-2), n_{L-1} = n'_{L-1}.
struct GeneralSizes {
  Integer m, t1;
  Integer x1 = 1;         // hybrid
  Integer g = 1, q = 2;   // full
  std::vector<Integer> rows, y, x;
};

/// The task sizes m, n_1..n_{L-1} that `sizes` speaks of.
std::vector<Integer> task_sizes(const GeneralSizes& sizes);
/// Tokens of L-SeqComp(m, n_1..): N_0 + .. + N_{L-1} + 2.
Integer composition_tokens(const std::vector<Integer>& task);

/// beta_L < k_L lg N_{L-1}, exactly. Throws std::invalid_argument for wrong list lengths and violated conditions (2 <= L <= 12).
Inequality evaluate(const GeneralBits& bits, const GeneralSizes& sizes);

/// The corollary's sizes (hybrid, every L): a row that always bites.
GeneralSizes corollary_sizes(const GeneralBits& bits);

/// Searched minimum, hill climbing from the corollary's sizes; L <= 5. Hybrid bits are tried in the lazy form (or eager as asked).
NStar n_star_general(const GeneralBits& bits);

}  // namespace attest::bounds
