// One (B,k)-sparse layer with its position-wise maps as a SparseMachine.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "attention/block_sparse.hpp"
#include "attention/machine.hpp"

namespace attest::attention {

/// The last token is the query; the tokens before it are the stored ones, in blocks from position 0. `project` gives a
/// token's drive (numbers of the input format), `read` the answer from the layer's output and the query's representation.
template <arithmetic::Arithmetic A>
struct SparseModel {
  using Number = typename A::Number;
  BlockSparse<A> layer;
  std::function<Drive<A>(const Representation& token, std::size_t position)> project;
  std::function<std::int64_t(const std::vector<Number>& output, const Representation& query)> read;
  std::size_t message_bits = 0;  ///< of every message; a message of another length is std::logic_error
};

namespace detail {

template <arithmetic::Arithmetic A>
class SparseModelMachine final : public SparseMachine {
 public:
  explicit SparseModelMachine(SparseModel<A> model) : model_(std::move(model)) {
    if (model_.layer.block_length == 0) throw std::invalid_argument("a block needs at least one token: give B >= 1");
    if (model_.layer.forced_initial + model_.layer.forced_local > model_.layer.blocks_read)
      throw std::invalid_argument("forced blocks count in k: give k >= forced initial + forced local");
  }
  std::int64_t answer(std::span<const Representation> tokens) const override {
    return model_.read(run(tokens).output, tokens.back());
  }
  std::size_t block_length() const override { return model_.layer.block_length; }
  std::size_t blocks_read() const override { return model_.layer.blocks_read; }
  std::size_t message_bits() const override { return model_.message_bits; }
  arithmetic::BitString message(std::span<const Representation> block, std::size_t block_index) const override {
    if (block.size() != block_length()) throw std::invalid_argument("only a complete block of B tokens has a message");
    const auto drives = project(block, block_index * block_length());
    arithmetic::BitString bits = model_.layer.compress(drives, block_index).bits(model_.layer.plan.state);
    if (bits.size() != model_.message_bits)
      throw std::logic_error("a message of " + std::to_string(bits.size()) + " bits where " +
                             std::to_string(model_.message_bits) + " are declared");
    return bits;
  }
  std::vector<std::size_t> selected(std::span<const Representation> tokens) const override {
    check(tokens);
    const auto stored = project(tokens.first(tokens.size() - 1), 0);
    const std::size_t B = block_length();
    std::vector<BlockMessage<A>> messages;
    for (std::size_t b = 0; (b + 1) * B <= stored.size(); ++b)
      messages.push_back(model_.layer.compress(std::span(stored).subspan(b * B, B), b));
    return select_blocks<A>(model_.layer, model_.project(tokens.back(), stored.size()), messages, (stored.size() + B - 1) / B);
  }

 private:
  void check(std::span<const Representation> tokens) const {
    if (tokens.empty()) throw std::invalid_argument("a model needs at least one token");
    check_sparse(model_.layer, tokens.size() - 1);
  }
  std::vector<Drive<A>> project(std::span<const Representation> tokens, std::size_t first_position) const {
    std::vector<Drive<A>> drives;
    drives.reserve(tokens.size());
    for (std::size_t i = 0; i < tokens.size(); ++i) drives.push_back(model_.project(tokens[i], first_position + i));
    return drives;
  }
  SparseOutput<A> run(std::span<const Representation> tokens) const {
    check(tokens);
    const auto stored = project(tokens.first(tokens.size() - 1), 0);
    return attend_sparse<A>(model_.layer, model_.project(tokens.back(), stored.size()), stored);
  }

  SparseModel<A> model_;
};

}  // namespace detail

template <arithmetic::Arithmetic A>
std::unique_ptr<SparseMachine> make_sparse_machine(SparseModel<A> model) {
  return std::make_unique<detail::SparseModelMachine<A>>(std::move(model));
}

}  // namespace attest::attention
