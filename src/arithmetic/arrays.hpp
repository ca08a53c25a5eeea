// Low precision on arrays of doubles: one rounding of the double's bits per operation, vectorised.
//
// Why that is correct rounding to nearest even for precisions up to 25: a product of two numbers is exact in a double; a sum
// rounded to 53 bits first and then to p is rounded right when 53 >= 2p + 2 (Figueroa 1995), and in the subnormal range it
// is exact; fma rounds its 53 bits to odd, which no later rounding to at most 51 bits can tell from the exact value
// (Boldo and Melquiond 2008). Rounding |x| in [2^e, 2^(e+1)) is adding and subtracting 1.5·2^(e−p+53), whose last place is
// the format's unit there: the hardware rounds the sum to nearest even. Below 2^emin the unit stays, so e stops at emin.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "arithmetic/format.hpp"

namespace attest::arithmetic {

/// A format prepared for arrays: plain numbers only.
struct ArrayRounding {
  std::int64_t normal_bits = 0;      ///< 2^emin as the bits of a double
  std::int64_t anchor_bits = 0;      ///< added to the bits of 2^e they become 1.5·2^(e−p+53), whose unit is that of the format at e
  std::int64_t flush_bits = 0;       ///< what lies below becomes 0; 0 where subnormals are kept
  std::int64_t last_bits = 0;        ///< the greatest double that does not overflow
  std::int64_t overflow_bits = 0;    ///< what lies beyond becomes this: infinity, NaN or the largest number
};

/// Throws std::invalid_argument unless the format is bounded and signed, has at most 25 significant bits, and its products stay
/// within the normal doubles (all named formats from binary32 down; not binary64, p<k>, ufx).
ArrayRounding array_rounding(const Format& format);

/// out = x rounded to the format, to nearest even, for any doubles. All spans have one length (std::invalid_argument otherwise);
/// out may be one of the operands. NaN stays NaN, also where the format has none: look for it in the results.
void round_array(const ArrayRounding&, std::span<const double> x, std::span<double> out);
/// One correctly rounded operation per element; the operands are numbers of the format (or, where it flushes, subnormal).
void add_arrays(const ArrayRounding&, std::span<const double> x, std::span<const double> y, std::span<double> out);
void multiply_arrays(const ArrayRounding&, std::span<const double> x, std::span<const double> y, std::span<double> out);
/// x·y + z with one rounding.
void fused_multiply_add_arrays(const ArrayRounding&, std::span<const double> x, std::span<const double> y,
                               std::span<const double> z, std::span<double> out);

/// The implementations of this machine: "portable", then "avx2" and "avx2-fma" where the processor has these instructions.
/// All give the same bits (but for the sign and payload of a NaN). The functions above use the last one.
struct ArrayKernels {
  std::string name;
  void (*round)(const ArrayRounding&, const double*, double*, std::size_t);
  void (*add)(const ArrayRounding&, const double*, const double*, double*, std::size_t);
  void (*multiply)(const ArrayRounding&, const double*, const double*, double*, std::size_t);
  void (*fused_multiply_add)(const ArrayRounding&, const double*, const double*, const double*, double*, std::size_t);
};
const std::vector<ArrayKernels>& array_kernels();

}  // namespace attest::arithmetic
