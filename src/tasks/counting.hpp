// Counting (theory.md section 1): tokens {1, x_j} of [K], j < n, then the query {0, q}; 1 iff q occurs more than t times.
#pragma once

#include "tasks/task.hpp"

namespace attest::tasks {

class Counting : public Task {
 public:
  /// 1 <= n <= 2^20, 1 <= K <= 2^20, 0 <= t < n.
  Counting(std::int64_t n, std::int64_t K, std::int64_t t);
  std::string name() const override { return "counting"; }
  std::string sizes() const override;
  std::size_t stored() const override { return static_cast<std::size_t>(n_); }
  std::int64_t answers() const override { return 2; }
  std::int64_t oracle(std::span<const Token> tokens) const override;
  Tokens structured(Random&) const override;
  std::vector<std::uint64_t> radices() const override;
  Tokens assemble(std::span<const std::uint64_t> choices) const override;
  std::vector<Range> fields(std::int64_t) const override { return {{0, K_ - 1}}; }
  Range tags() const override { return {0, 1}; }

  std::int64_t n() const { return n_; }
  std::int64_t K() const { return K_; }
  std::int64_t t() const { return t_; }

 private:
  std::int64_t n_, K_, t_;
};

}  // namespace attest::tasks
