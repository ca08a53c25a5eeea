// Searched configurations: hill climbing on the share of right answers, under a bound that must stay respected.
//
// A move changes one number of one list in the text: an item's slot, a coordinate of an embedding table, the seed of a random
// part, a guess. A move is kept when the share on the fixed sample of uniform inputs is at least as high and the configuration
// still builds and is still strictly below its bound. So the share never decreases, and equal seeds give equal results.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "search/family.hpp"

namespace attest::search {

struct Climb {
  std::uint64_t steps = 200;
  std::uint64_t samples = 200;  ///< uniform inputs, the same for every candidate
  std::uint64_t seed = 1;
};

struct Climbed {
  Configuration best;
  Share share;                       ///< of `best`, on the sample
  std::vector<std::uint64_t> rights; ///< right answers after every step: never decreasing
};

/// Throws std::invalid_argument when `start` is not below its bound (families with one) or has nothing to move.
Climbed hill_climb(const Configuration& start, const Climb&);

/// Where the searched files begin: every slot dropped, every table and seed 0.
Configuration blank(const Configuration&);

/// One random move on the text (comments are dropped); nullopt when the text has nothing to move.
std::optional<std::string> moved(const Configuration&, tasks::Random&);

}  // namespace attest::search
