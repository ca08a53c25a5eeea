// Direct search for a wrong answer, on any model and any task: all inputs while they are few, structured ones, uniform ones,
// then hill-climbing. A counterexample is shrunk: fewer tokens where the task allows it, lower numbers, still wrong.
#pragma once

#include <functional>

#include "adversaries/budget.hpp"
#include "tasks/task.hpp"

namespace attest::adversaries {

/// How sure the model is of the right answer on this input: the lower, the nearer to a wrong one. Need not exist.
using Margin = std::function<double(std::span<const attention::Representation> tokens, std::int64_t expected)>;

/// NotFound.exhausted: every input of the task was answered rightly (only when they fit in the budget).
/// Without a margin the climb is a walk of random changes from structured inputs.
Outcome find_wrong_answer(const attention::Machine& machine, const tasks::Task& task, const AttackBudget& budget, std::uint64_t seed,
                          const Margin& margin = {});

/// The same with a meter that others spend from too; throws Spent.
std::optional<Counterexample> search_wrong_answer(const attention::Machine& machine, const tasks::Task& task, Meter& meter,
                                                  std::uint64_t seed, const Margin& margin, bool& exhausted);

/// Greedy: drops tokens and lowers entries (to 0, then by halves, then by 1) while the input stays well formed and wrong.
/// Ends when no single change helps, or when the meter does.
Counterexample shrink(const attention::Machine& machine, const tasks::Task& task, Counterexample found, Meter& meter);

}  // namespace attest::adversaries
