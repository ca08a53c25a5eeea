// Integers as digits of 0 and 1, most significant first: the encodings of tokens and of the keys of retrieval.
#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

namespace attest::tasks {

/// Digits needed to tell `count` values apart; at least 1, so that a key always exists.
inline int width_of(std::int64_t count) {
  if (count < 1) throw std::invalid_argument("no binary digits for less than one value");
  return count <= 2 ? 1 : std::bit_width(static_cast<std::uint64_t>(count - 1));
}

/// The `width` binary digits of 0 <= value < 2^width.
inline std::vector<int> digits_of(std::int64_t value, int width) {
  if (value < 0 || width < 0 || width > 62 || (value >> width) != 0)
    throw std::invalid_argument("a value does not fit its binary digits");
  std::vector<int> digits;
  for (int i = width - 1; i >= 0; --i) digits.push_back(static_cast<int>((value >> i) & 1));
  return digits;
}

/// The inverse of digits_of.
inline std::int64_t value_of(std::span<const int> digits) {
  std::int64_t value = 0;
  for (int digit : digits) {
    if (digit != 0 && digit != 1) throw std::invalid_argument("a binary digit is 0 or 1");
    value = 2 * value + digit;
  }
  return value;
}

}  // namespace attest::tasks
