// Associative recall (theory.md section 1): the token that follows the query's.
//
// ar(n, A): tokens {1, x_i} with x_i in [A], i = 0..n-1, then the query {0, q}. Convention: x_0..x_{n-2}, the tokens that have a
// successor, are pairwise distinct, so a query has one occurrence and there is no first or last one to choose; x_{n-1} is free.
// q is one of x_0..x_{n-2}. Answer x_{i+1} for the i with x_i = q.
#pragma once

#include "tasks/task.hpp"

namespace attest::tasks {

class Recall : public Task {
 public:
  /// 2 <= n <= 2^20, n-1 <= A <= 2^40.
  Recall(std::int64_t n, std::int64_t A);
  std::string name() const override { return "ar"; }
  std::string sizes() const override { return "n=" + std::to_string(n_) + " A=" + std::to_string(A_); }
  std::size_t stored() const override { return static_cast<std::size_t>(n_); }
  std::int64_t answers() const override { return A_; }
  std::int64_t oracle(std::span<const Token> tokens) const override;
  Tokens structured(Random&) const override;
  std::vector<std::uint64_t> radices() const override;
  std::string count_text() const override;
  Tokens assemble(std::span<const std::uint64_t> choices) const override;
  std::vector<Range> fields(std::int64_t) const override { return {{0, A_ - 1}}; }
  Range tags() const override { return {0, 1}; }

  std::int64_t n() const { return n_; }
  std::int64_t A() const { return A_; }
  /// q, then A-1-q, then as many numbers at Hamming distance 1 from q as fit, each followed by the next, then the unused
  /// numbers from 0 on; the query is q. Near keys with values that differ from the answer in almost every digit.
  Tokens neighbourhood(std::int64_t q) const;

 private:
  Tokens ask(const std::vector<std::int64_t>& sequence, std::size_t place) const;
  std::int64_t n_, A_;
};

}  // namespace attest::tasks
