// The spine: what every arithmetic offers. Mechanisms are written once, over any model of this concept;
// an arithmetic is a value, so where rounding happens is visible in the code (plan.score.dot, plan.weight.exp).
//
// Models: Emulated (any format), Native<float>, Native<double>, RationalArithmetic, DoubleEnclosure, BallEnclosure.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "arithmetic/bits.hpp"
#include "arithmetic/number.hpp"

namespace attest::arithmetic {

/// exp, log, cos, sin of a rational arithmetic throw Undefined unless the result is rational by a stated rule
/// (exp(0), exp2(integer), log(1), cos_turn and sin_turn at multiples of a quarter and, for cos, a sixth).
/// compare gives Order::unknown only for enclosures; nearest_integer throws Undecided there.
/// write/read are inverse of each other for every number of the format, also where storage_bits() is nullopt.
template <class A>
concept Arithmetic =
    std::copyable<A> && std::copyable<typename A::Number> &&
    requires(const A a, const typename A::Number x, std::span<const typename A::Number> xs, std::int64_t k,
             BitString bits, BitReader reader) {
      { a.zero() } -> std::same_as<typename A::Number>;
      { a.from_integer(k) } -> std::same_as<typename A::Number>;
      { a.from_ratio(k, k) } -> std::same_as<typename A::Number>;
      { a.convert(x) } -> std::same_as<typename A::Number>;
      { a.add(x, x) } -> std::same_as<typename A::Number>;
      { a.sub(x, x) } -> std::same_as<typename A::Number>;
      { a.mul(x, x) } -> std::same_as<typename A::Number>;
      { a.div(x, x) } -> std::same_as<typename A::Number>;
      { a.fma(x, x, x) } -> std::same_as<typename A::Number>;
      { a.sqrt(x) } -> std::same_as<typename A::Number>;
      { a.exp(x) } -> std::same_as<typename A::Number>;
      { a.exp2(x) } -> std::same_as<typename A::Number>;
      { a.log(x) } -> std::same_as<typename A::Number>;
      { a.cos(x) } -> std::same_as<typename A::Number>;
      { a.sin(x) } -> std::same_as<typename A::Number>;
      { a.cos_turn(k, k) } -> std::same_as<typename A::Number>;
      { a.sin_turn(k, k) } -> std::same_as<typename A::Number>;
      { a.neg(x) } -> std::same_as<typename A::Number>;
      { a.max(x, x) } -> std::same_as<typename A::Number>;
      { a.compare(x, x) } -> std::same_as<Order>;
      { a.is_zero(x) } -> std::same_as<bool>;
      { a.sum(xs) } -> std::same_as<typename A::Number>;
      { a.dot(xs, xs) } -> std::same_as<typename A::Number>;
      { a.nearest_integer(x) } -> std::same_as<std::int64_t>;
      { a.storage_bits() } -> std::same_as<std::optional<int>>;
      { a.write(bits, x) };
      { a.read(reader) } -> std::same_as<typename A::Number>;
      { a.to_text(x) } -> std::same_as<std::string>;
      { a.name() } -> std::same_as<std::string>;
    };

/// x < y, deciding or throwing Undecided.
template <Arithmetic A>
bool certainly_less(const A& a, const typename A::Number& x, const typename A::Number& y) {
  const Order order = a.compare(x, y);
  if (order == Order::unknown) throw Undecided("the enclosures of a comparison overlap");
  return order == Order::less;
}

}  // namespace attest::arithmetic
