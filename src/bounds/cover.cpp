// Implements cover.hpp. Doubles only propose a value; LogSum signs accept or reject it.
#include "bounds/cover.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <stdexcept>

#include "bounds/cover_estimate.hpp"

namespace attest::bounds {
namespace {

// The greatest g in [1, limit] with sure(g), sure being true up to some point and false after it.
// `guess` only decides where to start. Returns 0 when sure(1) is false.
Integer greatest(const std::function<bool(const Integer&)>& sure, const Integer& limit, const Integer& guess) {
  Integer good = 0;
  Integer bad = limit + 1;
  Integer step = 1;
  Integer probe = std::clamp<Integer>(guess, 1, limit);
  while (bad - good > 1) {
    if (probe <= good || probe >= bad) {
      probe = (good + bad) / 2;
    }
    const bool holds = sure(probe);
    (holds ? good : bad) = probe;
    probe = holds ? Integer(good + step) : Integer(bad - step);
    step *= 2;
  }
  return good;
}

Integer from_double(double value) { return value < 1 || !std::isfinite(value) ? Integer(1) : Integer(std::floor(value)); }

}  // namespace

bool gain_is_sure(const Integer& k, const Integer& y, const Deficit& deficit, const Integer& u, const Integer& g) {
  if (g < 1) return false;
  if (sgn(u) == 0) return g <= k;
  const Integer free_pairs = k * y - u;
  const Integer used = g - 1;        // (g-1)/k is the share q of KL(q || p)
  const Integer rest = k - used;
  if (!(used * y < free_pairs)) return false;  // g - 1 < k p
  // k KL = used (lg(used y) - lg(ky - u)) + rest (lg(rest y) - lg u), all arguments integers.
  LogSum divergence = LogSum::lg(used, used * y) - LogSum::lg(used, free_pairs);
  divergence += LogSum::lg(rest, rest * y) - LogSum::lg(rest, u);
  return deficit.bits < divergence * deficit.divisor;
}

namespace {

double in_double(const Deficit& deficit) { return deficit.bits.approximate() / deficit.divisor.get_d(); }

// `beta` is the deficit as a double: it proposes the gain that the exact rule accepts or rejects.
std::optional<Integer> gain_near(const Integer& k, const Integer& y, const Deficit& deficit, const Integer& u, double beta) {
  if (sgn(u) == 0) return k;
  const double guess = estimate_gain(k.get_d(), y.get_d(), beta, u.get_d());
  const auto sure = [&](const Integer& g) { return gain_is_sure(k, y, deficit, u, g); };
  if (bit_length(k) > 40) {
    for (double share = 1 - 1e-12; share > 0.5; share = 1 - 10 * (1 - share)) {
      const Integer g = from_double(guess * share);
      if (sure(g)) return g;
    }
  }
  const Integer g = greatest(sure, k, from_double(guess));
  if (sgn(g) == 0) return std::nullopt;
  return g;
}

}  // namespace

std::optional<Integer> gain(const Integer& k, const Integer& y, const Deficit& deficit, const Integer& u) {
  return gain_near(k, y, deficit, u, in_double(deficit));
}

std::optional<std::vector<Integer>> cover_gains(const Integer& k, const Integer& y, const Deficit& deficit, const Integer& x) {
  if (k < 1 || y < 1 || deficit.divisor < 1) throw std::invalid_argument("cover: k, y and the divisor must be at least 1");
  if (x > 20000) throw std::invalid_argument("cover: x = " + x.get_str() + " greedy steps are too many to check exactly (at most 20000): take a smaller x");
  const double beta = in_double(deficit);
  std::vector<Integer> gains;
  Integer u = 0;
  for (Integer step = 0; step < x; ++step) {
    const std::optional<Integer> g = gain_near(k, y, deficit, u, beta);
    if (!g) return std::nullopt;
    u += *g;
    gains.push_back(*g);
  }
  return gains;
}

Integer total(const std::vector<Integer>& gains) {
  Integer sum = 0;
  for (const Integer& gain : gains) sum += gain;
  return sum;
}

std::optional<Integer> cover(const Integer& k, const Integer& y, const Deficit& deficit, const Integer& x) {
  const auto gains = cover_gains(k, y, deficit, x);
  return gains ? std::optional(total(*gains)) : std::nullopt;
}

bool members_are_sure(const Integer& h, const Integer& t, const Integer& s, const Integer& x) {
  if (x <= 1) return x == 1;  // 0 < h^t
  if (x > h) return false;
  return LogSum::lg(t, x - 1) + s < LogSum::lg(t, h);
}

Integer members(const Integer& h, const Integer& t, const Integer& s) {
  if (h < 1 || t < 1 || sgn(s) < 0) throw std::invalid_argument("members: h and t must be at least 1 and s at least 0");
  const Integer guess = from_double(h.get_d() * std::exp2(-s.get_d() / t.get_d())) + 1;
  return greatest([&](const Integer& x) { return members_are_sure(h, t, s, x); }, h, guess);
}

namespace {

/// The greatest i in [0, q] with lg i <= lg q - loss/t.
Integer hidden_share(const Integer& q, const Integer& loss, const Integer& t) {
  const auto below = [&](const Integer& i) { return LogSum::lg(t, i) + loss <= LogSum::lg(t, q); };
  return greatest(below, q, from_double(q.get_d() * std::exp2(-loss.get_d() / t.get_d())));
}

}  // namespace

Integer hidden_coordinate_line(const Integer& q, const Integer& loss, const Integer& t) {
  return q == 2 ? Integer(1) : std::clamp<Integer>(hidden_share(q, loss, t), 1, q - 1);
}

Integer hidden_coordinate_members(const Integer& groups, const Integer& m, const Integer& q, const Integer& loss, const Integer& t) {
  if (q < 2 || q > m || t < 1 || groups < 1) {
    throw std::invalid_argument("Lemma P_q needs 2 <= q <= m, t >= 1 and at least one group");
  }
  if (bit_length(q) > 400) throw std::invalid_argument("Lemma P_q: q = " + q.get_str() + " is too big (at most 400 binary digits): take a smaller q");
  if (q == 2) {  // psi_2(e) = 1 + e: no logarithm is left
    const Integer kept = std::max<Integer>(0, t - loss);
    return groups + ceiling_divide(groups * (m - 1) * kept, t);
  }
  const Integer i = hidden_share(q, loss, t);
  if (sgn(i) == 0) return groups;
  if (i == q) return groups * m;
  // psi = i + A/D with A = t(lg q - lg i) - loss, D = t(lg(i+1) - lg i); the least S with
  // S (q-1) D >= groups((q-1) D + (m-1)((i-1) D + A)).
  const LogSum a = LogSum::lg(t, q) - LogSum::lg(t, i) - loss;
  const LogSum d = LogSum::lg(t, i + 1) - LogSum::lg(t, i);
  const LogSum target = d * Integer(groups * (q - 1 + (m - 1) * (i - 1))) + a * Integer(groups * (m - 1));
  const auto too_small = [&](const Integer& s) { return d * Integer(s * (q - 1)) < target; };
  const double guess = target.approximate() / (d.approximate() * (q.get_d() - 1));
  return greatest(too_small, groups * m, from_double(std::ceil(guess) - 1)) + 1;
}

}  // namespace attest::bounds
