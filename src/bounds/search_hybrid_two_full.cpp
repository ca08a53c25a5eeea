// The search for H3 (composition_search.hpp): hill climbing from random points and from points shaped like the rows of bounds.md.
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <set>
#include <stdexcept>

#include "bounds/climb.hpp"
#include "bounds/composition_search.hpp"
#include "bounds/cover_estimate.hpp"
#include "bounds/search_limit.hpp"

namespace attest::bounds {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::uint64_t seed = 0x61747465737430ULL;  // fixed: the same bits give the same row everywhere

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

// Around `from` (n1, n2, X1, h - X1 + 1, y, x): n2, y and x step by step, for each the least X1 that bites. Finds the last
// percent, where single units of n2 and y matter and a random move seldom fits.
Climbed close_in(const std::function<Best(const Point&)>& at, Climbed from) {
  const auto value = [&](const Point& p) {
    const Best row = at(p);
    return row.reached * (1 + 1e-12) < 1 ? std::log(total(row.m, p[0], p[1])) : infinity;
  };
  from.value = value(from.point);
  for (int round = 0; round < 3; ++round) {
    const Point center = from.point;
    for (double rows = -3; rows <= 3; ++rows) {
      for (double values = -2; values <= 2; ++values) {
        for (double share : {0.75, 0.85, 0.92, 0.97, 1.0, 1.03, 1.08, 1.15, 1.3}) {
          Point p = center;
          p[1] += rows, p[4] += values, p[5] = std::round(p[5] * share);
          if (p[1] < 1 || p[4] < 1 || p[5] < 1) continue;
          double low = std::floor(center[2] * 0.85), high = std::ceil(center[2] * 1.15) + 1;
          p[2] = high;
          if (!std::isfinite(value(p))) continue;
          while (high - low > 1) {
            p[2] = std::floor((low + high) / 2);
            (std::isfinite(value(p)) ? high : low) = p[2];
          }
          p[2] = high;
          const double reached = value(p);
          if (reached < from.value) from = {p, reached};
        }
      }
    }
    if (from.point == center) break;
  }
  return from;
}

// Rows that longer runs of this search found, at b = 32, 64, 160 and 1024: further points to start from, for any bits.
const std::vector<Point>& earlier_rows() {
  static const std::vector<Point> rows{{1, 13, 799, 1, 8, 131},           {1, 21, 2626, 1, 14, 312},          {1, 42, 13908, 1, 28, 915},          {1, 192, 414478, 1, 129, 7672},
                                       {106, 301, 481919, 8901, 263, 355}, {1967, 274, 444020, 9065, 234, 318}, {28139, 258, 435527, 9361, 213, 290}};
  return rows;
}

}  // namespace

NStar n_star_hybrid_two_full(const Integer& message_bits, const Integer& pre_bits, const Integer& mid_bits, const Integer& post_bits) {
  const Hybrid bits{message_bits.get_d(), pre_bits.get_d(), mid_bits.get_d(), post_bits.get_d()};
  // Point: n1, n2, X1, h - X1 + 1, y, x.
  double weight = 10, stride = 0.1;
  SearchLimit work("H3", 6e7, "evaluate at sizes instead: --m --n1 --n2");
  const auto at = [&](const Point& p) {
    work.spend(estimate_steps(p[5], stride));
    return h3_at(bits, p[0], p[1], p[2], p[2] + p[3] - 1, p[4], p[5], 0, stride);
  };
  const auto objective = [&](const Point& p) {
    const Best row = at(p);
    return std::isfinite(row.reached) ? penalised(total(row.m, p[0], p[1]), row.reached, 1, weight) : infinity;
  };
  const double state = 4 + bits.b + bits.pre + bits.mid + bits.post;
  // Many short climbs; the best few are climbed on; then single steps, and only rows that bite are kept.
  const auto better = [](const Climbed& a, const Climbed& b) { return a.value < b.value; };
  const auto best_of = [&](const std::vector<Point>& starts, std::size_t count) {
    std::vector<Climbed> found;
    for (const Point& start : starts) found.push_back(climb(objective, start, seed + found.size(), 400));
    std::sort(found.begin(), found.end(), better);
    found.resize(count);
    return found;
  };
  std::vector<Climbed> list = best_of(random_starts({8 * state, 40, 16 * state, 4 * state, 8 * bits.b + 4, 8 * bits.b + 4}, seed, 80), 6);
  std::vector<Point> shaped;  // like the rows of bounds.md
  for (double rows : std::set<double>{1, std::floor(1 + bits.pre / 10), 1 + 2 * (bits.pre + bits.mid)}) {
    for (double share : {0.15, 0.3, 0.6}) {
      for (double values : {0.2, 0.6, 2.0}) {
        for (double many : {0.5, 4.0}) {
          shaped.push_back({rows, std::ceil(share * bits.b) + 1, std::ceil(values * bits.b * bits.b) + 1, 1, std::ceil(bits.b / 5) + 1, std::ceil(many * bits.b) + 1});
        }
      }
    }
  }
  for (const Climbed& one : best_of(shaped, 6)) list.push_back(one);
  const double longest = std::min_element(list.begin(), list.end(), better)->point[5];
  const int moves = longest < 40 ? 12000 : longest < 150 ? 5000 : 4000;  // long greedy processes get fewer
  for (Climbed& one : list) one = climb(objective, one.point, seed, moves);
  weight = 100;
  for (Climbed& one : list) one = climb(objective, one.point, seed + 1, moves);
  std::sort(list.begin(), list.end(), better);
  list.resize(longest < 40 ? 5 : 3);
  stride = 0.04;
  if (longest >= 40) {
    for (Climbed& one : list) one = climb(objective, one.point, seed + 3, moves);
  }
  stride = longest < 1000 ? 0 : 0.01;
  weight = 1000;
  Climbed known{list.front().point, infinity};
  for (const Point& point : earlier_rows()) {
    if (objective(point) < known.value) known = {point, objective(point)};
  }
  list.push_back(known);
  for (Climbed& one : list) one = climb(objective, one.point, seed + 2, static_cast<int>(std::clamp(3e6 / one.point[5], 3000.0, 100000.0)));
  for (Climbed& one : list) {
    if (one.point[5] <= 400) one = close_in(at, one);
  }
  std::sort(list.begin(), list.end(), better);
  const Point& p = list.front().point;
  const Best row_at = at(p);
  work.require_exact_steps(Integer(p[5]));
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
  require(m <= Integer(1e15) && n1 <= Integer(1e15) && n2 <= Integer(1e15), "H3", "m, n1 and n2 above 10^15 are too big for the search of x1, h, t1, y, x: give all five");
  SearchLimit work("H3", 1e7, "give the internal parameters x1, h, t1, y, x too");
  const auto at = [&](const Point& p) {
    work.spend(estimate_steps(p[3], 0));
    return h3_at(bits, n1.get_d(), n2.get_d(), p[0], p[0] + p[1] - 1, p[2], p[3], m.get_d(), 0);
  };
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
