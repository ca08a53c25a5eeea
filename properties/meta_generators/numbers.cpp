// The generators of numbers: every class appears, every value belongs to its format, and shrinking ends in the minimum.
#include "support/generators.hpp"
#include "support/property.hpp"

#include <map>
#include <optional>

namespace attest::support {
namespace {

using arithmetic::parse_format;

/// Greedy descent as RapidCheck does it, counting evaluations.
struct Descent {
  Number value;
  int evaluations = 0;
};

template <class Fails>
Descent shrink(const Format& format, Number failing, Fails&& fails) {
  Descent result{failing, 0};
  for (bool moved = true; moved;) {
    moved = false;
    for (const Number& candidate : simpler(format, result.value)) {
      ++result.evaluations;
      if (fails(candidate)) {
        result.value = candidate;
        moved = true;
        break;
      }
    }
  }
  return result;
}

std::map<NumberClass, int> distribution(const Format& format, std::uint64_t seed, int cases) {
  std::map<NumberClass, int> counts;
  Random random(seed);
  for (int i = 0; i < cases; ++i) ++counts[classify(format, draw_number(format, random))];
  return counts;
}

TEST(Numbers, EveryClassAppears) {
  for (const char* name : {"binary64", "binary32", "bfloat16", "binary16", "tf32"}) {
    const auto counts = distribution(parse_format(name), 1, 4000);
    for (int c = 0; c <= static_cast<int>(NumberClass::other); ++c) {
      const auto found = counts.find(static_cast<NumberClass>(c));
      EXPECT_GE(found == counts.end() ? 0 : found->second, 20) << name << ": " << to_text(static_cast<NumberClass>(c));
    }
  }
}

TEST(Numbers, EveryCodeOfSmallFormatsAppears) {
  for (const char* name : {"e2m1", "e2m3", "e3m2", "e4m3", "e5m2", "fx(4,2)", "ufx(6,3)"}) {
    const Format format = parse_format(name);
    std::map<std::uint64_t, int> seen;
    Random random(2);
    for (int i = 0; i < 20000; ++i) ++seen[encode(format, draw_number(format, random))];
    std::size_t numbers = 0;
    for (std::uint64_t code = 0; code < 1ull << format.storage_bits; ++code) numbers += encode(format, decode(format, code)) == code;
    EXPECT_EQ(seen.size(), numbers) << name;
  }
}

TEST(Numbers, BelongToTheirFormat) {
  expect_holds("a drawn number and all that is simpler are unchanged by rounding", [] {
    const Format format = *formats();
    const Number x = *numbers(format);
    // A saturating format keeps codes of infinities but never rounds to them.
    if (x.kind != Kind::infinity || format.overflow != arithmetic::Overflow::saturate)
      RC_ASSERT(round_to(format, arithmetic::Rounding::nearest_even, x) == x);
    for (const Number& y : simpler(format, x))
      if (y.is_finite()) RC_ASSERT(round_to(format, arithmetic::Rounding::down, y) == y);
  }, 1000);
}

TEST(Numbers, SameSeedSameNumbers) {
  EXPECT_EQ(distribution(parse_format("binary32"), 7, 500), distribution(parse_format("binary32"), 7, 500));
  EXPECT_NE(distribution(parse_format("binary32"), 7, 500), distribution(parse_format("binary32"), 8, 500));
}

/// Draws failing numbers from six seeds; all must shrink to the same minimum.
template <class Fails>
void expect_minimum(const std::string& format_name, const Number& minimum, Fails&& fails) {
  const Format format = parse_format(format_name);
  ASSERT_TRUE(fails(minimum)) << format_name;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    Random random(seed);
    std::optional<Number> failing;
    for (int i = 0; i < 100000 && !failing; ++i)
      if (const Number x = draw_number(format, random); fails(x)) failing = x;
    ASSERT_TRUE(failing) << format_name << ": nothing fails from seed " << seed;
    const Descent descent = shrink(format, *failing, fails);
    EXPECT_EQ(descent.value, minimum) << format_name << ", seed " << seed;
    EXPECT_LE(descent.evaluations, 2000) << format_name << ", seed " << seed;
  }
}

bool at_least(const Number& x, const Number& bound) { return !x.is_nan() && compare(x, bound) != arithmetic::Order::less; }

TEST(Numbers, ShrinkToTheMinimumForSixOfSixSeeds) {
  for (const char* name : {"binary64", "binary32", "bfloat16", "e5m2"}) {
    const Format format = parse_format(name);
    const Number bound = round_to(format, arithmetic::Rounding::up, arithmetic::number_from_double(1000.3));
    expect_minimum(name, bound, [&](const Number& x) { return at_least(x, bound); });
    expect_minimum(name, Number{0, 0, Kind::nan, false}, [](const Number& x) { return x.is_nan(); });
    expect_minimum(name, Number{0, 0, Kind::infinity, false}, [](const Number& x) { return x.kind == Kind::infinity; });
    expect_minimum(name, Number{0, 0, Kind::zero, true}, [](const Number& x) { return x.negative && x.is_zero(); });
    Number tiny = smallest_positive(format);
    tiny.negative = true;
    expect_minimum(name, tiny, [](const Number& x) { return x.negative && x.kind == Kind::finite; });
    expect_minimum(name, smallest_positive(format), [](const Number& x) { return x.kind == Kind::finite; });
    const Number normal{1ull << 63, format.emin, Kind::finite, false};
    expect_minimum(name, normal, [&](const Number& x) { return x.is_finite() && at_least(x, normal); });
  }
  expect_minimum("p24", {1ull << 63, 0, Kind::finite, false}, [](const Number& x) { return x.kind == Kind::finite; });
  expect_minimum("p24", {1ull << 63, 5, Kind::finite, false}, [](const Number& x) { return x.kind == Kind::finite && x.exponent >= 5; });
}

TEST(Numbers, ThePropertyRunnerReportsTheMinimum) {
  const Format format = parse_format("binary32");
  const Number bound = arithmetic::number_from_integer(1000);
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    rc::detail::TestParams params;
    params.seed = seed;
    params.maxSuccess = 1000;
    const auto result = rc::detail::checkTestable([&] {
      const Number x = *numbers(format);
      RC_ASSERT(!at_least(x, bound));
    }, rc::detail::TestMetadata(), params);
    ASSERT_TRUE(result.template is<rc::detail::FailureResult>());
    const auto& failure = result.template get<rc::detail::FailureResult>();
    ASSERT_EQ(failure.counterExample.size(), 1u);
    EXPECT_EQ(failure.counterExample[0].second.substr(0, 10), "125*2^3 (a") << "seed " << seed;
  }
}

TEST(Integers, ShrinkToTheNearestToZero) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    rc::detail::TestParams params;
    params.seed = seed;
    const auto result = rc::detail::checkTestable([] {
      const std::int64_t x = *integers(-500, 1000000);
      RC_ASSERT(x < 777);
    }, rc::detail::TestMetadata(), params);
    ASSERT_TRUE(result.template is<rc::detail::FailureResult>());
    EXPECT_EQ(result.template get<rc::detail::FailureResult>().counterExample[0].second, "777");
  }
}

}  // namespace
}  // namespace attest::support
