// Every job publishes what it has established whenever that grows, so that a budget or a signal leaves results behind. Threads share what
// they touch by shared_ptr, since an abandoned one may outlive the run.
#include "cli/precision_run.hpp"

#include <fmt/core.h>

#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <unordered_set>

#include "cli/arithmetic_flags.hpp"
#include "cli/output.hpp"
#include "cli/precision_rows.hpp"
#include "cli/progress.hpp"
#include "cli/verbs.hpp"
#include "engine/interrupt.hpp"
#include "engine/run.hpp"
#include "report/output_file.hpp"

namespace attest::cli {

namespace {

using precision::Ledger;
using precision::Watch;
using Clock = std::chrono::steady_clock;

/// What a job has published last.
template <class T>
class Slot {
 public:
  void put(const T& value) {
    const std::lock_guard lock(mutex_);
    value_ = value;
  }
  T get() const {
    const std::lock_guard lock(mutex_);
    return value_;
  }

 private:
  mutable std::mutex mutex_;
  T value_;
};

/// The folder of certificates; what could not be kept is remembered and costs nothing but the exit code. Which files were there is read once: a
/// search asks for every size.
class Keeper {
 public:
  explicit Keeper(const std::string& folder) : folder_(folder) {
    std::error_code ignored;
    if (!folder.empty())
      for (std::filesystem::directory_iterator entry(folder, ignored), end; entry != end; entry.increment(ignored)) there_.insert(entry->path().filename());
  }
  Ledger::Load load() const {
    if (folder_.empty()) return {};
    return [this](const std::string& name) -> std::optional<std::string> {
      std::error_code ignored;
      if (!there_.contains(name + ".txt") || !std::filesystem::is_regular_file(path(name), ignored)) return std::nullopt;
      try {
        return report::read_file(path(name), std::size_t{16} << 20);
      } catch (const report::CannotReadOrWrite&) {
        return std::nullopt;  // what cannot be read back is established again
      }
    };
  }
  Ledger::Save save() {
    if (folder_.empty()) return {};
    return [this](const std::string& name, const std::string& text) {
      try {
        report::write_file(path(name), text);
      } catch (const report::CannotReadOrWrite& error) {
        if (!failed_.exchange(true)) warn("attest: {}\n", error.what());
      }
    };
  }
  bool failed() const { return failed_; }

 private:
  std::string path(const std::string& name) const { return folder_ + "/" + name + ".txt"; }
  std::string folder_;
  std::unordered_set<std::string> there_;
  std::atomic<bool> failed_{false};
};

struct Shared {
  explicit Shared(const std::string& folder) : keeper(folder), ledger(keeper.load(), keeper.save()) {}
  Keeper keeper;
  Ledger ledger;
};

/// Cells are only how the engine counts and reports jobs here; their verdicts are in the rows.
template <class Task, class T, class Run>
engine::Job job_of(const Task& task, const std::shared_ptr<Slot<T>>& slot, const Run& search) {
  engine::Job job;
  job.cell.name = name_of(task);
  job.run = [task, slot, search](const engine::JobContext& context, evidence::Cell& cell) {
    Watch watch;
    watch.stopped = [&context] { return context.stop->load(); };
    watch.report = context.report;
    T last;
    try {
      search(watch, [&](const T& found) {
        last = found;
        slot->put(found);
        ++cell.cases;
      });
    } catch (const precision::Stopped&) {
      throw engine::Stopped{};
    }
    cell.holds = certified(task, last);
    cell.verdict = cell.holds ? evidence::Verdict::proved : evidence::Verdict::unknown;
    cell.evidence = {{evidence::Kind::survey, "see the rows", {}}};
  };
  return job;
}

engine::Outcome run_jobs(const SearchSettings& settings, std::vector<engine::Job> jobs) {
  engine::Settings engine_settings;
  engine_settings.jobs = settings.jobs;
  engine_settings.budget = settings.budget;
  engine_settings.interrupted = engine::signal_received;
  Progress progress(settings.progress, jobs.size());
  engine::Outcome outcome = engine::run(engine_settings, std::move(jobs), progress.observer());
  progress.end();
  return outcome;
}

void conclude(Searched& searched, const SearchSettings& settings, const engine::Outcome& outcome, bool all_certified, bool keeping_failed, Clock::time_point start) {
  searched.signal = outcome.signal;
  searched.abandoned = outcome.abandoned;
  searched.run.version = version();
  searched.run.certificates = settings.certificates;
  searched.run.complete = outcome.not_run == 0 && outcome.signal == 0 && !outcome.budget_spent;
  if (outcome.signal != 0) searched.run.ended_by = fmt::format("interrupted by signal {}", outcome.signal);
  else if (outcome.budget_spent) searched.run.ended_by = "the budget was spent";
  searched.run.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  if (!all_certified || !searched.run.complete) searched.code = inconclusive;
  if (keeping_failed) searched.code = worse(searched.code, cannot_read_or_write);
  for (const evidence::Cell& cell : outcome.cells) {
    if (cell.verdict != evidence::Verdict::error) continue;
    warn("attest: internal error in {}: {}; please report\n", cell.name, cell.evidence.empty() ? "no line" : cell.evidence.back().summary);
    searched.code = worse(searched.code, internal_error);
  }
}

/// One proof at 24 bits in the middle of the grids is timed: a search makes about a hundred, and as many checks.
void announce(const std::string& name, const constructions::ClaimFamily& claim, const precision::Ladder& ladder) {
  const constructions::Setting setting = ladder.setting(24);
  const auto middle = middle_point(claim, setting);
  if (!middle) return;
  const auto start = Clock::now();
  claim.prove(setting, *middle);
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  if (seconds > 0.2) warn("attest: {} takes about {:.0f} min or more: one proof takes {:.1f} s (--budget ends it with what is established by then)\n", name, 200 * seconds / 60 + 0.5, seconds);
}

/// The request of one setting, up to `largest`.
precision::LargestRequest request_of(const LargestTask& task, std::int64_t largest) {
  precision::LargestRequest request;
  request.claim = [subject = task.subject](std::int64_t size) { return constructions::make_claim(subject->claim, subject->sizes(size)); };
  request.setting = task.setting;
  request.smallest = task.subject->smallest;
  request.largest = largest;
  request.prefix = file_name_of(task);
  return request;
}

constexpr int sample_divisor = 16;

/// Seconds of a search up to a sixteenth of the limit, about `most` at most.
double sample(const LargestTask& task, double most) {
  const auto start = Clock::now();
  const auto elapsed = [&] { return std::chrono::duration<double>(Clock::now() - start).count(); };
  Watch watch;
  watch.stopped = [&] { return elapsed() > most || engine::signal_received() != 0; };
  Ledger nowhere;
  try {
    precision::find_largest(request_of(task, std::max(task.subject->smallest, task.largest / sample_divisor)), nowhere, watch, [](const precision::Largest&) {});
  } catch (const precision::Stopped&) {
  }
  return elapsed();
}

/// Eight settings of each task and softmax, evenly spread, are searched up to a sixteenth of the limit: what remains open or wrong costs
/// most, proofs and answers grow at least with the size. Takes half a second a
/// search at most, a minute in all, and a fifth of the budget, from which it is taken.
void announce(const std::vector<LargestTask>& tasks, SearchSettings& run) {
  const auto start = Clock::now();
  std::map<const precision::Subject*, std::map<attention::Softmax, std::vector<const LargestTask*>>> settings;
  for (const LargestTask& task : tasks) settings[task.subject][task.setting.plan.softmax].push_back(&task);
  constexpr std::size_t samples = 8;
  double left = run.budget ? std::min(60.0, 2e-4 * static_cast<double>(run.budget->count())) : 60;
  for (const auto& [subject, by_softmax] : settings) {
    double seconds = 0;
    std::size_t count = 0;
    std::int64_t limit = 0;
    for (const auto& [softmax, group] : by_softmax) {
      const std::size_t wanted = std::min(samples, group.size());
      double sampled = 0, taken = 0;
      for (; taken < static_cast<double>(wanted) && left > 0; ++taken) {
        const double one = sample(*group[static_cast<std::size_t>(taken) * group.size() / wanted], std::min(0.5, left));
        sampled += one, left -= one;
      }
      if (taken > 0) seconds += sampled / taken * sample_divisor * static_cast<double>(group.size());
      count += group.size();
      limit = group.front()->largest;
    }
    seconds /= run.jobs;
    if (seconds > 30) warn("attest: {}: {} settings up to {} take about {:.0f} min, by a sample of smaller sizes (--budget ends it with what is established by then)\n", subject->name, count, limit, seconds / 60 + 0.5);
  }
  if (run.budget) run.budget = std::max(std::chrono::milliseconds(1), *run.budget - std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start));
}

/// One job a task: `search(task, ledger, watch, publish)` looks for its Found, whose row is added to `rows`.
template <class Found, class Task, class Row, class Search>
Searched search_all(const SearchSettings& settings, const std::vector<Task>& tasks, std::vector<Row> report::PrecisionRun::*rows, const Search& search) {
  const auto start = Clock::now();
  const auto shared = std::make_shared<Shared>(settings.certificates);
  std::vector<std::shared_ptr<Slot<Found>>> slots;
  std::vector<engine::Job> jobs;
  for (const Task& task : tasks) {
    slots.push_back(std::make_shared<Slot<Found>>());
    jobs.push_back(job_of(task, slots.back(), [task, shared, search](const Watch& watch, const auto& publish) { search(task, shared->ledger, watch, publish); }));
  }
  const engine::Outcome outcome = run_jobs(settings, std::move(jobs));
  Searched searched;
  bool all = true;
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    const Found found = slots[i]->get();
    all = all && certified(tasks[i], found);
    (searched.run.*rows).push_back(row_of(tasks[i], found));
    (searched.run.*rows).back().seconds = outcome.cells[i].seconds;
  }
  conclude(searched, settings, outcome, all, shared->keeper.failed(), start);
  return searched;
}

/// What the rows of least precisions are about.
std::string arithmetic_of(const std::vector<LeastTask>& tasks) {
  std::string families = tasks.front().family + "<k>";
  for (const LeastTask& task : tasks)
    if (task.family != tasks.front().family && families.find(task.subject->name) == std::string::npos) families += fmt::format(" ({}: {}<k>)", task.subject->name, task.family);
  return fmt::format("Least precision k of the family {}, all roles alike: {}. Cosines, sines, their products with c, and every parameter are rounded into that format where they enter.", families,
                     describe(tasks.front().like));
}

}  // namespace

Searched search_least(const SearchSettings& settings, const std::vector<LeastTask>& tasks) {
  const bool talk = settings.progress != When::never;
  Searched searched = search_all<precision::Least>(settings, tasks, &report::PrecisionRun::rows, [talk](const LeastTask& task, Ledger& ledger, const Watch& watch, const auto& publish) {
    const auto claim = constructions::make_claim(task.subject->claim, task.size.sizes);
    precision::LeastRequest request;
    request.claim = claim.get();
    request.ladder = precision::ladder_of(task.family, task.like);
    request.grid_limit = task.grid_limit;
    request.highest_checked = task.highest_checked;
    request.prefix = file_name_of(task);
    if (talk) announce(name_of(task), *claim, request.ladder);
    precision::find_least(request, ledger, watch, publish);
  });
  searched.run.arithmetic = arithmetic_of(tasks);
  searched.run.grids = grids_of(tasks);
  searched.run.fits = fits_of(searched.run.rows);
  return searched;
}

Searched search_largest(const SearchSettings& given, const std::vector<LargestTask>& tasks) {
  SearchSettings settings = given;
  if (settings.progress != When::never) announce(tasks, settings);
  Searched searched = search_all<precision::Largest>(settings, tasks, &report::PrecisionRun::formats, [](const LargestTask& task, Ledger& ledger, const Watch& watch, const auto& publish) {
    precision::find_largest(request_of(task, task.largest), ledger, watch, publish);
  });
  searched.run.arithmetic = "Largest certified size in each format. uniform: all roles in the format; mixed: inputs and outputs in the format, scores, weights and accumulators in binary32.";
  return searched;
}

ExitCode end(const Searched& searched, ExitCode written) { return after_run(worse(searched.code, written), searched.signal, searched.abandoned); }

}  // namespace attest::cli
