#include "formulas.hpp"

#include <bit>

#include "arithmetic/arithmetic.hpp"

namespace attest::attention::testing {

namespace {

using Drives = std::vector<Drive<arithmetic::RationalArithmetic>>;
using Matrix = RationalRows;

Rational dot(const std::vector<Rational>& x, const std::vector<Rational>& y) {
  Rational total;
  for (std::size_t i = 0; i < x.size(); ++i) total += x[i] * y[i];
  return total;
}

Rational absolute(const Rational& x) { return x.sign() < 0 ? -x : x; }

Drives data(const Sequence& tokens, bool magnitude) {
  Drives drives = to_drives(arithmetic::RationalArithmetic{}, tokens);
  if (!magnitude) return drives;
  for (auto& d : drives)
    for (auto* part : {&d.query, &d.key, &d.value, &d.decay, &d.level_weights})
      for (Rational& x : *part) x = absolute(x);
  return drives;
}

/// Σ_{s<=t} coefficient(t,s)·v_s.
template <class Coefficient>
RationalRows weighted_values(const Drives& drives, Coefficient coefficient) {
  RationalRows rows;
  for (std::size_t t = 0; t < drives.size(); ++t) {
    std::vector<Rational> y(drives[t].value.size());
    for (std::size_t s = 0; s <= t; ++s)
      for (std::size_t c = 0; c < y.size(); ++c) y[c] += coefficient(t, s) * drives[s].value[c];
    rows.push_back(y);
  }
  return rows;
}

/// Π of the decays of tokens s+1..t, channel i.
Rational decays(const Drives& drives, std::size_t t, std::size_t s, std::size_t i) {
  Rational product = 1;
  for (std::size_t r = s + 1; r <= t; ++r) product *= drives[r].decay[drives[r].decay.size() == 1 ? 0 : i];
  return product;
}

RationalRows linear(Drives drives, const FormulaOptions& options) {
  for (auto& d : drives)
    for (auto* part : {&d.query, &d.key})
      if (options.feature_map == FeatureMap::relu)
        for (Rational& x : *part)
          if (x.sign() < 0) x = 0;
  RationalRows rows = weighted_values(drives, [&](std::size_t t, std::size_t s) { return dot(drives[t].query, drives[s].key); });
  if (!options.normaliser) return rows;
  for (std::size_t t = 0; t < rows.size(); ++t) {
    Rational total;
    for (std::size_t s = 0; s <= t; ++s) total += dot(drives[t].query, drives[s].key);
    for (Rational& y : rows[t]) y /= total;
  }
  return rows;
}

Rational gated_score(const Drives& drives, std::size_t t, std::size_t s) {
  Rational score;
  for (std::size_t i = 0; i < drives[t].query.size(); ++i)
    score += drives[t].query[i] * decays(drives, t, s, i) * drives[s].key[i];
  return score;
}

/// Level by its definition: the length in binary of t XOR s.
std::size_t level(std::size_t t, std::size_t s) {
  std::size_t length = 0;
  for (std::size_t difference = t ^ s; difference != 0; difference /= 2) ++length;
  return length;
}

Matrix product(const Matrix& x, const Matrix& y) {
  Matrix z(x.size(), std::vector<Rational>(y.front().size()));
  for (std::size_t i = 0; i < x.size(); ++i)
    for (std::size_t j = 0; j < y.front().size(); ++j)
      for (std::size_t r = 0; r < y.size(); ++r) z[i][j] += x[i][r] * y[r][j];
  return z;
}

/// (I − β k kᵀ) Diag(α), with + for magnitudes.
Matrix transition(const Drive<arithmetic::RationalArithmetic>& d, bool gated, bool magnitude) {
  const std::size_t n = d.key.size();
  Matrix matrix(n, std::vector<Rational>(n));
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      const Rational kk = *d.beta * d.key[i] * d.key[j];
      matrix[i][j] = Rational(i == j ? 1 : 0) + (magnitude ? kk : -kk);
      if (gated) matrix[i][j] *= d.decay[d.decay.size() == 1 ? 0 : j];
    }
  return matrix;
}

/// o_t = Σ_s qᵀ T_t···T_{s+1} (β_s k_s) v_sᵀ, every product multiplied out.
RationalRows delta(const Drives& drives, bool gated, bool magnitude) {
  return weighted_values(drives, [&](std::size_t t, std::size_t s) {
    Matrix row{drives[t].query};
    for (std::size_t r = t; r > s; --r) row = product(row, transition(drives[r], gated, magnitude));
    return *drives[s].beta * dot(row.front(), drives[s].key);
  });
}

}  // namespace

RationalRows formula(const std::string& mechanism, const Sequence& tokens, const FormulaOptions& options) {
  const Drives drives = data(tokens, options.magnitude);
  if (mechanism == "linear") return linear(drives, options);
  if (mechanism == "retnet") {
    const Rational decay(  // 1 − 2^(−5−h)
        (std::int64_t{32} << options.head) - 1, std::int64_t{32} << options.head);
    return weighted_values(drives, [&](std::size_t t, std::size_t s) {
      Rational weight = dot(drives[t].query, drives[s].key);
      for (std::size_t r = s; r < t; ++r) weight *= decay;
      return weight;
    });
  }
  if (mechanism == "gla") return weighted_values(drives, [&](std::size_t t, std::size_t s) { return gated_score(drives, t, s); });
  if (mechanism == "delta-net") return delta(drives, false, options.magnitude);
  if (mechanism == "gated-delta-net") return delta(drives, true, options.magnitude);
  if (mechanism == "log-linear")
    return weighted_values(drives, [&](std::size_t t, std::size_t s) {
      const auto& weights = drives[t].level_weights;
      return gated_score(drives, t, s) * (level(t, s) < weights.size() ? weights[level(t, s)] : Rational(1));
    });
  throw std::invalid_argument("no direct formula of " + mechanism + ": add one to properties/attention/formulas.cpp");
}

std::vector<Rational> softmax_formula(const Sequence& tokens, bool magnitude) {
  const Drives drives = data(tokens, false);
  std::vector<Rational> y(drives.back().value.size());
  Rational total;
  for (const auto& d : drives) {
    const Rational weight = Rational(1).scaled(dot(drives.back().query, d.key).to_integer());
    total += weight;
    for (std::size_t c = 0; c < y.size(); ++c) y[c] += weight * (magnitude ? absolute(d.value[c]) : d.value[c]);
  }
  for (Rational& channel : y) channel /= total;
  return y;
}

}  // namespace attest::attention::testing
