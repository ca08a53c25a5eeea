// A stack of recurrent layers as a RecurrentMachine: the joint state of all its heads is all that passes between tokens.
#pragma once

#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "attention/machine.hpp"
#include "attention/stream_pool.hpp"

namespace attest::attention {
namespace detail {

template <arithmetic::Arithmetic A>
class RecurrentStackMachine final : public RecurrentMachine {
 public:
  RecurrentStackMachine(Stack<A> stack, int generated)
      : stack_(std::move(stack)), generated_(generated), pool_(checked(stack_)) {
    save(pool_.prototype(), 0, initial_);
  }
  std::int64_t answer(std::span<const Representation> tokens) const override {
    check_tokens(tokens);
    typename StreamPool<A>::Lease stream(pool_);
    load(*stream, initial_, 0);
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) stream->push(tokens[i], i, false);
    return stream->finish(tokens.back(), tokens.size() - 1, generated_);
  }
  arithmetic::BitString initial_state() const override { return initial_; }
  arithmetic::BitString step(const arithmetic::BitString& state, const Representation& token, std::size_t position) const override {
    typename StreamPool<A>::Lease stream(pool_);
    load(*stream, state, position);
    stream->push(token, position, false);
    arithmetic::BitString next;
    save(*stream, position + 1, next);
    return next;
  }
  std::int64_t read(const arithmetic::BitString& state, const Representation& token, std::size_t position) const override {
    typename StreamPool<A>::Lease stream(pool_);
    load(*stream, state, position);
    return stream->finish(token, position, generated_);
  }
  std::size_t state_bits(std::size_t position) const override {
    std::size_t bits = 0;
    for (const LayerStream<A>& layer : pool_.prototype().layers())
      for (const auto& head : layer.heads()) bits += head->state_bits(position);
    return bits;
  }

 private:
  static const Stack<A>& checked(const Stack<A>& stack) {
    for (const Layer<A>& layer : stack.layers)
      if (layer.kind != LayerKind::recurrent)
        throw std::invalid_argument("layer string " + stack.string() + " has full layers: a recurrent machine needs R only");
    return stack;
  }
  static void save(const StackStream<A>& stream, std::size_t position, arithmetic::BitString& bits) {
    for (const LayerStream<A>& layer : stream.layers()) save_layer(layer, position, bits);
  }
  static void load(StackStream<A>& stream, const arithmetic::BitString& state, std::size_t position) {
    arithmetic::BitReader reader(state);
    for (LayerStream<A>& layer : stream.layers())
      for (const auto& head : layer.heads()) head->load_at(reader, position);
    if (!reader.done()) throw std::invalid_argument("a state of " + std::to_string(state.size()) + " bits is too long for this model at this position");
  }

  Stack<A> stack_;
  int generated_;
  mutable StreamPool<A> pool_;
  arithmetic::BitString initial_;
};

}  // namespace detail

/// A stack of recurrent layers only (std::invalid_argument otherwise). The joint state is the states of all heads of all
/// layers, first layer first, as save_at writes them.
template <arithmetic::Arithmetic A>
std::unique_ptr<RecurrentMachine> make_recurrent_machine(Stack<A> stack, int generated = 0) {
  return std::make_unique<detail::RecurrentStackMachine<A>>(std::move(stack), generated);
}

}  // namespace attest::attention
