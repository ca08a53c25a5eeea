// Lines of "key value" up to the method, read by key: the checker is the judge of certificates, this only needs the parameters.
#include "cli/replay_models.hpp"

#include <charconv>
#include <cmath>
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

namespace attest::cli {

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

/// "FORMAT ROUNDING SUMS FUSED"
Emulated role(const std::string& text) {
  std::istringstream words(text);
  std::string format, rounding, sums, fused;
  if (!(words >> format >> rounding >> sums >> fused) || (fused != "fused" && fused != "unfused"))
    throw std::invalid_argument("'" + text + "' in the model is not FORMAT ROUNDING SUMS fused|unfused");
  return {arithmetic::parse_format(format), arithmetic::parse_rounding(rounding), arithmetic::parse_sum_order(sums), fused == "fused"};
}

Setting setting_of(const Parameters& at) {
  Setting setting = exact_setting(attention::parse_softmax(at.text("softmax")), attention::parse_exponential(at.text("exponential")));
  setting.exact = at.text("exact") == "yes";
  setting.plan.normalisation = attention::parse_normalisation(at.text("normalisation"));
  setting.plan.key_order = attention::parse_key_order(at.text("keys"));
  if (setting.exact) return setting;
  setting.plan.input = role(at.text("input"));
  setting.plan.score = role(at.text("score"));
  setting.plan.weight = role(at.text("weight"));
  setting.plan.accumulator = role(at.text("accumulator"));
  setting.plan.state = role(at.text("state"));
  setting.plan.output = role(at.text("output"));
  setting.name = setting.plan.input.format.name;
  return setting;
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

std::int64_t whole(const Number& x) {
  if (!x.is_finite() || arithmetic::to_double(x) != std::floor(arithmetic::to_double(x)) || std::fabs(arithmetic::to_double(x)) > 1e15)
    throw std::invalid_argument("a parameter of the model is no whole number");
  return static_cast<std::int64_t>(arithmetic::to_double(x));
}

Answerer maximum_channel_model(const Setting& setting, const Parameters& at) {
  MaximumChannel channel;
  channel.natural = at.text("variant") == "14b";
  channel.m = at.integer("m"), channel.n_1 = at.integer("n_1"), channel.base = at.integer("base");
  channel.delta = at.number("delta"), channel.nudge = at.number("nudge"), channel.underflow = at.number("underflow"), channel.unit = at.number("unit");
  channel.drop = whole(at.number("drop")), channel.far = whole(at.number("far")), channel.outside = whole(at.number("outside"));
  return finite_answerer(setting, [=](const auto& plan) { return maximum_channel_stack(plan, channel); });
}

Answerer reversed_model(const Setting& setting, const Parameters& at) {
  const std::vector<std::int64_t> sizes = at.integers("sizes");
  if (sizes.empty()) throw std::invalid_argument("the model's sizes are empty");
  const tasks::Composition task(sizes.front(), {sizes.begin() + 1, sizes.end()}, tasks::Composition::TokenOrder::reversed);
  return answerer(setting, [=, memory = at.text("memory") == "yes"](const auto& plan) { return reversed_stack(plan, task, memory); });
}

Answerer recall_model(const Setting& setting, const Parameters& at) {
  const Shift shift = at.text("shift") == "recurrent" ? Shift::recurrent : Shift::attention;
  return answerer(setting, [=, n = at.integer("n"), alphabet = at.integer("alphabet"), beta = at.number("beta")](const auto& plan) { return recall_stack(plan, n, alphabet, shift, beta); });
}

Answerer sparse_model(const Setting& setting, const Parameters& at) {
  if (at.integer("scale") != block_set_scale) throw std::invalid_argument("the model's scale is another");
  const BlockSets sets{at.integer("M"), at.integer("U"), at.integer("B"), at.integer("k"), at.integer("forced-initial"), at.integer("forced-local")};
  return [setting, sets](std::span<const tasks::Token> tokens) -> std::optional<std::int64_t> {
    if (!setting.exact) return attention::make_sparse_machine(block_set_model(setting.plan, sets))->answer(tokens);
    return arithmetic::decide([&](const auto& a) { return attention::make_sparse_machine(block_set_model(plan_over(setting, a), sets))->answer(tokens); }).value;
  };
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
  if (claim == "maximum-channel") return maximum_channel_model(setting, at);
  if (claim == "reversed-composition") return reversed_model(setting, at);
  if (claim == "associative-recall") return recall_model(setting, at);
  if (claim == "sparse-two-sum") return sparse_model(setting, at);
  if (claim == "indexer-two-sum") {
    const std::shared_ptr<attention::SparseMachine> machine = attention::make_sparse_machine(indexer_model(cached(setting.plan), at.integer("M")));
    return [machine](std::span<const tasks::Token> tokens) { return std::optional(machine->answer(tokens)); };
  }
  throw std::invalid_argument("no model is known for the claim '" + claim + "'");
}

}  // namespace attest::cli
