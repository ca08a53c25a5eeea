// attest hierarchy: runs the selected cells of the table, prints it, writes the reports and the artifacts.
//
// Reports are written before the table is printed, so that a closed pipe on standard output loses none.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <thread>

#include "cli/certificates.hpp"
#include "cli/names.hpp"
#include "cli/output.hpp"
#include "cli/run_cells.hpp"
#include "cli/verbs.hpp"
#include "engine/interrupt.hpp"
#include "engine/seeds.hpp"
#include "report/json.hpp"
#include "report/output_file.hpp"
#include "report/table.hpp"

namespace attest::cli {

namespace {

struct Flags {
  std::string seed = "1", filter, effort = "check", jobs, budget, color = "auto", progress = "auto", artifacts, certificates;
  std::vector<std::string> reports;
  bool fail_fast = false;
};

constexpr const char* examples =
    "Examples:\n"
    "  attest hierarchy\n"
    "  attest hierarchy --effort smoke --filter eva --report json:eva.json\n"
    "  attest hierarchy --filter 'full/*' --seed 7 --artifacts evidence --budget 5m\n\n"
    "A seed moves samples, never the verdicts of what is proved. The same seed gives the same report but for members called\n"
    "\"seconds\", unless --budget or an interrupt ends the run early.\n";

void declare(CLI::App& command, Flags& flags) {
  command.add_option("--seed", flags.seed, "Number, or a commit hash (default 1)")->type_name("N|HASH");
  command.add_option("--filter", flags.filter, "Only cells whose name contains this text, or matches it as a glob (with * ? [)")->type_name("TEXT");
  command.add_option("--effort", flags.effort, "smoke (seconds), check (a minute, default) or nightly")->type_name("EFFORT");
  command.add_option("--jobs", flags.jobs, "Threads (default: one per core)")->type_name("N");
  command.add_option("--budget", flags.budget, "Stop after this time: 500ms, 90s, 5m, 2h; what is undecided then is unknown")->type_name("TIME");
  command.add_flag("--fail-fast", flags.fail_fast, "Start no further cell after one that does not hold")->disable_flag_override();
  command.add_option("--report", flags.reports, "Write the run as JSON; may be given several times")->expected(1)->take_all()->type_name("json:FILE");
  command.add_option("--artifacts", flags.artifacts, "Write every piece of evidence as a file into this folder, for attest replay")->type_name("DIR");
  command.add_option("--certificates", flags.certificates, "Write a certificate for every piece of evidence that has one into this folder, for the checkers")->type_name("DIR");
  command.add_option("--color", flags.color, "auto (default; honours NO_COLOR), always or never")->type_name("WHEN");
  command.add_option("--progress", flags.progress, "auto (default; bar on a terminal, lines otherwise), always (bar) or never")->type_name("WHEN");
  command.footer(examples);
}

std::vector<hierarchy::CellPlan> selected(std::vector<hierarchy::CellPlan> plans, const std::string& filter) {
  std::vector<std::string> names;
  for (const hierarchy::CellPlan& plan : plans) names.push_back(plan.name);
  std::erase_if(plans, [&](const hierarchy::CellPlan& plan) { return !matches(filter, plan.name); });
  if (plans.empty()) {
    throw Failure(nothing_selected, fmt::format("no cell matches --filter '{}'{} (attest list cells names them)", filter, suggestion(filter, names)));
  }
  return plans;
}

/// Every piece of evidence, in the order of the table.
std::vector<std::string> write_artifacts(const std::string& folder, const std::vector<evidence::Cell>& cells) {
  std::vector<std::string> files;
  for (const evidence::Cell& cell : cells) {
    report::make_folder(cell_folder(folder, cell));
    for (std::size_t i = 0; i < cell.evidence.size(); ++i) {
      files.push_back(evidence_path(folder, cell, i));
      report::write_file(files.back(), evidence::to_text(cell.evidence[i]));
    }
  }
  return files;
}

ExitCode run(const Flags& flags, const CellSource& source) {
  RunSettings settings;
  settings.seed = engine::parse_seed(flags.seed);
  settings.effort = parse_effort(flags.effort);
  settings.jobs = flags.jobs.empty() ? std::max(1u, std::thread::hardware_concurrency()) : parse_jobs(flags.jobs);
  if (!flags.budget.empty()) settings.budget = parse_duration(flags.budget);
  settings.fail_fast = flags.fail_fast;
  settings.progress = parse_when("--progress", flags.progress);
  const report::Style style{use_colour(parse_when("--color", flags.color)), text_width()};
  std::vector<std::string> reports;
  for (const std::string& text : flags.reports) reports.push_back(parse_report(text).path);
  const std::vector<hierarchy::CellPlan> plans = selected(source(), flags.filter);
  for (const std::string& path : reports) report::require_writable(path);
  if (!flags.artifacts.empty()) report::make_folder(flags.artifacts);
  if (!flags.certificates.empty()) report::make_folder(flags.certificates);

  const engine::Interruptible handlers;
  const Finished finished = run_cells(settings, plans);
  ExitCode written = holds;
  const auto attempt = [&](const auto& write) {  // one full disk must not cost the table and the other reports
    try {
      write();
    } catch (const report::CannotReadOrWrite& error) {
      warn("attest: {}\n", printable(error.what()));
      written = cannot_read_or_write;
    }
  };
  for (const std::string& path : reports) attempt([&] { report::write_file(path, report::to_json(finished.run)); });
  std::vector<std::string> files;
  if (!flags.artifacts.empty()) attempt([&] { files = write_artifacts(flags.artifacts, finished.run.cells); });
  WrittenCertificates certificates;
  if (!flags.certificates.empty()) attempt([&] { certificates = write_certificates(flags.certificates, finished.run.cells); });
  say("{}", report::to_text(finished.run, style));
  if (!files.empty()) say("{} pieces of evidence are in {}; check one again with: attest replay {}\n", files.size(), flags.artifacts, files.front());
  if (certificates.pieces > 0) say("{}", to_text(certificates, flags.certificates));
  return finish(finished, written);
}

}  // namespace

Verb add_hierarchy(CLI::App& command, const CellSource& cells) {
  const auto flags = std::make_shared<Flags>();
  declare(command, *flags);
  return [flags, cells] { return run(*flags, cells); };
}

}  // namespace attest::cli
