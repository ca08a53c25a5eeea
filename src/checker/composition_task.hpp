// L-SeqComp(m, n_1, ..., n_(L-1)): sizes, codes (tag, argument), tokens, oracle. N_0 = m, N_l = N_(l-1) n_l; z_l: [N_(l-1)] -> [N_(l-1)].
#pragma once

#include "checker/claim.hpp"
#include "checker/codes.hpp"

namespace attest::checker {

/// Digits that hold 0..largest; at least 1.
int width_of(std::uint64_t largest);

/// z_0 through a linear-attention layer with one key, digit by digit: every other token adds nothing to the state, so a digit is
/// read as output.convert(accumulator.mul(1, state.add(0, state.mul(1, digit)))).
std::uint64_t carried(const Plan& plan, std::uint64_t z0, int digits);
/// NotEstablished unless both digits are carried.
void require_carried(const Plan& plan);

struct CompositionTask {
  explicit CompositionTask(Reader& reader);  ///< the keys L and sizes
  explicit CompositionTask(std::vector<std::int64_t> m_n1_and_so_on);  ///< Malformed beyond 131072 tokens

  std::int64_t L;
  std::vector<std::int64_t> sizes;        ///< m, n_1, ..., n_(L-1)
  std::vector<std::uint64_t> domain;      ///< domain[l] = N_l, l = 0..L-1
  bool merged = false;                    ///< z_0 and w are one token
  int argument_width = 1, tag_width = 1;

  int digits() const { return argument_width + tag_width; }
  std::uint64_t code(std::uint64_t tag, std::uint64_t argument) const;
  /// What is asked for once i_r = u is known (r = -1: z_0). r < L.
  std::uint64_t next(std::int64_t r, std::uint64_t u, const std::vector<std::int64_t>& w) const;

  /// All z_L, ..., z_1, then z_0 (keyed or not; absent when merged), then w.
  std::vector<Key> keys(bool z0_keyed) const;
  std::size_t tokens() const { return functions() + (merged ? 1 : 2); }
  std::size_t functions() const;

  void require(const Input& input) const;  ///< Malformed unless it is an input
  std::int64_t oracle(const Input& input) const;
  std::vector<std::uint64_t> radices() const;
  std::vector<Token> assemble(const std::vector<std::uint64_t>& choices) const;
  /// Of a required input: w_1..w_(L-1), z_0, and the value of every token that has one (z_0's only if it is keyed).
  std::vector<std::int64_t> w(const Input& input) const;
  std::int64_t z0(const Input& input) const;
  std::vector<std::optional<std::uint64_t>> values(const Input& input, bool z0_keyed) const;
};

}  // namespace attest::checker
