#include "constructions/heavy_light.hpp"

namespace attest::constructions {

std::string heavy_light_violation(const attention::Plan<Emulated>& plan) {
  if (plan.normalisation != attention::Normalisation::quotient) return "weights normalised first are not covered";
  if (plan.softmax == attention::Softmax::online) return "online softmax is not covered";
  if (plan.accumulator.order.kind != arithmetic::SumOrder::Kind::left_to_right) return "sums must run left to right";
  if (!contained(plan.weight.format, plan.accumulator.format)) return "numbers of the weight's format are missing in the accumulator's";
  if (round_to(plan.output.format, arithmetic::Rounding::toward_zero, half()) != half()) return "1/2 is no number of the output's format";
  return {};
}

bool heavy_light_rows(const StrictEmulated& a, const Number& heavy, const Number& light, const Number& before, std::uint64_t n,
                      std::uint64_t most, const std::function<bool(std::uint64_t, const Number&)>& visit) {
  std::vector<Number> row{before};
  for (std::uint64_t j = 1; j <= n; ++j) row.push_back(a.add(row.back(), light));
  if (!visit(0, row[n])) return false;
  bool steady = false;  // a row equal to the one above it: adding heavy changes nothing any more, so all further rows are equal
  for (std::uint64_t i = 1; i <= most; ++i) {
    if (!steady) {
      steady = true;
      for (std::uint64_t j = 0; j + i <= n; ++j) {
        Number best = a.add(row[j], heavy);
        if (j > 0) {
          const Number other = a.add(row[j - 1], light);
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

std::uint64_t first_short_count(const StrictEmulated& a, const Number& heavy, const Number& light, const Number& before,
                                const Number& surely, std::uint64_t n, std::uint64_t most) {
  std::uint64_t found = 0;
  Number sum;
  heavy_light_rows(a, heavy, light, before, n, most, [&](std::uint64_t k, const Number& largest) {
    if (k == 0) return true;
    sum = a.add(sum, surely);
    Number twice = sum;
    if (!twice.is_zero()) ++twice.exponent;
    if (at_most(largest, twice) && !sum.is_zero()) return true;
    return found = k, false;
  });
  return found;
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
    const Number one = plan.input.from_integer(1), score = plan.score.mul(plan.input.convert(beta), one), zero = plan.score.zero();
    if (one != arithmetic::number_from_integer(1)) return "1 is no number of the input's format";
    // No bit is 1: num is 0; den, N weights of the score 0, must be defined and not 0.
    if (denominator_sums(plan).copies(weight_of(plan, zero, zero), static_cast<std::uint64_t>(N)).is_zero()) return "all weights vanish";
    const Number heavy = weight_of(plan, score, score), light = weight_of(plan, zero, score);
    const std::uint64_t k = first_short_count(plan.accumulator, heavy, light, {}, heavy, static_cast<std::uint64_t>(N), static_cast<std::uint64_t>(most));
    return k == 0 ? "" : std::to_string(k) + " bits of 1 among " + std::to_string(N) + " tokens may read 0";
  } catch (const arithmetic::Undefined& problem) {
    return problem.what();
  }
}

}  // namespace attest::constructions
