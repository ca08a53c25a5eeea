// One claim in one setting: proved at the first of some points that a proof covers, or refuted at the first one, or neither.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "precision/certificates.hpp"
#include "precision/watch.hpp"

namespace attest::precision {

struct Decision {
  enum class State { proved, refuted, open } state = State::open;
  Point point;                              ///< the proved one, else the first
  std::string certificate;                  ///< which the independent checker has verified; empty when open
  std::string inputs;                       ///< proved: how many there are
  std::string reason;                       ///< open: why
  std::optional<Killer> killer;             ///< refuted: the input, ...
  std::optional<std::int64_t> observed;     ///< ... what the model answers (nothing: undefined), ...
  std::string cause;                        ///< ... and what breaks there
};

/// Proofs first, at every point in turn, then attacks on the first one; then, where there are at most 10^6 inputs, all of them at every point
/// as far as eight times as many allow. `points` holds at least one. Throws Stopped when `watch` says so.
Decision decide(const ClaimFamily& family, const Setting& setting, const std::vector<Point>& points, int random_attacks, const Watch& watch);

}  // namespace attest::precision
