// Theorem S as an attack: one (B,k)-sparse layer on query 2-Sum.
//
// Two B-sets A != A' with one message, v in A without A'. Fill every block with A', ask for -v, and replace one block that the
// query does not read by A: messages, selection and contents read are the same, the truth turns from 0 to 1. Forced blocks
// and ties are whatever the model does with them: the selection is read off the model. A compressor that sees the block's
// place gets a pair (A_b with v, A'_b without) per block b; k+1 such blocks are enough, for only k are read.
#pragma once

#include "adversaries/budget.hpp"
#include "tasks/two_sum.hpp"

namespace attest::adversaries {

/// The pair is confirmed. NotFound.exhausted: all B-sets were seen and no v has two messages in k+1 complete blocks, so
/// this attack has nothing to work with. Throws std::invalid_argument unless the task is two-sum without distinct values
/// (blocks repeat values) and has a complete block.
Outcome find_block_collision(const attention::SparseMachine& machine, const tasks::Task& task, const AttackBudget& budget,
                             std::uint64_t seed);

}  // namespace attest::adversaries
