// Scores on the circle, c·cos(2*pi*(x+y)/M), as two-sum, match2 and two-sum-any compute them: the query of x is
// (c cos, c sin, c) with c·cos rounded in `input`, the key of y is (cos, -sin, 0), the blank's key is (0, 0, kappa).
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>

#include "checker/plan.hpp"

namespace attest::checker {

class Circle {
 public:
  Circle(const Plan& plan, std::int64_t M, const Real& c, const Real& kappa);
  Real score(std::int64_t x, std::int64_t y) const;
  /// The blank's score, the same for every query.
  const Real& blank() const { return blank_; }
  /// The largest score of a value y with x + y != 0 mod M; `alphabet(y)` says which values there are. Nothing: there is none.
  template <class Alphabet>
  std::optional<Real> largest_other(std::int64_t x, Alphabet alphabet) const;
  /// Plan::require_span from the least score of all queries and values to `maximum`.
  template <class Alphabet>
  void require_span(const Real& maximum, Alphabet alphabet) const;
  /// Rounded operations of all largest_other, about.
  double work() const;

 private:
  struct Point {
    Real cosine, sine;
  };
  const Point& point(std::int64_t x) const;
  /// No computed score at this distance of x + y from 0 mod M exceeds it (infinity: no bound is known).
  const Real& ceiling(std::int64_t distance) const;
  /// None is below it (the same bound from the other side).
  Real floor(std::int64_t distance) const;
  /// No score at all is below it: coordinates are at most c and 1 in size, and rounding is monotone.
  Real lower_bound() const;
  template <class Alphabet>
  Real least(Alphabet alphabet) const;
  const Plan& plan_;
  std::int64_t M_;
  Real c_, blank_, error_;
  bool bounded_ = false;
  mutable std::unordered_map<std::int64_t, Point> points_;
  mutable std::vector<Real> ceilings_;
};

template <class Alphabet>
std::optional<Real> Circle::largest_other(std::int64_t x, Alphabet alphabet) const {
  std::optional<Real> largest;
  for (std::int64_t distance = 1; 2 * distance <= M_; ++distance) {
    if (largest && less(ceiling(distance), *largest)) break;  // ceilings fall with the distance
    for (const std::int64_t y : {(2 * M_ - x + distance) % M_, (2 * M_ - x - distance) % M_}) {
      if (!alphabet(y)) continue;
      const Real s = score(x, y);
      if (!largest || less(*largest, s)) largest = s;
    }
  }
  return largest;
}

template <class Alphabet>
Real Circle::least(Alphabet alphabet) const {
  std::optional<Real> found;
  for (std::int64_t x = 0; x < M_; ++x) {
    if (!alphabet(x)) continue;
    for (std::int64_t distance = M_ / 2; distance >= 0; --distance) {
      if (found && less(*found, floor(distance))) break;
      for (const std::int64_t y : {(2 * M_ - x + distance) % M_, (2 * M_ - x - distance) % M_}) {
        if (!alphabet(y)) continue;
        const Real s = score(x, y);
        if (!found || less(s, *found)) found = s;
      }
    }
  }
  return *found;
}

template <class Alphabet>
void Circle::require_span(const Real& maximum, Alphabet alphabet) const {
  try {
    return plan_.require_span(lower_bound(), maximum);
  } catch (const Undefined&) {  // but what occurs may be defined
  }
  require_work(work(), plan_.most_work);
  plan_.require_span(least(alphabet), maximum);
}

}  // namespace attest::checker
