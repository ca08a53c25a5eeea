#include "adversaries/confirm.hpp"

#include <optional>
#include <stdexcept>

namespace attest::adversaries {

namespace {

using arithmetic::BitString;

Tokens joined(const Tokens& prefix, const Tokens& query) {
  Tokens whole = prefix;
  whole.insert(whole.end(), query.begin(), query.end());
  return whole;
}

Confirmation refused(std::string reason) { return {false, std::move(reason)}; }

std::optional<std::int64_t> truth(const tasks::Task& task, const Tokens& tokens, std::string& complaint) {
  try {
    return task.oracle(tokens);
  } catch (const std::invalid_argument& error) {
    complaint = error.what();
    return std::nullopt;
  }
}

BitString state_after(const attention::RecurrentMachine& machine, const Tokens& prefix) {
  BitString state = machine.initial_state();
  for (std::size_t i = 0; i < prefix.size(); ++i) state = machine.step(state, prefix[i], i);
  return state;
}

Confirmation recurrent(const attention::RecurrentMachine& machine, const FoolingPair& pair) {
  const BitString first = state_after(machine, pair.first), second = state_after(machine, pair.second);
  if (first != second) return refused("the joint states after the two prefixes differ");
  if (first != pair.state) return refused("the joint state is not the one that the pair states");
  const std::size_t n = pair.first.size();
  if (pair.query.size() == 1 && machine.read(first, pair.query.front(), n) != machine.answer(joined(pair.first, pair.query)))
    return refused("the answer is not what is read from the reported state: the model has a state that it does not report");
  return {true, ""};
}

Confirmation sparse(const attention::SparseMachine& machine, const FoolingPair& pair) {
  const std::size_t B = machine.block_length(), n = pair.first.size();
  BitString messages;
  for (std::size_t block = 0; block < n / B; ++block) {
    const std::span<const attention::Representation> a(pair.first), b(pair.second);
    const BitString message = machine.message(a.subspan(block * B, B), block);
    if (message != machine.message(b.subspan(block * B, B), block))
      return refused("the messages of block " + std::to_string(block) + " differ");
    messages.append(message);
  }
  if (messages != pair.state) return refused("the messages are not those that the pair states");
  const auto selected = machine.selected(joined(pair.first, pair.query));
  if (selected != machine.selected(joined(pair.second, pair.query))) return refused("the selected blocks differ");
  for (std::size_t block : selected)
    for (std::size_t i = block * B; i < (block + 1) * B && i < n; ++i)
      if (pair.first[i] != pair.second[i]) return refused("selected block " + std::to_string(block) + " has different contents");
  for (std::size_t i = n / B * B; i < n; ++i)
    if (pair.first[i] != pair.second[i]) return refused("the incomplete last block has different contents");
  return {true, ""};
}

Confirmation hybrid(const attention::HybridMachine& machine, const FoolingPair& pair) {
  const std::size_t boundary = pair.first.size();
  const attention::Crossing a = machine.crossing(joined(pair.first, pair.query), boundary);
  const attention::Crossing b = machine.crossing(joined(pair.second, pair.query), boundary);
  const std::size_t depth = a.messages.size();
  if (b.messages.size() != depth || a.states.size() != depth + 1 || b.states.size() != depth + 1)
    return refused("the model reports crossings of different shapes");
  BitString all;
  for (std::size_t group = 0; group < depth; ++group) {
    if (a.states[group] != b.states[group]) return refused("the states of group " + std::to_string(group) + " differ");
    all.append(a.states[group]);
  }
  for (std::size_t layer = 0; layer < depth; ++layer) {
    const std::size_t from = layer + 1 < depth ? 0 : pair.query.size() - 1;
    if (a.messages[layer].size() != pair.query.size() || b.messages[layer].size() != pair.query.size())
      return refused("full layer " + std::to_string(layer) + " does not report one message per later token");
    for (std::size_t i = from; i < pair.query.size(); ++i) {
      if (a.messages[layer][i] != b.messages[layer][i])
        return refused("the messages of full layer " + std::to_string(layer) + " to token " + std::to_string(boundary + i) + " differ");
      all.append(a.messages[layer][i]);
    }
  }
  if (a.last_states.back() != b.last_states.back()) return refused("the last group's states before the last token differ");
  all.append(a.last_states.back());
  if (all != pair.state) return refused("what crosses is not what the pair states");
  if (a.answer != b.answer) return refused("the answers differ although everything that crosses is equal: a state is not reported");
  return {true, ""};
}

Confirmation information(const attention::Machine& machine, const FoolingPair& pair) {
  if (const auto* r = dynamic_cast<const attention::RecurrentMachine*>(&machine)) return recurrent(*r, pair);
  if (const auto* s = dynamic_cast<const attention::SparseMachine*>(&machine)) return sparse(*s, pair);
  if (const auto* h = dynamic_cast<const attention::HybridMachine*>(&machine)) return hybrid(*h, pair);
  return refused("a fooling pair needs a model that shows its states or messages");
}

}  // namespace

Confirmation confirm_fooling_pair(const attention::Machine& machine, const tasks::Task& task, const FoolingPair& pair) {
  if (pair.query.empty()) return refused("the pair has no query");
  if (pair.first.size() != pair.second.size()) return refused("the prefixes have different lengths");
  const Tokens a = joined(pair.first, pair.query), b = joined(pair.second, pair.query);
  std::string complaint;
  const auto first = truth(task, a, complaint), second = truth(task, b, complaint);
  if (!first || !second) return refused("malformed input: " + complaint);
  if (*first != pair.first_truth || *second != pair.second_truth) return refused("the truths are not those that the pair states");
  if (*first == *second) return refused("the truths are equal");
  if (const Confirmation equal = information(machine, pair); !equal) return equal;
  const std::int64_t first_answer = machine.answer(a), second_answer = machine.answer(b);
  if (first_answer != second_answer)
    return refused("the answers differ although the information is equal: the model has a state that it does not report");
  return {true, ""};
}

Confirmation confirm_counterexample(const attention::Machine& machine, const tasks::Task& task, const Counterexample& found) {
  std::string complaint;
  const auto expected = truth(task, found.tokens, complaint);
  if (!expected) return refused("malformed input: " + complaint);
  if (*expected != found.expected) return refused("the truth is " + std::to_string(*expected) + ", not what is stated");
  const std::int64_t answered = machine.answer(found.tokens);
  if (answered != found.answered) return refused("the model answers " + std::to_string(answered) + ", not what is stated");
  if (answered == *expected) return refused("the model is right on this input");
  return {true, ""};
}

Confirmation confirm(const attention::Machine& machine, const tasks::Task& task, const Outcome& outcome) {
  if (const auto* pair = fooling_pair(outcome)) return confirm_fooling_pair(machine, task, *pair);
  if (const auto* wrong = counterexample(outcome)) return confirm_counterexample(machine, task, *wrong);
  return refused("nothing was found");
}

Counterexample wrong_input(const attention::Machine& machine, const tasks::Task& task, const FoolingPair& pair) {
  for (const Tokens* prefix : {&pair.first, &pair.second}) {
    const Tokens tokens = joined(*prefix, pair.query);
    const std::int64_t expected = task.oracle(tokens), answered = machine.answer(tokens);
    if (expected != answered) return {tokens, expected, answered, pair.cost, pair.engine};
  }
  throw std::invalid_argument("not a fooling pair: the model is right on both inputs");
}

}  // namespace attest::adversaries
