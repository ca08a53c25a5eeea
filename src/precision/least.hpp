// The least precision at which a construction is right on all inputs of a size, certified on both sides.
//
// From the lowest precision of the format family upwards the whole grid of parameters is swept: a precision is *wrong* when every grid
// point has a killing input (certificate of kind exhaustion), *right* when a point is proved for all inputs, *open* when neither is
// known; the first right one ends the search. So "least" is a statement about every precision below, not about the one below
// alone. Where a grid has more points than the limit, the search goes on with fixed parameters (each at its middle): the least p for these is
// certified by the proof at p and one input at p-1, and the ends that the whole grid has are reported beside it.
// Success need not be monotone in p: every precision above is proved in turn, at the winner's values (which every larger precision holds), else
// at middles, quarters and ends of the grids, else on the whole grid while that is small, or on a lattice of 24 numbers of each; a precision
// where no point is proved is a hole.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "precision/ledger.hpp"
#include "precision/sweep.hpp"

namespace attest::precision {

/// The setting of every precision of a family of formats.
struct Ladder {
  std::function<Setting(int precision)> setting;
  int lowest = 1, highest = 64;
};
/// "p" (1..64 bits, unbounded exponent) or "e8p" (2..55 bits, the exponents of binary32): all roles of `like` in the format of that precision.
Ladder ladder_of(const std::string& family, const Setting& like);

struct LeastRequest {
  const ClaimFamily* claim = nullptr;
  Ladder ladder;
  std::uint64_t grid_limit = 1 << 16;   ///< points; at most 2^20
  int highest_checked = 64;             ///< success above the least is checked up to here; below the least: not at all
  std::string prefix;                   ///< of the ledger's names
};

/// What one precision came to.
struct Step {
  int precision = 0;
  Outcome outcome = Outcome::open;
  bool whole_grid = false;              ///< the outcome is about every grid point, not the fixed parameters alone
  std::uint64_t points = 0, killers = 0, open_points = 0;
  std::string certificate;              ///< verified; empty when open
  std::string name;                     ///< the ledger's, of the certificate
  std::string note;                     ///< one line where something is to be said
};

struct Least {
  std::optional<Step> right;            ///< the least precision proved
  Point point;                          ///< the winner
  bool fixed = false;                   ///< found at the fixed parameters, beyond the limit of grids
  std::vector<Step> below;              ///< every precision below, ascending
  std::vector<Step> above;              ///< what is not right here is a hole; ascending
  int wrong_up_to = 0;                  ///< every precision <= this is wrong on the whole grid
  bool complete = false;                ///< nothing was cut short

  /// The step that refutes the precision just below, if it is refuted: whole grid, or fixed where `fixed`.
  const Step* refuted() const;
  bool ends_meet() const { return right && right->precision == wrong_up_to + 1; }
};

/// Calls `publish` after every step, so that what was established stands when Stopped passes through; the last call is the result.
void find_least(const LeastRequest& request, Ledger& ledger, const Watch& watch, const std::function<void(const Least&)>& publish);

}  // namespace attest::precision
