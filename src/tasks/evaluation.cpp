// Generators of Eva and Index: the adversarial ones surround the query with keys at Hamming distance 1 that hold the
// complement of the right answer.
#include "tasks/evaluation.hpp"

#include <stdexcept>
#include <unordered_map>

#include "tasks/bits.hpp"

namespace attest::tasks {

void require_size(const std::string& task, const std::string& size, std::int64_t value, std::int64_t low, std::int64_t high) {
  if (value >= low && value <= high) return;
  throw std::invalid_argument("task " + task + ": " + size + "=" + std::to_string(value) + " is out of range; choose " +
                              std::to_string(low) + ".." + std::to_string(high));
}

std::vector<std::int64_t> distinct_numbers(std::int64_t bound, std::span<const std::uint64_t> choices) {
  std::unordered_map<std::int64_t, std::int64_t> moved;
  const auto at = [&](std::int64_t i) {
    const auto found = moved.find(i);
    return found == moved.end() ? i : found->second;
  };
  std::vector<std::int64_t> numbers;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const std::int64_t here = static_cast<std::int64_t>(i), there = here + static_cast<std::int64_t>(choices[i]);
    if (there >= bound) throw std::invalid_argument("fewer numbers exist than are to be drawn");
    const std::int64_t drawn = at(there);
    moved[there] = at(here);
    numbers.push_back(drawn);
  }
  return numbers;
}

namespace {

/// What the tokens say about `query`; -1 when no token has it.
std::int64_t look_up(std::span<const Token> stored, std::int64_t query) {
  for (const Token& token : stored)
    if (token[1] == query) return token[2];
  return -1;
}

void require_length(const Task& task, std::size_t length, std::size_t found) {
  if (found != length)
    throw std::invalid_argument("task " + task.name() + " (" + task.sizes() + "): " + std::to_string(found) +
                                " tokens, not " + std::to_string(length));
}

}  // namespace

Evaluation::Evaluation(std::int64_t n) : n_(n) { require_size("eva", "n", n, 1, std::int64_t{1} << 20); }

std::vector<std::uint64_t> Evaluation::radices() const {
  return std::vector<std::uint64_t>(stored() + 1, static_cast<std::uint64_t>(n_));
}

Tokens Evaluation::assemble(std::span<const std::uint64_t> choices) const {
  Tokens tokens;
  for (std::int64_t i = 0; i < n_; ++i) tokens.push_back({1, i, static_cast<std::int64_t>(choices[static_cast<std::size_t>(i)])});
  tokens.push_back({0, static_cast<std::int64_t>(choices[stored()])});
  return tokens;
}

std::vector<Range> Evaluation::fields(std::int64_t tag) const {
  return tag == 1 ? std::vector<Range>{{0, n_ - 1}, {0, n_ - 1}} : std::vector<Range>{{0, n_ - 1}};
}

std::int64_t Evaluation::oracle(std::span<const Token> tokens) const {
  require_length(*this, stored() + 1, tokens.size());
  for (std::size_t i = 0; i < stored(); ++i) {
    require_token(tokens[i], 1, i);
    if (tokens[i][1] != static_cast<std::int64_t>(i))
      throw std::invalid_argument("task eva: token " + std::to_string(i) + " should be about f(" + std::to_string(i) + ")");
  }
  require_token(tokens[stored()], 0, stored());
  return look_up(tokens.first(stored()), tokens[stored()][1]);
}

Tokens Evaluation::structured(Random& random) const {
  const auto draw = [&] { return random.below(static_cast<std::uint64_t>(n_)); };
  const std::uint64_t places[] = {0, static_cast<std::uint64_t>(n_ - 1), draw()};
  std::vector<std::uint64_t> choices(stored() + 1);
  const std::uint64_t x = choices[stored()] = places[random.below(3)];
  const std::uint64_t shape = random.below(5), constant = draw();
  for (std::uint64_t i = 0; i < stored(); ++i) {
    const bool neighbour = std::has_single_bit(i ^ x);
    if (shape == 0) choices[i] = i;                                                      // identity
    if (shape == 1) choices[i] = static_cast<std::uint64_t>(n_) - 1 - i;                 // reversal
    if (shape == 2) choices[i] = constant;                                               // constant
    if (shape == 3) choices[i] = i == x ? 0 : static_cast<std::uint64_t>(n_ - 1);        // extremal
    if (shape == 4) choices[i] = i == x ? constant : neighbour ? static_cast<std::uint64_t>(n_) - 1 - constant : draw();
  }
  return assemble(choices);
}

Index::Index(std::int64_t n, int key_bits, int value_bits) : n_(n), key_bits_(key_bits), value_bits_(value_bits) {
  require_size("index", "D", key_bits, 1, 40);
  require_size("index", "V", value_bits, 1, 40);
  require_size("index", "n", n, 1, std::min<std::int64_t>(std::int64_t{1} << key_bits, std::int64_t{1} << 20));
}

std::string Index::sizes() const {
  return "n=" + std::to_string(n_) + " D=" + std::to_string(key_bits_) + " V=" + std::to_string(value_bits_);
}

std::vector<std::uint64_t> Index::radices() const {
  std::vector<std::uint64_t> all;
  for (std::int64_t i = 0; i < n_; ++i) all.push_back((std::uint64_t{1} << key_bits_) - static_cast<std::uint64_t>(i));
  all.resize(2 * stored(), std::uint64_t{1} << value_bits_);
  all.push_back(static_cast<std::uint64_t>(n_));
  return all;
}

std::string Index::count_text() const {
  const std::string keys = std::to_string(std::int64_t{1} << key_bits_);
  return keys + "!/(" + keys + "-" + std::to_string(n_) + ")!*" + std::to_string(std::int64_t{1} << value_bits_) + "^" +
         std::to_string(n_) + "*" + std::to_string(n_);
}

Tokens Index::assemble(std::span<const std::uint64_t> choices) const {
  const auto keys = distinct_numbers(std::int64_t{1} << key_bits_, choices.first(stored()));
  Tokens tokens;
  for (std::size_t i = 0; i < stored(); ++i) tokens.push_back({1, keys[i], static_cast<std::int64_t>(choices[stored() + i])});
  tokens.push_back({0, keys[choices[2 * stored()]]});
  return tokens;
}

std::vector<Range> Index::fields(std::int64_t tag) const {
  const Range keys{0, (std::int64_t{1} << key_bits_) - 1}, values{0, answers() - 1};
  return tag == 1 ? std::vector<Range>{keys, values} : std::vector<Range>{keys};
}

std::int64_t Index::oracle(std::span<const Token> tokens) const {
  require_length(*this, stored() + 1, tokens.size());
  std::unordered_map<std::int64_t, std::size_t> seen;
  for (std::size_t i = 0; i < stored(); ++i) {
    require_token(tokens[i], 1, i);
    if (!seen.emplace(tokens[i][1], i).second)
      throw std::invalid_argument("task index: tokens " + std::to_string(seen[tokens[i][1]]) + " and " + std::to_string(i) +
                                  " have the same key");
  }
  require_token(tokens[stored()], 0, stored());
  if (!seen.count(tokens[stored()][1])) throw std::invalid_argument("task index: no token has the query's key");
  return look_up(tokens.first(stored()), tokens[stored()][1]);
}

Tokens Index::structured(Random& random) const {
  auto choices = radices();
  for (auto& choice : choices) choice = random.below(choice);
  const std::uint64_t places[] = {0, stored() - 1, choices.back()};
  choices.back() = places[random.below(3)];
  Tokens tokens = assemble(choices);
  // As many keys as possible become neighbours of the query's key at Hamming distance 1, with the complement as value.
  Token& hit = tokens[choices.back()];
  std::unordered_map<std::int64_t, std::size_t> used;
  for (std::size_t i = 0; i < stored(); ++i) used[tokens[i][1]] = i;
  std::size_t next = 0;
  for (int bit = 0; bit < key_bits_; ++bit) {
    const std::int64_t neighbour = hit[1] ^ (std::int64_t{1} << bit);
    if (const auto found = used.find(neighbour); found != used.end()) {
      tokens[found->second][2] = answers() - 1 - hit[2];
      continue;
    }
    while (next < stored() && (&tokens[next] == &hit || std::has_single_bit(static_cast<std::uint64_t>(tokens[next][1] ^ hit[1]))))
      ++next;
    if (next == stored()) break;
    tokens[next] = {1, neighbour, answers() - 1 - hit[2]};
    ++next;
  }
  return tokens;
}

}  // namespace attest::tasks
