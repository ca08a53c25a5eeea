// What a mechanism asks of an arithmetic beyond the concept: order of sums, fusing, NaN, fixed point.
//
// Emulated and Native carry an order of sums and a fused flag; exact arithmetics and enclosures have neither, because
// there the answer does not depend on it (or encloses the one value). The mechanisms ask here and nowhere else.
#pragma once

#include <concepts>
#include <type_traits>

#include "arithmetic/arithmetic.hpp"
#include "arithmetic/sum_order.hpp"

namespace attest::attention {

template <arithmetic::Arithmetic A>
arithmetic::SumOrder order_of_sums(const A& a) {
  if constexpr (requires { { a.order } -> std::convertible_to<arithmetic::SumOrder>; }) return a.order;
  else return {};
}

/// total + x·y, without the operations where they change nothing: one rounding when the arithmetic is fused, otherwise the product is rounded first.
template <arithmetic::Arithmetic A>
typename A::Number accumulate(const A& a, const typename A::Number& total, const typename A::Number& x,
                              const typename A::Number& y) {
  if constexpr (requires { { a.adds_nothing(total, x, y) } -> std::same_as<bool>; }) {
    if (a.adds_nothing(total, x, y)) return total;
  }
  if constexpr (requires { { a.fused } -> std::convertible_to<bool>; }) {
    if (a.fused) return a.fma(x, y, total);
  }
  return a.add(total, a.mul(x, y));
}

template <class Number>
bool is_nan(const Number& x) {
  if constexpr (std::is_floating_point_v<Number>) return x != x;
  else if constexpr (requires { { x.is_nan() } -> std::same_as<bool>; }) return x.is_nan();
  else return false;
}

/// Formats with a single binade: fx(p,s) and ufx(p,s).
template <arithmetic::Arithmetic A>
bool is_fixed_point(const A& a) {
  if constexpr (requires { a.format.emin == a.format.emax; }) return !a.format.unbounded && a.format.emin == a.format.emax;
  else return false;
}

}  // namespace attest::attention
