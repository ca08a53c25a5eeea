// Formats of at most 8 bits, everything: all pairs of codes for + − × ÷, all codes for sqrt, all triples for fma, all
// conversions, specials included, in the four rounding modes, against exact rationals and against MPFR.
#include <gtest/gtest.h>

#include <set>

#include "arithmetic/checks.hpp"
#include "arithmetic/mpfr_reference.hpp"
#include "arithmetic/reference.hpp"

namespace attest::arithmetic {
namespace {

const std::vector<std::string> ocp_formats = {"e4m3", "e5m2", "e2m3", "e3m2", "e2m1"};
/// Codes that are numbers: e5m2 has six NaN codes and e4m3 two, of which one each is a number here.
constexpr std::size_t e4m3_numbers = 255, e5m2_numbers = 251, fp6_numbers = 64, fp4_numbers = 16;

std::size_t square(std::size_t n) { return n * n; }
std::size_t cube(std::size_t n) { return n * n * n; }

TEST(ExhaustiveSmall, TheNumbersAreAllThere) {
  const std::size_t expected[] = {e4m3_numbers, e5m2_numbers, fp6_numbers, fp6_numbers, fp4_numbers};
  for (std::size_t i = 0; i < ocp_formats.size(); ++i) EXPECT_EQ(numbers_of(parse_format(ocp_formats[i])).size(), expected[i]) << ocp_formats[i];
}

TEST(ExhaustiveSmall, AllPairsAgreeWithTheRationalReference) {
  for (const char* name : {"e4m3", "e5m2", "e2m3", "e3m2", "e2m1", "fx(4,2)", "ufx(5,2)", "fx(1,0)"})
    for (Rounding rounding : all_roundings) EXPECT_EQ(check_all_pairs(library, parse_format(name), rounding), "");
  for (const char* name : {"e4m3:saturate", "e4m3:flush", "e5m2:flush"}) EXPECT_EQ(check_all_pairs(library, parse_format(name), Rounding::nearest_even), "");
}

TEST(ExhaustiveSmall, AllPairsAgreeWithMpfr) {
  std::size_t cases = 0;
  for (const std::string& name : ocp_formats)
    for (Rounding rounding : all_roundings) {
      const Format f = parse_format(name);
      const std::vector<Number> numbers = numbers_of(f);
      mpfr_reference::Table table(f, rounding, numbers);
      const auto expect_agreement = [&](Operator op, std::size_t i, std::size_t j) {
        const Outcome got = outcome([&] { return library(op, f, rounding, numbers[i], numbers[j], {}); }), right = table.result(op, i, j);
        ASSERT_EQ(got, right) << complaint(op, f, rounding, {numbers[i], numbers[j]}, got, right);
        ++cases;
      };
      for (std::size_t i = 0; i < numbers.size(); ++i) {
        expect_agreement(Operator::square_root, i, i);
        for (std::size_t j = 0; j < numbers.size(); ++j)
          for (Operator op : pair_operators) expect_agreement(op, i, j);
      }
    }
  const std::size_t numbers = e4m3_numbers + e5m2_numbers + 2 * fp6_numbers + fp4_numbers;
  const std::size_t pairs = square(e4m3_numbers) + square(e5m2_numbers) + 2 * square(fp6_numbers) + square(fp4_numbers);
  EXPECT_EQ(cases, 4 * (numbers + 4 * pairs));
}

TEST(ExhaustiveSmall, AllFmaTriplesAgreeWithIntegers) {
  for (const std::string& name : ocp_formats)
    for (Rounding rounding : all_roundings) EXPECT_EQ(check_all_triples(library, parse_format(name), rounding), "");
}

/// The integers give the same for x, y as for y, x, so here x comes no later than y.
TEST(ExhaustiveSmall, AllFmaTriplesAgreeWithMpfr) {
  std::size_t cases = 0;
  for (const std::string& name : ocp_formats)
    for (Rounding rounding : all_roundings) {
      const Format f = parse_format(name);
      const std::vector<Number> numbers = numbers_of(f);
      mpfr_reference::Table table(f, rounding, numbers);
      for (std::size_t i = 0; i < numbers.size(); ++i)
        for (std::size_t j = i; j < numbers.size(); ++j)
          for (std::size_t k = 0; k < numbers.size(); ++k) {
            const Outcome got = outcome([&] { return fused_multiply_add(f, rounding, numbers[i], numbers[j], numbers[k]); });
            const Outcome right = table.result(Operator::fused_multiply_add, i, j, k);
            if (got != right) FAIL() << complaint(Operator::fused_multiply_add, f, rounding, {numbers[i], numbers[j], numbers[k]}, got, right);
            ++cases;
          }
    }
  const auto ordered = [](std::size_t n) { return (cube(n) + square(n)) / 2; };
  EXPECT_EQ(cases, 4 * (ordered(e4m3_numbers) + ordered(e5m2_numbers) + 2 * ordered(fp6_numbers) + ordered(fp4_numbers)));
}

/// The integer reference rounds x·y + z, a number of squared units, and knows nothing else of x, y and z but the sign of zero.
/// So agreeing with the rational reference on every value that occurs is agreeing on all triples of finite numbers.
TEST(ExhaustiveSmall, TheIntegersAgreeWithTheRationalReferenceOnEveryValueOfFmaTriples) {
  for (const std::string& name : ocp_formats) {
    const Format f = parse_format(name);
    const std::vector<Number> finite = finite_numbers_of(f);
    const FusedByIntegers units(f, Rounding::nearest_even);
    std::set<FusedByIntegers::Integer> products, addends, values;
    for (const Number& x : finite) {
      addends.insert(units.addend(x));
      for (const Number& y : finite) products.insert(units.product(x, y));
    }
    for (const auto& product : products)
      for (const auto& addend : addends) values.insert(product + addend);
    EXPECT_GT(values.size(), finite.size()) << name;
    for (Rounding rounding : all_roundings) {
      const FusedByIntegers fused(f, rounding);
      for (const auto& value : values) {
        const auto low = static_cast<std::int64_t>(value & 0xffffffff), high = static_cast<std::int64_t>(value >> 32);
        const Rational exact = (Rational(high).scaled(32) + Rational(low)).scaled(-2 * fused.scale());
        ASSERT_EQ(fused.rounded(value, false), reference::rounded(f, rounding, exact, false)) << name << " " << to_text(rounding) << " " << exact.to_text();
      }
    }
  }
}

/// The sign of zero and the specials, on all triples of 0, 1, the ends of the range, infinities and NaN in both signs.
TEST(ExhaustiveSmall, TheIntegersAgreeWithTheRationalReferenceOnSpecialTriples) {
  for (const std::string& name : ocp_formats) {
    const Format f = parse_format(name);
    std::vector<Number> few = {smallest_positive(f), largest_finite(f, false), number_from_integer(1), {}};
    if (f.has_infinity) few.push_back({0, 0, Kind::infinity, false});
    for (std::size_t i = 0, size = few.size(); i < size; ++i) few.push_back(few[i]), few.back().negative = true;
    if (f.has_nan) few.push_back({0, 0, Kind::nan, false});
    for (Rounding rounding : all_roundings) {
      const FusedByIntegers fused(f, rounding);
      for (const Number& x : few)
        for (const Number& y : few)
          for (const Number& z : few)
            ASSERT_EQ(outcome([&] { return fused.result(x, y, z); }), outcome([&] { return reference::operation(Operator::fused_multiply_add, f, rounding, x, y, z); }))
                << name << " " << to_text(rounding) << " " << to_text(x) << " " << to_text(y) << " " << to_text(z);
    }
  }
}

TEST(ExhaustiveSmall, AllFmaTriplesOfFp4AgreeWithTheRationalReference) {
  const Format f = parse_format("e2m1");
  const std::vector<Number> numbers = numbers_of(f);
  for (Rounding rounding : all_roundings)
    for (const Number& x : numbers)
      for (const Number& y : numbers)
        for (const Number& z : numbers)
          ASSERT_EQ(fused_multiply_add(f, rounding, x, y, z), reference::operation(Operator::fused_multiply_add, f, rounding, x, y, z));
}

/// What converting does to specials, by the definition of the formats.
Outcome converted(const Format& f, Rounding rounding, const Number& x) {
  if (x.is_nan()) return f.has_nan ? Outcome(x) : std::nullopt;
  if (x.is_finite()) return outcome([&] { return reference::rounded(f, rounding, Rational::from_number(x), x.negative); });
  if (x.negative && !f.has_negative) return Number{};
  if (f.overflow == Overflow::infinity) return x;
  if (f.overflow == Overflow::nan) return f.has_nan ? Outcome(Number{0, 0, Kind::nan, false}) : std::nullopt;
  return largest_finite(f, x.negative);
}

TEST(ExhaustiveSmall, AllConversionsBetweenSmallFormatsAgreeWithBothReferences) {
  std::vector<std::string> names = ocp_formats;
  for (const char* name : {"e4m3:saturate", "e5m2:saturate", "e5m2:flush", "fx(4,2)", "fx(6,0)", "ufx(5,2)", "e8p2"}) names.push_back(name);
  for (const std::string& from : names)
    for (const std::string& to : names) {
      const Format f = parse_format(to);
      for (const Number& x : numbers_of(parse_format(from)))
        for (Rounding rounding : all_roundings) {
          const Outcome got = outcome([&] { return round_to(f, rounding, x); });
          ASSERT_EQ(got, converted(f, rounding, x)) << from << " to " << to << ", " << to_text(rounding) << ": " << to_text(x) << " became " << to_text(got);
          if (f.flush) continue;
          ASSERT_EQ(got, mpfr_reference::conversion(f, rounding, x)) << from << " to " << to << ", " << to_text(rounding) << ": " << to_text(x);
        }
    }
}

TEST(ExhaustiveSmall, AllConversionsFrom16BitFormatsAgreeWithMpfrAndThoseTo8BitsToNearestWithTheRationalReference) {
  std::vector<std::string> names = ocp_formats;
  for (const char* name : {"binary16", "bfloat16", "tf32", "fx(4,2)", "ufx(5,2)"}) names.push_back(name);
  for (const char* from : {"binary16", "bfloat16"}) {
    const std::vector<Number> numbers = numbers_of(parse_format(from));
    EXPECT_GT(numbers.size(), 63000u);
    for (const std::string& to : names) {
      const Format f = parse_format(to);
      for (const Number& x : numbers)
        for (Rounding rounding : all_roundings) {
          const Outcome got = outcome([&] { return round_to(f, rounding, x); });
          ASSERT_EQ(got, mpfr_reference::conversion(f, rounding, x)) << from << " to " << to << ", " << to_text(rounding) << ": " << to_text(x);
          if (rounding != Rounding::nearest_even || f.storage_bits > 8) continue;
          ASSERT_EQ(got, converted(f, rounding, x)) << from << " to " << to << ": " << to_text(x);
        }
    }
  }
}

}  // namespace
}  // namespace attest::arithmetic
