// attest bound NAME: the inequality of a lower bound with its numbers, and n*, by bits or by model.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "arithmetic/format.hpp"
#include "bounds/registry.hpp"
#include "checker/checker.hpp"
#include "cli/output.hpp"
#include "cli/values.hpp"
#include "cli/verbs.hpp"
#include "hierarchy/counting_certificate.hpp"
#include "report/output_file.hpp"
#include "report/table.hpp"
#include "search/trace_tables.hpp"

namespace attest::cli {

namespace {

struct Flags {
  std::string name, stack, heads = "1", dim, format, softmax = "online";
  std::map<std::string, std::string> values;   // by parameter name of the registry; empty: not given
  std::vector<std::string> reports;
  std::string certificate;
};

constexpr const char* examples =
    "By bits:   attest bound h2+ --message-bits 160 --pre-bits 2304 --post-bits 2304\n"
    "By model:  attest bound h2+ --stack RRFRR --heads 1 --dim 8 --format bfloat16\n"
    "At sizes:  attest bound h2 --message-bits 160 --pre-bits 2304 --post-bits 2304 --m 612 --n1 178\n\n"
    "Examples:\n"
    "  attest bound e --state-bits 4096\n"
    "  attest bound f2-uniform --message-bits 6 --m 32 --n1 4\n"
    "  attest bound h3 --stack RFRFR --dim 8 --format bfloat16 --report json:h3.json --certificate h3.txt\n\n"
    "Without sizes the inequality is shown at the n* that was found. Exit code 0 when it holds, so that every model of the class\n"
    "fails; 3 when it does not hold at the sizes given, which says nothing about any model.\n";

std::string parameter_help(const std::string& name) {
  std::string users, meaning;
  for (const bounds::TheoremInfo& theorem : bounds::theorems()) {
    for (const bounds::ParameterInfo& parameter : theorem.parameters) {
      if (parameter.name != name) continue;
      users += (users.empty() ? "" : ", ") + theorem.name;
      if (meaning.empty()) meaning = parameter.meaning;
    }
  }
  return fmt::format("{} [{}]", meaning, users);
}

bounds::AccumulatorShape shape_of(const Flags& flags) {
  if (flags.dim.empty() || flags.format.empty()) throw Failure(usage, "--stack needs --dim and --format (and takes --heads and --softmax)");
  bounds::AccumulatorShape shape;
  shape.heads = parse_count("--heads", flags.heads);
  shape.head_dim = parse_count("--dim", flags.dim);
  const arithmetic::Format format = arithmetic::parse_format(flags.format);
  if (!format.unbounded) shape.bits = bounds::Integer(format.storage_bits);
  return shape;
}

bounds::Request request_of(const Flags& flags) {
  const bounds::SoftmaxEvaluation softmax = bounds::softmax_evaluation(flags.softmax);
  bounds::Request request;
  request.softmax = softmax;
  if (!flags.stack.empty()) request = bounds::request_from_model(flags.name, flags.stack, shape_of(flags), softmax);
  if (flags.stack.empty() && !(flags.dim.empty() && flags.format.empty())) throw Failure(usage, "--dim and --format belong to --stack, which is missing");
  for (const auto& [name, value] : flags.values) {
    if (value.empty()) continue;
    if (request.values.count(name)) throw Failure(usage, fmt::format("--{} is given, but --stack determines it already", name));
    request.values[name] = value;
  }
  return request;
}

/// What n* may be told: the bits, and what is no size of the task.
bounds::Request for_n_star(const bounds::TheoremInfo& theorem, bounds::Request request) {
  static const std::set<std::string> no_size{"alphabet", "block-size", "sees-positions", "kind", "error"};
  for (const bounds::ParameterInfo& parameter : theorem.parameters)
    if (!parameter.n_star_needs && (!no_size.count(parameter.name) || theorem.name == "LL")) request.values.erase(parameter.name);
  return request;
}

nlohmann::ordered_json number_or_text(const std::string& text) {
  const bool small = !text.empty() && text.size() <= 15 && text.find_first_not_of("0123456789") == std::string::npos;
  if (small) return std::stoll(text);
  return text;
}

std::string json_of(const bounds::Inequality& row, const std::optional<bounds::LeastN>& least) {
  nlohmann::ordered_json parameters = nlohmann::ordered_json::object();
  for (const bounds::Parameter& parameter : row.parameters) parameters[parameter.name] = number_or_text(parameter.value);
  const nlohmann::ordered_json json = {{"schema", "attest.bound/1"},
                                       {"theorem", row.theorem},
                                       {"claim", row.claim},
                                       {"parameters", parameters},
                                       {"left", row.left},
                                       {"relation", row.relation},
                                       {"right", row.right},
                                       {"holds", row.holds},
                                       {"n_star", least ? number_or_text(least->n) : nlohmann::ordered_json(nullptr)},
                                       {"n_star_exact", least && least->exact},
                                       {"covers", row.covers},
                                       {"not_covered", row.not_covered}};
  return json.dump(2) + "\n";
}

std::string list_of(const std::string& title, const std::vector<std::string>& lines, std::size_t width) {
  std::string text = lines.empty() ? "" : title + "\n";
  for (const std::string& line : lines) text += "  - " + report::wrapped(line, 4, width).substr(4);
  return text;
}

std::string text_of(const bounds::TheoremInfo& theorem, const bounds::Inequality& row, const std::optional<bounds::LeastN>& least, bool at_sizes) {
  const std::size_t width = text_width();
  std::string text = fmt::format("{} ({})\n", theorem.name, theorem.source) + report::wrapped(theorem.statement, 2, width);
  text += "why\n" + report::wrapped(theorem.argument, 2, width);
  std::string numbers;
  for (const bounds::Parameter& parameter : row.parameters) numbers += (numbers.empty() ? "" : ", ") + parameter.name + " = " + parameter.value;
  text += (at_sizes ? "at these sizes\n" : "at the n* that was found\n") + report::wrapped(numbers, 2, width);
  text += report::wrapped(fmt::format("{} {} {}: {} (left/right = {:.4g})", row.left, row.relation, row.right, row.holds ? "true" : "false", row.reached), 2, width);
  text += report::wrapped(row.holds ? row.claim : "it does not hold here, so the bound says nothing about any model at these sizes", 2, width);
  if (least) {
    text += fmt::format("n* {} {}{}\n", least->exact ? "=" : "≤", least->n, least->n.size() > 9 && least->n[1] != '^' ? " (lg n* = " + least->log2_n + ")" : "");
    text += report::wrapped(least->note, 2, width);
  }
  return text + list_of("covers", row.covers, width) + list_of("does not cover", row.not_covered, width);
}

/// A line about the certificate that was written, or about why there is none.
std::string write_certificate(const std::string& path, const bounds::Inequality& row) {
  if (!row.holds) return "no certificate: the inequality does not hold here\n";
  std::string text;
  try {
    text = hierarchy::counting_certificate(row);
  } catch (const search::NoCertificate& reason) {
    throw Failure(usage, fmt::format("no certificate: {}", reason.what()));
  }
  const checker::Result checked = checker::verify(text);
  if (!checked.verified) throw Failure(inconclusive, "a certificate was built, but the independent checker refuses it: " + checked.reason + "; please report");
  report::write_file(path, text);
  return fmt::format("certificate: {}; check it with: ci/attest-checker {}\n", path, path);
}

ExitCode run(const Flags& flags) {
  std::vector<std::string> reports;
  for (const std::string& text : flags.reports) reports.push_back(parse_report(text).path);
  const bounds::TheoremInfo& theorem = bounds::theorem(flags.name);
  if (!flags.certificate.empty() && hierarchy::theorem_without_certificate(theorem.name)) throw Failure(usage, "no certificate: " + hierarchy::no_counting_certificate(theorem.name));
  const bounds::Request request = request_of(flags);
  for (const std::string& path : reports) report::require_writable(path);
  if (!flags.certificate.empty()) report::require_writable(flags.certificate);
  const bounds::Request bits = for_n_star(theorem, request);
  const bool at_sizes = bits.values != request.values;
  std::optional<bounds::Inequality> row;
  if (at_sizes) row = bounds::evaluate(theorem.name, request);
  std::optional<bounds::LeastN> least;
  try {
    least = bounds::n_star(theorem.name, bits);
  } catch (const std::invalid_argument&) {
    if (!at_sizes) throw;  // at sizes the inequality stands without it
  }
  if (!row) row = least->row;
  for (const std::string& path : reports) report::write_file(path, json_of(*row, least));
  const std::string certificate = flags.certificate.empty() ? "" : write_certificate(flags.certificate, *row);
  say("{}{}", text_of(theorem, *row, least, at_sizes), certificate);
  return row->holds ? holds : inconclusive;
}

}  // namespace

Verb add_bound(CLI::App& command) {
  const auto flags = std::make_shared<Flags>();
  std::string names;
  for (const bounds::TheoremInfo& theorem : bounds::theorems()) {
    names += (names.empty() ? "" : ", ") + theorem.name;
    for (const bounds::ParameterInfo& parameter : theorem.parameters) flags->values[parameter.name];
  }
  command.add_option("NAME", flags->name, "One of " + names + " (case does not matter)")->required()->type_name("");
  command.add_option("--stack", flags->stack, "Layers over F (full) and R (recurrent: vanilla linear), such as RRFRR")->type_name("LAYERS");
  command.add_option("--heads", flags->heads, "With --stack: query heads of each layer (default 1)")->type_name("N");
  command.add_option("--dim", flags->dim, "With --stack: dimension of a head")->type_name("N");
  command.add_option("--format", flags->format, "With --stack: number format of states and accumulators")->type_name("FORMAT");
  std::string evaluations;
  for (const bounds::SoftmaxEvaluation evaluation : bounds::softmax_evaluations()) evaluations += (evaluations.empty() ? "" : ", ") + bounds::name(evaluation);
  command.add_option("--softmax", flags->softmax, "How full layers evaluate softmax (default online): " + evaluations)->type_name("NAME");
  for (auto& [name, value] : flags->values) command.add_option("--" + name, value, parameter_help(name))->type_name("N");
  command.add_option("--report", flags->reports, "Write the inequality as JSON; may be given several times")->expected(1)->take_all()->type_name("json:FILE");
  command.add_option("--certificate", flags->certificate, "Write the inequality, where it holds, as a certificate of kind counting")->type_name("FILE");
  command.footer(examples);
  return [flags] { return run(*flags); };
}

}  // namespace attest::cli
