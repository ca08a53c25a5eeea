// Sums in another order are other numbers: the order is a value, and one template carries it out for all arithmetics.
#pragma once

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <string>

namespace attest::arithmetic {

/// left_to_right; pairwise: halves [0,⌊n/2⌋) and [⌊n/2⌋,n), recursively; blocked: left to right inside blocks of
/// `block` terms, then left to right over the partial sums; exact: exactly, then one rounding.
struct SumOrder {
  enum class Kind { left_to_right, pairwise, blocked, exact };
  Kind kind = Kind::left_to_right;
  std::size_t block = 1;

  bool operator==(const SumOrder&) const = default;
};

inline std::string to_text(const SumOrder& order) {
  switch (order.kind) {
    case SumOrder::Kind::left_to_right: return "left-to-right";
    case SumOrder::Kind::pairwise: return "pairwise";
    case SumOrder::Kind::blocked: return "blocked(" + std::to_string(order.block) + ")";
    case SumOrder::Kind::exact: return "exact";
  }
  throw std::logic_error("no such order of sums");
}

/// left-to-right | pairwise | blocked(b) | exact; throws std::invalid_argument.
SumOrder parse_sum_order(const std::string& text);

/// Sums term(0..count-1) in a rounded order with `add`; `zero` only for an empty range.
template <class Number, class Term, class Add>
Number ordered_sum(SumOrder order, std::size_t first, std::size_t last, const Number& zero, Term&& term, Add&& add) {
  if (first == last) return zero;
  if (order.kind == SumOrder::Kind::pairwise && last - first > 1) {
    const std::size_t middle = first + (last - first) / 2;
    return add(ordered_sum(order, first, middle, zero, term, add), ordered_sum(order, middle, last, zero, term, add));
  }
  if (order.kind == SumOrder::Kind::blocked) {
    const SumOrder inside{};
    Number total = ordered_sum(inside, first, std::min(last, first + order.block), zero, term, add);
    for (std::size_t start = first + order.block; start < last; start += order.block)
      total = add(total, ordered_sum(inside, start, std::min(last, start + order.block), zero, term, add));
    return total;
  }
  Number total = term(first);
  for (std::size_t i = first + 1; i < last; ++i) total = add(total, term(i));
  return total;
}

}  // namespace attest::arithmetic
