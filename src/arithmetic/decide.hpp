// Deciding questions about reals: ask with intervals of doubles, then with balls of 64, 128, ..., 4096 bits, until the
// enclosures no longer overlap. An equality of irrational reals is never decided this way (ask integers first, e.g.
// x_i + x_j mod M): after 4096 bits the answer is unknown.
#pragma once

#include <concepts>
#include <optional>
#include <type_traits>

#include "arithmetic/arithmetic.hpp"
#include "arithmetic/ball_enclosure.hpp"
#include "arithmetic/double_enclosure.hpp"

namespace attest::arithmetic {

inline constexpr int double_filter_bits = 53;
inline constexpr int first_refinement_bits = 64;
inline constexpr int last_refinement_bits = 4096;

/// An answer and the precision that gave it (53: intervals of doubles), or unknown and the precision that did not.
template <class T>
struct Decision {
  std::optional<T> value;
  int bits_used = 0;

  bool known() const { return value.has_value(); }
  bool operator==(const Decision&) const = default;
};

/// question(arithmetic) returns T and throws Undecided when enclosures overlap (certainly_less does). It must compute from
/// exact inputs (from_integer, from_ratio, cos_turn, ...) each time it is asked. Undefined and other errors pass through.
/// Refined is an enclosure built from a number of bits: BallEnclosure, or MpfrEnclosure where Arb cannot be linked.
template <class Refined = BallEnclosure, class Question>
auto decide(Question&& question) -> Decision<std::invoke_result_t<Question&, const DoubleEnclosure&>> {
  using T = std::invoke_result_t<Question&, const DoubleEnclosure&>;
  static_assert(std::same_as<T, std::invoke_result_t<Question&, const Refined&>>,
                "a question gives the same type in every arithmetic");
  try {
    return {question(DoubleEnclosure()), double_filter_bits};
  } catch (const Undecided&) {
  }
  for (int bits = first_refinement_bits; bits <= last_refinement_bits; bits *= 2) {
    try {
      return {question(Refined(bits)), bits};
    } catch (const Undecided&) {
    }
  }
  return {std::nullopt, last_refinement_bits};
}

}  // namespace attest::arithmetic
