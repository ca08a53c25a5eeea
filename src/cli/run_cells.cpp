// The engine knows jobs, the hierarchy knows plans: here one becomes the other, and outcomes become exit codes.
#include "cli/run_cells.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <memory>

#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/verbs.hpp"
#include "engine/interrupt.hpp"
#include "engine/run.hpp"

namespace attest::cli {

namespace {

const char* name_of(hierarchy::Effort effort) {
  switch (effort) {
    case hierarchy::Effort::smoke: return "smoke";
    case hierarchy::Effort::check: return "check";
    case hierarchy::Effort::nightly: return "nightly";
  }
  throw std::logic_error("an effort outside of its enumeration");
}

/// The plan is copied into the job, which may outlive this call when it is abandoned.
engine::Job job_of(const hierarchy::CellPlan& plan, hierarchy::Effort effort, const std::string& configurations) {
  engine::Job job;
  job.cell.name = plan.name;
  job.cell.architecture = plan.architecture;
  job.cell.task = plan.task;
  job.cell.claim = plan.claim;
  job.cell.argument = plan.argument;
  job.run = [plan, effort, configurations](const engine::JobContext& job_context, evidence::Cell& cell) {
    hierarchy::Context context;
    context.seed = job_context.seed;
    context.effort = effort;
    context.configurations = configurations;
    context.progress = job_context.report;
    context.stop = job_context.stop;
    try {
      plan.run(context, cell);
    } catch (const hierarchy::Stopped&) {
      throw engine::Stopped{};
    }
  };
  return job;
}

std::string reason(const engine::Outcome& outcome, bool fail_fast) {
  if (outcome.signal != 0) return fmt::format("interrupted by signal {}", outcome.signal);
  if (outcome.budget_spent) return "the budget was spent";
  return fail_fast ? "stopped at the first cell that does not hold" : "";
}

}  // namespace

Finished run_cells(const RunSettings& settings, const std::vector<hierarchy::CellPlan>& plans) {
  const auto start = std::chrono::steady_clock::now();
  const std::string configurations = configurations_folder();
  std::vector<engine::Job> jobs;
  for (const hierarchy::CellPlan& plan : plans) jobs.push_back(job_of(plan, settings.effort, configurations));

  engine::Settings engine_settings;
  engine_settings.seed = settings.seed;
  engine_settings.jobs = settings.jobs;
  engine_settings.budget = settings.budget;
  engine_settings.fail_fast = settings.fail_fast;
  // The failing half of the table takes longest: started last, it would leave all threads but one idle at the end.
  engine_settings.last_first = settings.jobs > 1 && !settings.fail_fast;
  engine_settings.interrupted = engine::signal_received;
  Progress progress(settings.progress);
  engine::Outcome outcome = engine::run(engine_settings, std::move(jobs), progress.observer());
  progress.end();

  Finished finished;
  finished.signal = outcome.signal;
  finished.abandoned = outcome.abandoned;
  finished.run.version = version();
  finished.run.seed = settings.seed;
  finished.run.effort = name_of(settings.effort);
  finished.run.complete = outcome.not_run == 0 && outcome.signal == 0 && !outcome.budget_spent;
  if (!finished.run.complete) finished.run.ended_by = reason(outcome, settings.fail_fast);
  finished.run.cells = std::move(outcome.cells);
  finished.run.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return finished;
}

ExitCode finish(const Finished& finished, ExitCode written) {
  ExitCode code = worse(exit_code(finished.run.cells), written);
  if (finished.signal != 0) code = static_cast<ExitCode>(128 + finished.signal);
  for (const evidence::Cell& cell : finished.run.cells) {
    if (cell.verdict == evidence::Verdict::error) {
      warn("attest: internal error in cell {}: {}; please report\n", cell.name,
                 cell.evidence.empty() ? "no evidence" : cell.evidence.back().summary);
    }
  }
  if (finished.abandoned) {
    if (!flushed() && finished.signal == 0) code = worse(code, cannot_read_or_write);
    _exit(code);
  }
  return code;
}

}  // namespace attest::cli
