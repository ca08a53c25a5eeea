// F1 (theory.md section 4): with one full layer the query of w does not depend on z_0, so one message answers for all m
// values of z_0. Two z_1 with one message: about 2^(b/2) tries. With recurrent layers before it that carry z_0 the
// last token's query does depend on it; then the check on the z_0 where the two differ decides.
#include "adversaries/composition_collision.hpp"

namespace attest::adversaries {

namespace {

Tokens with_query(const Values& values, std::int64_t z0) {
  Tokens tokens = function_tokens(1, values);
  tokens.push_back({0, z0});
  tokens.push_back({-1});
  return tokens;
}

/// The places where two functions differ, tried one by one.
std::optional<FoolingPair> settle(const CompositionProblem& problem, const Values& first, const Values& second) {
  const std::size_t m = first.size();
  for (std::size_t z0 = 0; z0 < m; ++z0) {
    if (first[z0] == second[z0]) continue;
    const auto place = static_cast<std::int64_t>(z0);
    FoolingPair pair;
    pair.state = crossing_bits(cross(problem, with_query(first, place), m));
    if (pair.state != crossing_bits(cross(problem, with_query(second, place), m))) continue;
    pair.first = function_tokens(1, first);
    pair.second = function_tokens(1, second);
    pair.query = {{0, place}, {-1}};
    pair.first_truth = first[z0];
    pair.second_truth = second[z0];
    pair.engine = "F1 collision";
    return pair;
  }
  return std::nullopt;
}

}  // namespace

Outcome find_one_full_collision(const attention::HybridMachine& machine, const tasks::Composition& task,
                                const AttackBudget& budget, std::uint64_t seed) {
  require_composition(machine, task, 1, 1);
  Meter meter(budget);
  const CompositionProblem problem{machine, task, meter};
  const auto function = [&](std::uint64_t number) {
    tasks::Random random(derived_seed(seed, number));
    return random_values(task.m(), random);
  };
  return concluded(machine, task, meter, [&]() -> std::optional<FoolingPair> {
    CollisionTable table(meter.memory_bytes());
    for (std::uint64_t number = 0; !table.full(); ++number) {
      const Values values = function(number);
      const auto crossing = cross(problem, with_query(values, 0), values.size());
      const auto other = table.find_or_insert(crossing_bits(crossing).hash(), number);
      if (!other) continue;
      if (auto pair = settle(problem, function(*other), values)) return pair;
    }
    return std::nullopt;
  });
}

}  // namespace attest::adversaries
