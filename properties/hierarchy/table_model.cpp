#include "hierarchy/table_model.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "adversaries/confirm.hpp"
#include "arithmetic/emulated.hpp"
#include "attention/machines.hpp"
#include "attention/registry.hpp"
#include "tasks/text.hpp"

namespace attest::trial {
namespace {

using arithmetic::Emulated;
using arithmetic::Number;
using attention::Representation;
using Drive = attention::Drive<Emulated>;
using Numbers = std::vector<Number>;
using Words = std::vector<std::string>;

Words words_of(const std::string& text) {
  std::istringstream stream(text);
  Words words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

/// COUNT(WORD written out.
Words expanded(const Words& words) {
  Words all;
  for (const std::string& word : words) {
    const std::size_t open = word.find('(');
    all.insert(all.end(), open == std::string::npos ? 1 : std::stoul(word.substr(0, open)), open == std::string::npos ? word : word.substr(open + 1));
  }
  return all;
}

std::string joined(const Words& words, std::size_t first, std::size_t end) {
  std::string text;
  for (std::size_t i = first; i < end; ++i) text += (i > first ? " " : "") + words[i];
  return text;
}

tasks::Token token_of(std::string word) {
  std::replace(word.begin(), word.end(), ':', ' ');
  return tasks::parse_tokens(word).at(0);
}

Numbers numbers_of(const Words& words) {
  Numbers numbers;
  for (const std::string& word : expanded(words)) numbers.push_back(arithmetic::number_from_text(word));
  return numbers;
}

std::vector<Words> parts_of(const Words& words, std::size_t first) {
  std::vector<Words> parts(1);
  for (std::size_t i = first; i < words.size(); ++i) {
    if (words[i] == "|") parts.emplace_back();
    else parts.back().push_back(words[i]);
  }
  return parts;
}

Emulated role_of(const Words& words) {
  return Emulated(arithmetic::parse_format(words.at(1)), arithmetic::parse_rounding(words.at(2)), arithmetic::parse_sum_order(words.at(3)), words.at(4) == "fused");
}

struct Text {
  std::map<std::string, Words> keys;                  // task, generated, input, first, ...
  std::vector<std::pair<Words, attention::Plan<Emulated>>> layers;
  std::map<std::string, std::string> rows;            // "key 0 0 3 3" -> the rest
};

Text read(const std::string& certificate) {
  Text text;
  std::istringstream lines(certificate);
  bool tables = false;
  for (std::string line; std::getline(lines, line);) {
    const Words words = words_of(line);
    const std::string& key = words.at(0);
    const std::size_t arguments = key == "embed" ? 3 : key == "key" || key == "query" ? 5 : key == "pass" || key == "advance" || key == "message" ? 4 : key == "score" || key == "next" ? 4 : key == "fold" || key == "emit" ? 5 : 2;
    tables = tables || key == "embed";
    if (key == "input" && !tables) text.layers.back().second.input = role_of(words);
    else if (key == "score" && !tables) text.layers.back().second.score = role_of(words);
    else if (key == "weight") text.layers.back().second.weight = role_of(words);
    else if (key == "accumulator") text.layers.back().second.accumulator = role_of(words);
    else if (key == "state" && !tables) text.layers.back().second.state = role_of(words);
    else if (key == "output") text.layers.back().second.output = role_of(words);
    else if (key == "softmax") text.layers.back().second.softmax = attention::parse_softmax(words.at(1));
    else if (key == "exponential") text.layers.back().second.exponential = attention::parse_exponential(words.at(1));
    else if (key == "normalisation") text.layers.back().second.normalisation = attention::parse_normalisation(words.at(1));
    else if (key == "keys") text.layers.back().second.key_order = attention::parse_key_order(words.at(1));
    else if (key == "layer") text.layers.emplace_back(Words(words.begin() + 1, words.end()), attention::Plan<Emulated>());
    else if (!tables || key == "input" || key == "first" || key == "second" || (key == "query" && words.at(1).find(':') != std::string::npos) || key == "state" ||
             key == "first-truth" || key == "second-truth" || key == "expected" || key == "observed" || key == "method" || key == "conclusion")
      text.keys[key] = Words(words.begin() + 1, words.end());
    else if (key == "advance") text.rows[joined(words, 0, words.size() - 2)] = words.back();
    else if (key == "message") text.rows[joined(words, 0, words.size() - 1)] = words.back();
    else text.rows[joined(words, 0, std::min(arguments, words.size() - (key == "pass" ? 0 : 1)))] = joined(words, std::min(arguments, words.size() - 1), words.size());
  }
  return text;
}

/// The maps of the tables; a missing row is std::out_of_range.
class Tables {
 public:
  explicit Tables(std::map<std::string, std::string> rows) : rows_(std::move(rows)) {}
  const std::string& at(const std::string& argument) const { return rows_.at(argument); }
  bool has(const std::string& argument) const { return rows_.count(argument) > 0; }
  std::int64_t embed(const Representation& token, std::size_t position) const {
    std::string word;
    for (std::int64_t entry : token) word += (word.empty() ? "" : ":") + std::to_string(entry);
    return std::stoll(at("embed " + std::to_string(position) + " " + word));
  }
  Drive drive(std::size_t layer, int head, std::size_t position, std::int64_t label, const std::string& kind) const {
    const std::string place = " " + std::to_string(layer) + " " + std::to_string(head) + " " + std::to_string(position) + " " + std::to_string(label);
    Drive drive;
    if (has("key" + place)) {
      auto parts = parts_of(words_of(at("key" + place)), 0);
      drive.key = numbers_of(parts.at(0));
      drive.value = numbers_of(parts.at(1));
      if (parts.size() > 2 && kind != "delta-net") drive.decay = numbers_of(parts[2]);
      if (parts.size() > 2 && kind.ends_with("delta-net") && (kind == "delta-net" || parts.size() > 3)) drive.beta = numbers_of(parts.back()).at(0);
    }
    drive.query = has("query" + place) ? numbers_of(words_of(at("query" + place))) : Numbers(drive.key.size());
    return drive;
  }
  std::int64_t advance(std::size_t layer, std::size_t position, std::int64_t label, std::span<const Numbers> outputs) const {
    std::string text = "advance " + std::to_string(layer) + " " + std::to_string(position) + " " + std::to_string(label);
    for (std::size_t h = 0; h < outputs.size(); ++h) {
      if (h > 0) text += " |";
      for (std::size_t i = 0; i < outputs[h].size();) {
        std::size_t end = i;
        while (end < outputs[h].size() && outputs[h][end] == outputs[h][i]) ++end;
        text += " " + (end - i > 1 ? std::to_string(end - i) + "(" : std::string()) + arithmetic::to_text(outputs[h][i]);
        i = end;
      }
    }
    return std::stoll(at(text));
  }

 private:
  std::map<std::string, std::string> rows_;
};

attention::Stack<Emulated> stack_of(const Text& text, const std::shared_ptr<const Tables>& tables) {
  attention::Stack<Emulated> stack;
  for (std::size_t l = 0; l < text.layers.size(); ++l) {
    const auto& [words, plan] = text.layers[l];
    const std::string kind = words[0];
    attention::Layer<Emulated> layer;
    layer.kind = kind == "full" ? attention::LayerKind::full : attention::LayerKind::recurrent;
    layer.heads = std::stoi(words.at(1));
    layer.plan = plan;
    layer.value_dimension = std::stoul(words.at(3));
    layer.project = [=](const Representation& x, std::size_t position, int head) { return tables->drive(l, head, position, x[0], kind); };
    layer.active = [=](const Representation& x, std::size_t position) {
      return !tables->has("pass " + std::to_string(l) + " " + std::to_string(position) + " " + std::to_string(x[0]));
    };
    layer.advance = [=](const Representation& x, std::span<const Numbers> outputs, std::size_t position) { return Representation{tables->advance(l, position, x[0], outputs)}; };
    if (kind != "full")
      layer.make_head = [words = words, plan = plan, kind](int head) {
        attention::HeadOptions<Emulated> options;
        if (kind == "linear") options.feature_map = attention::parse_feature_map(words.at(4)), options.normaliser = words.at(5) == "normalised";
        if (kind == "retnet") options.decay = arithmetic::number_from_text(words.at(4 + static_cast<std::size_t>(head)));
        return attention::make_recurrent_head<Emulated>(kind, std::stoul(words.at(2)), std::stoul(words.at(3)), plan, options);
      };
    stack.layers.push_back(std::move(layer));
  }
  stack.embed = [=](const Representation& token, std::size_t position) { return Representation{tables->embed(token, position)}; };
  stack.read = [=](const Representation& x) { return std::stoll(tables->at("read " + std::to_string(x[0]))); };
  stack.generate = [=](const Representation& x) { return token_of(tables->at("generate " + std::to_string(x[0]))); };
  return stack;
}

/// Labels travel as level weights, because compress and score see drives only.
attention::SparseModel<Emulated> sparse_of(const Text& text, const std::shared_ptr<const Tables>& tables, std::size_t last) {
  const auto& [words, plan] = text.layers.at(0);
  attention::SparseModel<Emulated> model;
  model.layer.plan = plan;
  model.layer.block_length = std::stoul(words.at(3));
  model.layer.blocks_read = std::stoul(words.at(4));
  model.layer.forced_initial = std::stoul(words.at(5));
  model.layer.forced_local = std::stoul(words.at(6));
  model.message_bits = std::stoul(words.at(7));
  model.project = [=, d_v = std::stoul(words.at(2))](const Representation& token, std::size_t position) {
    const std::int64_t label = tables->embed(token, position);
    Drive drive = tables->drive(0, 0, position, label, "sparse");
    drive.value.resize(d_v);
    drive.level_weights = {arithmetic::number_from_integer(label)};
    return drive;
  };
  const auto label_of = [](const Drive& drive) { return static_cast<std::int64_t>(arithmetic::to_double(drive.level_weights.at(0))); };
  model.layer.compress = [=, bits = model.message_bits](std::span<const Drive> block, std::size_t index) {
    std::string argument = "message 0 " + std::to_string(index);
    for (std::size_t i = 0; i < block.size();) {
      std::size_t end = i;
      while (end < block.size() && label_of(block[end]) == label_of(block[i])) ++end;
      argument += " " + (end - i > 1 ? std::to_string(end - i) + "(" : std::string()) + std::to_string(label_of(block[i]));
      i = end;
    }
    attention::BlockMessage<Emulated> message;
    const std::string hex = tables->at(argument);
    for (std::size_t bit = 0; bit < bits; ++bit) message.code.push((std::stoi(std::string(1, hex.at(bit / 4)), nullptr, 16) >> (3 - bit % 4)) & 1);
    return message;
  };
  model.layer.score = [=](const Drive& query, const attention::BlockMessage<Emulated>& message) {
    std::string hex = message.code.size() == 0 ? "-" : "";
    for (std::size_t digit = 0; 4 * digit < message.code.size(); ++digit) hex += "0123456789abcdef"[(message.code.words()[digit / 16] >> (60 - 4 * (digit % 16))) & 15];
    return arithmetic::number_from_text(tables->at("score 0 " + std::to_string(label_of(query)) + " " + hex));
  };
  model.read = [=](const Numbers& output, const Representation& query) {
    return std::stoll(tables->at("read " + std::to_string(tables->advance(0, last, tables->embed(query, last), std::span(&output, 1)))));
  };
  return model;
}

/// Layers of tables; a label is a representation of one entry.
class TableMachine final : public attention::HybridMachine {
 public:
  TableMachine(const Text& text, std::shared_ptr<const Tables> tables) : tables_(std::move(tables)) {
    for (const auto& [words, plan] : text.layers) layers_ += words[0] == "fold-table" ? 'F' : 'R', bits_.push_back(std::stoul(words.at(1)));
  }
  std::int64_t answer(std::span<const Representation> tokens) const override { return crossing(tokens, 1).answer; }
  std::string layers() const override { return layers_; }
  std::size_t state_bits(std::size_t) const override { return 0; }
  std::size_t message_bits(std::size_t) const override { return 0; }

  attention::Crossing crossing(std::span<const Representation> tokens, std::size_t boundary) const override {
    attention::Crossing result;
    std::vector<std::int64_t> x;
    for (std::size_t i = 0; i < tokens.size(); ++i) x.push_back(tables_->embed(tokens[i], i));
    result.states.resize(1), result.last_states.resize(1);
    for (std::size_t l = 0; l < layers_.size(); ++l) {
      const std::string number = std::to_string(l), start = zeros(bits_[l]);
      std::vector<std::int64_t> next(x);
      if (layers_[l] == 'F') result.states.emplace_back(), result.last_states.emplace_back(), result.messages.emplace_back();
      std::string held = start;
      for (std::size_t i = 0; i < x.size(); ++i) {
        const bool wanted = l + 1 < layers_.size() || i + 1 == x.size();
        const std::string label = " " + std::to_string(x[i]);
        if (layers_[l] == 'R') {
          if (i == boundary) result.states.back().append(bits_of(held, bits_[l]));
          if (i + 1 == x.size()) result.last_states.back().append(bits_of(held, bits_[l]));
          held = tables_->at("next " + number + " " + held + label);
        } else {
          if (i >= boundary && !wanted) result.messages.back().emplace_back();
          held = start;
          for (std::size_t j = 0; wanted && j <= i; ++j) {
            if (j == boundary) result.messages.back().push_back(bits_of(held, bits_[l]));
            held = tables_->at("fold " + number + " " + held + label + " " + std::to_string(x[j]));
          }
        }
        if (wanted) next[i] = std::stoll(tables_->at("emit " + number + " " + std::to_string(i) + " " + held + label));
      }
      x = next;
    }
    result.answer = std::stoll(tables_->at("read " + std::to_string(x.back())));
    return result;
  }
  /// The joint state after the tokens; state tables only. A last layer's output is not asked for.
  arithmetic::BitString state_after(std::span<const Representation> tokens) const {
    std::vector<std::string> held;
    for (const std::size_t bits : bits_) held.push_back(zeros(bits));
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      std::int64_t x = tables_->embed(tokens[i], i);
      for (std::size_t l = 0; l < layers_.size(); ++l) {
        const std::string number = std::to_string(l), label = " " + std::to_string(x);
        held[l] = tables_->at("next " + number + " " + held[l] + label);
        if (l + 1 < layers_.size()) x = std::stoll(tables_->at("emit " + number + " " + std::to_string(i) + " " + held[l] + label));
      }
    }
    arithmetic::BitString state;
    for (std::size_t l = 0; l < layers_.size(); ++l) state.append(bits_of(held[l], bits_[l]));
    return state;
  }

 private:
  static std::string zeros(std::size_t bits) { return bits == 0 ? "-" : std::string((bits + 3) / 4, '0'); }
  static arithmetic::BitString bits_of(const std::string& hex, std::size_t bits) {
    arithmetic::BitString string;
    for (std::size_t bit = 0; bit < bits; ++bit) string.push((std::stoi(std::string(1, hex.at(bit / 4)), nullptr, 16) >> (3 - bit % 4)) & 1);
    return string;
  }
  std::shared_ptr<const Tables> tables_;
  std::string layers_;
  std::vector<std::size_t> bits_;
};

tasks::Tokens tokens_of(const Words& words) {
  tasks::Tokens tokens;
  for (const std::string& word : expanded(words)) tokens.push_back(token_of(word));
  return tokens;
}

bool judged(const std::string& certificate) {
  const Text text = read(certificate);
  const auto& keys = text.keys;
  const Words& named = keys.at("task");
  const auto task = tasks::make_task(named.at(0), joined(named, 1, named.size()));
  const auto tables = std::make_shared<const Tables>(text.rows);
  const std::size_t length = task->input(0).size();
  std::string kinds;
  for (const auto& [words, plan] : text.layers) kinds += words[0] == "full" ? 'F' : words[0] == "sparse" ? 'S' : words[0].ends_with("table") ? 'T' : 'R';
  std::unique_ptr<attention::Machine> machine;
  const int generated = std::stoi(keys.at("generated").at(0));
  if (kinds.find('T') != std::string::npos) machine = std::make_unique<TableMachine>(text, tables);
  else if (kinds == "S") machine = attention::make_sparse_machine<Emulated>(sparse_of(text, tables, length - 1));
  else if (kinds.find('F') == std::string::npos) machine = attention::make_recurrent_machine<Emulated>(stack_of(text, tables), generated);
  else if (keys.count("first")) machine = attention::make_hybrid_machine<Emulated>(stack_of(text, tables), length);
  else machine = attention::make_machine<Emulated>(stack_of(text, tables), generated);
  if (keys.count("method")) {
    for (std::uint64_t i = 0; i < task->count(); ++i)
      if (machine->answer(task->input(i)) != task->oracle(task->input(i))) return false;
    return true;
  }
  if (keys.count("first")) {
    adversaries::FoolingPair pair;
    pair.first = tokens_of(keys.at("first"));
    pair.second = tokens_of(keys.at("second"));
    pair.query = tokens_of(keys.at("query"));
    const std::size_t bits = std::stoul(keys.at("state").at(0));
    for (std::size_t bit = 0; bit < bits; ++bit) pair.state.push((std::stoi(std::string(1, keys.at("state").at(1).at(bit / 4)), nullptr, 16) >> (3 - bit % 4)) & 1);
    pair.first_truth = std::stoll(keys.at("first-truth").at(0));
    pair.second_truth = std::stoll(keys.at("second-truth").at(0));
    const auto* of_tables = dynamic_cast<const TableMachine*>(machine.get());
    const bool states_only = of_tables ? of_tables->layers().find('F') == std::string::npos : kinds.find_first_not_of('R') == std::string::npos;
    if (!states_only) return static_cast<bool>(adversaries::confirm_fooling_pair(*machine, *task, pair));
    // Recurrent stacks: the query is not in the tables, so only the states are asked for.
    const auto state_after = [&](const tasks::Tokens& prefix) {
      if (of_tables) return of_tables->state_after(prefix);
      const auto& recurrent = dynamic_cast<const attention::RecurrentMachine&>(*machine);
      arithmetic::BitString state = recurrent.initial_state();
      for (std::size_t i = 0; i < prefix.size(); ++i) state = recurrent.step(state, prefix[i], i);
      return state;
    };
    if (state_after(pair.first) != pair.state || state_after(pair.second) != pair.state) return false;
    tasks::Tokens a = pair.first, b = pair.second;
    a.insert(a.end(), pair.query.begin(), pair.query.end());
    b.insert(b.end(), pair.query.begin(), pair.query.end());
    return task->oracle(a) == pair.first_truth && task->oracle(b) == pair.second_truth && pair.first_truth != pair.second_truth;
  }
  adversaries::Counterexample found;
  found.tokens = tokens_of(keys.at("input"));
  found.expected = std::stoll(keys.at("expected").at(0));
  found.answered = std::stoll(keys.at("observed").at(0));
  return static_cast<bool>(adversaries::confirm_counterexample(*machine, *task, found));
}

}  // namespace

std::string state_after_first(const std::string& certificate, const MakeHead& make) {
  const Text text = read(certificate);
  auto stack = stack_of(text, std::make_shared<const Tables>(text.rows));
  for (std::size_t l = 0; make && l < stack.layers.size(); ++l) {
    const auto& words = text.layers[l].first;
    stack.layers[l].make_head = [&, plan = text.layers[l].second, d_k = std::stoul(words.at(2)), d_v = std::stoul(words.at(3))](int) { return make(plan, d_k, d_v); };
  }
  const auto machine = attention::make_recurrent_machine<Emulated>(std::move(stack));
  arithmetic::BitString state = machine->initial_state();
  const auto tokens = tokens_of(text.keys.at("first"));
  for (std::size_t i = 0; i < tokens.size(); ++i) state = machine->step(state, tokens[i], i);
  std::string hex;
  for (std::size_t bit = 0; bit < state.size(); bit += 4) hex += "0123456789abcdef"[(state.words()[bit / 64] >> (60 - bit % 64)) & 15];
  return std::to_string(state.size()) + " " + (hex.empty() ? "-" : hex);
}

bool confirmed_by_library(const std::string& certificate) {
  try {
    return judged(certificate);
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace attest::trial
