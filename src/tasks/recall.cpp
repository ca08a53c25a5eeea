// Associative recall: distinct tokens by the same partial shuffle as Index, near misses around the query.
#include "tasks/recall.hpp"

#include <algorithm>
#include <stdexcept>
#include <unordered_map>
#include <unordered_set>

#include "tasks/bits.hpp"
#include "tasks/evaluation.hpp"

namespace attest::tasks {

Recall::Recall(std::int64_t n, std::int64_t A) : n_(n), A_(A) {
  require_size("ar", "A", A, 1, std::int64_t{1} << 40);
  require_size("ar", "n", n, 2, std::min<std::int64_t>(A + 1, std::int64_t{1} << 20));
}

std::vector<std::uint64_t> Recall::radices() const {
  std::vector<std::uint64_t> all;
  for (std::int64_t i = 0; i + 1 < n_; ++i) all.push_back(static_cast<std::uint64_t>(A_ - i));
  all.push_back(static_cast<std::uint64_t>(A_));
  all.push_back(static_cast<std::uint64_t>(n_ - 1));
  return all;
}

std::string Recall::count_text() const {
  const std::string A = std::to_string(A_);
  return A + "!/(" + A + "-" + std::to_string(n_ - 1) + ")!*" + A + "*" + std::to_string(n_ - 1);
}

Tokens Recall::ask(const std::vector<std::int64_t>& sequence, std::size_t place) const {
  Tokens tokens;
  for (const std::int64_t x : sequence) tokens.push_back({1, x});
  tokens.push_back({0, sequence.at(place)});
  return tokens;
}

Tokens Recall::assemble(std::span<const std::uint64_t> choices) const {
  auto sequence = distinct_numbers(A_, choices.first(stored() - 1));
  sequence.push_back(static_cast<std::int64_t>(choices[stored() - 1]));
  return ask(sequence, static_cast<std::size_t>(choices[stored()]));
}

std::int64_t Recall::oracle(std::span<const Token> tokens) const {
  const auto complain = [&](const std::string& what) { throw std::invalid_argument("task ar (" + sizes() + "): " + what); };
  if (tokens.size() != stored() + 1) complain(std::to_string(tokens.size()) + " tokens, not " + std::to_string(stored() + 1));
  std::unordered_map<std::int64_t, std::size_t> places;
  for (std::size_t i = 0; i < stored(); ++i) {
    require_token(tokens[i], 1, i);
    if (i + 1 < stored() && !places.emplace(tokens[i][1], i).second) complain("token " + std::to_string(i) + " repeats an earlier one");
  }
  require_token(tokens[stored()], 0, stored());
  const auto found = places.find(tokens[stored()][1]);
  if (found == places.end()) complain("no token before the last is the query's");
  return tokens[found->second + 1][1];
}

Tokens Recall::neighbourhood(std::int64_t q) const {
  std::vector<std::int64_t> sequence;
  std::unordered_set<std::int64_t> used;
  const auto add = [&](std::int64_t x) {
    if (x < A_ && sequence.size() < stored() && used.insert(x).second) sequence.push_back(x);
  };
  add(q), add(A_ - 1 - q);
  for (int bit = 0; bit < width_of(A_); ++bit) add(q ^ (std::int64_t{1} << bit));
  for (std::int64_t x = 0; x < A_ && sequence.size() < stored(); ++x) add(x);
  if (sequence.size() < stored()) sequence.push_back(q);  // n = A+1: all numbers stand before the last, which is free
  return ask(sequence, 0);
}

Tokens Recall::structured(Random& random) const {
  const std::uint64_t shape = random.below(4);
  if (shape == 0) return neighbourhood(static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(A_))));
  auto choices = radices();
  for (auto& choice : choices) choice = shape == 1 ? 0 : random.below(choice);  // 1: ascending from 0
  const std::uint64_t places[] = {0, stored() - 2, random.below(stored() - 1)};
  choices.back() = places[random.below(3)];
  Tokens tokens = assemble(choices);
  if (shape == 2) tokens[stored() - 1][1] = tokens.back()[1];  // the last token repeats the query's
  return tokens;
}

}  // namespace attest::tasks
