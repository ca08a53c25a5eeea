// Stacks as the abstract machines of machine.hpp: what an adversary may see, with nothing of how the stack was built.
//
// make_machine (here), make_recurrent_machine, make_hybrid_machine, make_sparse_machine. All own their stack and are safe
// to call from several threads.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "arithmetic/emulated.hpp"
#include "attention/hybrid_machine.hpp"
#include "attention/machine.hpp"
#include "attention/recurrent_machine.hpp"
#include "attention/sparse_machine.hpp"
#include "attention/stream.hpp"

namespace attest::attention {
namespace detail {

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

}  // namespace detail

/// Any stack: answers after `generated` tokens of chain of thought.
template <arithmetic::Arithmetic A>
std::unique_ptr<Machine> make_machine(Stack<A> stack, int generated = 0) {
  return std::make_unique<detail::StackMachine<A>>(std::move(stack), generated);
}

// Compiled once (machines.cpp) for the arithmetic of most uses; constructions/setting.hpp does the same for its own.
extern template std::unique_ptr<Machine> make_machine(Stack<arithmetic::Emulated>, int);
extern template std::unique_ptr<RecurrentMachine> make_recurrent_machine(Stack<arithmetic::Emulated>, int);
extern template std::unique_ptr<HybridMachine> make_hybrid_machine(Stack<arithmetic::Emulated>, std::size_t);
extern template std::unique_ptr<SparseMachine> make_sparse_machine(SparseModel<arithmetic::Emulated>);

}  // namespace attest::attention
