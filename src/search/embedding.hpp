// Key vectors of addresses, slots of items, and the hash behind everything random in a configuration.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "search/configuration.hpp"

namespace attest::search {

using Integers = std::vector<std::int64_t>;

/// A 64-bit mix of a seed and integers: the same on every machine.
std::uint64_t mix(std::uint64_t seed, std::span<const std::int64_t> values);

/// Key vector of `address` with `width` integers. one_hot: 1 at the address (zeros beyond the width); binary: ±1 digits;
/// random: ±1; table: the row (zeros beyond the last).
Integers key_vector(const Embedding& embedding, std::size_t address, std::size_t width);

/// Slot of every item, -1 where it has none. all: item i in slot i while there are slots. Throws std::invalid_argument
/// with one line (`what` names the layer) for items or slots that do not exist.
Integers slots_of(const Slots& slots, std::size_t items, std::size_t capacity, const std::string& what);

}  // namespace attest::search
