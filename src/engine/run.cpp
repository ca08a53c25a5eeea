// Threads share one State by shared_ptr, so that an abandoned thread never touches what is gone; after `closed` no result
// and no call to the observer comes through. Which thread takes which job depends on timing, what a job computes does not:
// its seed comes from its name.
#include "engine/run.hpp"

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "engine/seeds.hpp"

namespace attest::engine {

namespace {

using Clock = std::chrono::steady_clock;

struct State {
  Settings settings;
  std::vector<Job> jobs;
  Observer observer;
  std::atomic<bool> stop{false};
  std::mutex mutex;  // guards everything below, and the observer
  std::condition_variable changed;
  std::vector<evidence::Cell> results;
  std::vector<bool> finished;
  std::size_t next = 0, done = 0, running = 0;
  bool halted = false;  // no job starts any more
  bool closed = false;  // the caller has gone on with what there was
};

void note(evidence::Cell& cell, const std::string& line) {
  cell.evidence.push_back({evidence::Kind::survey, line, {}});
}

void fail(evidence::Cell& cell, std::string line) {
  std::replace(line.begin(), line.end(), '\n', ' ');
  cell.verdict = evidence::Verdict::error;
  cell.holds = false;
  note(cell, line);
}

/// What a cell may not say of itself.
void examine(evidence::Cell& cell) {
  const bool success = cell.holds || cell.verdict == evidence::Verdict::proved || cell.verdict == evidence::Verdict::survived;
  if (success && cell.cases == 0) return fail(cell, "the cell ran zero cases, which establishes nothing");
  if (success && cell.evidence.empty()) return fail(cell, "the cell names no evidence");
  if (cell.verdict == evidence::Verdict::unknown || cell.verdict == evidence::Verdict::error) cell.holds = false;
}

evidence::Cell execute(const std::shared_ptr<State>& state, const Job& job) {
  evidence::Cell cell = job.cell;
  JobContext context;
  context.seed = derived_seed(state->settings.seed, cell.name);
  context.stop = &state->stop;
  context.report = [state, &job](const std::string& line) {
    const std::lock_guard lock(state->mutex);
    if (!state->closed && state->observer.reported) state->observer.reported(job.cell, line);
  };
  const auto start = Clock::now();
  try {
    job.run(context, cell);
    examine(cell);
  } catch (const Stopped&) {
    cell.verdict = evidence::Verdict::unknown;
    cell.holds = false;
    note(cell, "stopped before it was decided, after " + std::to_string(cell.cases) + " cases");
  } catch (const std::exception& error) {
    fail(cell, std::string("the cell ended in an error: ") + error.what());
  } catch (...) {
    fail(cell, "the cell ended in an error of unknown type");
  }
  cell.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  return cell;
}

void work(const std::shared_ptr<State>& state) {
  std::unique_lock lock(state->mutex);
  while (!state->halted && state->next < state->jobs.size()) {
    const std::size_t turn = state->next++;
    const std::size_t index = state->settings.last_first ? state->jobs.size() - 1 - turn : turn;
    ++state->running;
    const Job& job = state->jobs[index];
    if (state->observer.started) state->observer.started(job.cell);
    lock.unlock();
    evidence::Cell cell = execute(state, job);
    lock.lock();
    --state->running;
    if (state->closed) return;
    state->finished[index] = true;
    ++state->done;
    if (state->settings.fail_fast && !cell.holds) state->halted = true;
    if (state->observer.finished) state->observer.finished(cell, state->done, state->jobs.size());
    state->results[index] = std::move(cell);
    state->changed.notify_all();
  }
  state->changed.notify_all();
}

bool idle(const State& state) {
  return state.running == 0 && (state.halted || state.next == state.jobs.size());
}

/// Waits for the end, a signal or the end of the budget; after these for the grace period at most.
void supervise(State& state, Outcome& outcome) {
  const auto start = Clock::now();
  std::optional<Clock::time_point> deadline;
  std::unique_lock lock(state.mutex);
  while (!idle(state)) {
    state.changed.wait_for(lock, std::chrono::milliseconds(20));
    if (!deadline && state.settings.interrupted) outcome.signal = state.settings.interrupted();
    if (!deadline && state.settings.budget && Clock::now() - start >= *state.settings.budget) outcome.budget_spent = true;
    if (!deadline && (outcome.signal != 0 || outcome.budget_spent)) {
      state.stop = state.halted = true;
      deadline = Clock::now() + state.settings.grace;
    }
    if (deadline && Clock::now() >= *deadline) break;
  }
  state.closed = true;
  outcome.abandoned = state.running > 0;
}

std::string reason(const Outcome& outcome) {
  if (outcome.signal != 0) return "the run was interrupted";
  if (outcome.budget_spent) return "the budget was spent";
  return "another cell had failed and --fail-fast was given";
}

}  // namespace

Outcome run(const Settings& settings, std::vector<Job> jobs, const Observer& observer) {
  if (settings.jobs == 0) throw std::invalid_argument("a run needs at least one thread");
  const auto state = std::make_shared<State>();
  state->settings = settings;
  state->jobs = std::move(jobs);
  state->observer = observer;
  state->results.resize(state->jobs.size());
  state->finished.resize(state->jobs.size(), false);
  const std::size_t threads = std::min<std::size_t>(settings.jobs, state->jobs.size());
  std::vector<std::thread> pool;
  for (std::size_t i = 0; i < threads; ++i) pool.emplace_back([state] { work(state); });
  Outcome outcome;
  supervise(*state, outcome);
  for (std::thread& thread : pool) {
    if (outcome.abandoned) {
      thread.detach();
    } else {
      thread.join();
    }
  }
  const std::lock_guard lock(state->mutex);
  for (std::size_t i = 0; i < state->jobs.size(); ++i) {
    if (!state->finished[i]) {
      ++outcome.not_run;
      state->results[i] = state->jobs[i].cell;
      note(state->results[i], "not decided: " + reason(outcome));
    }
  }
  outcome.cells = std::move(state->results);
  return outcome;
}

}  // namespace attest::engine
