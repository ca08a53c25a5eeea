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

// 0 when no gain is sure. Remembers the root.
double CoverEstimate::gain_at(double u) {
  const double marked = u / (k_ * y_);
  if (marked >= 1) return 0;
  const double q = root(1 - marked, marked, beta_ / k_, start_);
  if (q > 0) start_ = q;
  return gain_from_root(k_, q);
}

bool CoverEstimate::step() {
  const double g = u_ <= 0 ? k_ : gain_at(u_);
  u_ += g;
  return g >= 1;
}

bool CoverEstimate::leap(double count) {
  if (count <= 1 || u_ <= 0) return step();
  const double first = gain_at(u_);
  if (first < 1) return false;
  const double middle = gain_at(u_ + first * count / 2);
  if (middle < 1) return false;
  u_ += middle * count;
  return true;
}

double estimate_cover(double k, double y, double beta, double x, double stride) {
  CoverEstimate process(k, y, beta);
  double leap = 1;
  for (double done = 0; done < x; done += leap) {
    leap = std::min(std::max(1.0, std::floor(stride * done)), x - done);
    if (!process.leap(leap)) return -1;
  }
  return process.u();
}

double estimate_steps(double x, double stride) {
  if (x > 1e5) return 1;
  const double slow = stride > 0 ? 2 / stride : x;
  return x <= slow ? x : slow + std::log(x / slow) / std::log1p(stride);
}

double estimate_hidden_members(double groups, double m, double q, double loss, double t) {
  const double e = std::log2(q) - loss / t;
  if (e <= 0) return groups;
  const double i = std::min(q - 1, std::max(1.0, std::floor(std::exp2(e))));
  const double psi = i + (e - std::log2(i)) / (std::log2(i + 1) - std::log2(i));
  return std::ceil(groups * (1 + (m - 1) * (psi - 1) / (q - 1)) * (1 - 1e-14));
}

}  // namespace attest::bounds
