// L-SeqComp: sequential function composition (CPW Def. 2.1; theory.md section 1).
//
// Sizes m, n_1..n_{L-1}; N_0 = m, N_l = N_{l-1} n_l. z_0 in [m]; z_l : [N_{l-1}] -> [N_{l-1}] for l = 1..L; w_l in [n_l].
// i_0 = z_0, i_1 = z_1(i_0), i_{l+1} = z_{l+1}(w_l N_{l-1} + i_l). Answer i_L in [N_{L-1}].
// Tokens: {l, argument, value} of z_l; {0, z_0}; {-1, w_1, ..., w_{L-1}}; merged: {-2, z_0, w_1, ..., w_{L-1}}.
// Order standard: z_L, ..., z_1 (arguments ascending), z_0, w. reversed: w, z_0, z_1, ..., z_L. merged: z_L, ..., z_1, then
// the one token of z_0 and w.
#pragma once

#include "tasks/task.hpp"

namespace attest::tasks {

class Composition : public Task {
 public:
  enum class TokenOrder { standard, reversed, merged };
  /// `factors` are n_1..n_{L-1}; L <= 8, 2 <= m, N_{L-1} <= 2^20, at most 2^22 tokens.
  Composition(std::int64_t m, std::vector<std::int64_t> factors, TokenOrder order = TokenOrder::standard);
  std::string name() const override { return "l-seqcomp"; }
  std::string sizes() const override;
  /// Tokens of the functions: what comes before z_0 and w (reversed: all but these two, which come first).
  std::size_t stored() const override;
  std::int64_t answers() const override { return N(L() - 1); }
  std::int64_t oracle(std::span<const Token> tokens) const override;
  Tokens structured(Random&) const override;
  std::vector<std::uint64_t> radices() const override;
  Tokens assemble(std::span<const std::uint64_t> choices) const override;
  std::vector<Range> fields(std::int64_t tag) const override;
  Range tags() const override;

  int L() const { return static_cast<int>(factors_.size()) + 1; }
  std::int64_t m() const { return m_; }
  const std::vector<std::int64_t>& factors() const { return factors_; }
  TokenOrder order() const { return order_; }
  /// N_l for l = 0..L-1: z_{l+1} maps [N_l] to itself.
  std::int64_t N(int l) const { return products_[static_cast<std::size_t>(l)]; }
  /// Tokens of a whole input.
  std::size_t length() const { return stored() + (order_ == TokenOrder::merged ? 1 : 2); }

 private:
  Tokens expected_shape() const;
  std::int64_t m_;
  std::vector<std::int64_t> factors_, products_;
  TokenOrder order_;
};

}  // namespace attest::tasks
