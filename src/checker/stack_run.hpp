// A stack that is run from its tables: every recurrence, softmax and selection computed, every position-wise map looked up.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "checker/stack_tables.hpp"

namespace attest::checker {

/// One token at one layer.
struct Place {
  std::size_t position = 0;
  std::int64_t label = 0;
  bool wanted = false;  ///< its output may be used
};

/// What a full layer's query at this place is told by the first `boundary` keys, appended to `bits`.
struct MessageSink {
  std::size_t boundary = 0;
  std::string* bits = nullptr;
};

/// A layer with what it remembers.
class LayerRun {
 public:
  virtual ~LayerRun() = default;
  /// Takes the token in; the label after the layer.
  virtual std::int64_t push(const Place& place, const MessageSink& sink) = 0;
  /// The state as bits; nothing for full layers.
  virtual void save(std::string& bits) const = 0;
};

std::unique_ptr<LayerRun> run_layer(const StackLayer& layer);
/// Of mechanisms with a matrix of state, and of softmax.
std::unique_ptr<LayerRun> run_matrix_layer(const StackLayer& layer);
std::unique_ptr<LayerRun> run_full_layer(const StackLayer& layer);

/// The label after a layer with these outputs, one list a head.
std::int64_t advance(const StackLayer& layer, std::int64_t position, std::int64_t label, const std::vector<std::vector<Real>>& outputs);

/// One row of softmax attention as section 2 of the format says. `message`: the accumulator after the first `boundary` keys,
/// appended; NotEstablished where no prefix is a message.
std::vector<Real> attend(const Plan& plan, const std::vector<Real>& query, const std::vector<const StackDrive*>& keys, const MessageSink& sink);

/// One evaluation, token by token.
class StackRun {
 public:
  explicit StackRun(const StackModel& model);
  /// Takes a token in; the label after the last layer. `messages`, where given: one string a full layer, for keys before
  /// `boundary`; of the last full layer only if `last`.
  std::int64_t push(const Token& token, bool wanted, std::size_t boundary = 0, std::vector<std::string>* messages = nullptr, bool last = false);
  std::size_t position() const { return position_; }
  /// Bits of the recurrent layers first..end-1.
  std::string state(std::size_t first, std::size_t end) const;

 private:
  const StackModel& model_;
  std::vector<std::unique_ptr<LayerRun>> layers_;
  std::size_t position_ = 0;
};

/// The model's answer: for a sparse layer, or after the generated tokens.
std::int64_t answer_of(const StackModel& model, const std::vector<Token>& tokens);

/// What a sparse layer's last token learns.
struct SparseRun {
  std::string messages;                 ///< of all complete blocks
  std::vector<std::size_t> selected;    ///< blocks, ascending
  std::int64_t answer = 0;
};
SparseRun run_sparse(const StackModel& model, const std::vector<Token>& tokens);

}  // namespace attest::checker
