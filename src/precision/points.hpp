// Where to look for parameters that work when a whole grid is not searched: its middle, quarters and ends.
#pragma once

#include <vector>

#include "constructions/claims.hpp"

namespace attest::precision {

/// Combinations of the middle, the quarters and the ends of every grid, the middles first; with `halvings` of 3 and more the eighths too, and
/// so on, coarse ones first; of an empty grid, what lies nearest to it. One empty point without parameters, none where the setting has no such
/// number at all.
std::vector<constructions::Point> spread_points(const std::vector<constructions::Parameter>& parameters, const arithmetic::Format& format, int halvings = 2);

/// Where to look for success: the middles, the family's likely points on the grids, then the rest of spread_points.
std::vector<constructions::Point> points_to_try(const constructions::ClaimFamily& family, const constructions::Setting& setting, int halvings = 2);

/// Combinations of `across` evenly spaced numbers of every grid, its ends among them; none where a grid is empty.
std::vector<constructions::Point> lattice_points(const std::vector<constructions::Parameter>& parameters, const arithmetic::Format& format, std::uint64_t across);

/// Whether the point's values are numbers of the grids (also of those whose count was cut off at 2^63).
bool on_the_grids(const std::vector<constructions::Parameter>& parameters, const arithmetic::Format& format, const constructions::Point& point);

}  // namespace attest::precision
