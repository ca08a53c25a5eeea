// The table of mechanisms and the text forms of plans (properties/meta/mechanisms.cpp has the list of files).
#include <gtest/gtest.h>

#include "formulas.hpp"
#include "implementation.hpp"

namespace attest::attention::testing {

TEST(Registry, NamesMakeHeadsWithDirectFormulas) {
  support::Random random(61);
  std::size_t recurrent = 0;
  for (const Mechanism& mechanism : mechanisms()) {
    EXPECT_FALSE(mechanism.description.empty() || mechanism.update.empty() || mechanism.state.empty()) << mechanism.name;
    if (!mechanism.recurrent) continue;
    ++recurrent;
    EXPECT_NO_THROW(make_recurrent_head(mechanism.name, 2, 1, uniform_plan(RationalArithmetic{}))) << mechanism.name;
    EXPECT_NO_THROW(formula(mechanism.name, draw_sequence(random, {}))) << "add a direct formula of " << mechanism.name;
  }
  EXPECT_EQ(recurrent, 6u) << "the mechanisms of theory.md section 2 that are built: extend this with them";
}

TEST(Registry, StateBits) {
  // d_k d_v p, with normaliser d_k (d_v+1) p: theory.md section 2 has H·d(d+1)·p for vanilla linear attention.
  EXPECT_EQ(state_bits("linear", 8, 8, "bfloat16", 5), 8u * 9 * 16);
  EXPECT_EQ(state_bits("linear", 8, 8, "bfloat16", 5, false), 8u * 8 * 16);
  for (const char* name : {"retnet", "gla", "delta-net", "gated-delta-net"}) EXPECT_EQ(state_bits(name, 4, 3, "e4m3", 5), 4u * 3 * 8);
  EXPECT_EQ(state_bits("log-linear", 4, 3, "e4m3", 15), 4u * 4 * 3 * 8);
  EXPECT_EQ(state_bits("log-linear", 4, 3, "e4m3", 16), 4u * 3 * 8);
  EXPECT_THROW(state_bits("gla", 4, 3, "p8", 0), std::invalid_argument) << "unbounded formats have no bits";
}

TEST(Registry, UnknownNamesGetTheNearest) {
  for (const auto& [wrong, right] : {std::pair{"retnett", "retnet"}, {"deltanet", "delta-net"}, {"loglinear", "log-linear"}, {"softmax", "retnet"}}) try {
      make_recurrent_head(wrong, 1, 1, uniform_plan(RationalArithmetic{}));
      ADD_FAILURE() << wrong;
    } catch (const std::invalid_argument& error) {
      if (std::string(wrong) == "softmax") continue;  // no recurrent mechanism, whatever is near
      EXPECT_NE(std::string(error.what()).find(std::string("did you mean ") + right), std::string::npos) << error.what();
    }
}

TEST(Plan, TextForms) {
  for (const Softmax x : {Softmax::naive, Softmax::two_pass, Softmax::online}) EXPECT_EQ(parse_softmax(to_text(x)), x);
  for (const Exponential x : {Exponential::natural, Exponential::base2}) EXPECT_EQ(parse_exponential(to_text(x)), x);
  for (const Normalisation x : {Normalisation::quotient, Normalisation::weights_first}) EXPECT_EQ(parse_normalisation(to_text(x)), x);
  for (const KeyOrder x : {KeyOrder::first_to_last, KeyOrder::last_to_first}) EXPECT_EQ(parse_key_order(to_text(x)), x);
  for (const Mask x : {Mask::causal, Mask::encoder}) EXPECT_EQ(parse_mask(to_text(x)), x);
  EXPECT_EQ(to_text(Softmax::two_pass) + to_text(Exponential::base2) + to_text(Normalisation::weights_first) + to_text(KeyOrder::last_to_first), "two-passbase-2weights-firstlast-to-first");
  EXPECT_THROW(parse_softmax("two_pass"), std::invalid_argument);
  EXPECT_THROW(parse_exponential(""), std::invalid_argument);
  EXPECT_THROW(parse_normalisation("x"), std::invalid_argument);
  EXPECT_THROW(parse_key_order("x"), std::invalid_argument);
  EXPECT_THROW(parse_mask("x"), std::invalid_argument);
}

}  // namespace attest::attention::testing
