// Construction 14a: the maximum as a channel (bounds.md section 0). One recurrent and ONE full layer solve 2-SeqComp under
// two-pass softmax in binary32; the same weights evaluated left to right cannot.
//
// The recurrent layer carries z_0 = a to the token w (width_of(m) bits). The full layer has 2 heads h = 0, 1, d_k = 7, base-2
// exponentials, ordinary dot products. With δ = 2^-e, δm <= 1:
//   query  q = (-F a², 2F a, -F, -w² + δ/2 - hδ, 2w, -1, 1),  F = 256
//   key of z_1's token (i, v)        : (1, i, i², 0, 0, 0, δv)             score δv - F(i-a)²
//   key of z_2's token (w', v', val) : (0, 0, 0, 1, w', w'², δv' - 150)    score δv' - 150 ± δ/2 - (w'-w)²
//   keys of z_0 and w                : (0, ..., 0, -1000)                  score -1000
//   value: z_2's tokens the two digits of val in base B; all others 0.
// The maximum over all keys is δv, v = z_1(a): the maximum pass has retrieved z_1(a). A token (w, v') of z_2 then has the
// weight 2^(δ(v'-v) - 150 ± δ/2), which rounds to 2^-149 iff v' >= v + h and to 0 otherwise (half of 2^-149 is 2^-150).
// Every other weight is 0, but a's, which is 1. So den = 1, head h returns 2^-149 times the sum of the digits over v' >= v + h,
// exactly (sums are integers below 2^24), and the heads differ by the digits of z_2(w, v).
// For all inputs: the claims above are about (w, w', v', v, h) and (i, a, v) alone, and all of them are evaluated.
// 14b of theory.md (base e, bounds_general.md section 7) is another construction.
#pragma once

#include <cmath>

#include "constructions/composition.hpp"

namespace attest::constructions {

struct MaximumChannel {
  std::int64_t m = 0, n_1 = 0, base = 0;
  Number delta, half_delta;
  static constexpr std::int64_t far = 256, underflow = 150, outside = 1000;
  /// δ the largest power of two with δm <= 1, B the least base with B² >= m n_1. std::invalid_argument unless
  /// 2 <= m <= 2^15 and m(B-1) < 2^24.
  MaximumChannel(std::int64_t m, std::int64_t n_1);
};

/// binary32, base 2, two-pass; states ufx(1,0).
Setting maximum_channel_setting(attention::Softmax softmax = attention::Softmax::two_pass,
                                attention::KeyOrder order = attention::KeyOrder::first_to_last);

namespace detail {

/// y·2^149 as an integer: outputs of this construction are multiples of the least subnormal of binary32.
inline double units(const Number& y) { return std::ldexp(arithmetic::to_double(y), 149); }

template <arithmetic::Arithmetic A>
attention::Drive<A> channel_drive(const A& in, const MaximumChannel& c, const attention::Representation& x, int head) {
  const auto integer = [&](std::int64_t value) { return in.from_integer(value); };
  const auto delta = lift(in, c.delta), half_delta = lift(in, c.half_delta), zero = in.zero();
  attention::Drive<A> drive;
  drive.query.assign(7, zero);
  drive.key.assign(7, zero);
  drive.value = {zero, zero};
  if (x[0] == 1) {
    drive.key = {integer(1), integer(x[1]), integer(x[1] * x[1]), zero, zero, zero, in.mul(delta, integer(x[2]))};
  } else if (x[0] == 2) {
    const std::int64_t row = x[1] / c.m, column = x[1] % c.m;
    drive.key = {zero, zero, zero, integer(1), integer(row), integer(row * row),
                 in.sub(in.mul(delta, integer(column)), integer(c.underflow))};
    drive.value = {integer(x[2] / c.base), integer(x[2] % c.base)};
  } else {
    drive.key[6] = integer(-c.outside);
  }
  if (x[0] == -3) {
    const std::int64_t a = x[2], w = x[3];
    const auto nudge = head == 0 ? half_delta : in.neg(half_delta);
    drive.query = {integer(-c.far * a * a), integer(2 * c.far * a), integer(-c.far), in.add(integer(-w * w), nudge),
                   integer(2 * w), integer(-1), integer(1)};
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
      const double units = detail::units(outputs[0][digit]) - detail::units(outputs[1][digit]);
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

/// For all inputs under two-pass softmax (any order of keys). Other evaluations are refused with a reason.
Proof prove_maximum_channel(const Setting& setting, const MaximumChannel& channel);

}  // namespace attest::constructions
