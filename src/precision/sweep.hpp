// One setting against a whole grid of parameters: every point is killed by an input, or one is proved for all inputs, or what is left
// is said to be open.
//
// A point is taken through, cheapest first: the inputs that killed its neighbours; the proof for all inputs, which ends the sweep when it
// holds and suggests an input when it does not; the family's own hard inputs; structured and random ones. Points nearest to the middle
// come first, since theory expects the best ones there. No point is skipped on the ground of any monotonicity: every one has
// its killer, which a checker evaluates again.
#pragma once

#include <cstdint>
#include <optional>

#include "precision/killers.hpp"
#include "precision/watch.hpp"

namespace attest::precision {

/// Right: proved for all inputs. Wrong: an input shows it. Open: neither is known.
enum class Outcome { right, wrong, open };

struct Sweep {
  std::uint64_t points = 0, inner = 1;             ///< inner: those of the last grid
  bool two_grids = false;
  std::optional<Point> winner;                     ///< proved for all inputs
  constructions::Proof proof;                      ///< the winner's
  std::vector<Killer> killers;
  std::vector<std::uint32_t> killer_of;            ///< complete iff exhausted()
  std::uint64_t open = 0;                          ///< points that are neither killed nor proved (after the eighth, little is tried to kill one)
  std::optional<Point> open_point;                 ///< one of them
  std::string open_reason;                         ///< why it is not proved
  bool exhausted() const { return points > 0 && !winner && open == 0; }
};

/// The points of the grids in the order in which a sweep meets them, at most `most` of them; index = outer·inner_count + inner.
std::vector<std::uint64_t> sweep_order(const std::vector<constructions::Parameter>& parameters, const arithmetic::Format& format, std::uint64_t most);
Point point_of(const std::vector<constructions::Parameter>& parameters, const arithmetic::Format& format, std::uint64_t index);
/// Number of grid points: the product of the counts, 2^63 when it is at least that; 1 without parameters.
std::uint64_t points_of(const std::vector<constructions::Parameter>& parameters);

/// Throws Stopped when the watch says so. std::invalid_argument for more than 2^20 points.
Sweep sweep(const ClaimFamily& family, const Setting& setting, const Watch& watch);

/// The same for some points of the grids in this order, until one is proved. `killed`: each of them has a killing input; after the first that has none, only
/// a proof is looked for.
struct Tried {
  std::optional<Point> winner;
  constructions::Proof proof;                      ///< the winner's
  bool killed = false;
  std::string open_reason;                         ///< why the first open point is not proved
};
Tried try_points(const ClaimFamily& family, const Setting& setting, const std::vector<Point>& points, int draws, const Watch& watch);

/// A right answer's enemy: an input on which the model is wrong, from the proof's suggestion, the family's hard inputs, structured and
/// `draws` random ones; nothing when none of these is. The model is asked each time.
std::optional<Killer> attack(const ClaimFamily& family, const Setting& setting, const Point& point, const tasks::Tokens& suggestion, int draws,
                             const Watch& watch);

}  // namespace attest::precision
