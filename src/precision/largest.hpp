// The largest size that is certified in one setting, and what breaks above it.
//
// A size is *right* when a point of the parameters is proved for all inputs, *wrong* when every point that is tried has a killing input, *open*
// otherwise: the proofs are sound, not complete. The points are the whole grid where points times size stay below 2^17 (sweep.hpp), else the middle,
// the quarters and the ends of the grids (of a single grid the sixteenths), and finer ones while points times size stay below 2^15 (points.hpp). Neither right nor wrong need be monotone in the size, so the limit and every power of two
// below it are judged, from the top down, until one is right; between it and the one before the boundary is bisected, and so is the one between open and
// wrong, where one of them is wrong. Where what follows is open and proofs have become long (eva by rows, n^2 terms, from 2048 on), the last power of two stands: such a border would
// only say where the method ends. The result is a size that is right, next to one that is not, and above them one that is wrong: there the whole grid is exhausted, or an
// input is shown on which the model with the parameters in the middle of their grids is wrong, and what breaks it is named (cause.hpp).
#pragma once

#include <functional>
#include <memory>

#include "precision/ledger.hpp"
#include "precision/sweep.hpp"

namespace attest::precision {

struct LargestRequest {
  std::function<std::unique_ptr<ClaimFamily>(std::int64_t size)> claim;
  Setting setting;
  std::int64_t smallest = 2, largest = 65536;
  std::string prefix;   ///< of the ledger's names
};

struct Largest {
  std::optional<std::int64_t> size;      ///< right; nothing: no size that was tried
  Point point;
  std::string certificate;               ///< verified
  std::optional<std::int64_t> wrong;     ///< above `size`: wrong, and the size just below it is not, so that what lies between is open
  std::string counterexample;            ///< verified, of `wrong`, kind exhaustion or counterexample
  std::optional<Killer> killer;          ///< of `wrong`: one input, with the parameters in the middle of their grids
  std::optional<std::int64_t> observed;  ///< what is answered there; nothing: undefined
  std::string cause;                     ///< what breaks at `wrong`
  std::string note;                      ///< why something stays open
  bool complete = false;
};

/// Calls `publish` whenever more is established; the last call is the result. Throws Stopped when the watch says so.
void find_largest(const LargestRequest& request, Ledger& ledger, const Watch& watch, const std::function<void(const Largest&)>& publish);

}  // namespace attest::precision
