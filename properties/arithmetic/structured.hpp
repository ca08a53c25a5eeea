// Operands where rounding errors hide: exponents around everything that matters times significands near everything that
// matters, and pairs constructed so that rounding twice (to 53 bits first) differs from rounding once.
#pragma once

#include <array>
#include <vector>

#include "arithmetic/outcome.hpp"

namespace attest::arithmetic {

/// Members of the format: specials, edges, exponent table × significand table × both signs; about `size` of them.
std::vector<Number> structured_numbers(const Format& format, std::size_t size);

/// Operands x, y, z of `op`, p-bit numbers, whose exact result lies so close beside a midpoint of two p-bit numbers that
/// 53-bit arithmetic cannot tell. Empty where rounding through double is innocuous (Figueroa 1995: below p = 27 for add
/// and divide, 28 for multiply, 26 for square root; never for fma).
std::vector<std::array<Number, 3>> double_rounding_traps(Operator op, int precision);

}  // namespace attest::arithmetic
