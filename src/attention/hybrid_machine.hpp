// A stack with full layers as a HybridMachine: states of its recurrent groups and messages of its full layers at a boundary.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "attention/machine.hpp"
#include "attention/stream_pool.hpp"

namespace attest::attention {
namespace detail {

template <arithmetic::Arithmetic A>
class HybridStackMachine final : public HybridMachine {
 public:
  HybridStackMachine(Stack<A> stack, std::size_t length) : stack_(std::move(stack)), length_(length) {
    for (const Layer<A>& layer : stack_.layers) {
      if (layer.kind != LayerKind::full) continue;
      const std::string violation = prefix_message_violation(layer.plan);
      if (!violation.empty()) throw std::invalid_argument("a prefix of keys is no message of fixed length here: " + violation);
    }
  }
  std::int64_t answer(std::span<const Representation> tokens) const override {
    check_tokens(tokens);
    StackStream<A> stream(stack_);
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) stream.push(tokens[i], i, false);
    return stream.finish(tokens.back(), tokens.size() - 1, 0);
  }
  std::string layers() const override { return stack_.string(); }

  Crossing crossing(std::span<const Representation> tokens, std::size_t boundary) const override {
    check_tokens(tokens);
    if (boundary > tokens.size()) throw std::invalid_argument("a boundary beyond the last token");
    StackStream<A> stream(stack_);
    Crossing result;
    const std::size_t full = static_cast<std::size_t>(std::ranges::count(layers(), 'F')), n = tokens.size();
    result.messages.assign(full, std::vector<arithmetic::BitString>(n - boundary));
    for (std::size_t i = 0; i < n; ++i) {
      if (i == boundary) result.states = group_states(stream, i);
      if (i + 1 == n) result.last_states = group_states(stream, i);
      Representation x = stack_.embed ? stack_.embed(tokens[i], i) : tokens[i];
      std::size_t f = 0;
      for (std::size_t l = 0; l < stack_.layers.size(); ++l) {
        const bool wanted = i + 1 == n || l + 1 < stack_.layers.size();
        const bool is_full = stack_.layers[l].kind == LayerKind::full;
        stream.layers()[l].push(x, i, wanted, boundary, is_full && i >= boundary ? &result.messages[f][i - boundary] : nullptr);
        f += is_full;
      }
      if (i + 1 == n) result.answer = stack_.read(x);
    }
    if (boundary == n) result.states = group_states(stream, n);
    return result;
  }

  std::size_t state_bits(std::size_t group) const override {
    std::size_t bits = 0, current = 0;
    const StackStream<A> stream(stack_);
    for (const LayerStream<A>& layer : stream.layers()) {
      current += layer.layer().kind == LayerKind::full;
      if (current == group)
        for (const auto& head : layer.heads()) bits += most_bits(*head);
    }
    if (group > current) throw std::invalid_argument("this stack has no recurrent group " + std::to_string(group));
    return bits;
  }
  std::size_t message_bits(std::size_t full_layer) const override {
    std::size_t current = 0;
    for (const Layer<A>& layer : stack_.layers) {
      if (layer.kind != LayerKind::full || current++ != full_layer) continue;
      if (layer.value_dimension == 0) throw std::invalid_argument("the message of a full layer needs Layer::value_dimension (d_v)");
      const auto bits = SoftmaxFold<A>::bits(layer.plan, layer.value_dimension);
      if (!bits) throw std::invalid_argument("accumulators of an unbounded format have no fixed length: no bound may be issued");
      return *bits * static_cast<std::size_t>(layer.heads);
    }
    throw std::invalid_argument("this stack has no full layer " + std::to_string(full_layer));
  }

 private:
  std::size_t most_bits(const RecurrentHead<A>& head) const {
    std::size_t most = head.state_bits(0);
    for (std::size_t position = 1; position <= length_; ++position) most = std::max(most, head.state_bits(position));
    return most;
  }
  std::vector<arithmetic::BitString> group_states(const StackStream<A>& stream, std::size_t position) const {
    std::vector<arithmetic::BitString> states(1);
    for (const LayerStream<A>& layer : stream.layers()) {
      if (layer.layer().kind == LayerKind::full) states.emplace_back();
      else save_layer(layer, position, states.back());
    }
    return states;
  }

  Stack<A> stack_;
  std::size_t length_;
};

}  // namespace detail

/// A causal stack whose full layers fold left to right (naive or online, keys first to last, quotient); anything else is
/// std::invalid_argument with the reason, because there a prefix is no message of b bits. Messages are empty where a
/// layer's output is not used. `length`: most tokens of a run; state_bits is the largest up to there (only log-linear
/// heads depend on it).
template <arithmetic::Arithmetic A>
std::unique_ptr<HybridMachine> make_hybrid_machine(Stack<A> stack, std::size_t length = 1) {
  return std::make_unique<detail::HybridStackMachine<A>>(std::move(stack), length);
}

}  // namespace attest::attention
