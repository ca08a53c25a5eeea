// Searches for F1, H2 and H2+ (composition_search.hpp).
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <stdexcept>

#include "bounds/composition_search.hpp"
#include "bounds/cover_estimate.hpp"
#include "bounds/search_limit.hpp"

namespace attest::bounds {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double margin = 1 + 1e-12;  // a proposal must look true by more than a double can err

double tokens(double m, double n1) { return m * n1 + m + 2; }

// The least whole n1 in [1, limit] with n1 (u lg(m n1) - message) > rest, or 0. True is kept by greater n1 once it holds.
double least_rows(double u, double m, double message, double rest, double limit) {
  const auto bites = [&](double n1) { return n1 * (u * std::log2(m * n1) - message) > rest * margin; };
  if (limit < 1 || !bites(limit)) return 0;
  double low = 0;
  double high = limit;
  while (high - low > 1) {
    const double middle = std::floor((low + high) / 2);
    (bites(middle) ? high : low) = middle;
  }
  return high;
}

struct Bits {
  double message, pre, post;
};

struct Row {
  double m = 0, n1 = 0, x0 = 0, x = 0;
  double n = infinity;
};

// H2 at one m: the greatest x is best, as the bracket n1 lg N_1 - s_post must be positive anyway.
void try_h2(const Bits& bits, double m, Row& best) {
  const double x = std::clamp(std::ceil(m * std::exp2(-bits.pre / m) * (1 - 1e-13)), 1.0, m);
  const double limit = std::min(std::floor((best.n - 3 - m) / m), 1e15);
  const double n1 = least_rows(x, m, bits.message, bits.pre + x * bits.post, limit);
  if (n1 > 0) best = {m, n1, 1, x, tokens(m, n1)};
}

Row scan_h2(const Bits& bits) {
  Row best;
  for (double m = 2; m < 1e15 && m + m + 2 < best.n; m = std::max(m + 1, std::floor(m * 1.002))) try_h2(bits, m, best);
  const double middle = best.m;
  for (double m = std::max(2.0, std::floor(middle * 0.99)); m < middle * 1.01 + 2; ++m) {
    try_h2(bits, m, best);
    if (middle > 1e6) m += std::floor(middle * 1e-6);
  }
  return best;
}

// H2+ at one (x0, y), m = x0 y: all x, least n1 each. `limit_n` prunes.
Row row_h2_plus(const Bits& bits, double x0, double y, double limit_n, SearchLimit& work) {
  const double m = x0 * y;
  Row best;
  best.n = limit_n;
  if (m < 2) return best;
  const double rho = bits.pre >= 60 ? x0 : std::min(x0, std::exp2(bits.pre));
  CoverEstimate process(x0, y, bits.pre / y);
  for (double x = 1; x <= 1e6; ++x) {
    if (!work.try_spend(1)) break;  // what was found so far stands
    if (bits.pre == 0 ? x > y : !process.step()) break;
    const double u = bits.pre == 0 ? x * x0 : process.u();
    const double zeta = bits.post == 0 ? 0 : std::min(x * bits.post + x0 * bits.message, x * x0 * bits.post);
    const double limit = std::min(std::floor((best.n - 3 - m) / m), 1e15);
    const double n1 = least_rows(u, m, rho * bits.message, bits.pre + zeta, limit);
    if (n1 > 0) {
      best = {m, n1, x0, x, tokens(m, n1)};
    } else if (bits.pre + zeta > limit * (m * std::log2(m * limit) - rho * bits.message)) {
      break;  // u <= m: no later x can bite below the best n
    }
    if (u >= m) break;
  }
  return best;
}

Row search_h2_plus(const Bits& bits, SearchLimit& work) {
  Row best = scan_h2(bits);
  const auto consider = [&](double x0, double y) {
    const Row row = row_h2_plus(bits, x0, y, best.n, work);
    if (row.n < best.n) best = row;
  };
  // The greatest worthwhile m has n1 = 1. A coarse grid, then every pair near the best one, ever finer.
  const auto grid = [](double value, double ratio) { return std::max(value + 1, std::floor(value * ratio)); };
  for (double y = 1; 2 * y + 2 < best.n; y = grid(y, 1.07)) {
    for (double x0 = 1; 2 * x0 * y + 2 < best.n; x0 = grid(x0, 1.07)) consider(x0, y);
  }
  const auto around = [&](double reach) {
    const Row from = best;
    const double y = from.m / from.x0;
    const auto step = [&](double center) { return std::max(1.0, std::floor(center * reach / 12)); };
    for (double dy = -12; dy <= 12; ++dy) {
      for (double dx = -12; dx <= 12; ++dx) {
        const double next_y = std::floor(y) + dy * step(y);
        const double next_x0 = from.x0 + dx * step(from.x0);
        if (next_y >= 1 && next_x0 >= 1) consider(next_x0, next_y);
      }
    }
    return best.n < from.n;
  };
  for (double reach = 0.3; reach > 0.005;) {
    if (!around(reach)) reach /= 3;
  }
  if (best.n < 1500) {
    for (double y = 1; 2 * y + 2 < best.n; ++y) {
      for (double x0 = 1; 2 * x0 * y + 2 < best.n; ++x0) consider(x0, y);
    }
  }
  return best;
}

Bits in_double(const Integer& message_bits, const Integer& pre_bits, const Integer& post_bits) {
  return {message_bits.get_d(), pre_bits.get_d(), post_bits.get_d()};
}

}  // namespace

NStar n_star_one_full(const Integer& message_bits) {
  Integer low = 1;  // fails to bite: lg 1 = 0
  Integer high = 2;
  while (!evaluate(OneFull{message_bits, high}).holds) high *= 2;
  while (high - low > 1) {
    const Integer middle = (low + high) / 2;
    (evaluate(OneFull{message_bits, middle}).holds ? high : low) = middle;
  }
  return {high + 2, evaluate(OneFull{message_bits, high}), "the exact least m"};
}

NStar n_star_hybrid_one_full(const Integer& message_bits, const Integer& pre_bits, const Integer& post_bits) {
  const Row row = scan_h2(in_double(message_bits, pre_bits, post_bits));
  require(std::isfinite(row.n), "H2", "no row below 10^15 tokens was found for these bits");
  for (Integer n1 = Integer(row.n1);; ++n1) {  // the doubles may be off by one row
    const Inequality at = evaluate(HybridOneFull{message_bits, pre_bits, post_bits, Integer(row.m), n1, 0});
    if (at.holds) return {Integer(Integer(row.m) * (n1 + 1) + 2), at, "searched: near-exhaustive over m and n1"};
  }
}

NStar n_star_hybrid_one_full_plus(const Integer& message_bits, const Integer& pre_bits, const Integer& post_bits) {
  SearchLimit work("H2+", 2.4e7, "evaluate at sizes instead: --m --n1");
  const Row row = search_h2_plus(in_double(message_bits, pre_bits, post_bits), work);
  require(std::isfinite(row.n), "H2+", "no row below 10^15 tokens was found for these bits");
  if (sgn(pre_bits) > 0) work.require_exact_steps(Integer(row.x));
  for (Integer n1 = Integer(row.n1);; ++n1) {
    const Inequality at = evaluate(HybridOneFullPlus{message_bits, pre_bits, post_bits, Integer(row.m), n1, Integer(row.x0), Integer(row.x)});
    if (at.holds) return {Integer(Integer(row.m) * (n1 + 1) + 2), at, std::string("searched: grid and refinement over m, n1, x0, x") + (work.try_spend(1) ? "" : "; stopped at its limit of steps, so a smaller n may be found by hand (evaluate at sizes)")};
  }
}

Inequality best_hybrid_one_full_plus(const Integer& message_bits, const Integer& pre_bits, const Integer& post_bits, const Integer& m, const Integer& n1) {
  require_at_least("H2+", "m", m, 2);
  require_at_least("H2+", "n1", n1, 1);
  const Bits bits = in_double(message_bits, pre_bits, post_bits);
  const double width = m.get_d();
  const double rows = n1.get_d();
  const double entry = std::log2(width * rows);
  SearchLimit work("H2+", 2.4e7, "give the internal parameters x0 and x too");
  require(m <= Integer(1e15) && n1 <= Integer(1e15), "H2+", "m and n1 above 10^15 are too big for the search of x0 and x: give both");
  std::map<double, std::pair<double, double>> ranked;  // left / right -> (x0, x): the best few go to the exact check
  const double ratio = width > 3000 ? 1.01 : 1.0;
  for (double x0 = 1; x0 <= width; x0 = std::max(x0 + 1, std::floor(x0 * ratio))) {
    const double y = std::floor(width / x0);
    const double rho = bits.pre >= 60 ? x0 : std::min(x0, std::exp2(bits.pre));
    CoverEstimate process(x0, y, bits.pre / y);
    double best = infinity;
    for (double x = 1; x <= width; ++x) {
      work.spend(1);
      if (bits.pre == 0 ? x > y : !process.step()) break;
      const double u = bits.pre == 0 ? x * x0 : process.u();
      const double zeta = bits.post == 0 ? 0 : std::min(x * bits.post + x0 * bits.message, x * x0 * bits.post);
      const double reached = (bits.pre + zeta + rows * rho * bits.message) / (rows * u * entry);
      if (reached > 1.5 * best) break;
      if (ranked.size() < 24 || reached < ranked.rbegin()->first) ranked.emplace(reached, std::pair{x0, x});
      if (ranked.size() > 24) ranked.erase(std::prev(ranked.end()));
      best = std::min(best, reached);
    }
  }
  std::optional<Inequality> best;
  for (const auto& [reached, at] : ranked) {
    try {
      Inequality row = evaluate(HybridOneFullPlus{message_bits, pre_bits, post_bits, m, n1, Integer(at.first), Integer(at.second)});
      if (row.holds) return row;
      if (!best || row.reached < best->reached) best = row;
    } catch (const std::invalid_argument&) {
      // the estimate thought one member too many was sure: the next one
    }
  }
  return best ? *best : evaluate(HybridOneFullPlus{message_bits, pre_bits, post_bits, m, n1, 1, 1});
}

}  // namespace attest::bounds
