// Layers of tables, sparse layers, and the whole stack.
#include "checker/stack_run.hpp"

#include <algorithm>

namespace attest::checker {
namespace {

class StateTableRun final : public LayerRun {
 public:
  explicit StateTableRun(const StackLayer& layer) : layer_(layer), state_(layer.bits, '0') {}
  std::int64_t push(const Place& place, const MessageSink&) override {
    const std::string label = " " + std::to_string(place.label);
    const std::int64_t position = static_cast<std::int64_t>(place.position);
    state_ = layer_.next.at("next", {{}, in_hex(state_) + label});
    if (!place.wanted || layer_.pass.find({{position, place.label}, ""})) return place.label;
    return layer_.emit.at("emit", {{position}, in_hex(state_) + label});
  }
  void save(std::string& bits) const override { bits += state_; }

 private:
  const StackLayer& layer_;
  std::string state_;
};

class FoldTableRun final : public LayerRun {
 public:
  explicit FoldTableRun(const StackLayer& layer) : layer_(layer) {}
  std::int64_t push(const Place& place, const MessageSink& sink) override {
    const std::string label = " " + std::to_string(place.label);
    const std::int64_t position = static_cast<std::int64_t>(place.position);
    keys_.push_back(label);
    if (!place.wanted || layer_.pass.find({{position, place.label}, ""})) return place.label;
    std::string accumulator(layer_.bits, '0');
    for (std::size_t j = 0; j < keys_.size(); ++j) {
      if (sink.bits && j == sink.boundary) *sink.bits += accumulator;
      accumulator = layer_.fold.at("fold", {{}, in_hex(accumulator) + label + keys_[j]});
    }
    return layer_.emit.at("emit", {{position}, in_hex(accumulator) + label});
  }
  void save(std::string&) const override {}

 private:
  const StackLayer& layer_;
  std::vector<std::string> keys_;  // labels with a blank before them
};

/// The blocks that the last token reads, ascending.
std::vector<std::size_t> selection(const StackLayer& layer, const std::vector<Real>& scores, std::size_t blocks) {
  std::vector<bool> taken(blocks, false);
  for (std::size_t b = 0; b < std::min(layer.first, blocks); ++b) taken[b] = true;
  for (std::size_t b = 0; b < std::min(layer.last, blocks); ++b) taken[blocks - 1 - b] = true;
  std::size_t count = static_cast<std::size_t>(std::count(taken.begin(), taken.end(), true));
  std::vector<std::size_t> order;  // complete blocks by descending score, then the incomplete one
  for (std::size_t b = 0; b < blocks; ++b) order.push_back(b);
  std::stable_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(scores.size()), [&](std::size_t x, std::size_t y) { return less(scores[y], scores[x]); });
  for (const std::size_t b : order) {
    if (count >= layer.read) break;
    count += !taken[b];
    taken[b] = true;
  }
  std::vector<std::size_t> selected;
  for (std::size_t b = 0; b < blocks; ++b)
    if (taken[b]) selected.push_back(b);
  return selected;
}

}  // namespace

std::int64_t advance(const StackLayer& layer, std::int64_t position, std::int64_t label, const std::vector<std::vector<Real>>& outputs) {
  std::string text;
  for (const auto& head : outputs) {
    std::vector<std::string> words;
    for (const Real& y : head) words.push_back(to_text(y));
    text += (text.empty() ? "" : " | ") + in_runs(words);
  }
  return layer.advance.at("advance", {{position, label}, text});
}

std::unique_ptr<LayerRun> run_layer(const StackLayer& layer) {
  if (layer.kind == LayerKind::state_table) return std::make_unique<StateTableRun>(layer);
  if (layer.kind == LayerKind::fold_table) return std::make_unique<FoldTableRun>(layer);
  return layer.kind == LayerKind::full ? run_full_layer(layer) : run_matrix_layer(layer);
}

StackRun::StackRun(const StackModel& model) : model_(model) {
  for (const StackLayer& layer : model.layers) layers_.push_back(run_layer(layer));
}

std::int64_t StackRun::push(const Token& token, bool wanted, std::size_t boundary, std::vector<std::string>* messages, bool last) {
  const std::int64_t position = static_cast<std::int64_t>(position_);
  std::int64_t label = model_.embed.at("embed", {{position}, to_text(token)});
  std::size_t full = 0;
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const bool is_full = model_.layers[l].is_full();
    const bool told = messages && is_full && (last || full + 1 < model_.full_layers());
    label = layers_[l]->push({position_, label, wanted || l + 1 < layers_.size()}, {boundary, told ? &(*messages)[full] : nullptr});
    full += is_full;
  }
  ++position_;
  return label;
}

std::string StackRun::state(std::size_t first, std::size_t end) const {
  std::string bits;
  for (std::size_t l = first; l < end; ++l) layers_[l]->save(bits);
  return bits;
}

SparseRun run_sparse(const StackModel& model, const std::vector<Token>& tokens) {
  const StackLayer& layer = model.layers.front();
  const std::size_t n = tokens.size() - 1, blocks = (n + layer.block - 1) / layer.block;
  if (layer.read > blocks) throw NotEstablished("the sparse layer reads more blocks than there are");
  std::vector<std::int64_t> labels;
  std::vector<const StackDrive*> drives;
  for (std::size_t i = 0; i <= n; ++i) {
    const std::int64_t position = static_cast<std::int64_t>(i);
    labels.push_back(model.embed.at("embed", {{position}, to_text(tokens[i])}));
    if (i < n) drives.push_back(&layer.key.at("key", {{0, position, labels[i]}, ""}));
  }
  const std::int64_t position = static_cast<std::int64_t>(n), asking = labels[n];
  SparseRun run;
  std::vector<Real> scores;
  for (std::size_t b = 0; (b + 1) * layer.block <= n; ++b) {
    std::vector<std::string> words;
    for (std::size_t i = b * layer.block; i < (b + 1) * layer.block; ++i) words.push_back(std::to_string(labels[i]));
    const std::string& bits = layer.message.at("message", {{static_cast<std::int64_t>(b)}, in_runs(words)});
    run.messages += bits;
    scores.push_back(layer.score.at("score", {{asking}, in_hex(bits)}));
  }
  run.selected = selection(layer, scores, blocks);
  std::vector<const StackDrive*> visible;
  for (const std::size_t b : run.selected)
    for (std::size_t i = b * layer.block; i < std::min(n, (b + 1) * layer.block); ++i) visible.push_back(drives[i]);
  const auto output = attend(layer.plan, layer.query.at("query", {{0, position, asking}, ""}).numbers(), visible, {});
  run.answer = model.read.at("read", {{advance(layer, position, asking, {output})}, ""});
  return run;
}

std::int64_t answer_of(const StackModel& model, const std::vector<Token>& tokens) {
  if (model.sparse()) return run_sparse(model, tokens).answer;
  StackRun run(model);
  std::int64_t label = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) label = run.push(tokens[i], i + 1 == tokens.size());
  for (std::int64_t t = 0; t < model.generated; ++t) label = run.push(model.generate.at("generate", {{label}, ""}), true);
  return model.read.at("read", {{label}, ""});
}

}  // namespace attest::checker
