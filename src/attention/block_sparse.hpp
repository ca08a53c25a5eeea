// (B,k)-sparse attention (theory.md section 2, NSA, MoBA): blocks of B tokens, each compressed to one message when it is
// complete; a query scores the messages, reads k blocks in full, and mixes that with attention over the messages.
//
// Conventions, which the lower bound S depends on:
//   * forced blocks (the first `forced_initial`, the last `forced_local`) count in k; where they overlap they count once;
//   * the other blocks are taken by descending score, ties to the lowest index;
//   * the last block may be partial. It has no message yet, so compression never sees it; in the selection it ranks below
//     every complete block (unless forced);
//   * a branch that has nothing to read gives 0; a branch of weight 0 is not evaluated.
// y = λ·compression + (1−λ)·selection.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "attention/full.hpp"

namespace attest::attention {

/// What is kept of a complete block. key, value: compressed k̃ and ṽ (numbers of the state format); code: anything else,
/// for score functions that are declared as tables. Its bits are all that a query knows of a block before it reads it.
template <arithmetic::Arithmetic A>
struct BlockMessage {
  std::vector<typename A::Number> key, value;
  arithmetic::BitString code;

  arithmetic::BitString bits(const A& state) const {
    arithmetic::BitString all;
    for (const auto& number : key) state.write(all, number);
    for (const auto& number : value) state.write(all, number);
    all.append(code);
    return all;
  }
};

/// A sparse layer of one head. `compress` and `score` must be pure functions; `compress` may depend on the block's index
/// (absolute positions) and on its B drives, `score` on the query and one message only.
template <arithmetic::Arithmetic A>
struct BlockSparse {
  using Number = typename A::Number;
  Plan<A> plan;
  std::size_t block_length = 1;     ///< B
  std::size_t blocks_read = 1;      ///< k, forced blocks included
  std::size_t forced_initial = 0, forced_local = 0;
  Number compression_weight{};      ///< λ, a number of the output format
  std::function<BlockMessage<A>(std::span<const Drive<A>> block, std::size_t block_index)> compress;
  /// Empty: score.dot(q, k̃). Otherwise a table, to be declared as such.
  std::function<Number(const Drive<A>& query, const BlockMessage<A>& message)> score;
};

template <arithmetic::Arithmetic A>
struct SparseOutput {
  std::vector<typename A::Number> output;
  std::vector<std::size_t> selected;  ///< ascending
};

/// Mean of the block's keys and of its values: state.div(accumulator.sum, B). The usual compressor (MoBA).
template <arithmetic::Arithmetic A>
BlockMessage<A> block_mean(const Plan<A>& plan, std::span<const Drive<A>> block) {
  using Number = typename A::Number;
  const Number count = plan.state.from_integer(static_cast<std::int64_t>(block.size()));
  const auto mean = [&](auto&& channel_of, std::size_t channels) {
    std::vector<Number> means, column(block.size(), plan.input.zero());
    for (std::size_t c = 0; c < channels; ++c) {
      for (std::size_t j = 0; j < block.size(); ++j) column[j] = channel_of(block[j])[c];
      means.push_back(plan.state.div(plan.accumulator.sum(column), count));
    }
    return means;
  };
  return {mean([](const Drive<A>& d) -> const auto& { return d.key; }, block.front().key.size()),
          mean([](const Drive<A>& d) -> const auto& { return d.value; }, block.front().value.size()), {}};
}

/// Throws std::invalid_argument when `stored` tokens cannot be served: B = 0, k > ⌈n/B⌉, more forced blocks than k.
template <arithmetic::Arithmetic A>
void check_sparse(const BlockSparse<A>& sparse, std::size_t stored) {
  if (sparse.block_length == 0) throw std::invalid_argument("a block needs at least one token: give B >= 1");
  const std::size_t blocks = (stored + sparse.block_length - 1) / sparse.block_length;
  if (sparse.blocks_read > blocks)
    throw std::invalid_argument("k=" + std::to_string(sparse.blocks_read) + " blocks of " + std::to_string(blocks) +
                                " cannot be read: give k <= n/B rounded up");
  if (std::min(sparse.forced_initial + sparse.forced_local, blocks) > sparse.blocks_read)
    throw std::invalid_argument("forced blocks count in k: give k >= forced initial + forced local");
}

/// Indices of the k blocks that are read, ascending. messages: of the complete blocks, in order; blocks: partial included.
/// Scores are numbers of the score format and are compared, never rounded again; NaN throws Undefined.
template <arithmetic::Arithmetic A>
std::vector<std::size_t> select_blocks(const BlockSparse<A>& sparse, const Drive<A>& query,
                                       std::span<const BlockMessage<A>> messages, std::size_t blocks) {
  using Number = typename A::Number;
  std::vector<bool> taken(blocks, false);
  for (std::size_t b = 0; b < std::min(sparse.forced_initial, blocks); ++b) taken[b] = true;
  for (std::size_t b = 0; b < std::min(sparse.forced_local, blocks); ++b) taken[blocks - 1 - b] = true;
  std::size_t count = static_cast<std::size_t>(std::count(taken.begin(), taken.end(), true));
  std::vector<Number> scores;
  scores.reserve(messages.size());
  for (const BlockMessage<A>& message : messages)
    scores.push_back(sparse.score ? sparse.score(query, message) : sparse.plan.score.dot(query.query, message.key));
  for (; count < std::min(sparse.blocks_read, blocks); ++count) {
    std::size_t best = blocks;
    for (std::size_t b = 0; b < messages.size(); ++b)
      if (!taken[b] && (best == blocks || certainly_less(sparse.plan.score, scores[best], scores[b]))) best = b;
    taken[best < blocks ? best : blocks - 1] = true;  // no complete block is left: the partial one
  }
  std::vector<std::size_t> selected;
  for (std::size_t b = 0; b < blocks; ++b)
    if (taken[b]) selected.push_back(b);
  return selected;
}

/// One query over `stored` tokens in blocks from position 0 (whether the querying token is itself among them is the
/// caller's choice). Roundings: both branches are `attend` under the plan; y = output.add(output.mul(λ, compression),
/// output.mul(output.sub(1, λ), selection)). With λ = 0 or 1 the only branch is returned as it is.
template <arithmetic::Arithmetic A>
SparseOutput<A> attend_sparse(const BlockSparse<A>& sparse, const Drive<A>& query, std::span<const Drive<A>> stored) {
  using Number = typename A::Number;
  check_sparse(sparse, stored.size());
  const A& out = sparse.plan.output;
  const std::size_t B = sparse.block_length, complete = stored.size() / B, blocks = (stored.size() + B - 1) / B;
  std::vector<BlockMessage<A>> messages;
  for (std::size_t b = 0; b < complete; ++b) messages.push_back(sparse.compress(stored.subspan(b * B, B), b));
  SparseOutput<A> result{{}, select_blocks<A>(sparse, query, messages, blocks)};

  const std::vector<Number> nothing(query.value.size(), out.zero());
  std::vector<Drive<A>> compressed, read;
  for (const BlockMessage<A>& message : messages) compressed.push_back({{}, message.key, message.value, {}, {}, {}});
  for (const std::size_t b : result.selected)
    for (std::size_t j = b * B; j < std::min(stored.size(), (b + 1) * B); ++j) read.push_back(stored[j]);
  const auto branch = [&](const std::vector<Drive<A>>& visible) {
    return visible.empty() ? nothing : attend<A>(sparse.plan, query.query, visible);
  };
  const Number one = out.from_integer(1), rest = out.sub(one, sparse.compression_weight);
  if (out.is_zero(sparse.compression_weight)) result.output = branch(read);
  else if (out.is_zero(rest)) result.output = branch(compressed);
  else {
    const std::vector<Number> compression = branch(compressed), selection = branch(read);
    for (std::size_t c = 0; c < nothing.size(); ++c)
      result.output.push_back(out.add(out.mul(sparse.compression_weight, compression[c]), out.mul(rest, selection[c])));
  }
  return result;
}

}  // namespace attest::attention
