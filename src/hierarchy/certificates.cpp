// What each kind of evidence becomes. Nothing here is trusted: whatever is written has to pass the checkers.
#include "hierarchy/certificates.hpp"

#include <map>
#include <sstream>
#include <stdexcept>

#include "bounds/cover.hpp"
#include "evidence/certificate.hpp"
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

std::string line(const std::string& key, const std::string& value) { return key + " " + value + "\n"; }

/// The claim of a certificate with its keys and its arithmetic: everything between the kind and the method.
std::string claim_lines(const std::string& certificate) {
  const std::size_t from = certificate.find("\nclaim "), to = certificate.find("\nmethod ");
  if (from == std::string::npos || to == std::string::npos || to < from) throw NoCertificate("its certificate is not of kind all-inputs");
  if (certificate.find("\nexact yes\n") != std::string::npos) throw NoCertificate("it is about real numbers: inputs are evaluated in finite arithmetic only");
  for (const std::string claim : {"capacity-set", "sparse-two-sum", "reversed-composition", "maximum-channel"})
    if (certificate.find("\nclaim " + claim + "\n") != std::string::npos) throw NoCertificate("its claim has no explicit inputs");
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
  return evidence::certificate("all-inputs", claim_lines(*model) + "method enumeration\n");
}

/// Lines of "name value".
std::map<std::string, std::string> parameters_of(const Evidence& evidence) {
  std::map<std::string, std::string> values;
  std::istringstream lines(required(evidence, "parameters"));
  for (std::string name, value; lines >> name >> value;) values[name] = value;
  return values;
}

/// The gains of the cover, one a step: that each is sure is what the checker decides again.
std::string gains(const bounds::Integer& m, const bounds::Integer& x0, const bounds::Integer& pre, const bounds::Integer& x) {
  const bounds::Integer y = m / x0;
  bounds::Integer u = 0;
  std::string text;
  for (bounds::Integer step = 0; step < x; ++step) {
    const auto g = sgn(pre) == 0 ? std::optional(x0) : bounds::gain(x0, y, bounds::Deficit{pre, y}, u);
    if (!g) throw NoCertificate("a step of its cover has no sure gain");
    u += *g;
    text += (text.empty() ? "" : " ") + g->get_str();
  }
  return text;
}

std::string counting(const Evidence& evidence) {
  // Keys of the certificate with the names that the bounds have for them, in the order of the format.
  using Keys = std::vector<std::pair<const char*, const char*>>;
  static const std::map<std::string, Keys> theorems = {
      {"E", {{"n", "n"}, {"state-bits", "state-bits"}}},
      {"T", {{"U", "alphabet"}, {"n", "n"}, {"state-bits", "state-bits"}}},
      {"S", {{"U", "alphabet"}, {"B", "block-size"}, {"n", "n"}, {"k", "blocks-read"}, {"message-bits", "message-bits"}}},
      {"F1", {{"m", "m"}, {"message-bits", "message-bits"}}},
      {"H2", {{"m", "m"}, {"n_1", "n1"}, {"message-bits", "message-bits"}, {"pre-bits", "pre-bits"}, {"post-bits", "post-bits"}}},
      {"F2", {{"m", "m"}, {"n_1", "n1"}, {"message-bits", "message-bits"}}},
      {"LL", {{"n", "n"}, {"level-bits", "state-bits"}, {"U", "alphabet"}}},
      {"H2+", {{"m", "m"}, {"n_1", "n1"}, {"message-bits", "message-bits"}, {"pre-bits", "pre-bits"}, {"post-bits", "post-bits"}, {"x0", "x0"}}}};
  const std::string theorem = required(evidence, "theorem");
  const auto keys = theorems.find(theorem);
  if (keys == theorems.end()) throw NoCertificate("theorem " + theorem + " has no certificate of kind counting");
  auto values = parameters_of(evidence);
  if (values["sees-positions"] == "1") throw NoCertificate("theorem S with compressors that see positions has no certificate");
  std::string text = "claim bound\n" + line("theorem", theorem);
  for (const auto& [key, name] : keys->second) {
    const auto value = values.find(name);
    if (value != values.end()) text += line(key, value->second);
    else if (theorem != "LL") throw NoCertificate(std::string("the evidence has no parameter '") + name + "'");
  }
  if (theorem == "H2+") {
    const auto number = [&](const char* name) { return bounds::Integer(values.at(name)); };
    text += line("gains", gains(number("m"), number("x0"), number("pre-bits"), number("x")));
  }
  return evidence::certificate("counting", text);
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
