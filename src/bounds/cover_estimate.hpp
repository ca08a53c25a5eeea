// Lemma C in doubles: guides the searches and proposes values to the exact code of cover.hpp. Never decides.
#pragma once

namespace attest::bounds {

/// About the greatest g with k KL((g-1)/k || 1 - u/(ky)) > beta; below 1 when there is none.
double estimate_gain(double k, double y, double beta, double u);

/// The greedy process of cover(k, y, beta, x) step by step: u grows by one sure gain per call of step().
class CoverEstimate {
 public:
  CoverEstimate(double k, double y, double beta) : k_(k), y_(y), beta_(beta) {}
  /// One more member; false when no gain is sure (then u stays).
  bool step();
  /// About `count` steps at once (midpoint rule): for coarse searches only.
  bool leap(double count);
  double u() const { return u_; }

 private:
  double gain_at(double u);

  double k_, y_, beta_;
  double u_ = 0;
  double start_ = 0.5;  // where the last root was: Newton begins there
};

/// u after x steps, or -1 when a step has no gain. stride > 0: leaps of stride x, coarse.
double estimate_cover(double k, double y, double beta, double x, double stride = 0);

/// The Newton runs estimate_cover makes, about: one a step up to 1/stride, then geometric; x above 10^5 counts as 1 (searches refuse it).
double estimate_steps(double x, double stride);

/// About hidden_coordinate_members (cover.hpp).
double estimate_hidden_members(double groups, double m, double q, double loss, double t);

}  // namespace attest::bounds
