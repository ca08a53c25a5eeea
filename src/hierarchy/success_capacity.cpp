// The success side of every state and message bound: linear, log-linear and sparse attention at capacity, and DSA.
#include <cmath>

#include "constructions/block_sets.hpp"
#include "constructions/capacity.hpp"
#include "constructions/indexer.hpp"
#include "hierarchy/success.hpp"
#include "hierarchy/success_run.hpp"

namespace attest::hierarchy {
namespace {

using namespace constructions;
using Mechanism = CapacityMechanism;
using Form = tasks::TwoSum::Form;

/// Stored bits against the bound, for reading: nothing is decided by it.
std::vector<evidence::Field> ratio(std::size_t stored, double bound) {
  const double percent = std::round(1000.0 * static_cast<double>(stored) / bound) / 1000.0;
  std::string text = std::to_string(percent);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text += '0';
  return {{"stored-bits", std::to_string(stored)}, {"bound-bits", std::to_string(static_cast<std::int64_t>(std::ceil(bound - 1e-9)))}, {"stored-over-bound", text}};
}

double log2_binomial(std::int64_t U, std::int64_t n) {
  return (std::lgamma(static_cast<double>(U) + 1) - std::lgamma(static_cast<double>(n) + 1) - std::lgamma(static_cast<double>(U - n) + 1)) / std::log(2.0);
}

/// Real numbers. What is run beside the certificate runs in binary64, where these integers are exact too.
Setting real_numbers() {
  Setting setting = exact_setting();
  setting.plan = finite_setting("binary64").plan;
  return setting;
}

void run_eva(const Context& context, evidence::Cell& cell, Mechanism mechanism) {
  SuccessRun run(context, cell);
  const auto model = [&](const Setting& setting, std::int64_t n) {
    return answerer(setting, [=](const auto& plan) { return capacity_eva_stack(plan, mechanism, n); });
  };
  std::vector<std::int64_t> sizes{4, 15, 16};
  if (!run.smoke()) sizes.insert(sizes.end(), {64, 255, 256});
  if (run.nightly()) sizes.push_back(1024);
  for (const char* format : {"binary32", "bfloat16"})
    for (std::int64_t n : sizes) {
      if (n > 256 && std::string(format) == "bfloat16") continue;  // values beyond 256 are no numbers of bfloat16
      const Setting setting = capacity_setting(n, format);
      const std::size_t stored = capacity_state_bits(setting, mechanism, static_cast<std::size_t>(n), static_cast<std::size_t>(n));
      run.prove(tasks::Evaluation(n), setting, prove_capacity_eva(setting, mechanism, n), ratio(stored, static_cast<double>(n) * std::log2(static_cast<double>(n))));
      if (n == 4) run.enumerate(tasks::Evaluation(n), setting, model(setting, n));
      if (n == 16) run.sample(tasks::Evaluation(n), setting, model(setting, n), 20);
    }
  for (std::int64_t n : sizes) {
    run.prove(tasks::Evaluation(n), real_numbers(), prove_capacity_eva(real_numbers(), mechanism, n));
    if (n == 4) run.enumerate(tasks::Evaluation(n), real_numbers(), model(real_numbers(), n));
  }
  const Setting narrow = capacity_setting(8);
  run.near_miss("one bit less an entry", tasks::Evaluation(16), narrow, prove_capacity_eva(narrow, mechanism, 16), model(narrow, 16));
  run.finish();
}

void run_set(const Context& context, evidence::Cell& cell, Mechanism mechanism) {
  SuccessRun run(context, cell);
  const auto model = [&](const Setting& setting, std::int64_t entries, std::int64_t M) {
    return answerer(setting, [=](const auto& plan) { return capacity_set_stack(plan, mechanism, entries, M); });
  };
  for (const char* format : {"binary32", "e4m3"}) {
    const Setting setting = capacity_setting(2, format);
    const tasks::TwoSum small(Form::query, 3, 13, 6, true);
    run.prove(small, setting, prove_capacity_set(setting, mechanism, 3, 13, 6));
    run.enumerate(small, setting, model(setting, 6, 13));
    for (const auto& [n, U] : {std::pair<std::int64_t, std::int64_t>{16, 64}, {32, 64}, {64, 256}}) {
      const tasks::TwoSum task(Form::query, n, 2 * U + 1, U, true);
      const std::size_t stored = capacity_state_bits(setting, mechanism, static_cast<std::size_t>(U), static_cast<std::size_t>(n));
      run.prove(task, setting, prove_capacity_set(setting, mechanism, n, 2 * U + 1, U), ratio(stored, log2_binomial(U, n)));
    }
    run.sample(tasks::TwoSum(Form::query, 32, 129, 64, true), setting, model(setting, 64, 129), run.smoke() ? 4 : 20);
  }
  for (const auto& [n, U] : {std::pair<std::int64_t, std::int64_t>{3, 6}, {16, 64}, {32, 64}, {64, 256}}) {
    const tasks::TwoSum task(Form::query, n, 2 * U + 1, U, true);
    run.prove(task, real_numbers(), prove_capacity_set(real_numbers(), mechanism, n, 2 * U + 1, U));
    if (n == 3) run.enumerate(task, real_numbers(), model(real_numbers(), U, 2 * U + 1));
  }
  const Setting setting = capacity_setting(2);
  run.near_miss("two values share an entry of the bitmap", tasks::TwoSum(Form::query, 8, 129, 64, true), setting, prove_capacity_set(setting, mechanism, 8, 129, 64, 63), model(setting, 63, 129));
  run.finish();
}

Answerer sparse_answerer(std::shared_ptr<attention::SparseMachine> machine) {
  return [machine](std::span<const tasks::Token> tokens) { return std::optional(machine->answer(tokens)); };
}

/// Real numbers decide each answer through enclosures.
Answerer blocks_answerer(const Setting& setting, const BlockSets& sets) {
  if (!setting.exact) return sparse_answerer(attention::make_sparse_machine(block_set_model(setting.plan, sets)));
  return [setting, sets](std::span<const tasks::Token> tokens) {
    return arithmetic::decide([&](const auto& a) { return attention::make_sparse_machine(block_set_model(plan_over(setting, a), sets))->answer(tokens); }).value;
  };
}

void run_blocks(const Context& context, evidence::Cell& cell) {
  SuccessRun run(context, cell);
  const auto prove = [&](const tasks::TwoSum& task, const Setting& setting, const BlockSets& sets) {
    auto more = ratio(static_cast<std::size_t>(set_message_bits(sets.U, sets.B)), log2_binomial(sets.U, sets.B));
    more.insert(more.begin(), {{"B", std::to_string(sets.B)}, {"k", std::to_string(sets.k)}, {"score", "table"}});
    if (sets.forced_local > 0) more.push_back({"forced-local", std::to_string(sets.forced_local)});
    run.prove(task, setting, prove_block_sets(setting, static_cast<std::int64_t>(task.stored()), sets), more);
  };
  const tasks::TwoSum tiny(Form::query, 4, 11, 5, true), partial(Form::query, 5, 13, 6, true), large(Form::query, 64, 257, 128, true);
  std::vector<Setting> settings{exact_setting(), finite_setting("binary32"), finite_setting("e8p30")};
  if (!run.smoke()) settings.push_back(finite_setting("binary32", attention::Softmax::online));
  for (const Setting& setting : settings) {
    prove(tiny, setting, {11, 5, 2, 1});
    run.enumerate(tiny, setting, blocks_answerer(setting, {11, 5, 2, 1}));
    if (!setting.exact) {
      prove(partial, setting, {13, 6, 2, 2, 0, 1});  // the last block has one token and is forced
      run.enumerate(partial, setting, blocks_answerer(setting, {13, 6, 2, 2, 0, 1}));
    }
    for (std::int64_t B : run.smoke() ? std::vector<std::int64_t>{8} : std::vector<std::int64_t>{4, 8, 16})
      for (std::int64_t k = 1; k <= (B == 8 && setting.name == "binary32" && !run.smoke() ? 3 : 1); ++k) prove(large, setting, {257, 128, B, k});
    if (!setting.exact) run.sample(large, setting, blocks_answerer(setting, {257, 128, 8, 1}), run.smoke() ? 2 : 10);
  }
  const BlockSets unread{13, 6, 2, 1};
  run.near_miss("a partial last block that is not forced", partial, settings[1], prove_block_sets(settings[1], 5, unread), blocks_answerer(settings[1], unread));
  const Setting coarse = finite_setting("bfloat16");
  run.near_miss("8 significant bits read the block", large, coarse, prove_block_sets(coarse, 64, {257, 128, 8, 1}), blocks_answerer(coarse, {257, 128, 8, 1}));
  run.finish();
}

void run_indexer(const Context& context, evidence::Cell& cell) {
  SuccessRun run(context, cell);
  const auto model = [](const Setting& setting, std::int64_t M) { return sparse_answerer(attention::make_sparse_machine(indexer_model(cached(setting.plan), M))); };
  const auto prove = [&](const Setting& setting, std::int64_t n, std::int64_t M) {
    run.prove(tasks::TwoSum(Form::query, n, M), setting, prove_indexer(setting, n, M), {{"k", "1"}});
  };
  const std::vector<Setting> settings{finite_setting("binary32"), finite_setting("e8p20"), finite_setting("bfloat16")};
  for (const Setting& setting : settings) {
    prove(setting, 3, 9);
    run.enumerate(tasks::TwoSum(Form::query, 3, 9), setting, model(setting, 9));
    if (setting.plan.score.format.precision < 20) continue;  // 8 bits tell 9 directions apart, not 64
    for (std::int64_t M : run.smoke() ? std::vector<std::int64_t>{64} : std::vector<std::int64_t>{64, 256}) prove(setting, M, M);
  }
  run.sample(tasks::TwoSum(Form::query, 256, 256), settings[0], model(settings[0], 256), run.smoke() ? 10 : 60);
  for (std::int64_t M : {9, 64}) prove(exact_setting(), M, M);
  const Setting coarse = finite_setting("p12");
  run.near_miss("12 significant bits at M=256", tasks::TwoSum(Form::query, 2, 256), coarse, prove_indexer(coarse, 2, 256), model(coarse, 256));
  run.finish();
}

}  // namespace

std::vector<CellPlan> success_capacity_cells() {
  const std::string entries =
      "One-hot keys give every stored item an entry of its own; entries evolve independently (0 times anything is 0 and adding 0 changes nothing), so "
      "each value alone decides all inputs. The stored bits stand next to the bound below which the failing cells break every model. ";
  return {
      {"linear/eva/at-capacity", "linear attention", "Eva", "Linear attention with n numbers of lg n bits answers every query.", entries,
       [](const Context& context, evidence::Cell& cell) { run_eva(context, cell, Mechanism::linear); }},
      {"log-linear/eva/at-capacity", "log-linear attention", "Eva", "Log-linear attention at capacity: popcount(n) matrices of n numbers.", entries,
       [](const Context& context, evidence::Cell& cell) { run_eva(context, cell, Mechanism::log_linear); }},
      {"linear/two-sum/at-capacity", "linear attention", "2-Sum", "A bitmap of the universe answers every query.", entries,
       [](const Context& context, evidence::Cell& cell) { run_set(context, cell, Mechanism::linear); }},
      {"log-linear/two-sum/at-capacity", "log-linear attention", "2-Sum", "A bitmap of the universe at every live level answers every query.", entries,
       [](const Context& context, evidence::Cell& cell) { run_set(context, cell, Mechanism::log_linear); }},
      {"sparse/two-sum/at-capacity", "(B,k)-sparse attention", "2-Sum", "Messages of ceil(lg C(U,B)) bits and k = 1 are enough.",
       "A message is the number of the block's set among all B-sets of the universe, which is injective; the score is a table, declared as such: does the set hold the "
       "value that completes the query? Wherever that value stands, the selection is run: its block must be read, forced blocks and a partial last block included. What is read "
       "is decided by exact integer scores whose weights are 0 or 1: all U^2 pairs are evaluated, and every nearest value and pair is answered. In real numbers the other "
       "weights are bounded instead. The checker runs the selection and the pairs again by itself.",
       run_blocks},
      {"dsa/two-sum/succeeds", "token-sparse attention (DSA)", "2-Sum", "Token selection by an indexer solves 2-Sum with one token read; the block bound does not apply to it.",
       "The indexer's score ReLU(cos(2 pi (x_i+x_s)/M)) peaks at a match: if it exceeds every other value's for every query (M^2 comparisons), the one token that is read is a "
       "match whenever there is one, and integers check it.",
       run_indexer},
  };
}

}  // namespace attest::hierarchy
