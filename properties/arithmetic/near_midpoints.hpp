// Operands whose exact result is a midpoint of two neighbours of the format, or lies as closely beside one as operands of that
// precision allow: at normal and subnormal results, at both ends of the range, and after cancellation. Random operands do not
// find them; every wrong second rounding, lost sticky bit and wrong tie shows here.
#pragma once

#include <array>
#include <vector>

#include "arithmetic/outcome.hpp"

namespace attest::arithmetic {

/// Members x, y, z of a format of 2 to 62 significant bits (unused ones are 0); the same in every run.
std::vector<std::array<Number, 3>> near_midpoints(Operator op, const Format& format);

}  // namespace attest::arithmetic
