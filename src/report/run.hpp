// What a run of the main job hands to every form of report.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "evidence/evidence.hpp"

namespace attest::report {

struct Run {
  std::string version;
  std::uint64_t seed = 1;
  std::string effort;
  std::vector<evidence::Cell> cells;
  bool complete = true;   ///< every selected cell was decided or ran to its own end
  std::string ended_by;   ///< why it is not complete, one line
  double seconds = 0;

  /// Every selected cell holds, and there is one.
  bool holds() const {
    for (const evidence::Cell& cell : cells)
      if (!cell.holds) return false;
    return !cells.empty();
  }
};

}  // namespace attest::report
