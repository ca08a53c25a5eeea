// Implements climb.hpp with splitmix64 as the only source of randomness.
#include "bounds/climb.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace attest::bounds {
namespace {

class SplitMix {
 public:
  explicit SplitMix(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(next() % n); }

 private:
  std::uint64_t state_;
};

void move_one(Point& point, SplitMix& random, double width) {
  double& coordinate = point[random.below(point.size())];
  const double scaled = std::round(coordinate * std::exp((2 * random.unit() - 1) * width));
  coordinate = std::max(1.0, scaled != coordinate ? scaled : coordinate + (random.next() & 1 ? 1 : -1));
}

}  // namespace

Climbed climb(const Objective& objective, const Point& start, std::uint64_t seed, int evaluations) {
  SplitMix random(seed);
  Climbed best{start, objective(start)};
  for (int i = 0; i < evaluations; ++i) {
    Point trial = best.point;
    const double width = std::exp(-8.0 * random.unit());  // 1 .. 3e-4, log-uniform
    const std::size_t moves = 1 + random.below(std::min<std::size_t>(3, trial.size()));
    for (std::size_t j = 0; j < moves; ++j) move_one(trial, random, width);
    const double value = objective(trial);
    if (value <= best.value) best = {trial, value};
  }
  return best;
}

Climbed climb_all(const Objective& objective, const std::vector<Point>& starts, std::uint64_t seed, int evaluations, int rounds) {
  Climbed best{starts.front(), std::numeric_limits<double>::infinity()};
  std::uint64_t salt = seed;
  for (const Point& start : starts) {
    const Climbed found = climb(objective, start, ++salt, evaluations);
    if (found.value < best.value) best = found;
  }
  for (int round = 0; round < rounds; ++round) best = climb(objective, best.point, ++salt, evaluations);
  return best;
}

std::vector<Point> random_starts(const Point& upper, std::uint64_t seed, int count) {
  SplitMix random(seed);
  std::vector<Point> starts;
  for (int i = 0; i < count; ++i) {
    Point point;
    for (double limit : upper) point.push_back(std::floor(std::exp(random.unit() * std::log(limit))));
    starts.push_back(point);
  }
  return starts;
}

double penalised(double n, double left, double right, double weight) {
  if (!(right > 0)) return std::numeric_limits<double>::infinity();
  const double reached = left / right * (1 + 1e-12);
  return std::log(n) + (reached < 1 ? 0 : weight * std::log(reached) + 1e-3);
}

}  // namespace attest::bounds
