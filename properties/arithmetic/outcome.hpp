// What an operation did, as data: a number, or that it was refused as undefined. And operations as values, so that the same
// checks run on the library and on the planted mutants.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "arithmetic/emulated.hpp"

namespace attest::arithmetic {

/// nullopt: Undefined was thrown.
using Outcome = std::optional<Number>;

template <class Operation>
Outcome outcome(Operation&& operation) {
  try {
    return operation();
  } catch (const Undefined&) {
    return std::nullopt;
  }
}

inline std::string to_text(const Outcome& x) { return x ? to_text(*x) : "undefined"; }

enum class Operator { add, subtract, multiply, divide, square_root, fused_multiply_add };
inline const Operator all_operators[] = {Operator::add,    Operator::subtract,    Operator::multiply,
                                         Operator::divide, Operator::square_root, Operator::fused_multiply_add};
inline const Operator pair_operators[] = {Operator::add, Operator::subtract, Operator::multiply, Operator::divide};

inline int operand_count(Operator op) { return op == Operator::square_root ? 1 : op == Operator::fused_multiply_add ? 3 : 2; }

inline std::string to_text(Operator op) {
  const char* const names[] = {"add", "subtract", "multiply", "divide", "square root", "fma"};
  return names[static_cast<int>(op)];
}

/// y and z are ignored where the operator has fewer operands.
using Implementation = std::function<Number(Operator, const Format&, Rounding, const Number& x, const Number& y, const Number& z)>;

inline Number library(Operator op, const Format& f, Rounding r, const Number& x, const Number& y, const Number& z) {
  switch (op) {
    case Operator::add: return add(f, r, x, y);
    case Operator::subtract: return Emulated(f, r).sub(x, y);
    case Operator::multiply: return multiply(f, r, x, y);
    case Operator::divide: return divide(f, r, x, y);
    case Operator::square_root: return square_root(f, r, x);
    case Operator::fused_multiply_add: return fused_multiply_add(f, r, x, y, z);
  }
  throw std::logic_error("no such operator");
}

inline const Rounding all_roundings[] = {Rounding::nearest_even, Rounding::toward_zero, Rounding::up, Rounding::down};

/// "add(x, y) in FORMAT, MODE is A and should be B".
inline std::string complaint(Operator op, const Format& f, Rounding r, const std::vector<Number>& operands, const Outcome& got, const Outcome& expected) {
  std::string text = to_text(op) + "(";
  for (int i = 0; i < operand_count(op); ++i) text += (i ? ", " : "") + to_text(operands[static_cast<std::size_t>(i)]);
  return text + ") in " + f.name + ", " + to_text(r) + ", is " + to_text(got) + " and should be " + to_text(expected);
}

}  // namespace attest::arithmetic
