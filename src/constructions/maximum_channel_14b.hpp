// Construction 14b: the maximum as a channel with base-e exponentials (bounds_general.md section 7, Theorem T): another
// construction than 14a, with the same idea, evaluated by the same stack (maximum_channel.hpp).
//
// δ is a power of two with δm <= 1/2, T the least multiple of δ with fl(e^-T) = 0, so that e^-(T-δ) still rounds to the least
// positive number u (binary32: T is about 103.97). At the query (a, w), F a power of two >= 2T:
//   z_1's token (i, v), head h : T - δ + δ(v+h) - F(i-a)²: the maximum over all keys is M = T - δ + δ(v+h), v = z_1(a)
//   z_2's token (w', v')       : δv' - F(w'-w)²
//   the tokens z_0 and w       : -4F
// A token (w, v') of z_2 has the weight e^(δ(v'-v-h+1) - T), which is u for v' >= v + h (the exponent is at most 1/2 above -T)
// and 0 below. So, as in 14a, den = 1, head h returns u times the sum of the digits over v' >= v + h, and the heads differ by
// the digits of z_2(w, v). The heads differ in the keys of z_1, not in the query: a matrix of keys per head.
#pragma once

#include "constructions/maximum_channel.hpp"

namespace attest::constructions {

/// std::invalid_argument as for 14a.
MaximumChannel maximum_channel_14b(std::int64_t m, std::int64_t n_1, const std::string& format = "binary32");

/// The same for weights of this arithmetic, sums of digits exact or not; nothing where it does not underflow.
std::optional<MaximumChannel> channel_14b_for(const Emulated& weight, std::int64_t m, std::int64_t n_1);

/// Base e, states ufx(1,0).
Setting maximum_channel_14b_setting(attention::Softmax softmax = attention::Softmax::two_pass,
                                    attention::KeyOrder order = attention::KeyOrder::first_to_last, const std::string& format = "binary32");

}  // namespace attest::constructions
