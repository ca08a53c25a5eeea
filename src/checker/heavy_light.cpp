// Why: a weight that is no hit's is at most light, so den is at most F(k, n-k) with k hits; num never falls below the sum of
// the hits' terms, which must not be 0. Both are numbers of the accumulator, so den <= 2·num says that the exact quotient is at least 1/2.
// any-of: num = the sum of the heavy terms alone, and without a bit num = 0.
#include "checker/heavy_light.hpp"

#include "checker/interval.hpp"

namespace attest::checker {

void largest_sums(const Arithmetic& a, const Terms& terms, std::size_t heavy_terms, const std::function<std::size_t(std::size_t)>& most_light, const VisitSums& visit) {
  std::vector<Real> row;
  Real late;
  for (std::size_t i = 0; i <= heavy_terms; ++i) {
    row.resize(std::min(row.size(), most_light(i) + 1));
    for (std::size_t j = 0; j < row.size(); ++j) {
      a.accumulate(row[j], terms.heavy);  // F(i-1, j) + heavy
      if (j == 0) continue;
      late = row[j - 1];
      a.accumulate(late, terms.light);
      if (less(row[j], late)) mpfr_swap(row[j].get(), late.get());
    }
    if (i == 0) row.push_back(a.convert(terms.start));
    while (i == 0 && row.size() <= most_light(0)) row.push_back(a.add(row.back(), terms.light));
    if (!visit(i, row)) return;
  }
}

bool heavy_terms_win(const Arithmetic& a, const Terms& terms, std::size_t n, std::size_t most) {
  Real hits = a.integer(0);
  bool win = true;
  largest_sums(a, terms, most, [&](std::size_t k) { return n - k; }, [&](std::size_t k, const std::vector<Real>& sums) {
    if (k == 0) return true;
    a.accumulate(hits, terms.heavy);
    return win = hits.sign() > 0 && !less(scaled(hits, 1), sums[n - k]);
  });
  return win;
}

void require_heavy_light(const Plan& plan) {
  if (plan.online || plan.weights_first || plan.last_to_first || !plan.accumulator.sequential())
    throw NotEstablished("heavy-light is about a quotient of naive or two-pass softmax, left to right, keys first to last");
  if (!plan.accumulator.contains(plan.weight)) throw NotEstablished("weights need not be numbers of the accumulator");
  if (!plan.input.holds(whole(1))) throw NotEstablished("1 is no number of the input format");
  if (!plan.output.holds(one_half())) throw NotEstablished("1/2 is no number of the output format");
}

std::uint64_t establish_any_of(const Plan& plan, std::size_t N, std::size_t bits, const Real& beta) {
  if (beta.sign() <= 0) throw NotEstablished("beta must be positive");
  const std::string what = "whether any of " + std::to_string(N) + " bits is 1";
  if (plan.exact) {
    // One bit against N-1 others: e^beta >= N-1.
    const bool lost = decide([&](const Enclosing& e) { return less(e.exp(interval(beta), plan.base2), interval(static_cast<long>(N) - 1)); });
    if (lost) throw NotEstablished(what + " can be answered wrongly");
    return 1;
  }
  require_heavy_light(plan);
  require_work(static_cast<double>(N) * static_cast<double>(bits) * 2, plan.most_work);
  const Real zero = plan.input.integer(0), one = plan.input.integer(1);
  const Real heavy_score = plan.score.dot({plan.input.convert(beta)}, {one}), light_score = plan.score.dot({plan.input.convert(beta)}, {zero});
  const Terms terms{zero, plan.weigh(heavy_score, heavy_score), plan.weigh(light_score, heavy_score)};
  if (!heavy_terms_win(plan.accumulator, terms, N, bits)) throw NotEstablished(what + " can be answered wrongly");
  // No bit: num = 0, and den is not 0.
  std::vector<bool> none(N);
  if (any_of(plan, none, beta)) throw NotEstablished(what + " is answered 1 without one");
  return bits + 1;
}

bool any_of(const Plan& plan, const std::vector<bool>& bits, const Real& beta) {
  const Real symbols[2] = {plan.input.integer(0), plan.input.integer(1)}, query = plan.input.convert(beta);
  Column scores, values;
  std::uint32_t score[2], value[2];
  for (const int bit : {0, 1}) {
    score[bit] = scores.intern(plan.score.dot({query}, {symbols[bit]}));
    value[bit] = values.intern(symbols[bit]);
  }
  for (const bool bit : bits) {
    scores.push(score[bit]);
    values.push(value[bit]);
  }
  return at_least(heads(plan, scores, {values})[0], one_half());
}

}  // namespace attest::checker
