// Preparing formats for arrays, and choosing the implementation at run time.
#include "arithmetic/arrays.hpp"

#include <bit>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace attest::arithmetic {

extern const ArrayKernels portable_array_kernels;
#if defined(__x86_64__)
extern const ArrayKernels avx2_array_kernels, fma_array_kernels;
#endif

const std::vector<ArrayKernels>& array_kernels() {
  static const std::vector<ArrayKernels> kernels = [] {
    std::vector<ArrayKernels> available = {portable_array_kernels};
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) available.push_back(avx2_array_kernels);
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) available.push_back(fma_array_kernels);
#endif
    return available;
  }();
  return kernels;
}

ArrayRounding array_rounding(const Format& f) {
  const int smallest = f.unbounded ? 0 : f.emin - f.precision + 1;
  if (f.unbounded || !f.has_negative || !f.subnormals || f.precision > 25 || smallest < -511 || f.emax > 510)
    throw std::invalid_argument("format " + f.name + " has no array kernels: it must be signed and bounded, with at most 25 significant bits and a range well inside binary64");
  ArrayRounding r;
  constexpr std::int64_t exponent_unit = std::int64_t{1} << 52;
  r.normal_bits = std::bit_cast<std::int64_t>(std::ldexp(1.0, f.emin));
  r.anchor_bits = (53 - f.precision) * exponent_unit + exponent_unit / 2;
  r.flush_bits = f.flush ? r.normal_bits : 0;
  // The midpoint between the largest number and the one that would follow overflows when the largest is odd (ties to even).
  const double midpoint = to_double(largest_finite(f, false)) + std::ldexp(0.5, f.emax - f.precision + 1);
  const bool odd = (f.largest_significand >> (64 - f.precision)) & 1;
  r.last_bits = std::bit_cast<std::int64_t>(midpoint) - odd;
  const Number beyond = infinite_result(f, false);
  r.overflow_bits = beyond.is_nan() ? std::bit_cast<std::int64_t>(std::numeric_limits<double>::quiet_NaN()) : std::bit_cast<std::int64_t>(to_double(beyond));
  return r;
}

namespace {

template <class... Spans>
std::size_t common_size(std::span<double> out, Spans... operands) {
  if (((operands.size() != out.size()) || ...)) throw std::invalid_argument("arrays of one operation must have one length");
  return out.size();
}

const ArrayKernels& best() { return array_kernels().back(); }

}  // namespace

void round_array(const ArrayRounding& r, std::span<const double> x, std::span<double> out) {
  const std::size_t size = common_size(out, x);
  best().round(r, x.data(), out.data(), size);
}

void add_arrays(const ArrayRounding& r, std::span<const double> x, std::span<const double> y, std::span<double> out) {
  const std::size_t size = common_size(out, x, y);
  best().add(r, x.data(), y.data(), out.data(), size);
}

void multiply_arrays(const ArrayRounding& r, std::span<const double> x, std::span<const double> y, std::span<double> out) {
  const std::size_t size = common_size(out, x, y);
  best().multiply(r, x.data(), y.data(), out.data(), size);
}

void fused_multiply_add_arrays(const ArrayRounding& r, std::span<const double> x, std::span<const double> y,
                               std::span<const double> z, std::span<double> out) {
  const std::size_t size = common_size(out, x, y, z);
  best().fused_multiply_add(r, x.data(), y.data(), z.data(), out.data(), size);
}

}  // namespace attest::arithmetic
