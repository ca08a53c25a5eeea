// Intervals of run-time precision by MPFR's directed rounding: a second, independent enclosure, and the one that links
// statically (Arb does not on every system). MPFR stays out of this header.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "arithmetic/bits.hpp"
#include "arithmetic/number.hpp"

namespace attest::arithmetic {

/// All reals between two MPFR numbers; both bounds are finite. Two mpfr_t in an opaque buffer.
class MpfrInterval {
 public:
  explicit MpfrInterval(int precision_bits = 64);
  MpfrInterval(const MpfrInterval&);
  MpfrInterval(MpfrInterval&&) noexcept;
  MpfrInterval& operator=(const MpfrInterval&);
  MpfrInterval& operator=(MpfrInterval&&) noexcept;
  ~MpfrInterval();

  /// Whether x, a finite number of any format, is one of the enclosed reals.
  bool contains(const Number& x) const;
  /// An upper bound of high − low, for messages and tests; 0 for a point.
  double width() const;

 private:
  friend struct MpfrAccess;  // the only code that sees mpfr_t
  static constexpr std::size_t size = 64;
  alignas(8) unsigned char storage_[size];
};

/// Models concept Arithmetic over the reals, rounding outward at `precision_bits`; domains as in BallEnclosure.
class MpfrEnclosure {
 public:
  using Number = MpfrInterval;

  explicit MpfrEnclosure(int bits = 128) : precision_bits(bits) {}

  int precision_bits;

  Number zero() const { return from_integer(0); }
  Number from_integer(std::int64_t value) const;
  Number from_ratio(std::int64_t numerator, std::int64_t denominator) const;
  /// A finite number of any format (Undefined otherwise).
  Number from_number(const arithmetic::Number& x) const;
  Number convert(const Number& x) const { return x; }
  Number add(const Number& x, const Number& y) const;
  Number sub(const Number& x, const Number& y) const;
  Number mul(const Number& x, const Number& y) const;
  Number div(const Number& x, const Number& y) const;
  Number fma(const Number& x, const Number& y, const Number& z) const { return add(mul(x, y), z); }
  Number sqrt(const Number& x) const;
  Number exp(const Number& x) const;
  Number exp2(const Number& x) const;
  Number log(const Number& x) const;
  Number cos(const Number& x) const;
  Number sin(const Number& x) const;
  Number cos_turn(std::int64_t k, std::int64_t M) const;
  Number sin_turn(std::int64_t k, std::int64_t M) const;
  Number neg(const Number& x) const;
  Number max(const Number& x, const Number& y) const;
  /// equal only for identical points.
  Order compare(const Number& x, const Number& y) const;
  /// Throws Undecided when 0 is one of several candidates.
  bool is_zero(const Number& x) const;
  Number sum(std::span<const Number> x) const;
  Number dot(std::span<const Number> x, std::span<const Number> y) const;
  /// Halves away from zero; Undecided when the candidates differ, Undefined beyond 2^62.
  std::int64_t nearest_integer(const Number& x) const;
  std::optional<int> storage_bits() const { return std::nullopt; }
  /// 32 bits of length, then both bounds as exact hexadecimal text with their precisions.
  void write(BitString& bits, const Number& x) const;
  Number read(BitReader& reader) const;
  std::string to_text(const Number& x) const;
  std::string name() const { return "mpfr-enclosure(" + std::to_string(precision_bits) + ")"; }
};

}  // namespace attest::arithmetic
