// The array kernels with AVX2 allowed: called only where the processor has it. Standard headers come before the pragma, so
// that none of their inline functions is compiled for AVX2. No FMA: contraction would change bits (it is off anyway).
#include "arithmetic/arrays.hpp"

#if defined(__x86_64__)

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#else
#pragma GCC optimize("O3")
#pragma GCC target("avx2")
#endif

#include "arithmetic/arrays_kernel.hpp"

#if defined(__clang__)
#pragma clang attribute pop
#endif

namespace attest::arithmetic {

extern const ArrayKernels avx2_array_kernels;
const ArrayKernels avx2_array_kernels{"avx2", round_all, add_all, multiply_all, fused_all};

}  // namespace attest::arithmetic

#endif
