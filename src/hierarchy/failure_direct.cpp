// Failing cells without a theorem at their size: L >= 3 attacked directly with the theorems' n* printed beside, the constructive
// adversaries of bounds.md section 7 at toy size, and the row "L full layers and a recurrent one succeed, L-1 do not".
#include <fmt/format.h>

#include <stdexcept>

#include "adversaries/attack.hpp"
#include "adversaries/confirm.hpp"
#include "bounds/registry.hpp"
#include "hierarchy/failure_plans.hpp"

namespace attest::hierarchy {
namespace {

using evidence::Evidence;
using evidence::Kind;
using evidence::Verdict;

/// n* of a theorem at given bits, as evidence: what it would take for impossibility.
Evidence least_n(const std::string& theorem, const bounds::Values& values, const std::string& about) {
  bounds::Request request;
  request.values = values;
  const bounds::LeastN least = bounds::n_star(theorem, request);
  Evidence e = impossibility(about, least.row);
  e.summary = fmt::format("{}: {} bites from n* {} {} ({} {} {})", about, theorem, least.exact ? "=" : "<=", least.n, least.row.left, least.row.relation, least.row.right);
  return e;
}

CellPlan deep_cell(const std::string& name, const std::string& architecture, int L, const std::string& family, const std::string& n_star_note,
                   std::function<void(evidence::Cell&)> n_star) {
  CellPlan cell;
  cell.name = name;
  cell.architecture = architecture;
  cell.task = "L-SeqComp";
  cell.claim = fmt::format("L = {}: every shipped stack with {} full layers is wrong on some input; nothing is claimed of other stacks.", L,
                           family.starts_with("hybrid") ? L - 1 : L);
  cell.argument = "No theorem bites at these sizes, so this is a statement about these configurations only: each was broken by a direct search, or is reported unknown. "
                  "It is never called impossible, and no finite bound says how near their bits come; that many of them answer 95% of uniform inputs rightly shows that they are no straw men. " + n_star_note;
  cell.run = [=](const Context& context, evidence::Cell& result) {
    attack_family(context, deep_plan(family), result);
    if (context.effort != Effort::smoke) n_star(result);  // a search of seconds
  };
  return cell;
}

/// One toy shape as a configuration.
struct Toy {
  const char* family;
  const char* sizes;
  const char* layers;
  const char* states;
  int message;
  bool three_registers;  // families whose message is (max, denominator, numerator): a multiple of 3 bits
};

std::string toy_text(const Toy& toy, const std::string& weights, std::uint64_t seed) {
  return fmt::format("name {}-{}-b{}-s{}\nfamily {}\norigin random\ntask l-seqcomp\nsizes {}\ntoy {}\ntoy-layers {}\ntoy-states {}\ntoy-message {}\ntoy-seed {}\n", weights,
                     toy.layers, toy.message, seed, toy.family, toy.sizes, weights, toy.layers, toy.states, toy.message, seed);
}

/// The shapes of bounds.md section 7.
const std::vector<Toy>& toys() {
  static const std::vector<Toy> all = {
      {"F1", "m=8", "F", "0 0", 9, true},           {"F1", "m=8", "F", "0 0", 15, true},          {"F1", "m=8", "F", "0 0", 21, true},
      {"H2", "m=8 n1=2", "RFR", "2 1", 9, true},    {"H2", "m=8 n1=2", "RFR", "2 2", 3, true},    {"H2", "m=8 n1=2", "RFR", "1 1", 9, true},
      {"H2", "m=8 n1=2", "RF", "2 0", 12, true},    {"H2", "m=8 n1=2", "FR", "0 1", 9, true},     {"H2", "m=8 n1=2", "RF", "4 0", 9, true},
      {"F2", "m=4 n1=2", "FF", "0 0 0", 1, false},  {"F2", "m=5 n1=2", "FF", "0 0 0", 1, false},  {"F2", "m=4 n1=4", "FF", "0 0 0", 2, false},
      {"F2", "m=5 n1=4", "FF", "0 0 0", 2, false}};
  return all;
}

void run_toys(const Context& context, evidence::Cell& cell) {
  const std::uint64_t repeats = context.effort == Effort::nightly ? 10 : 1;
  std::size_t attacked = 0, pairs = 0;
  for (const Toy& toy : toys())
    for (const std::string weights : {"hashed", "counting", "retrieving", "folding"})
      for (std::uint64_t repeat = 0; repeat < repeats; ++repeat) {
        if (!toy.three_registers && weights != "folding") continue;
        if (context.effort == Effort::smoke && weights != "folding") continue;
        if (context.stopped()) throw Stopped{};
        const std::uint64_t seed = seed_of(context, fmt::format("{}{}{}{}{}", toy.sizes, toy.layers, toy.states, weights, repeat)) >> 2;
        const auto configuration = search::parse_configuration(toy_text(toy, weights, seed));
        const auto machine = search::build(configuration);
        const auto task = search::task_of(configuration);
        context.report(fmt::format("fooling pair for {} {} b={}", weights, toy.layers, toy.message));
        adversaries::AttackBudget budget;
        budget.stop = context.stop;
        Attacked one{configuration, {}, adversaries::attack(*machine, *task, budget, seed + 1), false};
        if (const auto* nothing = adversaries::not_found(one.outcome); nothing && nothing->stopped) throw Stopped{};
        const auto* pair = adversaries::fooling_pair(one.outcome);
        one.refuted = pair && adversaries::confirm_fooling_pair(*machine, *task, *pair);
        ++attacked;
        pairs += one.refuted;
        cell.cases += std::visit([](const auto& r) { return r.cost.evaluations; }, one.outcome);
        const auto inequality = search::bound_of(configuration, *machine);
        cell.evidence.push_back(found(one, fmt::format("{} {} {} (pre, post) = ({}), b = {}: {} < {} {}; {}", toy.family, toy.layers, weights, toy.states, toy.message,
                                                       inequality.left, inequality.right, inequality.holds ? "holds" : "does not hold in this form",
                                                       one.refuted ? fmt::format("fooling pair ({}) after {} evaluations", pair->engine, pair->cost.evaluations)
                                                                   : "no fooling pair found")));
      }
  cell.sizes = {{"shapes", std::to_string(toys().size())}, {"models", std::to_string(attacked)}, {"fooling pairs", std::to_string(pairs)}};
  cell.holds = attacked > 0 && pairs == attacked;
  cell.verdict = cell.holds ? Verdict::refuted : Verdict::unknown;
}

/// Whether a certificate for this evaluation of softmax is refused, with the reason.
Evidence refusal(bounds::SoftmaxEvaluation softmax, bool& refused) {
  Evidence e;
  e.kind = Kind::survey;
  try {
    bounds::require_covered("H2", softmax);
    e.summary = "H2 was issued for " + bounds::name(softmax) + " softmax, where it is false";
    refused = false;
  } catch (const std::invalid_argument& reason) {
    e.summary = bounds::name(softmax) + " softmax is refused: " + reason.what();
  }
  return e;
}

void run_one_layer_less(const Context& context, evidence::Cell& cell) {
  FamilyPlan plan = hybrid_plan("H2");
  FamilyPlan deep = deep_plan("hybrid-L3");
  if (context.effort == Effort::check) {  // the families' own cells attack all of them
    plan.samples_check = plan.samples_smoke;
    deep.samples_check = deep.samples_smoke;
  }
  Context few = context;
  few.effort = Effort::smoke;
  plan.smoke_configurations = deep.smoke_configurations = 4;
  attack_family(few, plan, cell);
  bool holds = cell.holds;
  attack_family(few, deep, cell);
  holds = holds && cell.holds;
  bool refused = true;
  for (auto softmax : {bounds::SoftmaxEvaluation::TwoPass, bounds::SoftmaxEvaluation::RightToLeft}) cell.evidence.push_back(refusal(softmax, refused));
  const bounds::Values example = {{"message-bits", "160"}, {"pre-bits", "2304"}, {"post-bits", "2304"}};
  if (context.effort != Effort::smoke) cell.evidence.push_back(least_n("H2", example, "L = 2, one full layer, H=1, d=8, p=16 (online softmax: b = 160), 2304 state bits each side"));
  cell.evidence.push_back(least_n("YHLWL", {{"hdp", "64"}, {"L", "2"}}, "the asymptotic theorem for hybrids at L = 2, Hdp = 64: vacuous"));
  cell.evidence.push_back(least_n("CPW", {{"hdp", "64"}, {"L", "2"}}, "the asymptotic theorem for full attention at L = 2, Hdp = 64: vacuous"));
  cell.sizes.push_back({"two-pass", refused ? "counts as two layers: certificates refused" : "NOT refused"});
  cell.holds = holds && refused;
  cell.verdict = cell.holds ? Verdict::refuted : Verdict::unknown;
}

}  // namespace

std::vector<CellPlan> direct_cells() {
  const std::string asymptotic = "Theorem YHLWL needs Hdp <= n^(2^(-4L-2)); theorem G and H3 have finite n*, beyond any run with real states.";
  const auto h3 = [](evidence::Cell& cell) {
    cell.evidence.push_back(least_n("H3", {{"message-bits", "32"}, {"pre-bits", "64"}, {"mid-bits", "64"}, {"post-bits", "64"}}, "L = 3, two full layers, b = 32, 64 state bits in each group"));
  };
  const auto asymptotic_n = [](const std::string& theorem, int L) {
    return [=](evidence::Cell& cell) {
      cell.evidence.push_back(least_n(theorem, {{"hdp", "64"}, {"L", std::to_string(L)}}, fmt::format("asymptotic theorem at L = {}, Hdp = 64", L)));
    };
  };
  std::vector<CellPlan> cells;
  cells.push_back(deep_cell("hybrid/composition/L3-two-full-layers", "hybrid attention", 3, "hybrid-L3", asymptotic, h3));
  cells.push_back(deep_cell("hybrid/composition/L4-three-full-layers", "hybrid attention", 4, "hybrid-L4", asymptotic, asymptotic_n("YHLWL", 4)));
  cells.push_back(deep_cell("full/composition/L3-three-layers", "full attention", 3, "full-L3", "Theorem CPW needs Hdp <= n^(2^(-4L)).", asymptotic_n("CPW", 3)));
  cells.push_back(deep_cell("full/composition/L4-four-layers", "full attention", 4, "full-L4", "Theorem CPW needs Hdp <= n^(2^(-4L)).", asymptotic_n("CPW", 4)));
  CellPlan pairs{"hybrid/composition/toy-fooling-pairs", "hybrid attention", "L-SeqComp", "The proofs of F1, H2 and F2 are constructive at toy size: a fooling pair for every toy stack below its bound.",
                 "bounds.md section 7: stacks with exact bit counts and seeded random weights (hash layers, decayed counters, retrieval, generic folds). The adversary builds the classes of the proof, "
                 "collides inside the subcube, and the pair is confirmed by running the whole model on both inputs. Beyond toy size the inequality is an existence statement.",
                 run_toys};
  cells.push_back(std::move(pairs));
  CellPlan less{"hybrid/composition/one-full-layer-less-fails", "hybrid attention", "L-SeqComp",
                "A recurrent layer and L full layers solve L-SeqComp; the shipped stacks with L-1 full layers do not (L = 2 by H2, L = 3 attacked directly; online softmax, first key to last).",
                "L = 2 stands under theorem H2; for L = 3 nothing is called impossible. A two-pass softmax layer is two one-pass layers (Theorem 2P), so for it the count of full layers doubles and the "
                "certificate is refused. The asymptotic theorems' n* are printed beside the finite ones.",
                run_one_layer_less};
  cells.push_back(std::move(less));
  return cells;
}

}  // namespace attest::hierarchy
