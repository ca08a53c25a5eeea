// The slow reference: exact rationals, then rounding by its definition (the two neighbours, and which is nearer).
// It shares no code with round_to; numbers are built from their fields only.
#pragma once

#include "arithmetic/outcome.hpp"
#include "arithmetic/rational.hpp"

namespace attest::arithmetic::reference {

/// Rounds value; a zero result has the sign `negative_zero` says when value is 0, else that of value.
/// Throws Undefined as the library promises to.
Number rounded(const Format& format, Rounding rounding, const Rational& value, bool negative_zero);

/// The whole operation with its special cases, after IEEE 754 (section 6 infinities and NaN, 6.3 signs of zero).
Number operation(Operator op, const Format& format, Rounding rounding, const Number& x, const Number& y, const Number& z);

}  // namespace attest::arithmetic::reference
