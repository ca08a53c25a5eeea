// One table of precedence; every code that the program returns passes through it.
#include "cli/exit_codes.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "cli/output.hpp"

namespace attest::cli {

ExitCode worse(ExitCode x, ExitCode y) {
  constexpr std::array order{internal_error, usage, nothing_selected, malformed, cannot_read_or_write, finding, not_established, inconclusive, holds};
  return std::find(order.begin(), order.end(), x) < std::find(order.begin(), order.end(), y) ? x : y;
}

ExitCode after_run(ExitCode code, int signal, bool abandoned) {
  if (signal != 0) code = static_cast<ExitCode>(128 + signal);
  if (!abandoned) return code;
  if (!flushed() && signal == 0) code = worse(code, cannot_read_or_write);
  _exit(code);
}

ExitCode exit_code(const std::vector<evidence::Cell>& cells) {
  if (cells.empty()) return nothing_selected;
  ExitCode code = holds;
  for (const evidence::Cell& cell : cells) {
    if (cell.verdict == evidence::Verdict::error) {
      code = worse(code, internal_error);
    } else if (!cell.holds) {
      code = worse(code, cell.verdict == evidence::Verdict::unknown ? inconclusive : finding);
    }
  }
  return code;
}

}  // namespace attest::cli
