// The loops of arrays.hpp, as plain code that compilers vectorise. Included once by each of arrays_portable.cpp and
// arrays_avx2.cpp, which differ only in the instructions allowed; everything is static, so that no function compiled for one
// is ever linked in place of the other's. That is also why nothing of the standard library is called here.

#include "arithmetic/arrays.hpp"

namespace attest::arithmetic {
namespace {

inline std::int64_t bits_of(double x) { return __builtin_bit_cast(std::int64_t, x); }
inline double double_of(std::int64_t bits) { return __builtin_bit_cast(double, bits); }

constexpr std::int64_t magnitude_mask = 0x7fffffffffffffff, infinity_bits = 0x7ff0000000000000, quiet_nan_bits = 0x7ff8000000000000;

/// a where the condition holds, else b, by masks: a conditional expression becomes a branch, and no vector code.
inline std::int64_t select(bool condition, std::int64_t a, std::int64_t b) {
  const std::int64_t mask = -static_cast<std::int64_t>(condition);
  return (a & mask) | (b & ~mask);
}

template <bool flush>
inline double rounded(const ArrayRounding& r, double x) {
  const std::int64_t magnitude = bits_of(x) & magnitude_mask, sign = bits_of(x) & ~magnitude_mask;
  const std::int64_t power = magnitude & infinity_bits;
  const std::uint64_t unit = static_cast<std::uint64_t>(select(power > r.normal_bits, power, r.normal_bits));
  const double anchor = double_of(static_cast<std::int64_t>(unit + static_cast<std::uint64_t>(r.anchor_bits)));
  std::int64_t result = bits_of((double_of(magnitude) + anchor) - anchor);  // meaningless where x overflows
  if constexpr (flush) result = select(magnitude < r.flush_bits, 0, result);
  result = select(magnitude > r.last_bits, r.overflow_bits, result);
  return double_of(result | sign | select(magnitude > infinity_bits, quiet_nan_bits, 0));
}

template <bool flush>
inline double flushed(const ArrayRounding& r, double x) {
  if constexpr (!flush) return x;
  const std::int64_t magnitude = bits_of(x) & magnitude_mask;
  return double_of(select(magnitude < r.flush_bits, bits_of(x) & ~magnitude_mask, bits_of(x)));
}

/// a + b rounded to odd: cut toward zero, and the last bit set when something was cut off (TwoSum gives what).
inline double add_to_odd(double a, double b) {
  const double s = a + b, b_part = s - a, error = (a - (s - b_part)) + (b - b_part);
  const std::int64_t bits = bits_of(s), lost = bits_of(error) & magnitude_mask;
  const std::int64_t inexact = select(lost > 0, -1, 0) & select(lost < infinity_bits, -1, 0);  // NaN: s is infinite or NaN
  const std::int64_t beyond = select((bits ^ bits_of(error)) < 0, -1, 0);  // s was rounded away from zero: one step back
  return double_of((bits + (inexact & beyond)) | (inexact & 1));
}

template <bool flush>
void round_loop(const ArrayRounding r, const double* x, double* out, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) out[i] = rounded<flush>(r, x[i]);
}
template <bool flush>
void add_loop(const ArrayRounding r, const double* x, const double* y, double* out, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) out[i] = rounded<flush>(r, flushed<flush>(r, x[i]) + flushed<flush>(r, y[i]));
}
template <bool flush>
void multiply_loop(const ArrayRounding r, const double* x, const double* y, double* out, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) out[i] = rounded<flush>(r, flushed<flush>(r, x[i]) * flushed<flush>(r, y[i]));
}
template <bool flush>
void fused_loop(const ArrayRounding r, const double* x, const double* y, const double* z, double* out, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i)
    out[i] = rounded<flush>(r, add_to_odd(flushed<flush>(r, x[i]) * flushed<flush>(r, y[i]), flushed<flush>(r, z[i])));
}

void round_all(const ArrayRounding& r, const double* x, double* out, std::size_t size) {
  (r.flush_bits ? round_loop<true> : round_loop<false>)(r, x, out, size);
}
void add_all(const ArrayRounding& r, const double* x, const double* y, double* out, std::size_t size) {
  (r.flush_bits ? add_loop<true> : add_loop<false>)(r, x, y, out, size);
}
void multiply_all(const ArrayRounding& r, const double* x, const double* y, double* out, std::size_t size) {
  (r.flush_bits ? multiply_loop<true> : multiply_loop<false>)(r, x, y, out, size);
}
void fused_all(const ArrayRounding& r, const double* x, const double* y, const double* z, double* out, std::size_t size) {
  (r.flush_bits ? fused_loop<true> : fused_loop<false>)(r, x, y, z, out, size);
}

}  // namespace
}  // namespace attest::arithmetic
