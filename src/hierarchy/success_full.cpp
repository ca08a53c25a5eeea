// Full attention, one layer: Eva by a retrieval head, 2-Sum by a head of dimension 3.
#include "constructions/retrieval.hpp"
#include "constructions/two_sum.hpp"
#include "hierarchy/success.hpp"
#include "hierarchy/success_run.hpp"

namespace attest::hierarchy {
namespace {

using namespace constructions;
using arithmetic::Number;
using attention::Softmax;

Answerer eva_model(const Setting& setting, std::int64_t n, const Number& beta) {
  const int width = tasks::width_of(n);
  return answerer(setting, [=](const auto& plan) { return retrieval_stack(plan, width, width, beta); });
}

void run_eva(const Context& context, evidence::Cell& cell) {
  SuccessRun run(context, cell);
  const auto prove = [&](const Setting& setting, std::int64_t n) {
    const Number beta = default_beta(n + 1, setting.plan.exponential);
    run.prove(tasks::Evaluation(n), setting, prove_eva(setting, n, beta), {{"beta", arithmetic::to_text(beta)}});
  };
  std::vector<Setting> settings{exact_setting(), finite_setting("binary32"), finite_setting("bfloat16")};
  if (!run.smoke())
    for (const char* format : {"binary16", "e8p5"}) settings.push_back(finite_setting(format));
  if (!run.smoke()) settings.push_back(finite_setting("bfloat16", Softmax::online));
  for (const Setting& setting : settings) {
    prove(setting, 4);
    run.enumerate(tasks::Evaluation(4), setting, eva_model(setting, 4, default_beta(5)));
    for (std::int64_t n : run.smoke() ? std::vector<std::int64_t>{64} : std::vector<std::int64_t>{64, 256}) prove(setting, n);
  }
  const std::size_t large = run.smoke() ? 1 : run.nightly() ? settings.size() : 3;
  for (std::size_t i = 0; i < large; ++i) prove(settings[i], 1024);
  run.sample(tasks::Evaluation(1024), settings[1], eva_model(settings[1], 1024, default_beta(1025)), run.smoke() ? 4 : 20);
  for (const Setting& setting : settings) {
    const std::int64_t n = 16;
    const auto beta = run.largest_failing("beta", setting, dyadic(1, -2), default_beta(n + 1), [&](const Number& b) {
      return !is_red(tasks::Evaluation(n), prove_eva(setting, n, b), eva_model(setting, n, b));
    });
    if (beta) run.near_miss("beta " + arithmetic::to_text(*beta) + " just under the threshold", tasks::Evaluation(n), setting, prove_eva(setting, n, *beta), eva_model(setting, n, *beta));
  }
  run.finish();
}

Answerer two_sum_model(const Setting& setting, std::int64_t M, const TwoSumParameters& parameters) {
  return answerer(setting, [=](const auto& plan) { return two_sum_stack(plan, M, parameters); });
}

void two_sum_near_misses(SuccessRun& run, const Setting& setting) {
  const std::int64_t n = 16, M = 16;
  const tasks::TwoSum task(tasks::TwoSum::Form::query, n, M);
  const TwoSumParameters good = default_two_sum(n, M, setting.plan.input.format.precision > 24 ? 24 : setting.plan.input.format.precision);
  const auto proof_of = [&](const TwoSumParameters& p) { return prove_two_sum(setting, n, M, p); };
  const auto green = [&](const TwoSumParameters& p) { return !is_red(task, proof_of(p), two_sum_model(setting, M, p)); };
  const auto miss = [&](const std::string& what, const TwoSumParameters& p) {
    run.near_miss(what, task, setting, proof_of(p), two_sum_model(setting, M, p));
  };
  const auto with_c = [&](const Number& c) { return TwoSumParameters{c, good.kappa, good.threshold}; };
  const auto with_kappa = [&](const Number& kappa) { return TwoSumParameters{good.c, kappa, good.threshold}; };
  const auto c = run.largest_failing("c", setting, dyadic(1, 0), good.c, [&](const Number& x) { return green(with_c(x)); });
  if (c) miss("c " + arithmetic::to_text(*c) + " just under the threshold", with_c(*c));
  const auto kappa = run.smallest_failing("kappa", setting, good.kappa, dyadic(3, -1), [&](const Number& x) { return green(with_kappa(x)); });
  if (kappa) miss("kappa " + arithmetic::to_text(*kappa) + ", one ulp above the last that is right", with_kappa(*kappa));
}

void run_two_sum(const Context& context, evidence::Cell& cell) {
  SuccessRun run(context, cell);
  const auto prove = [&](const Setting& setting, std::int64_t n, std::int64_t M) {
    const TwoSumParameters p = default_two_sum(n, M, setting.plan.input.format.precision > 24 ? 24 : setting.plan.input.format.precision);
    const tasks::TwoSum task(tasks::TwoSum::Form::query, n, M);
    run.prove(task, setting, prove_two_sum(setting, n, M, p), {{"c", arithmetic::to_text(p.c)}, {"kappa", arithmetic::to_text(p.kappa)}});
    if (task.count() <= 5000) run.enumerate(task, setting, two_sum_model(setting, M, p));
  };
  const Setting exact = exact_setting(), single = finite_setting("binary32");
  for (const Setting& setting : {exact, single, finite_setting("bfloat16"), finite_setting("binary16")}) {
    prove(setting, setting.exact ? 2 : 3, 8);
    if (!run.smoke() || !setting.exact) prove(setting, 16, 16);
  }
  const Setting online = finite_setting("binary32", Softmax::online);
  prove(online, 3, 8);
  for (const Setting& setting : {exact, single, finite_setting("p20"), finite_setting("e8p22"), online, finite_setting("e8p22", Softmax::online)})
    for (std::int64_t M : run.smoke() ? std::vector<std::int64_t>{64} : std::vector<std::int64_t>{64, 256}) prove(setting, M, M);
  if (run.smoke()) prove(exact, 256, 256);
  run.sample(tasks::TwoSum(tasks::TwoSum::Form::query, 256, 256), single, two_sum_model(single, 256, default_two_sum(256, 256)), run.smoke() ? 20 : 100);
  for (const Setting& setting : {exact, single, finite_setting("binary16"), online}) two_sum_near_misses(run, setting);
  run.finish();
}

}  // namespace

std::vector<CellPlan> success_full_cells() {
  return {
      {"full/eva/succeeds", "full attention", "Eva", "One retrieval head answers every query of every function.",
       "Key (bits of i, their complement), query beta times the same of x, value the bits of f(i): the score falls by beta for every "
       "differing bit, so beta of about ln(8n) leaves the others less than an eighth of the weight. Weights and denominator do not "
       "depend on f, and rounded sums of nonnegative weights are monotone in every bit of f, so for each x two rows decide all f: the "
       "hit's bit 1 and all others 0, and the reverse. Both rows are evaluated for every x in the stated arithmetic, and again by the "
       "independent checker from the certificate alone.",
       run_eva},
      {"full/two-sum/succeeds", "full attention", "2-Sum", "One head of dimension 3 tells whether some stored value completes the query to 0 mod M.",
       "The score is c cos(2 pi (x_i+x_j)/M): c at a match, at most c cos(2 pi/M) otherwise; the query token's own key is the blank at c kappa, "
       "in the middle of the gap. The output is R/(R+B). R is a rounded sum of nonnegative weights, monotone in every score, so n copies "
       "of the largest other score and one match alone are the extremal inputs of each query; the quotient, which moves in numerator and "
       "denominator, is settled by the lemma in constructions/two_sum.hpp. The checker bounds the quotient on pieces instead. Online, what is "
       "summed before the blank is one number R in numerator and denominator, at most the sum of n ones, and the blank or the match rescales it.",
       run_two_sum},
  };
}

}  // namespace attest::hierarchy
