// Each mechanism is written once, over any arithmetic: enclosures contain the exact rational, native floats equal their
// emulated formats bit for bit (where no transcendental function is involved).
#include <gtest/gtest.h>

#include "arithmetic/enclosure.hpp"
#include "arithmetic/native.hpp"
#include "formulas.hpp"
#include "implementation.hpp"

namespace attest::attention::testing {

using arithmetic::Order;
using support::Random;

namespace {

/// y encloses exact, and is not so wide that it says nothing: y·denominator is within (|numerator|+1)·2^-20.
template <arithmetic::Arithmetic A>
bool encloses(const A& a, const typename A::Number& y, const Rational& exact) {
  // exact = numerator/denominator with small integers: compare y·denominator with the numerator.
  const std::string text = exact.to_text();
  const std::size_t slash = text.find('/');
  const auto integer = [&](const std::string& digits) { return a.from_integer(std::stoll(digits)); };
  const auto numerator = integer(text.substr(0, slash));
  const auto scaled = slash == std::string::npos ? y : a.mul(y, integer(text.substr(slash + 1)));
  const auto magnitude = exact.sign() < 0 ? a.sub(a.from_integer(1), numerator) : a.add(a.from_integer(1), numerator);
  const auto tolerance = a.mul(magnitude, a.from_ratio(1, 1 << 20));
  const Order order = a.compare(scaled, numerator);
  return (order == Order::equal || order == Order::unknown) && a.compare(scaled, a.add(numerator, tolerance)) == Order::less &&
         a.compare(scaled, a.sub(numerator, tolerance)) == Order::greater;
}

template <arithmetic::Arithmetic A>
void expect_enclosures(const A& a) {
  Random random(71);
  for (int i = 0; i < 20; ++i) {
    const Sequence tokens = draw_sequence(random, {2, 1, 4, false});
    const auto drives = to_drives(a, tokens);
    for (const Softmax softmax : {Softmax::naive, Softmax::two_pass, Softmax::online})
      for (const auto normalisation : {Normalisation::quotient, Normalisation::weights_first}) {
        auto plan = uniform_plan(a, softmax, Exponential::base2);
        plan.normalisation = normalisation;
        EXPECT_TRUE(encloses(a, attend<A>(plan, drives.back().query, drives).front(), softmax_formula(tokens).front())) << a.name() << " " << to_text(softmax);
      }
    for (const std::string& name : recurrent_names()) {
      const auto head = make_recurrent_head<A>(name, 2, 1, uniform_plan(a), {FeatureMap::identity, false, 0, {}});
      const RationalRows exact = formula(name, tokens);
      for (std::size_t t = 0; t < 3; ++t) EXPECT_TRUE(encloses(a, head->step(drives[t]).front(), exact[t].front())) << a.name() << " " << name;
    }
  }
}

/// Scores 3·(1/3) and 1 are equal, which no enclosure can tell: the maximum is undecided, the answer 1/2 is enclosed.
template <arithmetic::Arithmetic A>
void expect_undecided_maximum(const A& a) {
  std::vector<Drive<A>> drives(4);
  for (int j = 0; j < 4; ++j) {
    drives[j].key = {a.from_ratio(1, j % 2 ? 3 : 7), a.from_ratio(1, j % 2 ? 7 : 3)};
    drives[j].value = {a.from_integer(j % 2)};
  }
  const std::vector query{a.from_ratio(1, 3), a.from_ratio(1, 3)};
  for (const Softmax softmax : {Softmax::naive, Softmax::two_pass, Softmax::online})
    EXPECT_TRUE(encloses(a, attend<A>(uniform_plan(a, softmax), query, drives).front(), Rational(1, 2))) << a.name() << " " << to_text(softmax);
}

template <class T>
void expect_native(const std::string& format) {
  using Native = arithmetic::Native<T>;
  const Emulated emulator = emulated(format);
  Random random(72);
  for (int i = 0; i < 30; ++i) {
    const Sequence tokens = draw_sequence(random, {2, 2, 9, false});
    for (const std::string& name : recurrent_names()) {
      const auto head = make_recurrent_head<Native>(name, 2, 2, uniform_plan(Native{}), {FeatureMap::identity, false, 1, {}});
      const auto reference = make_recurrent_head<Emulated>(name, 2, 2, uniform_plan(emulator), {FeatureMap::identity, false, 1, {}});
      for (const TokenData& token : tokens) {
        head->step(to_drive(Native{}, token));
        reference->step(to_drive(emulator, token));
      }
      arithmetic::BitString bits, expected;
      head->save(bits);
      reference->save(expected);
      EXPECT_EQ(bits, expected) << name << " " << format;
    }
    const auto drives = to_drives(Native{}, tokens);
    const auto y = attend<Native>(uniform_plan(Native{}, Softmax::online, Exponential::base2), drives.back().query, drives);
    const auto emulated_drives = to_drives(emulator, tokens);
    const auto z = attend<Emulated>(uniform_plan(emulator, Softmax::online, Exponential::base2), emulated_drives.back().query, emulated_drives);
    for (std::size_t c = 0; c < 2; ++c) EXPECT_EQ(Native{}.to_text(y[c]), emulator.to_text(z[c])) << "2^integer is exact in every C library";
  }
}

}  // namespace

TEST(Arithmetics, EnclosuresContainTheExactValue) {
  expect_enclosures(arithmetic::DoubleEnclosure{});
  expect_enclosures(arithmetic::BallEnclosure{128});
  expect_undecided_maximum(arithmetic::DoubleEnclosure{});
  expect_undecided_maximum(arithmetic::BallEnclosure{128});
}

TEST(Arithmetics, NativeEqualsEmulated) {
  expect_native<float>("binary32");
  expect_native<double>("binary64");
}

}  // namespace attest::attention::testing
