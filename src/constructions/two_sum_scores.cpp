#include "constructions/two_sum_scores.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "constructions/sums.hpp"

namespace attest::constructions {
namespace {

/// u and v of the comment; u = infinity where results may saturate below `largest`.
struct Units {
  double u, v;
};

Units units(const Emulated& a, double largest) {
  const auto& f = a.format;
  const bool nearest = a.rounding == arithmetic::Rounding::nearest_even, fixed = attention::is_fixed_point(a);
  if (f.overflow == arithmetic::Overflow::saturate && !f.unbounded && arithmetic::to_double(largest_finite(f, false)) < largest)
    return {std::numeric_limits<double>::infinity(), 0};
  return {fixed ? 0 : std::ldexp(1.0, nearest ? -f.precision : 1 - f.precision),
          f.unbounded ? 0 : arithmetic::to_double(smallest_positive(f))};
}

}  // namespace

TwoSumScores::TwoSumScores(const attention::Plan<StrictEmulated>& plan, std::int64_t M, const TwoSumParameters& parameters, bool everything)
    : score_(plan.score), M_(M), everything_(everything) {
  // Unfused, only the order of the two products that are not 0 remains, and a sum of two has none.
  two_products_ = !score_.fused && score_.order.kind != arithmetic::SumOrder::Kind::exact;
  project_ = two_sum_stack(plan, M, parameters).layers[0].project;
  codes_.resize(static_cast<std::size_t>(M));
  blank_ = score_.dot(code(1).query, project_({2}, 0, 0).key);
  bound(plan, arithmetic::to_double(code(1).query[2]));
}

const attention::Drive<StrictEmulated>& TwoSumScores::code(std::int64_t x) const {
  auto& known = codes_[static_cast<std::size_t>(x)];
  if (known.query.empty()) known = project_({1, x}, 0, 0);
  return known;
}

void TwoSumScores::bound(const attention::Plan<StrictEmulated>& plan, double c) {
  const auto [ui, vi] = units(plan.input, std::max(c, 1.0));
  const auto [us, vs] = units(plan.score, 4 * std::max(c, 1.0));
  const double e1 = ui + vi, e2 = c * e1 + c * ui + vi, e3 = c * e1 + e2 + c * us + vs, E = 2 * e3 + us * (c + 2 * e3) + vs;
  if (!std::isfinite(E) || !(c > 0)) return;
  for (std::int64_t k = 0; k <= M_ / 2; ++k)
    most_.push_back(c * std::cos(2 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(M_)) + E + 1e-12 * (c + E));
}

Number TwoSumScores::score(std::int64_t x, std::int64_t y) const {
  const auto &q = code(x).query, &k = code(y).key;
  return two_products_ ? score_.add(score_.mul(q[0], k[0]), score_.mul(q[1], k[1])) : score_.dot(q, k);
}

TwoSumScores::Row TwoSumScores::row(std::int64_t x) const {
  const std::int64_t opposite = (M_ - x) % M_;
  Row row{score(x, opposite), {}, -1};
  double found = 0;
  for (std::int64_t k = 1; 2 * k <= M_; ++k) {
    if (row.worst >= 0 && !most_.empty() && most_[static_cast<std::size_t>(k)] < found) break;
    for (const std::int64_t y : {(opposite + k) % M_, (opposite + M_ - k) % M_}) {
      if (!allowed(y)) continue;
      const Number s = score(x, y);
      if (row.worst < 0 || !at_most(s, row.other)) row.other = s, row.worst = y, found = arithmetic::to_double(s);
    }
  }
  return row;
}

/// No score is below it: coordinates are at most c and 1 in size, and rounding is monotone.
Number TwoSumScores::lower_bound() const {
  const Number &c = code(1).query[2], down = score_.neg(c), one = arithmetic::number_from_integer(1);
  const std::vector<Number> query{down, down, c}, key{one, one, Number{}};
  return score_.dot(query, key);
}

void TwoSumScores::require_weights(const attention::Plan<StrictEmulated>& plan, const Number& maximum) const {
  try {
    return constructions::require_weights(plan, lower_bound(), maximum);
  } catch (const arithmetic::Undefined&) {  // but what occurs may be defined
    if (M_ > most_pairs) throw;
  }
  const std::int64_t x = farthest();
  constructions::require_weights(plan, score(x, mildest(x)), maximum);
}

std::int64_t TwoSumScores::farthest() const {
  std::int64_t best = -1;
  Number least;
  const std::int64_t step = M_ > most_pairs ? M_ / 16 : 1;
  for (std::int64_t x = step > 1 ? 1 : 0; x < M_; x += step) {
    if (!allowed(x)) continue;
    const Number s = score(x, mildest(x));
    if (best < 0 || !at_most(least, s)) best = x, least = s;
  }
  return best;
}

std::int64_t TwoSumScores::mildest(std::int64_t x) const {
  std::int64_t best = -1;
  Number least;
  const std::int64_t across = (M_ / 2 + M_ - x) % M_;  // half a turn from the match
  for (std::int64_t i = 0; i < M_; ++i) {
    if (M_ > most_pairs && best >= 0 && i > 8) break;
    const std::int64_t y = M_ > most_pairs ? (across + (i % 2 ? i / 2 + 1 : M_ - i / 2)) % M_ : i;
    if (!allowed(y)) continue;
    const Number s = score(x, y);
    if (best < 0 || !at_most(least, s)) best = y, least = s;
  }
  return best;
}

}  // namespace attest::constructions
