// Structure-aware mutation of a Case: changes a field, a number, a token or a cut, and keeps the rest in its place
// (a byte-wise mutator shifts all numbers whenever it changes a size).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "evidence/case.hpp"

namespace attest::fuzz {

inline std::uint64_t next_random(std::uint64_t& state) {
  std::uint64_t z = (state += 0x9e3779b97f4a7c15ull);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}

inline void mutate_once(evidence::Case& c, std::uint64_t& random) {
  const auto below = [&](std::size_t bound) { return static_cast<std::size_t>(next_random(random) % bound); };
  const std::size_t width = c.numbers_per_token();
  switch (below(6)) {
    case 0: {
      const auto& choice = evidence::case_choices()[below(evidence::case_choices().size())];
      c.*choice.member = choice.names[below(choice.names.size())];
      break;
    }
    case 1: c.numbers[below(c.numbers.size())] = static_cast<int>(below(32)) - 16; break;
    case 2: {  // neighbours and extremes
      int& number = c.numbers[below(c.numbers.size())];
      const int choices[] = {std::max(number - 1, -16), std::min(number + 1, 15), -16, 15, 0, std::clamp(-number, -16, 15)};
      number = choices[below(6)];
      break;
    }
    case 3: {  // one token becomes another's copy: ties of scores
      const std::size_t from = below(static_cast<std::size_t>(c.n)) * width, to = below(static_cast<std::size_t>(c.n)) * width;
      for (std::size_t i = 0; i < width; ++i) c.numbers[to + i] = c.numbers[from + i];
      break;
    }
    case 4:
      if (c.n < 8) {
        ++c.n;
        for (std::size_t i = 0; i < width; ++i) c.numbers.push_back(static_cast<int>(below(32)) - 16);
      } else {
        c.n = 1 + static_cast<int>(below(8));
        c.numbers.resize(static_cast<std::size_t>(c.n) * width);
        c.cut = std::min(c.cut, c.n);
      }
      break;
    default: c.cut = static_cast<int>(below(static_cast<std::size_t>(c.n) + 1));
  }
}

/// One to four changes; the result is canonical. Input that does not fit into `largest` bytes is cut off there.
inline std::size_t mutate_case(std::uint8_t* data, std::size_t size, std::size_t largest, unsigned seed) {
  std::uint64_t random = seed;
  evidence::Case c = evidence::decode({data, size});
  for (std::uint64_t count = 1 + next_random(random) % 4; count > 0; --count) mutate_once(c, random);
  const auto bytes = evidence::encode(c);
  const std::size_t length = std::min(bytes.size(), largest);
  std::copy_n(bytes.begin(), length, data);
  return length;
}

}  // namespace attest::fuzz
