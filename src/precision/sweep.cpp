#include "precision/sweep.hpp"

#include "precision/enumeration.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace attest::precision {

namespace {

using constructions::Model;
using constructions::Parameter;

constexpr std::size_t recent_killers = 16;
constexpr int random_inputs = 40;
// An exhaustion has failed with the first open point; after so many only a proof is looked for.
constexpr std::uint64_t most_open = 8;

/// The inputs beyond the suggestion, hardest first; `draws` random ones, 0 of them once they turn out to take too long.
template <class Try>
void hard_inputs(const ClaimFamily& family, const Setting& setting, const Point& point, int& draws, Try&& accepted) {
  const auto killed_by = [&](const tasks::Tokens& tokens) { return family.quickly_answered(setting, tokens) && accepted(tokens); };
  for (const tasks::Tokens& tokens : family.killers(setting, point))
    if (killed_by(tokens)) return;
  tasks::Random random(1);  // an input decides nothing but who kills; the same ones for everybody
  for (int draw = 0; draw < draws; ++draw) {
    const tasks::Tokens tokens = draw % 2 ? family.task().uniform(random) : family.task().structured(random);
    if (draw == 0 && !family.quickly_answered(setting, tokens)) draws = 0;  // nor will the others be, and to draw them takes long too
    if (killed_by(tokens)) return;
  }
}

}  // namespace

std::uint64_t points_of(const std::vector<Parameter>& parameters) {
  std::uint64_t points = 1;
  for (const Parameter& parameter : parameters) {
    if (parameter.grid.count == 0) return 0;
    points = points > (std::uint64_t{1} << 63) / parameter.grid.count ? std::uint64_t{1} << 63 : points * parameter.grid.count;
  }
  return points;
}

Point point_of(const std::vector<Parameter>& parameters, const arithmetic::Format& format, std::uint64_t index) {
  Point point(parameters.size());
  for (std::size_t i = parameters.size(); i-- > 0;) {
    point[i] = grid_point(format, parameters[i].grid, index % parameters[i].grid.count);
    index /= parameters[i].grid.count;
  }
  return point;
}

std::vector<std::uint64_t> sweep_order(const std::vector<Parameter>& parameters, const arithmetic::Format& format, std::uint64_t most) {
  const std::uint64_t points = points_of(parameters);
  if (points > std::uint64_t{1} << 20) throw std::invalid_argument("a grid of more than 2^20 points is not searched");
  std::vector<std::uint64_t> order(points);
  std::iota(order.begin(), order.end(), 0);
  std::vector<double> far(points, 0);
  for (std::uint64_t index = 0; index < points; ++index) {
    std::uint64_t rest = index;
    for (std::size_t i = parameters.size(); i-- > 0;) {
      const Parameter& parameter = parameters[i];
      const double place = static_cast<double>(rest % parameter.grid.count), middle = static_cast<double>(grid_index(format, parameter.grid, parameter.middle));
      far[index] = std::max(far[index], std::fabs(place - middle) / static_cast<double>(parameter.grid.count));
      rest /= parameter.grid.count;
    }
  }
  std::sort(order.begin(), order.end(), [&](std::uint64_t x, std::uint64_t y) { return std::pair(far[x], x) < std::pair(far[y], y); });
  order.resize(std::min(points, most));
  return order;
}

Tried try_points(const ClaimFamily& family, const Setting& setting, const std::vector<Point>& points, int draws, const Watch& watch) {
  Tried tried;
  tried.killed = !points.empty();
  KillerPool pool(family);
  Enumeration enumeration(family, setting, watch);
  for (const Point& point : points) {
    watch.check();
    const std::unique_ptr<Model> model = family.model(setting, point);
    if (pool.kills(*model, tried.killed ? recent_killers : 1)) continue;  // as in sweep
    constructions::Proof proof = family.prove(setting, point);
    if (proof.holds) {
      tried.winner = point;
      tried.proof = std::move(proof);
      return tried;
    }
    if (!tried.killed) continue;
    std::optional<std::uint32_t> killer;
    if (!proof.killing.empty() && family.quickly_answered(setting, proof.killing)) killer = pool.offer(*model, proof.killing);
    if (!killer)
      hard_inputs(family, setting, point, draws, [&](const tasks::Tokens& tokens) {
        watch.check();
        return (killer = pool.offer(*model, tokens)).has_value();
      });
    if (killer) continue;
    if (auto all = enumeration.prove(point, *model, pool, killer)) {
      tried.winner = point;
      tried.proof = std::move(*all);
      return tried;
    }
    if (!killer) tried.killed = false, tried.open_reason = proof.reason;
  }
  return tried;
}

std::optional<Killer> attack(const ClaimFamily& family, const Setting& setting, const Point& point, const tasks::Tokens& suggestion, int draws,
                             const Watch& watch) {
  KillerPool pool(family);
  const auto model = family.model(setting, point);
  const auto accepted = [&](const tasks::Tokens& tokens) {
    watch.check();
    return pool.offer(*model, tokens).has_value();
  };
  if (suggestion.empty() || !family.quickly_answered(setting, suggestion) || !accepted(suggestion)) hard_inputs(family, setting, point, draws, accepted);
  if (pool.all().empty()) return std::nullopt;
  return pool.all().front();
}

Sweep sweep(const ClaimFamily& family, const Setting& setting, const Watch& watch) {
  const auto parameters = family.parameters(setting);
  const arithmetic::Format& format = setting.plan.input.format;
  Sweep result;
  result.points = points_of(parameters);
  result.inner = parameters.empty() || result.points == 0 ? 1 : parameters.back().grid.count;
  result.two_grids = parameters.size() == 2;
  if (result.points == 0) return result;
  int draws = random_inputs;
  KillerPool pool(family);
  Enumeration enumeration(family, setting, watch);
  result.killer_of.resize(result.points);
  std::uint64_t done = 0;
  for (const std::uint64_t index : sweep_order(parameters, format, result.points)) {
    watch.check();
    if (++done % 256 == 0) watch.say(std::to_string(done) + " of " + std::to_string(result.points) + " points, " + std::to_string(pool.all().size()) + " killers");
    const Point point = point_of(parameters, format, index);
    const std::unique_ptr<Model> model = family.model(setting, point);
    std::optional<std::uint32_t> killer = pool.kills(*model, result.open < most_open ? recent_killers : 1);
    if (!killer) {
      constructions::Proof proof = family.prove(setting, point);
      if (proof.holds) {
        result.winner = point;
        result.proof = std::move(proof);
        break;
      }
      if (!proof.killing.empty() && family.quickly_answered(setting, proof.killing)) killer = pool.offer(*model, proof.killing);
      if (!killer && result.open < most_open)
        hard_inputs(family, setting, point, draws, [&](const tasks::Tokens& tokens) {
          watch.check();
          killer = pool.offer(*model, tokens);
          return killer.has_value();
        });
      if (!killer) {
        if (auto all = enumeration.prove(point, *model, pool, killer)) {
          result.winner = point;
          result.proof = std::move(*all);
          break;
        }
      }
      if (!killer && result.open++ == 0) result.open_point = point, result.open_reason = proof.reason;
    }
    if (killer) result.killer_of[index] = *killer;
  }
  result.killers = pool.all();
  return result;
}

}  // namespace attest::precision
