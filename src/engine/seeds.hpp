// Seeds: one master seed gives each named thing a seed of its own, so that adding a cell moves no other.
#pragma once

#include <cstdint>
#include <string>

namespace attest::engine {

/// hash(master, name): splitmix64 over the bytes of the name. The same on every machine.
std::uint64_t derived_seed(std::uint64_t master, const std::string& name);

/// A number below 2^64 in decimal, or a commit hash of 7 to 64 hexadecimal digits (hashed whole, case ignored; a text
/// that is both counts as a number). Throws std::invalid_argument.
std::uint64_t parse_seed(const std::string& text);

}  // namespace attest::engine
