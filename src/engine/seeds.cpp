// splitmix64 (Steele, Lea, Flood 2014) as a mixing function: a bijection of 64 bits per step.
#include "engine/seeds.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <stdexcept>

namespace attest::engine {

namespace {

std::uint64_t mixed(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15ull;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
  return x ^ (x >> 31);
}

}  // namespace

std::uint64_t derived_seed(std::uint64_t master, const std::string& name) {
  std::uint64_t seed = mixed(master);
  for (unsigned char c : name) seed = mixed(seed ^ c);
  return mixed(seed ^ name.size());
}

std::uint64_t parse_seed(const std::string& text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size()) return number;
  std::string hash = text;
  std::transform(hash.begin(), hash.end(), hash.begin(), [](unsigned char c) { return std::tolower(c); });
  const bool hexadecimal = hash.find_first_not_of("0123456789abcdef") == std::string::npos;
  // Decimal digits alone beyond 2^64 are a number gone wrong, unless they have the length of a whole hash.
  const bool decimal = hash.find_first_not_of("0123456789") == std::string::npos && hash.size() != 40 && hash.size() != 64;
  if (!hexadecimal || decimal || hash.size() < 7 || hash.size() > 64) {
    throw std::invalid_argument("'" + text + "' is no seed: give a number from 0 to 2^64-1, or a commit hash of 7 to 64 hexadecimal digits");
  }
  return derived_seed(0, hash);
}

}  // namespace attest::engine
