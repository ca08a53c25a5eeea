// The proofs of construction 10, on the mechanisms themselves with two entries.
#include "constructions/capacity.hpp"
#include "evidence/certificate.hpp"

namespace attest::constructions {

std::string to_text(CapacityMechanism mechanism) { return mechanism == CapacityMechanism::linear ? "linear" : "log-linear"; }

Setting capacity_setting(std::int64_t count, const std::string& format) {
  const int width = tasks::width_of(count);
  Setting setting = with_state(finite_setting(format), "ufx(" + std::to_string(width) + ",0)");
  setting.name = format + "+ufx(" + std::to_string(width) + ",0)";
  return setting;
}

std::size_t capacity_state_bits(const Setting& setting, CapacityMechanism mechanism, std::size_t entries, std::size_t n) {
  const auto stack = capacity_eva_stack(setting.plan, mechanism, static_cast<std::int64_t>(entries));
  return stack.layers[0].make_head(0)->state_bits(n);
}

namespace {

/// What the token {0, 0} reads after {1, 0, v} stood among `before` and `after` tokens {1, 1, other}.
std::int64_t read_back(const attention::Stack<CachedEmulated>& stack, std::int64_t v, std::int64_t other, int before, int after) {
  const auto& layer = stack.layers[0];
  auto head = layer.make_head(0);
  const auto absorb = [&](const attention::Representation& x) { head->absorb(layer.project(x, 0, 0)); };
  for (int i = 0; i < before; ++i) absorb({1, 1, i == 0 ? other : 0});
  absorb({1, 0, v});
  for (int i = 0; i < after; ++i) absorb({1, 1, before == 0 && i == 0 ? other : 0});
  const std::vector<std::vector<Number>> outputs{head->step(layer.project({0, 0}, 0, 0))};
  return layer.advance({0, 0}, outputs, 0)[0];
}

Proof prove_values(const Setting& setting, CapacityMechanism mechanism, std::int64_t values) {
  Proof proof;
  proof.holds = true;
  const auto stack = capacity_eva_stack(cached(setting.plan), mechanism, 2);
  try {
    for (std::int64_t v = 0; v < values && proof.holds; ++v)
      for (const std::int64_t other : {std::int64_t{0}, values - 1})
        for (int place = 0; place < 4; ++place) {  // every place among the levels of four tokens
          ++proof.extremal_cases;
          if (read_back(stack, v, other, place, 3 - place) == v) continue;
          proof.holds = false;
          proof.reason = "the value " + std::to_string(v) + " is not read back";
        }
  } catch (const arithmetic::Undefined& problem) {
    proof.holds = false;
    proof.reason = problem.what();
  }
  return proof;
}

}  // namespace

Proof prove_capacity_eva(const Setting& setting, CapacityMechanism mechanism, std::int64_t n) {
  Proof proof = prove_values(setting, mechanism, n);
  proof.inputs = tasks::Evaluation(n).count_text();
  proof.certificate = evidence::certificate("all-inputs", "claim capacity\nmechanism " + to_text(mechanism) + "\nn " + std::to_string(n) + "\n" +
                      arithmetic_block(setting) + "method derivation\n");
  if (proof.holds) return proof;
  const std::int64_t lost = n - 1;
  for (std::int64_t i = 0; i < n; ++i) proof.killing.push_back({1, i, lost});
  proof.killing.push_back({0, 0});
  return proof;
}

Proof prove_capacity_set(const Setting& setting, CapacityMechanism mechanism, std::int64_t n, std::int64_t M, std::int64_t U, std::int64_t entries) {
  if (entries == 0) entries = U;
  if (entries < n) throw std::invalid_argument("a bitmap of n values needs at least n entries");
  Proof proof = prove_values(setting, mechanism, 2);
  proof.inputs = tasks::TwoSum(tasks::TwoSum::Form::query, n, M, U, true).count_text();
  proof.certificate = evidence::certificate("all-inputs", "claim capacity-set\nmechanism " + to_text(mechanism) + "\nU " + std::to_string(U) + "\nM " + std::to_string(M) +
                                                              "\nentries " + std::to_string(entries) + "\nn " + std::to_string(n) + "\n" + arithmetic_block(setting) +
                                                              "method derivation\n");
  if (entries >= U) return proof;
  proof.holds = false;
  proof.reason = "the values 1 and " + std::to_string(entries + 1) + " share an entry";
  for (std::int64_t v = 1; v <= n; ++v) proof.killing.push_back({1, v});
  proof.killing.push_back({0, M - entries - 1});
  return proof;
}

}  // namespace attest::constructions
