// Planted mutants of the algebraic operations: each wrong rounding must be caught by a check that the library passes.
// The matrix is tested both ways: the library passes every check named here, and no mutant survives.
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "arithmetic/checks.hpp"
#include "arithmetic/reference.hpp"

namespace attest::arithmetic {
namespace {

using Check = std::function<std::string(const Implementation&)>;

const std::map<std::string, Check>& checks() {
  const Rounding rne = Rounding::nearest_even, down = Rounding::down;
  static const std::map<std::string, Check> all = {
      {"all pairs e2m3", [=](const Implementation& i) { return check_all_pairs(i, parse_format("e2m3"), rne); }},
      {"all pairs e2m3 down", [=](const Implementation& i) { return check_all_pairs(i, parse_format("e2m3"), down); }},
      {"all pairs e4m3", [=](const Implementation& i) { return check_all_pairs(i, parse_format("e4m3"), rne); }},
      {"all triples e2m1", [=](const Implementation& i) { return check_all_triples(i, parse_format("e2m1"), rne); }},
      {"structured bfloat16", [=](const Implementation& i) { return check_structured(i, parse_format("bfloat16")); }},
      {"structured binary32", [=](const Implementation& i) { return check_structured(i, parse_format("binary32")); }},
      {"structured flush", [=](const Implementation& i) { return check_structured(i, parse_format("bfloat16:flush")); }},
      {"traps add p27", [=](const Implementation& i) { return check_traps(i, Operator::add, parse_format("p27")); }},
      {"traps multiply p28", [=](const Implementation& i) { return check_traps(i, Operator::multiply, parse_format("p28")); }},
      {"traps divide p27", [=](const Implementation& i) { return check_traps(i, Operator::divide, parse_format("p27")); }},
      {"traps sqrt p26", [=](const Implementation& i) { return check_traps(i, Operator::square_root, parse_format("p26")); }},
      {"traps fma bfloat16", [=](const Implementation& i) { return check_traps(i, Operator::fused_multiply_add, parse_format("bfloat16")); }},
      {"traps fma binary32", [=](const Implementation& i) { return check_traps(i, Operator::fused_multiply_add, parse_format("binary32")); }},
      {"near midpoints multiply bfloat16", [=](const Implementation& i) { return check_near_midpoints(i, Operator::multiply, parse_format("bfloat16")); }},
      {"near midpoints divide binary32", [=](const Implementation& i) { return check_near_midpoints(i, Operator::divide, parse_format("binary32")); }},
      {"near midpoints sqrt binary64", [=](const Implementation& i) { return check_near_midpoints(i, Operator::square_root, parse_format("binary64")); }},
      {"near midpoints fma binary32", [=](const Implementation& i) { return check_near_midpoints(i, Operator::fused_multiply_add, parse_format("binary32")); }},
      {"near midpoints subtract e4m3", [=](const Implementation& i) { return check_near_midpoints(i, Operator::subtract, parse_format("e4m3")); }},
  };
  return all;
}

bool all_finite(Operator op, const Number& x, const Number& y, const Number& z) {
  return x.is_finite() && (operand_count(op) < 2 || y.is_finite()) && (operand_count(op) < 3 || z.is_finite());
}

/// The hardware's double result, rounded again into the format.
Number through_double(Operator op, const Format& f, Rounding r, const Number& x, const Number& y, const Number& z) {
  if (!all_finite(op, x, y, z)) return library(op, f, r, x, y, z);
  const double a = to_double(x), b = to_double(y), c = to_double(z);
  const double results[] = {a + b, a - b, a * b, a / b, std::sqrt(a), std::fma(a, b, c)};
  const double result = results[static_cast<int>(op)];
  if (std::isnan(result) || std::isinf(result)) return library(op, f, r, x, y, z);
  return round_to(f, r, number_from_double(result));
}

/// Only one operator is wrong.
Implementation only(Operator wrong, Implementation how) {
  return [=](Operator op, const Format& f, Rounding r, const Number& x, const Number& y, const Number& z) {
    return op == wrong ? how(op, f, r, x, y, z) : library(op, f, r, x, y, z);
  };
}

/// Nearest, but a tie goes away from zero: rounding up the magnitude when the truncations at p and p+1 bits say so.
Number ties_away(Operator op, const Format& f, Rounding r, const Number& x, const Number& y, const Number& z) {
  const Number right = library(op, f, r, x, y, z);
  if (r != Rounding::nearest_even || right.kind != Kind::finite) return right;
  const Number low = library(op, f, Rounding::down, x, y, z), high = library(op, f, Rounding::up, x, y, z);
  if (low == high || low.kind != Kind::finite || high.kind != Kind::finite) return right;
  Format wider = f;
  ++wider.precision;
  const Number middle = library(op, wider, Rounding::toward_zero, x, y, z);
  const bool tie = middle == library(op, wider, Rounding::up, x, y, z) && middle == library(op, wider, Rounding::down, x, y, z);
  return tie ? (right.negative ? low : high) : right;
}

/// The exact result cut to p + 2 bits, then rounded: what lies below is forgotten.
Number without_sticky(Operator op, const Format& f, Rounding r, const Number& x, const Number& y, const Number& z) {
  if (f.unbounded || f.precision > 60) return library(op, f, r, x, y, z);
  Format wider = f;
  wider.precision += 2;
  wider.largest_significand = ~0ull << (64 - wider.precision);
  const Number cut = library(op, wider, Rounding::toward_zero, x, y, z);
  return cut.kind == Kind::finite ? round_to(f, r, cut) : library(op, f, r, x, y, z);
}

Number subnormals_flushed(Operator op, const Format& f, Rounding r, const Number& x, const Number& y, const Number& z) {
  const Number right = library(op, f, r, x, y, z);
  if (right.kind == Kind::finite && !f.unbounded && right.exponent < f.emin) return {0, 0, Kind::zero, right.negative && f.has_negative_zero};
  return right;
}

Number operands_not_flushed(Operator op, const Format& f, Rounding r, const Number& x, const Number& y, const Number& z) {
  if (!f.flush) return library(op, f, r, x, y, z);
  Format keeps = f;
  keeps.flush = false;
  const Number result = library(op, keeps, r, x, y, z);
  return result.kind == Kind::finite && result.exponent < f.emin ? Number{0, 0, Kind::zero, result.negative} : result;
}

Number e4m3_ends_at_480(Operator op, const Format& f, Rounding r, const Number& x, const Number& y, const Number& z) {
  Format longer = f;
  if (f.name == "e4m3") longer.largest_significand = 0xFull << 60;
  return library(op, longer, r, x, y, z);
}

Number always_overflows_to_infinity(Operator op, const Format& f, Rounding r, const Number& x, const Number& y, const Number& z) {
  const Number right = library(op, f, r, x, y, z);
  const bool largest = !f.unbounded && right.kind == Kind::finite && right.exponent == f.emax && right.significand == f.largest_significand;
  const Number nearest = library(op, f, Rounding::nearest_even, x, y, z);
  return largest && r != Rounding::nearest_even && nearest.kind == Kind::infinity ? nearest : right;
}

Number zero_loses_its_sign(Operator op, const Format& f, Rounding r, const Number& x, const Number& y, const Number& z) {
  const Number right = library(op, f, r, x, y, z);
  return right.is_zero() ? Number{} : right;
}

Number fma_rounds_the_product(Operator op, const Format& f, Rounding r, const Number& x, const Number& y, const Number& z) {
  if (op != Operator::fused_multiply_add) return library(op, f, r, x, y, z);
  return add(f, r, multiply(f, r, x, y), z);
}

Number down_is_toward_zero(Operator op, const Format& f, Rounding r, const Number& x, const Number& y, const Number& z) {
  return library(op, f, r == Rounding::down ? Rounding::toward_zero : r, x, y, z);
}

/// First to p bits as if there were no smallest exponent, then to the subnormal numbers.
Number subnormals_rounded_twice(Operator op, const Format& f, Rounding r, const Number& x, const Number& y, const Number& z) {
  if (f.unbounded || f.emin == f.emax) return library(op, f, r, x, y, z);
  Format deeper = f;
  deeper.emin -= 1000;
  const Number once = library(op, deeper, r, x, y, z);
  return once.is_finite() ? round_to(f, r, once) : library(op, f, r, x, y, z);
}

/// An addend far below the product is forgotten, where it should break a tie.
Number far_addend_lost(Operator op, const Format& f, Rounding r, const Number& x, const Number& y, const Number& z) {
  const bool far = all_finite(op, x, y, z) && !x.is_zero() && !y.is_zero() && !z.is_zero() && z.exponent < x.exponent + y.exponent - 64;
  return op == Operator::fused_multiply_add && far ? multiply(f, r, x, y) : library(op, f, r, x, y, z);
}

/// Two bits more than the format, toward zero, and no sticky bit: square roots just above a midpoint become ties.
Number root_without_remainder(Operator op, const Format& f, Rounding r, const Number& x, const Number& y, const Number& z) {
  return op == Operator::square_root || op == Operator::divide ? without_sticky(op, f, r, x, y, z) : library(op, f, r, x, y, z);
}

/// A difference that leaves the binade of its larger operand is rounded to that binade's unit.
Number unit_of_the_larger_operand(Operator op, const Format& f, Rounding r, const Number& x, const Number& y, const Number& z) {
  const Number right = library(op, f, r, x, y, z);
  if (op != Operator::subtract || x.kind != Kind::finite || right.kind != Kind::finite || x.exponent <= f.emin || right.exponent != x.exponent - 1) return right;
  Format coarser = f;
  --coarser.precision;
  coarser.largest_significand &= ~0ull << (64 - coarser.precision);
  ++coarser.emin;
  return library(op, coarser, r, x, y, z);
}

Number infinite_for_undefined(Operator op, const Format& f, Rounding r, const Number& x, const Number& y, const Number& z) {
  try {
    return library(op, f, r, x, y, z);
  } catch (const Undefined&) {
    return largest_finite(f, false);  // 0/0 in silence
  }
}

struct Mutant {
  std::string name;
  Implementation implementation;
  std::string killer;  // a check that must catch it
};

std::vector<Mutant> mutants() {
  return {{"ties away from zero", ties_away, "all pairs e2m3"},
          {"no sticky bit", without_sticky, "structured bfloat16"},
          {"subnormal results flushed", subnormals_flushed, "all pairs e2m3"},
          {"flush keeps subnormal operands", operands_not_flushed, "structured flush"},
          {"e4m3 ends at 480", e4m3_ends_at_480, "all pairs e4m3"},
          {"every mode overflows to infinity", always_overflows_to_infinity, "structured bfloat16"},
          {"zero loses its sign", zero_loses_its_sign, "all pairs e2m3"},
          {"down is toward zero", down_is_toward_zero, "all pairs e2m3 down"},
          {"0/0 gives a number", infinite_for_undefined, "all pairs e2m3"},
          {"add through double", only(Operator::add, through_double), "traps add p27"},
          {"multiply through double", only(Operator::multiply, through_double), "traps multiply p28"},
          {"divide through double", only(Operator::divide, through_double), "traps divide p27"},
          {"square root through double", only(Operator::square_root, through_double), "traps sqrt p26"},
          {"fma through double", only(Operator::fused_multiply_add, through_double), "traps fma bfloat16"},
          {"fma through double (binary32)", only(Operator::fused_multiply_add, through_double), "traps fma binary32"},
          {"fma rounds the product", fma_rounds_the_product, "all triples e2m1"},
          {"subnormal results rounded twice", subnormals_rounded_twice, "near midpoints multiply bfloat16"},
          {"subnormal quotients rounded twice", subnormals_rounded_twice, "near midpoints divide binary32"},
          {"subnormal fma rounded twice", subnormals_rounded_twice, "near midpoints fma binary32"},
          {"a far addend is lost", far_addend_lost, "near midpoints fma binary32"},
          {"a root's remainder is lost", root_without_remainder, "near midpoints sqrt binary64"},
          {"a quotient's remainder is lost", root_without_remainder, "near midpoints divide binary32"},
          {"differences keep the larger unit", unit_of_the_larger_operand, "near midpoints subtract e4m3"}};
}

TEST(Mutants, TheLibraryPassesEveryCheck) {
  for (const auto& [name, check] : checks()) EXPECT_EQ(check(library), "") << name;
}

TEST(Mutants, EachIsCaught) {
  for (const Mutant& mutant : mutants()) EXPECT_NE(checks().at(mutant.killer)(mutant.implementation), "") << mutant.name << " survives " << mutant.killer;
}

/// Double is innocuous one bit below: the traps are sharp, not just any difference.
TEST(Mutants, ThroughDoubleIsRightBelowTheThresholds) {
  const Implementation wrong = through_double;
  const Rounding rne = Rounding::nearest_even;
  support::Random random(4);
  for (const auto& [op, safe] : {std::pair{Operator::add, 25}, {Operator::multiply, 25}, {Operator::divide, 25}, {Operator::square_root, 25}}) {
    const Format f = parse_format("p" + std::to_string(safe));
    for (int i = 0; i < 20000; ++i) {
      Number x = support::draw_number(f, random), y = support::draw_number(f, random);
      x.negative = false;
      if (y.is_zero()) continue;
      ASSERT_EQ(wrong(op, f, rne, x, y, {}), library(op, f, rne, x, y, {})) << to_text(op);
    }
  }
}

}  // namespace
}  // namespace attest::arithmetic
