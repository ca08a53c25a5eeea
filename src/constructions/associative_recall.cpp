// Associative recall for all inputs: a shift that loses no digit, and retrieval by any keys.
#include "constructions/associative_recall.hpp"

#include "constructions/any_keys.hpp"
#include "constructions/retrieval_queries.hpp"
#include "evidence/certificate.hpp"

namespace attest::constructions {

std::string to_text(Shift shift) { return shift == Shift::recurrent ? "recurrent" : "attention"; }

namespace {

/// The recurrent shift hands over the digits 0 and 1, and that there is no token before the first.
bool shifts(const Setting& setting) {
  const auto holds = [&](const auto& plan) {
    using A = std::decay_t<decltype(plan.input)>;
    const auto layer = detail::shift_by_recurrence<A>(plan, 1);
    auto head = layer.make_head(0);
    std::int64_t before = none;
    for (const std::int64_t x : {1, 0, 0, 1, 1}) {
      const std::vector<std::vector<typename A::Number>> outputs{head->step(layer.project({1, none, x}, 0, 0))};
      if (layer.advance({1, none, x}, outputs, 0)[1] != before) return false;
      before = x;
    }
    return true;
  };
  if (!setting.exact) return holds(setting.plan);
  return arithmetic::decide([&](const auto& a) { return holds(plan_over(setting, a)); }).value.value_or(false);
}

/// The first neighbourhood that the model answers wrongly; of 0 when there is none, or where answers take too long to look for one.
tasks::Tokens killing_of(const Setting& setting, const tasks::Recall& task, Shift shift, const Number& beta) {
  const std::unique_ptr<Model> model = setting.exact ? nullptr : recall_model(strict(setting.plan), task.n(), task.A(), shift, beta);
  const Answerer exact = model ? Answerer() : answerer(setting, [&](const auto& plan) { return recall_stack(plan, task.n(), task.A(), shift, beta); });
  if (!quickly_answered(task, shift)) return task.neighbourhood(0);
  const std::int64_t candidates = std::min<std::int64_t>(task.A(), task.n() > 4096 ? 2 : 16);
  for (std::int64_t i = 0; i < candidates; ++i) {
    const tasks::Tokens tokens = task.neighbourhood(i * task.A() / candidates);
    if ((model ? model->answer(tokens) : exact(tokens)) != task.oracle(tokens)) return tokens;
  }
  return task.neighbourhood(0);
}

std::string violation(const Setting& setting, std::int64_t n, std::int64_t alphabet, Shift shift, const Number& beta, std::uint64_t& cases) {
  std::string reason;
  if (shift == Shift::attention) reason = any_keys_violation(setting, n, tasks::width_of(n), beta, static_cast<std::uint64_t>(n), cases);
  else if (!shifts(setting)) reason = "the recurrent layer loses a digit";
  if (!reason.empty()) return reason;
  return any_keys_violation(setting, alphabet, tasks::width_of(alphabet), beta, static_cast<std::uint64_t>(n) + 1, cases);
}

}  // namespace

Proof prove_recall(const Setting& setting, std::int64_t n, std::int64_t alphabet, Shift shift, const Number& beta) {
  const tasks::Recall task(n, alphabet);
  Proof proof;
  proof.inputs = task.count_text();
  proof.certificate = evidence::certificate("all-inputs", "claim associative-recall\nn " + std::to_string(n) + "\nalphabet " + std::to_string(alphabet) + "\nshift " +
                                                              to_text(shift) + "\nbeta " + arithmetic::to_text(beta) + "\n" + arithmetic_block(setting) + "method bounded\n");
  try {
    proof.reason = violation(setting, n, alphabet, shift, beta, proof.extremal_cases);
  } catch (const arithmetic::Undefined& problem) {
    proof.reason = problem.what();
  }
  proof.holds = proof.reason.empty();
  if (!proof.holds) proof.killing = killing_of(setting, task, shift, beta);
  return proof;
}

}  // namespace attest::constructions
