// Codes, keys and the all-inputs proof of L-SeqComp.
#include "constructions/composition.hpp"
#include "constructions/class_model.hpp"
#include "evidence/certificate.hpp"

namespace attest::constructions {

using Variant = CompositionVariant;

std::string to_text(CompositionVariant variant) {
  switch (variant) {
    case Variant::full_first: return "full-first";
    case Variant::recurrent_first: return "recurrent-first";
    case Variant::merged: return "merged";
    case Variant::encoder: return "encoder";
    case Variant::chain_of_thought: return "chain-of-thought";
  }
  throw std::logic_error("no such construction");
}

CompositionCodes::CompositionCodes(const tasks::Composition& task) : L(task.L()) {
  for (int l = 0; l < L; ++l) N.push_back(task.N(l));
  tag_width = tasks::width_of(L + 1);
  argument_width = tasks::width_of(N.back());
}

std::int64_t CompositionCodes::code(std::int64_t tag, std::int64_t argument) const {
  return (tag << argument_width) + (argument & ((std::int64_t{1} << argument_width) - 1));
}

std::int64_t CompositionCodes::next(std::int64_t r, std::int64_t u, std::span<const std::int64_t> w) const {
  if (r < 0) return code(0, 0);
  const std::size_t l = static_cast<std::size_t>(r);
  return code(r + 1, r == 0 ? u : w[l - 1] * N[l - 1] + u);
}

std::vector<std::optional<std::int64_t>> composition_keys(const tasks::Composition& task, Variant variant) {
  const CompositionCodes codes(task);
  std::vector<std::optional<std::int64_t>> keys;
  for (int tag = codes.L; tag >= 1; --tag)
    for (std::int64_t a = 0; a < codes.N[static_cast<std::size_t>(tag) - 1]; ++a) keys.emplace_back(codes.code(tag, a));
  if (variant == Variant::recurrent_first) keys.emplace_back();
  else if (variant != Variant::merged) keys.emplace_back(codes.code(0, 0));
  keys.emplace_back();
  return keys;
}

int generated_tokens(const tasks::Composition& task, Variant variant) {
  return variant == Variant::chain_of_thought ? task.L() : 0;
}

tasks::Tokens composition_extremal(const tasks::Composition& task, std::int64_t tag, std::int64_t argument, int digit) {
  if (tag != task.L()) return {};
  const int L = task.L();
  const std::int64_t before = L == 1 ? task.m() : task.N(L - 2);
  const std::int64_t i = argument % before, last_w = argument / before;  // i_{L-1} and w_{L-1}
  std::vector<std::uint64_t> choices{0};
  // z_1..z_{L-1} constant. z_{L-1} takes the value i_{L-1}; the other w are 0.
  for (int l = 1; l < L; ++l) choices.push_back(l + 1 == L ? static_cast<std::uint64_t>(last_w) : 0);
  if (L == 1) choices[0] = static_cast<std::uint64_t>(argument);
  for (int l = 1; l < L; ++l) {
    // w_l N_{l-1} + i_l must exist, and i_{L-1} < N_{L-2} is z_{L-1}'s own range.
    choices.insert(choices.end(), static_cast<std::size_t>(task.N(l - 1)), l + 1 == L ? static_cast<std::uint64_t>(i) : 0);
  }
  for (std::int64_t a = 0; a < task.N(L - 1); ++a) choices.push_back((a == argument) == (digit == 1) ? 1 : 0);
  return task.assemble(choices);
}

std::string composition_lines(const tasks::Composition& task, Variant variant) {
  std::string sizes = "sizes " + std::to_string(task.m());
  for (std::int64_t factor : task.factors()) sizes += " " + std::to_string(factor);
  const std::string claim = variant == Variant::encoder ? "encoder-composition"
                            : variant == Variant::chain_of_thought ? "chain-of-thought" : "composition";
  std::string text = "claim " + claim + "\nL " + std::to_string(task.L()) + "\n" + sizes + "\n";
  if (claim == "composition") {
    text += std::string("order ") + (variant == Variant::merged ? "merged" : "standard") + "\n";
    text += std::string("first ") + (variant == Variant::full_first ? "full" : "recurrent") + "\n";
  }
  return text;
}

namespace {

/// The recurrent layer hands over each z_0: entries are digits 0 or 1, added once to 0, so the m values are all there is.
bool carries(const Setting& setting, std::int64_t m) {
  const auto holds = [&](const auto& plan) {
    using A = std::decay_t<decltype(plan.input)>;
    const auto layer = detail::carry_layer(plan, m);
    for (std::int64_t z0 = 0; z0 < m; ++z0) {
      auto head = layer.make_head(0);
      head->absorb(layer.project({1, 0, 0}, 0, 0));
      head->absorb(layer.project({0, z0}, 1, 0));
      const std::vector<std::vector<typename A::Number>> outputs{head->step(layer.project({-3, -1, 0}, 2, 0))};
      if (layer.advance({-3, -1, 0}, outputs, 2)[2] != z0) return false;
    }
    return true;
  };
  if (!setting.exact) return holds(setting.plan);
  return arithmetic::decide([&](const auto& a) { return holds(plan_over(setting, a)); }).value.value_or(false);
}

void record(Proof& proof, const RowsResult& rows, const std::string& where) {
  proof.extremal_cases += rows.rows;
  proof.holds = proof.holds && !rows.failure;
  if (!rows.failure || !proof.reason.empty()) return;
  proof.reason = where + ": " + to_text(*rows.failure, "token " + std::to_string(rows.failure->hit));
}

/// Encoder: a token that has arrived asks with zeros, so all scores are 0; what it reads is not used, but must be defined, which it is for
/// all values if it is for the largest numerator, digits 1 everywhere but in w. Throws Undefined.
void require_idle_rows(const Setting& setting, std::size_t keys) {
  if (setting.exact) return;
  const auto plan = strict(setting.plan);
  const std::vector<Number> ones{plan.input.from_integer(1)}, zeros{plan.input.zero()};
  std::vector<KeyRun> row{{plan.score.zero(), &ones, keys - 1}, {plan.score.zero(), &zeros, 1}};
  if (plan.key_order == attention::KeyOrder::last_to_first) std::swap(row[0], row[1]);
  attend_runs(plan, row);
}

void prove_all_rows(const Setting& setting, const tasks::Composition& task, Variant variant, const Number& beta, Method method, Proof& proof) {
  const CompositionCodes codes(task);
  auto keys = composition_keys(task, variant);
  if (variant == Variant::encoder && codes.L > 1) {
    std::vector<std::optional<std::int64_t>> one_key(keys.size());
    one_key.back() = 1;
    record(proof, prove_rows(setting, one_key, 1, beta, {}, method), "the layer that fetches w");
  }
  if (variant == Variant::encoder) require_idle_rows(setting, keys.size());
  for (int generated = 0; generated <= generated_tokens(task, variant); ++generated) {
    if (generated > 0) keys.emplace_back();
    const RowsResult rows = prove_rows(setting, keys, codes.digits(), beta, {}, method);
    record(proof, rows, "retrieval");
    if (!rows.failure || rows.failure->undecided || !proof.killing.empty()) continue;
    const std::int64_t code = *keys[rows.failure->hit];
    const std::int64_t tag = code >> codes.argument_width;
    proof.killing = composition_extremal(task, tag, code - (tag << codes.argument_width), rows.failure->digit);
  }
}

}  // namespace

Proof prove_composition(const Setting& setting, const tasks::Composition& task, Variant variant, const Number& beta, Method method) {
  // One method for all layers of a certificate: as the longest row needs.
  if (method == Method::automatic)
    method = task.length() + static_cast<std::size_t>(generated_tokens(task, variant)) > most_rows_keys ? Method::bounded : Method::rows;
  Proof proof;
  proof.inputs = task.count_text();
  proof.certificate = evidence::certificate("all-inputs", composition_lines(task, variant) + "beta " + arithmetic::to_text(beta) + "\n" + arithmetic_block(setting) + method_line(method) + "\n");
  proof.holds = true;
  try {
    prove_all_rows(setting, task, variant, beta, method, proof);
    if (variant == Variant::recurrent_first) {
      proof.extremal_cases += static_cast<std::uint64_t>(task.m());
      if (!carries(setting, task.m())) proof.holds = false, proof.reason = "the recurrent layer loses z_0";
    }
  } catch (const arithmetic::Undefined& problem) {
    proof.holds = false;
    proof.reason = problem.what();
    if (proof.killing.empty()) proof.killing = composition_extremal(task, task.L(), 0, 1);
  }
  return proof;
}

}  // namespace attest::constructions
