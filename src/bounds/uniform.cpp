// Implements uniform.hpp.
#include "bounds/uniform.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "bounds/softmax.hpp"

namespace attest::bounds {
namespace {

/// p lg(p/q) + (1-p) lg((1-p)/(1-q)) for q = 2^-x, p > q.
double divergence(double p, double x) {
  const double rest = 1 - p;
  return p * (std::log2(p) + x) + (rest > 0 ? rest * (std::log2(rest) - std::log1p(-std::exp2(-x)) / std::log(2.0)) : 0);
}

/// lg of the least N_1 at which kl(p || 2^b/N_1) passes 2b/m, in doubles.
double least_lg_answers(double b, double m, double p) {
  double low = -std::log2(p), high = low + 1;
  while (divergence(p, high) <= 2 * b / m) high *= 2;
  for (int step = 0; step < 100; ++step) {
    const double middle = (low + high) / 2;
    (divergence(p, middle) <= 2 * b / m ? low : high) = middle;
  }
  return b + high;
}

/// About 2^lg, for lg >= 0.
Integer power_of_two(double lg) {
  const double whole = std::floor(lg);
  const Integer mantissa(std::floor(std::exp2(lg - whole) * 0x1p52));
  return (mantissa << static_cast<unsigned long>(whole)) >> 52;
}

}  // namespace

Inequality evaluate(const TwoFullUniform& at) {
  const Integer &b = at.message_bits, &m = at.m, &e = at.error_above, &below = at.error_below;
  require_at_least("F2U", "message-bits", b, 0);
  require_at_least("F2U", "m", m, 2);
  require_at_least("F2U", "n1", at.n1, 1);
  require(sgn(e) >= 0 && e < below, "F2U", "error = " + e.get_str() + "/" + below.get_str() + " must be at least 0 and less than 1");
  const Integer N = m * at.n1, right_share = below - e;
  Inequality result;
  result.theorem = "F2U";
  result.claim = "no model of the class F F with these bits is right on " + right_share.get_str() + "/" + below.get_str() + " of the uniform inputs of 2-SeqComp(" + m.get_str() + ", " + at.n1.get_str() +
                 ") or more, whatever its weights";
  result.parameters = {parameter("message-bits", b), parameter("m", m), parameter("n1", at.n1), {"error", e.get_str() + "/" + below.get_str()}, parameter("n", N + m + 2)};
  result.covers = covered_by_prefix_fold("the ends of z_2 and z_1");
  result.covers.push_back("all of z_2, z_1, z_0 and w uniform and independent; both sides are multiplied by m and the denominator of the error");
  result.not_covered = not_covered_by_prefix_fold();
  const Integer left = 2 * b * below;
  const bool list_is_long = b >= Integer(bit_length(N)) || right_share * N <= below * (Integer(1) << b.get_ui());
  if (list_is_long) {
    result.not_covered.insert(result.not_covered.begin(), "these sizes: a message of " + b.get_str() + " bits can hold that share of the " + N.get_str() + " answers, so the bound is void (2^b < (1 - error) m n1 is needed)");
    return decide(result, left, LogSum());
  }
  const Integer list = Integer(1) << b.get_ui();
  LogSum right = LogSum::lg(right_share, right_share * N) - LogSum::lg(right_share, below * list);
  if (sgn(e) > 0) right += LogSum::lg(e, e * N) - LogSum::lg(e, below * (N - list));
  return decide(result, left, right * m);
}

std::optional<Integer> greatest_two_full_bits(const Integer& m, const Integer& n1) {
  const auto holds = [&](const Integer& b) { return evaluate(TwoFull{b, m, n1}).holds; };
  if (!holds(1)) return std::nullopt;
  Integer low = 1, high = m + 1;  // at b > m no coordinate is left
  while (high - low > 1) {
    const Integer middle = (low + high) / 2;
    (holds(middle) ? low : high) = middle;
  }
  return low;
}

std::optional<unsigned> excluded_permille(const Integer& message_bits, const Integer& m, const Integer& n1) {
  const auto excluded = [&](unsigned k) { return evaluate(TwoFullUniform{message_bits, m, n1, 1000 - k, 1000}).holds; };
  if (!excluded(1000)) return std::nullopt;
  unsigned low = 0, high = 1000;
  while (high - low > 1) {
    const unsigned middle = (low + high) / 2;
    (excluded(middle) ? high : low) = middle;
  }
  return high;
}

NStar n_star_two_full_uniform(const Integer& message_bits, const Integer& error_above, const Integer& error_below) {
  require(message_bits <= 1000, "F2U", "message-bits = " + message_bits.get_str() + " is too big for the search of n*: at most 1000; evaluate at sizes instead: --m --n1");
  evaluate(TwoFullUniform{message_bits, 2, 1, error_above, error_below});  // refuses what is no error
  require(1000 * error_above <= 999 * error_below, "F2U", "error = " + error_above.get_str() + "/" + error_below.get_str() + " is too big for the search of n*: at most 999/1000; evaluate at sizes instead: --m --n1");
  const double b = message_bits.get_d(), p = 1 - Integer(error_above * 1000000000 / error_below).get_d() / 1e9;
  double best = std::numeric_limits<double>::infinity(), best_m = 2;
  const auto try_m = [&](double m) {
    const double answers = std::max(least_lg_answers(b, m, p), std::log2(m));
    const double tokens = answers + std::log2(1 + std::exp2(std::log2(m) - answers));
    if (tokens < best) best = tokens, best_m = m;
  };
  const double most = std::exp2(b / 2 + 16);
  for (double m = 2; m <= most; m = std::floor(m * 1.3) + 1) try_m(m);
  for (double width = 0.3; width > 0.002; width /= 2)
    for (double m : {std::floor(best_m * (1 - width)), std::ceil(best_m * (1 + width))}) try_m(std::max(2.0, m));
  const Integer m(best_m);
  Integer n1 = std::max<Integer>(1, power_of_two(least_lg_answers(b, best_m, p)) / m);
  for (;; n1 += 1 + (n1 >> 20)) {
    const Inequality row = evaluate(TwoFullUniform{message_bits, m, n1, error_above, error_below});
    if (row.holds) return {Integer(m * (n1 + 1) + 2), row, "searched: m on a grid, then n1 just beyond the threshold"};
  }
}

}  // namespace attest::bounds
