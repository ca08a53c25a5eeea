// Native float and double: the hardware's operations, in the shape of concept Arithmetic.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>

#include "arithmetic/bits.hpp"
#include "arithmetic/emulated.hpp"
#include "arithmetic/number.hpp"
#include "arithmetic/sum_order.hpp"

namespace attest::arithmetic {

/// + − × ÷ sqrt fma round to nearest even as Emulated binary32 and binary64 do, bit for bit; so do from_integer, from_ratio,
/// cos_turn, sin_turn and exact sums. exp, exp2, log, cos, sin are those of the C library: *not* correctly rounded (glibc
/// errs by at most 1 ulp), so results with them may differ between machines. Models concept Arithmetic for float, double.
template <class T>
class Native {
  static_assert(std::is_same_v<T, float> || std::is_same_v<T, double>);

 public:
  using Number = T;

  Native() = default;
  explicit Native(SumOrder o, bool fuse = false) : order(o), fused(fuse) {}

  SumOrder order;
  bool fused = false;  ///< dot products accumulate by fma

  Number zero() const { return 0; }
  Number from_integer(std::int64_t value) const { return static_cast<T>(value); }
  Number from_ratio(std::int64_t numerator, std::int64_t denominator) const {
    return from_number(ratio(format(), Rounding::nearest_even, numerator, denominator));
  }
  /// A number of any format, rounded to nearest even.
  Number from_number(const arithmetic::Number& x) const {
    return static_cast<T>(arithmetic::to_double(round_to(format(), Rounding::nearest_even, x)));
  }
  Number convert(Number x) const { return x; }
  Number add(Number x, Number y) const { return x + y; }
  Number sub(Number x, Number y) const { return x - y; }
  Number mul(Number x, Number y) const { return x * y; }
  Number div(Number x, Number y) const { return x / y; }
  Number fma(Number x, Number y, Number z) const { return std::fma(x, y, z); }
  Number sqrt(Number x) const { return std::sqrt(x); }
  Number exp(Number x) const { return std::exp(x); }
  Number exp2(Number x) const { return std::exp2(x); }
  Number log(Number x) const { return std::log(x); }
  Number cos(Number x) const { return std::cos(x); }
  Number sin(Number x) const { return std::sin(x); }
  Number cos_turn(std::int64_t k, std::int64_t M) const {
    return from_number(cosine_of_turn(format(), Rounding::nearest_even, k, M));
  }
  Number sin_turn(std::int64_t k, std::int64_t M) const {
    return from_number(sine_of_turn(format(), Rounding::nearest_even, k, M));
  }
  Number neg(Number x) const { return -x; }
  /// The larger; NaN if either is NaN.
  Number max(Number x, Number y) const {
    if (std::isnan(x) || std::isnan(y)) return std::numeric_limits<T>::quiet_NaN();
    return x < y ? y : x;
  }
  /// −0 = +0; NaN throws Undefined.
  Order compare(Number x, Number y) const {
    if (std::isnan(x) || std::isnan(y)) throw Undefined("NaN in a comparison");
    return x < y ? Order::less : x > y ? Order::greater : Order::equal;
  }
  bool is_zero(Number x) const { return x == 0; }
  Number sum(std::span<const Number> x) const;
  Number dot(std::span<const Number> x, std::span<const Number> y) const;
  /// Halves away from zero; Undefined for NaN, infinities and from 2^62 on.
  std::int64_t nearest_integer(Number x) const {
    if (!(std::fabs(x) < T(4611686018427387904.0))) throw Undefined("the integer nearest to an infinity, NaN or number beyond 2^62");
    return static_cast<std::int64_t>(std::round(x));
  }
  std::optional<int> storage_bits() const { return static_cast<int>(8 * sizeof(T)); }
  void write(BitString& bits, Number x) const { bits.append(std::bit_cast<Word>(x), 8 * sizeof(T)); }
  Number read(BitReader& reader) const { return std::bit_cast<T>(static_cast<Word>(reader.read(8 * sizeof(T)))); }
  std::string to_text(Number x) const { return arithmetic::to_text(number_from_double(x)); }
  std::string name() const;

 private:
  using Word = std::conditional_t<std::is_same_v<T, float>, std::uint32_t, std::uint64_t>;
  static const Format& format();
};

extern template class Native<float>;
extern template class Native<double>;

}  // namespace attest::arithmetic
