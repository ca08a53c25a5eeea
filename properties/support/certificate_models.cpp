#include "support/certificate_models.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "constructions/associative_recall.hpp"
#include "constructions/averaging.hpp"
#include "constructions/bit_strings.hpp"
#include "constructions/block_sets.hpp"
#include "constructions/capacity.hpp"
#include "constructions/claim_families.hpp"
#include "constructions/composition.hpp"
#include "constructions/counting.hpp"
#include "constructions/indexer.hpp"
#include "constructions/match2.hpp"
#include "constructions/maximum_channel.hpp"
#include "constructions/retrieval.hpp"
#include "constructions/reversed.hpp"
#include "constructions/two_sum.hpp"
#include "tasks/text.hpp"

namespace attest::confirm {
namespace {

using namespace constructions;

/// `build(plan)` is a Stack over any arithmetic; `shape` puts tokens in front and behind that inputs do not name.
template <class Build>
Answer stack_answer(const Setting& setting, Build build, int generated = 0, Shape shape = {}) {
  if (setting.exact) {
    const Answerer answer = answerer(setting, build, generated);
    return [=](std::span<const tasks::Token> tokens) { return shape ? answer(shape(tokens)) : answer(tokens); };
  }
  const std::shared_ptr<Model> model = stack_model(build(strict(setting.plan)), generated, shape);
  return [=](std::span<const tasks::Token> tokens) { return model->answer(tokens); };
}

template <class Evaluate>
Answer guarded(Evaluate evaluate) {
  return [evaluate](std::span<const tasks::Token> tokens) -> std::optional<std::int64_t> {
    try {
      return evaluate(tokens);
    } catch (const arithmetic::Undefined&) {
      return std::nullopt;
    }
  };
}

tasks::Composition composition_task(const Text& text) {
  using Order = tasks::Composition::TokenOrder;
  const auto sizes = text.integers("sizes");
  const std::string& claim = text.at("claim");
  const bool merged = claim == "composition" && text.at("order") == "merged";
  return {sizes.at(0), {sizes.begin() + 1, sizes.end()}, claim == "reversed-composition" ? Order::reversed : merged ? Order::merged : Order::standard};
}

CompositionVariant variant_of(const Text& text) {
  const std::string& claim = text.at("claim");
  if (claim == "encoder-composition") return CompositionVariant::encoder;
  if (claim == "chain-of-thought") return CompositionVariant::chain_of_thought;
  if (text.at("order") == "merged") return CompositionVariant::merged;
  return text.at("first") == "full" ? CompositionVariant::full_first : CompositionVariant::recurrent_first;
}

Answer composition_answer(const Setting& setting, const Text& text) {
  const auto task = composition_task(text);
  const auto variant = variant_of(text);
  return stack_answer(setting, [=, beta = text.number("beta")](const auto& plan) { return composition_stack(plan, task, variant, beta); }, generated_tokens(task, variant));
}

Answer two_sum_answer(const Setting& setting, const Text& text) {
  const std::string& claim = text.at("claim");
  const std::int64_t M = text.integer("M");
  const TwoSumParameters parameters{text.number("c"), text.number("kappa"), claim == "two-sum" ? text.number("threshold") : half()};
  if (claim == "two-sum-any")
    return stack_answer(setting, [=, beta = text.number("beta")](const auto& plan) { return two_sum_any_stack(plan, M, parameters, beta); }, 0, with_blank_and_end);
  return stack_answer(setting, [=](const auto& plan) { return two_sum_stack(plan, M, parameters); }, 0, claim == "match2" ? Shape(with_blank) : Shape());
}

Answer channel_answer(const Setting& setting, const Text& text) {
  MaximumChannel channel;
  channel.natural = text.at("variant") == "14b";
  channel.m = text.integer("m"), channel.n_1 = text.integer("n_1"), channel.base = text.integer("base");
  for (const auto& [name, member] : channel_numbers) channel.*member = text.number(name);
  const auto answer = finite_answerer(setting, [=](const auto& plan) { return maximum_channel_stack(plan, channel); });
  return guarded(answer);
}

Answer sparse_answer(const Setting& setting, const Text& text) {
  if (text.integer("scale") != block_set_scale) throw std::invalid_argument("attest has another scale");
  const BlockSets sets{text.integer("M"), text.integer("U"), text.integer("B"), text.integer("k"), text.integer("forced-initial"), text.integer("forced-local")};
  if (text.integer("message-bits") < set_message_bits(sets.U, sets.B)) throw std::invalid_argument("attest's messages are longer");
  if (!setting.exact) {
    const std::shared_ptr<attention::SparseMachine> machine = attention::make_sparse_machine(block_set_model(strict(setting.plan), sets));
    return guarded([=](std::span<const tasks::Token> tokens) { return std::optional(machine->answer(tokens)); });
  }
  return [setting, sets](std::span<const tasks::Token> tokens) -> std::optional<std::int64_t> {
    return arithmetic::decide([&](const auto& a) { return attention::make_sparse_machine(block_set_model(plan_over(setting, a), sets))->answer(tokens); }).value;
  };
}

Answer capacity_answer(const Setting& setting, const Text& text) {
  const auto mechanism = text.at("mechanism") == "linear" ? CapacityMechanism::linear : CapacityMechanism::log_linear;
  if (text.at("claim") == "capacity") return stack_answer(setting, [=, n = text.integer("n")](const auto& plan) { return capacity_eva_stack(plan, mechanism, n); });
  return stack_answer(setting, [=, entries = text.integer("entries"), M = text.integer("M")](const auto& plan) { return capacity_set_stack(plan, mechanism, entries, M); });
}

Answer averaging_answerer(const Setting& setting, const Text& text) {
  if (setting.exact) throw std::invalid_argument("attest evaluates no averages of real numbers");
  const tasks::Averaging task(text.integer("n"), text.integer("q"), 1);
  return guarded([=, plan = setting.plan, beta = text.number("beta"), epsilon = text.number("epsilon")](std::span<const tasks::Token> tokens) {
    return std::optional(averaging_answer(plan, task, beta, epsilon, tokens));
  });
}

/// The values of retrieval are any of value-bits bits.
Subject retrieval_subject(std::int64_t n, int bits) {
  Subject subject;
  subject.oracle = [](std::span<const tasks::Token> tokens) { return tokens[static_cast<std::size_t>(tokens.back()[1])][2]; };
  const auto total = bits * n > 40 ? UINT64_MAX : (std::uint64_t{1} << (bits * n)) * static_cast<std::uint64_t>(n);
  subject.inputs = total;
  subject.input = [=](std::uint64_t index) {
    tasks::Tokens tokens;
    const auto query = static_cast<std::int64_t>(index % static_cast<std::uint64_t>(n));
    index /= static_cast<std::uint64_t>(n);
    for (std::int64_t i = 0; i < n; ++i, index >>= bits) tokens.push_back({1, i, static_cast<std::int64_t>(index & ((std::uint64_t{1} << bits) - 1))});
    tokens.push_back({0, query});
    return tokens;
  };
  subject.sample = [=](tasks::Random& random) {
    tasks::Tokens tokens;
    const std::uint64_t most = std::uint64_t{1} << bits, shape = random.below(3);
    const auto query = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(n)));
    for (std::int64_t i = 0; i < n; ++i) tokens.push_back({1, i, static_cast<std::int64_t>(shape == 0 ? random.below(most) : (shape == 1) == (i == query) ? most - 1 : 0)});
    tokens.push_back({0, query});
    return tokens;
  };
  return subject;
}

std::shared_ptr<tasks::Task> task_of(const Text& text) {
  const std::string& claim = text.at("claim");
  const auto size = [&](const char* key) { return text.integer(key); };
  using Form = tasks::TwoSum::Form;
  if (claim == "index") return std::make_shared<tasks::Index>(size("n"), static_cast<int>(size("digits")), static_cast<int>(size("value-bits")));
  if (claim == "associative-recall") return std::make_shared<tasks::Recall>(size("n"), size("alphabet"));
  if (claim == "two-sum" || claim == "indexer-two-sum") return std::make_shared<tasks::TwoSum>(Form::query, size("n"), size("M"));
  if (claim == "match2") return std::make_shared<tasks::TwoSum>(Form::match2, size("n"), size("M"));
  if (claim == "two-sum-any") return std::make_shared<tasks::TwoSum>(Form::any, size("n"), size("M"), 0, false, true);
  if (claim == "capacity-set" || claim == "sparse-two-sum") return std::make_shared<tasks::TwoSum>(Form::query, size("n"), size("M"), size("U"), true);
  if (claim == "counting") return std::make_shared<tasks::Counting>(size("n"), size("K"), size("t"));
  if (claim == "averaging") return std::make_shared<tasks::Averaging>(size("n"), size("q"), 1);
  if (claim == "capacity") return std::make_shared<tasks::Evaluation>(size("n"));
  if (claim == "maximum-channel") return std::make_shared<tasks::Composition>(size("m"), std::vector{size("n_1")});
  if (claim == "equality" || claim == "disjointness")
    return std::make_shared<tasks::BitStrings>(claim == "equality" ? tasks::BitStrings::Form::equality : tasks::BitStrings::Form::disjointness, size("n"));
  if (claim.find("composition") != std::string::npos || claim == "chain-of-thought") return std::make_shared<tasks::Composition>(composition_task(text));
  throw std::invalid_argument("attest has no task for the claim " + claim);
}

}  // namespace

Text::Text(const std::string& certificate) {
  std::istringstream stream(certificate);
  for (std::string line; std::getline(stream, line);) {
    const std::size_t blank = std::min(line.find(' '), line.size());
    const std::string key = line.substr(0, blank), rest = line.substr(std::min(blank + 1, line.size()));
    if (key == "killer") killers.push_back(rest);
    else if (key == "cell") cells.push_back(rest);
    else if (key == "grid") grids[rest.substr(0, rest.find(' '))] = rest.substr(rest.find(' ') + 1);
    else if (!keys.emplace(key, rest).second && key == "input") tokens = rest;
  }
}

const std::string& Text::at(const std::string& key) const {
  const auto found = keys.find(key);
  if (found == keys.end()) throw std::invalid_argument("no line '" + key + "'");
  return found->second;
}

std::vector<std::int64_t> Text::integers(const std::string& key) const {
  std::istringstream words(at(key));
  std::vector<std::int64_t> numbers;
  for (std::int64_t number = 0; words >> number;) numbers.push_back(number);
  return numbers;
}

tasks::Tokens tokens_of(const std::string& runs) {
  std::istringstream words(runs);
  tasks::Tokens tokens;
  for (std::string word; words >> word;) {
    const std::size_t open = word.find('(');
    std::string entries = open == std::string::npos ? word : word.substr(open + 1);
    std::replace(entries.begin(), entries.end(), ':', ' ');
    tokens.insert(tokens.end(), open == std::string::npos ? 1 : std::stoul(word.substr(0, open)), tasks::parse_tokens(entries).at(0));
  }
  return tokens;
}

Setting setting_of(const Text& text) {
  return setting_of_block([&](const std::string& key) { return text.at(key); });
}

Subject subject_of(const Text& text) {
  if (text.at("claim") == "retrieval") return retrieval_subject(text.integer("n"), static_cast<int>(text.integer("value-bits")));
  const auto task = task_of(text);
  Subject subject;
  subject.oracle = [task](std::span<const tasks::Token> tokens) { return task->oracle(tokens); };
  subject.inputs = text.at("claim") == "averaging" ? UINT64_MAX : task->count();
  subject.input = [task](std::uint64_t index) { return task->input(index); };
  subject.sample = [task](tasks::Random& random) { return random.below(2) == 0 ? task->uniform(random) : task->structured(random); };
  return subject;
}

namespace {

Answer model_in(const Setting& setting, const Text& text) {
  const std::string& claim = text.at("claim");
  if (claim == "retrieval" || claim == "index") {
    const auto digits = static_cast<int>(text.integer("digits")), bits = static_cast<int>(text.integer("value-bits"));
    return stack_answer(setting, [=, beta = text.number("beta")](const auto& plan) { return retrieval_stack(plan, digits, bits, beta); });
  }
  if (claim == "associative-recall") {
    const Shift shift = text.at("shift") == "recurrent" ? Shift::recurrent : Shift::attention;
    return stack_answer(setting, [=, n = text.integer("n"), alphabet = text.integer("alphabet"), beta = text.number("beta")](const auto& plan) {
      return recall_stack(plan, n, alphabet, shift, beta);
    });
  }
  if (claim == "two-sum" || claim == "match2" || claim == "two-sum-any") return two_sum_answer(setting, text);
  if (claim == "counting") {
    const CountingParameters parameters{text.number("beta"), text.number("blank"), text.number("threshold")};
    return stack_answer(setting, [=, digits = static_cast<int>(text.integer("digits"))](const auto& plan) { return counting_stack(plan, digits, parameters); });
  }
  if (claim == "equality" || claim == "disjointness") {
    const tasks::BitStrings task(claim == "equality" ? tasks::BitStrings::Form::equality : tasks::BitStrings::Form::disjointness, text.integer("n"));
    if (text.integer("digits") != tasks::width_of(task.n())) throw std::invalid_argument("attest has another number of digits");
    return stack_answer(setting, [=, beta = text.number("beta")](const auto& plan) { return bit_strings_stack(plan, task, beta); });
  }
  if (claim == "averaging") return averaging_answerer(setting, text);
  if (claim == "indexer-two-sum") {
    // attest reads the value as binary digits through three roles, the format reads it exactly.
    for (const Emulated* a : {&setting.plan.input, &setting.plan.accumulator, &setting.plan.output})
      if (a->from_integer(1) != dyadic(1, 0)) throw std::invalid_argument("attest reads digits that must be 1");
    const std::shared_ptr<attention::SparseMachine> machine = attention::make_sparse_machine(indexer_model(strict(setting.plan), text.integer("M")));
    return guarded([=](std::span<const tasks::Token> tokens) { return std::optional(machine->answer(tokens)); });
  }
  if (claim == "capacity" || claim == "capacity-set") return capacity_answer(setting, text);
  if (claim == "sparse-two-sum") return sparse_answer(setting, text);
  if (claim == "maximum-channel") return channel_answer(setting, text);
  if (claim == "reversed-composition")
    return stack_answer(setting, [=, task = composition_task(text), memory = text.at("memory") == "yes"](const auto& plan) { return reversed_stack(plan, task, memory); });
  if (claim == "composition" || claim == "encoder-composition" || claim == "chain-of-thought") return composition_answer(setting, text);
  throw std::invalid_argument("attest has no model for the claim " + claim);
}

}  // namespace

Answer model_of(const Text& text) {
  const Setting setting = setting_of(text);
  try {
    return model_in(setting, text);
  } catch (const arithmetic::Undefined&) {
    if (setting.exact) throw;
    return [](std::span<const tasks::Token>) { return std::optional<std::int64_t>(); };  // a parameter has no finite value in the input format
  }
}

}  // namespace attest::confirm
