// What each kind of evidence becomes. Nothing here is trusted: whatever is written has to pass the checkers.
#include "hierarchy/certificates.hpp"

#include <sstream>
#include <stdexcept>

#include "bounds/registry.hpp"
#include "evidence/certificate.hpp"
#include "hierarchy/claim_models.hpp"
#include "hierarchy/counting_certificate.hpp"
#include "search/stack_certificate.hpp"
#include "tasks/text.hpp"

namespace attest::hierarchy {
namespace {

using evidence::Evidence;
using evidence::Kind;
using search::NoCertificate;

const std::string& required(const Evidence& evidence, const std::string& name) {
  const std::string* value = evidence.find(name);
  if (!value) throw NoCertificate("the evidence has no field '" + name + "'");
  return *value;
}

std::int64_t required_integer(const Evidence& evidence, const std::string& name) { return std::stoll(required(evidence, name)); }

std::unique_ptr<tasks::Task> task_of(const Evidence& evidence) { return tasks::make_task(required(evidence, "task"), required(evidence, "sizes")); }

std::string line(const std::string& key, const std::string& value) { return key + " " + value + "\n"; }

/// The claim of a certificate with its keys and its arithmetic: everything between the kind and the method.
std::string claim_lines(const std::string& certificate) {
  const std::size_t from = certificate.find("\nclaim "), to = certificate.find("\nmethod ");
  if (from == std::string::npos || to == std::string::npos || to < from) throw NoCertificate("its certificate is not of kind all-inputs");
  return certificate.substr(from + 1, to - from);
}

std::string counterexample(const Evidence& evidence) {
  const tasks::Tokens tokens = tasks::parse_tokens(required(evidence, "tokens"));
  if (const std::string* text = evidence.find("configuration")) {
    adversaries::Counterexample found;
    found.tokens = tokens;
    found.expected = required_integer(evidence, "expected");
    found.answered = required_integer(evidence, "answered");
    return search::counterexample_certificate(search::parse_configuration(*text), found);
  }
  const std::string* refused = evidence.find("refused-certificate");
  if (!refused) throw NoCertificate("its model is built by the cell itself and is no claim");
  const std::string answered = required(evidence, "answered");
  if (const auto model = traced_of_certificate(*refused)) {
    if (answered == "undecided") throw NoCertificate("its model has no finite answer, for which a trace has no line");
    return search::counterexample_certificate(*model, *task_of(evidence), {tokens, required_integer(evidence, "expected"), std::stoll(answered), {}, ""});
  }
  return evidence::certificate("counterexample", claim_lines(*refused) + line("input", search::in_runs(tokens)) + line("expected", required(evidence, "expected")) +
                                                     line("observed", answered == "undecided" ? "undefined" : answered));
}

std::string fooling_pair(const Evidence& evidence) {
  adversaries::FoolingPair pair;
  pair.first = tasks::parse_tokens(required(evidence, "first"));
  pair.second = tasks::parse_tokens(required(evidence, "second"));
  pair.query = tasks::parse_tokens(required(evidence, "query"));
  pair.state = arithmetic::BitString::from_text(required(evidence, "state"));
  pair.first_truth = required_integer(evidence, "first-truth");
  pair.second_truth = required_integer(evidence, "second-truth");
  return search::fooling_pair_certificate(search::parse_configuration(required(evidence, "configuration")), pair);
}

std::string enumeration(const Evidence& evidence) {
  if (required(evidence, "wrong") != "0") throw NoCertificate("inputs are answered wrongly");
  const std::string* model = evidence.find("model");
  if (!model) throw NoCertificate("its model is built by the cell itself and is no claim");
  if (const auto traced = traced_of_certificate(*model)) return search::enumeration_certificate(*traced, *task_of(evidence));
  return evidence::certificate("all-inputs", claim_lines(*model) + "method enumeration\n");
}

/// From the inequality, evaluated again from the parameters that the evidence states.
std::string counting(const Evidence& evidence) {
  const std::string& theorem = required(evidence, "theorem");
  if (theorem_without_certificate(theorem)) throw NoCertificate(no_counting_certificate(theorem));
  bounds::Values stated;
  std::istringstream lines(required(evidence, "parameters"));
  for (std::string name, value; lines >> name >> value;) stated[name] = value;
  const std::string* softmax = evidence.find("softmax");
  return counting_certificate(bounds::evaluate_printed(theorem, stated, bounds::softmax_evaluation(softmax ? *softmax : "online")));
}

std::string text_of(const Evidence& evidence) {
  switch (evidence.kind) {
    case Kind::all_inputs: return required(evidence, "certificate");
    case Kind::counterexample: return counterexample(evidence);
    case Kind::fooling_pair: return fooling_pair(evidence);
    case Kind::enumeration: return enumeration(evidence);
    case Kind::exhaustion: return search::enumeration_certificate(search::parse_configuration(required(evidence, "configuration")));
    case Kind::impossibility: return counting(evidence);
    case Kind::construction:
    case Kind::survey: throw NoCertificate("it describes a run");
  }
  throw std::logic_error("a kind of evidence outside of its enumeration");
}

}  // namespace

Certified certificate_of(const Evidence& evidence) {
  try {
    return {text_of(evidence), ""};
  } catch (const NoCertificate& reason) {
    return {"", reason.what()};
  }
}

}  // namespace attest::hierarchy
