// The array kernels with AVX2 and FMA, four doubles at a time: called only where the processor has both. Written with
// intrinsics, because compilers turn the selections of arrays_kernel.hpp into half as many instructions again.
// Standard headers come before the pragma, so that none of their inline functions is compiled for AVX2.
#include "arithmetic/arrays.hpp"

#if defined(__x86_64__)

#include <immintrin.h>

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#else
#pragma GCC optimize("O3")
#pragma GCC target("avx2,fma")
#endif

namespace attest::arithmetic {
namespace {

using Doubles = __m256d;

inline Doubles bits(std::int64_t x) { return _mm256_castsi256_pd(_mm256_set1_epi64x(x)); }
inline Doubles select(Doubles condition, Doubles a, Doubles b) { return _mm256_blendv_pd(b, a, condition); }
inline Doubles magnitude(Doubles x) { return _mm256_and_pd(x, bits(0x7fffffffffffffff)); }
inline Doubles sign(Doubles x) { return _mm256_andnot_pd(bits(0x7fffffffffffffff), x); }
inline Doubles less(Doubles x, Doubles y) { return _mm256_cmp_pd(x, y, _CMP_LT_OQ); }

/// As in arrays_kernel.hpp. A NaN is neither less nor greater than anything, and every sum keeps it.
template <bool flush>
inline Doubles rounded(const ArrayRounding& r, Doubles x) {
  const Doubles size = magnitude(x), power = _mm256_and_pd(x, bits(0x7ff0000000000000));
  const Doubles unit = _mm256_max_pd(power, bits(r.normal_bits));
  const Doubles anchor = _mm256_castsi256_pd(_mm256_add_epi64(_mm256_castpd_si256(unit), _mm256_set1_epi64x(r.anchor_bits)));
  Doubles result = _mm256_sub_pd(_mm256_add_pd(size, anchor), anchor);
  if constexpr (flush) result = _mm256_andnot_pd(less(size, bits(r.flush_bits)), result);
  result = select(less(bits(r.last_bits), size), bits(r.overflow_bits), result);
  return _mm256_or_pd(result, sign(x));
}

template <bool flush>
inline Doubles flushed(const ArrayRounding& r, Doubles x) {
  if constexpr (!flush) return x;
  return select(less(magnitude(x), bits(r.flush_bits)), sign(x), x);
}

/// v = x·y + z rounded to odd, where x·y is a double. Let s be v rounded to nearest and e = v − s. Then s − z = x·y − e and
/// s − x·y = z − e; rounding is monotone and x·y and z are doubles, so each of the two errors below has the sign of e or is 0.
/// The one that belongs to the larger of |x·y|, |z| is e itself, since its inner difference is exact (Dekker 1971). So all
/// their bits together are nonzero, and negative, exactly when e is. No branch and no sum of the two is needed.
inline Doubles fused_to_odd(Doubles x, Doubles y, Doubles z) {
  const Doubles s = _mm256_fmadd_pd(x, y, z);
  const Doubles error_of_product = _mm256_fmsub_pd(x, y, _mm256_sub_pd(s, z)), error_of_z = _mm256_sub_pd(z, _mm256_fnmadd_pd(x, y, s));
  const Doubles error = _mm256_or_pd(error_of_product, error_of_z);
  // Rounded away from zero: one step back. Then the last bit says that something was cut off.
  const __m256i back = _mm256_srli_epi64(_mm256_castpd_si256(_mm256_xor_pd(s, error)), 63);
  const __m256i odd = _mm256_or_si256(_mm256_sub_epi64(_mm256_castpd_si256(s), back), _mm256_set1_epi64x(1));
  return select(_mm256_cmp_pd(error, _mm256_setzero_pd(), _CMP_NEQ_OQ), _mm256_castsi256_pd(odd), s);
}

/// out[i] = operation(x[i], y[i], z[i]), eight at a time; what remains goes through padded copies. Unused operands may be x again.
template <class Operation>
inline void for_each(const double* x, const double* y, const double* z, double* out, std::size_t size, Operation operation) {
  const auto four = [&](std::size_t i) { return operation(_mm256_loadu_pd(x + i), _mm256_loadu_pd(y + i), _mm256_loadu_pd(z + i)); };
  std::size_t i = 0;
  for (; size - i >= 8; i += 8) {
    const Doubles first = four(i), second = four(i + 4);
    _mm256_storeu_pd(out + i, first);
    _mm256_storeu_pd(out + i + 4, second);
  }
  for (; i < size; i += 4) {
    const std::size_t count = size - i < 4 ? size - i : 4;
    double padded[3][4] = {};
    for (std::size_t j = 0; j < count; ++j) padded[0][j] = x[i + j], padded[1][j] = y[i + j], padded[2][j] = z[i + j];
    double results[4];
    _mm256_storeu_pd(results, operation(_mm256_loadu_pd(padded[0]), _mm256_loadu_pd(padded[1]), _mm256_loadu_pd(padded[2])));
    for (std::size_t j = 0; j < count; ++j) out[i + j] = results[j];
  }
}

template <bool flush>
void round_loop(const ArrayRounding r, const double* x, double* out, std::size_t size) {
  for_each(x, x, x, out, size, [&](Doubles a, Doubles, Doubles) { return rounded<flush>(r, a); });
}
template <bool flush>
void add_loop(const ArrayRounding r, const double* x, const double* y, double* out, std::size_t size) {
  for_each(x, y, x, out, size, [&](Doubles a, Doubles b, Doubles) { return rounded<flush>(r, _mm256_add_pd(flushed<flush>(r, a), flushed<flush>(r, b))); });
}
template <bool flush>
void multiply_loop(const ArrayRounding r, const double* x, const double* y, double* out, std::size_t size) {
  for_each(x, y, x, out, size, [&](Doubles a, Doubles b, Doubles) { return rounded<flush>(r, _mm256_mul_pd(flushed<flush>(r, a), flushed<flush>(r, b))); });
}
template <bool flush>
void fused_loop(const ArrayRounding r, const double* x, const double* y, const double* z, double* out, std::size_t size) {
  for_each(x, y, z, out, size, [&](Doubles a, Doubles b, Doubles c) {
    return rounded<flush>(r, fused_to_odd(flushed<flush>(r, a), flushed<flush>(r, b), flushed<flush>(r, c)));
  });
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

#if defined(__clang__)
#pragma clang attribute pop
#endif

namespace attest::arithmetic {

extern const ArrayKernels fma_array_kernels;
const ArrayKernels fma_array_kernels{"avx2-fma", round_all, add_all, multiply_all, fused_all};

}  // namespace attest::arithmetic

#endif
