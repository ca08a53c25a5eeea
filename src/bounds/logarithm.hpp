// Exact signs of sums of base-2 logarithms of integers: the one decision procedure of all bounds.
//
// A LogSum is c + sum_i c_i lg a_i with integers c, c_i and a_i >= 1. Its sign is decided exactly:
// lg is enclosed by repeated squaring with truncation (bounds.md section 8), at 64 fractional bits and
// then ever more; before refining, equality with 0 is decided by integers alone: split the a_i (and 2
// for c) into pairwise coprime factors; by unique factorisation the sum is 0 iff every exponent is 0.
// So `2^s < n^n` is answered as exactly as by writing both powers out, also when they have 10^12 digits.
#pragma once

#include <map>
#include <string>

#include "bounds/integer.hpp"

namespace attest::bounds {

/// low <= 2^bits * x <= high, for the real number x that is meant.
struct ScaledInterval {
  Integer low;
  Integer high;
};

/// Encloses lg a (a >= 1) at `bits` fractional bits, high - low <= 2; exact when a is a power of two.
/// Throws std::invalid_argument for a < 1.
ScaledInterval enclose_lg(const Integer& a, unsigned bits);

class LogSum {
 public:
  LogSum() = default;
  LogSum(const Integer& constant) : constant_(constant) {}  // NOLINT: integers are log sums

  /// coefficient * lg(argument). An argument of 0 is allowed only with coefficient 0 (0 lg 0 = 0).
  static LogSum lg(const Integer& coefficient, const Integer& argument);

  LogSum& operator+=(const LogSum& other);
  LogSum& operator-=(const LogSum& other);
  LogSum& operator*=(const Integer& factor);
  friend LogSum operator+(LogSum a, const LogSum& b) { return a += b; }
  friend LogSum operator-(LogSum a, const LogSum& b) { return a -= b; }
  friend LogSum operator*(LogSum a, const Integer& factor) { return a *= factor; }

  /// -1, 0 or 1, exactly.
  int sign() const;
  /// Encloses the value at `bits` fractional bits.
  ScaledInterval enclose(unsigned bits) const;
  /// The value to about 16 digits: for printing and for guiding searches, never for a decision.
  double approximate() const;
  /// The exact integer, or "low..high" with 6 decimals.
  std::string text() const;

 private:
  bool is_zero() const;

  Integer constant_ = 0;
  std::map<Integer, Integer> terms_;  // argument -> coefficient, arguments >= 3 that are no power of two
};

/// numerator / denominator to about 15 digits, also where each alone is beyond a double; the greatest double instead of infinity. For
/// printing and guiding only. The denominator must not be 0.
double ratio(const LogSum& numerator, const LogSum& denominator);

inline bool operator<(const LogSum& a, const LogSum& b) { return (b - a).sign() > 0; }
inline bool operator<=(const LogSum& a, const LogSum& b) { return (b - a).sign() >= 0; }

}  // namespace attest::bounds
