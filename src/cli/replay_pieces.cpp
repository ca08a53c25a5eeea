// What can be run again, by the fields that a piece of evidence has:
//   certificate             the independent checker reads it
//   configuration, tokens   the model is built from its text, run, and compared with the exact oracle
//   theorem, parameters     the inequality is evaluated again, and both sides compared
//   model, tokens           a construction, built from the text of a certificate, likewise; without tokens, all inputs
//   configuration, first, second, query, state   the same on both inputs, and all information that passes compared bit for bit
// Nothing is taken from the evidence but what is to be checked.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <sstream>

#include "adversaries/confirm.hpp"
#include "bounds/registry.hpp"
#include "checker/checker.hpp"
#include "cli/replay.hpp"
#include "hierarchy/claim_models.hpp"
#include "search/configuration.hpp"
#include "tasks/text.hpp"

namespace attest::cli {

namespace {

using evidence::Evidence;
using evidence::MalformedEvidence;
using State = Replayed::State;

const std::string& required(const Evidence& evidence, const std::string& name) {
  const std::string* value = evidence.find(name);
  if (!value) throw MalformedEvidence(fmt::format("evidence of kind {} needs a field '{}'", evidence::to_text(evidence.kind), name));
  return *value;
}

std::int64_t required_integer(const Evidence& evidence, const std::string& name) {
  const std::string& text = required(evidence, name);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) throw MalformedEvidence(fmt::format("field '{}' must be an integer, not '{}'", name, text));
  return value;
}

/// The claim as the checker reads it, in one line: what is established is this, whatever a file's summary says.
std::string claim_of(const std::string& certificate) {
  const std::array<std::string, 6> roles{"input", "score", "weight", "accumulator", "state", "output"};
  std::istringstream stream(certificate);
  std::string line, claim, arithmetic;
  for (int i = 0; i < 2; ++i) std::getline(stream, line);  // version and kind
  bool mixed = false;
  while (std::getline(stream, line) && !line.starts_with("method ")) {
    const std::string key = line.substr(0, line.find(' '));
    if (std::find(roles.begin(), roles.end(), key) != roles.end()) {
      const std::string role = line.substr(key.size() + 1);
      mixed = mixed || (!arithmetic.empty() && arithmetic != role);
      arithmetic = role;
      if (key == "output") claim += mixed ? ", arithmetic by role, output " + role : ", all roles " + role;
    } else if (key != "exact" || line == "exact yes") {
      claim += (claim.empty() ? "" : ", ") + (line == "exact yes" ? std::string("real numbers") : line);
    }
  }
  return claim;
}

Replayed replay_certificate(const Evidence& evidence) {
  const std::string& certificate = required(evidence, "certificate");
  const checker::Result result = checker::verify(certificate);
  if (!result.verified) return {State::broken, fmt::format("the certificate is not established: {}", result.reason)};
  if (const std::string* rows = evidence.find("checker-rows"); rows && *rows != std::to_string(result.rows))
    return {State::broken, fmt::format("the checker evaluates {} rows, not {}", result.rows, *rows)};
  return {State::established, fmt::format("VERIFIED by the independent checker, {} extremal rows: {}", result.rows, claim_of(certificate))};
}

/// The model and the task that the configuration's text describes.
struct Model {
  search::Configuration configuration;
  std::unique_ptr<tasks::Task> task;
  std::unique_ptr<attention::Machine> machine;
};

Model model_of(const Evidence& evidence) {
  Model model;
  model.configuration = search::parse_configuration(required(evidence, "configuration"));
  model.task = search::task_of(model.configuration);
  model.machine = search::build(model.configuration);
  return model;
}

/// "" or what the evidence says about the task that its configuration does not.
std::string task_mismatch(const Evidence& evidence, const tasks::Task& task) {
  if (required(evidence, "task") != task.name()) return fmt::format("the task is {}, not {}", task.name(), required(evidence, "task"));
  if (required(evidence, "sizes") != task.sizes()) return fmt::format("the sizes are {}, not {}", task.sizes(), required(evidence, "sizes"));
  return "";
}

Replayed replay_counterexample(const Evidence& evidence) {
  const Model model = model_of(evidence);
  if (const std::string wrong = task_mismatch(evidence, *model.task); !wrong.empty()) return {State::broken, wrong};
  adversaries::Counterexample found;
  found.tokens = tasks::parse_tokens(required(evidence, "tokens"));
  found.expected = required_integer(evidence, "expected");
  found.answered = required_integer(evidence, "answered");
  const auto confirmation = adversaries::confirm_counterexample(*model.machine, *model.task, found);
  if (!confirmation) return {State::broken, confirmation.reason};
  return {State::established, fmt::format("{} on {} with {}: right is {}, the model answers {}", model.configuration.name,
                                          model.task->name(), model.task->sizes(), found.expected, found.answered)};
}

/// The number of inputs, which the evidence must claim. A file edited by hand may ask for more than any run ends with.
std::string inputs_mismatch(const Evidence& evidence, const tasks::Task& task) {
  constexpr std::uint64_t most = 10'000'000;  // attest enumerates no more
  const std::uint64_t count = task.count();
  if (count > most) throw MalformedEvidence(fmt::format("{} with {} has more than {} inputs: no evidence of attest enumerates so many", task.name(), task.sizes(), most));
  return std::to_string(count) == required(evidence, "inputs") ? "" : fmt::format("the task has {} inputs, not {}", count, required(evidence, "inputs"));
}

/// All inputs of the task through the model; `inputs` is the number that the evidence claims.
Replayed replay_exhaustion(const Evidence& evidence) {
  const Model model = model_of(evidence);
  if (const std::string wrong = task_mismatch(evidence, *model.task); !wrong.empty()) return {State::broken, wrong};
  if (const std::string wrong = inputs_mismatch(evidence, *model.task); !wrong.empty()) return {State::broken, wrong};
  const std::uint64_t count = model.task->count();
  for (std::uint64_t i = 0; i < count; ++i) {
    const tasks::Tokens tokens = model.task->input(i);
    const std::int64_t right = model.task->oracle(tokens), answered = model.machine->answer(tokens);
    if (right != answered) return {State::broken, fmt::format("input {} of {}: right is {}, {} answers {}", i, count, right, model.configuration.name, answered)};
  }
  return {State::established, fmt::format("{} on {} with {}: all {} inputs are answered rightly", model.configuration.name, model.task->name(), model.task->sizes(), count)};
}

Replayed replay_fooling_pair(const Evidence& evidence) {
  const Model model = model_of(evidence);
  if (const std::string wrong = task_mismatch(evidence, *model.task); !wrong.empty()) return {State::broken, wrong};
  adversaries::FoolingPair pair;
  pair.first = tasks::parse_tokens(required(evidence, "first"));
  pair.second = tasks::parse_tokens(required(evidence, "second"));
  pair.query = tasks::parse_tokens(required(evidence, "query"));
  pair.state = arithmetic::BitString::from_text(required(evidence, "state"));
  pair.first_truth = required_integer(evidence, "first-truth");
  pair.second_truth = required_integer(evidence, "second-truth");
  const auto confirmation = adversaries::confirm_fooling_pair(*model.machine, *model.task, pair);
  if (!confirmation) return {State::broken, confirmation.reason};
  return {State::established, fmt::format("{} on {} with {}: {} bits reach the answer alike on both inputs, right are {} and {}",
                                          model.configuration.name, model.task->name(), model.task->sizes(), pair.state.size(),
                                          pair.first_truth, pair.second_truth)};
}

/// "name=value" separated by blanks or newlines, or lines of "name value".
bounds::Values parse_parameters(const std::string& text) {
  bounds::Values values;
  const auto add = [&](const std::string& name, const std::string& value) {
    if (name.empty() || value.empty()) throw MalformedEvidence(fmt::format("field 'parameters': '{}{}' is not name=value", name, value));
    if (!values.emplace(name, value).second) throw MalformedEvidence(fmt::format("field 'parameters': '{}' is given twice", name));
  };
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string name, value, surplus;
    if (line.find('=') != std::string::npos) {
      for (std::string word; words >> word;) add(word.substr(0, word.find('=')), word.find('=') == std::string::npos ? "" : word.substr(word.find('=') + 1));
    } else if (words >> name) {
      words >> value;
      if (words >> surplus) throw MalformedEvidence(fmt::format("field 'parameters': '{}' is not one name and one value", line));
      add(name, value);
    }
  }
  return values;
}

Replayed replay_impossibility(const Evidence& evidence) {
  const bounds::TheoremInfo& theorem = bounds::theorem(required(evidence, "theorem"));
  const bounds::Values stated = parse_parameters(required(evidence, "parameters"));
  const std::string* softmax = evidence.find("softmax");
  const bounds::Inequality row = softmax ? bounds::evaluate_printed(theorem.name, stated, bounds::softmax_evaluation(*softmax)) : bounds::evaluate_printed(theorem.name, stated);
  for (const auto& [name, value] : stated) {
    const auto same = [&name = name, &value = value](const bounds::Parameter& parameter) { return parameter.name == name && parameter.value == value; };
    if (std::none_of(row.parameters.begin(), row.parameters.end(), same))
      return {State::broken, fmt::format("{} = {} is no parameter of {} at these sizes", name, value, theorem.name)};
  }
  const std::string inequality = fmt::format("{}: {} {} {}", theorem.name, row.left, row.relation, row.right);
  if (row.left != required(evidence, "left") || row.right != required(evidence, "right"))
    return {State::broken, fmt::format("the sides are {}, not {} and {}", inequality, required(evidence, "left"), required(evidence, "right"))};
  if (!row.holds) return {State::broken, inequality + " does not hold"};
  return {State::established, inequality + " holds, evaluated with exact integers"};
}

/// Undefined arithmetic is an answer too: the wrong one.
std::string answer_text(const constructions::Answerer& model, const tasks::Tokens& tokens) {
  try {
    const auto answer = model(tokens);
    return answer ? std::to_string(*answer) : "undecided";
  } catch (const arithmetic::Undefined&) {
    return "undecided";
  }
}

Replayed replay_model_enumeration(const Evidence& evidence, const constructions::Answerer& model, const tasks::Task& task) {
  if (const std::string mismatch = inputs_mismatch(evidence, task); !mismatch.empty()) return {State::broken, mismatch};
  const std::uint64_t count = task.count();
  std::uint64_t wrong = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    const tasks::Tokens tokens = task.input(i);
    wrong += answer_text(model, tokens) != std::to_string(task.oracle(tokens));
  }
  if (std::to_string(wrong) != required(evidence, "wrong")) return {State::broken, fmt::format("{} of all {} inputs are answered wrongly, not {}", wrong, count, required(evidence, "wrong"))};
  return {State::established, fmt::format("{} with {}: all {} inputs run again, {} answered wrongly", task.name(), task.sizes(), count, wrong)};
}

/// A near miss: the checker must refuse the certificate, and the model must be wrong on the tokens, as stated.
Replayed replay_model_counterexample(const Evidence& evidence, const constructions::Answerer& model, const tasks::Task& task) {
  const std::string* refused = evidence.find("refused-certificate");
  const tasks::Tokens tokens = tasks::parse_tokens(required(evidence, "tokens"));
  const std::string right = std::to_string(task.oracle(tokens)), answered = answer_text(model, tokens);
  if (right != required(evidence, "expected")) return {State::broken, fmt::format("right is {}, not {}", right, required(evidence, "expected"))};
  if (answered != required(evidence, "answered")) return {State::broken, fmt::format("the model answers {}, not {}", answered, required(evidence, "answered"))};
  if (answered == right) return {State::broken, fmt::format("the model answers {}, which is right", answered)};
  return {State::established, fmt::format("{} with {}: right is {}, the model answers {}{}", task.name(), task.sizes(), right, answered, refused ? "; the checker refuses its certificate" : "")};
}

/// The checker reads the model's certificate first: its hash and its ranges stand before any model of that size is built, and a
/// text that is refused for being garbled shows nothing about a near miss. What is established names the model, not the summary.
Replayed replay_model(const Evidence& evidence, const std::string& certificate) {
  const checker::Result read = checker::verify(certificate);
  if (read.outcome == checker::Outcome::malformed) throw MalformedEvidence("the model's certificate is malformed: " + read.reason);
  if (read.verified && evidence.find("refused-certificate")) return {State::broken, "the checker verifies the certificate that it is said to refuse"};
  const constructions::Answerer model = hierarchy::model_of_certificate(certificate);
  const auto task = tasks::make_task(required(evidence, "task"), required(evidence, "sizes"));
  Replayed replayed = evidence.kind == evidence::Kind::enumeration ? replay_model_enumeration(evidence, model, *task) : replay_model_counterexample(evidence, model, *task);
  replayed.line += "; the model: " + claim_of(certificate);
  return replayed;
}

}  // namespace

Replayed replay(const Evidence& evidence) {
  try {
    if (evidence.kind == evidence::Kind::all_inputs) return replay_certificate(evidence);
    const std::string* model = evidence.find("model");
    if (!model) model = evidence.find("refused-certificate");
    if (model && (evidence.kind == evidence::Kind::counterexample || evidence.kind == evidence::Kind::enumeration)) return replay_model(evidence, *model);
    if (evidence.kind == evidence::Kind::counterexample && evidence.find("configuration")) return replay_counterexample(evidence);
    if (evidence.kind == evidence::Kind::exhaustion && evidence.find("configuration")) return replay_exhaustion(evidence);
    if (evidence.kind == evidence::Kind::impossibility && evidence.find("parameters")) return replay_impossibility(evidence);
    if (evidence.kind == evidence::Kind::fooling_pair) return replay_fooling_pair(evidence);
  } catch (const std::invalid_argument& error) {
    throw MalformedEvidence(error.what());
  } catch (const std::out_of_range& error) {  // a model that is edited so that it does not fit its task
    throw MalformedEvidence(fmt::format("the model does not fit the task: {}", error.what()));
  }
  return {State::nothing, fmt::format("this evidence of kind {} describes a run: make it again by running its cell", evidence::to_text(evidence.kind))};
}

}  // namespace attest::cli
