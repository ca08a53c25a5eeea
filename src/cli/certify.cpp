// attest certify: one claim at one size in one arithmetic, as a certificate for all inputs or as a certificate of a counterexample.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <exception>
#include <map>
#include <memory>

#include "cli/arithmetic_flags.hpp"
#include "cli/names.hpp"
#include "cli/output.hpp"
#include "cli/values.hpp"
#include "cli/verbs.hpp"
#include "engine/interrupt.hpp"
#include "engine/run.hpp"
#include "precision/decision.hpp"
#include "precision/points.hpp"
#include "precision/subjects.hpp"
#include "report/output_file.hpp"

namespace attest::cli {

namespace {

struct Flags {
  std::string task, size, format, plan = "uniform", budget, out;
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
    "in FILE; 3: neither was found, or --budget was spent, and nothing is written.\n"
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
  std::vector<constructions::Point> points = precision::points_to_try(claim, setting);
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

using precision::Decision;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// What is asked: one claim in one setting, at one of some points.
struct Question {
  const precision::Subject* subject = nullptr;
  precision::Size size;
  constructions::Setting setting;
  std::shared_ptr<const constructions::ClaimFamily> claim;
  std::vector<constructions::Point> points;
};

Question question_of(const Flags& flags, const precision::Subject& subject, precision::Size size, const constructions::Setting& setting) {
  Question question{&subject, std::move(size), setting, nullptr, {}};
  question.claim = constructions::make_claim(subject.claim, question.size.sizes);
  question.points = points_of(flags, *question.claim, setting);
  return question;
}

/// A sixteenth of the size is decided first, for a second where that can be interrupted. Nothing is said about quick ones.
void announce(const Flags& flags, const Question& question, const std::atomic<bool>& stop) {
  constexpr int divisor = 16;
  if (!question.size.number || *question.size.number < divisor * question.subject->smallest) return;
  const Question small = question_of(flags, *question.subject, precision::size_of(*question.subject, *question.size.number / divisor), question.setting);
  if (small.points.empty()) return;
  const auto start = Clock::now();
  precision::Watch watch;
  watch.stopped = [&] { return seconds_since(start) > 1 || stop.load(); };
  try {
    precision::decide(*small.claim, small.setting, small.points, random_attacks, watch);
  } catch (const precision::Stopped&) {
  }
  const double seconds = divisor * seconds_since(start);
  if (seconds > 10 && !stop.load()) warn("attest: this may take about {:.0f} s, by a sixteenth of the size (--budget TIME ends it)\n", seconds);
}

/// The decision, or what was thrown in its place; neither when it was stopped before.
struct Shared {
  std::optional<Decision> decision;
  std::exception_ptr thrown;
};

/// On a thread of the engine, which minds the budget and signals, and leaves behind what does not listen.
engine::Outcome run_alone(const Flags& flags, const Question& question, std::optional<std::chrono::milliseconds> budget, const std::shared_ptr<Shared>& shared) {
  engine::Job job;
  job.cell.name = question.claim->name();
  job.run = [flags, question, shared](const engine::JobContext& context, evidence::Cell&) {
    precision::Watch watch;
    watch.stopped = [&context] { return context.stop->load(); };
    try {
      announce(flags, question, *context.stop);
      shared->decision = precision::decide(*question.claim, question.setting, question.points, random_attacks, watch);
    } catch (const precision::Stopped&) {
      throw engine::Stopped{};
    } catch (...) {
      shared->thrown = std::current_exception();
    }
  };
  engine::Settings settings;
  settings.budget = budget;
  settings.interrupted = engine::signal_received;
  return engine::run(settings, {job}, {});
}

/// What breaks: the values that were given, where the middle of the grids is right on the same input.
std::string cause_text(const Flags& flags, const Question& question, const Decision& decision) {
  const auto middle = middle_point(*question.claim, question.setting);
  const bool given = !flags.values.empty() && middle && *middle != decision.point;
  if (given && question.claim->model(question.setting, *middle)->answer(decision.killer->tokens) == decision.killer->expected) return "the values given; the middle of the grids is right there";
  return decision.cause;
}

ExitCode conclude(const Flags& flags, const Question& question, const std::string& what, const Decision& decision) {
  const std::string where = what + text_of(*question.claim, decision.point);
  const std::size_t others = question.points.size() - 1;
  switch (decision.state) {
    case Decision::State::proved:
      report::write_file(flags.out, decision.certificate);
      say("proved: {} is right on all {} inputs\n  {}\n", where, decision.inputs, flags.out);
      return holds;
    case Decision::State::refuted:
      report::write_file(flags.out, decision.certificate);
      say("refuted: {} answers {} where {} is right ({}){}\n  {}\n", where, decision.observed ? std::to_string(*decision.observed) : "nothing defined", decision.killer->expected,
          cause_text(flags, question, decision), others == 0 ? "" : fmt::format("; {} other choice{} of the parameters {} not proved either", others, others == 1 ? "" : "s", others == 1 ? "is" : "are"),
          flags.out);
      return finding;
    case Decision::State::open:
      say("unknown: {}: {}\n", where, decision.reason);
      return inconclusive;
  }
  throw std::logic_error("a decision outside of its enumeration");
}

ExitCode run(const Flags& flags) {
  const precision::Subject& subject = precision::subject(flags.task);
  const auto sizes = parse_size_list(subject, flags.size);
  if (sizes.size() != 1) throw Failure(usage, "--size takes one size");
  if (flags.plan != "uniform" && flags.plan != "mixed") throw Failure(usage, fmt::format("'{}' is no plan: give uniform or mixed", flags.plan));
  const constructions::Setting setting = flags.plan == "mixed" ? mixed_setting_of(flags.arithmetic, flags.format) : setting_of(flags.arithmetic, flags.format);
  std::optional<std::chrono::milliseconds> budget;
  if (!flags.budget.empty()) budget = parse_duration(flags.budget);
  const Question question = question_of(flags, subject, sizes.front(), setting);
  const std::string beside = constructions::empty_grid(*question.claim, setting);
  if (question.points.empty()) throw Failure(inconclusive, fmt::format("{}: {}", question.claim->name(), beside));
  report::require_writable(flags.out);
  const std::string what = fmt::format("{} {} in {} ({})", subject.name, question.size.text, setting.name, describe(setting));
  if (!beside.empty() && flags.values.empty()) say("note: {}: the nearest number is taken\n", beside);

  const engine::Interruptible handlers;
  const auto shared = std::make_shared<Shared>();
  const engine::Outcome outcome = run_alone(flags, question, budget, shared);
  if (!outcome.abandoned && shared->thrown) std::rethrow_exception(shared->thrown);
  if (!outcome.abandoned && shared->decision) return conclude(flags, question, what, *shared->decision);
  say("unknown: {}: {} before it was proved or refuted\n", what, outcome.signal != 0 ? "interrupted" : "the budget was spent");
  return after_run(inconclusive, outcome.signal, outcome.abandoned);
}

}  // namespace

Verb add_certify(CLI::App& command) {
  const auto flags = std::make_shared<Flags>();
  command.add_option("--task", flags->task, "The task, as attest precision names it")->required()->type_name("NAME");
  command.add_option("--size", flags->size, "One number, or names and values such as n=16:M=32")->required()->type_name("N");
  command.add_option("--format", flags->format, "A format of attest list formats")->required()->type_name("NAME");
  command.add_option("--plan", flags->plan, "uniform (default), or mixed: inputs and outputs in the format, scores, weights and accumulators in binary32")->type_name("PLAN");
  command.add_option("--set", flags->values, "A parameter's value, such as c=7*2^3, rounded into the input format where it enters; may be given several times")->expected(1)->take_all()->type_name("NAME=VALUE");
  declare(command, flags->arithmetic);
  command.add_option("--budget", flags->budget, "Stop after this time: 500ms, 90s, 5m, 2h")->type_name("TIME");
  command.add_option("--out", flags->out, "The file that receives the certificate")->required()->type_name("FILE");
  command.footer(examples);
  return [flags] { return run(*flags); };
}

}  // namespace attest::cli
