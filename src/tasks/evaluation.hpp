// Eva and Index: look a value up (theory.md section 1).
//
// Eva(n): tokens {1, i, f(i)} for i = 0..n-1, f:[n]->[n], then the query {0, x}. Answer f(x).
// Index(n, D, V): tokens {1, a_i, b_i}, the a_i distinct numbers of D bits in any order, b_i of V bits, then {0, a},
// a one of the a_i. Answer the b_i of that a_i.
#pragma once

#include "tasks/task.hpp"

namespace attest::tasks {

class Evaluation : public Task {
 public:
  /// 1 <= n <= 2^20.
  explicit Evaluation(std::int64_t n);
  std::string name() const override { return "eva"; }
  std::string sizes() const override { return "n=" + std::to_string(n_); }
  std::size_t stored() const override { return static_cast<std::size_t>(n_); }
  std::int64_t answers() const override { return n_; }
  std::int64_t oracle(std::span<const Token> tokens) const override;
  Tokens structured(Random&) const override;
  std::vector<std::uint64_t> radices() const override;
  Tokens assemble(std::span<const std::uint64_t> choices) const override;
  std::vector<Range> fields(std::int64_t tag) const override;
  Range tags() const override { return {0, 1}; }

  std::int64_t n() const { return n_; }

 private:
  std::int64_t n_;
};

class Index : public Task {
 public:
  /// 1 <= n <= 2^D, n <= 2^20, 1 <= D <= 40, 1 <= V <= 40.
  Index(std::int64_t n, int key_bits, int value_bits);
  std::string name() const override { return "index"; }
  std::string sizes() const override;
  std::size_t stored() const override { return static_cast<std::size_t>(n_); }
  std::int64_t answers() const override { return std::int64_t{1} << value_bits_; }
  std::int64_t oracle(std::span<const Token> tokens) const override;
  Tokens structured(Random&) const override;
  std::vector<std::uint64_t> radices() const override;
  std::string count_text() const override;
  Tokens assemble(std::span<const std::uint64_t> choices) const override;
  std::vector<Range> fields(std::int64_t tag) const override;
  Range tags() const override { return {0, 1}; }

  int key_bits() const { return key_bits_; }
  int value_bits() const { return value_bits_; }

 private:
  std::int64_t n_;
  int key_bits_, value_bits_;
};

/// `count` distinct numbers below `bound` in the order that the choices (choice i below bound - i) say: a partial
/// Fisher-Yates shuffle that remembers only the places it touched.
std::vector<std::int64_t> distinct_numbers(std::int64_t bound, std::span<const std::uint64_t> choices);

/// std::invalid_argument with one line unless low <= value <= high.
void require_size(const std::string& task, const std::string& size, std::int64_t value, std::int64_t low, std::int64_t high);

}  // namespace attest::tasks
