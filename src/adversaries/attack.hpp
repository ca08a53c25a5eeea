// The one way in: break this model on this task. Engines are chosen by what the model shows, cheapest first; whatever is
// returned was confirmed by confirm.hpp. Deterministic for a seed and a budget; single-threaded: callers run many at once.
#pragma once

#include "adversaries/direct_search.hpp"

namespace attest::adversaries {

/// RecurrentMachine on eva, index, two-sum: state collision, then wrong answers. SparseMachine on two-sum (values may repeat):
/// block collision, then wrong answers. HybridMachine on l-seqcomp in the standard order: a forgotten value, then F1 (L = 1, one
/// full layer), H2 and H2+ (L = 2, one), F2 (L = 2, two), then wrong answers. Everything else: wrong answers. Half of the budget goes to each part.
/// NotFound.exhausted only when *all inputs* were answered rightly.
Outcome attack(const attention::Machine& machine, const tasks::Task& task, const AttackBudget& budget, std::uint64_t seed);

}  // namespace attest::adversaries
