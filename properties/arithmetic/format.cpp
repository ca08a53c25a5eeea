// Formats: their names and errors, their largest and smallest numbers, stored codes, neighbours, rounding.
#include "support/generators.hpp"
#include "support/property.hpp"

#include "arithmetic/reference.hpp"
#include "arithmetic/sum_order.hpp"

namespace attest::arithmetic {
namespace {

std::string message_of(const std::string& name) {
  try {
    parse_format(name);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "accepted";
}

bool mentions(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(Format, LargestAndSmallestNumbersAreThoseOfTheStandards) {
  const auto largest = [](const char* name) { return to_double(largest_finite(parse_format(name), false)); };
  const auto smallest = [](const char* name) { return to_double(smallest_positive(parse_format(name))); };
  EXPECT_EQ(largest("e4m3"), 448);
  EXPECT_EQ(smallest("e4m3"), 0x1p-9);
  EXPECT_EQ(largest("e5m2"), 57344);
  EXPECT_EQ(smallest("e5m2"), 0x1p-16);
  EXPECT_EQ(largest("e2m3"), 7.5);
  EXPECT_EQ(smallest("e2m3"), 0.125);
  EXPECT_EQ(largest("e3m2"), 28);
  EXPECT_EQ(smallest("e3m2"), 0.0625);
  EXPECT_EQ(largest("e2m1"), 6);
  EXPECT_EQ(smallest("e2m1"), 0.5);
  EXPECT_EQ(largest("binary16"), 65504);
  EXPECT_EQ(smallest("binary16"), 0x1p-24);
  EXPECT_EQ(largest("bfloat16"), 0x1.fep127);
  EXPECT_EQ(largest("binary32"), 0x1.fffffep127);
  EXPECT_EQ(largest("binary64"), 0x1.fffffffffffffp1023);
  EXPECT_EQ(smallest("binary64"), 0x1p-1074);
  EXPECT_EQ(largest("fx(4,2)"), 3.75);
  EXPECT_EQ(smallest("fx(4,2)"), 0.25);
  EXPECT_EQ(largest("ufx(6,3)"), 7.875);
}

/// 464 is the tie between 448 and the NaN that 480 would be: it goes to 448, whose significand is even; beyond it is NaN.
TEST(Format, E4m3EndsAt448) {
  const Format f = parse_format("e4m3"), saturating = parse_format("e4m3:saturate");
  const auto rounded = [](const Format& format, double x) { return round_to(format, Rounding::nearest_even, number_from_double(x)); };
  EXPECT_EQ(to_double(rounded(f, 464)), 448);
  EXPECT_TRUE(rounded(f, 464.5).is_nan());
  EXPECT_TRUE(rounded(f, -500).is_nan());
  EXPECT_EQ(to_double(rounded(saturating, -500)), -448);
  EXPECT_EQ(to_double(round_to(f, Rounding::toward_zero, number_from_double(1e9))), 448);
  EXPECT_TRUE(decode(f, 0x7f).is_nan());
  EXPECT_EQ(to_double(decode(f, 0x7e)), 448);
}

TEST(Format, EveryCodeRoundTrips) {
  for (const char* name : {"e2m1", "e2m3", "e3m2", "e4m3", "e5m2", "e4m3:saturate", "e5m2:flush", "binary16", "bfloat16", "bfloat16:flush", "e8p4", "e8p8", "fx(1,0)",
                           "fx(8,4)", "fx(15,20)", "ufx(1,0)", "ufx(16,8)"}) {
    const Format f = parse_format(name);
    std::size_t strays = 0;
    for (std::uint64_t code = 0; code < 1ull << f.storage_bits; ++code) {
      const Number x = decode(f, code);
      ASSERT_EQ(decode(f, encode(f, x)), x) << name << " " << code;
      strays += encode(f, x) != code;
    }
    // Codes that share a number: further NaNs, the negative zero of fixed point, flushed subnormals.
    const std::size_t nans = !f.has_nan ? 0 : f.has_infinity ? 2 * ((1u << (f.precision - 1)) - 1) - 1 : 1;
    const std::size_t zeros = f.has_negative && !f.has_negative_zero ? 1 : 0;
    const std::size_t flushed = f.flush ? 2 * ((1u << (f.precision - 1)) - 1) : 0;
    EXPECT_EQ(strays, nans + zeros + flushed) << name;
  }
}

TEST(Format, CodesOfWideFormatsRoundTrip) {
  support::expect_holds("decode inverts encode", [] {
    const Format f = *support::formats();
    if (f.unbounded) return;
    const Number x = *support::numbers(f);
    RC_ASSERT(decode(f, encode(f, x)) == x);
    if (f.storage_bits < 64) RC_ASSERT((encode(f, x) >> f.storage_bits) == 0);
  }, 1000);
}

TEST(Format, HardwareCodesAreOurs) {
  support::Random random(1);
  for (int i = 0; i < 100000; ++i) {
    const std::uint64_t word = random.next();
    const double x = std::bit_cast<double>(word);
    const float y = std::bit_cast<float>(static_cast<std::uint32_t>(word));
    ASSERT_EQ(decode(parse_format("binary64"), word), number_from_double(x));
    ASSERT_EQ(decode(parse_format("binary32"), word & 0xffffffffu), number_from_double(y));
  }
}

TEST(Format, NumbersOfAnotherFormatHaveNoCode) {
  EXPECT_THROW(encode(parse_format("e4m3"), number_from_integer(449)), std::invalid_argument);
  EXPECT_THROW(encode(parse_format("e2m1"), Number{0, 0, Kind::nan, false}), std::invalid_argument);
  EXPECT_THROW(encode(parse_format("e4m3"), Number{0, 0, Kind::infinity, false}), std::invalid_argument);
  EXPECT_THROW(encode(parse_format("ufx(4,0)"), number_from_integer(-1)), std::invalid_argument);
  EXPECT_THROW(encode(parse_format("p8"), number_from_integer(1)), std::invalid_argument);
  EXPECT_THROW(decode(parse_format("p8"), 0), std::invalid_argument);
}

TEST(Format, NeighboursAreTheNextNumbers) {
  for (const char* name : {"e2m1", "e3m2", "e4m3", "e5m2", "e5m2:flush", "e4m3:saturate", "fx(6,2)", "ufx(5,1)", "binary16"}) {
    const Format f = parse_format(name);
    std::vector<Number> ascending;
    for (std::uint64_t code = 0; code < 1ull << f.storage_bits; ++code) {
      const Number x = decode(f, code);
      const bool infinite = x.kind == Kind::infinity && f.overflow == Overflow::saturate;
      if (!x.is_nan() && !infinite && encode(f, x) == code && !(x.is_zero() && x.negative)) ascending.push_back(x);
    }
    std::sort(ascending.begin(), ascending.end(), [](const Number& a, const Number& b) { return compare(a, b) == Order::less; });
    for (std::size_t i = 0; i + 1 < ascending.size(); ++i) {
      ASSERT_EQ(compare(next_up(f, ascending[i]), ascending[i + 1]), Order::equal) << name << " " << to_text(ascending[i]);
      ASSERT_EQ(compare(next_down(f, ascending[i + 1]), ascending[i]), Order::equal) << name << " " << to_text(ascending[i + 1]);
    }
    EXPECT_EQ(next_up(f, ascending.back()), ascending.back()) << name;
    EXPECT_EQ(next_down(f, ascending.front()), ascending.front()) << name;
  }
  EXPECT_THROW(next_up(parse_format("p8"), Number{}), Undefined);
}

TEST(Format, RoundingAnyNumberAgreesWithTheDefinition) {
  const Format wide = parse_format("p64");
  support::expect_holds("round_to of a 64-bit number is that of the rational reference", [&] {
    const Format f = *support::formats();
    const Rounding r = *support::roundings();
    const Number x = *support::finite_numbers(wide);
    const auto got = [&]() -> std::optional<Number> { try { return round_to(f, r, x); } catch (const Undefined&) { return std::nullopt; } }();
    RC_ASSERT(got == reference::rounded(f, r, Rational::from_number(x), x.negative));
  }, 3000);
}

TEST(Format, RoundingIsMonotoneAndIdempotent) {
  const Format wide = parse_format("p40");
  support::expect_holds("x <= y rounds to x' <= y', and rounding again changes nothing", [&] {
    const Format f = *support::formats();
    const Rounding r = *support::roundings();
    Number x = *support::finite_numbers(wide), y = *support::finite_numbers(wide);
    if (compare(y, x) == Order::less) std::swap(x, y);
    const Number a = round_to(f, r, x), b = round_to(f, r, y);
    if (a.is_nan() || b.is_nan()) return;
    RC_ASSERT(compare(a, b) != Order::greater);
    RC_ASSERT(round_to(f, r, a) == a);
  }, 2000);
}

TEST(Format, BadNamesAreAnsweredWithTheNearestOne) {
  EXPECT_TRUE(mentions(message_of("bfloat61"), "'bfloat16'")) << message_of("bfloat61");
  EXPECT_TRUE(mentions(message_of("binary46"), "'binary")) << message_of("binary46");
  EXPECT_TRUE(mentions(message_of("e4m33"), "'e4m3'"));
  EXPECT_TRUE(mentions(message_of("fp33"), "'fp32'"));
  EXPECT_TRUE(mentions(message_of(""), "unknown format"));
  for (const char* name : {"p0", "p65", "p1x", "p", "e8p", "e8p1", "e8p56", "fx(4)", "fx(,2)", "fx(63,0)", "fx(0,0)", "fx(4,x)", "ufx(-1,0)", "binary32:fluhs", "p8:flush",
                           "fx(4,2):flush", "p8:saturate", "binary32:", "binary32:flush:"})
    EXPECT_NE(message_of(name), "accepted") << name;
  EXPECT_EQ(parse_format("FP32").name, "binary32");
  EXPECT_EQ(parse_format("bf16:flush:saturate").name, "bfloat16:flush:saturate");
  for (const std::string& name : support::sample_format_names()) EXPECT_EQ(parse_format(name).name, name);
  for (const std::string& name : format_names()) EXPECT_TRUE(name.find('<') != std::string::npos || name.find('(') != std::string::npos || parse_format(name).name == name);
}

TEST(Format, TextOfModesAndOrdersRoundTrips) {
  for (Rounding r : {Rounding::nearest_even, Rounding::toward_zero, Rounding::up, Rounding::down}) EXPECT_EQ(parse_rounding(to_text(r)), r);
  EXPECT_THROW(parse_rounding("nearest"), std::invalid_argument);
  for (const char* text : {"left-to-right", "pairwise", "exact", "blocked(1)", "blocked(64)"}) EXPECT_EQ(to_text(parse_sum_order(text)), text);
  for (const char* text : {"", "blocked", "blocked()", "blocked(0)", "blocked(-1)", "blocked(x)", "Pairwise"}) EXPECT_THROW(parse_sum_order(text), std::invalid_argument) << text;
  EXPECT_EQ(default_rounding(parse_format("fx(4,2)")), Rounding::down);
  EXPECT_EQ(default_rounding(parse_format("p1")), Rounding::nearest_even);
  EXPECT_EQ(default_rounding(parse_format("e2m1")), Rounding::nearest_even);
}

}  // namespace
}  // namespace attest::arithmetic
