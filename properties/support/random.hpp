// Random bits from an explicit seed (splitmix64, Steele, Lea and Flood 2014): the same on every system, unlike the
// distributions of <random>.
#pragma once

#include <cstdint>
#include <initializer_list>

namespace attest::support {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15ull;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
  }
  /// Uniform in [0, bound) up to 2^-64 · bound; bound > 0.
  std::uint64_t below(std::uint64_t bound) {
    __extension__ typedef unsigned __int128 Wide;
    return static_cast<std::uint64_t>((static_cast<Wide>(next()) * bound) >> 64);
  }
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) +
                                     below(static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1));
  }
  bool coin() { return next() >> 63; }
  template <class T>
  T pick(std::initializer_list<T> values) {
    return values.begin()[below(values.size())];
  }

 private:
  std::uint64_t state_;
};

}  // namespace attest::support
