// Recurrent heads beyond the shared laws: exhaustive small sequences, restoring under RapidCheck with numbers of every class,
// feature maps, gates, errors.
#include "support/generators.hpp"
#include "support/property.hpp"

#include "formulas.hpp"
#include "implementation.hpp"

namespace attest::attention::testing {

using arithmetic::Number;
using support::Random;

TEST(Recurrent, ExhaustiveShortSequences) {
  // Keys and values in {-1,0,1}, strength 1/2 or 1, level weight 1 or 2: all sequences of 3 tokens, every mechanism.
  const RationalArithmetic a;
  std::size_t cases = 0;
  for (const std::string& name : recurrent_names())
    for (int code = 0; code < 12 * 12 * 12; ++code) {
      Sequence tokens;
      for (int t = 0, rest = code; t < 3; ++t, rest /= 12) {
        TokenData token{{1}, {rest % 3 - 1}, {rest / 3 % 2 == 0 ? -1 : 2}, {{1, 2}}, Fraction{1 + rest / 6, 2}, {{1}, {1}, {2}}};
        if (rest / 6 % 2) token.level_weights = {{3, 2}};
        tokens.push_back(token);
      }
      const auto head = make_recurrent_head(name, 1, 1, uniform_plan(a), HeadOptions<RationalArithmetic>{FeatureMap::identity, false, 0, {}});
      const RationalRows expected = formula(name, tokens);
      for (std::size_t t = 0; t < tokens.size(); ++t) ASSERT_EQ(head->step(to_drive(a, tokens[t])), expected[t]) << name << " " << code;
      ++cases;
    }
  EXPECT_EQ(cases, recurrent_names().size() * 1728);
}

TEST(Recurrent, StateOfAnyNumbersIsRestored) {
  support::expect_holds("NaN, infinities, -0 and subnormals in the state survive saving", [] {
    const auto name = *support::one_of(recurrent_names());
    const auto format = *support::one_of<std::string>({"binary32", "bfloat16", "e4m3", "e5m2", "e3m2", "e8p9", "bfloat16:flush", "p5"});
    const auto cut = static_cast<std::size_t>(*support::integers(0, 8));
    Random random(*support::words());
    const Emulated a = emulated(format);
    std::vector<Drive<Emulated>> drives(8);
    for (auto& drive : drives) {
      for (auto* part : {&drive.query, &drive.key, &drive.value})
        for (int i = 0; i < 2; ++i) part->push_back(support::draw_number(a.format, random));
      drive.decay = {a.from_ratio(1, 2), support::draw_number(a.format, random)};
      drive.beta = support::draw_number(a.format, random);
    }
    const HeadOptions<Emulated> options{FeatureMap::identity, a.format.has_nan, 0, {}};
    const auto whole = make_recurrent_head(name, 2, 2, uniform_plan(a), options), rest = make_recurrent_head(name, 2, 2, uniform_plan(a), options);
    // Unbounded formats overflow with an error; such a sequence ends there for both.
    const auto guarded = [&](RecurrentHead<Emulated>& head, const Drive<Emulated>& drive) -> std::optional<std::vector<Number>> {
      try {
        return head.step(drive);
      } catch (const arithmetic::Undefined&) {
        return std::nullopt;
      }
    };
    for (std::size_t t = 0; t < cut; ++t)
      if (!guarded(*whole, drives[t])) RC_DISCARD("Undefined before the cut");
    arithmetic::BitString bits;
    whole->save(bits);
    arithmetic::BitReader reader(bits);
    rest->load(reader);
    RC_ASSERT(reader.done());
    const auto copy = whole->clone();
    for (std::size_t t = cut; t < drives.size(); ++t) {
      const auto y = guarded(*whole, drives[t]), z = guarded(*rest, drives[t]);
      RC_ASSERT(y == z);
      if (!y) break;
    }
    arithmetic::BitString untouched;
    copy->save(untouched);
    RC_ASSERT(untouched == bits);
  }, 200);
}

TEST(Recurrent, AbsorbIsStepWithoutItsOutput) {
  Random random(51);
  const Emulated a = emulated("bfloat16");
  for (const std::string& name : recurrent_names()) {
    const auto stepped = make_recurrent_head(name, 2, 2, uniform_plan(a)), absorbed = make_recurrent_head(name, 2, 2, uniform_plan(a));
    for (const auto& drive : to_drives(a, draw_sequence(random, {2, 2, 9, false}))) {
      try {
        (void)stepped->step(drive);
      } catch (const arithmetic::Undefined&) {
        GTEST_FAIL() << "bfloat16 has NaN";
      }
      absorbed->absorb(drive);
      arithmetic::BitString x, y;
      stepped->save(x);
      absorbed->save(y);
      EXPECT_EQ(x, y) << name;
    }
  }
}

TEST(Recurrent, FeatureMaps) {
  const Emulated a = emulated("binary32");
  const std::vector<Number> x{a.from_integer(-2), a.zero(), a.from_integer(3)};
  EXPECT_EQ(apply_feature_map(a, FeatureMap::identity, x), x);
  EXPECT_EQ(apply_feature_map(a, FeatureMap::relu, x), (std::vector<Number>{a.zero(), a.zero(), a.from_integer(3)}));
  EXPECT_EQ(apply_feature_map(a, FeatureMap::elu_plus_one, x), (std::vector<Number>{a.exp(a.from_integer(-2)), a.from_integer(1), a.from_integer(4)}));
  EXPECT_THROW(apply_feature_map(RationalArithmetic{}, FeatureMap::elu_plus_one, {Rational(-1)}), arithmetic::Undefined);
  for (const FeatureMap map : {FeatureMap::identity, FeatureMap::relu, FeatureMap::elu_plus_one}) EXPECT_EQ(parse_feature_map(to_text(map)), map);
  EXPECT_THROW(parse_feature_map("gelu"), std::invalid_argument);
}

TEST(Recurrent, FenwickLevels) {
  // Live levels before position t, from the definition: the levels at which t sees 0..t-1 are the bits of t, plus one.
  for (std::size_t t = 0; t < 70; ++t) {
    std::uint64_t seen = 0;
    for (std::size_t s = 0; s < t; ++s) seen |= std::uint64_t{1} << fenwick_level(t, s);
    EXPECT_EQ(seen, std::uint64_t{t} << 1);
    EXPECT_EQ(fenwick_level(t, t), 0);
    EXPECT_EQ(state_bits("log-linear", 3, 2, "bfloat16", t), static_cast<std::size_t>(std::popcount(t)) * 6 * 16);
  }
}

TEST(Recurrent, BadInputIsNamed) {
  const RationalArithmetic a;
  const auto plan = uniform_plan(a);
  Drive<RationalArithmetic> drive{{1, 2}, {3, 4}, {5}, {}, {}, {}};
  EXPECT_THROW(make_recurrent_head("linear", 3, 1, plan)->step(drive), std::invalid_argument) << "wrong d_k";
  EXPECT_THROW(make_recurrent_head("gla", 2, 1, plan)->step(drive), std::invalid_argument) << "no decay";
  EXPECT_THROW(make_recurrent_head("gla", 0, 1, plan), std::invalid_argument);
  EXPECT_THROW(make_recurrent_head("retnet", 2, 1, plan, HeadOptions<RationalArithmetic>{FeatureMap::identity, true, 51, {}}), std::invalid_argument);
  EXPECT_THROW(make_recurrent_head("linear", 2, 1, plan)->state_bits(0), std::invalid_argument) << "rationals have no fixed length";
  drive.query = {0, 0};
  EXPECT_THROW(make_recurrent_head("linear", 2, 1, plan)->step(drive), arithmetic::Undefined) << "a normaliser of 0";
  const auto head = make_recurrent_head("linear", 2, 1, uniform_plan(emulated("bfloat16")));
  const arithmetic::BitString empty;
  arithmetic::BitReader reader(empty);
  EXPECT_THROW(head->load(reader), std::out_of_range);
}

}  // namespace attest::attention::testing
