// The scores of construction 3 that a proof for all inputs needs: blank, match and the largest other, for every query.
//
// Pruning. The score of (x, y) is within E of c·cos(2π(x+y)/M), where with u, v the relative and absolute unit of a role
// (|fl(t) - t| <= u|t| + v) and |cos|, |sin| <= 1, computed c·cos <= c in magnitude:
//   a cosine errs by e1 = u_i + v_i, c·cosine by e2 = c e1 + c u_i + v_i, its product with the other by
//   e3 = c e1 + e2 + c u_s + v_s, and the sum of two products by E = 2 e3 + u_s (c + 2 e3) + v_s
// (the third product is 0 and zeros change no sum). So at distance k from the match, k = min(d, M-d), d = x+y mod M, a score is at
// most c·cos(2πk/M) + E, which decreases in k <= M/2: the search goes outwards from the match and stops where nothing farther
// can exceed what was found. These bounds are doubles with 10^-12 (c + E) to spare, thousands of times their error.
// Where results may saturate the error bound is void, and every value is looked at.
#pragma once

#include <vector>

#include "constructions/strict.hpp"
#include "constructions/two_sum.hpp"

namespace attest::constructions {

class TwoSumScores {
 public:
  /// The largest modulus for which all pairs of values are looked at where that is asked.
  static constexpr std::int64_t most_pairs = 4096;

  /// `everything`: the alphabet is [M]; otherwise [M] without 0 and M/2.
  TwoSumScores(const attention::Plan<StrictEmulated>& plan, std::int64_t M, const TwoSumParameters& parameters, bool everything = false);

  bool allowed(std::int64_t x) const { return everything_ || (x != 0 && 2 * x != M_); }
  /// The same for all queries: c·κ.
  const Number& blank() const { return blank_; }
  Number score(std::int64_t x, std::int64_t y) const;

  struct Row {
    Number match;
    Number other;               ///< the largest score of any value but -x
    std::int64_t worst = -1;    ///< a value with that score; -1: the alphabet has no other
  };
  Row row(std::int64_t x) const;
  /// The weights of all scores up to `maximum` are defined; throws Undefined.
  void require_weights(const attention::Plan<StrictEmulated>& plan, const Number& maximum) const;
  /// The query that has the least score of all. Beyond a modulus of `most_pairs` one of the lowest.
  std::int64_t farthest() const;
  /// The value with the least score; for killing inputs. Beyond a modulus of `most_pairs` one of the lowest.
  std::int64_t mildest(std::int64_t x) const;

 private:
  Number lower_bound() const;
  void bound(const attention::Plan<StrictEmulated>& plan, double c);

  StrictEmulated score_;
  std::int64_t M_;
  bool everything_, two_products_;
  const attention::Drive<StrictEmulated>& code(std::int64_t x) const;

  std::function<attention::Drive<StrictEmulated>(const attention::Representation&, std::size_t, int)> project_;
  mutable std::vector<attention::Drive<StrictEmulated>> codes_;  // when first asked for: a proof that fails at once needs few
  Number blank_;
  std::vector<double> most_;  ///< [k]: no score at distance k or more exceeds it; empty: unknown
};

}  // namespace attest::constructions
