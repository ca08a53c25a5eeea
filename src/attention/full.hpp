// Full softmax attention of one query over its visible keys: y = Σ α_j v_j, α = softmax(q·k_j). No 1/√d: the scale is in q.
#pragma once

#include <span>
#include <vector>

#include "attention/plan.hpp"
#include "attention/recurrent.hpp"

namespace attest::attention {

/// One head's output (d_v numbers in the output format) for `query` over the keys and values of `visible`, visited in
/// plan.key_order. Sums over keys follow plan.accumulator's order of sums for naive and two_pass; online is sequential
/// by nature (any other order there is std::invalid_argument). Empty `visible` is std::invalid_argument.
template <arithmetic::Arithmetic A>
std::vector<typename A::Number> attend(const Plan<A>& plan, const std::vector<typename A::Number>& query,
                                       std::span<const Drive<A>> visible);

}  // namespace attest::attention

#include "attention/full_softmax.hpp"
