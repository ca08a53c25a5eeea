// What a stack asks of its position-wise maps while it runs, call by call: a stack that reports every call to an observer.
//
// Everything else that a stack does follows from these calls and the mechanisms, so whoever keeps them can run the stack
// again without its maps.
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "attention/stack.hpp"

namespace attest::attention {

/// Layers and heads count from 0. A call may be reported more than once.
template <arithmetic::Arithmetic A>
class StackObserver {
 public:
  using Number = typename A::Number;
  virtual ~StackObserver() = default;
  virtual void embedded(const Representation& token, std::size_t position, const Representation& x) = 0;
  virtual void projected(std::size_t layer, std::size_t head, std::size_t position, const Representation& x, const Drive<A>& drive) = 0;
  /// Asked wherever a layer's output may be wanted, whether or not the layer has an `active`; before the drives of the place.
  virtual void asked(std::size_t layer, std::size_t position, const Representation& x, bool active) = 0;
  virtual void advanced(std::size_t layer, std::size_t position, const Representation& x, std::span<const std::vector<Number>> outputs,
                        const Representation& next) = 0;
  virtual void answered(const Representation& x, std::int64_t answer) = 0;
  virtual void generated(const Representation& x, const Representation& token) = 0;
};

/// The same stack, reporting to `observer`, which must outlive it. Equal answers and states; `active` and `embed` are never empty.
template <arithmetic::Arithmetic A>
Stack<A> observed(Stack<A> stack, StackObserver<A>& observer) {
  using Outputs = std::span<const std::vector<typename A::Number>>;
  stack.embed = [&observer, embed = std::move(stack.embed)](const Representation& token, std::size_t position) {
    Representation x = embed ? embed(token, position) : token;
    observer.embedded(token, position, x);
    return x;
  };
  for (std::size_t l = 0; l < stack.layers.size(); ++l) {
    Layer<A>& layer = stack.layers[l];
    layer.project = [&observer, l, project = std::move(layer.project)](const Representation& x, std::size_t position, int head) {
      Drive<A> drive = project(x, position, head);
      observer.projected(l, static_cast<std::size_t>(head), position, x, drive);
      return drive;
    };
    layer.active = [&observer, l, active = std::move(layer.active)](const Representation& x, std::size_t position) {
      const bool yes = !active || active(x, position);
      observer.asked(l, position, x, yes);
      return yes;
    };
    layer.advance = [&observer, l, advance = std::move(layer.advance)](const Representation& x, Outputs outputs, std::size_t position) {
      Representation next = advance(x, outputs, position);
      observer.advanced(l, position, x, outputs, next);
      return next;
    };
  }
  stack.read = [&observer, read = std::move(stack.read)](const Representation& x) {
    const std::int64_t answer = read(x);
    observer.answered(x, answer);
    return answer;
  };
  if (stack.generate)
    stack.generate = [&observer, generate = std::move(stack.generate)](const Representation& x) {
      Representation token = generate(x);
      observer.generated(x, token);
      return token;
    };
  return stack;
}

}  // namespace attest::attention
