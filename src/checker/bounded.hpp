// The method bounded: rounded sums of N terms of which one may be heavy, bounded over all places of the heavy one.
#pragma once

#include <map>
#include <utility>

#include "checker/plan.hpp"

namespace attest::checker {

/// Sums of one accumulator over light and heavy terms as they enter (`raw`: only the first is rounded, as Arithmetic::sum).
class ExtremeSums {
 public:
  ExtremeSums(const Arithmetic& a, const Real& light, const Real& heavy, bool raw) : a_(a), light_(light), heavy_(heavy), raw_(raw) {}
  struct Pair {
    Real light, heavy;  ///< S(N); H(N) = the largest sum with one heavy term, over all its places
  };
  Pair of(std::size_t count);

 private:
  Pair sequence(std::size_t count) const;
  Pair blocks(std::size_t count) const;
  Pair halves(std::size_t count);
  Pair join(const Pair& x, const Pair& y) const;
  const Arithmetic& a_;
  Real light_, heavy_;
  bool raw_;
  std::map<std::size_t, Pair> known_;
};

/// Whether a hit with this score reads its own digit among N-1 keys that score at most light_score <= heavy_score.
/// 1 must be a number of the input. May throw Undefined.
bool bounded_row_holds(const Plan& plan, const Real& heavy_score, const Real& light_score, std::size_t N);

}  // namespace attest::checker
