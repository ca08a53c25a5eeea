// Randomness of the house's inputs: one explicit 64-bit seed, the same numbers on every machine and library.
// The generator is splitmix64 (Steele, Lea, Flood 2014): a counter in steps of an odd constant, then a bijective mix.
#pragma once

#include <cstdint>
#include <stdexcept>

namespace attest::tasks {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  /// 64 random bits.
  std::uint64_t bits() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ull);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
  }

  /// Uniform in [0, bound), without modulo bias: the 2^64 mod bound smallest draws are thrown away.
  std::uint64_t below(std::uint64_t bound) {
    if (bound == 0) throw std::invalid_argument("a random number below 0 does not exist");
    const std::uint64_t surplus = (0 - bound) % bound;
    std::uint64_t draw = bits();
    while (draw < surplus) draw = bits();
    return draw % bound;
  }

 private:
  std::uint64_t state_;
};

}  // namespace attest::tasks
