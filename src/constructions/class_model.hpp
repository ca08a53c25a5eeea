// Models over inputs in which few different tokens repeat: each class of equal representations is projected and scored once, and
// stretches of equal terms are summed in a few steps (sums.hpp).
//
// Equal to StackMachine on causal stacks of full layers with one head whose projections do not depend on the position
// (properties/constructions compares answers, undefined ones too): the same scores, weights and products in the same order;
// terms that are 0 change no sum left to right, and in other orders every term is written out.
#pragma once

#include "constructions/claims.hpp"
#include "constructions/strict.hpp"

namespace attest::constructions {

/// A softmax row: keys in the order of visit, in runs of equal ones.
struct KeyRun {
  Number score;
  const std::vector<Number>* value;
  std::uint64_t count;
};
/// As attend (full.hpp) gives it; `runs` is not empty.
std::vector<Number> attend_runs(const attention::Plan<StrictEmulated>& plan, std::span<const KeyRun> runs);

/// `shape` turns the task's tokens into the stack's (empty: as they are). std::invalid_argument for a stack that is not covered:
/// recurrent layers, several heads, an encoder's mask.
std::unique_ptr<Model> class_model(attention::Stack<StrictEmulated> stack, std::function<tasks::Tokens(std::span<const tasks::Token>)> shape = {});

}  // namespace attest::constructions
