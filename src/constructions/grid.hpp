// All numbers of a format between two ends: the finite sets of parameters that a search or an exhaustion runs through.
//
// Nonnegative numbers of a format with p significant bits are consecutive integers ("places"): a number m·2^(e-p+1) with
// 2^(p-1) <= m < 2^p lies at place e·2^(p-1) + m, e counted from the smallest normal exponent, subnormals below at their own
// integer. So a grid needs only its ends, and point number i is found in constant time.
#pragma once

#include <cstdint>

#include "arithmetic/format.hpp"

namespace attest::constructions {

struct Grid {
  arithmetic::Number first, last;  ///< numbers of the format, 0 < first <= last unless empty
  std::uint64_t count = 0;         ///< at most 2^63 (more is cut off there)
};

/// The positive numbers of the format in [least, most], 0 < least <= most; count 0 when there is none.
Grid grid_of(const arithmetic::Format& format, const arithmetic::Number& least, const arithmetic::Number& most);
/// Point `index` < count.
arithmetic::Number grid_point(const arithmetic::Format& format, const Grid& grid, std::uint64_t index);
/// The index of the largest point <= x; 0 when x lies below the first.
std::uint64_t grid_index(const arithmetic::Format& format, const Grid& grid, const arithmetic::Number& x);

}  // namespace attest::constructions
