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

using constructions::Point;
using Values = std::vector<arithmetic::Number>;

/// Every way to go on from the points with one of the values, the first value first.
std::vector<Point> times(const std::vector<Point>& points, const Values& values) {
  std::vector<Point> longer;
  for (const arithmetic::Number& value : values)
    for (Point point : points) {
      point.push_back(value);
      longer.push_back(std::move(point));
    }
  return longer;
}

}  // namespace

std::vector<Point> lattice_points(const std::vector<constructions::Parameter>& parameters, const arithmetic::Format& format, std::uint64_t across) {
  std::vector<Point> points{{}};
  for (const constructions::Parameter& parameter : parameters) {
    if (parameter.grid.count == 0) return {};
    const std::uint64_t steps = std::min(across, parameter.grid.count) - 1, last = parameter.grid.count - 1;
    Values values;
    for (std::uint64_t i = 0; i < steps; ++i) values.push_back(grid_point(format, parameter.grid, last / steps * i + last % steps * i / steps));
    values.push_back(parameter.grid.last);
    points = times(points, values);
  }
  return points;
}

std::vector<Point> spread_points(const std::vector<constructions::Parameter>& parameters, const arithmetic::Format& format, int halvings) {
  std::vector<Point> points{{}};
  for (const constructions::Parameter& parameter : parameters) {
    if (parameter.grid.count == 0 && parameter.middle.is_zero()) return {};
    const std::uint64_t last = parameter.grid.count == 0 ? 0 : parameter.grid.count - 1;
    Values values{parameter.middle};
    for (const std::uint64_t index : places(last, halvings)) {
      if (index >= parameter.grid.count) break;  // none: only what lies beside it
      const arithmetic::Number value = grid_point(format, parameter.grid, index);
      if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
    }
    points = times(points, values);
  }
  return points;
}

std::vector<Point> points_to_try(const constructions::ClaimFamily& family, const constructions::Setting& setting, int halvings) {
  const auto parameters = family.parameters(setting);
  const auto& format = setting.plan.input.format;
  std::vector<Point> points;
  const auto add = [&](Point&& point) {
    if (std::find(points.begin(), points.end(), point) == points.end()) points.push_back(std::move(point));
  };
  std::vector<Point> spread = spread_points(parameters, format, halvings);
  if (spread.empty()) return points;
  add(std::move(spread.front()));
  for (Point& point : family.likely_points(setting))
    if (on_the_grids(parameters, format, point)) add(std::move(point));
  for (std::size_t i = 1; i < spread.size(); ++i) add(std::move(spread[i]));
  return points;
}

bool on_the_grids(const std::vector<constructions::Parameter>& parameters, const arithmetic::Format& format, const constructions::Point& point) {
  using arithmetic::Order;
  if (point.size() != parameters.size()) return false;
  for (std::size_t i = 0; i < point.size(); ++i) {
    const constructions::Grid& grid = parameters[i].grid;
    const arithmetic::Number& x = point[i];
    if (grid.count == 1 && x == grid.first) continue;  // which the format may not have
    if (grid.count == 0 || !x.is_finite() || x.negative || !(round_to(format, arithmetic::Rounding::toward_zero, x) == x)) return false;
    if (compare(x, grid.first) == Order::less || compare(grid.last, x) == Order::less) return false;
  }
  return true;
}

}  // namespace attest::precision
