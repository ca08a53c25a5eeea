// Operands where rounding errors hide: exponents around everything that matters times significands near everything that
// matters, and pairs constructed so that rounding twice (to 53 bits first) differs from rounding once.
#pragma once

#include <array>
#include <vector>

#include "arithmetic/outcome.hpp"

namespace attest::arithmetic {

/// Members of the format: specials, edges, exponent table × significand table × both signs; about `size` of them.
std::vector<Number> structured_numbers(const Format& format, std::size_t size);

/// As TestFloat has them: every exponent of a table with every significand of a table in both signs, zeros, infinities and NaN.
/// Level 1: the ends of the range, one unit of either side, the least and greatest significands and those beside them; about
/// 80 numbers. Level 2: more exponents, and significands with one bit set or clear and with leading or trailing ones; about
/// 150 times the precision.
std::vector<Number> table_numbers(const Format& format, int level);

/// Operands x, y, z of `op`, p-bit numbers, whose exact result lies so close beside a midpoint of two p-bit numbers that
/// 53-bit arithmetic cannot tell. Empty where rounding through double is innocuous (Figueroa 1995: below p = 27 for add
/// and divide, 28 for multiply, 26 for square root; never for fma).
std::vector<std::array<Number, 3>> double_rounding_traps(Operator op, int precision);

}  // namespace attest::arithmetic
