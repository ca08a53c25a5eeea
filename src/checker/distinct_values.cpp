#include "checker/distinct_values.hpp"

#include <set>

namespace attest::checker {
namespace {

void require_task(const DistinctValues& at) {
  if (at.n > at.U || at.M <= 2 * at.U) throw Malformed("n distinct values of {1..U}, U < M/2, are the task");
}

}  // namespace

std::int64_t DistinctValues::oracle(const Input& input) const {
  require_task(*this);
  if (input.size() != static_cast<std::size_t>(n) + 1) throw Malformed("this input needs n+1 tokens");
  std::set<std::int64_t> seen;
  for (std::size_t j = 0; j < input.size(); ++j) {
    const bool stored = j + 1 < input.size();
    require_token(input[j], stored ? 1 : 0, {M}, j);
    const std::int64_t value = stored ? input[j][1] : M - input[j][1];
    if (value < 1 || value > U) throw Malformed("token " + std::to_string(j) + " is outside of the universe");
    if (stored && !seen.insert(value).second) throw Malformed("token " + std::to_string(j) + " repeats a value");
    if (!stored) return seen.contains(value) ? 1 : 0;
  }
  throw Malformed("this input has no query");
}

std::vector<std::uint64_t> DistinctValues::radices() const {
  require_task(*this);
  std::vector<std::uint64_t> all;
  for (std::int64_t j = 0; j < n; ++j) all.push_back(static_cast<std::uint64_t>(U - j));
  all.push_back(static_cast<std::uint64_t>(U));
  return all;
}

std::vector<Token> DistinctValues::assemble(const std::vector<std::uint64_t>& choices) const {
  std::vector<std::int64_t> left;
  for (std::int64_t x = 1; x <= U; ++x) left.push_back(x);
  std::vector<Token> tokens;
  for (std::size_t j = 0; j + 1 < choices.size(); ++j) {
    const auto at = left.begin() + static_cast<std::ptrdiff_t>(choices[j]);
    tokens.push_back({1, *at});
    left.erase(at);
  }
  tokens.push_back({0, M - 1 - static_cast<std::int64_t>(choices.back())});
  return tokens;
}

}  // namespace attest::checker
