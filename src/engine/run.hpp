// The run loop: jobs on a pool of threads, a budget, a stop flag; results in the order of the jobs whatever finishes first.
//
// Who is asked to stop gets a grace period; a job that ignores it is abandoned: its thread is left behind, its result is
// "unknown", and the caller has to end the process without waiting (Outcome::abandoned).
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "evidence/evidence.hpp"

namespace attest::engine {

/// Thrown by a job that found its stop flag set.
struct Stopped {};

/// What one job may use.
struct JobContext {
  std::uint64_t seed = 0;                           ///< derived_seed(master, name of the cell)
  const std::atomic<bool>* stop = nullptr;
  std::function<void(const std::string&)> report;   ///< one short line about what is under way
};

/// `cell` holds name, architecture, task, claim and argument before it ran; `run` fills in the rest.
struct Job {
  evidence::Cell cell;
  std::function<void(const JobContext&, evidence::Cell&)> run;
};

/// Calls come one at a time, from any thread.
struct Observer {
  std::function<void(const evidence::Cell&)> started;
  std::function<void(const evidence::Cell&, const std::string& line)> reported;
  std::function<void(const evidence::Cell&, std::size_t done, std::size_t all)> finished;
};

struct Settings {
  std::uint64_t seed = 1;
  unsigned jobs = 1;                                        ///< threads, at least 1
  std::optional<std::chrono::milliseconds> budget;          ///< wall-clock time for the whole run
  std::chrono::milliseconds grace = std::chrono::seconds(3);
  bool fail_fast = false;                                   ///< start nothing after a cell that does not hold
  bool last_first = false;                                  ///< start from the end: for tables whose longest cells stand there
  std::function<int()> interrupted;                         ///< polled: 0, or the signal that asks for an end
};

struct Outcome {
  std::vector<evidence::Cell> cells;   ///< one per job, in the order of the jobs
  std::size_t not_run = 0;             ///< cells that never ended by themselves
  int signal = 0;                      ///< what ended the run early
  bool budget_spent = false;
  bool abandoned = false;              ///< threads still run: end the process by _exit
};

/// A cell that did not run, or was stopped, is unknown and says why; a cell whose job threw is an error; a cell that claims
/// to hold without a case or without evidence is an error too: zero cases is a failure, never a success.
Outcome run(const Settings& settings, std::vector<Job> jobs, const Observer& observer);

}  // namespace attest::engine
