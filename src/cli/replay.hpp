// Re-running one piece of evidence from its fields alone.
#pragma once

#include <string>

#include "evidence/evidence.hpp"

namespace attest::cli {

struct Replayed {
  enum class State { established, broken, nothing };
  State state = State::nothing;
  std::string line;   ///< what was run and what came out
};

/// Throws evidence::MalformedEvidence when a field that its kind needs is missing or unreadable.
Replayed replay(const evidence::Evidence& evidence);

}  // namespace attest::cli
