// Implements failure_family.hpp. The adversary gets the machine's interface and the task, never the configuration.
#include "hierarchy/failure_family.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "adversaries/attack.hpp"
#include "adversaries/confirm.hpp"
#include "hierarchy/failure_uniform.hpp"
#include "tasks/text.hpp"

namespace attest::hierarchy {
namespace {

using adversaries::Outcome;
using evidence::Evidence;
using evidence::Field;

/// At smoke effort an even selection of the files; the same for every seed.
std::vector<search::Configuration> selection(const Context& context, const FamilyPlan& plan, std::size_t& shipped) {
  auto all = search::load_family(context.configurations, plan.family);
  shipped = all.size();
  if (context.effort != Effort::smoke || all.size() <= plan.smoke_configurations) return all;
  std::vector<search::Configuration> some;
  for (std::size_t i = 0; i < plan.smoke_configurations; ++i) some.push_back(all[i * all.size() / plan.smoke_configurations]);
  return some;
}

std::string describe(const Outcome& outcome) {
  if (const auto* pair = adversaries::fooling_pair(outcome))
    return fmt::format("fooling pair ({}) with equal {} bits after {} evaluations", pair->engine, pair->state.size(), pair->cost.evaluations);
  if (const auto* wrong = adversaries::counterexample(outcome))
    return fmt::format("wrong answer ({}): {} instead of {}, after {} evaluations", wrong->engine, wrong->answered, wrong->expected, wrong->cost.evaluations);
  const auto* nothing = adversaries::not_found(outcome);
  return fmt::format("nothing found in {} evaluations ({})", nothing->cost.evaluations, nothing->reason);
}

adversaries::Cost cost_of(const Outcome& outcome) {
  return std::visit([](const auto& result) { return result.cost; }, outcome);
}

constexpr std::uint64_t many = 200;  // uniform inputs that can tell 95% from less

/// Judged by this run's inputs where they are many, else by the share that the file records.
bool strong(const search::Configuration& configuration, const search::Share& measured, const std::optional<bounds::Inequality>& bound) {
  const search::Share share = measured.of >= many ? measured : search::recorded_share(configuration);
  return share.value() >= 0.95 && (!bound || bound->reached >= 0.5);
}

constexpr std::size_t least_configurations = 20, least_strong = 5;

/// "" or what a family lacks to mean anything. Smoke runs a handful and does not judge; where F2U speaks there are no strong ones.
std::string too_few(const Context& context, const UniformLimits& limits, std::size_t shipped, std::size_t strong_ones) {
  if (context.effort == Effort::smoke) return "";
  if (shipped < least_configurations) return fmt::format("{} configurations, {} are wanted", shipped, least_configurations);
  return strong_ones < least_strong && !limits.applies() ? fmt::format("{} strong configurations, {} are wanted", strong_ones, least_strong) : "";
}

/// How many are no straw men; that none is one is a shortfall, and said.
std::string strong_text(const std::string& family, std::size_t strong_ones, std::size_t attacked, std::size_t shipped, std::uint64_t samples) {
  const bool bounded = search::has_bound(family);
  const char* const shortfall = attacked == shipped && strong_ones < least_strong ? "; a shortfall: five were wanted" : "";
  if (strong_ones > 0 || attacked < shipped)
    return fmt::format("{} of {} (right on >= 95% of {}{}){}", strong_ones, attacked,
                       samples >= many ? fmt::format("{} uniform inputs in this run", samples) : "the uniform inputs that its file records",
                       bounded ? ", with >= half of the bound's bits" : "; no finite bound measures the bits", shortfall);
  return fmt::format("0 of {}; no model {} that answers 95% was found", attacked, bounded ? "below " + family + "'s bound" : "of family " + family);
}

void fill_sizes(const FamilyPlan& plan, const std::vector<Attacked>& all, std::size_t shipped, const std::string& strong_ones, std::size_t refuted,
                evidence::Cell& cell) {
  std::string origins;
  for (const char* origin : {"random", "structured", "searched"}) {
    const auto count = std::count_if(all.begin(), all.end(), [&](const Attacked& a) { return a.configuration.origin == origin; });
    origins += fmt::format("{}{} {}", origins.empty() ? "" : ", ", count, origin);
  }
  cell.sizes.push_back({"family", plan.family});
  cell.sizes.push_back({"configurations", fmt::format("{} of {} shipped ({})", all.size(), shipped, origins)});
  cell.sizes.push_back({"refuted", fmt::format("{}", refuted)});
  cell.sizes.push_back({"strong", strong_ones});
}

}  // namespace

std::uint64_t seed_of(const Context& context, const std::string& name) {
  std::uint64_t seed = context.seed;
  for (char c : name) seed = tasks::Random(seed ^ static_cast<unsigned char>(c)).bits();
  return seed;
}

Evidence impossibility(const std::string& about, const bounds::Inequality& inequality) {
  Evidence e;
  e.kind = evidence::Kind::impossibility;
  e.summary = fmt::format("{}: {} {} {} ({}), {}", about, inequality.left, inequality.relation, inequality.right, inequality.theorem, inequality.claim);
  std::string parameters, covers;
  for (const auto& p : inequality.parameters) parameters += p.name + " " + p.value + "\n";
  for (const auto& line : inequality.covers) covers += line + "\n";
  for (const auto& line : inequality.not_covered) covers += "not covered: " + line + "\n";
  e.fields = {{"theorem", inequality.theorem}, {"parameters", parameters}, {"left", inequality.left}, {"right", inequality.right}, {"covers", covers}};
  return e;
}

Evidence found(const Attacked& attacked, const std::string& summary) {
  Evidence e;
  e.summary = summary;
  const auto task = search::task_of(attacked.configuration);
  e.fields = {{"configuration", attacked.configuration.text}, {"task", attacked.configuration.task}, {"sizes", task->sizes()}};
  if (const auto* wrong = adversaries::counterexample(attacked.outcome)) {
    e.kind = evidence::Kind::counterexample;
    e.fields.push_back({"tokens", tasks::to_text(wrong->tokens)});
    e.fields.push_back({"expected", std::to_string(wrong->expected)});
    e.fields.push_back({"answered", std::to_string(wrong->answered)});
  } else if (const auto* pair = adversaries::fooling_pair(attacked.outcome)) {
    e.kind = evidence::Kind::fooling_pair;
    e.fields.push_back({"first", tasks::to_text(pair->first)});
    e.fields.push_back({"second", tasks::to_text(pair->second)});
    e.fields.push_back({"query", tasks::to_text(pair->query)});
    e.fields.push_back({"state", pair->state.to_text()});
    e.fields.push_back({"first-truth", std::to_string(pair->first_truth)});
    e.fields.push_back({"second-truth", std::to_string(pair->second_truth)});
  } else {
    e.kind = evidence::Kind::survey;
  }
  e.fields.push_back({"evaluations", std::to_string(cost_of(attacked.outcome).evaluations)});
  e.fields.push_back({"seconds", fmt::format("{:.3f}", cost_of(attacked.outcome).seconds)});
  return e;
}

Outcome break_machine(const Context& context, const FamilyPlan& plan, const attention::Machine& machine, const tasks::Task& task, std::uint64_t seed) {
  adversaries::AttackBudget budget;
  budget.stop = context.stop;
  const std::uint64_t effort = context.effort == Effort::nightly ? 10 : 1;
  std::optional<Outcome> outcome;
  if (plan.collision_evaluations > 0) {
    budget.evaluations = plan.collision_evaluations * effort;
    outcome = adversaries::attack(machine, task, budget, seed);
  }
  // Budgets double: what is left of a budget goes into shrinking, which is dear on long inputs.
  for (int round = 0; round < 6 && (!outcome || adversaries::not_found(*outcome)); ++round) {
    if (context.stopped()) throw Stopped{};
    if (outcome && adversaries::not_found(*outcome)->exhausted) break;
    budget.evaluations = (plan.direct_evaluations << round) * effort;
    outcome = adversaries::find_wrong_answer(machine, task, budget, seed + static_cast<std::uint64_t>(round));
  }
  const auto* nothing = adversaries::not_found(*outcome);
  if (nothing && nothing->stopped) throw Stopped{};
  if (!nothing)
    if (const auto confirmed = adversaries::confirm(machine, task, *outcome); !confirmed)
      return adversaries::NotFound{cost_of(*outcome), false, false, "not confirmed: " + confirmed.reason};
  return *outcome;
}

void attack_family(const Context& context, const FamilyPlan& plan, evidence::Cell& cell) {
  std::size_t shipped = 0, strong_ones = 0, refuted = 0;
  const auto configurations = selection(context, plan, shipped);
  const std::uint64_t samples = context.effort == Effort::smoke ? plan.samples_smoke
                                : context.effort == Effort::check ? plan.samples_check : 10 * plan.samples_check;
  std::vector<Attacked> all;
  UniformLimits limits(plan.family);
  for (const search::Configuration& configuration : configurations) {
    if (context.stopped()) throw Stopped{};
    context.report(fmt::format("{}: {} ({} of {})", plan.family, configuration.name, all.size() + 1, configurations.size()));
    const search::Model model = search::load_model_below_bound(configuration);
    const auto& [task, machine, bound] = model;
    std::string bits = "no finite bound at this size";
    if (bound) {
      bits = fmt::format("bits {} of {} ({:.3f})", bound->left, bound->right, bound->reached);
      cell.evidence.push_back(impossibility(configuration.name, *bound));
    }
    const std::string limit = limits.about(configuration, model, cell);
    const std::uint64_t seed = seed_of(context, configuration.name);
    Attacked attacked{configuration, search::share_of(*machine, *task, samples, seed, [&] { return context.stopped(); }), adversaries::NotFound{}, false};
    strong_ones += strong(configuration, attacked.share, bound);
    attacked.outcome = break_machine(context, plan, *machine, *task, seed + 1);
    attacked.refuted = !adversaries::not_found(attacked.outcome);
    refuted += attacked.refuted;
    cell.cases += attacked.share.of + cost_of(attacked.outcome).evaluations;
    cell.evidence.push_back(found(attacked, fmt::format("{} ({}): {:.1f}% of {} uniform inputs right{} (best constant {:.1f}%), {}; {}", configuration.name,
                                                        configuration.origin, 100 * attacked.share.value(), attacked.share.of, limit,
                                                        100 * attacked.share.constant_value(), bits, describe(attacked.outcome))));
    all.push_back(std::move(attacked));
  }
  fill_sizes(plan, all, shipped, limits.applies() ? limits.summary() : strong_text(plan.family, strong_ones, all.size(), shipped, samples), refuted, cell);
  cell.sizes.push_back({"samples", fmt::format("{} uniform inputs each", samples)});
  const std::string few = too_few(context, limits, shipped, strong_ones);
  if (!few.empty()) cell.sizes.push_back({"too few", few});
  cell.holds = refuted == all.size() && limits.all_excluded() && few.empty();
  cell.verdict = cell.holds ? evidence::Verdict::refuted : evidence::Verdict::unknown;
}

bool control_at_capacity(const Context& context, const std::string& name, evidence::Cell& cell) {
  const auto configuration = search::load_configuration(context.configurations + "/at-capacity/" + name + ".txt");
  const auto [task, machine, bound] = search::load_model(configuration);
  const bool below = bound && bound->holds;
  adversaries::AttackBudget budget;
  budget.stop = context.stop;
  budget.evaluations = 4 * task->count() + 8000;  // half for collisions; the direct search takes half of its own for all inputs
  const bool smoke = context.effort == Effort::smoke;
  const Outcome outcome = smoke ? adversaries::find_wrong_answer(*machine, *task, budget, seed_of(context, name))
                                : adversaries::attack(*machine, *task, budget, seed_of(context, name));
  const auto* nothing = adversaries::not_found(outcome);
  if (nothing && nothing->stopped) throw Stopped{};
  const bool survived = !below && nothing && nothing->exhausted;
  Evidence e;
  e.kind = evidence::Kind::exhaustion;
  e.summary = fmt::format("control at capacity, {} ({}): {}", configuration.name, task->sizes(),
                          survived ? fmt::format("the same adversary finds nothing, all {} inputs are answered rightly", task->count())
                                   : below ? "is below its bound, so it is no control" : describe(outcome));
  e.fields = {{"configuration", configuration.text}, {"task", configuration.task}, {"sizes", task->sizes()}, {"inputs", std::to_string(task->count())}};
  cell.evidence.push_back(std::move(e));
  cell.cases += cost_of(outcome).evaluations;
  return survived;
}

}  // namespace attest::hierarchy
