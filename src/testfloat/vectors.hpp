// Vectors of Berkeley TestFloat (J. R. Hauser, release 3e) against this arithmetic: lines as `testfloat_gen FUNCTION` writes
// them, operands, result and exception flags in hexadecimal. What is checked: the result, bit for bit but for the payload of
// a NaN, and the flag "inexact" (a result is exact when rounding down and rounding up give the same number). The other flags
// belong to processors; they must be two digits, and are not looked at further.
#pragma once

#include <cstddef>
#include <functional>
#include <istream>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "arithmetic/emulated.hpp"

namespace attest::testfloat {

/// A value on a line: a float of a format, or an integer (no format).
struct Type {
  int bits = 0;
  bool is_signed = false;  ///< of integers
  std::optional<arithmetic::Format> format;
};

/// One of the functions of TestFloat that this arithmetic offers.
struct Function {
  std::string name;
  std::vector<Type> operands;
  Type result;
  std::function<arithmetic::Number(arithmetic::Rounding, const std::vector<arithmetic::Number>&)> compute;
};

/// TYPE_add, _sub, _mul, _div, _mulAdd, _sqrt and TYPE_to_TYPE for f16, bf16, f32, f64, and from ui32, i32, ui64, i64.
/// Throws std::invalid_argument, which names them, for any other.
Function parse_function(const std::string& name);

/// near_even, minMag, min or max; std::invalid_argument for any other.
arithmetic::Rounding parse_rounding_mode(const std::string& name);

/// A line that is not one of the function's; what() is one line for stderr.
class Malformed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// "" when the arithmetic gives what the line says, otherwise what it gives instead. Throws Malformed.
std::string disagreement(const Function& function, arithmetic::Rounding rounding, const std::string& line);

struct Counts {
  std::size_t vectors = 0, wrong = 0;
};

/// All lines of `in`; the first 20 that disagree are written to `out` with their numbers. Malformed with the line's number.
Counts check(const Function& function, arithmetic::Rounding rounding, std::istream& in, std::ostream& out);

}  // namespace attest::testfloat
