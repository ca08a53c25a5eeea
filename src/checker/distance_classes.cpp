// Why it covers all inputs. Of distinct codes at most C(D,d) differ from the query's in d digits; such a key scores at most the largest
// sum of D-d products, wherever these stand, and a key without a code scores 0, as one that differs in all digits. Weights do not grow
// with d, so the N-1 others weigh together at most `others`, filled up from the nearest.
//
// Sums of numbers of the accumulator never underflow: each of the K additions on a term's way gives at least 1-unit and at most 1+unit times
// the exact sum of its two parts. Where nothing is rounded up it gives at most x + 2y, and at most y + 2x, since x and y are numbers
// themselves, and rounding goes to the nearest or down. So left to right each term counts twice at most, blocked four times, and the
// hit's weight h meets, on its way to the root, sums of other keys, which count twice there.
// num is a sum of others if the hit's digit is 0, and at least h if it is 1. den is at least h, and at least a sum of h and those others.
#include "checker/distance_classes.hpp"

#include <algorithm>
#include <functional>
#include <map>

#include "checker/interval.hpp"
#include "checker/rationals.hpp"
#include "checker/repeated.hpp"

namespace attest::checker {
namespace {

struct Range {
  Real least, largest;
};
using ByMatches = std::vector<Range>;  // of 0, 1, ... matching products among some places

/// Extremes over all places of the matching products.
class Scores {
 public:
  Scores(const Plan& plan, int digits, const Real& beta)
      : a_(plan.score), digits_(static_cast<std::size_t>(digits)), match_(a_.product(plan.input.convert(beta), plan.input.integer(1))) {}

  ByMatches all() {
    const std::size_t places = 2 * digits_;
    if (a_.sums() == Sums::pairwise) return pairwise(places);
    if (a_.sums() != Sums::blocked) return one_after_another(places);
    const std::size_t block = std::min(a_.block(), places);
    ByMatches sums = one_after_another(block);
    for (std::size_t at = block; at < places; at += block) sums = joined(sums, one_after_another(std::min(block, places - at)));
    return sums;
  }

 private:
  /// Zeros change nothing, so the number of matches tells.
  ByMatches one_after_another(std::size_t places) const {
    ByMatches sums{{a_.integer(0), a_.integer(0)}};
    for (std::size_t m = 1; m <= std::min(places, digits_); ++m) {
      Real sum = sums.back().least;
      if (a_.sums() == Sums::exact) sum = a_.convert(exact_product(whole(static_cast<long>(m)), match_));
      else a_.accumulate(sum, match_);
      sums.push_back({sum, sum});
    }
    return sums;
  }
  ByMatches pairwise(std::size_t places) {
    if (places == 1) return one_after_another(1);
    auto found = known_.find(places);
    if (found == known_.end()) found = known_.emplace(places, joined(pairwise(places / 2), pairwise(places - places / 2))).first;
    return found->second;
  }
  ByMatches joined(const ByMatches& x, const ByMatches& y) const {
    ByMatches sums(std::min(digits_, x.size() + y.size() - 2) + 1);
    std::vector<bool> met(sums.size());
    for (std::size_t i = 0; i < x.size(); ++i)
      for (std::size_t j = 0; j < y.size() && i + j < sums.size(); ++j) {
        const Real low = a_.add(x[i].least, y[j].least), high = a_.add(x[i].largest, y[j].largest);
        Range& sum = sums[i + j];
        if (!met[i + j] || less(low, sum.least)) sum.least = low;
        if (!met[i + j] || less(sum.largest, high)) sum.largest = high;
        met[i + j] = true;
      }
    return sums;
  }

  const Arithmetic& a_;
  std::size_t digits_;
  Real match_;
  std::map<std::size_t, ByMatches> known_;
};

/// Rounded sums lie between `low` and `high` times the exact ones (where `relative`), and below `most` times (0: no bound).
struct Factors {
  bool relative = false;
  mpq_class low, high, most = 0;
};

Factors factors(const Arithmetic& a, std::size_t N) {
  Factors f;
  const std::size_t K = a.additions_deep(N);
  const mpq_class u = a.unit(), one_less = 1 - static_cast<unsigned long>(K) * u;
  f.relative = K <= 64 || one_less > 0;
  if (K <= 64) {
    f.low = f.high = 1;
    for (std::size_t k = 0; k < K; ++k) f.low *= 1 - u, f.high *= 1 + u;
  } else if (f.relative) {
    f.low = one_less, f.high = 1 / one_less;
  }
  if (f.relative) f.most = f.high;
  const int counted = a.rounds_up() ? 0 : a.sums() == Sums::left_to_right ? 2 : a.sums() == Sums::blocked ? 4 : 0;
  if (counted > 0 && (!f.relative || f.most > counted)) f.most = counted;
  return f;
}

/// `weight(d)` of a key at distance d does not grow with d.
mpq_class others_together(std::size_t D, std::size_t others, const std::function<mpq_class(std::size_t d)>& weight) {
  mpq_class sum = 0;
  mpz_class left = static_cast<unsigned long>(others);
  for (std::size_t d = 1; d <= D && left > 0; ++d) {
    mpz_class here;
    mpz_bin_uiui(here.get_mpz_t(), D, d);
    if (d == D || here > left) here = left;
    sum += here * weight(d);
    left -= here;
  }
  return sum;
}

bool reads(const Plan& plan, const mpq_class& one, const mpq_class& zero) {
  return zero < 1 && at_least(plan.output.rational(one), one_half()) && !at_least(plan.output.rational(zero), one_half());
}

/// A key enters with its weight against the maximum so far, which then moves on to the hit's in at most D steps: each multiplies what is summed by a
/// weight, with one rounding, which may underflow. So a key at distance d brings at most the largest product of weights along such a way.
/// Before the hit, relative to another maximum, den is at most a sum of ones, which must be defined.
bool online_holds(const Plan& plan, const ByMatches& scores, std::size_t N) {
  const Arithmetic& a = plan.accumulator;
  const std::size_t D = scores.size() - 1;
  for (const Range& range : scores)
    if (!equal(range.least, range.largest)) return false;
  const Real one = whole(1), &hit = scores[D].least;
  if (!equal(plan.weight.exp(whole(0), plan.base2), one)) return false;
  plan.require_span(plan.score.integer(0), hit);
  (void)repeated_sum(a, one, N);
  std::vector<mpq_class> way(D + 1);
  way[0] = 1;
  for (std::size_t d = 1; d <= D; ++d)
    for (std::size_t next = 0; next < d; ++next) {
      const mpq_class product = rational(plan.weigh(scores[D - d].least, scores[D - next].least)) * way[next];
      if (way[d] < product) way[d] = product;
    }
  const auto at_least_as_far = [&](std::size_t d) { return *std::max_element(way.begin() + static_cast<std::ptrdiff_t>(d), way.end()); };
  const Factors f = factors(a, N);
  if (f.most == 0) return false;
  mpq_class rescaled = 1;
  for (std::size_t d = 0; d < D; ++d) rescaled *= 1 + a.unit();
  const mpq_class others = rescaled * (others_together(D, N - 1, at_least_as_far) + static_cast<unsigned long>(D) * a.underflow()), num = f.most * others;
  mpq_class den = 1 + 2 * num;
  const mpq_class relative = f.high * (rescaled + others);
  if (f.relative && (a.rounds_up() || relative < den)) den = relative;
  return (a.unbounded() || den <= rational(a.largest())) && reads(plan, 1 / den, num);
}

bool holds(const Plan& plan, int digits, const Real& beta, std::size_t N) {
  const Arithmetic& a = plan.accumulator;
  const ByMatches scores = Scores(plan, digits, beta).all();
  const auto& [hit, largest_hit] = scores.back();
  if (less(hit, scores[scores.size() - 2].largest)) return false;
  if (plan.online) return online_holds(plan, scores, N);
  plan.require_span(plan.score.integer(0), largest_hit);
  const mpq_class h = rational(plan.weigh(hit, hit)), top = rational(plan.weigh(largest_hit, largest_hit));
  const std::size_t D = scores.size() - 1;
  const mpq_class others = others_together(D, N - 1, [&](std::size_t d) { return rational(plan.weigh(scores[D - d].largest, scores[D].least)); });
  const Factors f = factors(a, N);
  if (f.most == 0 || h == 0) return false;
  const auto den = [&](const mpq_class& heavy) {
    mpq_class most = heavy + 2 * f.most * others;
    const mpq_class relative = f.high * (heavy + others);
    if (f.relative && (a.rounds_up() || relative < most)) most = relative;
    return most;
  };
  if (!a.unbounded() && den(top) > rational(a.largest())) return false;
  mpq_class zero = f.most * others / h;
  if (f.relative && f.low > 0) {
    const mpq_class shared = others / (h + others) * f.high / f.low;
    if (shared < zero) zero = shared;
  }
  return reads(plan, h / den(h), zero);
}

}  // namespace

bool distance_classes_hold(const Plan& plan, int digits, const Real& beta, std::size_t N) {
  if (plan.weights_first || !plan.accumulator.contains(plan.weight) || !plan.input.holds(whole(1))) return false;
  try {
    return holds(plan, digits, beta, N);
  } catch (const NotEstablished&) {  // undefined too: the other bound may still hold
    return false;
  }
}

}  // namespace attest::checker
