// Big integers for the bounds: GMP's mpz_class and the few helpers every theorem needs.
// A bound is a statement about integers (theory.md section 4), so nothing here ever rounds.
#pragma once

#include <gmpxx.h>

#include <string>

namespace attest::bounds {

using Integer = mpz_class;

/// base^exponent, exact. Throws std::invalid_argument when the result would pass 2^(2^32) bits.
Integer power(const Integer& base, const Integer& exponent);

/// C(n, k), exact; 0 when k > n. Throws std::invalid_argument when k does not fit 32 bits, or its numerator 2^26 bits.
Integer binomial(const Integer& n, const Integer& k);

/// ceil(a / b) for b > 0.
Integer ceiling_divide(const Integer& a, const Integer& b);

/// Number of binary digits of |a|; 0 for 0.
unsigned long bit_length(const Integer& a);

/// Number of ones in the binary form of a >= 0.
unsigned long ones(const Integer& a);

/// The unsigned decimal `text`, or std::invalid_argument naming `what`.
Integer parse_natural(const std::string& what, const std::string& text);

}  // namespace attest::bounds
