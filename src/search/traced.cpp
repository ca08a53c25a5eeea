// One run per input: stacks through a stream that reports, toys through their own report, sparse layers by hand, because their maps see
// whole blocks.
#include "search/traced.hpp"

#include <limits>

#include "attention/retnet.hpp"
#include "attention/stream.hpp"

namespace attest::search {
namespace {

using Tokens = std::vector<Representation>;
using arithmetic::BitString;
using arithmetic::Emulated;

std::string hex_of(std::uint64_t value, std::size_t bits) {
  BitString string;
  string.append(value, static_cast<int>(bits));
  return in_hex(string);
}

std::string role(const char* name, const Emulated& a) {
  return std::string(name) + " " + a.format.name + " " + arithmetic::to_text(a.rounding) + " " + arithmetic::to_text(a.order) + " " + (a.fused ? "fused" : "unfused") + "\n";
}

std::string softmax_lines(const attention::Plan<Emulated>& plan) {
  return role("input", plan.input) + role("score", plan.score) + role("weight", plan.weight) + role("accumulator", plan.accumulator) + role("output", plan.output) + "softmax " +
         attention::to_text(plan.softmax) + "\nexponential " + attention::to_text(plan.exponential) + "\nnormalisation " + attention::to_text(plan.normalisation) + "\nkeys " +
         attention::to_text(plan.key_order) + "\n";
}

std::string sizes_of(std::pair<std::size_t, std::size_t> dimensions) { return " " + std::to_string(dimensions.first) + " " + std::to_string(dimensions.second); }

class TracedStack final : public Traced {
 public:
  TracedStack(Stack stack, std::vector<LayerText> words, std::int64_t generated) : stack_(std::move(stack)), words_(std::move(words)), generated_(generated) {}

  std::int64_t answer(const Tokens& tokens, TraceTables& tables) override {
    const Stack reporting = attention::observed(stack_, tables);
    attention::StackStream<Emulated> stream(reporting);
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) stream.push(tokens[i], i, false);
    return stream.finish(tokens.back(), tokens.size() - 1, static_cast<int>(generated_));
  }
  void take_in(const Tokens& prefix, TraceTables& tables) override {
    const Stack reporting = attention::observed(stack_, tables);
    attention::StackStream<Emulated> stream(reporting);
    for (std::size_t i = 0; i < prefix.size(); ++i) stream.push(prefix[i], i, false);
  }
  std::string layer_lines(const TraceTables& tables) const override {
    std::string text;
    for (std::size_t l = 0; l < words_.size(); ++l) {
      const LayerText& words = words_[l];
      const std::string sizes = " " + std::to_string(words.heads) + sizes_of(tables.dimensions(l));
      text += words.kind == 'F' ? "layer full" + sizes + "\n" + softmax_lines(words.plan) : recurrent(words, sizes);
    }
    return text;
  }
  std::size_t layers() const override { return words_.size(); }

 private:
  static std::string recurrent(const LayerText& words, const std::string& sizes) {
    const auto& plan = words.plan;
    std::string line = "layer " + words.mechanism + sizes;
    if (words.mechanism == "linear") line += std::string(" identity ") + (words.normaliser ? "normalised" : "plain");
    for (int head = 0; words.mechanism == "retnet" && head < words.heads; ++head)
      line += " " + arithmetic::to_text(words.decay.empty() ? attention::retnet_decay(plan.state, head) : plan.state.from_ratio(words.decay[0], words.decay[1]));
    return line + "\n" + role("input", plan.input) + role("accumulator", plan.accumulator) + role("state", plan.state) + role("output", plan.output);
  }
  Stack stack_;
  std::vector<LayerText> words_;
  std::int64_t generated_;
};

class TracedSparse final : public Traced {
 public:
  TracedSparse(attention::SparseModel<Emulated> model, LayerText words) : model_(std::move(model)), words_(std::move(words)) {
    if (!model_.layer.plan.output.is_zero(model_.layer.compression_weight)) throw NoCertificate("a sparse layer that mixes in its messages has no line in a trace");
  }

  std::int64_t answer(const Tokens& tokens, TraceTables& tables) override {
    const auto& layer = model_.layer;
    const std::size_t B = layer.block_length, n = tokens.size() - 1;
    std::vector<Drive> drives;
    for (std::size_t i = 0; i <= n; ++i) {
      tables.embedded(tokens[i], i, tokens[i]);
      drives.push_back(model_.project(tokens[i], i));
      Drive used = drives.back();
      if (i == n) used.key.clear(), used.value.clear();  // the token that asks is no key
      tables.projected(0, 0, i, tokens[i], used);
    }
    tables.asked(0, n, tokens[n], true);
    for (std::size_t b = 0; (b + 1) * B <= n; ++b) {
      const auto message = layer.compress(std::span(drives).subspan(b * B, B), b);
      const BitString bits = message.bits(layer.plan.state);
      tables.messaged(b, std::span(tokens).subspan(b * B, B), bits);
      tables.scored(tokens[n], bits, layer.score ? layer.score(drives[n], message) : layer.plan.score.dot(drives[n].query, message.key));
    }
    const auto output = attention::attend_sparse<Emulated>(layer, drives[n], std::span<const Drive>(drives).first(n)).output;
    const std::int64_t answer = model_.read(output, tokens[n]);
    const Representation read{std::numeric_limits<std::int64_t>::min(), answer};  // no token begins like this
    tables.advanced(0, n, tokens[n], std::span(&output, 1), read);
    tables.answered(read, answer);
    return answer;
  }
  std::string layer_lines(const TraceTables& tables) const override {
    std::string line = "layer sparse" + sizes_of(tables.dimensions(0));
    for (const std::int64_t number : {words_.block, words_.blocks_read, words_.forced_initial, words_.forced_local, static_cast<std::int64_t>(model_.message_bits)}) line += " " + std::to_string(number);
    return line + "\n" + softmax_lines(words_.plan);
  }

 private:
  attention::SparseModel<Emulated> model_;
  LayerText words_;
};

/// A toy's calls as rows; states and accumulators have the bits of their layer.
class ToyRows final : public adversaries::ToyObserver {
 public:
  ToyRows(const adversaries::ToyShape& shape, TraceTables& tables) : tables_(tables) {
    std::size_t group = 0;
    for (char layer : shape.layers) bits_.push_back(layer == 'F' ? shape.message_bits : shape.state_bits[group]), group += layer == 'F';
  }
  std::size_t bits(std::size_t layer) const { return bits_[layer]; }

  void embedded(const Representation& token, std::size_t position, std::uint64_t x) override { tables_.embedded(token, position, named(x)); }
  void stepped(std::size_t layer, std::uint64_t state, std::uint64_t x, std::uint64_t next) override {
    tables_.stepped(layer, held(layer, state), named(x), held(layer, next));
  }
  void folded(std::size_t layer, std::uint64_t accumulator, std::uint64_t query, std::uint64_t key, std::uint64_t next) override {
    tables_.folded(layer, held(layer, accumulator), named(query), named(key), held(layer, next));
  }
  void emitted(std::size_t layer, std::size_t position, std::uint64_t state, std::uint64_t x, std::uint64_t next) override {
    tables_.emitted(layer, position, held(layer, state), named(x), named(next));
  }
  void answered(std::uint64_t x, std::int64_t answer) override { tables_.answered(named(x), answer); }

 private:
  static Representation named(std::uint64_t x) { return {static_cast<std::int64_t>(x)}; }
  std::string held(std::size_t layer, std::uint64_t value) const { return hex_of(value, bits_[layer]); }
  TraceTables& tables_;
  std::vector<std::size_t> bits_;
};

class TracedToy final : public Traced {
 public:
  explicit TracedToy(adversaries::ToyStack stack) : stack_(std::move(stack)) {}
  std::int64_t answer(const Tokens& tokens, TraceTables& tables) override {
    ToyRows rows(stack_.shape(), tables);
    return stack_.observe(tokens, rows);
  }
  std::string layer_lines(const TraceTables&) const override {
    TraceTables none;
    const ToyRows rows(stack_.shape(), none);
    std::string text;
    for (std::size_t l = 0; l < layers(); ++l) text += std::string("layer ") + (stack_.shape().layers[l] == 'F' ? "fold-table " : "state-table ") + std::to_string(rows.bits(l)) + "\n";
    return text;
  }
  std::size_t layers() const override { return stack_.shape().layers.size(); }

 private:
  adversaries::ToyStack stack_;
};

}  // namespace

void Traced::take_in(const Tokens&, TraceTables&) { throw std::logic_error("only a stack of recurrent layers takes tokens in without an answer"); }

std::unique_ptr<Traced> traced_stack(Stack stack, std::vector<LayerText> words, std::int64_t generated) {
  return std::make_unique<TracedStack>(std::move(stack), std::move(words), generated);
}
std::unique_ptr<Traced> traced_sparse(attention::SparseModel<arithmetic::Emulated> model, LayerText words) { return std::make_unique<TracedSparse>(std::move(model), std::move(words)); }
std::unique_ptr<Traced> traced_toy(adversaries::ToyStack stack) { return std::make_unique<TracedToy>(std::move(stack)); }

}  // namespace attest::search
