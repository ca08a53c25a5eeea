// A stack of layers over F (full) and R (recurrent), with position-wise maps on exact integers between them.
//
// `run` evaluates layer by layer over the whole sequence and is the definition; stream.hpp evaluates the same stack token
// by token (properties/attention compares the two).
//
// A representation is a vector of integers per position. A layer projects it to queries, keys and values (rounded to
// the input format), mixes them, and a position-wise map decodes the outputs back to integers. Position-wise maps may
// read the old representation of the same position (residuals) and depend on the position (bounds.md, M1).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "attention/full.hpp"
#include "attention/plan.hpp"
#include "attention/recurrent.hpp"

namespace attest::attention {

using Representation = std::vector<std::int64_t>;

enum class LayerKind { full, recurrent };

/// A layer string such as "RRFRR", first layer first. Throws std::invalid_argument for an empty one or another letter.
std::vector<LayerKind> parse_layers(const std::string& text);
std::string to_text(std::span<const LayerKind> layers);
/// Width of one head; std::invalid_argument unless `heads` >= 1 divides `width` >= 1.
std::size_t head_width(std::size_t width, std::size_t heads);

/// One layer. `project(representation, position, head)` gives one head's drive; `advance(representation, outputs,
/// position)` the new representation (outputs[head] has d_v numbers). Where `active` is false the layer's output is
/// not used and the representation passes unchanged (keys, values and state updates happen everywhere).
template <arithmetic::Arithmetic A>
struct Layer {
  using Number = typename A::Number;
  LayerKind kind = LayerKind::full;
  int heads = 1;
  Plan<A> plan;
  std::function<Drive<A>(const Representation&, std::size_t position, int head)> project;
  std::function<Representation(const Representation&, std::span<const std::vector<Number>> outputs, std::size_t position)> advance;
  std::function<bool(const Representation&, std::size_t position)> active;             ///< empty: everywhere
  std::function<std::unique_ptr<RecurrentHead<A>>(int head)> make_head;                ///< recurrent layers only
  std::size_t value_dimension = 0;                                                     ///< d_v; full layers of a HybridMachine
};

/// `embed` maps a token (integers) to the first representation, `read` the last representation of the last token to
/// the answer; `generate` (chain of thought only) maps it to the next token.
template <arithmetic::Arithmetic A>
struct Stack {
  std::vector<Layer<A>> layers;
  std::function<Representation(const Representation& token, std::size_t position)> embed;
  std::function<std::int64_t(const Representation&)> read;
  std::function<Representation(const Representation&)> generate;

  std::string string() const {  ///< e.g. "RFR"
    std::string text;
    for (const auto& layer : layers) text += layer.kind == LayerKind::full ? 'F' : 'R';
    return text;
  }
};

/// One layer over all positions.
template <arithmetic::Arithmetic A>
std::vector<Representation> apply(const Layer<A>& layer, std::vector<Representation> x);

/// All representations after the last layer.
template <arithmetic::Arithmetic A>
std::vector<Representation> run(const Stack<A>& stack, std::span<const Representation> tokens) {
  std::vector<Representation> x;
  for (std::size_t i = 0; i < tokens.size(); ++i) x.push_back(stack.embed ? stack.embed(tokens[i], i) : tokens[i]);
  for (const auto& layer : stack.layers) x = attention::apply(layer, std::move(x));
  return x;
}

/// The answer at the last token after `generated` tokens of chain of thought were appended.
template <arithmetic::Arithmetic A>
std::int64_t answer(const Stack<A>& stack, std::vector<Representation> tokens, int generated = 0) {
  if (tokens.empty()) throw std::invalid_argument("a stack needs at least one token");
  for (int t = 0; t < generated; ++t) {
    if (!stack.generate) throw std::invalid_argument("this stack generates no tokens");
    tokens.push_back(stack.generate(run(stack, tokens).back()));
  }
  return stack.read(run(stack, tokens).back());
}

template <arithmetic::Arithmetic A>
std::vector<Representation> apply(const Layer<A>& layer, std::vector<Representation> x) {
  using Number = typename A::Number;
  std::vector<std::vector<std::vector<Number>>> outputs(x.size());  // [position][head]
  for (int head = 0; head < layer.heads; ++head) {
    std::vector<Drive<A>> drives;
    for (std::size_t i = 0; i < x.size(); ++i) drives.push_back(layer.project(x[i], i, head));
    std::unique_ptr<RecurrentHead<A>> state = layer.kind == LayerKind::recurrent ? layer.make_head(head) : nullptr;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const bool active = !layer.active || layer.active(x[i], i);
      if (state && !active) {
        state->absorb(drives[i]);
      } else if (state) {
        outputs[i].push_back(state->step(drives[i]));
      } else if (active) {
        const std::size_t visible = layer.plan.mask == Mask::causal ? i + 1 : x.size();
        outputs[i].push_back(attend<A>(layer.plan, drives[i].query, std::span(drives).first(visible)));
      }
    }
  }
  for (std::size_t i = 0; i < x.size(); ++i)
    if (!outputs[i].empty()) x[i] = layer.advance(x[i], outputs[i], i);
  return x;
}

}  // namespace attest::attention
