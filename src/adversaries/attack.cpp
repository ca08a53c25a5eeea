#include "adversaries/attack.hpp"

#include <algorithm>

#include "adversaries/block_collision.hpp"
#include "adversaries/composition_collision.hpp"
#include "adversaries/confirm.hpp"
#include "adversaries/state_collision.hpp"

namespace attest::adversaries {

namespace {

void add(Outcome& outcome, const Cost& before) {
  std::visit([&](auto& result) {
    result.cost.evaluations += before.evaluations;
    result.cost.seconds += before.seconds;
  }, outcome);
}

/// The cheap engine, then the theorem that applies; costs add up.
std::optional<Outcome> composition(const attention::HybridMachine& machine, const tasks::Task& task, const AttackBudget& budget,
                                   std::uint64_t seed) {
  const auto* composed = dynamic_cast<const tasks::Composition*>(&task);
  if (!composed || composed->order() != tasks::Composition::TokenOrder::standard) return std::nullopt;
  AttackBudget rest = budget;
  rest.evaluations = budget.evaluations / 4;
  Outcome first = find_forgotten_value(machine, *composed, rest, derived_seed(seed, 1));
  if (!not_found(first) || not_found(first)->stopped) return first;
  const Cost before = not_found(first)->cost;
  rest.evaluations = budget.evaluations - before.evaluations;
  const std::string layers = machine.layers();
  const auto full = std::count(layers.begin(), layers.end(), 'F');
  std::optional<Outcome> second;
  if (composed->L() == 1 && full == 1) second = find_one_full_collision(machine, *composed, rest, seed);
  if (composed->L() == 2 && full == 1) second = find_hybrid_collision(machine, *composed, rest, seed);
  if (composed->L() == 2 && full == 2) second = find_two_full_collision(machine, *composed, rest, seed);
  if (!second) return first;
  add(*second, before);
  return second;
}

/// The engine that collides what this model shows, if there is one for this task.
std::optional<Outcome> collision(const attention::Machine& machine, const tasks::Task& task, const AttackBudget& budget,
                                 std::uint64_t seed) {
  if (const auto* recurrent = dynamic_cast<const attention::RecurrentMachine*>(&machine)) {
    if (!Prefixes::of(task)) return std::nullopt;
    return find_state_collision(*recurrent, task, budget, seed);
  }
  if (const auto* sparse = dynamic_cast<const attention::SparseMachine*>(&machine)) {
    const auto* sum = dynamic_cast<const tasks::TwoSum*>(&task);
    const std::size_t B = sparse->block_length();
    if (!sum || sum->name() != "two-sum" || sum->distinct()) return std::nullopt;
    if (B == 0 || B > task.stored() || static_cast<std::int64_t>(B) > sum->alphabet()) return std::nullopt;
    return find_block_collision(*sparse, task, budget, seed);
  }
  if (const auto* hybrid = dynamic_cast<const attention::HybridMachine*>(&machine)) return composition(*hybrid, task, budget, seed);
  return std::nullopt;
}

}  // namespace

Outcome attack(const attention::Machine& machine, const tasks::Task& task, const AttackBudget& budget, std::uint64_t seed) {
  AttackBudget half = budget;
  half.evaluations = budget.evaluations / 2;
  const auto first = collision(machine, task, half, derived_seed(seed, 1));
  if (first && !not_found(*first)) return *first;
  Cost before;
  AttackBudget rest = budget;
  if (first) {
    before = not_found(*first)->cost;
    if (not_found(*first)->stopped) return *first;
    rest.evaluations -= before.evaluations;
  }
  Outcome second = find_wrong_answer(machine, task, rest, derived_seed(seed, 2));
  add(second, before);
  if (auto* nothing = std::get_if<NotFound>(&second); nothing && first)
    nothing->reason = not_found(*first)->reason + "; wrong answers: " + nothing->reason;
  if (const auto* wrong = counterexample(second)) {
    if (const Confirmation confirmed = confirm_counterexample(machine, task, *wrong); !confirmed)
      return NotFound{wrong->cost, false, false, wrong->engine + ": not confirmed: " + confirmed.reason};
  }
  return second;
}

}  // namespace attest::adversaries
