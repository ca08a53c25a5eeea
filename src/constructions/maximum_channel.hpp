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
// For all inputs, also where scores are rounded: it is enough that the maximum depends on v alone and grows with it, that row w's
// scores depend on v' alone and do not fall, that v' = v+h-1, v+h and m-1 weigh 0, u and u against it (weights are monotone), and that
// everything else is below the least maximum and weighs nothing. These are finitely many scores, and all of them are evaluated.
// Online from the last key to the first: everything before a's token is multiplied by 0 when the maximum comes, and nothing
// exceeds it afterwards, so the same numbers are added to the same sums. First to last it fails: H2 proves that it must.
// Real numbers never underflow, so there the construction does not exist. 14b (base e) is another: maximum_channel_14b.hpp.
#pragma once

#include <array>

#include "constructions/composition.hpp"

namespace attest::constructions {

/// What 14a and 14b have in common; `natural`: 14b. The members are the keys of the certificate.
struct MaximumChannel {
  bool natural = false;
  std::int64_t m = 0, n_1 = 0, base = 0;  ///< base: least with base² >= m n_1
  Number delta, nudge, drop, far, underflow, outside, unit;
};

/// The numbers by their keys, in the order of the certificate.
inline constexpr std::array<std::pair<const char*, Number MaximumChannel::*>, 7> channel_numbers{
    {{"delta", &MaximumChannel::delta}, {"nudge", &MaximumChannel::nudge}, {"drop", &MaximumChannel::drop}, {"far", &MaximumChannel::far},
     {"underflow", &MaximumChannel::underflow}, {"outside", &MaximumChannel::outside}, {"unit", &MaximumChannel::unit}}};
/// The certificate's lines from `claim` to `unit`.
std::string channel_lines(const MaximumChannel& channel);

/// 14a in `format`: δ the largest power of two with δm <= 1. std::invalid_argument unless 2 <= m <= 2^15 and m(B-1) < 2^p.
MaximumChannel maximum_channel(std::int64_t m, std::int64_t n_1, const std::string& format = "binary32");
/// The same for weights of this arithmetic, sums of digits exact or not; nothing where it does not underflow.
std::optional<MaximumChannel> channel_for(const Emulated& weight, std::int64_t m, std::int64_t n_1);

/// Base 2, states ufx(1,0).
Setting maximum_channel_setting(attention::Softmax softmax = attention::Softmax::two_pass,
                                attention::KeyOrder order = attention::KeyOrder::first_to_last, const std::string& format = "binary32");

namespace detail {

/// Sizes, base and unit of either variant; nothing where the arithmetic does not underflow.
std::optional<MaximumChannel> channel_sizes(const Emulated& weight, std::int64_t m, std::int64_t n_1);
/// The channel, or why there is none; std::invalid_argument also when sums of digits are not exact.
MaximumChannel require_channel(const std::optional<MaximumChannel>& channel, const arithmetic::Format& format);

/// A digit of the answer: the whole number nearest to (first - second)/unit, halves upwards, brought into 0..base-1. Exact.
std::int64_t channel_digit(const MaximumChannel& c, const Number& first, const Number& second);

/// δ·times, plus or minus T or nothing, and every other coordinate too: exact, then rounded once.
template <arithmetic::Arithmetic A>
attention::Drive<A> channel_drive(const A& in, const MaximumChannel& c, const attention::Representation& x, int head) {
  const auto integer = [&](std::int64_t value) { return in.from_integer(value); };
  const auto times = [&](const Number& factor, std::int64_t count) { return in.mul(factor, arithmetic::number_from_integer(count)); };
  const auto steps = [&](const Number& factor, std::int64_t count, const Number& more) { return in.fma(factor, arithmetic::number_from_integer(count), more); };
  const auto zero = in.zero();
  attention::Drive<A> drive;
  drive.query.assign(7, zero);
  drive.key.assign(7, zero);
  drive.value = {zero, zero};
  if (x[0] == 1) {
    const auto last = c.natural ? steps(c.delta, x[2] + head - 1, c.underflow) : times(c.delta, x[2]);
    drive.key = {integer(1), integer(x[1]), integer(x[1] * x[1]), zero, zero, zero, last};
  } else if (x[0] == 2) {
    const std::int64_t row = x[1] / c.m, column = x[1] % c.m;
    const auto last = c.natural ? times(c.delta, column) : steps(c.delta, column, in.neg(c.underflow));
    drive.key = {zero, zero, zero, integer(1), integer(row), integer(row * row), last};
    drive.value = {integer(x[2] / c.base), integer(x[2] % c.base)};
  } else {
    drive.key[6] = times(c.outside, -1);
  }
  if (x[0] == -3) {
    const std::int64_t a = x[2], w = x[3];
    drive.query = {times(c.far, -a * a), times(c.far, 2 * a), times(c.far, -1), steps(c.drop, -w * w, head == 0 ? c.nudge : in.neg(c.nudge)),
                   times(c.drop, 2 * w), times(c.drop, -1), integer(1)};
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
    x[2] = detail::channel_digit(channel, outputs[0][0], outputs[1][0]) * channel.base + detail::channel_digit(channel, outputs[0][1], outputs[1][1]);
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
