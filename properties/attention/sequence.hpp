// Token sequences for one head, as plain fractions: the same sequence enters every arithmetic, and the direct formulas.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "attention/recurrent.hpp"
#include "support/random.hpp"

namespace attest::attention::testing {

struct Fraction {
  std::int64_t numerator = 0, denominator = 1;
};

struct TokenData {
  std::vector<std::int64_t> query, key, value;
  std::vector<Fraction> decay;
  std::optional<Fraction> beta;
  std::vector<Fraction> level_weights;
};
using Sequence = std::vector<TokenData>;

struct Shape {
  std::size_t d_k = 2, d_v = 2, length = 6;
  bool scalar_decay = false;
};

/// Small integers; decays, strengths and level weights are dyadic, so narrow formats hold them exactly too.
inline Sequence draw_sequence(support::Random& random, const Shape& shape) {
  const auto integers = [&](std::size_t count) {
    std::vector<std::int64_t> x;
    while (x.size() < count) x.push_back(random.between(-3, 3));
    return x;
  };
  Sequence tokens(shape.length);
  for (TokenData& token : tokens) {
    token = {integers(shape.d_k), integers(shape.d_k), integers(shape.d_v), {}, {}, {}};
    for (std::size_t i = 0; i < (shape.scalar_decay ? 1 : shape.d_k); ++i)
      token.decay.push_back(random.pick({Fraction{0}, Fraction{1, 4}, Fraction{1, 2}, Fraction{3, 4}, Fraction{1}}));
    token.beta = random.pick({Fraction{0}, Fraction{1, 2}, Fraction{1}, Fraction{3, 2}, Fraction{2}});
    for (std::size_t level = random.below(6); level > 0; --level)
      token.level_weights.push_back(random.pick({Fraction{0}, Fraction{1, 2}, Fraction{1}, Fraction{-1}, Fraction{3, 2}}));
  }
  return tokens;
}

template <arithmetic::Arithmetic A>
Drive<A> to_drive(const A& input, const TokenData& token) {
  Drive<A> drive;
  const auto ratio = [&](const Fraction& f) { return input.from_ratio(f.numerator, f.denominator); };
  for (const auto x : token.query) drive.query.push_back(input.from_integer(x));
  for (const auto x : token.key) drive.key.push_back(input.from_integer(x));
  for (const auto x : token.value) drive.value.push_back(input.from_integer(x));
  for (const Fraction& f : token.decay) drive.decay.push_back(ratio(f));
  if (token.beta) drive.beta = ratio(*token.beta);
  for (const Fraction& f : token.level_weights) drive.level_weights.push_back(ratio(f));
  return drive;
}

template <arithmetic::Arithmetic A>
std::vector<Drive<A>> to_drives(const A& input, const Sequence& tokens) {
  std::vector<Drive<A>> drives;
  for (const TokenData& token : tokens) drives.push_back(to_drive(input, token));
  return drives;
}

}  // namespace attest::attention::testing
