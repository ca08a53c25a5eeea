// The last resort for few inputs: where neither the proof holds nor any attack kills, every input is asked. Then a point is right or
// wrong, never open.
#pragma once

#include <optional>

#include "precision/killers.hpp"
#include "precision/watch.hpp"

namespace attest::precision {

class Enumeration {
 public:
  Enumeration(const ClaimFamily& family, const Setting& setting, const Watch& watch, std::uint64_t most = 1 << 15);

  /// Right on every input: the proof by method enumeration. Nothing where the model is wrong (`pool` has the input then), where
  /// inputs are more than `most`, or after eight times as many in all.
  std::optional<constructions::Proof> prove(const Point& point, constructions::Model& model, KillerPool& pool, std::optional<std::uint32_t>& killer);

 private:
  const ClaimFamily& family_;
  const Setting& setting_;
  const Watch& watch_;
  std::uint64_t inputs_, left_;
};

}  // namespace attest::precision
