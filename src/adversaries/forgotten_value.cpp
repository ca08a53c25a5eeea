// One changed value: the block z_L and its neighbours that differ only where the answer looks, under random z_{L-1}..z_1 and
// every (w, z_0) or a sample of them. No classes are built: what the model dropped shows at once, the rest does not.
#include "adversaries/composition_collision.hpp"

namespace attest::adversaries {

namespace {

/// The tokens from z_{L-1} on, and the argument of z_L that they lead to.
Continuation continuation(const tasks::Composition& task, const std::vector<Values>& lower, std::int64_t z0, const Values& w) {
  Continuation next;
  for (std::size_t l = lower.size(); l-- > 0;) {
    const Tokens function = function_tokens(static_cast<int>(l + 1), lower[l]);
    next.tokens.insert(next.tokens.end(), function.begin(), function.end());
  }
  tasks::Token last{-1};
  last.insert(last.end(), w.begin(), w.end());
  next.tokens.push_back({0, z0});
  next.tokens.push_back(last);
  std::int64_t argument = z0;  // of z_1; then of z_{l+1} from the value of z_l
  for (std::size_t l = 0; l < lower.size(); ++l)
    argument = w[l] * task.N(static_cast<int>(l)) + lower[l][static_cast<std::size_t>(argument)];
  next.argument = static_cast<std::size_t>(argument);
  return next;
}

/// Every (w, z_0) while these are few, else random ones.
std::vector<Continuation> probes(const tasks::Composition& task, tasks::Random& random, std::size_t most) {
  std::vector<Values> lower;
  for (int l = 1; l < task.L(); ++l) lower.push_back(random_values(task.N(l - 1), random));
  const auto below = [&](std::int64_t bound) { return static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(bound))); };
  std::int64_t ways = task.m();
  for (std::int64_t factor : task.factors()) ways *= factor;
  const bool all = ways <= static_cast<std::int64_t>(most);
  std::vector<Continuation> result;
  for (std::int64_t number = 0; number < (all ? ways : static_cast<std::int64_t>(most)); ++number) {
    std::int64_t rest = number;
    const auto digit = [&](std::int64_t bound) {
      if (!all) return below(bound);
      const std::int64_t value = rest % bound;
      rest /= bound;
      return value;
    };
    const std::int64_t z0 = digit(task.m());
    Values w;
    for (std::int64_t factor : task.factors()) w.push_back(digit(factor));
    result.push_back(continuation(task, lower, z0, w));
  }
  return result;
}

}  // namespace

Outcome find_forgotten_value(const attention::HybridMachine& machine, const tasks::Composition& task, const AttackBudget& budget,
                             std::uint64_t seed) {
  if (task.order() != tasks::Composition::TokenOrder::standard)
    throw std::invalid_argument("this attack is for the standard token order, not for " + task.sizes());
  Meter meter(budget);
  const CompositionProblem problem{machine, task, meter};
  return concluded(machine, task, meter, [&]() -> std::optional<FoolingPair> {
    tasks::Random random(derived_seed(seed, 1));
    for (std::uint64_t round = 0; round < 16; ++round) {
      const auto all = probes(task, random, 64);
      BlockCollider collider(problem, [&](std::uint64_t number) {
        tasks::Random block(derived_seed(derived_seed(seed, 2 + round), number));
        return random_values(task.N(task.L() - 1), block);
      });
      auto pair = collider.offer_neighbours(0, all, 0, all.size());
      if (!pair) continue;
      pair->engine = "one value forgotten";
      return pair;
    }
    return std::nullopt;
  });
}

}  // namespace attest::adversaries
