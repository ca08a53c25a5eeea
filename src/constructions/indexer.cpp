// The M² comparisons of construction 13.
#include "constructions/indexer.hpp"
#include "evidence/certificate.hpp"

namespace attest::constructions {

namespace {

/// The first (x, y) whose index score is not below the match's; {0, 0} when there is none.
template <arithmetic::Arithmetic A>
std::pair<std::int64_t, std::int64_t> preferred(const attention::Plan<A>& plan, std::int64_t M, std::uint64_t& cases) {
  const auto model = indexer_model(plan, M);
  std::vector<attention::Drive<A>> drives;
  for (std::int64_t x = 0; x < M; ++x) drives.push_back(model.project({1, x}, 0));
  for (std::int64_t x = 1; x < M; ++x) {
    if (2 * x == M) continue;
    const auto score = [&](std::int64_t y) {
      return model.layer.score(drives[static_cast<std::size_t>(x)], {drives[static_cast<std::size_t>(y)].key, {}, {}});
    };
    const auto match = score(M - x);
    for (std::int64_t y = 1; y < M; ++y) {
      if (2 * y == M || x + y == M) continue;
      ++cases;
      if (!certainly_less(plan.score, score(y), match)) return {x, y};
    }
  }
  return {0, 0};
}

}  // namespace

Proof prove_indexer(const Setting& setting, std::int64_t n, std::int64_t M) {
  Proof proof;
  proof.inputs = tasks::TwoSum(tasks::TwoSum::Form::query, n, M).count_text();
  proof.certificate = evidence::certificate("all-inputs", "claim indexer-two-sum\nM " + std::to_string(M) + "\nn " + std::to_string(n) + "\n" +
                      arithmetic_block(setting) + "method derivation\n");
  try {
    std::optional<std::pair<std::int64_t, std::int64_t>> wrong;
    if (setting.exact) {
      wrong = arithmetic::decide([&](const auto& a) {
                proof.extremal_cases = 0;
                return preferred(plan_over(setting, a), M, proof.extremal_cases);
              }).value;
    } else {
      wrong = preferred(cached(setting.plan), M, proof.extremal_cases);
      // A digit that is read must be 0 or 1 in every role that it passes.
      for (const Emulated* a : {&setting.plan.input, &setting.plan.accumulator, &setting.plan.output})
        if (a->from_integer(1) != arithmetic::number_from_integer(1)) proof.reason = "1 is no number of the format";
    }
    if (!wrong) proof.reason = "undecided at 4096 bits";
    else if (wrong->first != 0) {
      proof.reason = "query " + std::to_string(wrong->first) + " prefers " + std::to_string(wrong->second) + " to its match";
      proof.killing.assign(static_cast<std::size_t>(n), {1, wrong->second});
      if (n > 1) proof.killing.back() = {1, M - wrong->first};
      proof.killing.push_back({0, wrong->first});
    }
    proof.holds = proof.reason.empty();
  } catch (const arithmetic::Undefined& problem) {
    proof.reason = problem.what();
  }
  return proof;
}

}  // namespace attest::constructions
