// exp, exp2, log, cos, sin and the angles 2πk/M are correctly rounded: against MPFR working directly in the format.
// (All inputs of 16-bit formats: exhaustive_16bit.cpp.)
#include <gtest/gtest.h>

#include "arithmetic/checks.hpp"
#include "arithmetic/mpfr_reference.hpp"

namespace attest::arithmetic {
namespace {

using mpfr_reference::all_functions, mpfr_reference::Function;

Number by_library(Function which, const Format& f, Rounding r, const Number& x) {
  switch (which) {
    case Function::exp: return exponential(f, r, x);
    case Function::exp2: return exponential_base2(f, r, x);
    case Function::log: return logarithm(f, r, x);
    case Function::cos: return cosine(f, r, x);
    case Function::sin: return sine(f, r, x);
  }
  throw std::logic_error("no such function");
}

/// MPFR's answer, with what the library promises where MPFR's is not a number of the format.
Outcome expected(Function which, const Format& f, Rounding r, const Number& x0) {
  Number x = x0;
  if (f.flush && x.kind == Kind::finite && x.exponent < f.emin) x = {0, 0, Kind::zero, x.negative};
  const bool log = which == Function::log;
  if (log && (x.is_zero() || (x.negative && !x.is_zero()))) {
    if (x.negative && !x.is_zero()) return f.has_nan ? Outcome(Number{0, 0, Kind::nan, false}) : std::nullopt;
    return outcome([&] { return infinite_result(f, true); });
  }
  if (f.unbounded || !f.flush) return mpfr_reference::function(which, f, r, x);
  Format keeps = f;
  keeps.flush = false;
  // Flushing is judged before rounding: below 2^emin in magnitude is what rounds toward zero below it.
  const Number cut = mpfr_reference::function(which, keeps, Rounding::toward_zero, x);
  if (cut.is_zero() || (cut.kind == Kind::finite && cut.exponent < f.emin)) return Number{0, 0, Kind::zero, cut.negative};
  return mpfr_reference::function(which, keeps, r, x);
}

void expect_agreement(const Format& f, const std::vector<Number>& numbers, const std::vector<Rounding>& modes) {
  for (Function which : all_functions)
    for (Rounding r : modes)
      for (const Number& x : numbers) {
        if (!x.is_finite()) continue;
        const Outcome got = outcome([&] { return by_library(which, f, r, x); });
        ASSERT_EQ(got, expected(which, f, r, x)) << mpfr_reference::to_text(which) << "(" << to_text(x) << ") in " << f.name << ", " << to_text(r) << " is "
                                                 << to_text(got) << " and should be " << to_text(expected(which, f, r, x));
      }
}

const std::vector<Rounding> every_mode(std::begin(all_roundings), std::end(all_roundings));

TEST(Elementary, AllInputsOfAllFunctionsInSmallFormats) {
  for (const char* name : {"e4m3", "e5m2", "e2m3", "e3m2", "e2m1", "e4m3:saturate", "e5m2:flush", "fx(4,2)", "fx(8,4)"}) {
    const Format f = parse_format(name);
    expect_agreement(f, finite_numbers_of(f), every_mode);
  }
}

TEST(Elementary, StructuredInputsInEveryMode) {
  for (const char* name : {"binary64", "binary32", "tf32", "bfloat16", "binary16", "p8", "p24", "p53", "p64", "e8p2", "e8p33", "fx(30,10)", "fx(62,20)", "binary32:flush",
                           "bfloat16:flush", "binary16:saturate"}) {
    const Format f = parse_format(name);
    std::vector<Number> numbers;
    for (const Number& x : structured_numbers(f, 100))
      if (!f.unbounded || x.exponent < 20) numbers.push_back(x);
    expect_agreement(f, numbers, every_mode);
  }
}

TEST(Elementary, ExactAndSpecialValues) {
  const Rounding rne = Rounding::nearest_even;
  for (const char* name : {"binary32", "bfloat16", "e5m2", "p4"}) {
    const Format f = parse_format(name);
    for (Rounding r : all_roundings) {
      EXPECT_EQ(exponential(f, r, {}), number_from_integer(1));
      EXPECT_EQ(logarithm(f, r, number_from_integer(1)), Number{});
      EXPECT_EQ(cosine(f, r, {}), number_from_integer(1));
      EXPECT_EQ(exponential_base2(f, r, number_from_integer(-3)), number_from_double(0.125));
      EXPECT_EQ(cosine_of_turn(f, r, 1, 4), Number{});
      EXPECT_EQ(cosine_of_turn(f, r, -7, 6), number_from_double(0.5));
      EXPECT_EQ(sine_of_turn(f, r, 3, 4), number_from_integer(-1));
      EXPECT_EQ(sine_of_turn(f, r, 5, 12), number_from_double(0.5));
    }
  }
  const Format f = parse_format("binary32");
  const Number infinity{0, 0, Kind::infinity, false}, minus_infinity{0, 0, Kind::infinity, true};
  EXPECT_EQ(exponential(f, rne, infinity), infinity);
  EXPECT_EQ(exponential(f, rne, minus_infinity), Number{});
  EXPECT_EQ(logarithm(f, rne, infinity), infinity);
  EXPECT_TRUE(sine(f, rne, infinity).is_nan());
  EXPECT_EQ(logarithm(f, rne, Number{0, 0, Kind::zero, true}), minus_infinity);
  EXPECT_THROW(exponential(parse_format("p8"), rne, number_from_double(0x1p40)), Undefined);
  EXPECT_THROW(exponential(parse_format("p8"), rne, number_from_double(-0x1p40)), Undefined);
  EXPECT_THROW(logarithm(parse_format("p8"), rne, Number{}), Undefined);
  EXPECT_THROW(cosine_of_turn(f, rne, 1, 0), std::invalid_argument);
}

TEST(Elementary, TurnsAreCorrectlyRoundedInEveryMode) {
  for (const char* name : {"binary64", "binary32", "bfloat16", "e4m3", "p1", "p7", "p13", "p44", "p45"})
    for (const Rounding r : every_mode)
      for (const std::int64_t M : {3, 5, 8, 12, 24, 63, 256, 4096, 65536, 1000003})
        for (std::int64_t k = 0; k < M; k += M <= 256 ? 1 : 1 + M / 61) {
          const Format f = parse_format(name);
          for (const bool sine : {false, true}) {
            const Number got = sine ? sine_of_turn(f, r, k, M) : cosine_of_turn(f, r, k, M), right = mpfr_reference::turn(sine, f, r, k, M);
            ASSERT_TRUE(got == right || (got.is_zero() && right.is_zero())) << name << " " << to_text(r) << (sine ? " sin " : " cos ") << k << "/" << M << ": "
                                                                          << to_text(got) << " and not " << to_text(right);
          }
        }
}

/// The angle is exact: k and k + M are one angle, and the values stand in the order and symmetry of the circle.
TEST(Elementary, TurnsAreOfTheExactAngle) {
  const Format f = parse_format("binary32");
  for (std::int64_t M : {3, 7, 12, 256, 1000003})
    for (std::int64_t k : {0, 1, 2, 5}) {
      EXPECT_EQ(cosine_of_turn(f, Rounding::nearest_even, k, M), cosine_of_turn(f, Rounding::nearest_even, k + M, M));
      EXPECT_EQ(cosine_of_turn(f, Rounding::nearest_even, k, M), cosine_of_turn(f, Rounding::nearest_even, -k, M));
      EXPECT_EQ(cosine_of_turn(f, Rounding::nearest_even, k, M), cosine_of_turn(f, Rounding::nearest_even, 5 * k, 5 * M));
    }
}

}  // namespace
}  // namespace attest::arithmetic
