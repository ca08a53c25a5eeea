// Implements integer.hpp by direct calls of GMP.
#include "bounds/integer.hpp"

#include <stdexcept>

namespace attest::bounds {

Integer power(const Integer& base, const Integer& exponent) {
  if (sgn(exponent) < 0) throw std::invalid_argument("power: the exponent is negative");
  if (!exponent.fits_uint_p()) throw std::invalid_argument("power: the exponent " + exponent.get_str() + " is too big to write the number out");
  Integer result;
  mpz_pow_ui(result.get_mpz_t(), base.get_mpz_t(), exponent.get_ui());
  return result;
}

namespace {

/// first * (first + 1) * ... of `count` factors, by halves: GMP's own binomials multiply factor by factor when k is far below n.
Integer product(const Integer& first, unsigned long count) {
  if (count > 8) return product(first, count / 2) * product(first + count / 2, count - count / 2);
  Integer result = 1;
  for (unsigned long i = 0; i < count; ++i) result *= first + i;
  return result;
}

}  // namespace

Integer binomial(const Integer& n, const Integer& k) {
  if (sgn(n) < 0 || sgn(k) < 0) throw std::invalid_argument("binomial: arguments must be at least 0");
  if (k > n) return 0;
  const Integer smaller = k > n - k ? Integer(n - k) : k;
  constexpr double most_bits = 1 << 26;  // of the numerator: seconds; beyond that minutes and more
  if (!smaller.fits_uint_p() || smaller.get_d() * static_cast<double>(bit_length(n)) > most_bits)
    throw std::invalid_argument("binomial: C(" + n.get_str() + ", " + k.get_str() + ") has too many digits to compute: take smaller sizes");
  Integer factorial, result;
  mpz_fac_ui(factorial.get_mpz_t(), smaller.get_ui());
  mpz_divexact(result.get_mpz_t(), product(n - smaller + 1, smaller.get_ui()).get_mpz_t(), factorial.get_mpz_t());
  return result;
}

Integer ceiling_divide(const Integer& a, const Integer& b) {
  Integer result;
  mpz_cdiv_q(result.get_mpz_t(), a.get_mpz_t(), b.get_mpz_t());
  return result;
}

unsigned long bit_length(const Integer& a) { return sgn(a) == 0 ? 0 : mpz_sizeinbase(a.get_mpz_t(), 2); }

unsigned long ones(const Integer& a) { return mpz_popcount(a.get_mpz_t()); }

Integer parse_natural(const std::string& what, const std::string& text) {
  const bool digits = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
  if (!digits || text.size() > 400) {
    throw std::invalid_argument(what + " is '" + text.substr(0, 40) + "': give a whole number without sign, at most 400 digits");
  }
  return Integer(text, 10);
}

}  // namespace attest::bounds
