// Scores of a retrieval head's queries: which codes can be told apart by the number of matching digits alone.
#pragma once

#include <bit>
#include <optional>
#include <vector>

#include "constructions/retrieval.hpp"
#include "constructions/sums.hpp"

namespace attest::constructions {

inline std::size_t hamming_distance(std::int64_t a, std::int64_t b) {
  return static_cast<std::size_t>(std::popcount(static_cast<std::uint64_t>(a ^ b)));
}

/// Scores of the query for one target. Left to right (and summed exactly) a zero product changes no sum, so the score
/// depends on the number of matching digits only; in other orders of sums every score is computed.
class RetrievalScores {
 public:
  RetrievalScores(const attention::Plan<StrictEmulated>& plan, int digits, const Number& beta)
      : plan_(plan), head_(plan, digits, 1, beta), digits_(digits),
        by_distance_(plan.score.order.kind == arithmetic::SumOrder::Kind::left_to_right ||
                     plan.score.order.kind == arithmetic::SumOrder::Kind::exact),
        table_(static_cast<std::size_t>(digits) + 1), keyless_(compute(0, std::nullopt)) {}
  bool by_distance() const { return by_distance_; }
  Number of(std::int64_t target, const std::optional<std::int64_t>& key) const {
    if (!key) return keyless_;
    if (!by_distance_) return compute(target, key);
    auto& known = table_[hamming_distance(target, *key)];
    if (!known) known = compute(target, key);
    return *known;
  }
  /// The largest score of any key but the target's: one differing digit, or no key.
  Number light(std::int64_t target) const {
    Number most = keyless_;
    for (int i = 0; i < (by_distance_ ? 1 : digits_); ++i) {
      const Number s = of(target, target ^ (std::int64_t{1} << i));
      if (!at_most(s, most)) most = s;
    }
    return most;
  }

 private:
  Number compute(std::int64_t target, const std::optional<std::int64_t>& key) const {
    return plan_.score.dot(head_.drive(none, target, none).query, head_.drive(key.value_or(none), none, none).key);
  }
  const attention::Plan<StrictEmulated>& plan_;
  RetrievalHead<StrictEmulated> head_;
  int digits_;
  bool by_distance_;
  mutable std::vector<std::optional<Number>> table_;  // by distance, when first asked for: larger scores may overflow
  Number keyless_;
};

}  // namespace attest::constructions
