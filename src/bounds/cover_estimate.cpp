// Implements cover_estimate.hpp: Newton on the convex decreasing function KL(. || p) - beta/k on (0, p).
#include "bounds/cover_estimate.hpp"

#include <algorithm>
#include <cmath>

namespace attest::bounds {
namespace {

// The root of KL(q || p) = target on (0, p), or a negative number when KL(0 || p) <= target. A Newton step from any
// point lands left of the root (convexity) and climbs from there, so few steps do.
double root(double p, double marked, double target, double start) {
  if (-std::log2(marked) <= target) return -1;
  double q = std::clamp(start, 1e-18, p * (1 - 1e-9));
  for (int i = 0; i < 60; ++i) {
    const double one_minus = 1 - q;
    const double value = q * std::log2(q / p) + one_minus * std::log2(one_minus / marked) - target;
    const double slope = std::log2(q / p) - std::log2(one_minus / marked);
    double next = q - value / slope;
    if (!(next > 0)) next = q * 1e-3;
    if (next >= p) next = 0.5 * (q + p);
    if (std::abs(next - q) <= 1e-13 * q) return next;
    q = next;
    if (q < 1e-17) return 0;
  }
  return q;
}

double gain_from_root(double k, double q) { return q < 0 ? 0 : std::min(std::floor(q * k * (1 - 1e-13)) + 1, k); }

}  // namespace

double estimate_gain(double k, double y, double beta, double u) {
  if (u <= 0) return k;
  const double marked = u / (k * y);
  if (marked >= 1) return 0;
  return gain_from_root(k, root(1 - marked, marked, beta / k, 0.5 * (1 - marked)));
}

bool CoverEstimate::step() {
  if (u_ <= 0) {
    u_ = k_;
    return true;
  }
  const double marked = u_ / (k_ * y_);
  if (marked >= 1) return false;
  const double q = root(1 - marked, marked, beta_ / k_, start_);
  const double g = gain_from_root(k_, q);
  if (g < 1) return false;
  start_ = q;
  u_ += g;
  return true;
}

double estimate_cover(double k, double y, double beta, double x) {
  CoverEstimate process(k, y, beta);
  for (double i = 0; i < x; ++i) {
    if (!process.step()) return -1;
  }
  return process.u();
}

}  // namespace attest::bounds
