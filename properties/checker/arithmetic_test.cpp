// The checker's rounded numbers against attest's own (the two share no code), and what the checker asks of its formats
// against lists of all their numbers.
#include <gtest/gtest.h>

#include <set>

#include "arithmetic/emulated.hpp"
#include "arithmetic/format.hpp"
#include "checker/arithmetic.hpp"
#include "checker/outcome.hpp"
#include "checker/reader.hpp"
#include "checker/texts.hpp"
#include "support/draw.hpp"

namespace attest::checker::testing {
namespace {

using arithmetic::Emulated;
using arithmetic::Number;

Real real(const Number& x) {
  if (x.is_zero()) return whole(0);
  Real y(64);
  mpfr_set_ui_2exp(y.get(), x.significand, x.exponent - 63, MPFR_RNDN);
  return x.negative ? negated(y) : y;
}

struct Both {
  std::string text;
  Arithmetic checked;
  Emulated emulated;
};

Both both(const std::string& format, const std::string& rounding, const std::string& sums, bool fused) {
  const std::string text = format + " " + rounding + " " + sums + " " + (fused ? "fused" : "unfused");
  const std::map<std::string, arithmetic::Rounding> roundings{{"nearest-even", arithmetic::Rounding::nearest_even}, {"toward-zero", arithmetic::Rounding::toward_zero},
                                                              {"up", arithmetic::Rounding::up}, {"down", arithmetic::Rounding::down}};
  return {text, Arithmetic({format, rounding, sums, fused ? "fused" : "unfused"}),
          Emulated(arithmetic::parse_format(format), roundings.at(rounding), arithmetic::parse_sum_order(sums), fused)};
}

const std::vector<std::string> formats{"binary64", "binary32", "tf32", "bfloat16", "binary16", "e4m3", "e5m2", "e2m3", "e3m2", "e2m1", "p1", "p5", "p64", "e8p2", "e8p40", "fx(6,3)", "fx(62,20)", "fx(4,-1)", "ufx(5,0)", "ufx(8,4)"};

/// What both give: a number, or nothing where the result is not finite.
void expect_same(const Both& a, const char* operation, const std::function<Real()>& checked, const std::function<Number()>& emulated) {
  std::optional<Real> x, y;
  try {
    x = checked();
  } catch (const Undefined&) {
  }
  try {
    const Number number = emulated();
    if (number.is_finite()) y = real(number);
  } catch (const arithmetic::Undefined&) {
  }
  ASSERT_EQ(x.has_value(), y.has_value()) << a.text << " " << operation;
  if (x) {
    ASSERT_TRUE(equal(*x, *y)) << a.text << " " << operation << " " << mpfr_get_d(x->get(), MPFR_RNDN) << " " << mpfr_get_d(y->get(), MPFR_RNDN);
  }
}

TEST(CheckerArithmetic, OperationsAreThoseOfTheEmulatedFormats) {
  Random random(1);
  for (const std::string& format : formats)
    for (const char* rounding : {"nearest-even", "toward-zero", "up", "down"}) {
      if (format.find('(') != std::string::npos && rounding != std::string("down")) continue;
      for (int round = 0; round < 60; ++round) {
        const Both a = both(format, rounding, random_sums(random), random.coin());
        const auto draw = [&] { return support::draw_finite(arithmetic::parse_format(random.coin() ? format : "binary32"), random); };
        const Number x = draw(), y = draw();
        const Real u = real(x), v = real(y);
        expect_same(a, "convert", [&] { return a.checked.convert(u); }, [&] { return a.emulated.convert(x); });
        expect_same(a, "add", [&] { return a.checked.add(u, v); }, [&] { return a.emulated.add(x, y); });
        expect_same(a, "sub", [&] { return a.checked.sub(u, v); }, [&] { return a.emulated.sub(x, y); });
        expect_same(a, "mul", [&] { return a.checked.mul(u, v); }, [&] { return a.emulated.mul(x, y); });
        if (!y.is_zero()) expect_same(a, "div", [&] { return a.checked.div(u, v); }, [&] { return a.emulated.div(x, y); });
        if (x.exponent < 12) expect_same(a, "exp", [&] { return a.checked.exp(u, round % 2); }, [&] { return round % 2 ? a.emulated.exp2(x) : a.emulated.exp(x); });
        const long k = static_cast<long>(random.below(30)), M = static_cast<long>(3 + random.below(28));
        expect_same(a, "cos", [&] { return a.checked.cos_turn(k, static_cast<unsigned long>(M)); }, [&] { return a.emulated.cos_turn(k, M); });
        expect_same(a, "sin", [&] { return a.checked.sin_turn(k, static_cast<unsigned long>(M)); }, [&] { return a.emulated.sin_turn(k, M); });
        std::vector<Number> p, q;
        std::vector<Real> r, s;
        for (std::uint64_t i = 0; i <= random.below(9); ++i) {
          p.push_back(draw()), q.push_back(draw());
          r.push_back(real(p.back())), s.push_back(real(q.back()));
        }
        expect_same(a, "dot", [&] { return a.checked.dot(r, s); }, [&] { return a.emulated.dot(p, q); });
        expect_same(a, "sum", [&] { return a.checked.sum(r.size(), [&](std::size_t i) -> const Real& { return r[i]; }, false); }, [&] { return a.emulated.sum(p); });
      }
    }
}

/// All nonnegative numbers of a small format, ascending, by attest's own codes.
std::vector<Real> numbers(const std::string& name) {
  const auto format = arithmetic::parse_format(name);
  std::vector<Real> all;
  for (std::uint64_t code = 0; code < 1ull << (format.storage_bits - (format.has_negative ? 1 : 0)); ++code) {
    const Number x = decode(format, code);
    if (x.is_finite()) all.push_back(real(x));
  }
  return all;
}

Arithmetic small(const std::string& format, const std::string& rounding = "nearest-even") {
  return Arithmetic({format, format.find('(') != std::string::npos ? "down" : rounding, "left-to-right", "unfused"});
}

const std::vector<std::string> listed{"e4m3", "e5m2", "e2m3", "e3m2", "e2m1", "binary16", "fx(4,2)", "fx(5,-1)", "ufx(4,2)", "ufx(5,4)"};

TEST(CheckerArithmetic, NextBelowLargestAndHoldsAreThoseOfTheList) {
  for (const std::string& name : listed) {
    const Arithmetic a = small(name, "up");
    const auto all = numbers(name);
    ASSERT_TRUE(equal(a.largest(), all.back())) << name;
    for (std::size_t i = 0; i + 1 < all.size(); ++i) {
      ASSERT_TRUE(a.holds(all[i])) << name;
      ASSERT_TRUE(equal(a.next(all[i]), all[i + 1])) << name << " " << i;
      if (a.is_signed()) {
        ASSERT_TRUE(equal(a.next(negated(all[i + 1])), negated(all[i]))) << name << " " << i;
      }
      Real between(64);
      mpfr_add(between.get(), all[i].get(), all[i + 1].get(), MPFR_RNDN);
      between = scaled(between, -1);
      ASSERT_TRUE(equal(a.below(between), all[i])) << name;
      ASSERT_FALSE(a.holds(between)) << name;
    }
    EXPECT_THROW(a.next(all.back()), Undefined);
  }
}

TEST(CheckerArithmetic, ContainmentIsThatOfTheLists) {
  int contained = 0;
  for (const std::string& outer : listed)
    for (const std::string& inner : listed) {
      bool all = true;
      const Arithmetic a = small(outer);
      for (const Real& x : numbers(inner)) all = all && a.holds(x) && (!small(inner).is_signed() || a.holds(negated(x)));
      EXPECT_EQ(a.contains(small(inner)), all) << inner << " in " << outer;
      contained += all;
    }
  EXPECT_GT(contained, static_cast<int>(listed.size()));
  EXPECT_TRUE(small("p8").contains(small("bfloat16")));
  EXPECT_FALSE(small("p7").contains(small("bfloat16")));
  EXPECT_FALSE(small("binary64").contains(small("p2")));
  EXPECT_TRUE(small("binary32").contains(small("bfloat16")));
}

TEST(CheckerArithmetic, OneRoundingStaysWithinItsBound) {
  Random random(2);
  for (const std::string& name : formats)
    for (const char* rounding : {"nearest-even", "toward-zero", "up", "down"}) {
      const Arithmetic a = small(name, rounding);
      for (int round = 0; round < 50; ++round) {
        const Real x = real(support::draw_finite(arithmetic::parse_format("binary64"), random));
        if (mpfr_get_exp(x.get()) > 200 || mpfr_get_exp(x.get()) < -200 || (!a.is_signed() && x.sign() < 0)) continue;
        if (!a.unbounded() && mpfr_cmpabs(x.get(), a.largest().get()) > 0) continue;
        mpq_class exact, rounded;
        mpfr_get_q(exact.get_mpq_t(), x.get());
        mpfr_get_q(rounded.get_mpq_t(), a.convert(x).get());
        EXPECT_TRUE(abs(rounded - exact) <= a.unit() * abs(exact) + a.underflow()) << name << " " << rounding;
      }
    }
}

}  // namespace
}  // namespace attest::checker::testing
