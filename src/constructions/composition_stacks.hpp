// Definition of composition_stack (composition.hpp): layers and position-wise maps.
//
// Representations. Function and z_0 tokens stay as they are but in the encoder. The token that does the work becomes
// {-3, r, i_r, w_1, ..., w_{L-1}}, r = -1 before z_0 is known. Encoder: every token is {tag, argument, r, u, w_1, ...}.
#pragma once

#include "attention/linear.hpp"
#include "constructions/composition.hpp"

namespace attest::constructions {
namespace detail {

using attention::Representation;

inline std::span<const std::int64_t> tail(const Representation& x, std::size_t first) { return std::span(x).subspan(first); }

/// One retrieval for the working token: it reads i_{r+1}.
template <arithmetic::Arithmetic A>
attention::Layer<A> chase_layer(const attention::Plan<A>& plan, const CompositionCodes& codes, bool z0_has_key, const Number& beta) {
  attention::Layer<A> layer;
  layer.plan = plan;
  layer.value_dimension = static_cast<std::size_t>(codes.argument_width);
  const RetrievalHead<A> head(plan, codes.digits(), codes.argument_width, beta);
  layer.project = [head, codes, z0_has_key](const Representation& x, std::size_t, int) {
    if (x[0] == -3) return head.drive(none, x[1] < codes.L ? codes.next(x[1], x[2], tail(x, 3)) : none, none);
    if (x[0] == 0) return z0_has_key ? head.drive(codes.code(0, 0), none, x[1]) : head.drive(none, none, none);
    return head.drive(codes.code(x[0], x[1]), none, x[2]);
  };
  layer.active = [](const Representation& x, std::size_t) { return x[0] == -3; };
  layer.advance = [output = plan.output, codes](Representation x, const auto& outputs, std::size_t) {
    if (x[1] < codes.L) ++x[1], x[2] = read_digits(output, outputs[0]);
    return x;
  };
  return layer;
}

/// Linear attention that hands the digits of z_0 to the last token: d_k = 1, no normaliser.
template <arithmetic::Arithmetic A>
attention::Layer<A> carry_layer(const attention::Plan<A>& plan, std::int64_t m) {
  const int width = tasks::width_of(m);
  attention::Layer<A> layer;
  layer.kind = attention::LayerKind::recurrent;
  layer.plan = plan;
  layer.make_head = [plan, width](int) {
    return std::make_unique<attention::LinearHead<A>>(plan, 1, static_cast<std::size_t>(width), attention::FeatureMap::identity, false);
  };
  const auto zero = plan.input.zero(), one = plan.input.from_integer(1);
  layer.project = [=](const Representation& x, std::size_t, int) {
    attention::Drive<A> drive{{one}, {x[0] == 0 ? one : zero}, {}, {}, {}, {}};
    for (int digit : tasks::digits_of(x[0] == 0 ? x[1] : 0, width)) drive.value.push_back(digit ? one : zero);
    return drive;
  };
  layer.active = [](const Representation& x, std::size_t) { return x[0] == -3; };
  layer.advance = [output = plan.output](Representation x, const auto& outputs, std::size_t) {
    x[1] = 0, x[2] = read_digits(output, outputs[0]);
    return x;
  };
  return layer;
}

/// Every token fetches w from the last token: a key of one digit, all other keys zero.
template <arithmetic::Arithmetic A>
attention::Layer<A> broadcast_layer(const attention::Plan<A>& plan, const tasks::Composition& task, const Number& beta) {
  int width = 0;
  std::vector<int> widths;
  for (std::int64_t factor : task.factors()) width += widths.emplace_back(tasks::width_of(factor));
  attention::Layer<A> layer;
  layer.plan = plan;
  layer.value_dimension = static_cast<std::size_t>(width);
  const RetrievalHead<A> head(plan, 1, width, beta);
  layer.project = [head, widths](const Representation& x, std::size_t, int) {
    if (x[0] != -1) return head.drive(none, 1, none);
    std::int64_t all = 0;
    for (std::size_t l = 0; l < widths.size(); ++l) all = (all << widths[l]) + x[4 + l];
    return head.drive(1, 1, all);
  };
  layer.advance = [output = plan.output, widths](Representation x, const auto& outputs, std::size_t) {
    std::int64_t all = read_digits(output, outputs[0]);
    for (std::size_t l = widths.size(); l-- > 0; all >>= widths[l]) x[4 + l] = all & ((std::int64_t{1} << widths[l]) - 1);
    return x;
  };
  return layer;
}

/// Pointer doubling: every token takes over (r, u) of the token that it points at.
template <arithmetic::Arithmetic A>
attention::Layer<A> doubling_layer(const attention::Plan<A>& plan, const CompositionCodes& codes, const Number& beta) {
  const int reached_width = tasks::width_of(codes.L + 1);
  attention::Layer<A> layer;
  layer.plan = plan;
  layer.value_dimension = static_cast<std::size_t>(reached_width + codes.argument_width);
  const RetrievalHead<A> head(plan, codes.digits(), reached_width + codes.argument_width, beta);
  layer.project = [head, codes](const Representation& x, std::size_t, int) {
    const auto query = x[2] < codes.L ? codes.next(x[2], x[3], tail(x, 4)) : none;
    if (x[0] == -1) return head.drive(none, query, none);
    return head.drive(codes.code(x[0], x[1]), query, (x[2] << codes.argument_width) + x[3]);
  };
  layer.advance = [output = plan.output, codes](Representation x, const auto& outputs, std::size_t) {
    if (x[2] >= codes.L) return x;
    const std::int64_t both = read_digits(output, outputs[0]);
    x[2] = both >> codes.argument_width;
    x[3] = both & ((std::int64_t{1} << codes.argument_width) - 1);
    return x;
  };
  return layer;
}

template <arithmetic::Arithmetic A>
attention::Stack<A> encoder_stack(attention::Plan<A> plan, const tasks::Composition& task, const CompositionCodes& codes, const Number& beta) {
  plan.mask = attention::Mask::encoder;
  attention::Stack<A> stack;
  if (codes.L > 1) stack.layers.push_back(broadcast_layer(plan, task, beta));
  for (int reach = 1; reach < codes.L + 2; reach *= 2) stack.layers.push_back(doubling_layer(plan, codes, beta));
  stack.embed = [codes](const Representation& token, std::size_t) {
    Representation x{token[0], 0, -1, 0};
    if (token[0] == 0) x = {0, 0, 0, token[1]};
    if (token[0] > 0) x = {token[0], token[1], token[0], token[2]};
    for (int l = 1; l < codes.L; ++l) x.push_back(token[0] == -1 ? token[static_cast<std::size_t>(l)] : 0);
    return x;
  };
  stack.read = [](const Representation& x) { return x.at(3); };
  return stack;
}

}  // namespace detail

template <arithmetic::Arithmetic A>
attention::Stack<A> composition_stack(attention::Plan<A> plan, const tasks::Composition& task, CompositionVariant variant,
                                      const Number& beta) {
  using Variant = CompositionVariant;
  if ((variant == Variant::merged) != (task.order() == tasks::Composition::TokenOrder::merged))
    throw std::invalid_argument("the construction " + to_text(variant) + " does not fit the token order of " + task.sizes());
  const CompositionCodes codes(task);
  if (variant == Variant::encoder) return detail::encoder_stack(std::move(plan), task, codes, beta);
  const bool z0_has_key = variant == Variant::full_first || variant == Variant::chain_of_thought;
  const auto chase = detail::chase_layer(plan, codes, z0_has_key, beta);
  attention::Stack<A> stack;
  if (variant == Variant::recurrent_first) stack.layers.push_back(detail::carry_layer(plan, codes.N[0]));
  const int retrievals = variant == Variant::full_first ? codes.L + 1 : variant == Variant::chain_of_thought ? 1 : codes.L;
  for (int layer = 0; layer < retrievals; ++layer) stack.layers.push_back(chase);
  stack.embed = [](const attention::Representation& token, std::size_t) {
    if (token[0] != -1 && token[0] != -2) return token;
    attention::Representation x{-3, token[0] == -2 ? 0 : -1, token[0] == -2 ? token[1] : 0};
    x.insert(x.end(), token.begin() + (token[0] == -2 ? 2 : 1), token.end());
    return x;
  };
  stack.read = [](const attention::Representation& x) { return x.at(2); };
  if (variant == Variant::chain_of_thought) stack.generate = [](const attention::Representation& x) { return x; };
  return stack;
}

}  // namespace attest::constructions
