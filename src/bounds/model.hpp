// From a layer string to the bits of a theorem: `attest bound h2+ --stack RRFRR --heads 1 --dim 8 --format bfloat16`.
//
// The mapping. R = one vanilla linear layer: its state is the d x d matrix and the d-vector normaliser of every head, H d (d+1) p
// bits (p = storage bits of one number). F = one full layer: its message is the softmax accumulator (softmax.hpp: H(d+2)p online,
// H(d+1)p without maximum). Consecutive R are one group: s_pre before the first F, s_post after the last, s_mid between. A two-pass F counts
// as two full layers (Theorem 2P), three-pass as three, with no state between. Position-wise maps hold no state.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "bounds/softmax.hpp"

namespace attest::bounds {

struct ModelBits {
  std::string stack;
  std::vector<Integer> message_bits;  // one per one-pass full layer, first to last
  std::vector<Integer> group_bits;    // message_bits.size() + 1 recurrent groups (0 = none)
  Integer recurrent_layers;
  Integer layer_state_bits;           // of one R
  Integer hdp;                        // H d p, what the asymptotic theorems count
};

/// Counts a stack over F and R. Throws std::invalid_argument for other letters, an empty stack, sizes below 1, unbounded bits, and a
/// softmax that has no one-pass form (only if the stack has an F).
ModelBits model_bits(const std::string& stack, const AccumulatorShape& shape, SoftmaxEvaluation evaluation);

/// The bit parameters (registry names) that `theorem` takes from this model, or std::invalid_argument saying which stacks it is about:
/// E, T: R+ (state-bits); LL: R+ read as log-linear layers (bits of one level); F1: F; H2, H2+: exactly one F; F2, F2U: FF; H3: two F among R;
/// FFR: FFR*; G: one F or more (hybrid, or full when no R stands before the last F); YHLWL: L-1 F among R; CPW: L F. S: never (no compressor in the string).
std::map<std::string, std::string> parameters_from_model(const std::string& theorem, const ModelBits& model);

}  // namespace attest::bounds
