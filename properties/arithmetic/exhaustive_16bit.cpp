// Every unary function on every number of both 16-bit formats in the four rounding modes, against MPFR rounding once in the
// format's own precision and range (it refines until that is decided), specials included and stated.
#include <gtest/gtest.h>

#include <functional>

#include "arithmetic/checks.hpp"
#include "arithmetic/mpfr_reference.hpp"
#include "arithmetic/reference.hpp"

namespace attest::arithmetic {
namespace {

using mpfr_reference::Function;
using Unary = std::function<Number(const Format&, Rounding, const Number&)>;

/// Numbers of each format: 2^16 codes less the further NaN codes (2·1023 and 2·127 in all, one of them stays).
constexpr std::size_t binary16_numbers = 65536 - 2045, bfloat16_numbers = 65536 - 253;

void expect_agreement_on_all_inputs(const std::string& what, const Unary& library, const Unary& mpfr) {
  std::size_t cases = 0;
  for (const char* name : {"binary16", "bfloat16"}) {
    const Format f = parse_format(name);
    for (const Number& x : numbers_of(f))
      for (Rounding rounding : all_roundings) {
        const Number got = library(f, rounding, x), right = mpfr(f, rounding, x);
        ASSERT_EQ(got, right) << what << "(" << to_text(x) << ") in " << name << ", " << to_text(rounding) << ", is " << to_text(got) << " and should be " << to_text(right);
        ++cases;
      }
  }
  EXPECT_EQ(cases, 4 * (binary16_numbers + bfloat16_numbers));
}

Unary by_mpfr(Function which) {
  return [=](const Format& f, Rounding r, const Number& x) { return mpfr_reference::function(which, f, r, x); };
}

TEST(Exhaustive16Bit, Exp) { expect_agreement_on_all_inputs("exp", exponential, by_mpfr(Function::exp)); }
TEST(Exhaustive16Bit, Exp2) { expect_agreement_on_all_inputs("exp2", exponential_base2, by_mpfr(Function::exp2)); }
TEST(Exhaustive16Bit, Log) { expect_agreement_on_all_inputs("log", logarithm, by_mpfr(Function::log)); }
TEST(Exhaustive16Bit, Cos) { expect_agreement_on_all_inputs("cos", cosine, by_mpfr(Function::cos)); }
TEST(Exhaustive16Bit, Sin) { expect_agreement_on_all_inputs("sin", sine, by_mpfr(Function::sin)); }
TEST(Exhaustive16Bit, SquareRoot) {
  expect_agreement_on_all_inputs("sqrt", square_root, [](const Format& f, Rounding r, const Number& x) { return *mpfr_reference::operation(Operator::square_root, f, r, x, {}, {}); });
}

/// By the definition of rounding, on exact rationals: that MPFR is not the only witness.
TEST(Exhaustive16Bit, SquareRootAgreesWithTheRationalReferenceOnEvery101stNumber) {
  for (const char* name : {"binary16", "bfloat16"}) {
    const Format f = parse_format(name);
    const std::vector<Number> numbers = numbers_of(f);
    for (std::size_t i = 0; i < numbers.size(); i += 101)
      for (Rounding rounding : all_roundings)
        ASSERT_EQ(square_root(f, rounding, numbers[i]), reference::operation(Operator::square_root, f, rounding, numbers[i], {}, {})) << name << " " << to_text(numbers[i]);
  }
}

/// IEEE 754, section 9.2.1: the values at zeros and infinities, the same in every mode.
TEST(Exhaustive16Bit, SpecialValuesAreThoseOfTheStandard) {
  const Number nan{0, 0, Kind::nan, false}, infinity{0, 0, Kind::infinity, false}, minus_infinity{0, 0, Kind::infinity, true};
  const Number zero{}, minus_zero{0, 0, Kind::zero, true}, one = number_from_integer(1), minus_one = number_from_integer(-1);
  struct Row {
    const char* name;
    Unary function;
    Number at_minus_infinity;
    Outcome at_minus_one;  // where the standard knows it
    Number at_minus_zero, at_zero, at_infinity;
  };
  const std::vector<Row> rows = {{"sqrt", square_root, nan, nan, minus_zero, zero, infinity},
                                 {"log", logarithm, nan, nan, minus_infinity, minus_infinity, infinity},
                                 {"exp", exponential, zero, std::nullopt, one, one, infinity},
                                 {"exp2", exponential_base2, zero, number_from_double(0.5), one, one, infinity},
                                 {"cos", cosine, nan, std::nullopt, one, one, nan},
                                 {"sin", sine, nan, std::nullopt, minus_zero, zero, nan}};
  for (const Row& row : rows)
    for (const char* name : {"binary16", "bfloat16"})
      for (Rounding rounding : all_roundings) {
        const Format f = parse_format(name);
        const auto at = [&](const Number& x) { return row.function(f, rounding, x); };
        EXPECT_EQ(at(minus_infinity), row.at_minus_infinity) << row.name;
        EXPECT_EQ(at(minus_zero), row.at_minus_zero) << row.name;
        EXPECT_EQ(at(zero), row.at_zero) << row.name;
        EXPECT_EQ(at(infinity), row.at_infinity) << row.name;
        EXPECT_EQ(at(nan), nan) << row.name;
        if (row.at_minus_one) {
          EXPECT_EQ(at(minus_one), *row.at_minus_one) << row.name;
        }
      }
}

}  // namespace
}  // namespace attest::arithmetic
