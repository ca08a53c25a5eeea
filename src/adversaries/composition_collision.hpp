// Theorems F1, H2, H2+ and F2 as attacks on hybrids and full stacks (bounds.md sections 3, 4, 7, 8; theory.md section 4).
//
// All collide inside the first block, z_L. What crosses the end of that block to the later tokens is a few states and
// messages; two different z_L for which it is equal, at some continuation (z_{L-1}.., z_0, w) whose answer they disagree on,
// cannot be told apart. The proofs say which continuations to look at: those whose query at the last full layer does not
// depend on where it has to look. The attacks build these classes by sampling and collide with a table.
#pragma once

#include <functional>

#include "adversaries/budget.hpp"
#include "adversaries/collision_table.hpp"
#include "tasks/composition.hpp"

namespace attest::adversaries {

/// Any L and any stack, cheap: random continuations, and z_L changed only where the answer looks. Models that drop, merge or
/// round values fall here; at most a few thousand crossings.
Outcome find_forgotten_value(const attention::HybridMachine& machine, const tasks::Composition& task,
                             const AttackBudget& budget, std::uint64_t seed);

/// One full layer, L = 1 (z_1, z_0, w): z_1 != z_1' with one message to w; z_0 is where they differ.
Outcome find_one_full_collision(const attention::HybridMachine& machine, const tasks::Composition& task,
                                const AttackBudget& budget, std::uint64_t seed);

/// R* F R*, L = 2: the commonest pre-state after z_2, members z_1^r that share the next pre-state and have many values at
/// the x_0 arguments z_0 may take, and z_2 varied at the places they lead to. x_0 = `least_width`, then twice that, ..
/// while it is at most m (each but the last gets half of what is left): 1 is H2, more are H2+.
Outcome find_hybrid_collision(const attention::HybridMachine& machine, const tasks::Composition& task,
                              const AttackBudget& budget, std::uint64_t seed, std::size_t least_width = 1);

/// F F, L = 2: a hidden coordinate a, two-valued pads elsewhere, per w the commonest first-layer message: members
/// z_1^(w,v) whose second-layer query depends on w alone.
Outcome find_two_full_collision(const attention::HybridMachine& machine, const tasks::Composition& task,
                                const AttackBudget& budget, std::uint64_t seed);

// What the three share.

struct CompositionProblem {
  const attention::HybridMachine& machine;
  const tasks::Composition& task;
  Meter& meter;
};

/// Values of one z_l, by argument.
using Values = std::vector<std::int64_t>;

/// The tokens {l, argument, value} of z_l.
Tokens function_tokens(int l, const Values& values);
Values random_values(std::int64_t size, tasks::Random& random);
attention::Crossing cross(const CompositionProblem& problem, const Tokens& tokens, std::size_t boundary);
/// What FoolingPair.state holds for a hybrid.
arithmetic::BitString crossing_bits(const attention::Crossing& crossing);

/// The tokens after z_L, and the argument of z_L that the answer looks up.
struct Continuation {
  Tokens tokens;
  std::size_t argument = 0;
};

/// Blocks z_L, by number, are run with every continuation; a table finds two that disagree where the continuation looks
/// while everything that crosses is equal.
class BlockCollider {
 public:
  using ValuesOf = std::function<Values(std::uint64_t number)>;
  BlockCollider(const CompositionProblem& problem, ValuesOf values_of)
      : problem_(problem), values_of_(std::move(values_of)), table_(problem.meter.memory_bytes()) {}

  /// Continuations first..last-1 of `all` with block `number` < 2^63; the first crossing must be `in_class` (empty: always).
  std::optional<FoolingPair> offer(std::uint64_t number, const std::vector<Continuation>& all, std::size_t first, std::size_t last,
                                   const std::function<bool(const attention::Crossing&)>& in_class = {});
  /// Block `number` and its neighbours that differ only where the continuation looks. number < 2^23.
  std::optional<FoolingPair> offer_neighbours(std::uint64_t number, const std::vector<Continuation>& all, std::size_t first, std::size_t last,
                                              const std::function<bool(const attention::Crossing&)>& in_class = {});
  bool full() const { return table_.full(); }

 private:
  Values values(std::uint64_t number) const;
  std::optional<FoolingPair> hit(const Values& values, std::uint64_t other, const Continuation& at, const attention::Crossing& crossing);
  CompositionProblem problem_;
  ValuesOf values_of_;
  CollisionTable table_;
};

/// Runs `search`, confirms its pair, and says in NotFound why there is none.
Outcome concluded(const attention::Machine& machine, const tasks::Task& task, Meter& meter,
                  const std::function<std::optional<FoolingPair>()>& search);

/// Throws std::invalid_argument unless the task has L functions in the standard order and the stack `full` full layers.
void require_composition(const attention::HybridMachine& machine, const tasks::Composition& task, int L, int full);

}  // namespace attest::adversaries
