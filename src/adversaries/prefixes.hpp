// The stored tokens of Eva, Index and query 2-Sum as sequences of choices: what state collisions are searched among.
//
// Eva and Index: the value at each position; two prefixes that differ at position i have different truths for query i.
// 2-Sum: n distinct values in ascending order, so prefixes are sets; A != B of one size have some v in A without B, and
// the query -v answers 1 on A and 0 on B. Hence *any* two different prefixes with one state are a fooling pair.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "tasks/task.hpp"

namespace attest::adversaries {

using Choices = std::vector<std::uint32_t>;

/// Prefixes that share a head and differ in the last positions only: position head.size()+j takes one of tail[j].
/// Different choices give different prefixes (for sets the tail's lists are disjoint and miss the head).
struct TailFamily {
  Choices head;
  std::vector<Choices> tail;
  double bits() const;  ///< log2 of the number of prefixes
};

class Prefixes {
 public:
  /// Nothing for a task of another kind (any-pair 2-Sum, Match2, L-SeqComp).
  static std::optional<Prefixes> of(const tasks::Task& task);

  std::size_t length() const { return length_; }
  std::uint32_t alphabet() const { return alphabet_; }
  bool sets() const { return sets_; }
  /// log2 of the number of prefixes (of sets, where they are sets), and that number, 2^64-1 when it is at least that.
  double bits() const;
  std::uint64_t count() const;

  tasks::Token token(std::size_t position, std::uint32_t choice) const { return token_(position, choice); }
  tasks::Tokens tokens(const Choices& choices) const;
  /// The query token whose truths differ; nothing when the prefixes are equal (as sets).
  std::optional<tasks::Token> separating_query(const Choices& first, const Choices& second) const;

  Choices random(tasks::Random& random) const;
  /// A random family with about `bits` bits in as few last positions as possible, all positions if need be.
  TailFamily tail_family(tasks::Random& random, double bits) const;

 private:
  std::size_t length_ = 0;
  std::uint32_t alphabet_ = 0;
  bool sets_ = false;
  std::function<tasks::Token(std::size_t, std::uint32_t)> token_;
  std::function<tasks::Token(std::size_t position, std::uint32_t choice)> query_;
};

}  // namespace attest::adversaries
