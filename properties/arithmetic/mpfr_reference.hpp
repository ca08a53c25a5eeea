// The second reference: MPFR computing directly in the precision and exponent range of the format (mpfr_subnormalize), so
// that the result is rounded once by MPFR itself. Bounded formats with subnormals, or unbounded ones.
#pragma once

#include "arithmetic/outcome.hpp"

namespace attest::arithmetic::mpfr_reference {

enum class Function { exp, exp2, log, cos, sin };
inline const Function all_functions[] = {Function::exp, Function::exp2, Function::log, Function::cos, Function::sin};
inline const char* to_text(Function function) {
  const char* const names[] = {"exp", "exp2", "log", "cos", "sin"};
  return names[static_cast<int>(function)];
}

/// For finite operands and results that are defined; signed zeros as MPFR (IEEE) has them.
Number operation(Operator op, const Format& format, Rounding rounding, const Number& x, const Number& y, const Number& z);
Number function(Function function, const Format& format, Rounding rounding, const Number& x);
/// cos or sin of 2*pi*k/M, 0 <= k < M.
Number turn(bool sine, const Format& format, Rounding rounding, std::int64_t k, std::int64_t M);

/// fma of numbers of one format, converted once: result(i, j, k) = x_i·x_j + x_k.
class FusedTable {
 public:
  FusedTable(const Format& format, Rounding rounding, const std::vector<Number>& numbers);
  ~FusedTable();
  FusedTable(const FusedTable&) = delete;
  FusedTable& operator=(const FusedTable&) = delete;
  Number result(std::size_t i, std::size_t j, std::size_t k);

 private:
  struct State;
  State* state_;
};

}  // namespace attest::arithmetic::mpfr_reference
