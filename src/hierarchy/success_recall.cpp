// Associative recall: a shift, by a recurrent layer or by a first attention layer, and a retrieval head.
#include "constructions/associative_recall.hpp"
#include "hierarchy/success.hpp"
#include "hierarchy/success_run.hpp"

namespace attest::hierarchy {
namespace {

using namespace constructions;
using arithmetic::Number;

void run_recall(const Context& context, evidence::Cell& cell, Shift shift) {
  SuccessRun run(context, cell);
  const auto model = [&](const Setting& setting, std::int64_t n, std::int64_t A, const Number& beta) {
    return answerer(setting, [=](const auto& plan) { return recall_stack(plan, n, A, shift, beta); });
  };
  const auto with_bits = [&](Setting setting) { return setting.exact || shift == Shift::attention ? setting : with_state(std::move(setting), "ufx(1,0)"); };
  std::vector<Setting> settings{exact_setting(), with_bits(finite_setting("binary32")), with_bits(finite_setting("bfloat16", attention::Softmax::online))};
  if (!run.smoke()) settings.push_back(with_bits(finite_setting("e8p5")));
  for (const Setting& setting : settings) {
    const auto prove = [&](std::int64_t n, std::int64_t A) {
      const Number beta = default_beta(n + 1, setting.plan.exponential);
      std::vector<evidence::Field> more{{"beta", arithmetic::to_text(beta)}, {"layers", recall_stack(setting.plan, n, A, shift, beta).string()}};
      if (shift == Shift::recurrent) more.push_back({"state-bits", std::to_string(tasks::width_of(A) + 1)});
      run.prove(tasks::Recall(n, A), setting, prove_recall(setting, n, A, shift, beta), more);
    };
    const std::int64_t n = setting.exact ? 3 : 5, A = setting.exact ? 4 : 6;
    prove(n, A);
    run.enumerate(tasks::Recall(n, A), setting, model(setting, n, A, default_beta(n + 1)));
    for (std::int64_t size : run.smoke() ? std::vector<std::int64_t>{256} : std::vector<std::int64_t>{64, 256, 1024}) prove(size, size), prove(size, 16 * size);
  }
  const std::int64_t large = run.smoke() ? 64 : 256;
  for (std::size_t i = 1; i < settings.size(); ++i)
    run.sample(tasks::Recall(large, 4 * large), settings[i], model(settings[i], large, 4 * large, default_beta(large + 1)), run.smoke() ? 2 : shift == Shift::attention ? 6 : 20);
  const tasks::Recall task(16, 16);
  for (const Setting& setting : settings) {
    const auto proof_of = [&](const Number& beta) { return prove_recall(setting, 16, 16, shift, beta); };
    const auto beta = run.largest_failing("beta", setting, dyadic(1, -2), default_beta(17), [&](const Number& b) {
      return !is_red(task, proof_of(b), model(setting, 16, 16, b));
    });
    if (beta) run.near_miss("beta " + arithmetic::to_text(*beta) + ", the largest that is found wrong", task, setting, proof_of(*beta), model(setting, 16, 16, *beta));
  }
  run.finish();
}

}  // namespace

std::vector<CellPlan> success_recall_cells() {
  const std::string argument =
      "Every token gets its predecessor's code as key and itself as value; then one retrieval. The tokens that have a successor are distinct, so a query has one occurrence. "
      "The keys are any distinct codes in any order, so no list of inputs is extremal; but no other key scores more than one that differs in a single digit, so all other "
      "weights are at most one light weight, and the numerator and the denominator are bounded by rounded sums of N light weights and of one heavy and N-1 light ones, over all "
      "places of the heavy one (method bounded). The checker computes these sums by itself. ";
  const auto cell = [](Shift shift) { return [shift](const Context& context, evidence::Cell& result) { run_recall(context, result, shift); }; };
  return {{"full/associative-recall/succeeds", "full attention", "associative recall", "Two full layers answer with the token after the query's: a shift by positions, then a retrieval head.",
           argument + "The shift: the token at position i asks for the position code i-1 among those in sight.", cell(Shift::attention)},
          {"hybrid/associative-recall/succeeds", "hybrid attention", "associative recall", "A recurrent layer of one token's state and one full layer answer with the token after the query's.",
           argument + "The shift: a recurrent layer whose state is the previous token's digits and one bit, handed on before it is overwritten.", cell(Shift::recurrent)}};
}

}  // namespace attest::hierarchy
