// Toy models with known answers: which collisions exist is known by construction, so a search can be judged.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <set>
#include <stdexcept>

#include "adversaries/collision_table.hpp"
#include "attention/machine.hpp"

namespace attest::adversaries::toys {

using arithmetic::BitReader;
using arithmetic::BitString;
using attention::Representation;

inline std::uint64_t joint(std::uint64_t a, std::uint64_t b) { return mixed(a * 0x9e3779b97f4a7c15ull + mixed(b + 1)); }
inline std::uint64_t digest(const Representation& token, std::uint64_t seed) {
  for (std::int64_t entry : token) seed = joint(seed, static_cast<std::uint64_t>(entry));
  return seed;
}
inline BitString bits_of(std::uint64_t value, std::size_t bits) {
  BitString result;
  result.append(bits >= 64 ? value : value & ((std::uint64_t{1} << bits) - 1), static_cast<int>(bits));
  return result;
}
inline std::uint64_t value_of(const BitString& bits) { return bits.size() == 0 ? 0 : bits.words()[0] >> (64 - bits.size()); }

/// answer() by stepping and reading, as RecurrentMachine demands.
class Recurrent : public attention::RecurrentMachine {
 public:
  std::int64_t answer(std::span<const Representation> tokens) const override {
    BitString state = initial_state();
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) state = step(state, tokens[i], i);
    return read(state, tokens.back(), tokens.size() - 1);
  }
};

/// A random-function automaton of exactly `bits` bits: the generic case. `generated` tokens of chain of thought.
class HashAutomaton : public Recurrent {
 public:
  HashAutomaton(std::size_t bits, std::int64_t answers, std::uint64_t seed, int generated = 0)
      : bits_(bits), answers_(answers), seed_(seed), generated_(generated) {}
  BitString initial_state() const override { return bits_of(0, bits_); }
  BitString step(const BitString& state, const Representation& token, std::size_t position) const override {
    return bits_of(joint(joint(value_of(state), digest(token, seed_)), position), bits_);
  }
  std::int64_t read(const BitString& state, const Representation& token, std::size_t position) const override {
    BitString now = step(state, token, position);
    for (int t = 0; t < generated_; ++t) {
      const Representation own{2, static_cast<std::int64_t>(value_of(now) % 97)};
      now = step(now, own, position + 1 + static_cast<std::size_t>(t));
    }
    return static_cast<std::int64_t>(joint(value_of(now), seed_) % static_cast<std::uint64_t>(answers_));
  }
  std::size_t state_bits(std::size_t) const override { return bits_; }

 private:
  std::size_t bits_;
  std::int64_t answers_;
  std::uint64_t seed_;
  int generated_;
};

/// Eva with the whole function as one number: n^n states at the end, and with `merged` one fewer (the last two codes share one).
class ExactEva : public Recurrent {
 public:
  ExactEva(std::int64_t n, bool merged) : n_(n), merged_(merged) {
    for (std::int64_t i = 0; i < n; ++i) all_ *= static_cast<std::uint64_t>(n);
  }
  BitString initial_state() const override { return bits_of(0, 40); }
  BitString step(const BitString& state, const Representation& token, std::size_t position) const override {
    std::uint64_t code = value_of(state) * static_cast<std::uint64_t>(n_) + static_cast<std::uint64_t>(token[2]);
    if (merged_ && position + 1 == static_cast<std::size_t>(n_) && code == all_ - 1) code = all_ - 2;
    return bits_of(code, 40);
  }
  std::int64_t read(const BitString& state, const Representation& token, std::size_t) const override {
    std::uint64_t code = value_of(state);
    for (std::int64_t i = n_ - 1; i > token[1]; --i) code /= static_cast<std::uint64_t>(n_);
    return static_cast<std::int64_t>(code % static_cast<std::uint64_t>(n_));
  }
  std::size_t state_bits(std::size_t) const override { return 40; }

 private:
  std::int64_t n_;
  bool merged_;
  std::uint64_t all_ = 1;
};

/// Query 2-Sum with a bitmap of the values 1..U; with `merged` the set {U-n+1..U} looks like {U-n, U-n+2..U}.
class BitmapSum : public Recurrent {
 public:
  BitmapSum(std::int64_t n, std::int64_t U, std::int64_t M, bool merged) : n_(n), U_(U), M_(M), merged_(merged) {}
  BitString initial_state() const override { return bits_of(0, static_cast<std::size_t>(U_)); }
  BitString step(const BitString& state, const Representation& token, std::size_t position) const override {
    std::uint64_t map = value_of(state) | std::uint64_t{1} << (token[1] - 1);
    const std::uint64_t top = ((std::uint64_t{1} << n_) - 1) << (U_ - n_);
    if (merged_ && position + 1 == static_cast<std::size_t>(n_) && map == top)
      map = (top & ~(std::uint64_t{1} << (U_ - n_))) | std::uint64_t{1} << (U_ - n_ - 1);
    return bits_of(map, static_cast<std::size_t>(U_));
  }
  std::int64_t read(const BitString& state, const Representation& token, std::size_t) const override {
    const std::int64_t v = M_ - token[1];
    return static_cast<std::int64_t>(value_of(state) >> (v - 1) & 1);
  }
  std::size_t state_bits(std::size_t) const override { return static_cast<std::size_t>(U_); }

 private:
  std::int64_t n_, U_, M_;
  bool merged_;
};

/// Log-linear: one hashed state of `bits` bits per set binary digit of the number of tokens seen.
class HashLevels : public Recurrent {
 public:
  HashLevels(std::size_t bits, std::int64_t answers, std::uint64_t seed) : bits_(bits), answers_(answers), seed_(seed) {}
  BitString initial_state() const override { return {}; }
  BitString step(const BitString& state, const Representation& token, std::size_t position) const override {
    std::vector<std::uint64_t> levels;  // coarsest first; the finest are merged while they have equal sizes
    BitReader reader(state);
    while (!reader.done()) levels.push_back(reader.read(static_cast<int>(bits_)));
    std::uint64_t fresh = joint(digest(token, seed_), position);
    for (std::size_t carry = position; carry & 1; carry >>= 1) {
      fresh = joint(levels.back(), value_of(bits_of(fresh, bits_)));
      levels.pop_back();
    }
    levels.push_back(fresh);
    BitString result;
    for (std::uint64_t level : levels) result.append(bits_of(level, bits_));
    return result;
  }
  std::int64_t read(const BitString& state, const Representation& token, std::size_t) const override {
    return static_cast<std::int64_t>(joint(state.hash(), digest(token, seed_)) % static_cast<std::uint64_t>(answers_));
  }
  std::size_t state_bits(std::size_t position) const override {
    return bits_ * static_cast<std::size_t>(std::popcount(position));
  }

 private:
  std::size_t bits_;
  std::int64_t answers_;
  std::uint64_t seed_;
};

/// A decayed saturating sum of 16 bits that forgets old tokens.
class Forgetful : public Recurrent {
 public:
  explicit Forgetful(std::int64_t answers) : answers_(answers) {}
  BitString initial_state() const override { return bits_of(0, 16); }
  BitString step(const BitString& state, const Representation& token, std::size_t) const override {
    return bits_of(value_of(state) / 2 + static_cast<std::uint64_t>(token.back()) * 17 % 251, 16);
  }
  std::int64_t read(const BitString& state, const Representation&, std::size_t) const override {
    return static_cast<std::int64_t>(value_of(state) % static_cast<std::uint64_t>(answers_));
  }
  std::size_t state_bits(std::size_t) const override { return 16; }

 private:
  std::int64_t answers_;
};

/// Planted mutant: a state that is not reported. The reported part is an automaton of few bits, but answer() also uses
/// everything it has seen.
class HiddenCounter : public HashAutomaton {
 public:
  using HashAutomaton::HashAutomaton;
  std::int64_t answer(std::span<const Representation> tokens) const override {
    std::uint64_t counter = 0;
    for (const auto& token : tokens) counter = digest(token, counter);
    return static_cast<std::int64_t>(counter % 1'000'003);
  }
};

/// One sparse layer: hashed messages, hashed scores with few values (so that ties are common), forced initial and local block.
struct SparseShape {
  std::size_t block = 4, read = 2, bits = 8;
  bool initial = false, local = false, positions = false;
  std::uint64_t scores = 4, seed = 1;
  std::int64_t M = 0;
};
class HashSparse : public attention::SparseMachine {
 public:
  explicit HashSparse(SparseShape shape) : shape_(shape) {}
  std::size_t block_length() const override { return shape_.block; }
  std::size_t blocks_read() const override { return shape_.read; }
  std::size_t message_bits() const override { return shape_.bits; }
  BitString message(std::span<const Representation> block, std::size_t index) const override {
    std::uint64_t h = shape_.seed + (shape_.positions ? 1 + index : 0);
    for (const auto& token : block) h = digest(token, h);
    return bits_of(mixed(h), shape_.bits);
  }
  std::vector<std::size_t> selected(std::span<const Representation> tokens) const override {
    const std::size_t n = tokens.size() - 1, complete = n / shape_.block;
    std::set<std::size_t> read;
    if (shape_.initial) read.insert(0);
    if (shape_.local) read.insert(n / shape_.block);  // the query's own block, with the incomplete one's tokens
    std::vector<std::pair<std::int64_t, std::size_t>> order;
    for (std::size_t b = 0; b < complete; ++b) {
      const std::uint64_t h = value_of(message(tokens.subspan(b * shape_.block, shape_.block), b));
      order.emplace_back(-static_cast<std::int64_t>(joint(h, digest(tokens.back(), 5)) % shape_.scores), b);
    }
    std::sort(order.begin(), order.end());
    for (const auto& [score, b] : order)
      if (read.size() < shape_.read) read.insert(b);
    return {read.begin(), read.end()};
  }
  std::int64_t answer(std::span<const Representation> tokens) const override {
    const std::size_t n = tokens.size() - 1;
    for (std::size_t b : selected(tokens))
      for (std::size_t i = b * shape_.block; i < std::min(n, (b + 1) * shape_.block); ++i)
        if ((tokens[i][1] + tokens[n][1]) % shape_.M == 0) return 1;
    return 0;
  }

 private:
  SparseShape shape_;
};

}  // namespace attest::adversaries::toys
