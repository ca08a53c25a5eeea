// From requests of `attest precision` to jobs of the engine, and from what they found to rows of a report.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "cli/exit_codes.hpp"
#include "cli/values.hpp"
#include "precision/largest.hpp"
#include "precision/least.hpp"
#include "precision/subjects.hpp"
#include "report/precision.hpp"

namespace attest::cli {

struct SearchSettings {
  unsigned jobs = 1;
  std::optional<std::chrono::milliseconds> budget;
  When progress = When::automatic;
  std::string certificates;   ///< folder where certificates are kept and looked for; empty: nowhere
};

struct LeastTask {
  const precision::Subject* subject = nullptr;
  precision::Size size;
  std::string family;         ///< "p" or "e8p"
  constructions::Setting like;
  std::uint64_t grid_limit = 1 << 16;
  int highest_checked = 64;
};

struct LargestTask {
  const precision::Subject* subject = nullptr;
  constructions::Setting setting;
  std::string format, plan;   ///< "bfloat16", "uniform" or "mixed"
  std::int64_t largest = 65536;
};

struct Searched {
  report::PrecisionRun run;
  int signal = 0;
  bool abandoned = false;          ///< see `end`
  ExitCode code = holds;           ///< holds when every row is certified on both sides, else inconclusive; worse where keeping failed
};

/// The caller holds an engine::Interruptible until its reports are written.
Searched search_least(const SearchSettings& settings, const std::vector<LeastTask>& tasks);
Searched search_largest(const SearchSettings& settings, const std::vector<LargestTask>& tasks);

/// The exit code once reports ended with `written`; ends the process where threads were abandoned.
ExitCode end(const Searched& searched, ExitCode written);

}  // namespace attest::cli
