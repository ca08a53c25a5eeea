// Implements composition_theorems.hpp: each function is its theorem's statement, line by line.
#include "bounds/composition_theorems.hpp"

#include "bounds/cover.hpp"
#include "bounds/softmax.hpp"

namespace attest::bounds {
namespace {

std::string task_text(const std::vector<Integer>& sizes) {
  std::string text = std::to_string(sizes.size()) + "-SeqComp(";
  for (std::size_t i = 0; i < sizes.size(); ++i) text += (i ? ", " : "") + sizes[i].get_str();
  return text + ")";
}

Inequality prefix_fold_theorem(const std::string& theorem, const std::string& models, const std::vector<Integer>& sizes, const std::string& boundaries) {
  require_at_least(theorem, "m", sizes.front(), 2);
  for (std::size_t i = 1; i < sizes.size(); ++i) require_at_least(theorem, "n" + std::to_string(i), sizes[i], 1);
  Inequality result;
  result.theorem = theorem;
  result.claim = "no model of the class " + models + " with these bits computes " + task_text(sizes) + " on all inputs, whatever its weights";
  result.covers = covered_by_prefix_fold(boundaries);
  result.not_covered = not_covered_by_prefix_fold();
  return result;
}

void add(Inequality& to, const std::string& name, const Integer& value) { to.parameters.push_back(parameter(name, value)); }

void require_bits(const std::string& theorem, std::initializer_list<std::pair<const char*, const Integer*>> list) {
  for (const auto& [name, value] : list) require_at_least(theorem, name, *value, 0);
}

// min(limit, 2^exponent)
Integer power_of_two_at_most(const Integer& limit, const Integer& exponent) {
  if (exponent >= Integer(bit_length(limit))) return limit;
  return std::min<Integer>(limit, Integer(1) << exponent.get_ui());
}

}  // namespace

Inequality evaluate(const OneFull& at) {
  Inequality result = prefix_fold_theorem("F1", "F", {at.m}, "the end of z_1");
  require_bits("F1", {{"message-bits", &at.message_bits}});
  add(result, "message-bits", at.message_bits);
  add(result, "m", at.m);
  add(result, "n", at.m + 2);
  return decide(result, at.message_bits, LogSum::lg(at.m, at.m));
}

Inequality evaluate(const HybridOneFull& at) {
  Inequality result = prefix_fold_theorem("H2", "R* F R*", {at.m, at.n1}, "the end of z_2");
  require_bits("H2", {{"message-bits", &at.message_bits}, {"pre-bits", &at.pre_bits}, {"post-bits", &at.post_bits}, {"x", &at.x}});
  require(at.x > 0 || bit_length(at.m) <= 400, "H2", "m = " + at.m.get_str() + " is too big for the search of x (at most 400 binary digits): give x too");
  const Integer x = at.x > 0 ? at.x : members(at.m, at.m, at.pre_bits);
  require(members_are_sure(at.m, at.m, at.pre_bits, x), "H2",
          "x = " + x.get_str() + " values are not guaranteed: (x-1)^m 2^s_pre < m^m is needed; leave x out to get the greatest");
  for (const auto& [name, value] : {std::pair{"message-bits", &at.message_bits}, {"pre-bits", &at.pre_bits}, {"post-bits", &at.post_bits}, {"m", &at.m}, {"n1", &at.n1}}) add(result, name, *value);
  add(result, "x", x);
  add(result, "n", at.m * at.n1 + at.m + 2);
  return decide(result, Integer(at.pre_bits + at.n1 * at.message_bits + x * at.post_bits), LogSum::lg(at.n1 * x, at.m * at.n1));
}

Inequality evaluate(const HybridOneFullPlus& at) {
  Inequality result = prefix_fold_theorem("H2+", "R* F R*", {at.m, at.n1}, "the end of z_2");
  require_bits("H2+", {{"message-bits", &at.message_bits}, {"pre-bits", &at.pre_bits}, {"post-bits", &at.post_bits}});
  require_at_least("H2+", "x0", at.x0, 1);
  require_at_least("H2+", "x", at.x, 1);
  require(at.x0 <= at.m, "H2+", "x0 = " + at.x0.get_str() + " must be at most m = " + at.m.get_str());
  const Integer y = at.m / at.x0;
  Integer u = at.x * at.x0;
  if (sgn(at.pre_bits) == 0) {
    require(at.x <= y, "H2+", "without state before the full layer x = " + at.x.get_str() + " must be at most floor(m/x0) = " + y.get_str());
  } else {
    const auto gains = cover_gains(at.x0, y, Deficit{at.pre_bits, y}, at.x);
    require(gains.has_value(), "H2+", "cover(x0, y, s_pre/t, x) is not defined at x = " + at.x.get_str() + ": take a smaller x");
    u = total(*gains);
    result.gains.push_back(*gains);
  }
  const Integer rho = power_of_two_at_most(at.x0, at.pre_bits);
  const Integer zeta = sgn(at.post_bits) == 0 ? Integer(0) : std::min<Integer>(at.x * at.post_bits + at.x0 * at.message_bits, at.x * at.x0 * at.post_bits);
  for (const auto& [name, value] : {std::pair{"message-bits", &at.message_bits}, {"pre-bits", &at.pre_bits}, {"post-bits", &at.post_bits}, {"m", &at.m}, {"n1", &at.n1},
                                    {"x0", &at.x0}, {"x", &at.x}}) add(result, name, *value);
  add(result, "u", u);
  add(result, "n", at.m * at.n1 + at.m + 2);
  return decide(result, Integer(at.pre_bits + zeta + at.n1 * rho * at.message_bits), LogSum::lg(at.n1 * u, at.m * at.n1));
}

Inequality evaluate(const TwoFull& at) {
  Inequality result = prefix_fold_theorem("F2", "F F", {at.m, at.n1}, "the ends of z_2 and z_1");
  require_bits("F2", {{"message-bits", &at.message_bits}});
  // ceil(n1(m - b(m-1)/m)) = n1 m - floor(n1 b(m-1)/m); below 1 the inequality cannot hold.
  const Integer coordinates = std::max<Integer>(0, at.n1 * at.m - at.n1 * at.message_bits * (at.m - 1) / at.m);
  for (const auto& [name, value] : {std::pair{"message-bits", &at.message_bits}, {"m", &at.m}, {"n1", &at.n1}, {"coordinates", &coordinates}}) add(result, name, *value);
  add(result, "n", at.m * at.n1 + at.m + 2);
  return decide(result, Integer(at.message_bits * (2 * at.n1 + 3 * at.m - 1)), LogSum::lg(coordinates, at.m * at.n1));
}

Inequality evaluate(const HybridTwoFull& at) {
  Inequality result = prefix_fold_theorem("H3", "R* F R* F R*", {at.m, at.n1, at.n2}, "the ends of z_3 and z_2");
  const Integer &b = at.message_bits, &pre = at.pre_bits, &mid = at.mid_bits, &post = at.post_bits, &m = at.m, &n1 = at.n1, &n2 = at.n2, &X1 = at.X1, &h = at.h, &t1 = at.t1, &y = at.y, &x = at.x;
  require_bits("H3", {{"message-bits", &b}, {"pre-bits", &pre}, {"mid-bits", &mid}, {"post-bits", &post}});
  for (const auto& [name, value] : {std::pair{"X1", &X1}, {"h", &h}, {"t1", &t1}, {"y", &y}, {"x", &x}}) require_at_least("H3", name, *value, 1);
  require(m >= h * y && m >= t1 && m >= h, "H3", "m = " + m.get_str() + " must be at least max(h y, t1, h)");
  require(members_are_sure(h, t1, pre, X1), "H3", "X1 = " + X1.get_str() + " members are not guaranteed: (X1-1)^t1 2^s_pre < h^t1 and X1 <= h are needed");
  const Integer k = n1 * X1;
  const Integer T1 = (m - t1) + X1 * t1;
  Integer K2 = n1 * pre + n1 * n2 * b;
  if (mid > 0) K2 += std::min<Integer>(X1 * mid, mid + (T1 + 1) * b);
  const auto gains = cover_gains(k, y, Deficit{K2, 1}, x);
  require(gains.has_value(), "H3", "cover(n1 X1, y, K_2, x) is not defined: take a smaller x or a greater y");
  const Integer u = total(*gains);
  result.gains.push_back(*gains);
  const Integer tokens = pre > 0 ? x : std::min<Integer>(x, y);
  LogSum sigma = Integer(pre + mid + (1 + n1 * n2) * b + T1 * b + n1 * ((m - h) + tokens * h) * b + x * X1 * post + n1 * n2 * X1 * b);
  if (mid > 0) sigma += LogSum::lg(x * k, y);
  for (const auto& [name, value] : {std::pair{"message-bits", &b}, {"pre-bits", &pre}, {"mid-bits", &mid}, {"post-bits", &post}, {"m", &m}, {"n1", &n1}, {"n2", &n2},
                                    {"X1", &X1}, {"h", &h}, {"t1", &t1}, {"y", &y}, {"x", &x}}) add(result, name, *value);
  add(result, "u", u);
  add(result, "n", m * n1 * n2 + m * n1 + m + 2);
  return decide(result, sigma, LogSum::lg(n2 * u, m * n1 * n2));
}

Inequality evaluate(const TwoFullTail& at) {
  Inequality result = prefix_fold_theorem("FFR", "F F R*", {at.m, at.n1}, "the ends of z_2 and z_1");
  const Integer &b = at.message_bits, &s = at.post_bits, &m = at.m, &n1 = at.n1, &g = at.g, &q = at.q, &t = at.t;
  require_bits("FFR", {{"message-bits", &b}, {"post-bits", &s}});
  for (const auto& [name, value] : {std::pair{"g", &g}, {"t", &t}}) require_at_least("FFR", name, *value, 1);
  require(n1 % g == 0, "FFR", "the group size g = " + g.get_str() + " must divide n1 = " + n1.get_str());
  require(t <= m && q >= 2 && q <= m, "FFR", "1 <= t <= m and 2 <= q <= m are needed");
  const Integer S = hidden_coordinate_members(n1 / g, m, q, g * b, t);
  const Integer T = 2 * m - t + (t - 1) * q;
  const Integer tail = std::min<Integer>(S * s, s + b * (S + m - t + t * S));
  for (const auto& [name, value] : {std::pair{"message-bits", &b}, {"post-bits", &s}, {"m", &m}, {"n1", &n1}, {"g", &g}, {"q", &q}, {"t", &t}, {"S", &S}}) add(result, name, *value);
  add(result, "n", m * n1 + m + 2);
  result.not_covered.push_back("recurrent heads, token shift or convolutions before or inside the first full layer, or before the second");
  return decide(result, Integer(b * (2 * n1 + 1 + T) + tail), LogSum::lg(g * S, m * n1));
}

}  // namespace attest::bounds
