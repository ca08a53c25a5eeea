#include "constructions/distance_classes.hpp"

#include <algorithm>

#include "constructions/pieces.hpp"

namespace attest::constructions {
namespace {

using arithmetic::Rational;
using arithmetic::Rounding;
using Order = arithmetic::SumOrder::Kind;
using Plan = attention::Plan<StrictEmulated>;

/// Rounded sums are monotone in their parts, so the extremes of a sum of two parts are sums of extremes.
class Ranges {
 public:
  Ranges(const StrictEmulated& score, const Number& beta, const Number& one, int digits) : score_(score), beta_(beta), one_(one), most_(static_cast<std::size_t>(digits)) {}

  ScoreRange of(std::size_t places) {
    switch (score_.order.kind) {
      case Order::left_to_right:
      case Order::exact: return matches(most_, score_);
      case Order::pairwise: return halves(places);
      case Order::blocked: break;
    }
    StrictEmulated within = score_;
    within.order = {};
    const std::size_t block = std::min<std::size_t>(score_.order.block, places);
    ScoreRange total = matches(std::min(block, most_), within);
    for (std::size_t done = block; done < places; done += block) total = join(total, matches(std::min({block, places - done, most_}), within));
    return total;
  }

 private:
  ScoreRange matches(std::size_t most, const StrictEmulated& score) const {
    std::vector<Number> sums;
    for (std::size_t m = 0; m <= most; ++m) sums.push_back(m == 0 ? score.zero() : score.dot(std::vector<Number>(m, beta_), std::vector<Number>(m, one_)));
    return {sums, sums};
  }
  ScoreRange halves(std::size_t places) {
    if (places == 1) return matches(1, score_);
    if (const auto found = known_.find(places); found != known_.end()) return found->second;
    const ScoreRange both = join(halves(places / 2), halves(places - places / 2));
    return known_.emplace(places, both).first->second;
  }
  ScoreRange join(const ScoreRange& x, const ScoreRange& y) const {
    ScoreRange both;
    for (std::size_t m = 0; m <= std::min(most_, x.least.size() + y.least.size() - 2); ++m)
      for (std::size_t i = m < y.least.size() ? 0 : m - y.least.size() + 1; i <= std::min(m, x.least.size() - 1); ++i) {
        const Number low = score_.add(x.least[i], y.least[m - i]), high = score_.add(x.largest[i], y.largest[m - i]);
        if (both.least.size() == m) both.least.push_back(low), both.largest.push_back(high);
        if (at_most(low, both.least[m])) both.least[m] = low;
        if (at_most(both.largest[m], high)) both.largest[m] = high;
      }
    return both;
  }

  StrictEmulated score_;
  Number beta_, one_;
  std::size_t most_;
  std::map<std::size_t, ScoreRange> known_;
};

Rational rational(const Number& x) {
  if (!x.is_zero() && (x.exponent >= 1 << 20 || x.exponent < -(1 << 20))) throw arithmetic::Undefined("a number beyond 2^(2^20) in a rational bound");
  return Rational::from_number(x);
}

/// Λ: `others` keys by distance, as near as distinct codes can be; `weights` of distances 1..D do not grow.
Rational weight_of_others(const std::vector<Rational>& weights, std::uint64_t others) {
  Rational total;
  std::int64_t codes = 1;
  const auto D = static_cast<std::int64_t>(weights.size());
  for (std::int64_t d = 1; d <= D && others > 0; ++d) {
    codes = codes * (D - d + 1) / d;
    const std::uint64_t here = d == D ? others : std::min(others, static_cast<std::uint64_t>(codes));
    total += Rational(static_cast<std::int64_t>(here)) * weights[static_cast<std::size_t>(d - 1)];
    others -= here;
  }
  return total;
}

std::vector<Rational> weights_by_distance(const Plan& plan, const ScoreRange& scores) {
  std::vector<Rational> weights;
  const std::size_t D = scores.least.size() - 1;
  for (std::size_t d = 1; d <= D; ++d) weights.push_back(rational(weight_of(plan, scores.largest[D - d], scores.least[D])));
  return weights;
}

/// online: what becomes of a weight on the way, from one maximum to the next, down to the hit's: the largest product of factors.
std::vector<Rational> chains_by_distance(const Plan& plan, const ScoreRange& scores) {
  std::vector<Rational> chains{1};
  const std::size_t D = scores.least.size() - 1;
  for (std::size_t d = 1; d <= D; ++d) {
    Rational most;
    for (std::size_t nearer = 0; nearer < d; ++nearer)
      most = std::max(most, rational(weight_of(plan, scores.least[D - d], scores.least[D - nearer])) * chains[nearer]);
    chains.push_back(most);
  }
  for (std::size_t d = D; d-- > 1;) chains[d] = std::max(chains[d], chains[d + 1]);
  chains.erase(chains.begin());
  return chains;
}

bool read_right(const Plan& plan, const Rational& one, const Rational& zero) {
  const auto reads = [&](const Rational& y) { return reads_one<Emulated>(plan.output, round_to(plan.output.format, plan.output.rounding, y), half()); };
  return zero < Rational(1) && reads(one) && !reads(zero);
}

/// G·(1+u)^D(Λ + Dη) is the most of the other keys: G for additions, and at most D rescalings, which round once each and may underflow.
bool online_holds(const Plan& plan, const ScoreRange& scores, std::uint64_t keys) {
  const StrictEmulated& a = plan.accumulator;
  const auto D = static_cast<std::int64_t>(scores.least.size()) - 1;
  const Number one = arithmetic::number_from_integer(1);
  if (scores.least != scores.largest || exponential(plan, plan.weight.zero()) != one) return false;
  require_weights(plan, plan.score.zero(), scores.least.back());
  denominator_sums(plan).copies(one, keys);  // den before the hit, relative to another maximum, is a sum of at most so many ones
  const SumBounds sums = sum_bounds(a, keys);
  Rational rescaled(1);
  for (std::int64_t k = 0; k < D; ++k) rescaled *= Rational(1) + unit_roundoff(a);
  const Rational others = rescaled * (weight_of_others(chains_by_distance(plan, scores), keys - 1) + Rational(D) * underflow_unit(a));
  Rational den = Rational(1) + Rational(2) * sums.most * others;
  if (sums.relative) {
    const Rational all = *sums.relative * (rescaled + others);
    den = a.rounding == Rounding::up ? all : std::min(den, all);
  }
  if (!a.format.unbounded && den > Rational::from_number(largest_finite(a.format, false))) return false;
  return read_right(plan, Rational(1) / den, sums.most * others);
}

bool holds(const Plan& plan, int digits, const Number& beta, std::uint64_t keys) {
  const Number one = plan.input.from_integer(1);
  if (one != arithmetic::number_from_integer(1) || !contained(plan.weight.format, plan.accumulator.format)) return false;
  const auto D = static_cast<std::size_t>(digits);
  const ScoreRange scores = score_range(plan.score, plan.input.convert(beta), one, digits);
  const Number &hit = scores.least[D], &largest_hit = scores.largest[D];
  if (!at_most(scores.largest[D - 1], hit)) return false;
  if (plan.softmax == attention::Softmax::online) return online_holds(plan, scores, keys);
  require_weights(plan, plan.score.zero(), largest_hit);
  const Rational h = rational(weight_of(plan, hit, hit)), top = rational(weight_of(plan, largest_hit, largest_hit));
  const Rational others = weight_of_others(weights_by_distance(plan, scores), keys - 1);
  if (h.sign() == 0) return false;
  const auto& format = plan.accumulator.format;
  if (!format.unbounded && hit_bounds(plan.accumulator, keys, top, others).den > Rational::from_number(largest_finite(format, false))) return false;
  const auto [den, zero] = hit_bounds(plan.accumulator, keys, h, others);
  return read_right(plan, h / den, zero);
}

}  // namespace

ScoreRange score_range(const StrictEmulated& score, const Number& beta, const Number& one, int digits) {
  return Ranges(score, beta, one, digits).of(2 * static_cast<std::size_t>(digits));
}

SumBounds sum_bounds(const StrictEmulated& accumulator, std::uint64_t keys) {
  const Rational one(1), u = unit_roundoff(accumulator);
  const std::uint64_t K = additions_deep(accumulator.order, keys);
  SumBounds bounds;
  if (K <= 64) {
    bounds.least = bounds.relative = one;
    for (std::uint64_t k = 0; k < K; ++k) *bounds.least *= one - u, *bounds.relative *= one + u;
  } else if (const Rational Ku = Rational(static_cast<std::int64_t>(K)) * u; Ku < one) {
    bounds.least = one - Ku, bounds.relative = one / *bounds.least;
  }
  std::optional<Rational> most = bounds.relative;
  const auto order = accumulator.order.kind;
  if (accumulator.rounding != Rounding::up && (order == Order::left_to_right || order == Order::blocked)) {
    const Rational counted(order == Order::blocked ? 4 : 2);
    most = most ? std::min(*most, counted) : counted;
  }
  if (!most) throw arithmetic::Undefined("the accumulator is too coarse for a bound");
  bounds.most = *most;
  return bounds;
}

HitBounds hit_bounds(const StrictEmulated& accumulator, std::uint64_t keys, const Rational& h, const Rational& others) {
  const SumBounds sums = sum_bounds(accumulator, keys);
  HitBounds bounds{h + Rational(2) * sums.most * others, sums.most * others / h};
  if (!sums.relative) return bounds;
  const Rational all = *sums.relative * (h + others);
  bounds.den = accumulator.rounding == Rounding::up ? all : std::min(bounds.den, all);
  if (sums.least->sign() > 0) bounds.zero = std::min(bounds.zero, others / (h + others) * *sums.relative / *sums.least);
  return bounds;
}

bool distance_classes_hold(const Plan& plan, int digits, const Number& beta, std::uint64_t keys) {
  if (plan.normalisation != attention::Normalisation::quotient) return false;
  try {
    return holds(plan, digits, beta, keys);
  } catch (const arithmetic::Undefined&) {
    return false;
  }
}

}  // namespace attest::constructions
