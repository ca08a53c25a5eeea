// A small deterministic hill climber over vectors of whole numbers, for the parameter searches behind n*.
// It works in doubles and only proposes: whoever calls it re-checks the result with exact integers.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace attest::bounds {

/// Coordinates are whole numbers >= 1 held in doubles; smaller objective is better, infinity = impossible.
using Point = std::vector<double>;
using Objective = std::function<double(const Point&)>;

struct Climbed {
  Point point;
  double value;
};

/// From `start`: `evaluations` random moves (one to three coordinates scaled by factors from e^+-1 down to single
/// units), keeping what is not worse. Same arguments, same result on every machine.
Climbed climb(const Objective& objective, const Point& start, std::uint64_t seed, int evaluations);

/// Climbs from every start, then climbs on from the best with `evaluations` more moves, `rounds` times.
Climbed climb_all(const Objective& objective, const std::vector<Point>& starts, std::uint64_t seed, int evaluations, int rounds);

/// `count` points with coordinate i log-uniform in [1, upper[i]], from `seed`.
std::vector<Point> random_starts(const Point& upper, std::uint64_t seed, int count);

/// log n, plus weight log(left/right) where the inequality fails: pulls a climb back to rows that bite. Infinity unless right > 0.
double penalised(double n, double left, double right, double weight);

}  // namespace attest::bounds
