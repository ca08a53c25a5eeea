// Searches for F2, FFR and H3 (composition_search.hpp): scans where one dimension is left, hill climbing otherwise.
#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "bounds/climb.hpp"
#include "bounds/composition_search.hpp"
#include "bounds/cover.hpp"
#include "bounds/cover_estimate.hpp"

namespace attest::bounds {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::uint64_t seed = 0x61747465737430ULL;  // fixed: the same bits give the same row everywhere

// An inequality that fails by a factor r costs a factor r^weight in tokens: pulls the climb back to rows that bite.
// Weight infinity admits only those.
double penalised(double n, double left, double right, double weight) {
  if (!(right > 0)) return infinity;
  const double reached = left / right * (1 + 1e-12);
  return std::log(n) + (reached < 1 ? 0 : weight * std::log(reached) + 1e-3);
}

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

struct Hybrid {
  double b, pre, mid, post;
};

// The least t1 with (X1-1)^t1 2^s < h^t1.
double arguments_needed(double X1, double h, double pre) {
  if (X1 <= 1 || pre == 0) return 1;
  return std::floor(pre / std::log2(h / (X1 - 1)) * (1 + 1e-12)) + 1;
}

struct Best {
  double reached = infinity;  // left / right of H3
  double t1 = 1, m = 2;
};

// H3 at (n1, n2, X1, h, y, x); m = 0: the least admissible one. stride > 0 lets the greedy process leap (cover_estimate.hpp).
Best h3_at(const Hybrid& bits, double n1, double n2, double X1, double h, double y, double x, double m, double stride) {
  Best best;
  if (h < X1 || x > 1e5) return best;
  best.t1 = arguments_needed(X1, h, bits.pre);
  const double least = std::max({h * y, best.t1, h, 2.0});
  if (m > 0 && m < least) return best;
  best.m = m > 0 ? m : least;
  const double k = n1 * X1;
  const double T1 = (best.m - best.t1) + X1 * best.t1;
  double K2 = n1 * bits.pre + n1 * n2 * bits.b;
  if (bits.mid > 0) K2 += std::min(X1 * bits.mid, bits.mid + (T1 + 1) * bits.b);
  const double u = estimate_cover(k, y, K2, x, stride);
  if (u < 0) return best;
  const double tokens = bits.pre > 0 ? x : std::min(x, y);
  double left = bits.pre + bits.mid + (1 + n1 * n2) * bits.b + T1 * bits.b + n1 * (best.m - h) * bits.b + n1 * n2 * X1 * bits.b;
  left += n1 * tokens * h * bits.b + x * X1 * bits.post;
  if (bits.mid > 0) left += x * k * std::log2(y);
  best.reached = left / (u * n2 * std::log2(best.m * n1 * n2));
  return best;
}

double total(double m, double n1, double n2) { return m * n1 * n2 + m * n1 + m + 2; }

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
  require(rows <= 1e12, "FFR", "n1 = " + n1.get_str() + " is too big to list its divisors: at most 10^12");
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

NStar n_star_hybrid_two_full(const Integer& message_bits, const Integer& pre_bits, const Integer& mid_bits, const Integer& post_bits) {
  const Hybrid bits{message_bits.get_d(), pre_bits.get_d(), mid_bits.get_d(), post_bits.get_d()};
  // Point: n1, n2, X1, h - X1 + 1, y, x.
  double weight = 10, stride = 0.1;
  const auto at = [&](const Point& p) { return h3_at(bits, p[0], p[1], p[2], p[2] + p[3] - 1, p[4], p[5], 0, stride); };
  const auto objective = [&](const Point& p) {
    const Best row = at(p);
    return std::isfinite(row.reached) ? penalised(total(row.m, p[0], p[1]), row.reached, 1, weight) : infinity;
  };
  const double state = 4 + bits.b + bits.pre + bits.mid + bits.post;
  // Many short climbs; the best few are climbed on; then single steps, and only rows that bite are kept.
  std::vector<Climbed> list;
  for (const Point& start : random_starts({8 * state, 40, 16 * state, 4 * state, 8 * bits.b + 4, 8 * bits.b + 4}, seed, 100)) {
    list.push_back(climb(objective, start, seed + list.size(), 400));
  }
  const auto better = [](const Climbed& a, const Climbed& b) { return a.value < b.value; };
  std::sort(list.begin(), list.end(), better);
  list.resize(10);
  for (Climbed& one : list) one = climb(objective, one.point, seed, 6000);
  weight = 100;
  for (Climbed& one : list) one = climb(objective, one.point, seed + 1, 6000);
  std::sort(list.begin(), list.end(), better);
  list.resize(3);
  stride = 0;
  weight = 1000;
  for (Climbed& one : list) one = climb(objective, one.point, seed + 2, static_cast<int>(std::clamp(2e6 / one.point[5], 100.0, 20000.0)));
  std::sort(list.begin(), list.end(), better);
  const Point& p = list.front().point;
  const Best row_at = at(p);
  require(std::isfinite(row_at.reached), "H3", "no row was found for these bits");
  for (Integer n2 = Integer(p[1]); n2 < Integer(p[1]) + 20; ++n2) {
    const HybridTwoFull sizes{message_bits, pre_bits, mid_bits, post_bits, Integer(row_at.m), Integer(p[0]), n2, Integer(p[2]), Integer(p[2] + p[3] - 1), Integer(row_at.t1), Integer(p[4]), Integer(p[5])};
    const Inequality row = evaluate(sizes);
    if (row.holds) return {Integer(sizes.m * sizes.n1 * (n2 + 1) + sizes.m + 2), row, "searched: hill climbing over m, n1, n2, X1, h, t1, y, x"};
  }
  throw std::invalid_argument("H3: no row was found for these bits");
}

Inequality best_hybrid_two_full(const Integer& message_bits, const Integer& pre_bits, const Integer& mid_bits, const Integer& post_bits,
                                const Integer& m, const Integer& n1, const Integer& n2) {
  require_at_least("H3", "m", m, 2);
  require_at_least("H3", "n1", n1, 1);
  require_at_least("H3", "n2", n2, 1);
  const Hybrid bits{message_bits.get_d(), pre_bits.get_d(), mid_bits.get_d(), post_bits.get_d()};
  // Point: X1, h - X1 + 1, y, x; m is given.
  const auto at = [&](const Point& p) { return h3_at(bits, n1.get_d(), n2.get_d(), p[0], p[0] + p[1] - 1, p[2], p[3], m.get_d(), 0); };
  const auto objective = [&](const Point& p) {
    const Best best = at(p);
    return std::isfinite(best.reached) ? std::log(best.reached) : infinity;
  };
  std::vector<Point> starts = random_starts({m.get_d(), m.get_d(), m.get_d(), 100}, seed, 40);
  starts.push_back({1, 1, 1, 1});
  const Climbed found = climb_all(objective, starts, seed, 200, 6);
  const Best best = at(found.point);
  const auto row = [&](double X1, double h, double t1, double y, double x) {
    return evaluate(HybridTwoFull{message_bits, pre_bits, mid_bits, post_bits, m, n1, n2, Integer(X1), Integer(h), Integer(t1), Integer(y), Integer(x)});
  };
  if (!std::isfinite(best.reached)) return row(1, 1, 1, 1, 1);
  return row(found.point[0], found.point[0] + found.point[1] - 1, best.t1, found.point[2], found.point[3]);
}

}  // namespace attest::bounds
