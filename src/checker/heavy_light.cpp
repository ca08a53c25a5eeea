// Why: a weight that is no hit's is at most light, so den is at most F(k, n-k) with k hits; num never falls below the sum of
// the hits' terms, which must not be 0. Both are numbers of the accumulator, so den <= 2·num says that the exact quotient is at least 1/2.
// any-of: num = the sum of the heavy terms alone, and without a bit num = 0.
//
// Relative: all terms are numbers of the accumulator, where an addition errs by a factor within 1±u (sums of subnormal numbers are exact), so
// a sum whose terms lie K additions deep is within (1±u)^K of exact, between 1-Ku and 1/(1-Ku). Of first + k·heavy + (n-k)·light <=
// 2k·heavy·(1-Ku)² the right side grows faster with k where it holds for k = 1. A rescaling is one rounding more, and may lose η.
//
// Absorbed: P = all light terms together, in the order of sums: no sum of some of them is larger. If heavy + 2P is rounded to heavy then P is
// less than half a unit of heavy, and of every larger number, so adding such a sum changes none of them.
#include "checker/heavy_light.hpp"

#include "checker/interval.hpp"
#include "checker/rationals.hpp"
#include "checker/repeated.hpp"

namespace attest::checker {
namespace {

constexpr long reach = 1024;

mpq_class power_of_two(long exponent) {
  mpq_class x = 1;
  if (exponent >= 0) mpq_mul_2exp(x.get_mpq_t(), x.get_mpq_t(), static_cast<mp_bitcnt_t>(exponent));
  else mpq_div_2exp(x.get_mpq_t(), x.get_mpq_t(), static_cast<mp_bitcnt_t>(-exponent));
  return x;
}
mpq_class number(std::size_t n) { return mpq_class(static_cast<unsigned long>(n)); }

}  // namespace

Terms plain_terms(const Real& heavy, const Real& light, std::size_t n, const std::optional<Real>& first) { return {first, light, {}, light, heavy, n}; }
Terms online_terms(const Real& light, std::size_t n) { return {{}, whole(1), light, light, whole(1), n}; }

std::optional<mpq_class> relative_value(const Real& x, long scale) {
  if (x.is_zero() || binary_exponent(x) - scale < -reach || binary_exponent(x) - scale > reach) return std::nullopt;
  return rational(scaled(x, -scale));
}

std::optional<mpq_class> relative_bound(const Real& x, long scale) {
  if (x.is_zero() || binary_exponent(x) - scale < -reach) return power_of_two(-reach);
  return relative_value(x, scale);
}

TermSums::TermSums(const Arithmetic& a, const Terms& terms) : a_(a), terms_(terms), scale_(terms.heavy.is_zero() ? 0 : binary_exponent(terms.heavy)) {}

void TermSums::rows(std::size_t heavy_terms, const std::function<std::size_t(std::size_t)>& most_light, const Visit& visit) const {
  std::vector<Real> row{terms_.first ? a_.convert(*terms_.first) : a_.integer(0)};
  while (row.size() <= most_light(0)) row.push_back(a_.add(row.back(), terms_.early));
  if (terms_.rescale)
    for (Real& sum : row) sum = a_.mul(sum, *terms_.rescale);
  if (!visit(0, row)) return;
  Real late;
  for (std::size_t i = 1; i <= heavy_terms; ++i) {
    row.resize(std::min(row.size(), most_light(i) + 1));
    for (std::size_t j = 0; j < row.size(); ++j) {
      a_.accumulate(row[j], terms_.heavy);  // F(i-1, j) + heavy
      if (j == 0) continue;
      late = row[j - 1];
      a_.accumulate(late, terms_.light);
      if (less(row[j], late)) mpfr_swap(row[j].get(), late.get());
    }
    if (!visit(i, row)) return;
  }
}

bool TermSums::absorbed() const {
  if (terms_.first || a_.sums() == Sums::exact) return false;
  Real together = repeated_sum(a_, terms_.early, static_cast<std::int64_t>(terms_.n));
  if (terms_.rescale) together = a_.mul(together, *terms_.rescale);
  if (less(together, terms_.light)) return false;
  return equal(a_.add(terms_.heavy, scaled(together, 1)), terms_.heavy);
}

mpq_class TermSums::slack() const {
  const std::size_t deep = a_.additions_deep(terms_.n + (terms_.first ? 1 : 0)) + (terms_.rescale ? 1 : 0);
  return 1 - number(deep) * a_.unit();
}

std::optional<mpq_class> TermSums::relative(std::size_t hits) const {
  const mpq_class left = slack();
  const auto heavy = relative_bound(terms_.heavy, scale_), early = relative_bound(terms_.early, scale_), late = relative_bound(terms_.light, scale_);
  const auto first = terms_.first ? relative_bound(*terms_.first, scale_) : std::optional<mpq_class>(0);
  if (left <= 0 || !heavy || !early || !late || !first) return std::nullopt;
  mpq_class before = *first, light = *late;
  if (terms_.rescale) {
    const mpq_class rescale = *relative_bound(*terms_.rescale, 0);
    before *= rescale;
    if (!a_.unbounded()) before += a_.underflow() * power_of_two(-scale_);
    light = std::max<mpq_class>(light, *early * rescale);
  }
  const mpq_class sum = (before + number(hits) * *heavy + number(terms_.n - hits) * light) / left;
  if (a_.unbounded()) return sum;
  const mpq_class largest = rational(a_.largest()) * power_of_two(-scale_);
  if (sum > largest || (terms_.rescale && (*first + number(terms_.n) * *early) / left > largest)) return std::nullopt;
  return sum;
}

std::optional<mpq_class> TermSums::relative_least(std::size_t hits, const Real& others) const {
  const auto heavy = relative_value(terms_.heavy, scale_), other = relative_value(others, scale_);
  if (!heavy || !relative(terms_.n)) return std::nullopt;
  return mpq_class((number(hits) * *heavy + number(terms_.n - hits) * other.value_or(mpq_class(0))) * slack());
}

/// Unbounded exponents are shifted past the rational.
Real TermSums::rounded(const mpq_class& bound) const {
  return a_.unbounded() ? scaled(a_.rational(bound), scale_) : a_.rational(bound * power_of_two(scale_));
}

bool TermSums::win_at_once(std::size_t most) const {
  if (terms_.heavy.is_zero()) return false;
  if (absorbed()) {
    repeated_sum(a_, terms_.heavy, static_cast<std::int64_t>(terms_.n));  // the largest sum is defined
    return true;
  }
  const auto den = relative(1), heavy = relative_value(terms_.heavy, scale_);
  return den && heavy && relative(most) && *den <= 2 * *heavy * slack();
}

bool TermSums::win_by_rows(std::size_t most) const {
  Real hits = a_.integer(0);
  bool win = true;
  rows(most, [&](std::size_t k) { return terms_.n - k; }, [&](std::size_t k, const std::vector<Real>& sums) {
    if (k == 0) return true;
    a_.accumulate(hits, terms_.heavy);
    return win = hits.sign() > 0 && !less(scaled(hits, 1), sums[terms_.n - k]);
  });
  return win;
}

bool TermSums::some_bound(std::size_t hits, double most_work, const std::function<bool(const Real&)>& enough) const {
  if (absorbed()) return enough(repeated_sum(a_, terms_.heavy, static_cast<std::int64_t>(hits)));
  if (const auto bound = relative(hits); bound && enough(rounded(*bound))) return true;  // a sum at most the bound is at most its rounding
  if (!has_rows()) return false;
  require_work(2 * static_cast<double>(hits + 1) * static_cast<double>(terms_.n + 1), most_work);
  Real top;
  rows(hits, [&](std::size_t) { return terms_.n - hits; }, [&](std::size_t, const std::vector<Real>& sums) { return top = sums.back(), true; });
  return enough(top);
}

void require_heavy_light(const Plan& plan) {
  if (plan.weights_first || plan.last_to_first) throw NotEstablished("heavy-light is about a quotient, keys first to last");
  if (!plan.accumulator.contains(plan.weight)) throw NotEstablished("weights need not be numbers of the accumulator");
  if (!plan.input.holds(whole(1))) throw NotEstablished("1 is no number of the input format");
  if (!plan.output.holds(one_half())) throw NotEstablished("1/2 is no number of the output format");
}

void require_weight_one(const Plan& plan, const Real& score) {
  if (!equal(plan.weigh(score, score), whole(1))) throw NotEstablished("online, e^0 must be 1");
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
  const Real zero = plan.input.integer(0), one = plan.input.integer(1);
  const Real heavy_score = plan.score.dot({plan.input.convert(beta)}, {one}), light_score = plan.score.dot({plan.input.convert(beta)}, {zero});
  plan.require_span(light_score, heavy_score);
  if (plan.online) require_weight_one(plan, heavy_score);
  const Real light = plan.weigh(light_score, heavy_score);
  const TermSums sums(plan.accumulator, plan.online ? online_terms(light, N) : plain_terms(plan.weigh(heavy_score, heavy_score), light, N));
  if (!sums.win_at_once(bits)) {
    if (sums.has_rows()) require_work(static_cast<double>(N) * static_cast<double>(bits) * 2, plan.most_work);
    if (!sums.has_rows() || !sums.win_by_rows(bits)) throw NotEstablished(what + " can be answered wrongly");
  }
  // No bit: num = 0, and den must not be.
  if (repeated_sum(plan.accumulator, plan.weigh(light_score, light_score), static_cast<std::int64_t>(N)).is_zero()) throw NotEstablished(what + " is undefined without one");
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
