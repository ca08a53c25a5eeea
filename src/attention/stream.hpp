// Token-by-token evaluation of a causal stack: what passes between tokens is explicit, so it can be saved, restored, seen.
//
// Equal to `run` (stack.hpp) because every causal layer's output at a position is a function of that position's input
// and of the layer's past: recurrent states, or the keys and values seen. Outputs that nobody reads are not computed.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include "attention/softmax_fold.hpp"
#include "attention/stack.hpp"

namespace attest::attention {

/// One layer's memory: heads of a recurrent layer, keys and values of a full one.
template <arithmetic::Arithmetic A>
class LayerStream {
 public:
  using Number = typename A::Number;

  /// `layer` must outlive the stream. std::invalid_argument for an encoder's layer.
  explicit LayerStream(const Layer<A>& layer) : layer_(&layer), keys_(layer.kind == LayerKind::full ? layer.heads : 0) {
    if (layer.kind == LayerKind::full && layer.plan.mask != Mask::causal)
      throw std::invalid_argument("an encoder layer sees later tokens: it cannot be evaluated token by token");
    for (int head = 0; layer.kind == LayerKind::recurrent && head < layer.heads; ++head)
      heads_.push_back(layer.make_head(head));
  }
  LayerStream(const LayerStream& other) : layer_(other.layer_), keys_(other.keys_) {
    for (const auto& head : other.heads_) heads_.push_back(head->clone());
  }
  LayerStream(LayerStream&&) noexcept = default;
  LayerStream& operator=(const LayerStream&) = delete;

  const Layer<A>& layer() const { return *layer_; }
  std::vector<std::unique_ptr<RecurrentHead<A>>>& heads() { return heads_; }
  const std::vector<std::unique_ptr<RecurrentHead<A>>>& heads() const { return heads_; }

  /// Takes in the token with representation x, and turns x into its next representation if that is `wanted`.
  /// When `message` is given and the layer is full: it receives, head after head, the accumulator of this position's
  /// query over the first `boundary` keys (nothing where the layer's output is not used).
  void push(Representation& x, std::size_t position, bool wanted, std::size_t boundary = 0,
            arithmetic::BitString* message = nullptr) {
    const bool active = wanted && (!layer_->active || layer_->active(x, position));
    std::vector<std::vector<Number>> outputs;
    for (int head = 0; head < layer_->heads; ++head) {
      Drive<A> drive = layer_->project(x, position, head);
      const std::size_t h = static_cast<std::size_t>(head);
      if (layer_->kind == LayerKind::recurrent) {
        if (active) outputs.push_back(heads_[h]->step(drive));
        else heads_[h]->absorb(drive);
        continue;
      }
      keys_[h].push_back(std::move(drive));
      if (!active) continue;
      const std::vector<Number>& query = keys_[h].back().query;
      outputs.push_back(message ? observed(query, keys_[h], boundary, *message) : attend<A>(layer_->plan, query, keys_[h]));
    }
    if (!outputs.empty()) x = layer_->advance(x, outputs, position);
  }

 private:
  std::vector<Number> observed(const std::vector<Number>& query, std::span<const Drive<A>> keys, std::size_t boundary,
                               arithmetic::BitString& message) const {
    SoftmaxFold<A> fold(layer_->plan, keys.front().value.size());
    for (std::size_t j = 0; j < keys.size(); ++j) {
      if (j == boundary) fold.save(message);
      fold.step(query, keys[j]);
    }
    if (boundary >= keys.size()) fold.save(message);
    return fold.finish();
  }

  const Layer<A>* layer_;
  std::vector<std::unique_ptr<RecurrentHead<A>>> heads_;
  std::vector<std::vector<Drive<A>>> keys_;  // [head]
};

/// A whole causal stack.
template <arithmetic::Arithmetic A>
class StackStream {
 public:
  explicit StackStream(const Stack<A>& stack) : stack_(&stack) {
    for (const Layer<A>& layer : stack.layers) layers_.emplace_back(layer);
  }

  const Stack<A>& stack() const { return *stack_; }
  std::vector<LayerStream<A>>& layers() { return layers_; }
  const std::vector<LayerStream<A>>& layers() const { return layers_; }

  /// Takes in a token; returns its representation after the last layer if that is `wanted`.
  Representation push(const Representation& token, std::size_t position, bool wanted) {
    Representation x = stack_->embed ? stack_->embed(token, position) : token;
    for (std::size_t l = 0; l < layers_.size(); ++l) layers_[l].push(x, position, wanted || l + 1 < layers_.size());
    return x;
  }

  /// The last token, then `generated` tokens of chain of thought; the answer at the very last.
  std::int64_t finish(const Representation& token, std::size_t position, int generated) {
    Representation x = push(token, position, true);
    for (int t = 0; t < generated; ++t) {
      if (!stack_->generate) throw std::invalid_argument("this stack generates no tokens");
      x = push(stack_->generate(x), ++position, true);
    }
    return stack_->read(x);
  }

 private:
  const Stack<A>* stack_;
  std::vector<LayerStream<A>> layers_;
};

}  // namespace attest::attention
