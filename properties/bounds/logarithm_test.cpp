// logarithm.hpp: the enclosures hold the truth (MPFR), the signs agree with powers written out, equalities are seen.
#include "bounds/logarithm.hpp"

#include <gtest/gtest.h>
#include <mpfr.h>
#include <rapidcheck/gtest.h>

#include "bounds/cover.hpp"
#include "bounds/reference.hpp"

namespace {

using attest::bounds::enclose_lg;
using attest::bounds::Integer;
using attest::bounds::LogSum;

// floor and ceil of 2^bits lg a by MPFR at far more digits.
bool contains_truth(const Integer& a, unsigned bits) {
  mpfr_t value, scaled;
  mpfr_inits2(static_cast<mpfr_prec_t>(bits + 200), value, scaled, static_cast<mpfr_ptr>(nullptr));
  mpfr_set_z(value, a.get_mpz_t(), MPFR_RNDN);  // exact: a has fewer bits than that
  mpfr_log2(value, value, MPFR_RNDN);
  mpfr_mul_2ui(scaled, value, bits, MPFR_RNDN);
  Integer down, up;
  mpfr_get_z(down.get_mpz_t(), scaled, MPFR_RNDD);
  mpfr_get_z(up.get_mpz_t(), scaled, MPFR_RNDU);
  mpfr_clears(value, scaled, static_cast<mpfr_ptr>(nullptr));
  const auto enclosure = enclose_lg(a, bits);
  return enclosure.low <= down && up <= enclosure.high && enclosure.high - enclosure.low <= 2;
}

TEST(bounds_logarithm, enclosures_hold_the_truth_for_every_small_integer) {
  for (long a = 1; a <= 5000; ++a) ASSERT_TRUE(contains_truth(a, 64)) << a;
  for (unsigned bits : {8U, 128U, 256U, 1024U}) {
    for (long a = 1; a <= 200; ++a) ASSERT_TRUE(contains_truth(a, bits)) << a << " at " << bits;
  }
}

TEST(bounds_logarithm, enclosures_hold_the_truth_next_to_powers_of_two) {
  for (unsigned long e = 1; e <= 150; ++e) {
    const Integer power = Integer(1) << e;
    for (const Integer& a : {Integer(power - 1), power, Integer(power + 1)}) ASSERT_TRUE(contains_truth(a, 64)) << a;
    EXPECT_EQ(enclose_lg(power, 64).low, enclose_lg(power, 64).high);
  }
  EXPECT_THROW(enclose_lg(0, 64), std::invalid_argument);
  EXPECT_THROW(LogSum::lg(1, 0), std::invalid_argument);
  EXPECT_EQ(LogSum::lg(0, 0).sign(), 0) << "0 lg 0 = 0";
}

RC_GTEST_PROP(bounds_logarithm, sign_agrees_with_powers_written_out, ()) {
  LogSum sum = Integer(0);
  Integer positive = 1, negative = 1;
  const int terms = *rc::gen::inRange(1, 5);
  for (int i = 0; i < terms; ++i) {
    const long argument = *rc::gen::inRange<long>(1, 40), coefficient = *rc::gen::inRange<long>(-6, 7);
    sum += LogSum::lg(coefficient, argument);
    (coefficient > 0 ? positive : negative) *= reference::raise(argument, std::labs(coefficient));
  }
  const long constant = *rc::gen::inRange<long>(-8, 9);
  sum += Integer(constant);
  (constant > 0 ? positive : negative) *= reference::raise(2, std::labs(constant));
  RC_ASSERT(sum.sign() == sgn(Integer(positive - negative)));
}

TEST(bounds_logarithm, equalities_and_near_equalities_are_decided) {
  EXPECT_EQ((LogSum::lg(1, 6) - LogSum::lg(1, 2) - LogSum::lg(1, 3)).sign(), 0);
  EXPECT_EQ((LogSum::lg(3, 12) - LogSum::lg(1, 27) - Integer(6)).sign(), 0);
  const Integer big = reference::raise(3, 400) * reference::raise(5, 300);
  EXPECT_EQ((LogSum::lg(1, big) - LogSum::lg(400, 3) - LogSum::lg(300, 5)).sign(), 0);
  EXPECT_EQ((LogSum::lg(1, big + 1) - LogSum::lg(400, 3) - LogSum::lg(300, 5)).sign(), 1) << "1 part in 2^1330";
  EXPECT_EQ((LogSum::lg(1, big - 1) - LogSum::lg(400, 3) - LogSum::lg(300, 5)).sign(), -1);
  const Integer power = Integer(1) << 1000;
  EXPECT_EQ((LogSum::lg(1, power + 1) - Integer(1000)).sign(), 1);
  EXPECT_EQ((LogSum::lg(1, power - 1) - Integer(1000)).sign(), -1);
}

TEST(bounds_logarithm, texts) {
  EXPECT_EQ(LogSum(Integer(-12)).text(), "-12");
  EXPECT_EQ(LogSum::lg(3, 4).text(), "6");
  EXPECT_EQ(LogSum::lg(1, 3).text(), "1.584962..1.584963");
  EXPECT_EQ((LogSum::lg(1, 3) * Integer(-1)).text(), "-1.584963..-1.584962");
  EXPECT_NEAR(LogSum::lg(7, 1000).approximate(), 69.7604, 1e-3);
}

}  // namespace
