// One head that tells the multiset of n tokens in a format whose sums stall: for each kind of token it counts the tokens of
// that kind and the others. It reaches the length at which Park, Park and Hwang (arXiv 2601.16450) prove it possible, by
// weights derived here; the softmax is theirs: weights divided first, sums left to right, rounding to nearest even, no causal
// mask, no positions.
//
// Why it works: all scores are 0, so every key weighs round(1/D), D the rounded sum of n ones. Values are τ for the tokens
// that are counted and 0 for the others; adding 0 changes nothing, so an output is the sum of c equal terms, whatever the
// order of the tokens. With m mantissa bits a term 1 + 2^−m moves a sum as long as half of the sum's unit is at most 1: up to
// 2^(m+2), in 3·2^m − 1 steps (the constructor evaluates them). Counts up to there have different sums. If n <= 6·2^m − 2,
// of "this kind" and "the others" one is below, or both are just there: the multiset is known at every position, and a
// position-wise function can do anything with it. From n = 9·2^m on no network of such heads can
// (properties/constructions/multiset_head.cpp).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "arithmetic/emulated.hpp"
#include "attention/plan.hpp"
#include "attention/recurrent.hpp"

namespace attest::constructions {

/// Sums of 0, 1, 2, ... equal terms left to right, as long as they still change.
std::vector<arithmetic::Number> run_of_sums(const arithmetic::Emulated& a, const arithmetic::Number& term);

class MultisetHead {
 public:
  /// For sequences of `n` tokens of `kinds` kinds. Throws std::invalid_argument when no value of the format counts to n/2.
  MultisetHead(const arithmetic::Format& format, std::size_t n, std::size_t kinds);

  const attention::Plan<arithmetic::Emulated>& plan() const { return plan_; }
  /// Query and key of one number (0) and a value of 2·kinds numbers.
  attention::Drive<arithmetic::Emulated> drive(std::size_t kind) const;
  /// How many tokens of each kind, from the 2·kinds outputs at any position.
  std::vector<std::size_t> counts(std::span<const arithmetic::Number> outputs) const;
  /// The number of equal terms at which the sums stall: counts below it are told apart from all others.
  std::size_t capacity() const { return sums_.size() - 1; }

 private:
  std::size_t position(const arithmetic::Number& sum) const;

  attention::Plan<arithmetic::Emulated> plan_;
  std::size_t n_, kinds_;
  arithmetic::Number value_;
  std::vector<arithmetic::Number> sums_;
};

}  // namespace attest::constructions
