// maximum-channel (bounds.md section 0, bounds_general.md Theorem T): one recurrent layer, which carries a = z_0 to the token w,
// and one full layer of two heads h solve 2-SeqComp: the maximum carries z_1(a) backwards, and underflow compares it with the
// arguments of z_2. Keys and queries have seven coordinates, values are the two digits of z_2's value in `base`, else 0:
//   query (−F a², 2F a, −F, −D w² ± N, 2D w, −D, 1)      F = far, D = drop, N = nudge: + in head 0, − in head 1
//   z_1's token (i, v): (1, i, i², 0, 0, 0, last)        last = δv (14a); T − δ + δ(v+h) (14b)      δ = delta, T = underflow
//   z_2's token (w', v'): (0, 0, 0, 1, w', w'², last)    last = δv' − T (14a); δv' (14b)
//   the tokens z_0 and w: last = −outside, else 0
// 14a: softmax of base 2, nudge δ/2, so that nothing is compared on a tie; 14b: base e, T a multiple of δ, nudge 0.
//
// For every a, w, v = z_1(a) and h it is checked, on the rounded scores, that
//   the token a of z_1 is the maximum, with a score S_h(v) that does not depend on a and grows with v;
//   the tokens v' of row w of z_2 have a score s_h(v') that does not depend on w and does not decrease with v', so that the
//   weight, a monotone function of it, is `unit` exactly for v' >= v+h and 0 below: three weights per v decide (v+h−1, v+h, m−1);
//   every other token weighs 0 (the largest of their scores against the least maximum; the least one's weight is defined).
// Then the denominator is fl(1 + at most m units) = 1, every partial numerator is a multiple of the unit below 2^precision
// units, hence exact in every order, and the heads differ by unit·digit(z_2(w,v)) whatever the other values are.
//
// Online from the last key to the first the same holds. The tokens before a's have values 0, so the numerator is 0, and the
// denominator is whatever it is when the token a comes: the maximum before is one of the other scores, which weigh 0 against
// S_h(v), so both are multiplied by 0, and the denominator is 1. After that no score exceeds the maximum, nothing is rescaled,
// and what is added is 0 or units: as above. First to last it fails, and is refused.
#include "checker/maximum_channel.hpp"

namespace attest::checker {
namespace {

/// The least and the largest of some scores.
struct Range {
  bool any = false;
  Real least, largest;
  void add(const Real& score) {
    if (!any || less(score, least)) least = score;
    if (!any || less(largest, score)) largest = score;
    any = true;
  }
};

/// -far·a² + 2far·a·i - far·i² without any rounding: far = f·2^e with f odd, and its multiples up to f·(m-1)² <= 2^p, integers up to (m-1)² and
/// what partial sums are, i² - (a-i)² times far, are numbers of input and score, as is twice the largest.
bool exact_codes(const Channel& c) {
  if (c.m < 3 || c.far.sign() <= 0) return false;
  mpz_class f;
  mpfr_get_z_2exp(f.get_mpz_t(), c.far.get());
  f >>= mpz_scan1(f.get_mpz_t(), 0);
  const mpz_class square = mpz_class(c.m - 1) * mpz_class(c.m - 1), most = f * square;
  const Real squared = whole((c.m - 1) * (c.m - 1)), largest = exact_product(c.far, squared);
  for (const Arithmetic* role : {&c.plan.input, &c.plan.score}) {
    if (role->fixed() || most > mpz_class(1) << static_cast<mp_bitcnt_t>(role->precision())) return false;
    for (const Real& x : {c.far, whole(1), squared, negated(largest), scaled(largest, 1)})
      if (!role->holds(x)) return false;
  }
  return true;
}

/// S_h(v), the same for every a; and the scores of all z_1 tokens but a's, for every query.
std::vector<Real> maxima(const Channel& c, int h, Range& others, std::uint64_t& rows) {
  Real own;
  Range rest;
  const bool exact = exact_codes(c);
  if (exact) {  // -far·(a-i)²
    const auto q = c.query(0, 0, h);
    own = c.code_score(q, 0, 0), rest.add(c.code_score(q, 0, 1)), rest.add(c.code_score(q, 0, c.m - 1));
  }
  for (std::int64_t a = 0; a < c.m && !exact; ++a) {
    const auto q = c.query(a, 0, h);  // coordinates of w and h meet zeros in these keys
    for (std::int64_t i = 0; i < c.m; ++i, ++rows) {
      const Real codes = c.code_score(q, 0, i);
      if (i != a) rest.add(codes);
      else if (a == 0) own = codes;
      else if (!equal(codes, own)) throw NotEstablished("the maximum depends on z_0");
    }
  }
  // A rounded sum is monotone in both terms, and last_z1 grows with v, as the maxima will show.
  others.add(c.with_last(rest.largest, c.last_z1(c.m - 1, h))), others.add(c.with_last(rest.least, c.last_z1(0, h)));
  std::vector<Real> top;
  for (std::int64_t v = 0; v < c.m; ++v, ++rows) {
    top.push_back(c.with_last(own, c.last_z1(v, h)));
    if (v > 0 && !less(top[static_cast<std::size_t>(v - 1)], top.back())) throw NotEstablished("two values share a maximum");
  }
  return top;
}

/// s_h(v'), the same for every w, not decreasing; and the scores in all other rows.
std::vector<Real> row_scores(const Channel& c, int h, Range& others, std::uint64_t& rows) {
  Real own;
  Range rest;
  for (std::int64_t w = 0; w < c.n_1; ++w) {
    const auto q = c.query(0, w, h);  // coordinates of a meet zeros in these keys
    for (std::int64_t row = 0; row < c.n_1; ++row, ++rows) {
      const Real codes = c.code_score(q, 3, row);
      if (row != w) rest.add(codes);
      else if (w == 0) own = codes;
      else if (!equal(codes, own)) throw NotEstablished("the scores of a row depend on the row");
    }
  }
  std::vector<Real> scores;
  for (std::int64_t v = 0; v < c.m; ++v, ++rows) {
    scores.push_back(c.with_last(own, c.last_z2(v)));
    if (v > 0 && less(scores.back(), scores[static_cast<std::size_t>(v - 1)])) throw NotEstablished("the scores of a row decrease");
  }
  if (rest.any) others.add(c.with_last(rest.largest, c.last_z2(c.m - 1))), others.add(c.with_last(rest.least, c.last_z2(0)));
  return scores;
}

void check_weights(const Channel& c, int h, const std::vector<Real>& scores, const std::vector<Real>& top) {
  const auto weigh = [&](std::int64_t v, std::int64_t argument, bool alive) {
    const Real w = c.weight(scores[static_cast<std::size_t>(argument)], top[static_cast<std::size_t>(v)]);
    if (alive ? !equal(w, c.unit) : !w.is_zero())
      throw NotEstablished("head " + std::to_string(h) + ", z_1(z_0) = " + std::to_string(v) + ": the weight of argument " + std::to_string(argument) + " is wrong");
  };
  for (std::int64_t v = 0; v < c.m; ++v) {
    if (v + h > 0) weigh(v, v + h - 1, false);
    if (v + h < c.m) weigh(v, v + h, true), weigh(v, c.m - 1, true);
  }
}

void check_sums(const Channel& c) {
  const Arithmetic& a = c.plan.accumulator;
  const Real one = a.integer(1);
  Real units(256);
  mpfr_mul_si(units.get(), c.unit.get(), c.m, MPFR_RNDN);
  // Left to right the units come first, last to first the 1 does.
  if (!equal(a.add(a.convert(units), one), one) || !equal(a.add(one, c.unit), one))
    throw NotEstablished("the denominator is not 1");
  (void)a.integer(2 * c.m + 4);  // online, relative to an earlier maximum: no overflow
  if (c.m * (c.base - 1) >= std::int64_t{1} << std::min<mpfr_prec_t>(a.precision(), 62) || c.plan.output.precision() < a.precision())
    throw NotEstablished("sums of digits do not fit the accumulator or the output");
  mpfr_mul_si(units.get(), c.unit.get(), c.m * (c.base - 1), MPFR_RNDN);
  for (const Arithmetic* role : {&c.plan.weight, &c.plan.accumulator, &c.plan.output})
    if (!role->holds(c.unit) || !role->holds(units))
      throw NotEstablished("multiples of the unit are not numbers of every role");
  if (!c.plan.input.holds(whole(c.base - 1))) throw NotEstablished("a digit does not fit the input format");
}

}  // namespace

std::uint64_t establish_channel(const Channel& c) {
  if (c.plan.exact || c.plan.weights_first || (!c.plan.two_pass && !(c.plan.online && c.plan.last_to_first)))
    throw NotEstablished("the maximum is a channel under two-pass softmax, or online from the last key to the first, with a quotient, in finite formats");
  if (c.plan.base2 == c.natural) throw NotEstablished("14a is of base 2, 14b of base e");
  if (c.base * c.base < c.m * c.n_1) throw NotEstablished("two digits do not hold a value of z_2");
  if (!c.plan.score.sequential()) throw NotEstablished("scores are summed left to right here");
  if (c.m > 2048 && !exact_codes(c)) throw NotEstablished("codes of more than 2048 arguments must be summed without rounding");
  require_work(20.0 * (exact_codes(c) ? static_cast<double>(c.m) : static_cast<double>(c.m) * static_cast<double>(c.m) + static_cast<double>(c.n_1) * static_cast<double>(c.n_1)), c.plan.most_work);
  require_carried(c.plan);
  std::uint64_t rows = 0;
  Range others, in_row, maximum;
  others.add(c.with_last(c.plan.score.integer(0), c.exactly(c.outside, -1)));  // the tokens z_0 and w
  for (int h = 0; h < 2; ++h) {
    const std::vector<Real> top = maxima(c, h, others, rows);
    const std::vector<Real> scores = row_scores(c, h, others, rows);
    in_row.add(scores.front()), in_row.add(scores.back());
    maximum.add(top.front()), maximum.add(top.back());
    check_weights(c, h, scores, top);
  }
  if (!less(in_row.largest, maximum.least) || !less(others.largest, maximum.least)) throw NotEstablished("another token exceeds the maximum");
  if (!c.weight(others.largest, maximum.least).is_zero()) throw NotEstablished("a token outside the row weighs something");
  for (const Range* scores : {&others, &in_row}) c.weight(scores->least, maximum.largest);  // defined
  check_sums(c);
  return rows;
}

}  // namespace attest::checker
