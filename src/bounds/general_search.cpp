// n* of Theorem G: hill climbing in doubles from the corollary's sizes, the result decided exactly.
#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "bounds/climb.hpp"
#include "bounds/cover_estimate.hpp"
#include "bounds/general.hpp"
#include "bounds/general_formula.hpp"
#include "bounds/search_limit.hpp"

namespace attest::bounds {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::uint64_t seed = 0x61747465737431ULL;

struct Estimate {
  using Number = double;
  using Bits = double;
  double stride = 0;
  SearchLimit* work = nullptr;
  static double lg(double coefficient, double argument) { return coefficient * std::log2(argument); }
  static bool less(double a, double b) { return a < b; }
  std::optional<double> cover(double k, double y, double beta, double x) const {
    work->spend(estimate_steps(x, stride));
    const double u = estimate_cover(k, y, beta, x, stride);
    return u < 0 ? std::nullopt : std::optional<double>(u);
  }
  static double hidden(double groups, double m, double q, double loss, double t) { return estimate_hidden_members(groups, m, q, loss, t); }
};

double least_t1(double x1, double m, double s0) {
  return x1 <= 1 || s0 == 0 ? 1 : std::floor(s0 / std::log2(m / (x1 - 1)) * (1 + 1e-12)) + 1;
}

// A point of the climb as sizes: hybrid (m - x1 + 1, x1, rows.., y.., x..), full (m, t1, groups, g, q - 1, rows from 2.., y.., x..).
using Values = GeneralFormula<Estimate>::Values;

struct Problem {
  GeneralBits bits;
  std::vector<double> b, s;
  std::size_t L;

  explicit Problem(const GeneralBits& given) : bits(given), L(given.L()) {
    for (const Integer& value : given.message_bits) b.push_back(value.get_d());
    for (const Integer& value : given.state_bits) s.push_back(value.get_d());
  }
  bool full() const { return bits.kind == GeneralKind::Full; }

  std::optional<Values> values(const Point& p) const {
    Values v{b, s, 0, 1, 1, 1, 2, {}, {}, {}};
    std::size_t at = 0;
    if (full()) {
      v.m = p[0], v.t1 = std::min(p[1], p[0]), v.g = p[3], v.q = p[4] + 1;
      v.rows = {p[2] * p[3]};
      at = 5;
      if (v.m < 2 || v.q > v.m) return std::nullopt;
    } else {
      v.x1 = p[1], v.m = p[0] + p[1] - 1;
      v.t1 = least_t1(v.x1, v.m, s[0]);
      v.rows = {p[2]};
      at = 3;
      if (v.m < 2 || v.t1 > v.m) return std::nullopt;
    }
    for (std::size_t l = 2; l < L; ++l) v.rows.push_back(p[at++]);
    for (std::size_t l = 2; l < L; ++l) v.y.push_back(p[at++]);
    for (std::size_t l = 2; l < L; ++l) v.x.push_back(p[at++]);
    return v;
  }

  double objective(const Point& p, double weight, double stride, SearchLimit& work) const {
    const auto v = values(p);
    if (!v) return infinity;
    for (double x : v->x) {
      if (x > 1e5) return infinity;  // the exact check walks every step
    }
    const GeneralFormula<Estimate> formula(bits.kind, *v, Estimate{stride, &work});
    const auto sides = formula.sides();
    if (!sides) return infinity;
    double tokens = 2;
    for (double block : formula.N()) tokens += block;
    return penalised(tokens, sides->left, sides->right, weight);
  }

  GeneralSizes exact(const Point& p) const {
    const Values v = *values(p);
    GeneralSizes sizes;
    sizes.m = v.m, sizes.t1 = v.t1, sizes.x1 = v.x1, sizes.g = v.g, sizes.q = v.q;
    for (double value : v.rows) sizes.rows.emplace_back(value);
    for (double value : v.y) sizes.y.emplace_back(value);
    for (double value : v.x) sizes.x.emplace_back(value);
    return sizes;
  }
};

// The corollary's shape with scaled-down members and rows; for full stacks the same with one group and q = 2.
std::vector<Point> starting_points(const Problem& problem) {
  const std::size_t L = problem.L;
  const double b = std::max(1.0, *std::max_element(problem.b.begin(), problem.b.end()));
  const double s = *std::max_element(problem.s.begin(), problem.s.end());
  std::vector<Point> starts;
  for (double scale : {0.5, 1.0, 2.0, 4.0, 16.0}) {
    for (double spread : {2.0, 8.0}) {
      std::vector<double> rows(L - 1, 1), y(L - 2, 1), x(L - 2, 1);
      double later = 1;
      for (std::size_t l = L - 1; l >= 2; --l) {
        x[l - 2] = std::floor(scale * b * later / 4) + 1;
        y[l - 2] = std::floor(spread * x[l - 2]);
        rows[l - 1] = std::floor(scale * (problem.full() ? 0.5 : 4) * b) + 1;
        later *= rows[l - 1];
      }
      const double lead = problem.full() ? 2 * b * later : std::max(scale * b * later, 1.0);
      const double first = std::floor((problem.full() ? 4 * b : 8 * (s + 1)) * scale) + 1;
      Point point = problem.full() ? Point{std::floor(spread * lead) + 2, std::floor(lead) + 1, first, 1, 1} : Point{std::floor(spread * lead), std::floor(lead) + 1, first};
      point.insert(point.end(), rows.begin() + 1, rows.end());
      point.insert(point.end(), y.begin(), y.end());
      for (double value : x) point.push_back(std::min(value, 1e5));
      starts.push_back(point);
    }
  }
  return starts;
}

// The full layers may differ much in their bits (Theorem 2P): also points without that shape.
std::vector<Point> shapeless_points(const Problem& problem) {
  const double b = std::max(1.0, *std::max_element(problem.b.begin(), problem.b.end()));
  const double s = *std::max_element(problem.s.begin(), problem.s.end());
  const std::size_t L = problem.L;
  const double wide = 4 + b + s;
  Point upper = problem.full() ? Point{64 * wide, 64 * wide, 16 * wide, 8, 4} : Point{64 * wide, 64 * wide, 8 * wide};
  for (std::size_t l = 2; l < L; ++l) upper.push_back(8 * b + 4);
  for (std::size_t l = 2; l < L; ++l) upper.insert(upper.end(), {8 * b + 4, 8 * b + 4});
  return random_starts(upper, seed, 40);
}

}  // namespace

NStar n_star_general(const GeneralBits& bits) {
  const std::size_t L = bits.L();
  require(L >= 2 && L <= 5, "G", "the search of n* is for L from 2 to 5; evaluate at sizes beyond");
  require(bits.state_bits.size() == (bits.kind == GeneralKind::Full ? 1 : L), "G", "state-bits: full needs one number, hybrid one for each of the L groups");
  const Problem problem(bits);
  SearchLimit work("G", 4e7, "evaluate at sizes instead: --m --rows --y --x");
  double weight = 10, stride = 0.1;
  const Objective objective = [&](const Point& p) { return problem.objective(p, weight, stride, work); };
  const auto better = [](const Climbed& a, const Climbed& b) { return a.value < b.value; };
  const auto best_of = [&](const std::vector<Point>& starts, int moves, std::size_t count) {
    std::vector<Climbed> found;
    for (const Point& start : starts) found.push_back(climb(objective, start, seed + found.size(), moves));
    std::sort(found.begin(), found.end(), better);
    found.resize(count);
    return found;
  };
  std::vector<Climbed> list = best_of(starting_points(problem), 3000, 4);
  for (const Climbed& one : best_of(shapeless_points(problem), 1000, 3)) list.push_back(one);
  std::vector<Point> best;
  for (const Climbed& one : list) best.push_back(climb(objective, one.point, seed, 12000).point);
  weight = 60;
  Climbed found = climb_all(objective, best, seed, 8000, 5);
  double steps = 1;
  for (const Integer& x : problem.exact(found.point).x) steps += x.get_d();
  weight = 1000;
  stride = steps < 3000 ? 0 : 0.02;  // long greedy processes: leaps to the end, the exact check below decides
  found = climb(objective, found.point, seed, static_cast<int>(std::clamp(2e6 / steps, 2000.0, 20000.0)));
  GeneralSizes sizes = problem.exact(found.point);
  Integer exact_steps = 1;
  for (const Integer& x : sizes.x) exact_steps += x;
  work.require_exact_steps(exact_steps);
  for (int nudge = 0; nudge < 12; ++nudge) {
    try {
      const Inequality row = evaluate(bits, sizes);
      if (row.holds) return {composition_tokens(task_sizes(sizes)), row, "searched: hill climbing over all internal parameters"};
      sizes.rows.back() += 1 + sizes.rows.back() / 200;
    } catch (const std::invalid_argument&) {  // a greedy step that the estimate thought sure: fewer steps
      for (Integer& x : sizes.x) x = std::max<Integer>(1, x - 1 - x / 50);
    }
  }
  require(bits.kind != GeneralKind::Full, "G", "no row was found for these bits");
  sizes = corollary_sizes(bits);
  return {composition_tokens(task_sizes(sizes)), evaluate(bits, sizes), "the corollary's sizes: the search found none"};
}

}  // namespace attest::bounds
