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
#include <map>

#include "checker/interval.hpp"
#include "checker/rationals.hpp"

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

mpq_class others_together(const Plan& plan, const ByMatches& scores, const Real& hit, std::size_t others) {
  mpq_class sum = 0;
  mpz_class left = static_cast<unsigned long>(others);
  const std::size_t D = scores.size() - 1;
  for (std::size_t d = 1; d <= D && left > 0; ++d) {
    mpz_class here;
    mpz_bin_uiui(here.get_mpz_t(), D, d);
    if (d == D || here > left) here = left;
    sum += here * rational(plan.weigh(scores[D - d].largest, hit));
    left -= here;
  }
  return sum;
}

bool holds(const Plan& plan, int digits, const Real& beta, std::size_t N) {
  const Arithmetic& a = plan.accumulator;
  const ByMatches scores = Scores(plan, digits, beta).all();
  const auto& [hit, largest_hit] = scores.back();
  if (less(hit, scores[scores.size() - 2].largest)) return false;
  plan.require_span(plan.score.integer(0), largest_hit);
  const mpq_class h = rational(plan.weigh(hit, hit)), top = rational(plan.weigh(largest_hit, largest_hit));
  const mpq_class others = others_together(plan, scores, hit, N - 1);
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
  return zero < 1 && at_least(plan.output.rational(h / den(h)), one_half()) && !at_least(plan.output.rational(zero), one_half());
}

}  // namespace

bool distance_classes_hold(const Plan& plan, int digits, const Real& beta, std::size_t N) {
  if (plan.online || plan.weights_first || !plan.accumulator.contains(plan.weight) || !plan.input.holds(whole(1))) return false;
  try {
    return holds(plan, digits, beta, N);
  } catch (const NotEstablished&) {  // undefined too: the other bound may still hold
    return false;
  }
}

}  // namespace attest::checker
