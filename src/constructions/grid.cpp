#include "constructions/grid.hpp"

#include <algorithm>
#include <stdexcept>

namespace attest::constructions {

using arithmetic::Format;
using arithmetic::Number;
using arithmetic::Rounding;

namespace {

__extension__ typedef __int128 Place;

std::int32_t origin(const Format& f) { return f.unbounded ? 0 : f.emin; }

/// x > 0, a number of the format.
Place place_of(const Format& f, const Number& x) {
  const int p = f.precision;
  if (!f.unbounded && x.exponent < f.emin) return x.significand >> (63 - (x.exponent - (f.emin - p + 1)));
  return static_cast<Place>(x.exponent - origin(f)) * (static_cast<Place>(1) << (p - 1)) + (x.significand >> (64 - p));
}

Number number_at(const Format& f, Place place) {
  const int p = f.precision;
  Number x;
  x.kind = arithmetic::Kind::finite;
  Place e = (place >> (p - 1)) - 1, m = place - e * (static_cast<Place>(1) << (p - 1));
  if (!f.unbounded && e < 0) e = 0, m = place;
  const auto significand = static_cast<std::uint64_t>(m);
  const int shift = __builtin_clzll(significand);
  x.significand = significand << shift;
  x.exponent = static_cast<std::int32_t>(e + origin(f) - p + 1 + 63 - shift);
  return x;
}

}  // namespace

Grid grid_of(const Format& f, const Number& least, const Number& most) {
  const auto positive = [](const Number& x) { return x.kind == arithmetic::Kind::finite && !x.negative; };
  if (!positive(least) || !positive(most)) throw std::invalid_argument("a grid lies between two positive numbers");
  Grid grid;
  if (!f.unbounded) {
    const Number largest = arithmetic::largest_finite(f, false), smallest = arithmetic::smallest_positive(f);
    if (compare(largest, least) == arithmetic::Order::less || compare(most, smallest) == arithmetic::Order::less) return grid;
    grid.first = compare(least, smallest) == arithmetic::Order::less ? smallest : round_to(f, Rounding::up, least);
    grid.last = compare(largest, most) == arithmetic::Order::less ? largest : round_to(f, Rounding::toward_zero, most);
  } else {
    grid.first = round_to(f, Rounding::up, least);
    grid.last = round_to(f, Rounding::toward_zero, most);
  }
  if (compare(grid.last, grid.first) == arithmetic::Order::less) return {};
  const Place count = place_of(f, grid.last) - place_of(f, grid.first) + 1;
  grid.count = static_cast<std::uint64_t>(std::min(count, static_cast<Place>(1) << 63));
  return grid;
}

Number grid_point(const Format& f, const Grid& grid, std::uint64_t index) {
  if (index >= grid.count) throw std::out_of_range("a grid has no point " + std::to_string(index));
  if (index == 0) return grid.first;  // also where a single value is no number of the format
  return number_at(f, place_of(f, grid.first) + index);
}

std::uint64_t grid_index(const Format& f, const Grid& grid, const Number& x) {
  if (grid.count == 0) throw std::out_of_range("an empty grid has no points");
  if (compare(x, grid.first) != arithmetic::Order::greater) return 0;
  if (compare(x, grid.last) != arithmetic::Order::less) return grid.count - 1;
  return static_cast<std::uint64_t>(place_of(f, round_to(f, Rounding::toward_zero, x)) - place_of(f, grid.first));
}

}  // namespace attest::constructions
