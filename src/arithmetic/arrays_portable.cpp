// The array kernels for every machine.
#include "arithmetic/arrays.hpp"

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("O3")  // loops are vectorised also in builds at -O2
#endif

#include "arithmetic/arrays_kernel.hpp"

namespace attest::arithmetic {

extern const ArrayKernels portable_array_kernels;
const ArrayKernels portable_array_kernels{"portable", round_all, add_all, multiply_all, fused_all};

}  // namespace attest::arithmetic
