// two-sum: for each query x the score of every value y is computed; y = −x is the match. The blank (the query token itself,
// visited last, value 0) has weight B, the stored tokens sum to R, left to right, and the output is R/(R+B).
//
// Reduction: R is monotone in every weight (rounded sums are), weights in scores. Without a match all scores are at most
// S(x) = max over y ≠ −x, so 0 <= R <= R_top, n copies of the largest weight. With a match R >= its weight alone.
// The quotient moves in numerator and denominator, so it is bounded on pieces: for R in [lo, hi],
// fl(lo/fl(hi+B)) <= output <= fl(hi/fl(lo+B)). Two-pass: the maximum is the blank's score (no match) or the larger of the
// match's and the blank's, provided that no other score exceeds the blank's, which is checked.
#include "checker/claims.hpp"

namespace attest::checker {
namespace {

struct TwoSum {
  std::int64_t M, n;
  Real c, kappa, threshold;
  Plan plan;
};

Real middle(const Arithmetic& a, const Real& lo, const Real& hi) {
  Real sum(256);
  mpfr_add(sum.get(), lo.get(), hi.get(), MPFR_RNDN);
  mpfr_div_2ui(sum.get(), sum.get(), 1, MPFR_RNDN);
  return a.convert(sum);
}

/// Every R in [lo, hi] of the accumulator's numbers answers `yes`.
bool pieces_hold(const TwoSum& t, const Real& lo, const Real& hi, const Real& blank, bool yes, int depth, std::uint64_t& rows) {
  ++rows;
  const Arithmetic& a = t.plan.accumulator;
  const Real den = a.add(yes ? hi : lo, blank);
  if (at_least(t.plan.output.div(yes ? lo : hi, den), t.threshold) == yes) return true;
  const Real split = middle(a, lo, hi);
  if (depth == 0 || mpfr_equal_p(lo.get(), hi.get())) return false;
  if (mpfr_equal_p(split.get(), lo.get()) || mpfr_equal_p(split.get(), hi.get()))  // neighbours: the two points alone
    return pieces_hold(t, lo, lo, blank, yes, 0, rows) && pieces_hold(t, hi, hi, blank, yes, 0, rows);
  return pieces_hold(t, lo, split, blank, yes, depth - 1, rows) && pieces_hold(t, split, hi, blank, yes, depth - 1, rows);
}

Real weight(const Plan& plan, const Real& score, const Real& maximum) {
  const Real shifted = plan.two_pass ? plan.weight.sub(score, maximum) : plan.weight.convert(score);
  const Real exact = plan.weight.exp(shifted, plan.base2), rounded = plan.accumulator.convert(exact);
  // One R must serve numerator and denominator, however each of them rounds its terms.
  if (!mpfr_equal_p(exact.get(), rounded.get())) throw Rejected("two-sum needs weights that the accumulator holds exactly");
  return rounded;
}

Real copies(const Arithmetic& a, const Real& w, std::int64_t n) {
  Real total = a.mul(w, a.integer(1));
  for (std::int64_t j = 1; j < n; ++j) total = a.add(total, w);
  return total;
}

std::uint64_t finite_rows(const TwoSum& t) {
  const Plan& p = t.plan;
  if (p.online || p.weights_first || p.last_to_first || !p.accumulator.sequential())
    throw Rejected("two-sum in finite formats is checked for naive or two-pass softmax, quotient, left to right only");
  const Real c = p.input.convert(t.c), kappa = p.input.convert(t.kappa), zero = p.input.integer(0);
  std::vector<Real> cosine, sine;
  for (std::int64_t x = 0; x < t.M; ++x) {
    cosine.push_back(p.input.cos_turn(x, static_cast<unsigned long>(t.M)));
    sine.push_back(p.input.sin_turn(x, static_cast<unsigned long>(t.M)));
  }
  const auto stored = [&](std::int64_t x) { return x != 0 && 2 * x != t.M; };
  std::uint64_t rows = 0;
  for (std::int64_t x = 0; x < t.M; ++x) {
    if (!stored(x)) continue;
    const std::vector<Real> query{p.input.mul(c, cosine[x]), p.input.mul(c, sine[x]), c};
    const Real blank_score = p.score.dot(query, {zero, zero, kappa});
    Real match, largest;
    bool have_other = false;
    for (std::int64_t y = 0; y < t.M; ++y) {
      if (!stored(y)) continue;
      Real minus_sine = sine[y];
      mpfr_neg(minus_sine.get(), minus_sine.get(), MPFR_RNDN);
      const Real s = p.score.dot(query, {cosine[y], minus_sine, zero});
      if ((x + y) % t.M == 0) match = s;
      else if (!have_other || less(largest, s)) largest = s, have_other = true;
    }
    const std::string who = "the query " + std::to_string(x);
    if (have_other) {
      if (p.two_pass && less(blank_score, largest)) throw Rejected(who + ": a score without a match exceeds the blank's");
      const Real top = copies(p.accumulator, weight(p, largest, blank_score), t.n);
      if (!pieces_hold(t, zero, top, weight(p, blank_score, blank_score), false, 60, rows))
        throw Rejected(who + " can be answered 1 without a match");
    }
    const Real maximum = less(match, blank_score) ? blank_score : match;
    const Real hit = weight(p, match, maximum);
    const Real other = have_other ? weight(p, largest, maximum) : hit;
    const Real top = copies(p.accumulator, less(hit, other) ? other : hit, t.n);
    if (!pieces_hold(t, hit, less(top, hit) ? hit : top, weight(p, blank_score, maximum), true, 60, rows))
      throw Rejected(who + " can be answered 0 despite a match");
  }
  return rows;
}

/// Real numbers: without a match R <= n·e^(c·cos(2π/M)), with one R >= e^c; B = e^(cκ); R/(R+B) is increasing in R.
std::uint64_t exact_rows(const TwoSum& t) {
  for (mpfr_prec_t precision = 128; precision <= 4096; precision *= 2) {
    // Compare R·(1−θ) with θ·B after division by e^(cκ): n·e^(c(cos−κ))·(1−θ) < θ and e^(c(1−κ))·(1−θ) >= θ.
    const auto side = [&](bool match, mpfr_rnd_t round, mpfr_rnd_t opposite) {
      Real angle(64), gap(precision), value(precision), rest(precision);
      mpfr_set_si(angle.get(), match ? 0 : 1, MPFR_RNDN);
      mpfr_cosu(gap.get(), angle.get(), static_cast<unsigned long>(t.M), round);
      mpfr_sub(gap.get(), gap.get(), t.kappa.get(), round);
      mpfr_mul(gap.get(), gap.get(), t.c.get(), round);  // c > 0
      t.plan.base2 ? mpfr_exp2(value.get(), gap.get(), round) : mpfr_exp(value.get(), gap.get(), round);
      if (!match) mpfr_mul_si(value.get(), value.get(), t.n, round);
      mpfr_si_sub(rest.get(), 1, t.threshold.get(), round);
      (void)opposite;
      mpfr_mul(value.get(), value.get(), rest.get(), round);
      return value;
    };
    const Real no_high = side(false, MPFR_RNDU, MPFR_RNDD), no_low = side(false, MPFR_RNDD, MPFR_RNDU);
    const Real yes_high = side(true, MPFR_RNDU, MPFR_RNDD), yes_low = side(true, MPFR_RNDD, MPFR_RNDU);
    if (at_least(no_low, t.threshold)) throw Rejected("n near misses are answered 1");
    if (less(yes_high, t.threshold)) throw Rejected("one match is answered 0");
    if (less(no_high, t.threshold) && at_least(yes_low, t.threshold)) return 2;
  }
  throw Rejected("undecided at 4096 bits");
}

}  // namespace

std::uint64_t check_two_sum(Reader& reader) {
  TwoSum t;
  t.M = reader.integer("M", 3, 1 << 16);
  t.n = reader.integer("n", 1, 1 << 17);
  t.c = parse_dyadic(reader.word("c"), "c");
  t.kappa = parse_dyadic(reader.word("kappa"), "kappa");
  t.threshold = parse_dyadic(reader.word("threshold"), "threshold");
  t.plan = read_plan(reader);
  reader.finish({"pieces"});
  if (mpfr_sgn(t.c.get()) <= 0) throw Rejected("c must be positive");
  if (mpfr_sgn(t.threshold.get()) <= 0 || mpfr_cmp_ui(t.threshold.get(), 1) >= 0)
    throw Rejected("the threshold must lie between 0 and 1");
  return t.plan.exact ? exact_rows(t) : finite_rows(t);
}

}  // namespace attest::checker
