// Eva fooling pairs on real attention machines (32 state bits: goal below 1 s), with one step of the same machine as the
// baseline of the run: the quotient of the two is the number of steps an ideal search would have taken.
#include <benchmark/benchmark.h>

#include <memory>
#include <optional>
#include <string>

#include "adversaries/confirm.hpp"
#include "adversaries/state_collision.hpp"
#include "search/configuration.hpp"

namespace {

using namespace attest;

/// Random ±1 keys in four dimensions, values 0..15, four state numbers of 8 bits: 32 bits of state; n lg n = 64 > 32.
search::Configuration model(const std::string& mechanism, int seed) {
  return search::parse_configuration("name bench\nfamily E\norigin random\ntask eva\nsizes n=16\nlayer R\nrole facts\nmechanism " + mechanism +
                                     "\nwidth 4\nstate fx(7,0)\nembedding random " + std::to_string(seed) + "\n");
}

void one_step(benchmark::State& state) {
  const auto machine = search::build(model("linear", 1));
  const auto& recurrent = dynamic_cast<const attention::RecurrentMachine&>(*machine);
  auto bits = recurrent.initial_state();
  const attention::Representation token{1, 3, 5};
  for (auto _ : state) benchmark::DoNotOptimize(bits = recurrent.step(bits, token, 3));
  state.counters["state_bits"] = static_cast<double>(recurrent.state_bits(16));
}
BENCHMARK(one_step);

/// The whole dispatcher (cheap engines first), or the generic engine alone, which knows no structure.
void eva_fooling_pair(benchmark::State& state, const std::string& mechanism, bool generic) {
  std::uint64_t evaluations = 0, found = 0;
  int seed = 0;
  for (auto _ : state) {
    const auto configuration = model(mechanism, ++seed);
    const auto machine = search::build(configuration);
    const auto task = search::task_of(configuration);
    const auto& recurrent = dynamic_cast<const attention::RecurrentMachine&>(*machine);
    std::optional<adversaries::FoolingPair> pair;
    const auto number = static_cast<std::uint64_t>(seed);
    if (generic) {
      const adversaries::StateProblem problem{recurrent, *task, *adversaries::Prefixes::of(*task)};
      adversaries::Meter meter{adversaries::AttackBudget{}};
      try {
        pair = adversaries::distinguished_points(problem, meter, number);
      } catch (const adversaries::Spent&) {  // counts as not found
      }
      if (pair) pair->cost.evaluations = meter.cost().evaluations;
    } else {
      const auto outcome = adversaries::find_state_collision(recurrent, *task, {}, number);
      if (const auto* hit = std::get_if<adversaries::FoolingPair>(&outcome)) pair = *hit;
    }
    if (!pair || !adversaries::confirm_fooling_pair(*machine, *task, *pair).ok) continue;
    ++found;
    evaluations += pair->cost.evaluations;
  }
  state.counters["found_share"] = static_cast<double>(found) / static_cast<double>(seed);
  state.counters["evaluations"] = static_cast<double>(evaluations) / static_cast<double>(found ? found : 1);
}
BENCHMARK_CAPTURE(eva_fooling_pair, linear, std::string("linear"), false)->Unit(benchmark::kMillisecond)->Iterations(9);
BENCHMARK_CAPTURE(eva_fooling_pair, linear_generic, std::string("linear"), true)->Unit(benchmark::kMillisecond)->Iterations(9);
BENCHMARK_CAPTURE(eva_fooling_pair, retnet, std::string("retnet"), false)->Unit(benchmark::kMillisecond)->Iterations(9);

}  // namespace
