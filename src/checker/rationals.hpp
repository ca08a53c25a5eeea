// Exact rational values of rounded numbers, for bounds that are not evaluated but computed.
#pragma once

#include <gmpxx.h>

#include "checker/outcome.hpp"
#include "checker/real.hpp"

namespace attest::checker {

/// NotEstablished outside [2^-(2^20), 2^(2^20)): unbounded exponents would need unbounded memory.
inline mpq_class rational(const Real& x) {
  mpq_class value;
  if (x.is_zero()) return value;
  const mpfr_exp_t exponent = mpfr_get_exp(x.get()) - 1;
  if (exponent >= 1 << 20 || exponent < -(1 << 20)) throw NotEstablished("a number beyond 2^(2^20) in a rational bound");
  mpfr_get_q(value.get_mpq_t(), x.get());
  return value;
}

}  // namespace attest::checker
