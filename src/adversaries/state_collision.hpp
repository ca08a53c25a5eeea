// State collisions (theorems E, T, LL): two prefixes of stored tokens with equal joint state and different truths.
//
// After the prefix everything the model does, chain of thought included, is a function of the state and of later tokens,
// so such a pair cannot be told apart. Engines, cheapest first: a changed token that is forgotten; breadth-first search of
// all reachable states; birthday; distinguished points (O(1) memory). All see the model through RecurrentMachine only.
#pragma once

#include "adversaries/budget.hpp"
#include "adversaries/prefixes.hpp"

namespace attest::adversaries {

/// One model, one task, and what every engine needs of them.
struct StateProblem {
  const attention::RecurrentMachine& machine;
  const tasks::Task& task;
  Prefixes prefixes;
  /// State bits after the whole prefix, as the model reports them.
  std::size_t state_bits() const { return machine.state_bits(prefixes.length()); }
};

/// All engines in order of cost; the pair is confirmed. NotFound.exhausted: no two prefixes (Eva: any; 2-Sum: sets in ascending
/// order) share a state. A pair that confirm() refuses ends the search: reason says why.
/// Throws std::invalid_argument for a task without prefixes.
Outcome find_state_collision(const attention::RecurrentMachine& machine, const tasks::Task& task, const AttackBudget& budget,
                             std::uint64_t seed);

/// The single engines. They throw Spent when the meter ends; std::nullopt: looked through what they cover, nothing there.
/// Change one token of random, constant and extremal prefixes; done when the state after the same later tokens is equal again.
std::optional<FoolingPair> forget_one_token(const StateProblem& problem, Meter& meter, std::uint64_t seed);
/// All reachable states by position (Eva, Index) or all sets (2-Sum). `exhausted` is set when every prefix was covered;
/// gives up beyond `most_states` states of one position.
std::optional<FoolingPair> exhaust_states(const StateProblem& problem, Meter& meter, std::uint64_t most_states, bool& exhausted);
/// A table of states of families that share a random head: one step per prefix. Ends when the table is full or when
/// every prefix was seen.
std::optional<FoolingPair> birthday(const StateProblem& problem, Meter& meter, std::uint64_t seed);
/// Walks in which the state chooses the last tokens; only walk ends are kept.
std::optional<FoolingPair> distinguished_points(const StateProblem& problem, Meter& meter, std::uint64_t seed);

/// The pair of these prefixes if they differ as inputs and their states, run again in full, are equal bit for bit.
std::optional<FoolingPair> pair_if_equal(const StateProblem& problem, const Choices& first, const Choices& second, Meter& meter,
                                         const char* engine);

}  // namespace attest::adversaries
