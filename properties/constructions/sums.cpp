// Sums of equal terms with skipped stretches, and largest sums over all places, against sums of explicit vectors.
#include "constructions/sums.hpp"

#include <gtest/gtest.h>

#include "tasks/random.hpp"

namespace {

using namespace attest;
using namespace attest::constructions;
using arithmetic::Rounding;
using arithmetic::SumOrder;
using Kind = SumOrder::Kind;

const std::vector<SumOrder> orders{{Kind::left_to_right, 1}, {Kind::pairwise, 1}, {Kind::blocked, 1}, {Kind::blocked, 3}, {Kind::blocked, 64}, {Kind::exact, 1}};

/// All arithmetics of the tests: formats that round up, down, to even and toward zero, saturate, and lack infinities.
std::vector<Emulated> accumulators() {
  std::vector<Emulated> all;
  for (const char* name : {"binary32", "bfloat16", "binary16", "e4m3", "e5m2", "e2m1", "p3", "p11", "fx(8,4)", "ufx(6,1)"})
    for (const Rounding rounding : {Rounding::nearest_even, Rounding::toward_zero, Rounding::up, Rounding::down}) {
      const auto format = arithmetic::parse_format(name);
      if (arithmetic::default_rounding(format) == Rounding::down && rounding != Rounding::down) continue;
      for (const SumOrder& order : orders) all.emplace_back(format, rounding, order);
    }
  return all;
}

/// The sum as the mechanisms evaluate it; nothing where it is not finite. raw: as fused dot products with ones do it.
std::optional<Number> plain_sum(const Emulated& a, const std::vector<Number>& terms, bool raw) {
  Emulated with = a;
  with.fused = raw;
  const std::vector<Number> ones(terms.size(), arithmetic::number_from_integer(1));
  try {
    const Number total = raw ? with.dot(terms, ones) : a.sum(terms);
    if (!total.is_finite()) return std::nullopt;
    return total;
  } catch (const arithmetic::Undefined&) {
    return std::nullopt;
  }
}

template <class Compute>
std::optional<Number> defined(Compute&& compute) {
  try {
    return compute();
  } catch (const arithmetic::Undefined&) {
    return std::nullopt;
  }
}

std::vector<Number> weights(const Emulated& a) {
  std::vector<Number> all;
  tasks::Random random(7);
  const Emulated fine(arithmetic::parse_format("p24"));
  for (int exponent = -6; exponent <= 2; ++exponent)
    for (int draw = 0; draw < 2; ++draw)
      all.push_back(fine.convert(dyadic(static_cast<std::int64_t>(1 + random.below(1 << 12)), exponent - 11)));
  for (const int e : {-12, -3, 0}) all.push_back(a.convert(dyadic(3, e)));
  return all;
}

TEST(Sums, equal_terms_as_the_arithmetic_sums_them) {
  std::uint64_t compared = 0, undefined = 0;
  for (const Emulated& a : accumulators())
    for (const bool raw : {false, true}) {
      const OrderedSums sums(StrictEmulated(a), raw);
      for (const Number& w : weights(a))
        for (const std::size_t n : {1, 2, 3, 5, 8, 13, 64, 100, 257, 1000}) {
          const auto expected = plain_sum(a, std::vector<Number>(n, w), raw);
          const auto found = defined([&] { return sums.copies(w, n); });
          ASSERT_EQ(found, expected) << a.name() << " raw " << raw << " " << arithmetic::to_text(w) << " n " << n;
          std::vector<Number> terms(n, w);
          terms.push_back(dyadic(5, -2));
          ASSERT_EQ(defined([&] { return sums.copies_then(w, n, dyadic(5, -2)); }), plain_sum(a, terms, raw)) << a.name() << raw << n;
          compared += expected.has_value();
          undefined += !expected;
        }
    }
  EXPECT_GT(compared, 10000u);
  EXPECT_GT(undefined, 100u);
}

TEST(Sums, one_heavy_term_in_its_worst_place) {
  for (const Emulated& a : accumulators())
    for (const bool raw : {false, true}) {
      const OrderedSums sums(StrictEmulated(a), raw);
      for (const Number& heavy : {dyadic(1, 0), dyadic(5, -2)})
        for (const Number& light : {dyadic(1, -1), dyadic(3, -6), dyadic(11, -7)})
          for (const std::size_t n : {1, 2, 3, 4, 7, 12, 65}) {
            std::optional<Number> largest = dyadic(0, 0);
            for (std::size_t place = 0; place < n; ++place) {
              std::vector<Number> terms(n, light);
              terms[place] = heavy;
              const auto total = plain_sum(a, terms, raw);
              if (!total) largest = std::nullopt;
              else if (largest && !at_most(*total, *largest)) largest = total;
            }
            ASSERT_EQ(defined([&] { return sums.one_heavy(light, heavy, n); }), largest) << a.name() << " raw " << raw << " n " << n;
          }
    }
}

TEST(Sums, roundings_on_the_way_of_the_last_term) {
  const auto count = [](const SumOrder& order, std::uint64_t n) {
    return OrderedSums(StrictEmulated(Emulated(arithmetic::parse_format("p8"), Rounding::nearest_even, order)), false).roundings_of_last(n);
  };
  EXPECT_EQ(count({Kind::left_to_right, 1}, 9), 1u);
  EXPECT_EQ(count({Kind::exact, 1}, 9), 1u);
  EXPECT_EQ(count({Kind::pairwise, 1}, 8), 3u);
  EXPECT_EQ(count({Kind::pairwise, 1}, 9), 4u);
  EXPECT_EQ(count({Kind::blocked, 4}, 4), 1u);
  EXPECT_EQ(count({Kind::blocked, 4}, 5), 1u);  // alone in its block
  EXPECT_EQ(count({Kind::blocked, 4}, 8), 2u);
}

TEST(Sums, containment_is_that_of_all_numbers) {
  for (const char* outer : {"binary32", "bfloat16", "binary16", "e4m3", "e5m2", "e2m1", "fx(8,4)", "fx(12,6)", "ufx(6,1)"})
    for (const char* inner : {"bfloat16", "binary16", "e4m3", "e5m2", "e2m1", "e3m2", "fx(8,4)", "ufx(6,1)"}) {
      const auto in = arithmetic::parse_format(inner), out = arithmetic::parse_format(outer);
      bool all = true;
      for (Number x = arithmetic::smallest_positive(in);; x = arithmetic::next_up(in, x)) {
        all = all && round_to(out, Rounding::toward_zero, x) == x && round_to(out, Rounding::up, x) == x;
        if (!all || x == arithmetic::largest_finite(in, false)) break;
      }
      EXPECT_EQ(contained(in, out), all) << inner << " in " << outer;
    }
  EXPECT_TRUE(contained(arithmetic::parse_format("p8"), arithmetic::parse_format("p9")));
  EXPECT_FALSE(contained(arithmetic::parse_format("p8"), arithmetic::parse_format("binary32")));
}

}  // namespace
