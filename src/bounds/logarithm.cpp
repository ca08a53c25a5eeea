// Implements logarithm.hpp.
#include "bounds/logarithm.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>
#include <vector>

namespace attest::bounds {

// With x_0 = a / 2^e in [1, 2) cut to 3*bits fractional bits, each step squares x and takes one binary digit.
// A cut loses less than 2^(1 - 3*bits) in lg x, later squarings double what was lost: after `bits` steps less than
// 2^(bits + 2 - 3*bits) <= 1, so the true remainder lies in [0, 2): low <= 2^bits lg a < low + 2.
ScaledInterval enclose_lg(const Integer& a, unsigned bits) {
  if (sgn(a) <= 0) throw std::invalid_argument("logarithm of " + a.get_str() + ": the argument must be at least 1");
  const unsigned long exponent = bit_length(a) - 1;
  Integer low = exponent;
  low <<= bits;
  if (ones(a) == 1) return {low, low};
  const unsigned long width = 3UL * bits;
  Integer x = exponent >= width ? Integer(a >> (exponent - width)) : Integer(a << (width - exponent));
  for (unsigned step = 1; step <= bits; ++step) {
    x *= x;
    x >>= width;
    if (bit_length(x) == width + 2) {
      x >>= 1;
      mpz_setbit(low.get_mpz_t(), bits - step);
    }
  }
  return {low, low + 2};
}

LogSum LogSum::lg(const Integer& coefficient, const Integer& argument) {
  LogSum sum;
  if (sgn(coefficient) == 0) return sum;
  if (sgn(argument) <= 0) throw std::invalid_argument("logarithm of " + argument.get_str() + ": the argument must be at least 1");
  if (ones(argument) == 1) {
    sum.constant_ = coefficient * Integer(bit_length(argument) - 1);
  } else {
    sum.terms_[argument] = coefficient;
  }
  return sum;
}

LogSum& LogSum::operator+=(const LogSum& other) {
  constant_ += other.constant_;
  for (const auto& [argument, coefficient] : other.terms_) {
    Integer& mine = terms_[argument];
    mine += coefficient;
    if (sgn(mine) == 0) terms_.erase(argument);
  }
  return *this;
}

LogSum& LogSum::operator-=(const LogSum& other) {
  LogSum negated = other;
  negated *= -1;
  return *this += negated;
}

LogSum& LogSum::operator*=(const Integer& factor) {
  if (sgn(factor) == 0) return *this = LogSum();
  constant_ *= factor;
  for (auto& [argument, coefficient] : terms_) coefficient *= factor;
  return *this;
}

ScaledInterval LogSum::enclose(unsigned bits) const {
  ScaledInterval sum{constant_ << bits, constant_ << bits};
  for (const auto& [argument, coefficient] : terms_) {
    const ScaledInterval one = enclose_lg(argument, bits);
    const bool positive = sgn(coefficient) > 0;
    sum.low += coefficient * (positive ? one.low : one.high);
    sum.high += coefficient * (positive ? one.high : one.low);
  }
  return sum;
}

bool LogSum::is_zero() const {
  using Power = std::pair<Integer, Integer>;  // base > 1, exponent
  std::vector<Power> basis;
  std::vector<Power> waiting{{Integer(2), constant_}};
  for (const auto& [argument, coefficient] : terms_) waiting.emplace_back(argument, coefficient);
  while (!waiting.empty()) {
    Power next = waiting.back();
    waiting.pop_back();
    if (next.first == 1 || sgn(next.second) == 0) continue;
    bool coprime = true;
    for (std::size_t i = 0; i < basis.size() && coprime; ++i) {
      const Integer common = gcd(basis[i].first, next.first);
      if (common == 1) continue;
      coprime = false;
      const Power old = basis[i];
      basis.erase(basis.begin() + static_cast<std::ptrdiff_t>(i));
      waiting.emplace_back(common, old.second + next.second);
      waiting.emplace_back(old.first / common, old.second);
      waiting.emplace_back(next.first / common, next.second);
    }
    if (coprime) basis.push_back(next);
  }
  return basis.empty();
}

int LogSum::sign() const {
  if (terms_.empty()) return sgn(constant_);
  for (unsigned bits = 64;; bits *= 2) {
    const ScaledInterval value = enclose(bits);
    if (sgn(value.low) > 0) return 1;
    if (sgn(value.high) < 0) return -1;
    if (bits == 64 && is_zero()) return 0;  // otherwise nonzero: the refinement ends
  }
}

double LogSum::approximate() const {
  const ScaledInterval value = enclose(64);
  const Integer middle = value.low + value.high;
  long exponent = 0;
  const double fraction = mpz_get_d_2exp(&exponent, middle.get_mpz_t());
  if (exponent > 1000) return fraction > 0 ? HUGE_VAL : -HUGE_VAL;
  return std::ldexp(fraction, static_cast<int>(exponent) - 65);
}

double ratio(const LogSum& numerator, const LogSum& denominator) {
  const ScaledInterval above = numerator.enclose(64), below = denominator.enclose(64);
  long up = 0, down = 0;
  const double top = mpz_get_d_2exp(&up, Integer(above.low + above.high).get_mpz_t());
  const double bottom = mpz_get_d_2exp(&down, Integer(below.low + below.high).get_mpz_t());
  const double value = std::ldexp(top / bottom, static_cast<int>(std::clamp<long>(up - down, -2000, 2000)));
  return std::clamp(value, -std::numeric_limits<double>::max(), std::numeric_limits<double>::max());
}

std::string LogSum::text() const {
  if (terms_.empty()) return constant_.get_str();
  const auto decimal = [](Integer scaled, bool up) {
    scaled *= 1000000;
    Integer millionths;
    (up ? mpz_cdiv_q_2exp : mpz_fdiv_q_2exp)(millionths.get_mpz_t(), scaled.get_mpz_t(), 128);
    std::string digits = Integer(abs(millionths)).get_str();
    if (digits.size() < 7) digits.insert(0, 7 - digits.size(), '0');
    digits.insert(digits.size() - 6, ".");
    return (sgn(millionths) < 0 ? "-" : "") + digits;
  };
  const ScaledInterval value = enclose(128);
  return decimal(value.low, false) + ".." + decimal(value.high, true);
}

}  // namespace attest::bounds
