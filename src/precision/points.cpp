#include "precision/points.hpp"

#include <algorithm>

namespace attest::precision {

namespace {

/// The quarters and the ends of 0..last, then the odd eighths, and so on.
std::vector<std::uint64_t> places(std::uint64_t last, int halvings) {
  std::vector<std::uint64_t> all{last / 4, last - last / 4, 0, last};
  for (int level = 3; level <= halvings && last >> level > 0; ++level)
    for (std::uint64_t odd = 1; odd < std::uint64_t{1} << level; odd += 2) all.push_back((last >> level) * odd);
  return all;
}

}  // namespace

std::vector<constructions::Point> spread_points(const std::vector<constructions::Parameter>& parameters, const arithmetic::Format& format, int halvings) {
  using constructions::Point;
  std::vector<Point> points{{}};
  for (const constructions::Parameter& parameter : parameters) {
    if (parameter.grid.count == 0) return {};
    const std::uint64_t last = parameter.grid.count - 1;
    std::vector<arithmetic::Number> values{parameter.middle};
    for (const std::uint64_t index : places(last, halvings)) {
      const arithmetic::Number value = grid_point(format, parameter.grid, index);
      if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
    }
    std::vector<Point> longer;
    for (const arithmetic::Number& value : values)
      for (Point point : points) {
        point.push_back(value);
        longer.push_back(std::move(point));
      }
    points = std::move(longer);
  }
  return points;
}

bool on_the_grids(const std::vector<constructions::Parameter>& parameters, const arithmetic::Format& format, const constructions::Point& point) {
  using arithmetic::Order;
  if (point.size() != parameters.size()) return false;
  for (std::size_t i = 0; i < point.size(); ++i) {
    const constructions::Grid& grid = parameters[i].grid;
    const arithmetic::Number& x = point[i];
    if (grid.count == 0 || !x.is_finite() || x.negative || !(round_to(format, arithmetic::Rounding::toward_zero, x) == x)) return false;
    if (compare(x, grid.first) == Order::less || compare(grid.last, x) == Order::less) return false;
  }
  return true;
}

}  // namespace attest::precision
