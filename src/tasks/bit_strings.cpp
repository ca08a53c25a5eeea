// The structured generator draws equal (disjoint) halves and breaks them in no, one or two places, the ends among them.
#include "tasks/bit_strings.hpp"

#include <stdexcept>

#include "tasks/evaluation.hpp"

namespace attest::tasks {

BitStrings::BitStrings(Form form, std::int64_t n) : form_(form), n_(n) { require_size(name(), "n", n, 1, std::int64_t{1} << 19); }

Tokens BitStrings::assemble(std::span<const std::uint64_t> choices) const {
  Tokens tokens;
  for (std::size_t i = 0; i < stored(); ++i) tokens.push_back({i < stored() / 2 ? 1 : 2, static_cast<std::int64_t>(choices[i])});
  tokens.push_back({0});
  return tokens;
}

std::int64_t BitStrings::oracle(std::span<const Token> tokens) const {
  if (tokens.size() != stored() + 1)
    throw std::invalid_argument("task " + name() + " (" + sizes() + "): " + std::to_string(tokens.size()) + " tokens, not " + std::to_string(stored() + 1));
  const std::size_t n = stored() / 2;
  for (std::size_t i = 0; i <= stored(); ++i) require_token(tokens[i], i < n ? 1 : i < stored() ? 2 : 0, i);
  for (std::size_t i = 0; i < n; ++i) {
    const bool x = tokens[i][1] == 1, y = tokens[n + i][1] == 1;
    if (form_ == Form::equality ? x != y : x && y) return 0;
  }
  return 1;
}

Tokens BitStrings::structured(Random& random) const {
  const std::size_t n = stored() / 2;
  const std::uint64_t density = random.below(3);  // all zeros, random, all ones
  std::vector<std::uint64_t> bits(stored());
  for (std::size_t i = 0; i < n; ++i) {
    bits[i] = density == 1 ? random.below(2) : density / 2;
    bits[n + i] = form_ == Form::equality ? bits[i] : 1 - bits[i];
  }
  const std::size_t places[] = {0, n - 1, random.below(n)};
  for (std::uint64_t broken = random.below(3); broken > 0; --broken) {
    const std::size_t i = places[random.below(3)];
    if (form_ == Form::equality) bits[n + i] = 1 - bits[i];
    else bits[i] = bits[n + i] = 1;
  }
  return assemble(bits);
}

}  // namespace attest::tasks
