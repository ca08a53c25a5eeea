// Equality and Disjointness with two full layers (Bhattamishra et al. 2024, theory.md section 3, item 12).
//
// Layer 1: y_i, at position n+i, asks for the code of i; x_i's key is the code of its position, its value the bit; only x tokens
// have keys. So y_i fetches x_i, and a position-wise map makes u_i = x_i xor y_i (equality) or x_i and y_i (disjointness).
// Layer 2: the end token asks whether any u_i is 1 (match2.hpp): the answer is 1 iff none. One layer or one recurrent state of fewer
// than n bits cannot, because all of x must cross to y.
//
// Precision: layer 1 needs 2n·e^(-β) < 1/2, layer 2 e^β >= 2n; so β about ln(4n), scores of size β·lg n, and p about lg of that.
//
// For all inputs: layer 1 by the bound of bounded.hpp at N = 2n keys in sight, the most that a y_i has (the bound grows with
// N); then u is exactly right and layer 2 is any-of with at most n ones among 2n+1 tokens. Method heavy-light.
#pragma once

#include "constructions/match2.hpp"
#include "constructions/retrieval.hpp"
#include "tasks/bit_strings.hpp"

namespace attest::constructions {

template <arithmetic::Arithmetic A>
attention::Stack<A> bit_strings_stack(const attention::Plan<A>& plan, const tasks::BitStrings& task, const Number& beta) {
  const bool equality = task.form() == tasks::BitStrings::Form::equality;
  attention::Layer<A> fetch;
  fetch.plan = plan;
  fetch.value_dimension = 1;
  const RetrievalHead<A> head(plan, tasks::width_of(task.n()), 1, beta);
  fetch.project = [head](const attention::Representation& x, std::size_t, int) {
    if (x[0] == 1) return head.drive(x[1], none, x[2]);
    return head.drive(none, x[0] == 2 ? x[1] : none, none);
  };
  fetch.active = [](const attention::Representation& x, std::size_t) { return x[0] == 2; };
  fetch.advance = [output = plan.output, equality](const attention::Representation& x, const auto& outputs, std::size_t) {
    const bool first = read_digits(output, outputs[0]) == 1, second = x[2] == 1;
    return attention::Representation{x[0], x[1], (equality ? first != second : first && second) ? 1 : 0};
  };
  attention::Layer<A> any = detail::any_bit_layer(plan, beta);
  any.project = [inner = any.project](const attention::Representation& x, std::size_t position, int h) {
    return inner(x[0] == 1 ? attention::Representation{1} : x, position, h);  // x tokens have no bit here
  };
  attention::Stack<A> stack;
  stack.layers = {fetch, any};
  stack.embed = [n = static_cast<std::size_t>(task.n())](const attention::Representation& token, std::size_t position) {
    if (token[0] == 0) return attention::Representation{3, 0, 0};
    return attention::Representation{token[0], static_cast<std::int64_t>(position % n), token[1]};
  };
  stack.read = [](const attention::Representation& x) { return x.at(2) == 1 ? 0 : 1; };
  return stack;
}

Proof prove_bit_strings(const Setting& setting, const tasks::BitStrings& task, const Number& beta);

/// An input whose answer hangs on y_i's reading of x_i = `digit`, all other x being the opposite.
tasks::Tokens bit_strings_extremal(const tasks::BitStrings& task, std::int64_t i, int digit);

}  // namespace attest::constructions
