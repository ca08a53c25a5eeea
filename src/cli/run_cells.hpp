// From plans of cells to a run: shared by `hierarchy` and `explain`.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/exit_codes.hpp"
#include "cli/values.hpp"
#include "hierarchy/cell.hpp"
#include "report/run.hpp"

namespace attest::cli {

struct RunSettings {
  std::uint64_t seed = 1;
  hierarchy::Effort effort = hierarchy::Effort::check;
  unsigned jobs = 1;
  std::optional<std::chrono::milliseconds> budget;
  bool fail_fast = false;
  When progress = When::automatic;
};

struct Finished {
  report::Run run;
  int signal = 0;          ///< 0, or what interrupted it
  bool abandoned = false;  ///< leave by finish(), because threads still run
  std::map<std::string, ExitCode> refused;  ///< cells that ended in an error because of a file: malformed or unreadable
};

/// Runs all plans. The caller holds an engine::Interruptible until its reports are written.
Finished run_cells(const RunSettings& settings, const std::vector<hierarchy::CellPlan>& plans);

/// The exit code of a finished run whose reports ended with `written`: 128 + signal when interrupted. Ends the process here
/// where threads were abandoned.
ExitCode finish(const Finished& finished, ExitCode written);

}  // namespace attest::cli
