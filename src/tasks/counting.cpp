// The structured generator stands at the threshold: t or t+1 hits, all others one digit away from the query or far from it.
#include "tasks/counting.hpp"

#include <stdexcept>

#include "tasks/evaluation.hpp"

namespace attest::tasks {

Counting::Counting(std::int64_t n, std::int64_t K, std::int64_t t) : n_(n), K_(K), t_(t) {
  constexpr std::int64_t most = std::int64_t{1} << 20;
  require_size("counting", "n", n, 1, most);
  require_size("counting", "K", K, 1, most);
  require_size("counting", "t", t, 0, n - 1);
}

std::string Counting::sizes() const {
  return "n=" + std::to_string(n_) + " K=" + std::to_string(K_) + " t=" + std::to_string(t_);
}

std::vector<std::uint64_t> Counting::radices() const { return std::vector<std::uint64_t>(stored() + 1, static_cast<std::uint64_t>(K_)); }

Tokens Counting::assemble(std::span<const std::uint64_t> choices) const {
  Tokens tokens;
  for (std::size_t i = 0; i <= stored(); ++i) tokens.push_back({i < stored() ? 1 : 0, static_cast<std::int64_t>(choices[i])});
  return tokens;
}

std::int64_t Counting::oracle(std::span<const Token> tokens) const {
  if (tokens.size() != stored() + 1)
    throw std::invalid_argument("task counting (" + sizes() + "): " + std::to_string(tokens.size()) + " tokens, not " + std::to_string(stored() + 1));
  for (std::size_t i = 0; i < tokens.size(); ++i) require_token(tokens[i], i < stored() ? 1 : 0, i);
  std::int64_t hits = 0;
  for (std::size_t i = 0; i < stored(); ++i) hits += tokens[i][1] == tokens.back()[1];
  return hits > t_ ? 1 : 0;
}

Tokens Counting::structured(Random& random) const {
  const auto draw = [&](std::int64_t bound) { return static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(bound))); };
  const std::int64_t query = draw(K_), shape = draw(4);
  // Another value: one digit away if there is one, or any; K = 1 has none.
  std::int64_t other = query ^ (std::int64_t{1} << draw(20));
  if (other >= K_) other = K_ == 1 ? 0 : (query + 1 + draw(K_ - 1)) % K_;
  const std::int64_t hits = shape == 3 ? draw(n_ + 1) : t_ + draw(2);
  std::vector<std::int64_t> values(stored(), other);
  for (std::int64_t i = 0; i < hits; ++i) values[static_cast<std::size_t>(shape == 0 ? i : n_ - 1 - i)] = query;  // first or last places
  if (shape >= 2)
    for (std::size_t i = values.size() - 1; i > 0; --i) std::swap(values[i], values[random.below(i + 1)]);
  Tokens tokens;
  for (const std::int64_t x : values) tokens.push_back({1, x});
  tokens.push_back({0, query});
  return tokens;
}

}  // namespace attest::tasks
