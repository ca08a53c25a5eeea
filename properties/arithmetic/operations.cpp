// + − × ÷ sqrt fma are correctly rounded in every format and mode: against the rational reference, MPFR and the hardware.
// (Small formats: exhaustive_small.cpp; tables of operands of wide ones: tables.cpp.)
#include <gtest/gtest.h>

#include "arithmetic/checks.hpp"
#include "arithmetic/mpfr_reference.hpp"
#include "arithmetic/reference.hpp"

namespace attest::arithmetic {
namespace {

/// adds_nothing is only said where the operations agree, for totals of this and of other formats; and it is said of every total of
/// the format but −0 (and subnormals that are flushed), or it would be of no use.
TEST(Operations, WhatAddsNothingAddsNothing) {
  const std::vector<std::string> names{"e4m3", "e5m2", "e2m3", "e3m2", "e2m1", "fx(4,2)", "ufx(5,2)", "fx(1,0)", "e4m3:flush", "e4m3:saturate", "bfloat16", "p3"};
  std::vector<Number> totals;
  for (const char* name : {"e5m2", "e4m3", "fx(4,2)", "ufx(7,0)", "fx(1,0)"})
    for (const Number& x : finite_numbers_of(parse_format(name))) totals.push_back(x);
  totals.insert(totals.end(), {number_from_integer(std::int64_t{1} << 40), number_from_double(0x1.8p-140), {0, 0, Kind::infinity, false}, {0, 0, Kind::nan, false}});
  const std::vector<Number> factors{Number{}, {0, 0, Kind::zero, true}, number_from_integer(1), number_from_integer(-3), number_from_double(0x1p-9), {0, 0, Kind::infinity, false}, {0, 0, Kind::nan, false}};
  for (const std::string& name : names)
    for (Rounding rounding : all_roundings) {
      const Emulated a(parse_format(name), rounding);
      for (const Number& total : totals)
        for (const Number& x : factors)
          for (const Number& y : factors) {
            if (!a.adds_nothing(total, x, y)) continue;
            ASSERT_EQ(a.add(total, a.mul(x, y)), total) << name << " " << to_text(total) << " " << to_text(x) << " " << to_text(y);
            ASSERT_EQ(a.fma(x, y, total), total) << name << " " << to_text(total);
          }
      if (a.format.unbounded || name == "bfloat16") continue;
      for (const Number& own : finite_numbers_of(a.format)) {
        const bool left = (own.is_zero() && own.negative) || (a.format.flush && own.kind == Kind::finite && own.exponent < a.format.emin);
        ASSERT_EQ(a.adds_nothing(own, Number{}, number_from_integer(2)), !left) << name << " " << to_text(own);
        ASSERT_FALSE(a.adds_nothing(own, Number{}, number_from_integer(-2))) << "the product is -0";
      }
    }
}

TEST(Operations, StructuredOperandsAgreeWithTheRationalReference) {
  Format no_subnormals = parse_format("binary16");
  no_subnormals.subnormals = false;
  no_subnormals.name = "binary16 without subnormals";
  EXPECT_EQ(check_structured(library, no_subnormals), "");
  for (const char* name : {"binary64", "binary32", "tf32", "bfloat16", "binary16", "p1", "p2", "p8", "p53", "p63", "p64", "e8p2", "e8p33", "e8p55", "fx(8,4)",
                           "fx(62,10)", "fx(20,-5)", "ufx(12,4)", "bfloat16:flush", "binary32:flush", "binary16:saturate"})
    EXPECT_EQ(check_structured(library, parse_format(name)), "");
}

TEST(Operations, StructuredOperandsAgreeWithMpfr) {
  for (const char* name : {"binary64", "binary32", "tf32", "bfloat16", "binary16", "p8", "p64", "e8p33", "fx(8,4)"}) {
    const Format f = parse_format(name);
    const std::vector<Number> numbers = finite_only(structured_numbers(f, 120));
    for (Rounding rounding : all_roundings)
      for (const Number& x : numbers)
        for (const Number& y : numbers)
          for (Operator op : all_operators) {
            const Number& z = numbers[(x.significand ^ y.significand) % numbers.size()];
            const Outcome got = outcome([&] { return library(op, f, rounding, x, y, z); });
            ASSERT_EQ(got, mpfr_reference::operation(op, f, rounding, x, y, z)) << complaint(op, f, rounding, {x, y, z}, got, {});
          }
  }
}

TEST(Operations, RoundOnceWhereDoubleWouldRoundTwice) {
  for (Operator op : all_operators) {
    int traps = 0;
    for (int p : {8, 11, 24, 25, 26, 27, 28, 29, 31}) {
      const Format f = parse_format("p" + std::to_string(p));
      traps += static_cast<int>(double_rounding_traps(op, p).size());
      EXPECT_EQ(check_traps(library, op, f), "");
    }
    EXPECT_GE(traps, 100) << to_text(op);
  }
  for (const char* name : {"bfloat16", "tf32", "binary32"}) EXPECT_EQ(check_traps(library, Operator::fused_multiply_add, parse_format(name)), "");
  EXPECT_EQ(check_traps(library, Operator::add, parse_format("p53")), "");
  EXPECT_EQ(check_traps(library, Operator::square_root, parse_format("p53")), "");
}

TEST(Operations, HardwareAgreesInBinary32And64) {
  support::Random random(11);
  for (const char* name : {"binary32", "binary64"}) {
    const Format f = parse_format(name);
    for (int i = 0; i < 200000; ++i) {
      const Number x = support::draw_finite(f, random), y = support::draw_finite(f, random), z = support::draw_finite(f, random);
      ASSERT_EQ(hardware_disagreement(f, x, y, z), "");
    }
  }
}

TEST(Operations, UndefinedIsAnErrorWhereThereIsNoNaN) {
  const Format fp4 = parse_format("e2m1"), unbounded = parse_format("p8"), fixed = parse_format("fx(4,2)");
  const Rounding rne = Rounding::nearest_even;
  const Number zero{}, one = number_from_integer(1), huge{1ull << 63, 1 << 30, Kind::finite, false};
  EXPECT_THROW(divide(fp4, rne, zero, zero), Undefined);
  EXPECT_THROW(divide(fixed, rne, zero, zero), Undefined);
  EXPECT_THROW(square_root(fp4, rne, number_from_integer(-1)), Undefined);
  EXPECT_EQ(divide(fp4, rne, one, zero), number_from_integer(6));  // it saturates
  EXPECT_THROW(divide(unbounded, rne, one, zero), Undefined);
  EXPECT_THROW(multiply(unbounded, rne, huge, huge), Undefined);
  EXPECT_THROW(divide(unbounded, rne, one, multiply(unbounded, rne, {1ull << 63, 1 << 29, Kind::finite, false}, {1ull << 63, (1 << 29) + 1, Kind::finite, false})), Undefined);
  EXPECT_TRUE(divide(parse_format("e4m3"), rne, zero, zero).is_nan());
  EXPECT_THROW(compare(Number{0, 0, Kind::nan, false}, one), Undefined);
}

}  // namespace
}  // namespace attest::arithmetic
