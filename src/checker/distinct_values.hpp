// Query 2-Sum over n distinct values of {1..U}: tokens 1:x_j, then 0:M-t; is t stored? U < M/2, so -t is t's only partner.
#pragma once

#include "checker/claim.hpp"

namespace attest::checker {

struct DistinctValues {
  std::int64_t n = 1, M = 3, U = 1;

  /// Malformed where the tokens, or n, M and U, are none of the task.
  std::int64_t oracle(const Input& input) const;
  /// Every value among those that are left, then the query.
  std::vector<std::uint64_t> radices() const;
  std::vector<Token> assemble(const std::vector<std::uint64_t>& choices) const;
};

}  // namespace attest::checker
