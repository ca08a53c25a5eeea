// maximum-channel 14a (bounds.md section 0): one full layer under two-pass softmax solves 2-SeqComp, the maximum carrying
// z_1(z_0) backwards and underflow comparing it with the arguments of z_2.
//
// For every a = z_0, w, v = z_1(a) and head h it is checked, on the rounded scores, that
//   the token a of z_1 is the maximum, with a score S(v) that does not depend on a;
//   the tokens v' of row w of z_2 have a score s_h(v') that does not depend on w and does not decrease with v', so that the
//   weight, a monotone function of it, is 2^−149 exactly for v' >= v+h: three weights per v decide (v+h−1, v+h, m−1);
//   every other token weighs 0 (the largest of their scores against the least maximum).
// Then the denominator is fl(1 + at most m units) = 1, every partial numerator is a multiple of 2^−149 below 2^precision
// units, hence exact in every order, and the heads differ by 2^−149·digit(z_2(w,v)) whatever the other values are.
#include "checker/claims.hpp"
#include "checker/derived.hpp"

namespace attest::checker {
namespace {

struct Channel {
  std::int64_t m, n_1, base;
  Real delta, drop, far, underflow;
  Plan plan;

  Real exactly(const Real& factor, std::int64_t times) const {
    Real product(256);
    mpfr_mul_si(product.get(), factor.get(), times, MPFR_RNDN);
    return plan.input.convert(product);
  }
  std::vector<Real> query(std::int64_t a, std::int64_t w, int h) const {
    Real fourth(256), half(256), shift(256);
    mpfr_mul_si(fourth.get(), drop.get(), -w * w, MPFR_RNDN);
    mpfr_div_2ui(half.get(), delta.get(), 1, MPFR_RNDN);
    mpfr_mul_si(shift.get(), delta.get(), h, MPFR_RNDN);
    mpfr_add(fourth.get(), fourth.get(), half.get(), MPFR_RNDN);
    mpfr_sub(fourth.get(), fourth.get(), shift.get(), MPFR_RNDN);
    return {exactly(far, -a * a), exactly(far, 2 * a), exactly(far, -1), plan.input.convert(fourth), exactly(drop, 2 * w), exactly(drop, -1), plan.input.integer(1)};
  }
  /// The codes' part of a score, left to right over the six coordinates before the last; three of them meet zeros, which
  /// change no sum, so only (1, i, i^2) against the three that begin at `first` counts.
  Real code_score(const std::vector<Real>& q, std::size_t first, std::int64_t i) const {
    const Real key[3] = {plan.input.integer(1), plan.input.integer(i), plan.input.integer(i * i)};
    Real total = plan.score.mul(q[first], key[0]);
    for (std::size_t c = 1; c < 3; ++c)
      total = plan.score.add(total, plan.score.product(q[first + c], key[c]));
    return total;
  }
  /// The last coordinate: query 1, key `last` (rounded to the input).
  Real with_last(const Real& codes, const Real& last) const {
    const Real key = plan.input.convert(last);
    return plan.score.add(codes, plan.score.product(plan.input.integer(1), key));
  }
  Real last_z1(std::int64_t v) const { return exactly(delta, v); }
  Real last_z2(std::int64_t v) const {
    Real last(256);
    mpfr_mul_si(last.get(), delta.get(), v, MPFR_RNDN);
    mpfr_sub(last.get(), last.get(), underflow.get(), MPFR_RNDN);
    return last;
  }
  Real weight(const Real& score, const Real& maximum) const { return plan.weight.exp(plan.weight.sub(score, maximum), plan.base2); }
};

void raise(Real& largest, bool& any, const Real& score) {
  if (!any || less(largest, score)) largest = score;
  any = true;
}

/// S(v), the same for every a; and the largest score of any z_1 token but a's, for every query.
std::vector<Real> maxima(const Channel& c, Real& others, bool& any, std::uint64_t& rows) {
  Real own, nearest;
  bool some = false;
  for (std::int64_t a = 0; a < c.m; ++a) {
    const auto q = c.query(a, 0, 0);  // coordinates of w and h meet zeros in these keys
    for (std::int64_t i = 0; i < c.m; ++i, ++rows) {
      const Real codes = c.code_score(q, 0, i);
      if (i != a) raise(nearest, some, codes);
      else if (a == 0) own = codes;
      else if (!mpfr_equal_p(codes.get(), own.get())) throw NotEstablished("the maximum depends on z_0");
    }
  }
  raise(others, any, c.with_last(nearest, c.last_z1(c.m - 1)));  // a rounded sum is monotone in both terms
  std::vector<Real> top;
  for (std::int64_t v = 0; v < c.m; ++v, ++rows) {
    top.push_back(c.with_last(own, c.last_z1(v)));
    if (v > 0 && !less(top[static_cast<std::size_t>(v - 1)], top.back())) throw NotEstablished("two values share a maximum");
  }
  return top;
}

/// s_h(v'), the same for every w, not decreasing; and the largest score in any other row.
std::vector<Real> row_scores(const Channel& c, int h, Real& others, bool& any, std::uint64_t& rows) {
  Real own, nearest;
  bool some = false;
  for (std::int64_t w = 0; w < c.n_1; ++w) {
    const auto q = c.query(0, w, h);  // coordinates of a meet zeros in these keys
    for (std::int64_t row = 0; row < c.n_1; ++row, ++rows) {
      const Real codes = c.code_score(q, 3, row);
      if (row != w) raise(nearest, some, codes);
      else if (w == 0) own = codes;
      else if (!mpfr_equal_p(codes.get(), own.get())) throw NotEstablished("the scores of a row depend on the row");
    }
  }
  std::vector<Real> scores;
  for (std::int64_t v = 0; v < c.m; ++v, ++rows) {
    scores.push_back(c.with_last(own, c.last_z2(v)));
    if (v > 0 && less(scores.back(), scores[static_cast<std::size_t>(v - 1)])) throw NotEstablished("the scores of a row decrease");
  }
  if (some) raise(others, any, c.with_last(nearest, c.last_z2(c.m - 1)));
  return scores;
}

void check_weights(const Channel& c, int h, const std::vector<Real>& scores, const std::vector<Real>& top, const Real& unit) {
  const auto weigh = [&](std::int64_t v, std::int64_t argument, bool alive) {
    const Real w = c.weight(scores[static_cast<std::size_t>(argument)], top[static_cast<std::size_t>(v)]);
    if (alive ? !mpfr_equal_p(w.get(), unit.get()) : !mpfr_zero_p(w.get()))
      throw NotEstablished("head " + std::to_string(h) + ", z_1(z_0) = " + std::to_string(v) + ": the weight of argument " + std::to_string(argument) + " is wrong");
  };
  for (std::int64_t v = 0; v < c.m; ++v) {
    if (v + h > 0) weigh(v, v + h - 1, false);
    if (v + h < c.m) weigh(v, v + h, true), weigh(v, c.m - 1, true);
  }
}

void check_sums(const Channel& c, const Real& unit) {
  const Arithmetic& a = c.plan.accumulator;
  const Real one = a.integer(1);
  Real units(256);
  mpfr_mul_si(units.get(), unit.get(), c.m, MPFR_RNDN);
  // Left to right the units come first, last to first the 1 does.
  if (!mpfr_equal_p(a.add(a.convert(units), one).get(), one.get()) || !mpfr_equal_p(a.add(one, unit).get(), one.get()))
    throw NotEstablished("the denominator is not 1");
  if (c.m * (c.base - 1) >= std::int64_t{1} << std::min<mpfr_prec_t>(a.precision(), 62) || c.plan.output.precision() < a.precision())
    throw NotEstablished("sums of digits do not fit the accumulator or the output");
  mpfr_mul_si(units.get(), unit.get(), c.m * (c.base - 1), MPFR_RNDN);
  for (const Arithmetic* role : {&c.plan.weight, &c.plan.accumulator, &c.plan.output})
    if (!mpfr_equal_p(role->convert(unit).get(), unit.get()) || !mpfr_equal_p(role->convert(units).get(), units.get()))
      throw NotEstablished("multiples of 2^-149 are not numbers of every role");
  if (mpfr_cmp_si(c.plan.input.integer(c.base - 1).get(), c.base - 1) != 0) throw NotEstablished("a digit does not fit the input format");
}

std::uint64_t establish(const Channel& c) {
  if (c.plan.exact || !c.plan.two_pass || c.plan.weights_first || !c.plan.base2)
    throw NotEstablished("the maximum is a channel under two-pass base-2 softmax with a quotient, in finite formats");
  if (c.base * c.base < c.m * c.n_1) throw NotEstablished("two digits do not hold a value of z_2");
  if (!c.plan.score.sequential()) throw NotEstablished("scores are summed left to right here");
  require_work(10.0 * (static_cast<double>(c.m) * static_cast<double>(c.m) + static_cast<double>(c.n_1) * static_cast<double>(c.n_1)));
  std::uint64_t rows = 0;
  Real others;
  bool any = false;
  const Real unit = dyadic(1, -149), background = whole(-1000);
  const std::vector<Real> top = maxima(c, others, any, rows);
  raise(others, any, c.plan.score.convert(c.plan.input.convert(background)));  // the tokens z_0 and w
  Real in_row;
  bool any_in_row = false;
  for (int h = 0; h < 2; ++h) {
    const auto scores = row_scores(c, h, others, any, rows);
    raise(in_row, any_in_row, scores.back());
    check_weights(c, h, scores, top, unit);
  }
  if (!less(in_row, top.front()) || !less(others, top.front())) throw NotEstablished("another token exceeds the maximum");
  if (!c.weight(others, top.front()).is_zero()) throw NotEstablished("a token outside the row weighs something");
  check_sums(c, unit);
  return rows;
}

}  // namespace

std::unique_ptr<Claim> read_maximum_channel(Reader& reader) {
  reader.choice("variant", {"14a"});
  Channel c;
  c.m = reader.integer("m", 2, 1 << 15);
  c.n_1 = reader.integer("n_1", 1, 1 << 12);
  c.base = reader.integer("base", 2, 1 << 20);
  c.delta = reader.dyadic("delta");
  c.drop = reader.dyadic("drop");
  c.far = reader.dyadic("far");
  c.underflow = whole(reader.integer("underflow", 1, 100000));
  c.plan = read_plan(reader);
  return std::make_unique<DerivedClaim>(c.plan, [c] { return establish(c); });
}

}  // namespace attest::checker
