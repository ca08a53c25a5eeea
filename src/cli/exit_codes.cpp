// One table of precedence; every code that the program returns passes through it.
#include "cli/exit_codes.hpp"

#include <algorithm>
#include <array>

namespace attest::cli {

ExitCode worse(ExitCode x, ExitCode y) {
  constexpr std::array order{internal_error, usage, nothing_selected, malformed, cannot_read_or_write, finding, not_established, inconclusive, holds};
  return std::find(order.begin(), order.end(), x) < std::find(order.begin(), order.end(), y) ? x : y;
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
