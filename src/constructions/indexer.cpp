// The comparisons of construction 13: of the M² scores, those that could reach the match's.
#include "constructions/indexer.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include "constructions/pieces.hpp"
#include "constructions/sums.hpp"
#include "evidence/certificate.hpp"

namespace attest::constructions {

namespace {

double absolute_unit(const Emulated& a) { return a.format.unbounded ? 0 : arithmetic::to_double(smallest_positive(a.format)); }

/// The error E of a score (indexer.hpp); infinity where it is not bounded.
double score_error(const attention::Plan<Emulated>& plan) {
  constexpr double unknown = std::numeric_limits<double>::infinity();
  const Emulated &in = plan.input, &score = plan.score;
  if (!in.format.has_negative || !score.format.has_negative || in.from_integer(1) != arithmetic::number_from_integer(1)) return unknown;
  const double u = unit_roundoff(in).to_double(), v = absolute_unit(in), U = unit_roundoff(score).to_double(), V = absolute_unit(score);
  const double E = 4 * (u + v) + 2 * (U + V) + 2 * U * (1 + U + V) + V;
  if (!score.format.unbounded && arithmetic::to_double(largest_finite(score.format, false)) < 1.001 + E) return unknown;
  return E + 1e-12 * (1 + E);  // thousands of times what doubles err here and in the cosines
}

/// Index scores of the values 0..M-1, whose codes are computed when they are asked for.
class Scores {
 public:
  Scores(const attention::Plan<CachedEmulated>& plan, std::int64_t M) : model_(indexer_model(plan, M)), drives_(static_cast<std::size_t>(M)) {}
  Number operator()(std::int64_t x, std::int64_t y) { return model_.layer.score(drive(x), {drive(y).key, {}, {}}); }

 private:
  const attention::Drive<CachedEmulated>& drive(std::int64_t x) {
    auto& known = drives_[static_cast<std::size_t>(x)];
    if (!known) known = model_.project({1, x}, 0);
    return *known;
  }
  attention::SparseModel<CachedEmulated> model_;
  std::vector<std::optional<attention::Drive<CachedEmulated>>> drives_;
};

/// The first (x, y) whose index score is not below the match's, y from the match outwards; {0, 0} when there is none.
std::pair<std::int64_t, std::int64_t> preferred(const attention::Plan<Emulated>& plan, std::int64_t M, std::uint64_t& cases) {
  Scores score(cached(plan), M);
  const double E = score_error(plan);
  std::vector<double> most;  // [d]: no score at distance d or more exceeds it
  for (std::int64_t d = 0; 2 * d <= M; ++d) most.push_back(std::cos(2 * std::numbers::pi * static_cast<double>(d) / static_cast<double>(M)) + E);
  for (std::int64_t x = 1; x < M; ++x) {
    if (2 * x == M) continue;
    const Number match = score(x, M - x);
    const double enough = match.is_zero() ? -1 : arithmetic::to_double(match);
    for (std::int64_t d = 1; 2 * d <= M && !(most[static_cast<std::size_t>(d)] < enough); ++d)
      for (const std::int64_t y : {(2 * M - x + d) % M, (2 * M - x - d) % M}) {
        if (y == 0 || 2 * y == M) continue;
        ++cases;
        if (compare(score(x, y), match) != arithmetic::Order::less) return {x, y};
      }
  }
  return {0, 0};
}

/// Real scores are cos(2*pi*d/M) and fall with the distance d, so that of the neighbours decides for all.
bool neighbours_score_less(std::int64_t M) {
  return arithmetic::decide([&](const auto& a) { return certainly_less(a, a.cos_turn(1, M), a.from_integer(1)); }).value.value_or(false);
}

}  // namespace

Proof prove_indexer(const Setting& setting, std::int64_t n, std::int64_t M) {
  Proof proof;
  proof.inputs = tasks::TwoSum(tasks::TwoSum::Form::query, n, M).count_text();
  proof.certificate = evidence::certificate("all-inputs", "claim indexer-two-sum\nM " + std::to_string(M) + "\nn " + std::to_string(n) + "\n" +
                      arithmetic_block(setting) + "method derivation\n");
  try {
    if (setting.exact) {
      proof.extremal_cases = 1;
      if (!neighbours_score_less(M)) proof.reason = "undecided at 4096 bits";
    } else {
      const auto [query, value] = preferred(setting.plan, M, proof.extremal_cases);
      // A digit that is read must be 0 or 1 in every role that it passes.
      for (const Emulated* a : {&setting.plan.input, &setting.plan.accumulator, &setting.plan.output})
        if (a->from_integer(1) != arithmetic::number_from_integer(1)) proof.reason = "1 is no number of the format";
      if (query != 0) {
        proof.reason = "query " + std::to_string(query) + " prefers " + std::to_string(value) + " to its match";
        proof.killing.assign(static_cast<std::size_t>(n), {1, value});
        if (n > 1) proof.killing.back() = {1, M - query};
        proof.killing.push_back({0, query});
      }
    }
    proof.holds = proof.reason.empty();
  } catch (const arithmetic::Undefined& problem) {
    proof.reason = problem.what();
  }
  return proof;
}

}  // namespace attest::constructions
