// The method heavy-light: rounded sums of some heavy and many light terms in unknown order.
#pragma once

#include <gmpxx.h>

#include <optional>

#include "checker/plan.hpp"

namespace attest::checker {

/// Numbers of the accumulator: what one row sums over n keys, in the order of visit.
struct Terms {
  std::optional<Real> first;    ///< before all others
  Real early;                   ///< no light term is larger before the first heavy one,
  std::optional<Real> rescale;  ///< which multiplies the sum so far by this,
  Real light;                   ///< nor after it
  Real heavy;
  std::size_t n = 0;
};
Terms plain_terms(const Real& heavy, const Real& light, std::size_t n, const std::optional<Real>& first = {});
/// Online, relative to a hit's score, nothing before the n keys: before the hit weights are at most 1, and a hit's is 1.
Terms online_terms(const Real& light, std::size_t n);

/// What is known of F(k, n-k), the largest rounded sum of k heavy and n-k light terms over all their orders.
class TermSums {
 public:
  TermSums(const Arithmetic& a, const Terms& terms);

  /// Left to right: visit(i, F(i, 0..most_light(i))) for i = 0..heavy_terms; stops where it returns false.
  using Visit = std::function<bool(std::size_t heavy_terms, const std::vector<Real>& by_light_terms)>;
  void rows(std::size_t heavy_terms, const std::function<std::size_t(std::size_t)>& most_light, const Visit& visit) const;
  bool has_rows() const { return a_.sequential() && terms_.n <= 4096; }
  /// F(k, n-k) is the sum of k heavy terms, for all k, in every order of sums but exact.
  bool absorbed() const;
  /// At least F(hits, n-hits), over 2^scale(); nothing where the bound is void.
  std::optional<mpq_class> relative(std::size_t hits) const;
  /// At most every sum of at least `hits` heavy terms and others of at least `others`, over 2^scale(); nothing where relative(n) has nothing.
  std::optional<mpq_class> relative_least(std::size_t hits, const Real& others) const;
  /// The rounding of a bound, for a number of the accumulator.
  Real rounded(const mpq_class& bound) const;
  long scale() const { return scale_; }
  /// 1 - Ku
  mpq_class slack() const;

  /// Whether F(k, n-k) <= 2·(sum of k heavy terms) for all k in [1, most], so that den <= 2·num and y >= 1/2 where 1/2 is a number of the
  /// output: by the first two ways, or by the rows.
  bool win_at_once(std::size_t most) const;
  bool win_by_rows(std::size_t most) const;
  /// Left to right: whether some bound of F(hits, n-hits) is `enough`; rows are counted as work.
  bool some_bound(std::size_t hits, double most_work, const std::function<bool(const Real&)>& enough) const;

 private:
  const Arithmetic& a_;
  Terms terms_;
  long scale_ = 0;
};

/// The e with 2^e <= x < 2^(e+1), x > 0.
inline long binary_exponent(const Real& x) { return static_cast<long>(mpfr_get_exp(x.get())) - 1; }
/// x/2^scale; nothing outside 2^-1024..2^1024.
std::optional<mpq_class> relative_value(const Real& x, long scale);
/// The same, from above: what is less than 2^-1024 counts as that.
std::optional<mpq_class> relative_bound(const Real& x, long scale);

/// NotEstablished unless the plan is what the method is about: quotient, keys first to last, `weight` contained in `accumulator`,
/// 1 a number of the input, 1/2 one of the output.
void require_heavy_light(const Plan& plan);
/// NotEstablished unless a weight relative to itself is 1.
void require_weight_one(const Plan& plan, const Real& score);

/// any-of N tokens of which at most `bits` have the bit 1: the query is beta, the key the bit. Throws NotEstablished.
std::uint64_t establish_any_of(const Plan& plan, std::size_t N, std::size_t bits, const Real& beta);
/// The model: whether y >= 1/2 for these bits in token order.
bool any_of(const Plan& plan, const std::vector<bool>& bits, const Real& beta);

}  // namespace attest::checker
