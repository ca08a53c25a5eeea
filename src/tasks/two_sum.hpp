// 2-Sum in its forms, and Match2 (theory.md section 1).
//
// two-sum (query form): values {1, x_j}, then {0, x_n}; 1 iff some j < n has x_j + x_n = 0 mod M. Without U the alphabet of
//   all is [M] without 0 and M/2 (a token that sees itself is then no match). With U (M >= 2U+1) the values are 1..U, no two
//   of which sum to 0, and the query is M-v with v in 1..U; distinct=1: the values are pairwise distinct.
// two-sum-any: values {1, x_j} of [M]; 1 iff two positions i != j have x_i + x_j = 0 mod M (0+0 counts). proper=1: of [M] without 0
//   and M/2, so that no value completes itself.
// match2: values {1, x_j} of [M]; at position i, 1 iff some j (j = i allowed) has x_i + x_j = 0 mod M. The answer is the
//   last position's; match2_everywhere gives all.
#pragma once

#include "tasks/task.hpp"

namespace attest::tasks {

class TwoSum : public Task {
 public:
  enum class Form { query, any, match2 };
  /// 1 <= n <= 2^20, 3 <= M <= 2^40; U = 0: the whole alphabet. n <= U if distinct. U and distinct only in query form, proper
  /// only in the form any.
  TwoSum(Form form, std::int64_t n, std::int64_t M, std::int64_t U = 0, bool distinct = false, bool proper = false);
  std::string name() const override;
  std::string sizes() const override;
  std::size_t stored() const override { return static_cast<std::size_t>(n_); }
  std::int64_t answers() const override { return 2; }
  std::int64_t oracle(std::span<const Token> tokens) const override;
  Tokens structured(Random&) const override;
  std::vector<std::uint64_t> radices() const override;
  std::string count_text() const override;
  Tokens assemble(std::span<const std::uint64_t> choices) const override;
  std::vector<Range> fields(std::int64_t tag) const override;
  Range tags() const override { return {form_ == Form::query ? 0 : 1, 1}; }

  std::int64_t n() const { return n_; }
  std::int64_t M() const { return M_; }
  std::int64_t U() const { return U_; }
  bool distinct() const { return distinct_; }
  /// Numbers of the values' alphabet, and value number i of it.
  std::int64_t alphabet() const;
  std::int64_t value(std::int64_t i) const;
  /// -v mod M.
  std::int64_t opposite(std::int64_t v) const { return v == 0 ? 0 : M_ - v; }

 private:
  bool allowed(std::int64_t x) const;
  /// The alphabet is [M] without 0 and M/2.
  bool punctured() const { return proper_ || (form_ == Form::query && U_ == 0); }
  Form form_;
  std::int64_t n_, M_, U_;
  bool distinct_, proper_;
};

/// Per position, 1 iff some position (itself allowed) completes it to 0 mod M.
std::vector<std::int64_t> match2_everywhere(std::span<const Token> tokens, std::int64_t M);

}  // namespace attest::tasks
