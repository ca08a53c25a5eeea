// One run per input: stacks through a stream that reports, toys through their own report, sparse layers by hand, because
// their maps see whole blocks.
#include "search/stack_certificate.hpp"

#include <limits>

#include "attention/retnet.hpp"
#include "attention/stream.hpp"
#include "evidence/certificate.hpp"
#include "search/roles.hpp"

namespace attest::search {
namespace {

using adversaries::Tokens;
using arithmetic::BitString;
using arithmetic::Emulated;
using attention::Drive;

Tokens joined(const Tokens& prefix, const Tokens& query) {
  Tokens all = prefix;
  all.insert(all.end(), query.begin(), query.end());
  return all;
}

std::string hex_of(std::uint64_t value, std::size_t bits) {
  BitString string;
  string.append(value, static_cast<int>(bits));
  return in_hex(string);
}

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

/// The model with its tables, filled run by run.
class Tracer {
 public:
  explicit Tracer(const Configuration& configuration) : configuration_(configuration), task_(task_of(configuration)) {
    if (toy()) return;
    if (sparse()) sparse_ = make_sparse(configuration.layers.front(), *task_);
    else stack_ = attention::observed(make_stack(configuration, *task_), tables_);
  }
  const tasks::Task& task() const { return *task_; }
  bool recurrent() const { return configuration_.string().find_first_not_of('R') == std::string::npos; }

  std::int64_t answer(const Tokens& tokens) {
    if (toy()) {
      const auto stack = make_toy(configuration_.toy, *task_);
      ToyRows rows(stack.shape(), tables_);
      return stack.observe(tokens, rows);
    }
    if (sparse()) return answer_sparse(tokens);
    attention::StackStream<Emulated> stream(stack_);
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) stream.push(tokens[i], i, false);
    return stream.finish(tokens.back(), tokens.size() - 1, static_cast<int>(configuration_.generated));
  }
  /// Takes in the tokens without any answer; recurrent stacks only.
  void take_in(const Tokens& prefix) {
    attention::StackStream<Emulated> stream(stack_);
    for (std::size_t i = 0; i < prefix.size(); ++i) stream.push(prefix[i], i, false);
  }
  /// From `claim` to the last table.
  std::string lines() const {
    std::string text = "claim stack\ntask " + task_->name() + " " + task_->sizes() + "\ngenerated " + std::to_string(configuration_.generated) + "\n";
    const std::string layers = configuration_.string();
    text += "layers " + std::to_string(layers.size()) + "\n";
    for (std::size_t l = 0; l < layers.size(); ++l) text += toy() ? toy_layer(l) : layer(l);
    return text + tables_.text();
  }

 private:
  bool toy() const { return !configuration_.toy.family.empty(); }
  bool sparse() const { return !toy() && configuration_.layers.front().kind == 'S'; }

  std::int64_t answer_sparse(const Tokens& tokens) {
    const auto& layer = sparse_.layer;
    const std::size_t B = layer.block_length, n = tokens.size() - 1;
    std::vector<Drive<Emulated>> drives;
    for (std::size_t i = 0; i <= n; ++i) {
      tables_.embedded(tokens[i], i, tokens[i]);
      drives.push_back(sparse_.project(tokens[i], i));
      tables_.projected(0, 0, i, tokens[i], drives.back());
    }
    tables_.asked(0, n, tokens[n], true);
    for (std::size_t b = 0; (b + 1) * B <= n; ++b) {
      const auto message = layer.compress(std::span(drives).subspan(b * B, B), b);
      const BitString bits = message.bits(layer.plan.state);
      tables_.messaged(b, std::span(tokens).subspan(b * B, B), bits);
      tables_.scored(tokens[n], bits, layer.score ? layer.score(drives[n], message) : layer.plan.score.dot(drives[n].query, message.key));
    }
    if (!layer.plan.output.is_zero(layer.compression_weight)) throw NoCertificate("a sparse layer that mixes in its messages has no line in a trace");
    const auto output = attention::attend_sparse<Emulated>(layer, drives[n], std::span<const Drive<Emulated>>(drives).first(n)).output;
    const std::int64_t answer = sparse_.read(output, tokens[n]);
    const Representation read{std::numeric_limits<std::int64_t>::min(), answer};  // no token begins like this
    tables_.advanced(0, n, tokens[n], std::span(&output, 1), read);
    tables_.answered(read, answer);
    return answer;
  }

  std::string toy_layer(std::size_t l) const {
    const auto stack = make_toy(configuration_.toy, *task_);
    TraceTables none;
    const ToyRows rows(stack.shape(), none);
    return std::string("layer ") + (stack.shape().layers[l] == 'F' ? "fold-table " : "state-table ") + std::to_string(rows.bits(l)) + "\n";
  }

  static std::string role(const char* name, const Emulated& a) {
    return std::string(name) + " " + a.format.name + " " + arithmetic::to_text(a.rounding) + " " + arithmetic::to_text(a.order) + " " +
           (a.fused ? "fused" : "unfused") + "\n";
  }
  std::string layer(std::size_t l) const {
    const LayerText& text = configuration_.layers[l];
    const auto [d_k, d_v] = tables_.dimensions(l);
    const std::string sizes = " " + std::to_string(d_k) + " " + std::to_string(d_v), heads = " " + std::to_string(text.heads);
    const auto& plan = text.plan;
    if (text.kind == 'R') {
      std::string line = "layer " + text.mechanism + heads + sizes;
      if (text.mechanism == "linear") line += std::string(" identity ") + (text.normaliser ? "normalised" : "plain");
      for (int head = 0; text.mechanism == "retnet" && head < text.heads; ++head)
        line += " " + arithmetic::to_text(text.decay.empty() ? attention::retnet_decay(plan.state, head) : plan.state.from_ratio(text.decay[0], text.decay[1]));
      return line + "\n" + role("input", plan.input) + role("accumulator", plan.accumulator) + role("state", plan.state) + role("output", plan.output);
    }
    const auto word = [](std::int64_t number) { return " " + std::to_string(number); };
    const std::string line = text.kind == 'F' ? "layer full" + heads + sizes
                                              : "layer sparse" + sizes + word(text.block) + word(text.blocks_read) + word(text.forced_initial) +
                                                    word(text.forced_local) + word(static_cast<std::int64_t>(sparse_.message_bits));
    return line + "\n" + role("input", plan.input) + role("score", plan.score) + role("weight", plan.weight) + role("accumulator", plan.accumulator) +
           role("output", plan.output) + "softmax " + attention::to_text(plan.softmax) + "\nexponential " + attention::to_text(plan.exponential) +
           "\nnormalisation " + attention::to_text(plan.normalisation) + "\nkeys " + attention::to_text(plan.key_order) + "\n";
  }

  const Configuration& configuration_;
  std::unique_ptr<tasks::Task> task_;
  TraceTables tables_;
  Stack stack_;
  attention::SparseModel<Emulated> sparse_;
};

void require(bool condition, const char* complaint) {
  if (!condition) throw NoCertificate(complaint);
}

std::string line(const char* key, const std::string& value) { return std::string(key) + " " + value + "\n"; }

}  // namespace

std::string counterexample_certificate(const Configuration& configuration, const adversaries::Counterexample& found) {
  Tracer tracer(configuration);
  require(tracer.answer(found.tokens) == found.answered, "the model does not answer what the evidence says");
  return evidence::certificate("counterexample", tracer.lines() + line("input", in_runs(found.tokens)) + line("expected", std::to_string(found.expected)) +
                                                     line("observed", std::to_string(found.answered)));
}

std::string fooling_pair_certificate(const Configuration& configuration, const adversaries::FoolingPair& pair) {
  Tracer tracer(configuration);
  for (const Tokens* prefix : {&pair.first, &pair.second}) {
    if (tracer.recurrent()) tracer.take_in(*prefix);
    else tracer.answer(joined(*prefix, pair.query));
  }
  return evidence::certificate("fooling-pair", tracer.lines() + line("first", in_runs(pair.first)) + line("second", in_runs(pair.second)) +
                                                   line("query", in_runs(pair.query)) + line("state", std::to_string(pair.state.size()) + " " + in_hex(pair.state)) +
                                                   line("first-truth", std::to_string(pair.first_truth)) + line("second-truth", std::to_string(pair.second_truth)));
}

std::string enumeration_certificate(const Configuration& configuration) {
  Tracer tracer(configuration);
  const std::uint64_t count = tracer.task().count();
  require(count <= 1'000'000, "there are more than 10^6 inputs");
  for (std::uint64_t i = 0; i < count; ++i) {
    const Tokens tokens = tracer.task().input(i);
    require(tracer.answer(tokens) == tracer.task().oracle(tokens), "an input is answered wrongly");
  }
  return evidence::certificate("all-inputs", tracer.lines() + "method enumeration\n");
}

}  // namespace attest::search
