// Enclosures contain the truth (known as exact rationals, or by MPFR at 300 bits in the format p64 on both sides), the two
// interval libraries overlap, more bits give narrower balls, and decide stops.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "arithmetic/decide.hpp"
#include "arithmetic/emulated.hpp"
#include "arithmetic/mpfr_enclosure.hpp"
#include "arithmetic/rational.hpp"
#include "support/draw.hpp"

namespace attest::arithmetic {
namespace {

const Format& p53() {
  static const Format f = parse_format("p53");
  return f;
}

/// The truth between two 64-bit numbers: correctly rounded down and up (tested against MPFR in elementary.cpp).
struct Truth {
  Number low, high;
};
template <class Operation>
Truth truth(Operation&& operation) {
  const Format f = parse_format("p64");
  return {operation(f, Rounding::down), operation(f, Rounding::up)};
}

bool touches(const Interval& x, const Truth& t) {
  return compare(number_from_double(x.low), t.high) != Order::greater && compare(t.low, number_from_double(x.high)) != Order::greater;
}
/// An enclosure of 64 bits or more that contains the truth cannot lie strictly beyond either 64-bit neighbour of it.
template <class A>
bool touches(const A& a, const typename A::Number& x, const Truth& t) {
  return a.compare(x, a.from_number(t.high)) != Order::greater && a.compare(a.from_number(t.low), x) != Order::greater;
}

/// name, all models of one operation on one or two numbers, and the truth.
struct Case {
  std::string name;
  std::function<Interval(const DoubleEnclosure&)> doubles;
  std::function<Ball(const BallEnclosure&)> balls;
  std::function<MpfrInterval(const MpfrEnclosure&)> intervals;
  Truth truth;
};

#define ATTEST_CASE(expression, exact)                                                                             \
  Case{#expression, [=](const DoubleEnclosure& a) { return expression; }, [=](const BallEnclosure& a) { return expression; }, \
       [=](const MpfrEnclosure& a) { return expression; }, truth([=](const Format& f, Rounding r) { return exact; })}

std::vector<Case> cases(const Number& x, const Number& y, std::int64_t k, std::int64_t M) {
  std::vector<Case> all = {
      ATTEST_CASE(a.add(a.from_number(x), a.from_number(y)), add(f, r, x, y)),
      ATTEST_CASE(a.mul(a.from_number(x), a.from_number(y)), multiply(f, r, x, y)),
      ATTEST_CASE(a.fma(a.from_number(x), a.from_number(y), a.from_number(x)), fused_multiply_add(f, r, x, y, x)),
      ATTEST_CASE(a.cos_turn(k, M), cosine_of_turn(f, r, k, M)),
      ATTEST_CASE(a.sin_turn(k, M), sine_of_turn(f, r, k, M)),
      ATTEST_CASE(a.from_ratio(k, M), ratio(f, r, k, M)),
  };
  if (x.exponent < 9) {
    all.push_back(ATTEST_CASE(a.exp(a.from_number(x)), exponential(f, r, x)));
    all.push_back(ATTEST_CASE(a.exp2(a.from_number(x)), exponential_base2(f, r, x)));
    all.push_back(ATTEST_CASE(a.cos(a.from_number(x)), cosine(f, r, x)));
    all.push_back(ATTEST_CASE(a.sin(a.from_number(x)), sine(f, r, x)));
  }
  if (!y.is_zero()) all.push_back(ATTEST_CASE(a.div(a.from_number(x), a.from_number(y)), divide(f, r, x, y)));
  if (!x.negative && !x.is_zero()) {
    all.push_back(ATTEST_CASE(a.sqrt(a.from_number(x)), square_root(f, r, x)));
    all.push_back(ATTEST_CASE(a.log(a.from_number(x)), logarithm(f, r, x)));
  }
  return all;
}

TEST(Enclosures, ContainTheTruthAndOverlap) {
  support::Random random(1);
  const BallEnclosure balls(128);
  const MpfrEnclosure intervals(128);
  for (int i = 0; i < 3000; ++i) {
    Number x = support::draw_number(p53(), random), y = support::draw_number(p53(), random);
    for (Number* n : {&x, &y})
      if (n->exponent < -150) n->exponent = -150;
    const std::int64_t M = random.between(1, 1000), k = random.between(-1000, 1000);
    for (const Case& c : cases(x, y, k, M)) {
      const std::string operands = c.name + " at " + to_text(x) + ", " + to_text(y) + ", " + std::to_string(k) + "/" + std::to_string(M);
      const Interval d = c.doubles(DoubleEnclosure());
      ASSERT_TRUE(d.low <= d.high && touches(d, c.truth)) << operands << " " << DoubleEnclosure().to_text(d);
      ASSERT_TRUE(touches(balls, c.balls(balls), c.truth)) << operands << " " << balls.to_text(c.balls(balls));
      ASSERT_TRUE(touches(intervals, c.intervals(intervals), c.truth)) << operands << " " << intervals.to_text(c.intervals(intervals));
    }
  }
}

/// At 300 bits both libraries are far narrower than a double interval, which must therefore reach them.
TEST(Enclosures, DoubleIntervalsContainTheValueAt300Bits) {
  support::Random random(2);
  const MpfrEnclosure fine(300);
  const BallEnclosure fine_ball(300);
  for (int i = 0; i < 2000; ++i) {
    const Number x = support::draw_number(p53(), random), y = support::draw_number(p53(), random);
    if (x.exponent > 8 || x.exponent < -60 || y.exponent > 60 || y.exponent < -60) continue;
    for (const Case& c : cases(x, y, random.between(-50, 50), random.between(1, 50))) {
      const Interval d = c.doubles(DoubleEnclosure());
      const MpfrInterval exact = c.intervals(fine);
      const Ball ball = c.balls(fine_ball);
      if (std::isfinite(d.low)) {
        ASSERT_NE(fine.compare(exact, fine.from_number(number_from_double(d.low))), Order::less) << c.name;
        ASSERT_NE(fine_ball.compare(ball, fine_ball.from_number(number_from_double(d.low))), Order::less) << c.name;
      }
      if (std::isfinite(d.high)) {
        ASSERT_NE(fine.compare(exact, fine.from_number(number_from_double(d.high))), Order::greater) << c.name;
        ASSERT_NE(fine_ball.compare(ball, fine_ball.from_number(number_from_double(d.high))), Order::greater) << c.name;
      }
    }
  }
}

/// Intervals with two different ends: every operation on points inside stays inside.
TEST(Enclosures, AreInclusionMonotone) {
  support::Random random(3);
  const DoubleEnclosure a;
  const auto between = [&](const Interval& x) {
    const double t = static_cast<double>(random.below(1001)) / 1000, y = x.low + (x.high - x.low) * t;
    const double inside = std::min(std::max(y, x.low), x.high);
    return Interval{inside, inside};
  };
  const auto draw = [&] {
    const double p = static_cast<double>(random.between(-4000, 4000)) / 256, q = p + static_cast<double>(random.below(3000)) / 512;
    return Interval{p, q};
  };
  const auto inside = [](const Interval& x, const Interval& y) { return y.low <= x.low && x.high <= y.high; };
  for (int i = 0; i < 20000; ++i) {
    const Interval x = draw(), y = draw(), px = between(x), py = between(y);
    const auto wider = [](const Interval& r) { return Interval{outward::below(outward::below(r.low)), outward::above(outward::above(r.high))}; };
    ASSERT_TRUE(inside(a.add(px, py), wider(a.add(x, y))));
    ASSERT_TRUE(inside(a.sub(px, py), wider(a.sub(x, y))));
    ASSERT_TRUE(inside(a.mul(px, py), wider(a.mul(x, y)))) << a.to_text(x) << a.to_text(y);
    if (y.low > 0 || y.high < 0) {
      ASSERT_TRUE(inside(a.div(px, py), wider(a.div(x, y)))) << a.to_text(x) << a.to_text(y);
    }
    ASSERT_TRUE(inside(a.max(px, py), a.max(x, y)));
    for (const auto& [point, whole] : {std::pair{a.cos(px), a.cos(x)}, {a.sin(px), a.sin(x)}, {a.exp(px), a.exp(x)}, {a.exp2(px), a.exp2(x)}}) {
      Interval around = whole;
      for (int step = 0; step < 16; ++step) around = wider(around);
      ASSERT_TRUE(inside(point, around));
    }
    if (x.low > 0) {
      ASSERT_TRUE(inside(a.sqrt(px), wider(a.sqrt(x))));
    }
  }
}

Interval drawn_interval(support::Random& random, bool point) {
  const double low = std::ldexp(static_cast<double>(random.between(-1000003, 1000003)), static_cast<int>(random.between(-30, 30)));
  return {low, point ? low : low + std::ldexp(static_cast<double>(random.below(1000)), static_cast<int>(random.between(-30, 10)))};
}
Rational exactly(double x) { return Rational::from_number(number_from_double(x)); }

/// Against the exact least and greatest sums, in rationals: nothing outside is missed, and little more is enclosed.
TEST(Enclosures, DotProductsOfIntervalsEncloseTheExactBounds) {
  support::Random random(4);
  const DoubleEnclosure a;
  for (int i = 0; i < 1000; ++i) {
    std::vector<Interval> x, y;
    for (std::uint64_t size = random.below(20); x.size() < size;) {
      x.push_back(drawn_interval(random, i % 3 != 0));
      y.push_back(drawn_interval(random, i % 2 != 0));
    }
    Rational low, high, magnitudes;
    for (std::size_t j = 0; j < x.size(); ++j) {
      const Rational products[] = {exactly(x[j].low) * exactly(y[j].low), exactly(x[j].low) * exactly(y[j].high), exactly(x[j].high) * exactly(y[j].low), exactly(x[j].high) * exactly(y[j].high)};
      low += *std::min_element(std::begin(products), std::end(products));
      high += *std::max_element(std::begin(products), std::end(products));
      for (const Rational& p : products) magnitudes += p.sign() < 0 ? -p : p;
    }
    const Interval got = a.dot(x, y);
    ASSERT_LE(exactly(got.low), low);
    ASSERT_GE(exactly(got.high), high);
    ASSERT_LE(high - low, exactly(got.high) - exactly(got.low));
    ASSERT_LE(exactly(got.high) - exactly(got.low) - (high - low), magnitudes.scaled(-46)) << "far too wide";
  }
}

/// Rounding errors as large as they get: every sum and product is inexact, in one direction.
TEST(Enclosures, DotProductsEncloseWorstRounding) {
  const DoubleEnclosure a;
  const double third = 1.0 / 3, above_half = 0x1p-53 + 0x1p-105;
  for (int n : {2, 3, 100, 4096}) {
    for (double tail : {above_half, -above_half, third, -third, 0x1p-1074}) {
      std::vector<Interval> x(static_cast<std::size_t>(n), Interval{tail, tail}), y(x.size(), Interval{third, third}), wide = y;
      x[0] = {1, 1};
      for (Interval& w : wide) w.high = outward::above(w.high);
      Rational truth;
      for (std::size_t j = 0; j < x.size(); ++j) truth += exactly(x[j].low) * exactly(third);
      for (const Interval& got : {a.dot(x, y), a.dot(x, wide)}) {
        ASSERT_LE(exactly(got.low), truth) << n << " " << tail;
        ASSERT_GE(exactly(got.high), truth) << n << " " << tail;
      }
    }
  }
}

TEST(Enclosures, ExactDotProductsStayPoints) {
  const DoubleEnclosure a;
  std::vector<Interval> x, y;
  std::int64_t expected = 0;
  for (std::int64_t i = 0; i < 1000; ++i) {
    x.push_back(a.from_integer(i * 977 - 400000));
    y.push_back(a.from_ratio(i - 300, 8));
    expected += (i * 977 - 400000) * (i - 300);
  }
  EXPECT_EQ(a.dot(x, y), a.from_ratio(expected, 8));
  x[0].high = outward::infinity;
  y[0] = {0, 0};
  EXPECT_TRUE(std::isfinite(a.dot(x, y).low) && std::isfinite(a.dot(x, y).high)) << "0 times no bound is 0";
  y[0] = {1, 2};
  EXPECT_EQ(a.dot(x, y).high, outward::infinity);
}

TEST(Enclosures, InfiniteBoundsAreNoBounds) {
  const DoubleEnclosure a;
  const double infinity = outward::infinity, largest = std::numeric_limits<double>::max();
  const Interval huge{largest, largest}, whole{-infinity, infinity}, upper{1, infinity};
  EXPECT_EQ(a.add(huge, huge), (Interval{largest, infinity}));
  EXPECT_EQ(a.mul(huge, a.from_integer(-2)), (Interval{-infinity, -largest}));
  EXPECT_EQ(a.exp(a.from_integer(1000)).high, infinity);
  EXPECT_LE(a.exp(a.from_integer(1000)).low, largest);
  EXPECT_EQ(a.exp(a.from_integer(-1000)).low, 0);
  EXPECT_GT(a.exp(a.from_integer(-1000)).high, 0);
  EXPECT_EQ(a.mul(whole, a.zero()), a.zero());
  EXPECT_EQ(a.div(upper, upper), (Interval{0, infinity}));
  EXPECT_EQ(a.div(a.from_integer(1), upper), (Interval{0, 1}));
  EXPECT_EQ(a.cos(whole), (Interval{-1, 1}));
  EXPECT_EQ(a.compare(whole, whole), Order::unknown);
  EXPECT_EQ(a.add(whole, upper), whole);
  EXPECT_EQ(a.sub(upper, upper), whole);
}

template <class A>
void expect_domains(const A& a) {
  const auto third = a.from_ratio(1, 3), nothing = a.sub(a.mul(third, a.from_integer(3)), a.from_integer(1));  // 0, but known only nearly
  EXPECT_THROW(a.div(third, a.zero()), Undefined) << a.name();
  EXPECT_THROW(a.div(third, nothing), Undecided) << a.name();
  EXPECT_THROW(a.sqrt(a.neg(third)), Undefined) << a.name();
  EXPECT_THROW(a.sqrt(nothing), Undecided) << a.name();
  EXPECT_THROW(a.log(a.zero()), Undefined) << a.name();
  EXPECT_THROW(a.log(nothing), Undecided) << a.name();
  EXPECT_THROW(a.is_zero(nothing), Undecided) << a.name();
  EXPECT_EQ(a.compare(nothing, a.zero()), Order::unknown) << a.name();
  EXPECT_EQ(a.compare(third, third), Order::unknown) << a.name() << ": the same enclosure is not the same number";
  EXPECT_EQ(a.compare(a.zero(), a.zero()), Order::equal) << a.name();
  EXPECT_THROW(certainly_less(a, third, third), Undecided) << a.name();
  EXPECT_THROW(a.nearest_integer(a.add(nothing, a.from_ratio(1, 2))), Undecided) << a.name();
  EXPECT_EQ(a.nearest_integer(nothing), 0) << a.name();
  EXPECT_THROW(a.nearest_integer(a.exp2(a.from_integer(80))), Undefined) << a.name();
  EXPECT_THROW(a.from_number(Number{0, 0, Kind::nan, false}), Undefined) << a.name();
}

TEST(Enclosures, ErrorsOfDomains) {
  expect_domains(DoubleEnclosure());
  expect_domains(BallEnclosure(64));
  expect_domains(BallEnclosure(256));
  expect_domains(MpfrEnclosure(64));
}

TEST(Enclosures, MoreBitsAreNarrower) {
  for (int bits = 64; bits <= 512; bits *= 2) {
    const auto value = [](const auto& e) { return e.log(e.add(e.exp(e.from_ratio(1, 3)), e.sqrt(e.from_integer(2)))); };
    const double radius = value(BallEnclosure(bits)).radius(), width = value(MpfrEnclosure(bits)).width();
    EXPECT_GT(radius, 0) << bits;
    EXPECT_GT(width, 0) << bits;
    EXPECT_LT(radius, std::ldexp(1.0, 6 - bits)) << bits;
    EXPECT_LT(width, std::ldexp(1.0, 6 - bits)) << bits;
  }
}

TEST(Decide, TheFilterIsAskedFirst) {
  const auto question = [](const auto& a) { return certainly_less(a, a.exp(a.from_integer(1)), a.from_integer(3)); };
  EXPECT_EQ(decide(question), (Decision<bool>{true, 53}));
}

/// e^(1/3 + 10^-36) cubed against e: differs from the 36th digit on, so 128 bits are needed.
TEST(Decide, RefinesUntilItIsDecided) {
  const auto question = [](const auto& a) {
    auto speck = a.from_ratio(1, 1000000000);
    speck = a.mul(speck, speck);
    speck = a.mul(speck, speck);
    const auto x = a.exp(a.add(a.from_ratio(1, 3), speck));
    return certainly_less(a, a.exp(a.from_integer(1)), a.mul(x, a.mul(x, x)));
  };
  EXPECT_EQ(decide(question), (Decision<bool>{true, 128}));
  EXPECT_EQ(decide<MpfrEnclosure>(question), (Decision<bool>{true, 128}));
}

TEST(Decide, StopsAt4096BitsWithUnknown) {
  std::vector<std::string> asked;
  const auto question = [&](const auto& a) {
    asked.push_back(a.name());
    const auto x = a.sqrt(a.from_integer(2));
    return certainly_less(a, a.mul(x, x), a.from_integer(2));  // equal: no enclosure can tell
  };
  EXPECT_EQ(decide(question), (Decision<bool>{std::nullopt, 4096}));
  EXPECT_EQ(asked.size(), 8u);
  EXPECT_EQ(asked.back(), "ball-enclosure(4096)");
  EXPECT_FALSE(decide<MpfrEnclosure>(question).known());
}

TEST(Decide, OtherErrorsPass) {
  const auto question = [](const auto& a) { return a.nearest_integer(a.div(a.from_integer(1), a.zero())); };
  EXPECT_THROW(decide(question), Undefined);
}

}  // namespace
}  // namespace attest::arithmetic
