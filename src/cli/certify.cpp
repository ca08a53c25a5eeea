// attest certify: one claim at one size in one arithmetic, as a certificate for all inputs or as a certificate of a counterexample.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <map>
#include <memory>

#include "cli/arithmetic_flags.hpp"
#include "cli/names.hpp"
#include "cli/output.hpp"
#include "cli/verbs.hpp"
#include "precision/cause.hpp"
#include "precision/enumeration.hpp"
#include "precision/ledger.hpp"
#include "precision/points.hpp"
#include "precision/subjects.hpp"
#include "precision/sweep.hpp"
#include "report/output_file.hpp"

namespace attest::cli {

namespace {

struct Flags {
  std::string task, size, format, plan = "uniform", out;
  std::vector<std::string> values;   ///< NAME=m*2^e
  ArithmeticFlags arithmetic;
};

constexpr int random_attacks = 1000;

constexpr const char* examples =
    "Examples:\n"
    "  attest certify --task two-sum --size 256 --format binary32 --out two-sum.txt\n"
    "  attest certify --task eva --size 4096 --format bfloat16 --plan mixed --algorithm online --out eva.txt\n"
    "  attest certify --task two-sum --size n=16:M=16 --format p4 --set 'c=7*2^3' --set 'kappa=1*2^0' --out p4.txt\n"
    "  attest certify --task maximum-channel --size 64 --format binary32 --out channel.txt\n\n"
    "Parameters that --set does not give are tried in the middle of their grids, then at quarters and ends; where the format has no\n"
    "number in the interval, the nearest one outside. Exit code 0: a certificate for all inputs is in FILE; 1: a counterexample is\n"
    "in FILE; 3: neither was found and nothing is written.\n"
    "The independent checker has verified whatever is written.\n";

/// The points to try: those that --set leaves open are the grid's.
std::vector<constructions::Point> points_of(const Flags& flags, const constructions::ClaimFamily& claim, const constructions::Setting& setting) {
  std::map<std::string, arithmetic::Number> given;
  const auto names = claim.parameter_names();
  for (const std::string& text : flags.values) {
    const std::size_t equals = text.find('=');
    const std::string name = text.substr(0, equals);
    if (equals == std::string::npos) throw Failure(usage, fmt::format("--set takes NAME=VALUE, such as c=7*2^3, not '{}'", text));
    if (std::find(names.begin(), names.end(), name) == names.end())
      throw Failure(usage, fmt::format("the claim {} has no parameter '{}'{}", claim.name(), name, suggestion(name, names)));
    const arithmetic::Number value = arithmetic::number_from_text(text.substr(equals + 1));
    if (!value.is_finite() || !setting.plan.input.convert(value).is_finite())
      throw Failure(usage, fmt::format("{} is no finite number of the input format {}", text, setting.plan.input.format.name));
    if (!given.emplace(name, value).second) throw Failure(usage, fmt::format("the parameter {} is set twice", name));
  }
  std::vector<constructions::Point> points = precision::spread_points(claim.parameters(setting), setting.plan.input.format);
  if (given.size() == names.size()) points = {constructions::Point(names.size())};
  std::vector<constructions::Point> distinct;
  for (constructions::Point& point : points) {
    for (std::size_t i = 0; i < names.size(); ++i)
      if (const auto value = given.find(names[i]); value != given.end()) point[i] = value->second;
    if (std::find(distinct.begin(), distinct.end(), point) == distinct.end()) distinct.push_back(std::move(point));
  }
  return distinct;
}

std::string text_of(const constructions::ClaimFamily& claim, const constructions::Point& point) {
  std::string text;
  for (std::size_t i = 0; i < point.size(); ++i) text += fmt::format("{}{} = {}", i == 0 ? " with " : ", ", claim.parameter_names()[i], arithmetic::to_text(point[i]));
  return text;
}

std::string certified(const precision::Ledger::Entry& entry) {
  if (!entry.verified) throw Failure(inconclusive, "a certificate was built, but the independent checker refuses it: " + entry.reason + "; please report");
  return entry.text;
}

/// The proofs are not complete: where inputs are few, all of them are asked. The first point that is right on every one, and its proof; `killer` is
/// what the first point is wrong on, if nobody knew yet.
struct Enumerated {
  constructions::Point point;
  constructions::Proof proof;
};
std::optional<Enumerated> enumerated(const constructions::ClaimFamily& claim, const constructions::Setting& setting, const std::vector<constructions::Point>& points,
                                     std::optional<precision::Killer>& killer) {
  const precision::Watch nobody;
  precision::Enumeration enumeration(claim, setting, nobody, 1'000'000);
  for (std::size_t i = killer ? 1 : 0; i < points.size(); ++i) {
    precision::KillerPool pool(claim);
    std::optional<std::uint32_t> wrong;
    if (auto proof = enumeration.prove(points[i], *claim.model(setting, points[i]), pool, wrong)) return Enumerated{points[i], std::move(*proof)};
    if (wrong && i == 0) killer = pool.all().front();
  }
  return std::nullopt;
}

ExitCode run(const Flags& flags) {
  const precision::Subject& subject = precision::subject(flags.task);
  const auto sizes = parse_size_list(subject, flags.size);
  if (sizes.size() != 1) throw Failure(usage, "--size takes one size");
  if (flags.plan != "uniform" && flags.plan != "mixed") throw Failure(usage, fmt::format("'{}' is no plan: give uniform or mixed", flags.plan));
  const constructions::Setting setting = flags.plan == "mixed" ? mixed_setting_of(flags.arithmetic, flags.format) : setting_of(flags.arithmetic, flags.format);
  const auto claim = constructions::make_claim(subject.claim, sizes.front().sizes);
  const auto points = points_of(flags, *claim, setting);
  const std::string beside = constructions::empty_grid(*claim, setting);
  if (points.empty()) throw Failure(inconclusive, fmt::format("{}: {}", claim->name(), beside));
  report::require_writable(flags.out);
  precision::Ledger ledger;
  const std::string what = fmt::format("{} {} in {} ({})", subject.name, sizes.front().text, setting.name, describe(setting));
  if (!beside.empty() && flags.values.empty()) say("note: {}: the nearest number is taken\n", beside);
  std::string first_reason;
  tasks::Tokens suggestion;
  const auto write_proof = [&](const constructions::Point& point, const constructions::Proof& proof) {
    report::write_file(flags.out, certified(ledger.establish("", proof.certificate)));
    say("proved: {}{} is right on all {} inputs\n  {}\n", what, text_of(*claim, point), proof.inputs, flags.out);
    return holds;
  };
  for (const constructions::Point& point : points) {
    const constructions::Proof proof = claim->prove(setting, point);
    if (proof.holds) return write_proof(point, proof);
    if (first_reason.empty()) first_reason = proof.reason, suggestion = proof.killing;
  }
  auto killer = precision::attack(*claim, setting, points.front(), suggestion, random_attacks, {});
  if (const auto found = enumerated(*claim, setting, points, killer)) return write_proof(found->point, found->proof);
  if (!killer) {
    say("unknown: {}{} is not proved ({}), and no wrong input was found\n", what, text_of(*claim, points.front()), first_reason);
    return inconclusive;
  }
  const auto observed = claim->model(setting, points.front())->answer(killer->tokens);
  report::write_file(flags.out, certified(ledger.establish("", precision::counterexample(*claim, setting, points.front(), killer->tokens, killer->expected, observed))));
  say("refuted: {}{} answers {} where {} is right ({}){}\n  {}\n", what, text_of(*claim, points.front()), observed ? std::to_string(*observed) : "nothing defined", killer->expected,
      precision::cause_of(*claim, setting, points.front(), *killer), points.size() > 1 ? fmt::format("; {} other choices of the parameters are not proved either", points.size() - 1) : "", flags.out);
  return finding;
}

}  // namespace

Verb add_certify(CLI::App& command) {
  const auto flags = std::make_shared<Flags>();
  command.add_option("--task", flags->task, "The task, as attest precision names it")->required()->type_name("NAME");
  command.add_option("--size", flags->size, "One number, or names and values such as n=16:M=32")->required()->type_name("N");
  command.add_option("--format", flags->format, "A format of attest list formats")->required()->type_name("NAME");
  command.add_option("--plan", flags->plan, "uniform (default), or mixed: inputs and outputs in the format, scores, weights and accumulators in binary32")->type_name("PLAN");
  command.add_option("--set", flags->values, "A parameter's exact value, such as c=7*2^3; may be given several times")->expected(1)->take_all()->type_name("NAME=VALUE");
  declare(command, flags->arithmetic);
  command.add_option("--out", flags->out, "The file that receives the certificate")->required()->type_name("FILE");
  command.footer(examples);
  return [flags] { return run(*flags); };
}

}  // namespace attest::cli
