#include "adversaries/state_collision.hpp"

#include <cmath>
#include <stdexcept>

#include "adversaries/collision_table.hpp"
#include "adversaries/confirm.hpp"

namespace attest::adversaries {

namespace {

arithmetic::BitString run(const StateProblem& problem, const Tokens& tokens, Meter& meter) {
  meter.spend(tokens.size());
  arithmetic::BitString state = problem.machine.initial_state();
  for (std::size_t i = 0; i < tokens.size(); ++i) state = problem.machine.step(state, tokens[i], i);
  return state;
}

/// Beyond this many states of one position the breadth-first search is dearer than a birthday search.
constexpr std::uint64_t most_states = 1u << 18;

bool worth_exhausting(const StateProblem& problem, const Meter& meter) {
  const std::uint64_t inputs = problem.prefixes.count();
  const std::size_t bits = problem.state_bits();
  const std::uint64_t states = bits < 40 ? std::uint64_t{1} << bits : ~std::uint64_t{0};
  // A search among sets has no merging of states: it looks at all sets.
  const std::uint64_t nodes = problem.prefixes.sets() ? inputs : std::min(inputs, states);
  return nodes <= most_states && nodes <= meter.left() / (problem.prefixes.sets() ? 2 : problem.prefixes.alphabet());
}

std::optional<FoolingPair> engines(const StateProblem& problem, Meter& meter, std::uint64_t seed, bool& exhausted) {
  const auto bounded = [&](std::uint64_t share, auto engine) -> std::optional<FoolingPair> {
    meter.allow(share);
    try {
      auto found = engine();
      meter.release();
      return found;
    } catch (const Spent& spent) {
      if (spent.stopped) throw;
      meter.release();
      return std::nullopt;
    }
  };
  if (auto found = bounded(meter.left() / 8, [&] { return forget_one_token(problem, meter, derived_seed(seed, 1)); })) return found;
  if (worth_exhausting(problem, meter)) {
    auto found = bounded(meter.left(), [&] { return exhaust_states(problem, meter, most_states, exhausted); });
    if (found || exhausted) return found;
  }
  if (auto found = bounded(meter.left(), [&] { return birthday(problem, meter, derived_seed(seed, 2)); })) return found;
  return distinguished_points(problem, meter, derived_seed(seed, 3));
}

}  // namespace

std::optional<FoolingPair> pair_if_equal(const StateProblem& problem, const Choices& first, const Choices& second, Meter& meter,
                                         const char* engine) {
  const auto query = problem.prefixes.separating_query(first, second);
  if (!query) return std::nullopt;
  FoolingPair pair;
  pair.first = problem.prefixes.tokens(first);
  pair.second = problem.prefixes.tokens(second);
  pair.query = {*query};
  pair.state = run(problem, pair.first, meter);
  if (pair.state != run(problem, pair.second, meter)) return std::nullopt;
  Tokens whole = pair.first;
  whole.push_back(*query);
  pair.first_truth = problem.task.oracle(whole);
  std::copy(pair.second.begin(), pair.second.end(), whole.begin());
  pair.second_truth = problem.task.oracle(whole);
  pair.engine = engine;
  return pair;
}

Outcome find_state_collision(const attention::RecurrentMachine& machine, const tasks::Task& task, const AttackBudget& budget,
                             std::uint64_t seed) {
  auto prefixes = Prefixes::of(task);
  if (!prefixes) throw std::invalid_argument("state collisions are searched on eva, index and two-sum, not on " + task.name());
  const StateProblem problem{machine, task, std::move(*prefixes)};
  Meter meter(budget);
  NotFound nothing;
  try {
    if (auto pair = engines(problem, meter, seed, nothing.exhausted)) {
      pair->cost = meter.cost();
      if (const Confirmation confirmed = confirm_fooling_pair(machine, task, *pair); confirmed) return *pair;
      else nothing.reason = pair->engine + ": equal states, but not confirmed: " + confirmed.reason;
    } else {
      nothing.reason = nothing.exhausted ? std::string("all prefixes have different states") + (problem.prefixes.sets() ? " (sets in ascending order)" : "")
                                         : "no two prefixes with equal states found";
    }
  } catch (const Spent& spent) {
    nothing.stopped = spent.stopped;
    nothing.reason = spent.stopped ? "stopped" : "budget spent";
  }
  nothing.cost = meter.cost();
  return nothing;
}

}  // namespace attest::adversaries
