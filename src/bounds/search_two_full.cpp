// Searches for F2 (a scan) and FFR (hill climbing), see composition_search.hpp.
#include <algorithm>
#include <cmath>
#include <limits>

#include "bounds/climb.hpp"
#include "bounds/composition_search.hpp"
#include "bounds/cover_estimate.hpp"

namespace attest::bounds {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::uint64_t seed = 0x61747465737430ULL;  // fixed: the same bits give the same row everywhere

struct Tail {
  double b, s;
  // m, n1, g, q, t
  std::pair<double, double> sides(double m, double n1, double g, double q, double t) const {
    const double members = estimate_hidden_members(n1 / g, m, q, g * b, t);
    const double tokens = 2 * m - t + (t - 1) * q;
    const double tail = std::min(members * s, s + b * (members + m - t + t * members));
    return {b * (2 * n1 + 1 + tokens) + tail, g * members * std::log2(m * n1)};
  }
};

}  // namespace

NStar n_star_two_full(const Integer& message_bits) {
  const double b = message_bits.get_d();
  double best = infinity, best_m = 0, best_n1 = 0;
  for (double m = std::max(2.0, std::floor(b)); 2 * m + 2 < best && m < 1e12; m = std::max(m + 1, std::floor(m * (b > 2000 ? 1.0005 : 1.0)))) {
    const auto bites = [&](double n1) { return b * (2 * n1 + 3 * m - 1) * (1 + 1e-12) < std::ceil(n1 * (m - b * (m - 1) / m)) * std::log2(m * n1); };
    double low = 0, high = std::min(std::floor((best - 3 - m) / m), 1e9);
    if (high < 1 || !bites(high)) continue;
    while (high - low > 1) {
      const double middle = std::floor((low + high) / 2);
      (bites(middle) ? high : low) = middle;
    }
    best = m * high + m + 2;
    best_m = m;
    best_n1 = high;
  }
  require(std::isfinite(best), "F2", "no row below 10^12 tokens was found for these bits");
  for (Integer n1 = Integer(best_n1);; ++n1) {
    const Inequality row = evaluate(TwoFull{message_bits, Integer(best_m), n1});
    if (row.holds) return {Integer(Integer(best_m) * (n1 + 1) + 2), row, "searched: all m, least n1 each"};
  }
}

NStar n_star_two_full_tail(const Integer& message_bits, const Integer& post_bits) {
  const Tail bits{message_bits.get_d(), post_bits.get_d()};
  // Point: m, groups, g, q - 1, m - t + 1.
  double weight = 10;
  const auto objective = [&](const Point& p) {
    const double m = p[0], n1 = p[1] * p[2], q = p[3] + 1, t = m - p[4] + 1;
    if (m < 2 || q > m || t < 1) return infinity;
    const auto [left, right] = bits.sides(m, n1, p[2], q, t);
    return penalised(m * n1 + m + 2, left, right, weight);
  };
  std::vector<Point> starts;
  for (double width : {1.2, 1.5, 2.0, 3.0, 5.0}) {
    for (double g = 1; g <= 2 + bits.s; g *= 2) starts.push_back({std::floor(width * g * bits.b) + 2, 10, g, 1, 1});
  }
  Climbed found = climb_all(objective, starts, seed, 4000, 3);
  weight = 1000;
  found = climb_all(objective, {found.point}, seed + 1, 10000, 5);
  const Point& p = found.point;
  for (Integer groups = Integer(p[1]);; ++groups) {
    const Integer n1 = groups * Integer(p[2]);
    const Inequality row = evaluate(TwoFullTail{message_bits, post_bits, Integer(p[0]), n1, Integer(p[2]), Integer(p[3] + 1), Integer(p[0] - p[4] + 1)});
    if (row.holds) return {Integer(Integer(p[0]) * (n1 + 1) + 2), row, "searched: hill climbing over m, n1, g, q, t"};
    require(groups < Integer(p[1]) + 1000, "FFR", "no row was found for these bits");
  }
}

Inequality best_two_full_tail(const Integer& message_bits, const Integer& post_bits, const Integer& m, const Integer& n1) {
  require_at_least("FFR", "m", m, 2);
  require_at_least("FFR", "n1", n1, 1);
  const Tail bits{message_bits.get_d(), post_bits.get_d()};
  const double width = m.get_d(), rows = n1.get_d();
  require(rows <= 1e12, "FFR", "n1 = " + n1.get_str() + " is too big to list its divisors: at most 10^12; give g, q and t");
  require(width <= 1e15, "FFR", "m = " + m.get_str() + " is too big for the search of g, q, t: at most 10^15; give all three");
  double best = infinity, best_g = 1, best_q = 2, best_t = width;
  for (double d = 1; d * d <= rows; ++d) {
    if (std::fmod(rows, d) != 0) continue;
    for (double g : {d, rows / d}) {
      for (double q = 2; q <= std::min(width, 64.0); ++q) {
        for (double t = width; t >= 1; t = std::min(t - 1, std::floor(t * 0.9))) {
          const auto [left, right] = bits.sides(width, rows, g, q, t);
          if (left / right < best) {
            best = left / right;
            best_g = g, best_q = q, best_t = t;
          }
        }
      }
    }
  }
  return evaluate(TwoFullTail{message_bits, post_bits, m, n1, Integer(best_g), Integer(best_q), Integer(best_t)});
}

}  // namespace attest::bounds
