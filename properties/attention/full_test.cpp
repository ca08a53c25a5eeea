// Softmax attention beyond the shared laws: the saved accumulator is all of a prefix (M3), NaN and infinities, absorption, the
// unit tests of floating-point Transformers (PPH, theory.md section 6), fixed point, and bad input.
#include "support/generators.hpp"
#include "support/property.hpp"

#include "formulas.hpp"
#include "implementation.hpp"

namespace attest::attention::testing {

using arithmetic::Number;
using support::Random;

namespace {

std::vector<Drive<Emulated>> draw_drives(Random& random, const Emulated& a, std::size_t n, std::size_t d_k, std::size_t d_v) {
  std::vector<Drive<Emulated>> drives(n);
  for (auto& drive : drives) {
    for (std::size_t i = 0; i < d_k; ++i) drive.key.push_back(a.from_ratio(random.between(-12, 12), 5));
    for (std::size_t c = 0; c < d_v; ++c) drive.value.push_back(a.from_ratio(random.between(-40, 40), 7));
  }
  return drives;
}

Drive<Emulated> key_and_value(const Emulated& a, std::int64_t key, std::int64_t value) {
  return {{}, {a.from_integer(key)}, {a.from_integer(value)}, {}, {}, {}};
}

}  // namespace

TEST(SoftmaxFold, SavedBitsAreAllThatAPrefixTells) {
  support::expect_holds("a fold restored at any cut continues identically, in bits(plan, d_v) bits", [] {
    const auto seed = *support::words();
    const Emulated a = emulated(*support::one_of<std::string>({"binary32", "bfloat16", "e4m3", "e5m2", "p9", "binary16"}));
    Random random(seed);
    const auto drives = draw_drives(random, a, 7, 2, 2);
    const std::vector<Number> query{a.from_ratio(random.between(-9, 9), 4), a.from_integer(1)};
    for (const Softmax softmax : {Softmax::naive, Softmax::online}) {
      const auto plan = uniform_plan(a, softmax);
      for (std::size_t cut = 0; cut <= drives.size(); ++cut) {
        SoftmaxFold<Emulated> whole(plan, 2), rest(plan, 2);
        for (std::size_t j = 0; j < cut; ++j) whole.step(query, drives[j]);
        arithmetic::BitString saved, end, restored_end;
        whole.save(saved);
        if (a.storage_bits()) RC_ASSERT(saved.size() == *SoftmaxFold<Emulated>::bits(plan, 2));
        arithmetic::BitReader reader(saved);
        rest.load(reader);
        RC_ASSERT(reader.done());
        for (std::size_t j = cut; j < drives.size(); ++j) {
          whole.step(query, drives[j]);
          rest.step(query, drives[j]);
        }
        whole.save(end);
        rest.save(restored_end);
        RC_ASSERT(end == restored_end);
        RC_ASSERT(rest.finish() == attend<Emulated>(plan, query, drives));
      }
    }
  });
}

TEST(SoftmaxFold, BitsAreThoseOfTheTableOfM3) {
  const auto naive = uniform_plan(emulated("bfloat16"), Softmax::naive), online = uniform_plan(emulated("bfloat16"), Softmax::online);
  EXPECT_EQ(SoftmaxFold<Emulated>::bits(naive, 8), 9 * 16);    // (d+1)p
  EXPECT_EQ(SoftmaxFold<Emulated>::bits(online, 8), 10 * 16);  // (d+2)p
  EXPECT_EQ(SoftmaxFold<Emulated>::bits(uniform_plan(emulated("p8"), Softmax::online), 8), std::nullopt);
}

TEST(SoftmaxFold, OnlyLeftToRightOnePassSoftmaxHasAPrefixMessage) {
  auto plan = uniform_plan(emulated("binary32"), Softmax::online);
  EXPECT_EQ(prefix_message_violation(plan), "");
  plan.key_order = KeyOrder::last_to_first;
  EXPECT_NE(prefix_message_violation(plan), "");
  EXPECT_NE(prefix_message_violation(uniform_plan(emulated("binary32"), Softmax::two_pass)), "");
  plan = uniform_plan(emulated("binary32"), Softmax::naive);
  plan.normalisation = Normalisation::weights_first;
  EXPECT_NE(prefix_message_violation(plan), "");
  plan = uniform_plan(emulated("binary32"), Softmax::naive);
  plan.accumulator.order.kind = arithmetic::SumOrder::Kind::pairwise;
  EXPECT_NE(prefix_message_violation(plan), "");
  plan = uniform_plan(emulated("binary32"), Softmax::naive);
  plan.mask = Mask::encoder;
  EXPECT_NE(prefix_message_violation(plan), "");
}

TEST(Full, NanAndInfinityInBfloat16) {
  const Emulated a = emulated("bfloat16");
  const Number nan{0, 0, arithmetic::Kind::nan, false}, infinity{0, 0, arithmetic::Kind::infinity, false};
  const auto one = std::vector{a.from_integer(1)};
  const auto answer = [&](Softmax softmax, std::vector<Number> keys) {
    std::vector<Drive<Emulated>> drives;
    for (std::size_t j = 0; j < keys.size(); ++j) drives.push_back({{}, {keys[j]}, {a.from_integer(static_cast<std::int64_t>(j))}, {}, {}, {}});
    return attend<Emulated>(uniform_plan(a, softmax), one, drives).front();
  };
  const Number zero = a.zero();
  for (const Softmax softmax : {Softmax::naive, Softmax::two_pass, Softmax::online}) {
    for (std::size_t place = 0; place < 3; ++place) {
      std::vector<Number> keys(3, zero);
      keys[place] = nan;
      EXPECT_TRUE(answer(softmax, keys).is_nan()) << to_text(softmax) << " a NaN score at " << place;
      keys[place] = infinity;
      EXPECT_TRUE(answer(softmax, keys).is_nan()) << to_text(softmax) << " a score of inf at " << place;
    }
    EXPECT_EQ(answer(softmax, {zero, a.neg(infinity), zero}), a.from_integer(1)) << "a score of -inf weighs 0";
  }
  EXPECT_EQ(answer(Softmax::two_pass, {a.neg(infinity), zero, zero}), a.from_ratio(3, 2));
  EXPECT_TRUE(answer(Softmax::online, {a.neg(infinity), zero, zero}).is_nan());
  EXPECT_TRUE(answer(Softmax::two_pass, {a.neg(infinity)}).is_nan());
  EXPECT_THROW(attend<Emulated>(uniform_plan(emulated("e2m1"), Softmax::naive, Exponential::base2), {emulated("e2m1").from_integer(-6)},
                                std::vector{key_and_value(emulated("e2m1"), 1, 1)}),
               arithmetic::Undefined)
      << "0/0 in a format without NaN";
}

TEST(Full, EqualTermsStallAtTwoToThePrecision) {
  const Emulated e4m3 = emulated("e4m3"), wide = emulated("binary32");
  for (const int n : {15, 16, 17, 40, 200}) {
    auto plan = uniform_plan(wide, Softmax::naive);
    plan.accumulator = e4m3;
    std::vector<Drive<Emulated>> drives;
    for (int j = 0; j < n; ++j) drives.push_back(key_and_value(wide, 0, j == 0));
    // numerator 1, denominator min(n, 2^4): four significant bits.
    EXPECT_EQ(attend<Emulated>(plan, {wide.from_integer(1)}, drives).front(), wide.from_ratio(1, std::min(n, 16)));
    plan.accumulator.order.kind = arithmetic::SumOrder::Kind::pairwise;
    if (n == 40) {
      EXPECT_NE(attend<Emulated>(plan, {wide.from_integer(1)}, drives).front(), wide.from_ratio(1, 16));
    }
  }
}

TEST(Full, SwappingTheFirstTwoKeysNeverChangesAnything) {
  support::expect_holds("left-to-right sums commute in their first two terms (PPH)", [] {
    const auto seed = *support::words();
    const Emulated a = emulated(*support::one_of<std::string>({"binary32", "bfloat16", "e4m3", "e5m2", "p3", "p9"}));
    Random random(seed);
    auto drives = draw_drives(random, a, 2 + random.below(6), 1, 2);
    auto swapped = drives;
    std::swap(swapped[0], swapped[1]);
    const std::vector<Number> query{a.from_ratio(random.between(-9, 9), 4)};
    for (const Softmax softmax : {Softmax::naive, Softmax::two_pass, Softmax::online})
      for (const auto normalisation : {Normalisation::quotient, Normalisation::weights_first}) {
        auto plan = uniform_plan(a, softmax);
        plan.normalisation = normalisation;
        const auto y = attend<Emulated>(plan, query, drives), z = attend<Emulated>(plan, query, swapped);
        for (std::size_t c = 0; c < 2; ++c)
          RC_ASSERT((y[c].is_nan() && z[c].is_nan()) || (!y[c].is_nan() && !z[c].is_nan() && compare(y[c], z[c]) == arithmetic::Order::equal));
      }
  });
}

TEST(Full, ExhaustiveScoresOfThreeKeys) {
  // All scores in -4..4 and all placements of values 0, 1: three softmaxes, one rational.
  const RationalArithmetic a;
  std::size_t cases = 0;
  for (int code = 0; code < 729; ++code)
    for (int values = 0; values < 8; ++values) {
      Sequence tokens;
      for (int j = 0, rest = code; j < 3; ++j, rest /= 9) tokens.push_back({{1}, {rest % 9 - 4}, {(values >> j) & 1}, {}, {}, {}});
      const auto drives = to_drives(a, tokens);
      const auto expected = softmax_formula(tokens);
      for (const Softmax softmax : {Softmax::naive, Softmax::two_pass, Softmax::online})
        ASSERT_EQ(attend<RationalArithmetic>(uniform_plan(a, softmax, Exponential::base2), drives.back().query, drives), expected);
      ++cases;
    }
  EXPECT_EQ(cases, 729u * 8u);
}

/// Base-2 weights of integer scores are exact, and so is rescaling by them. Numerator and denominator are left-to-right sums
/// with one more rounding per product: num' = num + δ, |δ| <= γ Σ w|v|, den' = den(1+ε), |ε| <= γ = (1+u)^(n+2) − 1. With
/// M = Σ w|v| / den the quotient errs by at most (γM + γ|y|)/(1−γ), and its rounding by u(|y| + that).
TEST(Full, FiniteFormatsAreNearTheExactQuotient) {
  Random random(41);
  for (const auto& [format, precision] : {std::pair{"p64", 64}, {"binary64", 53}, {"binary32", 24}})
    for (int i = 0; i < 100; ++i) {
      const Emulated a = emulated(format);
      const Sequence tokens = draw_sequence(random, {2, 1, 1 + random.below(9), false});
      const auto drives = to_drives(a, tokens);
      const Rational exact = softmax_formula(tokens).front(), magnitude = softmax_formula(tokens, true).front();
      const Rational u = Rational(1).scaled(-precision);
      Rational gamma = 1;
      for (std::size_t r = 0; r < tokens.size() + 2; ++r) gamma *= Rational(1) + u;
      gamma -= 1;
      for (const Softmax softmax : {Softmax::naive, Softmax::two_pass, Softmax::online}) {
        const auto computed = attend<Emulated>(uniform_plan(a, softmax, Exponential::base2), drives.back().query, drives);
        Rational error = Rational::from_number(computed.front()) - exact, size = exact.sign() < 0 ? -exact : exact;
        if (error.sign() < 0) error = -error;
        EXPECT_LE(error * (Rational(1) - gamma), (size + magnitude) * gamma * (Rational(1) + u) + size * u) << format;
      }
    }
}

TEST(Full, FixedPointDenominatorOfZeroGivesTheAverage) {
  const Emulated a = emulated("fx(12,4)");  // 2^-10 is below the grid of 1/16 and is floored to 0
  const std::vector drives{key_and_value(a, 5, 3), key_and_value(a, 6, 8)};
  const auto plan = uniform_plan(a, Softmax::naive, Exponential::base2);
  EXPECT_EQ(attend<Emulated>(plan, {a.from_integer(-2)}, drives).front(), a.from_ratio(11, 2));
  EXPECT_NE(fold_violation(plan), "") << "that branch needs the sum of all values too";
}

TEST(Full, BadInputIsNamed) {
  const RationalArithmetic a;
  const auto plan = uniform_plan(a, Softmax::two_pass, Exponential::base2);
  const std::vector<Drive<RationalArithmetic>> none, drives{{{}, {1, 2}, {3}, {}, {}, {}}}, uneven{{{}, {1}, {3}, {}, {}, {}}, {{}, {1}, {3, 4}, {}, {}, {}}};
  EXPECT_THROW(attend<RationalArithmetic>(plan, {1}, none), std::invalid_argument);
  EXPECT_THROW(attend<RationalArithmetic>(plan, {1}, drives), std::invalid_argument);
  EXPECT_THROW(attend<RationalArithmetic>(plan, {1}, uneven), std::invalid_argument);
  auto online = uniform_plan(emulated("binary32"), Softmax::online);
  online.accumulator.order.kind = arithmetic::SumOrder::Kind::pairwise;
  EXPECT_THROW(attend<Emulated>(online, {emulated("binary32").from_integer(1)}, std::vector{key_and_value(emulated("binary32"), 1, 1)}), std::invalid_argument);
}

}  // namespace attest::attention::testing
