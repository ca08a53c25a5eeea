// The second reference: MPFR computing directly in the precision and exponent range of the format (mpfr_subnormalize), so
// that the result is rounded once by MPFR itself. Bounded formats with subnormals and without flushing, or unbounded ones.
#pragma once

#include "arithmetic/outcome.hpp"

namespace attest::arithmetic::mpfr_reference {

enum class Function { exp, exp2, log, cos, sin };
inline const Function all_functions[] = {Function::exp, Function::exp2, Function::log, Function::cos, Function::sin};
inline const char* to_text(Function function) {
  const char* const names[] = {"exp", "exp2", "log", "cos", "sin"};
  return names[static_cast<int>(function)];
}

/// Any operands, infinities and NaN too; signed zeros as MPFR (IEEE) has them. nullopt: MPFR says NaN or infinity, and
/// the format has none (saturating formats make their largest number of an infinity).
Outcome operation(Operator op, const Format& format, Rounding rounding, const Number& x, const Number& y, const Number& z);
/// x, a number of any format, rounded into this one.
Outcome conversion(const Format& format, Rounding rounding, const Number& x);
/// For finite x, or for any where the format has NaN and infinities.
Number function(Function function, const Format& format, Rounding rounding, const Number& x);
/// cos or sin of 2*pi*k/M, 0 <= k < M.
Number turn(bool sine, const Format& format, Rounding rounding, std::int64_t k, std::int64_t M);

/// Operations on numbers of one list, which are handed to MPFR once: result(op, i, j, k) of x_i, x_j, x_k.
class Table {
 public:
  Table(const Format& format, Rounding rounding, const std::vector<Number>& numbers);
  ~Table();
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;
  Outcome result(Operator op, std::size_t i, std::size_t j, std::size_t k = 0);

 private:
  struct State;
  State* state_;
};

}  // namespace attest::arithmetic::mpfr_reference
