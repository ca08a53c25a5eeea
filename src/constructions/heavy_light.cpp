#include "constructions/heavy_light.hpp"

#include "constructions/pieces.hpp"

namespace attest::constructions {
namespace {

using arithmetic::Rational;

constexpr int reach = 1024;

Number one() { return arithmetic::number_from_integer(1); }
Rational count(std::uint64_t n) { return Rational(static_cast<std::int64_t>(n)); }
/// A number's value over 2^scale, whatever its size.
Rational over(Number x, std::int64_t scale) {
  if (!x.is_zero()) x.exponent -= static_cast<std::int32_t>(scale);
  return Rational::from_number(x);
}

}  // namespace

std::optional<Rational> relative_above(const Number& x, std::int64_t scale) {
  if (x.is_zero() || x.exponent - scale < -reach) return Rational(1).scaled(-reach);
  return relative_exactly(x, scale);
}

std::optional<Rational> relative_exactly(const Number& x, std::int64_t scale) {
  if (x.is_zero() || x.exponent - scale < -reach || x.exponent - scale > reach) return std::nullopt;
  return over(x, scale);
}

std::string heavy_light_violation(const attention::Plan<Emulated>& plan) {
  if (plan.normalisation != attention::Normalisation::quotient) return "weights normalised first are not covered";
  if (!contained(plan.weight.format, plan.accumulator.format)) return "numbers of the weight's format are missing in the accumulator's";
  if (round_to(plan.output.format, arithmetic::Rounding::toward_zero, half()) != half()) return "1/2 is no number of the output's format";
  return {};
}

HeavyLightSums::HeavyLightSums(const StrictEmulated& accumulator, const HeavyLight& terms) : a_(accumulator), terms_(terms), heavy_(terms.heavy) {}

bool HeavyLightSums::has_rows() const { return a_.order.kind == arithmetic::SumOrder::Kind::left_to_right && terms_.n <= 4096; }

bool HeavyLightSums::absorbed() const {
  if (terms_.first || a_.order.kind == arithmetic::SumOrder::Kind::exact) return false;
  Number together = OrderedSums(a_, false).copies(terms_.early, terms_.n);
  if (terms_.rescale) together = a_.mul(together, *terms_.rescale);
  if (!at_most(terms_.light, together)) return false;
  // Twice as much does not move a heavy term: then `together` is less than half a unit, no tie moves any number from there on.
  if (!together.is_zero()) ++together.exponent;
  return a_.add(heavy_, together) == heavy_;
}

/// An addition for every term before the last, or the depth of the tree, and one rescaling.
Rational HeavyLightSums::slack() const {
  return Rational(1) - count(additions_deep(a_.order, terms_.n + (terms_.first ? 1 : 0)) + (terms_.rescale ? 1 : 0)) * unit_roundoff(a_);
}

/// Unbounded exponents are shifted past the rational.
Number HeavyLightSums::rounded(const Rational& x) const {
  Number y = round_to(a_.format, a_.rounding, a_.format.unbounded ? x : x.scaled(scale()));
  if (a_.format.unbounded && !y.is_zero()) y.exponent += static_cast<std::int32_t>(scale());
  return y;
}

std::optional<Rational> HeavyLightSums::relative_least(std::uint64_t hits, const Number& others) const {
  const auto heavy = relative_exactly(terms_.surely, scale());
  if (!heavy || !relative(terms_.n)) return std::nullopt;
  return (count(hits) * *heavy + count(terms_.n - hits) * relative_exactly(others, scale()).value_or(Rational(0))) * slack();
}

std::optional<Rational> HeavyLightSums::relative(std::uint64_t hits) const {
  const Rational left = slack();
  const auto heavy = relative_above(heavy_, scale()), early = relative_above(terms_.early, scale()), later = relative_above(terms_.light, scale());
  const auto first = terms_.first ? relative_above(*terms_.first, scale()) : Rational(0);
  if (left.sign() <= 0 || !heavy || !early || !later || !first) return std::nullopt;
  Rational sum = *first, light = *later;
  if (terms_.rescale) {
    const Rational rescale = *relative_above(*terms_.rescale, 0);
    sum = *first * rescale + (a_.format.unbounded ? Rational(0) : underflow_unit(a_).scaled(-scale()));
    light = std::max(light, *early * rescale);
  }
  sum += count(hits) * *heavy + count(terms_.n - hits) * light;
  if (!a_.format.unbounded) {
    const Rational largest = over(largest_finite(a_.format, false), scale());
    if (largest < sum / left || (terms_.rescale && largest < (*first + count(terms_.n) * *early) / left)) return std::nullopt;
  }
  return sum / left;
}

/// first + kH + (n-k)·light <= 2k·surely·(1-Ku)² for k = 1: the right side then grows faster with k.
bool HeavyLightSums::relative_holds(std::uint64_t most) const {
  const auto den = relative(1), surely = relative_exactly(terms_.surely, scale());
  return den && surely && relative(most) && *den <= Rational(2) * *surely * slack();
}

bool HeavyLightSums::rows(std::uint64_t most, const std::function<bool(std::uint64_t, const Number&)>& visit) const {
  const std::uint64_t n = terms_.n;
  std::vector<Number> row{terms_.first.value_or(a_.zero())};
  for (std::uint64_t j = 1; j <= n; ++j) row.push_back(a_.add(row.back(), terms_.early));
  if (terms_.rescale)
    for (Number& sum : row) sum = a_.mul(sum, *terms_.rescale);
  if (!visit(0, row[n])) return false;
  bool steady = false;  // a row equal to the one above it: adding heavy changes nothing any more, so all further rows are equal
  for (std::uint64_t i = 1; i <= most; ++i) {
    if (!steady) {
      steady = i > 1;  // the first step may also leave `early` for `light`
      for (std::uint64_t j = 0; j + i <= n; ++j) {
        Number best = a_.add(row[j], heavy_);
        if (j > 0) {
          const Number other = a_.add(row[j - 1], terms_.light);
          if (!at_most(other, best)) best = other;
        }
        steady = steady && best == row[j];
        row[j] = best;
      }
    }
    if (!visit(i, row[n - i])) return false;
  }
  return true;
}

std::uint64_t HeavyLightSums::first_short_count(std::uint64_t most) const {
  if (most == 0) return 0;
  if (heavy_.is_zero() || terms_.surely.is_zero()) return 1;
  if (terms_.surely == heavy_ && absorbed()) {
    OrderedSums(a_, false).copies(heavy_, terms_.n);  // no sum is undefined
    return 0;
  }
  if (relative_holds(most)) return 0;
  if (!has_rows()) return 1;
  std::uint64_t found = 0;
  Number sum;
  rows(most, [&](std::uint64_t k, const Number& largest) {
    if (k == 0) return true;
    sum = a_.add(sum, terms_.surely);
    Number twice = sum;
    ++twice.exponent;
    if (at_most(largest, twice)) return true;
    return found = k, false;
  });
  return found;
}

bool HeavyLightSums::any_bound(std::uint64_t hits, const std::function<bool(const Number&)>& enough) const {
  if (absorbed()) return enough(OrderedSums(a_, false).copies(heavy_, hits));
  if (const auto bound = relative(hits); bound && enough(rounded(*bound))) return true;
  if (!has_rows()) return false;
  Number top;
  rows(hits, [&](std::uint64_t, const Number& largest) { return top = largest, true; });
  return enough(top);
}

std::string any_of_violation(const Setting& setting, const Number& beta, std::int64_t N, std::int64_t most) {
  if (beta.negative || beta.is_zero()) return "beta must be positive";
  if (setting.exact) {  // k of N: k e^β >= N-k for all k >= 1
    const auto enough = arithmetic::decide([&](const auto& a) {
                          const auto x = lift(a, beta);
                          const auto w = setting.plan.exponential == attention::Exponential::base2 ? a.exp2(x) : a.exp(x);
                          return !certainly_less(a, w, a.from_integer(N - 1));
                        }).value;
    return !enough ? "one bit of 1 is undecided at 4096 bits" : *enough ? "" : "one bit of 1 among " + std::to_string(N) + " tokens reads 0";
  }
  if (const std::string problem = heavy_light_violation(setting.plan); !problem.empty()) return problem;
  try {
    const auto plan = strict(setting.plan);
    const Number score = plan.score.mul(plan.input.convert(beta), plan.input.from_integer(1)), zero = plan.score.zero();
    if (plan.input.from_integer(1) != one()) return "1 is no number of the input's format";
    // No bit is 1: num is 0; den, N weights of the score 0, must be defined and not 0.
    const auto n = static_cast<std::uint64_t>(N);
    if (denominator_sums(plan).copies(weight_of(plan, zero, zero), n).is_zero()) return "all weights vanish";
    require_weights(plan, zero, score);
    const Number heavy = weight_of(plan, score, score), light = weight_of(plan, zero, score);
    const bool online = plan.softmax == attention::Softmax::online;
    if (online && heavy != one()) return "e^0 is not 1";
    const HeavyLightSums sums(plan.accumulator, online ? HeavyLight::online(light, n) : HeavyLight::plain(heavy, light, n));
    const std::uint64_t k = sums.first_short_count(static_cast<std::uint64_t>(most));
    return k == 0 ? "" : std::to_string(k) + " bits of 1 among " + std::to_string(N) + " tokens may read 0";
  } catch (const arithmetic::Undefined& problem) {
    return problem.what();
  }
}

}  // namespace attest::constructions
