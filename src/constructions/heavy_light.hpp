// Method `heavy-light` (CLAIMS.md): what a row sums when each weight is a hit's or at most another, in unknown order.
//
// F(k, n-k) is the largest sum of k heavy and n-k light terms over all orders of visit; fewer terms, and smaller ones, only lower
// it. Three ways to know enough of it, cheapest first:
// * relative: every addition of numbers of one format errs by a factor 1±u, so a sum is within a factor 1/(1-Ku) of exact, K the
//   depth of its terms, in any order of sums and at any size. Needs Ku well below 1.
// * absorbed: the light terms together change no sum that has a heavy one in it. Then F(k, n-k) is the sum of the k heavy terms.
// * rows, left to right and up to 4096 terms: the last term is heavy or light and rounded sums are monotone, so
//   F(i,j) = max(F(i-1,j) + heavy, F(i,j-1) + light).
// With num >= the sum of k heavy terms, den <= F(k, n-k) at most twice that gives num/den >= 1/2, which rounding keeps where 1/2
// is a number of the output. Online: weights are relative to the largest score so far; a light term weighs `early` until the
// first heavy one comes, which multiplies the sum so far by `rescale` (factors of at most 1 before that only lower it).
#pragma once

#include <functional>
#include <optional>

#include "arithmetic/rational.hpp"
#include "constructions/sums.hpp"

namespace attest::constructions {

/// Why num and den of a plan are no such sums of one kind of term; empty when they are: quotient, the weight's format inside the
/// accumulator's, 1/2 a number of the output.
std::string heavy_light_violation(const attention::Plan<Emulated>& plan);

/// The terms of one row, numbers of the accumulator.
struct HeavyLight {
  std::optional<Number> first;    ///< a term before all others
  Number early;                   ///< at least a light term before the first heavy one
  std::optional<Number> rescale;  ///< what the first heavy term multiplies the sum so far by
  Number heavy, surely;           ///< at least, and at most, a heavy term
  Number light;                   ///< at least a light term after the first heavy one
  std::uint64_t n = 0;            ///< heavy and light terms

  /// Naive and two-pass softmax.
  static HeavyLight plain(const Number& heavy, const Number& light, std::uint64_t n, const std::optional<Number>& first = {}) {
    return {first, light, {}, heavy, heavy, light, n};
  }
  /// Online, nothing before the n terms: relative to a hit, whose weight is 1; before it a light one weighs at most 1.
  static HeavyLight online(const Number& light, std::uint64_t n) {
    const Number one = arithmetic::number_from_integer(1);
    return {{}, one, light, one, one, light, n};
  }
};

class HeavyLightSums {
 public:
  HeavyLightSums(const StrictEmulated& accumulator, const HeavyLight& terms);

  /// den <= 2·num for every number of heavy terms from 1 to `most`. 0 when it is proved, or a count that was not.
  std::uint64_t first_short_count(std::uint64_t most) const;
  /// Light terms change no sum with a heavy one in it, whatever the order of sums, but exact ones.
  bool absorbed() const;
  /// At least F(hits, n-hits), as a real number times 2^scale(); nothing where Ku >= 1 or a sum may pass the largest number.
  std::optional<arithmetic::Rational> relative(std::uint64_t hits) const;
  /// At most every sum of at least `hits` heavy terms and others that weigh `others` or more, over 2^scale(); nothing where relative(n) has nothing.
  std::optional<arithmetic::Rational> relative_least(std::uint64_t hits, const Number& others) const;
  std::int64_t scale() const { return heavy_.exponent; }
  /// fl(x·2^scale()) of the accumulator: a bound, rounded, for a number of it.
  Number rounded(const arithmetic::Rational& x) const;
  /// 1 - Ku
  arithmetic::Rational slack() const;
  /// Left to right: visit(i, F(i, n-i)) for i = 0, ..., most <= n, until it returns false; whether it never did.
  bool rows(std::uint64_t most, const std::function<bool(std::uint64_t i, const Number& largest)>& visit) const;
  /// Whether rows may be asked for: left to right, at most 4096 terms.
  bool has_rows() const;
  /// Left to right: upper bounds of F(hits, n-hits), numbers of the accumulator, until one is `enough`; whether one was.
  bool any_bound(std::uint64_t hits, const std::function<bool(const Number& largest)>& enough) const;

 private:
  bool relative_holds(std::uint64_t most) const;

  const StrictEmulated a_;
  HeavyLight terms_;
  Number heavy_;
};

/// `any-of`: N tokens of which at most `most` have the bit 1 (key 1, value 1), the others key 0 and value 0; query β. Empty when
/// y >= 1/2 iff some bit is 1, for all bits; otherwise a line. Exact settings too.
std::string any_of_violation(const Setting& setting, const Number& beta, std::int64_t N, std::int64_t most);

/// x/2^scale, from above: what is less than 2^-1024 counts as that, so that no rational grows with unbounded exponents. Nothing where it
/// exceeds 2^1024.
std::optional<arithmetic::Rational> relative_above(const Number& x, std::int64_t scale);
/// x/2^scale; nothing outside 2^-1024..2^1024.
std::optional<arithmetic::Rational> relative_exactly(const Number& x, std::int64_t scale);

}  // namespace attest::constructions
