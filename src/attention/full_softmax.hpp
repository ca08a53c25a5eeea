// Definition of attend (full.hpp): naive, two-pass and online softmax over the visible keys.
//
// Where each rounding happens, keys in the order of visit:
//   fold (naive and online, left-to-right sums, quotient): as softmax_fold.hpp says, key by key.
//   otherwise: s_j = score.dot(q, k_j); the maximum of all s_j unrounded (two_pass, online); weights
//     naive: w_j = weight.e^(weight.convert(s_j));  two_pass, online: w_j = weight.e^(weight.sub(s_j, max))
//     den = accumulator.sum(w), in the accumulator's order of sums (online: the fold's den)
//     quotient:      num_c = accumulator.dot(w, v_c), its products rounded too unless fused or exact; y_c = output.div(num_c, den)
//     weights_first: p_j = weight.div(w_j, den); y_c = output.convert(accumulator.dot(p, v_c))
//   A den of 0 in fixed point gives the uniform average, y_c = output.div(accumulator.sum(v_c), n) (arXiv 2506.16055);
//   in other formats 0/0 is NaN, or Undefined where there is none.
// Left-to-right sums here begin with their first term, the fold's with zero: the two differ at most in the sign of a zero.
#pragma once

#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "attention/full.hpp"
#include "attention/softmax_fold.hpp"

namespace attest::attention {
namespace detail {

/// The j-th visited of n keys.
inline std::size_t visited(KeyOrder order, std::size_t j, std::size_t n) {
  return order == KeyOrder::first_to_last ? j : n - 1 - j;
}

template <arithmetic::Arithmetic A>
void check_shapes(const std::vector<typename A::Number>& query, std::span<const Drive<A>> visible) {
  if (visible.empty()) throw std::invalid_argument("softmax attention needs at least one visible key");
  for (const Drive<A>& drive : visible) {
    if (drive.key.size() != query.size())
      throw std::invalid_argument("a query of " + std::to_string(query.size()) + " numbers meets a key of " +
                                  std::to_string(drive.key.size()) + ": give them one length");
    if (drive.value.size() != visible.front().value.size())
      throw std::invalid_argument("values of different lengths in one head: give them one length");
  }
}

/// Scores in the order of visit.
template <arithmetic::Arithmetic A>
std::vector<typename A::Number> scores(const Plan<A>& plan, const std::vector<typename A::Number>& query,
                                       std::span<const Drive<A>> visible) {
  std::vector<typename A::Number> s;
  s.reserve(visible.size());
  for (std::size_t j = 0; j < visible.size(); ++j)
    s.push_back(plan.score.dot(query, visible[visited(plan.key_order, j, visible.size())].key));
  return s;
}

/// Softmax's weights before any division, and their sum.
template <arithmetic::Arithmetic A>
typename A::Number weigh(const Plan<A>& plan, std::vector<typename A::Number>& scores_to_weights) {
  using Number = typename A::Number;
  std::vector<Number>& s = scores_to_weights;
  SoftmaxFold<A> fold(plan, 0);
  Number maximum = s.front();
  for (std::size_t j = 1; j < s.size(); ++j) maximum = plan.score.max(maximum, s[j]);
  if (plan.softmax == Softmax::online)
    for (const Number& score : s) fold.step(score, {});
  for (Number& score : s) score = fold.weight(score, plan.softmax == Softmax::naive ? nullptr : &maximum);
  return plan.softmax == Softmax::online ? fold.denominator() : plan.accumulator.sum(s);
}

template <arithmetic::Arithmetic A>
std::vector<typename A::Number> attend_gathered(const Plan<A>& plan, const std::vector<typename A::Number>& query,
                                                std::span<const Drive<A>> visible) {
  using Number = typename A::Number;
  const std::size_t n = visible.size();
  std::vector<Number> weights = scores(plan, query, visible);
  const Number denominator = weigh(plan, weights);
  const bool average = is_fixed_point(plan.accumulator) && plan.accumulator.is_zero(denominator);
  if (!average && plan.normalisation == Normalisation::weights_first)
    for (Number& weight : weights) weight = plan.weight.div(weight, denominator);
  std::vector<Number> y, column(n, plan.input.zero());
  for (std::size_t c = 0; c < visible.front().value.size(); ++c) {
    for (std::size_t j = 0; j < n; ++j) column[j] = visible[visited(plan.key_order, j, n)].value[c];
    if (average) y.push_back(plan.output.div(plan.accumulator.sum(column), plan.output.from_integer(static_cast<std::int64_t>(n))));
    else if (plan.normalisation == Normalisation::weights_first) y.push_back(plan.output.convert(plan.accumulator.dot(weights, column)));
    else y.push_back(plan.output.div(plan.accumulator.dot(weights, column), denominator));
  }
  return y;
}

}  // namespace detail

template <arithmetic::Arithmetic A>
std::vector<typename A::Number> attend(const Plan<A>& plan, const std::vector<typename A::Number>& query,
                                       std::span<const Drive<A>> visible) {
  detail::check_shapes(query, visible);
  if (plan.softmax == Softmax::online && order_of_sums(plan.accumulator).kind != arithmetic::SumOrder::Kind::left_to_right)
    throw std::invalid_argument("online softmax is sequential: give the accumulator left-to-right sums, or use two-pass");
  if (!fold_violation(plan).empty()) return detail::attend_gathered(plan, query, visible);
  SoftmaxFold<A> fold(plan, visible.front().value.size());
  for (std::size_t j = 0; j < visible.size(); ++j)
    fold.step(query, visible[detail::visited(plan.key_order, j, visible.size())]);
  return fold.finish();
}

}  // namespace attest::attention
