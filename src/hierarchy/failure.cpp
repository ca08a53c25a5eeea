// The failing cells whose families stand under a theorem that bites: E, T, LL, S, F1, H2, H2+, F2.
#include "hierarchy/failure.hpp"

#include "hierarchy/failure_family.hpp"
#include "hierarchy/failure_plans.hpp"

namespace attest::hierarchy {
namespace {

const char* const what_is_shown =
    "Below the bound every model of the class fails: that is the inequality, evaluated with the bits that each machine reports. "
    "What the run adds is one concrete input per configuration (a wrong answer, or two inputs that give the answering token the same bits and need "
    "different answers), found by an adversary that sees only the machine's interface, and confirmed by running the whole model again. "
    "The share of right answers on uniform inputs shows that the configurations are no straw men. The control is the same design at capacity, where the "
    "same adversary must find nothing on all inputs.";

CellPlan family_cell(const std::string& name, const std::string& architecture, const std::string& task, const std::string& claim, const std::string& proof,
                     const std::vector<FamilyPlan>& plans, const std::vector<std::string>& controls, const std::string& softmax = "") {
  CellPlan cell{name, architecture, task, claim, proof + " " + what_is_shown, {}};
  cell.run = [=](const Context& context, evidence::Cell& result) {
    bool holds = true;
    for (const FamilyPlan& plan : plans) {
      attack_family(context, plan, result);
      holds = holds && result.holds;
    }
    bool controlled = true;
    for (const std::string& control : controls) controlled = control_at_capacity(context, control, result) && controlled;
    if (!softmax.empty()) result.evidence.push_back({evidence::Kind::survey, softmax, {}});
    result.sizes.push_back({"control", controlled ? "at capacity the same adversary finds nothing" : "FAILED: the design at capacity does not survive"});
    result.holds = holds && controlled;
    result.verdict = result.holds ? evidence::Verdict::refuted : evidence::Verdict::unknown;
  };
  return cell;
}

const char* const softmax_note =
    "softmax: online, keys first to last (and naive left to right): a prefix of keys reaches a later query as one accumulator. Two-pass softmax is refused "
    "here: its maximum carries facts about later keys back, and the theorem is false for it (construction 14).";

}  // namespace

std::vector<CellPlan> failure_cells() {
  std::vector<CellPlan> cells;
  cells.push_back(family_cell("linear/eva/fails", "linear attention", "Eva", "Every shipped recurrent model with fewer than n lg n state bits, chain of thought included, is wrong on some input.",
                              "Theorem E: with s < lg(n^n) bits two functions share the state after the n items, and every later state, generated tokens included, is a function of it.",
                              {eva_plan("E")}, {"e"}));
  cells.push_back(family_cell("linear/two-sum/fails", "linear attention", "2-Sum", "Every shipped recurrent model with fewer than lg C(U,n) state bits, chain of thought included, is wrong on some input.",
                              "Theorem T: two n-subsets of {1..U} share the state; ask for a value that only one of them holds.", {two_sum_plan("T")}, {"t"}));
  cells.push_back(family_cell("log-linear/eva/fails", "log-linear attention", "Eva", "Every shipped log-linear model whose live levels hold fewer than n lg n bits is wrong on some input.",
                              "Theorem LL: after n tokens popcount(n) levels are live, so n = 2^k - 1 is the model's best case and n = 2^k its worst; below the bound two functions share them all.",
                              {eva_plan("LL-Eva")}, {"ll-eva"}));
  cells.push_back(family_cell("log-linear/two-sum/fails", "log-linear attention", "2-Sum", "Every shipped log-linear model whose live levels hold fewer than lg C(U,n) bits is wrong on some input.",
                              "Theorem LL with theorem T's counting.", {two_sum_plan("LL-2-Sum")}, {"ll-2-sum"}));
  cells.push_back(family_cell("sparse/two-sum/fails", "(B,k)-sparse attention", "2-Sum", "Every shipped sparse layer with messages of fewer than lg C(U,B) bits is wrong on some input (n = 64, B = 4..16, k = 1..3).",
                              "Theorem S: two B-sets A, A' share a message, v in A only; fill all blocks with A', ask for -v, and replace a block that is not read by A.",
                              {sparse_plan()}, {"s"}));
  cells.push_back(family_cell("full/composition/L1-one-layer-fails", "full attention", "L-SeqComp", "L = 1: every shipped single full layer whose accumulator has fewer than m lg m bits is wrong on some input.",
                              "Theorem F1: w's query does not depend on z_0, so one message must answer for all m values of z_0.", {one_full_plan()}, {"f1"}, softmax_note));
  cells.push_back(family_cell("full/composition/two-layers-fail", "full attention", "L-SeqComp", "L = 2: every shipped stack of two full layers below F2's bound is wrong on some input, and at these sizes no model below it is right on 95% of uniform inputs.",
                              "Theorem F2 (bounds.md section 3). No configuration here is strong, because none can be: theorem F2U (attest bound f2-uniform) excludes 95% of uniform inputs for every model "
                              "that F2 allows at these sizes, by an inequality per size. w's first accumulator knows 2b/m bits about the answer on average, and its second names one of 2^b answers. "
                              "Each share stands beside the least one that F2U excludes at the model's own bits.",
                              {two_full_plan()}, {"f2"}, softmax_note));
  cells.push_back(family_cell("hybrid/composition/fails", "hybrid attention", "L-SeqComp", "L = 2: every shipped hybrid with one full layer below the bounds H2 and H2+ is wrong on some input.",
                              "Theorems H2 and H2+ (bounds.md sections 1 and 4): the query of w at the one full layer cannot depend on z_1(z_0), so n_1 messages must hold whole rows of z_2.",
                              {hybrid_plan("H2"), hybrid_plan("H2+")}, {"h2", "h2-plus"}, softmax_note));
  for (CellPlan& cell : direct_cells()) cells.push_back(std::move(cell));
  return cells;
}

}  // namespace attest::hierarchy
