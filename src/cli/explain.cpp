// attest explain CELL: runs one cell and tells its claim, its argument and its evidence in prose.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "cli/names.hpp"
#include "cli/output.hpp"
#include "cli/run_cells.hpp"
#include "cli/verbs.hpp"
#include "engine/interrupt.hpp"
#include "engine/seeds.hpp"
#include "report/table.hpp"

namespace attest::cli {

namespace {

struct Flags {
  std::string cell, seed = "1", effort = "smoke", color = "auto", progress = "auto";
};

/// The cell of that name, or the only one whose name begins with it, or the only one that contains it.
hierarchy::CellPlan find_plan(const std::vector<hierarchy::CellPlan>& plans, const std::string& name) {
  std::vector<hierarchy::CellPlan> near;
  std::vector<std::string> names;
  for (const hierarchy::CellPlan& plan : plans) {
    if (plan.name == name) return plan;
    if (matches(name, plan.name)) near.push_back(plan);
    names.push_back(plan.name);
  }
  const auto starts = [&](const hierarchy::CellPlan& plan) { return plan.name.rfind(name, 0) == 0; };
  if (std::count_if(near.begin(), near.end(), starts) == 1) return *std::find_if(near.begin(), near.end(), starts);
  if (near.size() == 1) return near.front();
  if (near.size() > 1) {
    std::string list;
    for (std::size_t i = 0; i < std::min<std::size_t>(near.size(), 8); ++i) list += (i ? ", " : "") + near[i].name;
    throw Failure(usage, fmt::format("'{}' fits {} cells: {}{}", name, near.size(), list, near.size() > 8 ? ", ..." : ""));
  }
  throw Failure(usage, fmt::format("no cell is called '{}'{} (attest list cells names them)", name, suggestion(name, names)));
}

std::string meaning(const evidence::Cell& cell) {
  using evidence::Verdict;
  switch (cell.verdict) {
    case Verdict::proved: return "Proved: for all inputs of the sizes named below, by evidence that other code evaluated again.";
    case Verdict::refuted:
      return cell.holds ? "Refuted, as claimed: every attempt named below fails on an input that is shown."
                        : "Refuted: an input below breaks what is claimed.";
    case Verdict::survived: return fmt::format("Survived {} cases, and no more is said.", cell.cases);
    case Verdict::unknown: return "Unknown: the run did not decide it; nothing is established.";
    case Verdict::error: return "Error: something undefined or unexpected happened; nothing is established.";
  }
  throw std::logic_error("a verdict outside of its enumeration");
}

std::string prose(const report::Run& run, const report::Style& style) {
  const evidence::Cell& cell = run.cells.front();
  const std::size_t width = style.width;
  std::string text = fmt::format("{}\n\nClaim ({}, {})\n{}\nWhy\n{}\n", cell.name, cell.architecture, cell.task,
                                 report::wrapped(cell.claim, 2, width), report::wrapped(cell.argument, 2, width));
  text += fmt::format("Result of this run: {} (effort {}, seed {}, {} cases, {:.1f} s)\n", report::verdict_word(cell, style), run.effort,
                      run.seed, cell.cases, run.seconds);
  text += report::wrapped(meaning(cell), 2, width);
  for (const evidence::Field& size : cell.sizes) text += report::wrapped(size.name + " = " + size.value, 2, width);
  text += "\nEvidence\n";
  for (const evidence::Evidence& piece : cell.evidence) {
    text += report::wrapped(fmt::format("{}: {}", evidence::to_text(piece.kind), piece.summary), 2, width);
    for (const evidence::Field& field : piece.fields)
      if (field.value.find('\n') == std::string::npos && field.value.size() <= 80) text += fmt::format("      {}: {}\n", field.name, field.value);
  }
  return text + fmt::format("\nAll of it as files that can be re-run: attest hierarchy --filter {} --effort {} --artifacts DIR\n", cell.name, run.effort);
}

ExitCode run(const Flags& flags, const CellSource& source) {
  RunSettings settings;
  settings.seed = engine::parse_seed(flags.seed);
  settings.effort = parse_effort(flags.effort);
  settings.progress = parse_when("--progress", flags.progress);
  const report::Style style{use_colour(parse_when("--color", flags.color)), text_width()};
  const hierarchy::CellPlan plan = find_plan(source(), flags.cell);
  const engine::Interruptible handlers;
  const Finished finished = run_cells(settings, {plan});
  say("{}", prose(finished.run, style));
  return finish(finished, holds);
}

}  // namespace

Verb add_explain(CLI::App& command, const CellSource& cells) {
  const auto flags = std::make_shared<Flags>();
  command.add_option("CELL", flags->cell, "Name of a cell, or a part of it that fits only one")->required()->type_name("");
  command.add_option("--seed", flags->seed, "Number, or a commit hash (default 1)")->type_name("N|HASH");
  command.add_option("--effort", flags->effort, "The cell is run with this effort: smoke (default), check or nightly")->type_name("EFFORT");
  command.add_option("--color", flags->color, "auto (default; honours NO_COLOR), always or never")->type_name("WHEN");
  command.add_option("--progress", flags->progress, "auto (default), always or never")->type_name("WHEN");
  command.footer("Examples:\n  attest explain full/eva/succeeds\n  attest explain full/eva/succeeds --effort check\n");
  return [flags, cells] { return run(*flags, cells); };
}

}  // namespace attest::cli
