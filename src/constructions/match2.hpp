// Match2 at every position, and 2-Sum of any pair, by the head of construction 3 behind a blank (Sanford, Hsu, Telgarsky 2023).
//
// match2: the blank token (0,0,κ) with value 0 comes first, then the values, stored value 1; every position sees all. Position i
// reads R/(R+B): R sums e^(c·cos(2π(x_i+x_j)/M)), B = e^(cκ). A value completes itself iff it is 0 or M/2, as the task counts it.
// two-sum-any: the same causally, over values that do not complete themselves. Of a pair i < j the later one sees the
// earlier, so some position's bit is 1 iff a pair exists. One more token, the end, asks in a second layer whether any bit is 1:
// key and value of a token are its bit, the query is β. With k >= 1 ones among N tokens that reads k e^β/(k e^β + N - k) >= 1/2 when
// e^β >= N-1, and exactly 0 without any. A second full layer is needed: one layer of small messages does not solve it (theory.md).
//
// Precision: the match is told from its neighbours by c(1 - cos(2π/M))/2, about c·π²/M², on either side of the blank, and that must
// exceed ln n and the rounding of scores of size c: p about 2 lg M + lg ln n bits for inputs and scores.
//
// For all inputs: method heavy-light (heavy_light.hpp). The blank is summed first: `first` = B. k >= 1 matches among n:
// num >= the sum of k heavy, den <= F(k, n-k). None: num <= S(n), n light terms, den >= B. Positions that see fewer values
// (causal) have smaller F and S. heavy, light and B for all x at once are the largest of each, per distinct heavy.
#pragma once

#include "constructions/heavy_light.hpp"
#include "constructions/proof.hpp"
#include "constructions/two_sum.hpp"

namespace attest::constructions {

namespace detail {

/// The end token {3} asks whether x[2], the bit of layer 1, is 1 anywhere; its answer lands in x[2].
template <arithmetic::Arithmetic A>
attention::Layer<A> any_bit_layer(const attention::Plan<A>& plan, const Number& beta) {
  attention::Layer<A> layer;
  layer.plan = plan;
  layer.value_dimension = 1;
  const auto zero = plan.input.zero(), one = plan.input.from_integer(1), scale = lift(plan.input, beta);
  layer.project = [=](const attention::Representation& x, std::size_t, int) {
    const auto bit = x.size() > 2 && x[2] == 1 ? one : zero;
    return attention::Drive<A>{{x[0] == 3 ? scale : zero}, {bit}, {bit}, {}, {}, {}};
  };
  layer.active = [](const attention::Representation& x, std::size_t) { return x[0] == 3; };
  layer.advance = [output = plan.output](const attention::Representation& x, const auto& outputs, std::size_t) {
    return attention::Representation{x[0], 0, reads_one(output, outputs[0][0], half()) ? 1 : 0};
  };
  return layer;
}

}  // namespace detail

/// Tokens: the blank {2}, values {1, x}, the end {3}.
template <arithmetic::Arithmetic A>
attention::Stack<A> two_sum_any_stack(const attention::Plan<A>& plan, std::int64_t M, const TwoSumParameters& parameters, const Number& beta) {
  attention::Stack<A> stack = two_sum_stack(plan, M, parameters);
  attention::Layer<A>& pairs = stack.layers[0];
  pairs.project = [inner = pairs.project, zero = plan.input.zero()](const attention::Representation& x, std::size_t position, int head) {
    if (x[0] == 3) return attention::Drive<A>{{zero, zero, zero}, {zero, zero, zero}, {zero}, {}, {}, {}};
    return inner(x, position, head);
  };
  pairs.active = [](const attention::Representation& x, std::size_t) { return x[0] == 1; };
  stack.layers.push_back(detail::any_bit_layer(plan, beta));
  return stack;
}

/// The blank before the values, and the end after them.
tasks::Tokens with_blank_and_end(std::span<const tasks::Token> tokens);

/// At every position, for all n values of [M]. threshold 1/2 (others are refused).
Proof prove_match2(const Setting& setting, std::int64_t n, std::int64_t M, const TwoSumParameters& parameters);
/// n values of [M] without 0 and M/2.
Proof prove_two_sum_any(const Setting& setting, std::int64_t n, std::int64_t M, const TwoSumParameters& parameters, const Number& beta);

/// Safe defaults of two-sum with n values behind the blank, and β the least power of two with e^β >= 8(n+2).
Number default_any_beta(std::int64_t n, attention::Exponential exponential = attention::Exponential::natural);

}  // namespace attest::constructions
