// Wide formats on tables of interesting operands: every exponent of a table with every significand of a table, all pairs and
// triples, as TestFloat does it; and operands whose exact results are midpoints or lie just beside one.
#include <gtest/gtest.h>

#include "arithmetic/checks.hpp"
#include "arithmetic/mpfr_reference.hpp"
#include "arithmetic/near_midpoints.hpp"
#include "arithmetic/reference.hpp"

namespace attest::arithmetic {
namespace {

const std::vector<std::string> wide_formats = {"binary64", "binary32", "tf32", "bfloat16", "binary16", "e8p2", "e8p12", "e8p33", "e8p55", "p1", "p2", "p8", "p24", "p53", "p63", "p64"};

std::string compare(Operator op, const Format& f, Rounding r, const std::vector<Number>& operands, const Outcome& right) {
  const Outcome got = outcome([&] { return library(op, f, r, operands[0], operands[1], operands[2]); });
  return got == right ? "" : complaint(op, f, r, operands, got, right);
}

std::string all_pairs_against_rationals(const Format& f, Rounding r, const std::vector<Number>& numbers) {
  for (const Number& x : numbers) {
    const std::vector<Number> operand = {x, {}, {}};
    if (std::string text = compare(Operator::square_root, f, r, operand, outcome([&] { return reference::operation(Operator::square_root, f, r, x, {}, {}); })); !text.empty()) return text;
    for (const Number& y : numbers)
      for (Operator op : pair_operators)
        if (std::string text = compare(op, f, r, {x, y, {}}, outcome([&] { return reference::operation(op, f, r, x, y, {}); })); !text.empty()) return text;
  }
  return "";
}

/// The first `few` numbers with all, in both orders where that matters.
std::string pairs_against_mpfr(const Format& f, Rounding r, const std::vector<Number>& numbers, std::size_t few) {
  mpfr_reference::Table table(f, r, numbers);
  const auto check = [&](Operator op, std::size_t i, std::size_t j) { return compare(op, f, r, {numbers[i], numbers[j], {}}, table.result(op, i, j)); };
  for (std::size_t j = 0; j < numbers.size(); ++j) {
    if (std::string text = check(Operator::square_root, j, j); !text.empty()) return text;
    for (std::size_t i = 0; i < few; ++i)
      for (Operator op : pair_operators) {
        if (std::string text = check(op, i, j); !text.empty()) return text;
        if (op == Operator::add || op == Operator::multiply) continue;
        if (std::string text = check(op, j, i); !text.empty()) return text;
      }
  }
  return "";
}

std::string all_triples_against_mpfr(const Format& f, Rounding r, const std::vector<Number>& numbers) {
  mpfr_reference::Table table(f, r, numbers);
  for (std::size_t i = 0; i < numbers.size(); ++i)
    for (std::size_t j = 0; j < numbers.size(); ++j)
      for (std::size_t k = 0; k < numbers.size(); ++k) {
        const Outcome got = outcome([&] { return fused_multiply_add(f, r, numbers[i], numbers[j], numbers[k]); });
        const Outcome right = table.result(Operator::fused_multiply_add, i, j, k);
        if (got != right) return complaint(Operator::fused_multiply_add, f, r, {numbers[i], numbers[j], numbers[k]}, got, right);
      }
  return "";
}

TEST(Tables, HaveTheNumbersThatMatter) {
  for (const std::string& name : wide_formats) {
    const Format f = parse_format(name);
    const std::vector<Number> few = table_numbers(f, 1), many = table_numbers(f, 2);
    const auto holds = [&](const std::vector<Number>& numbers, const Number& x) { return std::find(numbers.begin(), numbers.end(), x) != numbers.end(); };
    EXPECT_GE(few.size(), f.precision == 1 ? 16u : f.precision == 2 ? 30u : 70u) << name;
    EXPECT_GE(many.size(), static_cast<std::size_t>(f.precision) * 25u) << name;
    for (const Number& x : few) EXPECT_TRUE(holds(many, x)) << name << " " << to_text(x);
    for (const Number& x : many) EXPECT_EQ(outcome([&] { return round_to(f, Rounding::up, x); }), x) << name << " " << to_text(x);
    if (f.unbounded) continue;
    for (const Number& x : {largest_finite(f, true), smallest_positive(f), Number{1ull << 63, f.emin, Kind::finite, true}, next_down(f, {1ull << 63, f.emin, Kind::finite, false})})
      EXPECT_TRUE(holds(few, x)) << name << " " << to_text(x);
  }
}

TEST(Tables, AllPairsOfLevel1AgreeWithTheRationalReference) {
  std::vector<std::string> names = wide_formats;
  for (const char* name : {"binary32:flush", "bfloat16:saturate", "fx(30,10)", "ufx(12,4)"}) names.push_back(name);
  for (const std::string& name : names)
    for (Rounding r : all_roundings) EXPECT_EQ(all_pairs_against_rationals(parse_format(name), r, table_numbers(parse_format(name), 1)), "");
}

TEST(Tables, AllPairsOfLevel1AndLevel2AgreeWithMpfr) {
  for (const char* name : {"binary64", "binary32", "tf32", "bfloat16", "e8p12", "e8p33", "p24", "p64"}) {
    const Format f = parse_format(name);
    std::vector<Number> numbers = table_numbers(f, 1);
    const std::size_t few = numbers.size();
    for (const Number& x : table_numbers(f, 2)) numbers.push_back(x);
    for (Rounding r : all_roundings) EXPECT_EQ(pairs_against_mpfr(f, r, numbers, few), "");
  }
}

TEST(Tables, AllFmaTriplesOfLevel1AgreeWithMpfr) {
  for (const std::string& name : wide_formats)
    for (Rounding r : all_roundings) EXPECT_EQ(all_triples_against_mpfr(parse_format(name), r, table_numbers(parse_format(name), 1)), "");
}

TEST(Tables, AllPairsOfLevel2AgreeWithTheHardware) {
  for (const char* name : {"binary32", "binary64"}) {
    const Format f = parse_format(name);
    const std::vector<Number> few = table_numbers(f, 1), many = table_numbers(f, 2);
    for (std::size_t i = 0; i < many.size(); ++i)
      for (const Number& y : few) ASSERT_EQ(hardware_disagreement(f, many[i], y, many[(i * 31 + 7) % many.size()]), "");
  }
}

TEST(Tables, ConversionsOfLevel2AgreeWithMpfrAndOfLevel1WithTheRationalReference) {
  for (const std::string& from : wide_formats)
    for (const std::string& to : wide_formats)
      for (int level : {1, 2})
        for (const Number& x : table_numbers(parse_format(from), level))
          for (Rounding r : all_roundings) {
            const Format f = parse_format(to);
            const Outcome got = outcome([&] { return round_to(f, r, x); });
            const std::string what = from + " to " + to + ", " + to_text(r) + ": " + to_text(x);
            if (level == 2 || !x.is_finite()) {
              ASSERT_EQ(got, mpfr_reference::conversion(f, r, x)) << what;
            } else {
              ASSERT_EQ(got, outcome([&] { return reference::rounded(f, r, Rational::from_number(x), x.negative); })) << what;
            }
          }
}

const std::vector<std::string> formats_with_midpoints = {"binary64", "binary32", "tf32", "bfloat16", "binary16", "e4m3", "e5m2", "e2m3", "e8p2", "e8p12", "e8p25", "e8p33", "e8p55", "p2", "p8", "p24", "p53", "p62"};

TEST(NearMidpoints, AgreeWithTheRationalReference) {
  for (const std::string& name : formats_with_midpoints)
    for (Operator op : all_operators) EXPECT_EQ(check_near_midpoints(library, op, parse_format(name)), "");
}

TEST(NearMidpoints, AgreeWithMpfr) {
  for (const std::string& name : formats_with_midpoints) {
    const Format f = parse_format(name);
    for (Operator op : all_operators)
      for (const auto& [x, y, z] : near_midpoints(op, f))
        for (Rounding r : all_roundings) ASSERT_EQ(compare(op, f, r, {x, y, z}, mpfr_reference::operation(op, f, r, x, y, z)), "");
  }
}

TEST(NearMidpoints, AgreeWithTheHardware) {
  for (const char* name : {"binary32", "binary64"}) {
    const Format f = parse_format(name);
    for (Operator op : all_operators)
      for (const auto& [x, y, z] : near_midpoints(op, f)) ASSERT_EQ(hardware_disagreement(f, x, y, z), "");
  }
}

/// Where the exact result lies: in units of the distance between its neighbours, less one half. Square roots by squares.
struct Place {
  bool exact = false;
  Rational beyond_middle;
};

Place place(Operator op, const Format& f, const std::array<Number, 3>& operands) {
  const Number low = reference::operation(op, f, Rounding::down, operands[0], operands[1], operands[2]);
  const Number high = reference::operation(op, f, Rounding::up, operands[0], operands[1], operands[2]);
  if (low == high || (low.is_zero() && high.is_zero()) || !low.is_finite() || !high.is_finite()) return {true, {}};
  const Rational x = Rational::from_number(operands[0]), y = Rational::from_number(operands[1]), z = Rational::from_number(operands[2]);
  const Rational below = Rational::from_number(low), distance = Rational::from_number(high) - below, middle = below + distance / Rational(2);
  switch (op) {
    case Operator::add: return {false, (x + y - middle) / distance};
    case Operator::subtract: return {false, (x - y - middle) / distance};
    case Operator::multiply: return {false, (x * y - middle) / distance};
    case Operator::divide: return {false, (x / y - middle) / distance};
    case Operator::fused_multiply_add: return {false, (x * y + z - middle) / distance};
    case Operator::square_root: return {false, (x - middle * middle) / (middle * distance * Rational(2))};  // to first order
  }
  throw std::logic_error("no such operator");
}

/// The cases are what they claim to be: there are ties and results on both sides, nearer than random operands would come.
TEST(NearMidpoints, AreNearMidpoints) {
  for (const char* name : {"binary64", "binary32", "bfloat16", "e4m3", "p24"}) {
    const Format f = parse_format(name);
    for (Operator op : all_operators) {
      int ties = 0, above = 0, below = 0, subnormal = 0;
      for (const auto& operands : near_midpoints(op, f)) {
        const Place at = place(op, f, operands);
        const Rational far = (at.beyond_middle.sign() < 0 ? -at.beyond_middle : at.beyond_middle).scaled(f.precision - 4);
        if (at.exact || far > Rational(1)) continue;
        (at.beyond_middle.sign() == 0 ? ties : at.beyond_middle.sign() > 0 ? above : below) += 1;
        const Number result = reference::operation(op, f, Rounding::toward_zero, operands[0], operands[1], operands[2]);
        subnormal += !f.unbounded && (result.is_zero() || result.exponent < f.emin);
      }
      const bool root = op == Operator::square_root, sum = op == Operator::add || op == Operator::subtract, quotient = op == Operator::divide;
      EXPECT_GE(above, root ? 4 : 20) << name << " " << to_text(op);
      EXPECT_GE(below, root ? 4 : 20) << name << " " << to_text(op);
      EXPECT_GE(ties, root || (quotient && f.unbounded) ? 0 : 10) << name << " " << to_text(op);  // a root or a normal quotient is no tie
      EXPECT_GE(subnormal, root || sum || f.unbounded ? 0 : 20) << name << " " << to_text(op);
    }
  }
}

}  // namespace
}  // namespace attest::arithmetic
