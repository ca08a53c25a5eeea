// Lines of "key value" up to the method, read by key: the checker is the judge of certificates, this only needs the parameters.
#include "hierarchy/claim_models.hpp"

#include <charconv>
#include <limits>
#include <map>
#include <sstream>
#include <stdexcept>

#include "constructions/associative_recall.hpp"
#include "constructions/block_sets.hpp"
#include "constructions/capacity.hpp"
#include "constructions/composition.hpp"
#include "constructions/indexer.hpp"
#include "constructions/maximum_channel.hpp"
#include "constructions/retrieval.hpp"
#include "constructions/reversed.hpp"
#include "constructions/two_sum.hpp"

namespace attest::hierarchy {

namespace {

using namespace constructions;

class Parameters {
 public:
  explicit Parameters(const std::string& certificate) {
    std::istringstream lines(certificate);
    std::string line;
    if (!std::getline(lines, line) || line != "attest-certificate/2") throw std::invalid_argument("the model's first line must be 'attest-certificate/2'");
    while (std::getline(lines, line) && !line.starts_with("method ")) {
      const std::size_t blank = line.find(' ');
      if (blank == std::string::npos || !values_.emplace(line.substr(0, blank), line.substr(blank + 1)).second)
        throw std::invalid_argument("the model's line '" + line.substr(0, 40) + "' is not one key and one value");
    }
  }
  const std::string& text(const std::string& key) const {
    const auto found = values_.find(key);
    if (found == values_.end()) throw std::invalid_argument("the model has no line '" + key + " ...'");
    return found->second;
  }
  std::int64_t integer(const std::string& key) const { return parse_integer(text(key)); }
  Number number(const std::string& key) const { return arithmetic::number_from_text(text(key)); }
  std::vector<std::int64_t> integers(const std::string& key) const {
    std::vector<std::int64_t> numbers;
    std::istringstream words(text(key));
    for (std::string word; words >> word;) numbers.push_back(parse_integer(word));
    return numbers;
  }

 private:
  static std::int64_t parse_integer(const std::string& word) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc() || end != word.data() + word.size()) throw std::invalid_argument("'" + word + "' in the model is no integer");
    return value;
  }
  std::map<std::string, std::string> values_;
};

Setting setting_of(const Parameters& at) {
  return setting_of_block([&](const std::string& key) { return at.text(key); });
}

Answerer composition_model(const Setting& setting, const Parameters& at, const std::string& claim) {
  std::vector<std::int64_t> sizes = at.integers("sizes");
  if (sizes.empty()) throw std::invalid_argument("the model's sizes are empty");
  const bool merged = claim == "composition" && at.text("order") == "merged";
  const auto variant = claim == "encoder-composition"          ? CompositionVariant::encoder
                       : claim == "chain-of-thought"           ? CompositionVariant::chain_of_thought
                       : merged                                ? CompositionVariant::merged
                       : at.text("first") == "full"            ? CompositionVariant::full_first
                                                               : CompositionVariant::recurrent_first;
  using Order = tasks::Composition::TokenOrder;
  const tasks::Composition task(sizes.front(), {sizes.begin() + 1, sizes.end()}, merged ? Order::merged : Order::standard);
  const Number beta = at.number("beta");
  return answerer(setting, [=](const auto& plan) { return composition_stack(plan, task, variant, beta); }, generated_tokens(task, variant));
}

Answerer capacity_model(const Setting& setting, const Parameters& at, const std::string& claim) {
  const auto mechanism = at.text("mechanism") == "linear" ? CapacityMechanism::linear : CapacityMechanism::log_linear;
  if (claim == "capacity") {
    const std::int64_t n = at.integer("n");
    return answerer(setting, [=](const auto& plan) { return capacity_eva_stack(plan, mechanism, n); });
  }
  const std::int64_t entries = at.integer("entries"), M = at.integer("M");
  return answerer(setting, [=](const auto& plan) { return capacity_set_stack(plan, mechanism, entries, M); });
}

MaximumChannel channel_of(const Parameters& at) {
  MaximumChannel channel;
  channel.natural = at.text("variant") == "14b";
  channel.m = at.integer("m"), channel.n_1 = at.integer("n_1"), channel.base = at.integer("base");
  for (const auto& [name, member] : channel_numbers) channel.*member = at.number(name);
  return channel;
}

tasks::Composition reversed_task(const Parameters& at) {
  const std::vector<std::int64_t> sizes = at.integers("sizes");
  if (sizes.empty()) throw std::invalid_argument("the model's sizes are empty");
  return {sizes.front(), {sizes.begin() + 1, sizes.end()}, tasks::Composition::TokenOrder::reversed};
}

Answerer recall_model(const Setting& setting, const Parameters& at) {
  const Shift shift = at.text("shift") == "recurrent" ? Shift::recurrent : Shift::attention;
  return answerer(setting, [=, n = at.integer("n"), alphabet = at.integer("alphabet"), beta = at.number("beta")](const auto& plan) { return recall_stack(plan, n, alphabet, shift, beta); });
}

BlockSets sets_of(const Parameters& at) {
  if (at.integer("scale") != block_set_scale) throw std::invalid_argument("the model's scale is another");
  return {at.integer("M"), at.integer("U"), at.integer("B"), at.integer("k"), at.integer("forced-initial"), at.integer("forced-local")};
}

Answerer sparse_model(const Setting& setting, const Parameters& at) {
  const BlockSets sets = sets_of(at);
  return [setting, sets](std::span<const tasks::Token> tokens) -> std::optional<std::int64_t> {
    if (!setting.exact) return attention::make_sparse_machine(block_set_model(setting.plan, sets))->answer(tokens);
    return arithmetic::decide([&](const auto& a) { return attention::make_sparse_machine(block_set_model(plan_over(setting, a), sets))->answer(tokens); }).value;
  };
}

/// The layer of reversed-composition is a function of its state and the token alone: a table, in any arithmetic.
class TracedChase final : public search::Traced {
 public:
  TracedChase(const tasks::Composition& task, bool memory)
      : stack_(reversed_stack(finite_setting("binary32").plan, task, memory)), bits_(static_cast<std::size_t>(reversed_state_bits(task))) {}
  std::int64_t answer(const std::vector<attention::Representation>& tokens, search::TraceTables& tables) override {
    const auto& layer = stack_.layers[0];
    const auto head = layer.make_head(0);
    std::vector<std::vector<Number>> outputs(1);
    std::string state = saved(*head);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      tables.embedded(tokens[i], i, tokens[i]);
      outputs[0] = head->step(layer.project(tokens[i], i, 0));
      const std::string before = state;
      state = saved(*head);
      tables.stepped(0, before, tokens[i], state);
    }
    const attention::Representation last = layer.advance(tokens.back(), outputs, tokens.size() - 1);
    const std::int64_t answer = stack_.read(last);
    const attention::Representation read{std::numeric_limits<std::int64_t>::min(), answer};  // no token begins like this
    tables.emitted(0, tokens.size() - 1, state, tokens.back(), read);
    tables.answered(read, answer);
    return answer;
  }
  std::string layer_lines(const search::TraceTables&) const override { return "layer state-table " + std::to_string(bits_) + "\n"; }

 private:
  static std::string saved(const attention::RecurrentHead<Emulated>& head) {
    arithmetic::BitString bits;
    head.save(bits);
    return search::in_hex(bits);
  }
  attention::Stack<Emulated> stack_;
  std::size_t bits_;
};

search::LayerText layer_words(char kind, const attention::Plan<Emulated>& plan, const std::string& mechanism, std::int64_t heads = 1) {
  search::LayerText words;
  words.kind = kind, words.plan = plan, words.mechanism = mechanism, words.heads = heads;
  return words;
}

}  // namespace

Answerer model_of_certificate(const std::string& certificate) {
  const Parameters at(certificate);
  const std::string claim = at.text("claim");
  const Setting setting = setting_of(at);
  if (claim == "retrieval") {
    const auto digits = static_cast<int>(at.integer("digits")), bits = static_cast<int>(at.integer("value-bits"));
    return answerer(setting, [=, beta = at.number("beta")](const auto& plan) { return retrieval_stack(plan, digits, bits, beta); });
  }
  if (claim == "two-sum") {
    const TwoSumParameters parameters{at.number("c"), at.number("kappa"), at.number("threshold")};
    return answerer(setting, [=, M = at.integer("M")](const auto& plan) { return two_sum_stack(plan, M, parameters); });
  }
  if (claim == "composition" || claim == "encoder-composition" || claim == "chain-of-thought") return composition_model(setting, at, claim);
  if (claim == "capacity" || claim == "capacity-set") return capacity_model(setting, at, claim);
  if (claim == "maximum-channel") return finite_answerer(setting, [channel = channel_of(at)](const auto& plan) { return maximum_channel_stack(plan, channel); });
  if (claim == "reversed-composition")
    return answerer(setting, [task = reversed_task(at), memory = at.text("memory") == "yes"](const auto& plan) { return reversed_stack(plan, task, memory); });
  if (claim == "associative-recall") return recall_model(setting, at);
  if (claim == "sparse-two-sum") return sparse_model(setting, at);
  if (claim == "indexer-two-sum") {
    const std::shared_ptr<attention::SparseMachine> machine = attention::make_sparse_machine(indexer_model(cached(setting.plan), at.integer("M")));
    return [machine](std::span<const tasks::Token> tokens) { return std::optional(machine->answer(tokens)); };
  }
  throw std::invalid_argument("no model is known for the claim '" + claim + "'");
}

std::unique_ptr<search::Traced> traced_of_certificate(const std::string& certificate) {
  const Parameters at(certificate);
  const std::string claim = at.text("claim");
  const Setting setting = setting_of(at);
  const auto& plan = setting.plan;
  if (claim == "reversed-composition") return std::make_unique<TracedChase>(reversed_task(at), at.text("memory") == "yes");
  if (setting.exact) return nullptr;
  if (claim == "maximum-channel") return search::traced_stack(maximum_channel_stack(plan, channel_of(at)), {layer_words('R', plan, "linear"), layer_words('F', plan, "", 2)});
  if (claim == "capacity-set") {
    const auto mechanism = at.text("mechanism") == "linear" ? CapacityMechanism::linear : CapacityMechanism::log_linear;
    return search::traced_stack(capacity_set_stack(plan, mechanism, at.integer("entries"), at.integer("M")), {layer_words('R', plan, at.text("mechanism"))});
  }
  if (claim == "sparse-two-sum") {
    const BlockSets sets = sets_of(at);
    search::LayerText words = layer_words('S', plan, "");
    words.block = sets.B, words.blocks_read = sets.k, words.forced_initial = sets.forced_initial, words.forced_local = sets.forced_local;
    return search::traced_sparse(block_set_model(plan, sets), words);
  }
  return nullptr;
}

}  // namespace attest::hierarchy
