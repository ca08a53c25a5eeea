// Exit codes (engineering.md part 3), their precedence, and the errors that carry them.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "evidence/evidence.hpp"

namespace attest::cli {

enum ExitCode : int {
  holds = 0,
  finding = 1,          ///< a cell does not hold
  usage = 2,            ///< unknown flag, name or value
  inconclusive = 3,     ///< budget spent, or nothing decided
  not_established = 4,  ///< well-formed evidence that does not establish what it claims
  nothing_selected = 5,
  malformed = 6,        ///< a file that breaks its grammar
  internal_error = 7,
  cannot_read_or_write = 8,
};

/// An error with its exit code; what() is the one line for stderr.
class Failure : public std::runtime_error {
 public:
  Failure(ExitCode code, const std::string& line) : std::runtime_error(line), code_(code) {}
  ExitCode code() const { return code_; }

 private:
  ExitCode code_;
};

/// The code that wins: 7, 2, 5, 6, 8, 1, 4, 3, 0.
ExitCode worse(ExitCode x, ExitCode y);

/// The exit code once a run's reports ended with `code`: 128 + the signal that ended it, else `code`. Ends the process at once where
/// threads were abandoned, because they still run.
ExitCode after_run(ExitCode code, int signal, bool abandoned);

/// holds: 0; error: 7; unknown: 3; anything else that does not hold: 1. The worst of all cells; 5 when there is none.
ExitCode exit_code(const std::vector<evidence::Cell>& cells);

}  // namespace attest::cli
