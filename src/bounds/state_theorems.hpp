// Bounds on state and messages alone: E, T, LL (recurrent, log-linear) and S (sparse). theory.md section 4.
// Each counts inputs that must be told apart against bit strings that can tell them apart (pigeonhole).
#pragma once

#include "bounds/inequality.hpp"

namespace attest::bounds {

/// E: a recurrent model with s state bits at position n fails on Eva(n) when 2^s < n^n (n >= 1), any depth, any CoT.
struct EvaState {
  Integer state_bits;
  Integer n;
};
Inequality evaluate(const EvaState& at);

/// T: it fails on query 2-Sum with n distinct values of an alphabet of U when 2^s < C(U, n), n <= U, modulus >= 2U + 1.
struct TwoSumState {
  Integer state_bits;
  Integer n;
  Integer alphabet;
};
Inequality evaluate(const TwoSumState& at);

/// LL: log-linear attention with s bits per level (all layers and heads) holds popcount(n) live states before the query
/// at position n, so E (alphabet 0) or T (alphabet U) applies with popcount(n) s bits.
struct LogLinear {
  Integer level_bits;
  Integer n;
  Integer alphabet = 0;  // 0: Eva; U >= n: query 2-Sum
};
Inequality evaluate(const LogLinear& at);

/// S: one (B,k)-sparse layer fails on query 2-Sum of n tokens, values in an alphabet of U, when 2^mu < C(U, B) and n/B > k,
/// k counting forced local and initial blocks; with a compressor that sees absolute positions when 2^mu < C(U - floor(kBU/n), B).
struct Sparse {
  Integer message_bits;
  Integer n;
  Integer block_size;
  Integer blocks_read;
  Integer alphabet;
  bool sees_positions = false;
};
Inequality evaluate(const Sparse& at);

}  // namespace attest::bounds
