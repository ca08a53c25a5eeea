// The engine knows jobs, the hierarchy knows plans: here one becomes the other, and outcomes become exit codes.
#include "cli/run_cells.hpp"

#include <fmt/core.h>

#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <mutex>

#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/verbs.hpp"
#include "engine/interrupt.hpp"
#include "engine/run.hpp"
#include "search/family.hpp"

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

/// Cells that ended because of a configuration file, with the exit code that this has.
class Refused {
 public:
  void add(const std::string& cell, ExitCode code) {
    const std::lock_guard lock(mutex_);
    codes_[cell] = code;
  }
  std::map<std::string, ExitCode> codes() const {
    const std::lock_guard lock(mutex_);
    return codes_;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, ExitCode> codes_;
};

/// The plan is copied into the job, which may outlive this call when it is abandoned.
engine::Job job_of(const hierarchy::CellPlan& plan, hierarchy::Effort effort, const std::string& configurations, const std::shared_ptr<Refused>& refused) {
  engine::Job job;
  job.cell.name = plan.name;
  job.cell.architecture = plan.architecture;
  job.cell.task = plan.task;
  job.cell.claim = plan.claim;
  job.cell.argument = plan.argument;
  job.run = [plan, effort, configurations, refused](const engine::JobContext& job_context, evidence::Cell& cell) {
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
    } catch (const search::BadConfiguration&) {
      refused->add(plan.name, malformed);
      throw;
    } catch (const search::UnreadableConfigurations&) {
      refused->add(plan.name, cannot_read_or_write);
      throw;
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
  const auto refused = std::make_shared<Refused>();
  for (const hierarchy::CellPlan& plan : plans) jobs.push_back(job_of(plan, settings.effort, configurations, refused));

  engine::Settings engine_settings;
  engine_settings.seed = settings.seed;
  engine_settings.jobs = settings.jobs;
  engine_settings.budget = settings.budget;
  engine_settings.fail_fast = settings.fail_fast;
  // The failing half of the table takes longest: started last, it would leave all threads but one idle at the end.
  engine_settings.last_first = settings.jobs > 1 && !settings.fail_fast;
  engine_settings.interrupted = engine::signal_received;
  Progress progress(settings.progress, jobs.size());
  engine::Outcome outcome = engine::run(engine_settings, std::move(jobs), progress.observer());
  progress.end();

  Finished finished;
  finished.signal = outcome.signal;
  finished.abandoned = outcome.abandoned;
  finished.refused = refused->codes();
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
  ExitCode code = finished.run.cells.empty() ? worse(exit_code({}), written) : written;
  for (const evidence::Cell& cell : finished.run.cells) {
    const auto refused = finished.refused.find(cell.name);
    code = worse(code, refused == finished.refused.end() ? exit_code({cell}) : refused->second);
    if (cell.verdict != evidence::Verdict::error) continue;
    const std::string summary = cell.evidence.empty() ? "no evidence" : cell.evidence.back().summary;
    if (refused == finished.refused.end()) warn("attest: internal error in cell {}: {}; please report\n", cell.name, summary);
    else warn("attest: cell {}: {}\n", cell.name, summary);
  }
  return after_run(code, finished.signal, finished.abandoned);
}

}  // namespace attest::cli
