// The certificates that refute: one input on which one point is wrong, or a grid of points with a killing input for each (FORMAT.md,
// sections 5 and 6). Inputs are written as runs of equal tokens, e.g. "63(1:5 0:2".
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "constructions/claims.hpp"

namespace attest::precision {

using constructions::ClaimFamily;
using constructions::Point;
using constructions::Setting;

/// "RUN RUN ...": TOKEN is its entries joined by ':', COUNT(TOKEN repeats it.
std::string runs_of(std::span<const tasks::Token> tokens);

/// Kind counterexample: the model answers `observed` (nothing: undefined) where `expected` is right.
std::string counterexample(const ClaimFamily& family, const Setting& setting, const Point& point, std::span<const tasks::Token> tokens,
                           std::int64_t expected, std::optional<std::int64_t> observed);

/// The values of the claim's parameters that a certificate of it names; nothing when one is missing or is no number.
std::optional<Point> values_in(const ClaimFamily& family, const std::string& certificate);

struct Killer {
  tasks::Tokens tokens;
  std::int64_t expected = 0;
};

/// Kind exhaustion. killer_of[o·inner + i]: the killer of the grid point (o, i), i in the last grid (inner = 1 and o = 0 without any).
/// Killers that nothing uses are left out and the rest are numbered in the order in which cells meet them.
std::string exhaustion(const ClaimFamily& family, const Setting& setting, const std::vector<Killer>& killers,
                       const std::vector<std::uint32_t>& killer_of, std::uint64_t inner, bool two_grids);

}  // namespace attest::precision
