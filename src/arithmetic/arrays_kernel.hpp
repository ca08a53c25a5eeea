// The loops of arrays.hpp, as plain code that compilers vectorise. Included once by each of arrays_portable.cpp and
// arrays_avx2.cpp, which differ only in the instructions allowed; everything is static, so that no function compiled for one
// is ever linked in place of the other's. That is also why nothing of the standard library is called here.

#include "arithmetic/arrays.hpp"

namespace attest::arithmetic {
namespace {

inline std::int64_t bits_of(double x) { return __builtin_bit_cast(std::int64_t, x); }
inline double double_of(std::int64_t bits) { return __builtin_bit_cast(double, bits); }

constexpr std::int64_t magnitude_mask = 0x7fffffffffffffff, infinity_bits = 0x7ff0000000000000, quiet_nan_bits = 0x7ff8000000000000;

inline double rounded(const ArrayRounding& r, double x) {
  const std::int64_t magnitude = bits_of(x) & magnitude_mask, sign = bits_of(x) & ~magnitude_mask;
  const std::uint64_t bits = static_cast<std::uint64_t>(magnitude);
  const std::int64_t normal = static_cast<std::int64_t>((bits + r.below_half + ((bits >> r.dropped) & 1)) & r.kept_mask);
  const std::int64_t subnormal = bits_of((double_of(magnitude) + r.magic) - r.magic);
  std::int64_t result = magnitude < r.normal_bits ? subnormal : normal;
  result = magnitude < r.flush_bits ? 0 : result;
  result = result > r.largest_bits ? r.overflow_bits : result;
  result = magnitude > infinity_bits ? quiet_nan_bits : result;
  return double_of(result | sign);
}

inline double flushed(const ArrayRounding& r, double x) {
  const std::int64_t magnitude = bits_of(x) & magnitude_mask;
  return magnitude < r.flush_bits ? double_of(bits_of(x) & ~magnitude_mask) : x;
}

/// a + b rounded to odd: the last bit says that something was cut off (TwoSum gives what).
inline double add_to_odd(double a, double b) {
  const double s = a + b, b_part = s - a, error = (a - (s - b_part)) + (b - b_part);
  const std::int64_t bits = bits_of(s);
  // Even and inexact: one step toward the error; its magnitude grows when signs agree.
  const std::int64_t step = (bits ^ bits_of(error)) < 0 ? -1 : 1;
  const bool adjust = (bits & 1) == 0 && error != 0 && (bits & magnitude_mask) < infinity_bits;
  return double_of(adjust ? bits + step : bits);
}

void round_all(const ArrayRounding& given, const double* x, double* out, std::size_t size) {
  const ArrayRounding r = given;
  for (std::size_t i = 0; i < size; ++i) out[i] = rounded(r, x[i]);
}
void add_all(const ArrayRounding& given, const double* x, const double* y, double* out, std::size_t size) {
  const ArrayRounding r = given;
  for (std::size_t i = 0; i < size; ++i) out[i] = rounded(r, flushed(r, x[i]) + flushed(r, y[i]));
}
void multiply_all(const ArrayRounding& given, const double* x, const double* y, double* out, std::size_t size) {
  const ArrayRounding r = given;
  for (std::size_t i = 0; i < size; ++i) out[i] = rounded(r, flushed(r, x[i]) * flushed(r, y[i]));
}
void fused_all(const ArrayRounding& given, const double* x, const double* y, const double* z, double* out, std::size_t size) {
  const ArrayRounding r = given;
  for (std::size_t i = 0; i < size; ++i)
    out[i] = rounded(r, add_to_odd(flushed(r, x[i]) * flushed(r, y[i]), flushed(r, z[i])));
}

}  // namespace
}  // namespace attest::arithmetic
