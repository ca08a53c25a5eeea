// L-SeqComp: L+1 full layers; one recurrent and L full; merged tokens; reversed order; encoder; chain of thought.
#include "constructions/composition.hpp"
#include "constructions/reversed.hpp"
#include "hierarchy/success.hpp"
#include "hierarchy/success_run.hpp"

namespace attest::hierarchy {
namespace {

using namespace constructions;
using arithmetic::Number;
using Variant = CompositionVariant;
using Order = tasks::Composition::TokenOrder;
using Factors = std::vector<std::int64_t>;

Answerer model(const Setting& setting, const tasks::Composition& task, Variant variant, const Number& beta) {
  return answerer(setting, [=](const auto& plan) { return composition_stack(plan, task, variant, beta); }, generated_tokens(task, variant));
}

Number beta_of(const tasks::Composition& task) { return default_beta(static_cast<std::int64_t>(task.length()) + task.L()); }

/// Sizes with more inputs are not among those in real numbers: an enumeration by enclosures must follow every small proof, and thousands of
/// inputs take seconds in each cell. The large sizes are proved in real numbers too.
constexpr std::uint64_t most_exact_inputs = 300;

struct Sizes {
  std::vector<std::pair<std::int64_t, Factors>> small, large;
};

/// small: all inputs are run; large: proved, and sampled in binary32.
void run_variant(const Context& context, evidence::Cell& cell, Variant variant, const Sizes& sizes) {
  SuccessRun run(context, cell);
  const Order order = variant == Variant::merged ? Order::merged : Order::standard;
  const auto with_bits = [](Setting setting) { return setting.exact ? setting : with_state(std::move(setting), "ufx(1,0)"); };
  // Online first to last is what H2 and H3 speak of; two-pass layers count twice (order/maximum-channel shows why).
  std::vector<Setting> settings{exact_setting(), with_bits(finite_setting("binary32", attention::Softmax::online)), with_bits(finite_setting("bfloat16"))};
  if (!run.smoke()) settings.push_back(with_bits(finite_setting("e8p5", attention::Softmax::online)));
  for (const Setting& setting : settings) {
    for (const auto& [m, factors] : sizes.small) {
      const tasks::Composition task(m, factors, order);
      if (setting.exact && task.count() > most_exact_inputs) continue;
      run.prove(task, setting, prove_composition(setting, task, variant, beta_of(task)));
      run.enumerate(task, setting, model(setting, task, variant, beta_of(task)));
    }
    for (const auto& [m, factors] : sizes.large) {
      const tasks::Composition task(m, factors, order);
      std::vector<evidence::Field> more{{"layers", composition_stack(setting.plan, task, variant, beta_of(task)).string()}};
      if (variant == Variant::recurrent_first) more.push_back({"state-bits", std::to_string(tasks::width_of(m))});
      run.prove(task, setting, prove_composition(setting, task, variant, beta_of(task)), more);
    }
  }
  for (const auto& [m, factors] : sizes.large) {
    const tasks::Composition task(m, factors, order);
    run.sample(task, settings[1], model(settings[1], task, variant, beta_of(task)), run.smoke() || variant == Variant::encoder ? 4 : 20);
  }
  const tasks::Composition task(4, {2}, order);
  for (const Setting& setting : settings) {
    const auto proof_of = [&](const Number& beta) { return prove_composition(setting, task, variant, beta); };
    const auto beta = run.largest_failing("beta", setting, dyadic(1, -2), beta_of(task), [&](const Number& b) {
      return !is_red(task, proof_of(b), model(setting, task, variant, b));
    });
    if (beta) run.near_miss("beta " + arithmetic::to_text(*beta) + " just under the threshold", task, setting, proof_of(*beta), model(setting, task, variant, *beta));
  }
  run.finish();
}

Sizes sizes_for(const Context& context, bool long_chains) {
  Sizes sizes{{{2, {1}}}, {{16, {4}}}};
  if (context.effort == Effort::smoke) return sizes;
  sizes.small = {{2, {}}, {2, {2}}, {2, {1, 1}}};
  sizes.large = {{32, {8}}, {8, {4, 4}}, {4, {3, 3, 3}}};
  if (long_chains) sizes.large.insert(sizes.large.begin(), {64, {}});
  if (context.effort == Effort::nightly) sizes.large.push_back({64, {16}});
  return sizes;
}

void run_reversed(const Context& context, evidence::Cell& cell) {
  SuccessRun run(context, cell);
  const auto reversed = [](const Setting& setting, const tasks::Composition& task, bool memory = true) {
    return answerer(setting, [=](const auto& plan) { return reversed_stack(plan, task, memory); });
  };
  const std::vector<Setting> settings{exact_setting(), finite_setting("binary32"), finite_setting("e4m3")};
  for (const Setting& setting : settings) {
    for (const auto& [m, factors] : std::vector<std::pair<std::int64_t, Factors>>{{2, {2}}, {3, {1}}, {2, {1, 1}}}) {
      const tasks::Composition task(m, factors, Order::reversed);
      if (setting.exact && task.count() > most_exact_inputs) continue;
      run.prove(task, setting, prove_reversed(setting, task));
      run.enumerate(task, setting, reversed(setting, task));
    }
    std::vector<Factors> large{{8}, {3, 3}};
    if (!run.smoke()) large.insert(large.end(), {{32}, {4, 4}, {3, 3, 3}});
    for (const auto& factors : large) {
      const tasks::Composition task(8, factors, Order::reversed);
      run.prove(task, setting, prove_reversed(setting, task), {{"state-bits", std::to_string(reversed_state_bits(task))}});
      if (!setting.exact) run.sample(task, setting, reversed(setting, task), run.smoke() ? 4 : 20);
    }
  }
  for (const Setting& setting : settings) {
    const tasks::Composition task(3, {2}, Order::reversed);
    run.near_miss("the same layer without its bit \"found\"", task, setting, prove_reversed(setting, task, false), reversed(setting, task, false));
  }
  run.finish();
}

}  // namespace

std::vector<CellPlan> success_composition_cells() {
  const std::string rows =
      "Every function token has a key fixed by its place, so each layer is one retrieval whatever the functions are; two extremal rows for "
      "every token as target decide all values, and induction over the layers gives i_L. ";
  const auto variant = [](Variant v, bool long_chains) {
    return [v, long_chains](const Context& context, evidence::Cell& cell) { run_variant(context, cell, v, sizes_for(context, long_chains)); };
  };
  return {
      {"full/composition/succeeds", "full attention", "L-SeqComp", "L+1 full layers compose L functions: the first reads z_0, each further one a function.", rows,
       variant(Variant::full_first, true)},
      {"hybrid/composition/recurrent-first", "hybrid attention", "L-SeqComp",
       "A recurrent layer that carries z_0 in lg m bits saves one full layer.",
       rows + "The recurrent layer is linear attention with one key and ufx(1,0) numbers: width_of(m) state bits, checked for every z_0.", variant(Variant::recurrent_first, true)},
      {"controls/merged", "control: z_0 and w in one token", "L-SeqComp", "Merging z_0 and w into one token saves one layer: the same task, the same functions.", rows,
       variant(Variant::merged, true)},
      {"controls/reversed", "control: reversed order", "L-SeqComp", "In the order w, z_0, z_1, ..., z_L one recurrent layer with O(L log n) bits is enough.",
       "The layer keeps w, the value reached so far and one bit: was the present function applied already? Induction over the functions: for every argument that can be "
       "asked for and every token, the state after it is the one claimed, whatever the values are; after z_l's tokens the value reached is i_l. The layer itself is put into "
       "each of these states here; the checker runs the recurrence again on open values. Only digits 0 and 1 pass through the arithmetic. Without its bit the layer "
       "takes a value for an argument, and an input shows it.",
       run_reversed},
      {"controls/chain-of-thought", "full attention, chain of thought", "L-SeqComp", "One layer that generates L tokens composes L functions.",
       rows + "Generated tokens have no key; the rows are checked for every number of them in sight.", variant(Variant::chain_of_thought, false)},
      {"encoder/composition/pointer-doubling", "full attention, encoder", "L-SeqComp", "Without the causal mask O(log L) layers compose L functions.",
       rows + "Layer 1 hands w to every token; then every token takes over what the token it points at has reached, which doubles the reach.", variant(Variant::encoder, false)},
  };
}

}  // namespace attest::hierarchy
