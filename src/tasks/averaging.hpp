// Sparse averaging, qSA (Sanford, Hsu, Telgarsky; theory.md section 1), in one dimension.
//
// n tokens {1, m, e, j_1, ..., j_q}: the value z = m·2^e, |z| <= 1, and a set of q positions, ascending. Every token is to output
// the mean of z over its set. That is a real number: a model is right when all its outputs are within some epsilon of the
// means, so the answer is always 1 ("near"), and a model that is not near answers 0.
#pragma once

#include "tasks/task.hpp"

namespace attest::tasks {

class Averaging : public Task {
 public:
  /// 1 <= q <= n <= 4096. The generators and the enumeration draw z from the multiples of 2^-scale, 0 <= scale <= 40.
  Averaging(std::int64_t n, std::int64_t q, std::int64_t scale = default_scale);
  static constexpr std::int64_t default_scale = 8;
  std::string name() const override { return "averaging"; }
  std::string sizes() const override;
  std::size_t stored() const override { return static_cast<std::size_t>(n_); }
  std::int64_t answers() const override { return 2; }
  /// 1; malformed inputs throw.
  std::int64_t oracle(std::span<const Token> tokens) const override;
  Tokens uniform(Random&) const override;
  Tokens structured(Random&) const override;
  /// Value, then rank of the set, token by token; a rank has C(n,q) values, at most 2^64-1 of them in the enumeration.
  std::vector<std::uint64_t> radices() const override;
  std::string count_text() const override;
  Tokens assemble(std::span<const std::uint64_t> choices) const override;
  std::vector<Range> fields(std::int64_t tag) const override;
  Range tags() const override { return {1, 1}; }

  std::int64_t n() const { return n_; }
  std::int64_t q() const { return q_; }

 private:
  std::int64_t n_, q_, scale_;
};

/// The q positions of set number `rank` in the order of combinadics (largest position first decided); ascending.
std::vector<std::int64_t> set_of_positions(std::uint64_t rank, std::int64_t q);

}  // namespace attest::tasks
