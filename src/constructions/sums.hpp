// Rounded sums of many equal terms, and the largest sums with one term that differs: what the proofs for all inputs evaluate.
//
// Terms are nonnegative. Their order is the accumulator's order of sums, as SumOrder says. Left to right the increments of
// s -> fl(s + w) depend only on the unit of s (and, at ties, on its last digit, which is even after one step): once two
// increments in one binade agree, all further ones there do, so stretches are skipped and n terms cost a few steps a binade.
#pragma once

#include <cstdint>
#include <map>
#include <utility>

#include "constructions/strict.hpp"

namespace attest::constructions {

class OrderedSums {
 public:
  /// `raw`: terms enter additions as they are but for the first of a stretch (naive denominators left to right, fused
  /// numerators); otherwise each is rounded into the accumulator first. Exact sums never round their terms.
  OrderedSums(const StrictEmulated& accumulator, bool raw);

  /// S(n): n >= 0 terms w.
  Number copies(const Number& w, std::uint64_t n) const;
  /// n terms w, then one term `last`.
  Number copies_then(const Number& w, std::uint64_t n, const Number& last) const;
  /// H(n): the largest sum of n >= 1 terms of which one is heavy and n-1 light, over all places of the heavy one.
  Number one_heavy(const Number& light, const Number& heavy, std::uint64_t n) const;
  /// total + w + w + ... (n times), left to right.
  Number append(Number total, const Number& w, std::uint64_t n) const;
  /// The longest way of the last of n terms to the root, in additions (exact: 1 for its one rounding).
  std::uint64_t roundings_of_last(std::uint64_t n) const;

 private:
  using Pair = std::pair<Number, Number>;  // S and H
  Number term(const Number& w) const { return raw_ ? w : a_.convert(w); }
  Number sequence(const Number& w, std::uint64_t n) const;
  Pair heavy_sequence(const Number& light, const Number& heavy, std::uint64_t n) const;
  Pair heavy_pairwise(const Number& light, const Number& heavy, std::uint64_t n, std::map<std::uint64_t, Pair>& known) const;
  Number pairwise(const Number& w, std::uint64_t n, std::map<std::uint64_t, Number>& known) const;
  const Number& larger(const Number& x, const Number& y) const { return compare(x, y) == arithmetic::Order::less ? y : x; }

  StrictEmulated a_;
  bool raw_;
};

/// The most additions on the way from one of n terms to their sum (exact: 1, for its one rounding).
std::uint64_t additions_deep(const arithmetic::SumOrder& order, std::uint64_t n);

/// How terms enter the denominator and the numerator of softmax under a plan (softmax_fold.hpp, full_softmax.hpp).
OrderedSums denominator_sums(const attention::Plan<StrictEmulated>& plan);
OrderedSums numerator_sums(const attention::Plan<StrictEmulated>& plan);

/// e^x or 2^x, as the plan says.
Number exponential(const attention::Plan<StrictEmulated>& plan, const Number& x);
/// A weight by naive softmax, or relative to the maximum.
Number weight_of(const attention::Plan<StrictEmulated>& plan, const Number& score, const Number& maximum);

/// Every weight of a score from `least` to `maximum` is defined; throws Undefined. In p<k> the checker asks for a little more.
void require_weights(const attention::Plan<StrictEmulated>& plan, const Number& least, const Number& maximum);

/// Every nonnegative number of the format `inner` is one of `outer`.
bool contained(const arithmetic::Format& inner, const arithmetic::Format& outer);

/// x <= y.
inline bool at_most(const Number& x, const Number& y) { return compare(x, y) != arithmetic::Order::greater; }

}  // namespace attest::constructions
