// Construction 14a: the maximum as a channel (bounds.md section 0). One recurrent and ONE full layer solve 2-SeqComp under
// two-pass softmax in a format that underflows; the same weights evaluated left to right cannot.
//
// The recurrent layer carries z_0 = a to the token w (width_of(m) bits). The full layer has 2 heads h = 0, 1, d_k = 7, base-2
// exponentials, ordinary dot products. With δ = 2^-e, δm <= 1, and u = 2^-U the least positive number (binary32: U = 149):
//   query  q = (-F a², 2F a, -F, -w² + δ/2 - hδ, 2w, -1, 1),  F a power of two >= U + 3
//   key of z_1's token (i, v)        : (1, i, i², 0, 0, 0, δv)               score δv - F(i-a)²
//   key of z_2's token (w', v', val) : (0, 0, 0, 1, w', w'², δv' - T)        score δv' - T ± δ/2 - (w'-w)²,  T = U + 1
//   keys of z_0 and w                : (0, ..., 0, -4F)                      score -4F
//   value: z_2's tokens the two digits of val in base B; all others 0.
// The maximum over all keys is δv, v = z_1(a): the maximum pass has retrieved z_1(a). A token (w, v') of z_2 then has the
// weight 2^(δ(v'-v) - T ± δ/2), which rounds to u iff v' >= v + h and to 0 otherwise (half of u is 2^-T). Every other weight is
// 0, but a's, which is 1. So den = 1, head h returns u times the sum of the digits over v' >= v + h, exactly (sums are integers
// below 2^p), and the heads differ by the digits of z_2(w, v).
// For all inputs: the claims above are about (w, w', v', v, h) and (i, a, v) alone, and all of them are evaluated.
// Online from the last key to the first: everything before a's token is multiplied by 0 when the maximum comes, and nothing
// exceeds it afterwards, so the same numbers are added to the same sums. First to last it fails: H2 proves that it must.
// Real numbers never underflow, so there the construction does not exist. 14b (base e) is another: maximum_channel_14b.hpp.
#pragma once

#include <cmath>

#include "constructions/composition.hpp"

namespace attest::constructions {

/// What 14a and 14b have in common; `natural`: 14b. Numbers are exact; far, drop, ... are those of the certificate.
struct MaximumChannel {
  bool natural = false;
  std::int64_t m = 0, n_1 = 0, base = 0;  ///< base: least with base² >= m n_1
  std::int64_t far = 0, drop = 1, outside = 0;
  Number delta, nudge, underflow, unit;
};

/// 14a in `format`: δ the largest power of two with δm <= 1. std::invalid_argument unless 2 <= m <= 2^15 and m(B-1) < 2^p.
MaximumChannel maximum_channel(std::int64_t m, std::int64_t n_1, const std::string& format = "binary32");

/// Base 2, states ufx(1,0).
Setting maximum_channel_setting(attention::Softmax softmax = attention::Softmax::two_pass,
                                attention::KeyOrder order = attention::KeyOrder::first_to_last, const std::string& format = "binary32");

namespace detail {

/// Sizes, base and unit of either variant; far and outside are left open.
MaximumChannel channel_sizes(std::int64_t m, std::int64_t n_1, const std::string& format);

/// y/unit as an integer: outputs of this construction are multiples of the least positive number.
inline double units(const Number& y, const Number& unit) { return std::ldexp(arithmetic::to_double(y), -unit.exponent); }

/// The last coordinate of a key of z_1 and of z_2, exactly: δv or T - δ + δ(v+h); δv' - T or δv'.
Number channel_last_z1(const MaximumChannel& c, std::int64_t v, int head);
Number channel_last_z2(const MaximumChannel& c, std::int64_t v);

template <arithmetic::Arithmetic A>
attention::Drive<A> channel_drive(const A& in, const MaximumChannel& c, const attention::Representation& x, int head) {
  const auto integer = [&](std::int64_t value) { return in.from_integer(value); };
  const auto zero = in.zero();
  attention::Drive<A> drive;
  drive.query.assign(7, zero);
  drive.key.assign(7, zero);
  drive.value = {zero, zero};
  if (x[0] == 1) {
    drive.key = {integer(1), integer(x[1]), integer(x[1] * x[1]), zero, zero, zero, lift(in, channel_last_z1(c, x[2], head))};
  } else if (x[0] == 2) {
    const std::int64_t row = x[1] / c.m, column = x[1] % c.m;
    drive.key = {zero, zero, zero, integer(1), integer(row), integer(row * row), lift(in, channel_last_z2(c, column))};
    drive.value = {integer(x[2] / c.base), integer(x[2] % c.base)};
  } else {
    drive.key[6] = integer(-c.outside);
  }
  if (x[0] == -3) {
    const std::int64_t a = x[2], w = x[3];
    const auto nudge = lift(in, c.nudge);
    drive.query = {integer(-c.far * a * a), integer(2 * c.far * a), integer(-c.far), in.add(integer(-c.drop * w * w), head == 0 ? nudge : in.neg(nudge)),
                   integer(2 * c.drop * w), integer(-c.drop), integer(1)};
  }
  return drive;
}

}  // namespace detail

/// The stack "RF" for 2-SeqComp(m, n_1) over an arithmetic whose numbers are `Number`s.
template <arithmetic::Arithmetic A>
attention::Stack<A> maximum_channel_stack(const attention::Plan<A>& plan, const MaximumChannel& channel) {
  attention::Layer<A> full;
  full.heads = 2;
  full.plan = plan;
  full.value_dimension = 2;
  full.project = [in = plan.input, channel](const attention::Representation& x, std::size_t, int head) {
    return detail::channel_drive(in, channel, x, head);
  };
  full.active = [](const attention::Representation& x, std::size_t) { return x[0] == -3; };
  full.advance = [channel](attention::Representation x, const auto& outputs, std::size_t) {
    std::int64_t value = 0;
    for (std::size_t digit = 0; digit < 2; ++digit) {
      const double units = detail::units(outputs[0][digit], channel.unit) - detail::units(outputs[1][digit], channel.unit);
      value = value * channel.base + (std::fabs(units) < 1e15 ? std::llround(units) : 0);
    }
    x[2] = value;
    return x;
  };
  attention::Stack<A> stack;
  stack.layers = {detail::carry_layer(plan, channel.m), full};
  stack.embed = [](const attention::Representation& token, std::size_t) {
    return token[0] == -1 ? attention::Representation{-3, -1, 0, token[1]} : token;
  };
  stack.read = [](const attention::Representation& x) { return x.at(2); };
  return stack;
}

/// 14a or 14b for all inputs, two-pass (any order of keys) or online from the last key to the first. Other evaluations are
/// refused with a reason.
Proof prove_maximum_channel(const Setting& setting, const MaximumChannel& channel);

}  // namespace attest::constructions
