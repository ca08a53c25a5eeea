// Equality and Disjointness of two halves (Bhattamishra et al., theory.md section 1).
//
// Tokens {1, x_i} for i < n, {2, y_i} for i < n, then {0}; bits. equality: 1 iff x_i = y_i for all i. disjointness: 1 iff
// no i has x_i = y_i = 1.
#pragma once

#include "tasks/task.hpp"

namespace attest::tasks {

class BitStrings : public Task {
 public:
  enum class Form { equality, disjointness };
  /// 1 <= n <= 2^19.
  BitStrings(Form form, std::int64_t n);
  std::string name() const override { return form_ == Form::equality ? "equality" : "disjointness"; }
  std::string sizes() const override { return "n=" + std::to_string(n_); }
  std::size_t stored() const override { return 2 * static_cast<std::size_t>(n_); }
  std::int64_t answers() const override { return 2; }
  std::int64_t oracle(std::span<const Token> tokens) const override;
  Tokens structured(Random&) const override;
  std::vector<std::uint64_t> radices() const override { return std::vector<std::uint64_t>(stored(), 2); }
  Tokens assemble(std::span<const std::uint64_t> choices) const override;
  std::vector<Range> fields(std::int64_t tag) const override { return tag == 0 ? std::vector<Range>{} : std::vector<Range>{{0, 1}}; }
  Range tags() const override { return {0, 2}; }

  Form form() const { return form_; }
  std::int64_t n() const { return n_; }

 private:
  Form form_;
  std::int64_t n_;
};

}  // namespace attest::tasks
