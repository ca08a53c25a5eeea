// Stacks as the abstract machines of machine.hpp: what an adversary may see, with nothing of how the stack was built.
//
// All machines own their stack and are safe to call from several threads (mutable heads are leased from a pool).
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "attention/machine.hpp"
#include "attention/sparse_machine.hpp"
#include "attention/stream.hpp"

namespace attest::attention {
namespace detail {

inline void check_tokens(std::span<const Representation> tokens) {
  if (tokens.empty()) throw std::invalid_argument("a model needs at least one token");
}

/// Streams of one stack that are out of use; a lease takes one (or clones the prototype) and puts it back.
template <arithmetic::Arithmetic A>
class StreamPool {
 public:
  explicit StreamPool(const Stack<A>& stack) : prototype_(stack) {}

  class Lease {
   public:
    explicit Lease(StreamPool& pool) : pool_(pool), stream_(pool.take()) {}
    ~Lease() { pool_.put(std::move(stream_)); }
    Lease(const Lease&) = delete;
    StackStream<A>& operator*() { return *stream_; }
    StackStream<A>* operator->() { return stream_.get(); }

   private:
    StreamPool& pool_;
    std::unique_ptr<StackStream<A>> stream_;
  };

  const StackStream<A>& prototype() const { return prototype_; }

 private:
  std::unique_ptr<StackStream<A>> take() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        auto stream = std::move(idle_.back());
        idle_.pop_back();
        return stream;
      }
    }
    return std::make_unique<StackStream<A>>(prototype_);
  }
  void put(std::unique_ptr<StackStream<A>> stream) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(stream));
  }

  StackStream<A> prototype_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<StackStream<A>>> idle_;
};

/// Appends the states of all heads of a layer after `position` tokens.
template <arithmetic::Arithmetic A>
void save_layer(const LayerStream<A>& layer, std::size_t position, arithmetic::BitString& bits) {
  for (const auto& head : layer.heads()) head->save_at(bits, position);
}

template <arithmetic::Arithmetic A>
class StackMachine final : public Machine {
 public:
  StackMachine(Stack<A> stack, int generated) : stack_(std::move(stack)), generated_(generated) {
    for (const Layer<A>& layer : stack_.layers) causal_ = causal_ && (layer.kind == LayerKind::recurrent || layer.plan.mask == Mask::causal);
  }
  std::int64_t answer(std::span<const Representation> tokens) const override {
    check_tokens(tokens);
    if (!causal_) return attention::answer(stack_, {tokens.begin(), tokens.end()}, generated_);
    StackStream<A> stream(stack_);
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) stream.push(tokens[i], i, false);
    return stream.finish(tokens.back(), tokens.size() - 1, generated_);
  }

 private:
  Stack<A> stack_;
  int generated_;
  bool causal_ = true;
};

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

/// Any stack: answers after `generated` tokens of chain of thought.
template <arithmetic::Arithmetic A>
std::unique_ptr<Machine> make_machine(Stack<A> stack, int generated = 0) {
  return std::make_unique<detail::StackMachine<A>>(std::move(stack), generated);
}

/// A stack of recurrent layers only (std::invalid_argument otherwise). The joint state is the states of all heads of all
/// layers, first layer first, as save_at writes them.
template <arithmetic::Arithmetic A>
std::unique_ptr<RecurrentMachine> make_recurrent_machine(Stack<A> stack, int generated = 0) {
  return std::make_unique<detail::RecurrentStackMachine<A>>(std::move(stack), generated);
}

/// A causal stack whose full layers fold left to right (naive or online, keys first to last, quotient); anything else is
/// std::invalid_argument with the reason, because there a prefix is no message of b bits. Messages are empty where a
/// layer's output is not used. `length`: most tokens of a run; state_bits is the largest up to there (only log-linear
/// heads depend on it).
template <arithmetic::Arithmetic A>
std::unique_ptr<HybridMachine> make_hybrid_machine(Stack<A> stack, std::size_t length = 1) {
  return std::make_unique<detail::HybridStackMachine<A>>(std::move(stack), length);
}

}  // namespace attest::attention
