// Sums in every order against their definitions written out; exact sums and dot products against rationals.
#include <gtest/gtest.h>

#include "arithmetic/native.hpp"
#include "arithmetic/reference.hpp"
#include "support/draw.hpp"

namespace attest::arithmetic {
namespace {

std::vector<Number> drawn(const Format& f, std::size_t size, support::Random& random) {
  std::vector<Number> x;
  for (std::size_t i = 0; i < size; ++i) x.push_back(support::draw_finite(f, random));
  return x;
}

/// The definitions, by plain recursion over explicit lists.
Number left_to_right(const Emulated& a, const std::vector<Number>& x) {
  Number total = x.at(0);
  for (std::size_t i = 1; i < x.size(); ++i) total = a.add(total, x[i]);
  return total;
}
Number pairwise(const Emulated& a, const std::vector<Number>& x) {
  if (x.size() == 1) return x[0];
  const auto middle = x.begin() + static_cast<std::ptrdiff_t>(x.size() / 2);
  return a.add(pairwise(a, {x.begin(), middle}), pairwise(a, {middle, x.end()}));
}
Number blocked(const Emulated& a, const std::vector<Number>& x, std::size_t block) {
  std::vector<Number> parts;
  for (std::size_t start = 0; start < x.size(); start += block) {
    const std::size_t end = std::min(x.size(), start + block);
    parts.push_back(left_to_right(a, {x.begin() + static_cast<std::ptrdiff_t>(start), x.begin() + static_cast<std::ptrdiff_t>(end)}));
  }
  return left_to_right(a, parts);
}
Number by_definition(const Emulated& a, const std::vector<Number>& x) {
  if (x.empty()) return a.zero();
  switch (a.order.kind) {
    case SumOrder::Kind::left_to_right: return left_to_right(a, x);
    case SumOrder::Kind::pairwise: return pairwise(a, x);
    case SumOrder::Kind::blocked: return blocked(a, x, a.order.block);
    case SumOrder::Kind::exact: break;
  }
  Rational total;
  for (const Number& term : x) total += Rational::from_number(term);
  return reference::rounded(a.format, a.rounding, total, false);
}

const std::vector<std::string> orders = {"left-to-right", "pairwise", "blocked(1)", "blocked(3)", "blocked(8)", "blocked(100)", "exact"};

TEST(Sums, EveryOrderIsItsDefinition) {
  support::Random random(1);
  for (const char* name : {"bfloat16", "binary16", "e8p9", "fx(12,4)", "p8"})
    for (const std::string& order : orders)
      for (Rounding rounding : all_roundings)
        for (std::size_t size : {0, 1, 2, 3, 7, 16, 33}) {
          const Emulated a(parse_format(name), rounding, parse_sum_order(order));
          const std::vector<Number> x = drawn(a.format, size, random), y = drawn(a.format, size, random);
          ASSERT_EQ(outcome([&] { return a.sum(x); }), outcome([&] { return by_definition(a, x); })) << a.name() << " " << size;
          if (order == "exact") continue;
          std::vector<Number> products;
          const Outcome expected = outcome([&] {
            for (std::size_t i = 0; i < size; ++i) products.push_back(a.mul(x[i], y[i]));
            return by_definition(a, products);
          });
          ASSERT_EQ(outcome([&] { return a.dot(x, y); }), expected) << a.name() << " " << size;
        }
}

TEST(Sums, OrdersDiffer) {  // otherwise the test above proves little
  support::Random random(2);
  const Format f = parse_format("bfloat16");
  int differing = 0;
  for (int i = 0; i < 50; ++i) {
    std::vector<Number> x;
    for (int j = 0; j < 33; ++j) x.push_back(round_to(f, Rounding::nearest_even, number_from_integer(random.between(1, 999))));
    const Rounding rne = Rounding::nearest_even;
    differing += Emulated(f, rne).sum(x) != Emulated(f, rne, parse_sum_order("pairwise")).sum(x);
  }
  EXPECT_GE(differing, 10);
}

TEST(Sums, ExactDotRoundsOnce) {
  support::Random random(3);
  for (const char* name : {"binary64", "binary32", "bfloat16", "e4m3", "e2m1", "fx(12,4)", "p64", "binary16:flush"})
    for (Rounding rounding : all_roundings)
      for (int i = 0; i < 50; ++i) {
        const Format f = parse_format(name);
        const std::vector<Number> x = drawn(f, 9, random), y = drawn(f, 9, random);
        const auto expected = [&] {
          Rational total;
          for (std::size_t j = 0; j < x.size(); ++j) total += Rational::from_number(x[j]) * Rational::from_number(y[j]);
          return reference::rounded(f, rounding, total, false);
        };
        ASSERT_EQ(outcome([&] { return exact_dot(f, rounding, x, y); }), outcome(expected)) << name;
      }
}

/// Integers apart by up to 2^130: below 2^100 the dot is computed in 128-bit integers, beyond by MPFR; sums cancel often.
TEST(Sums, ExactDotOfIntegersOnEveryGrid) {
  support::Random random(5);
  int zeros = 0;
  for (const char* name : {"binary64", "binary32", "e4m3", "fx(12,4)", "p64", "ufx(1,0)"})
    for (Rounding rounding : all_roundings)
      for (std::int64_t span : {0, 3, 60, 88, 95, 97, 99, 100, 101, 103, 128, 130}) {
        const Format f = parse_format(name);
        std::vector<Number> x, y;
        for (int j = 0; j < 6; ++j) {
          x.push_back(number_from_integer(random.between(-3, 3)));
          y.push_back(number_from_integer(random.between(-3, 3)));
          if (x.back().kind == Kind::finite) x.back().exponent += static_cast<std::int32_t>(random.between(0, 1) * span - 40);
        }
        const auto expected = [&] {
          Rational total;
          for (std::size_t j = 0; j < x.size(); ++j) total += Rational::from_number(x[j]) * Rational::from_number(y[j]);
          return reference::rounded(f, rounding, total, false);
        };
        const Outcome truth = outcome(expected);
        ASSERT_EQ(outcome([&] { return exact_dot(f, rounding, x, y); }), truth) << name << " " << span;
        zeros += truth == outcome([] { return Number{}; });
      }
  EXPECT_GT(zeros, 10);
}

TEST(Sums, FusedDotAccumulatesByFma) {
  support::Random random(4);
  const Format f = parse_format("bfloat16");
  int differing = 0;
  for (int i = 0; i < 200; ++i) {
    const std::vector<Number> x = drawn(f, 10, random), y = drawn(f, 10, random);
    const Emulated fused(f, Rounding::nearest_even, {}, true), blocks(f, Rounding::nearest_even, parse_sum_order("blocked(4)"), true);
    Number expected = fused.mul(x[0], y[0]);
    for (std::size_t j = 1; j < 10; ++j) expected = fused.fma(x[j], y[j], expected);
    ASSERT_EQ(fused.dot(x, y), expected);
    Number parts[3];
    for (std::size_t b = 0; b < 3; ++b) {
      parts[b] = fused.mul(x[4 * b], y[4 * b]);
      for (std::size_t j = 4 * b + 1; j < std::min<std::size_t>(10, 4 * b + 4); ++j) parts[b] = fused.fma(x[j], y[j], parts[b]);
    }
    ASSERT_EQ(blocks.dot(x, y), blocks.add(blocks.add(parts[0], parts[1]), parts[2]));
    differing += fused.dot(x, y) != Emulated(f).dot(x, y);
  }
  EXPECT_GT(differing, 0);
}

TEST(Sums, InfinitiesAndNaNsOfExactSums) {
  const Format f = parse_format("binary16");
  const Rounding rne = Rounding::nearest_even;
  const Number infinity{0, 0, Kind::infinity, false}, minus{0, 0, Kind::infinity, true}, nan{0, 0, Kind::nan, false}, one = number_from_integer(1);
  EXPECT_EQ(exact_sum(f, rne, std::vector{one, infinity, one}), infinity);
  EXPECT_TRUE(exact_sum(f, rne, std::vector{minus, infinity}).is_nan());
  EXPECT_TRUE(exact_sum(f, rne, std::vector{one, nan}).is_nan());
  EXPECT_TRUE(exact_dot(f, rne, std::vector{Number{}, one}, std::vector{infinity, one}).is_nan());
  EXPECT_EQ(exact_dot(f, rne, std::vector{minus, one}, std::vector{one, one}), minus);
  EXPECT_THROW(exact_dot(f, rne, std::vector{one}, std::vector{one, one}), std::invalid_argument);
}

/// Native sums are those of Emulated in the same format, order and fusion, bit for bit.
template <class T>
void expect_native_agrees(const char* name) {
  support::Random random(5);
  const Format f = parse_format(name);
  for (const std::string& order : orders)
    for (bool fused : {false, true}) {
      const Native<T> native(parse_sum_order(order), fused);
      const Emulated emulated(f, Rounding::nearest_even, parse_sum_order(order), fused);
      for (int i = 0; i < 100; ++i) {
        const std::vector<Number> x = drawn(f, 13, random), y = drawn(f, 13, random);
        std::vector<T> a, b;
        for (std::size_t j = 0; j < x.size(); ++j) {
          a.push_back(static_cast<T>(to_double(x[j])));
          b.push_back(static_cast<T>(to_double(y[j])));
        }
        ASSERT_EQ(number_from_double(native.sum(a)), emulated.sum(x)) << native.name();
        ASSERT_EQ(number_from_double(native.dot(a, b)), emulated.dot(x, y)) << native.name();
      }
    }
}
TEST(Sums, NativeIsEmulated) {
  expect_native_agrees<float>("binary32");
  expect_native_agrees<double>("binary64");
}

}  // namespace
}  // namespace attest::arithmetic
