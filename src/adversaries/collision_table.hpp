// A hash table for collision searches: 64-bit hash -> 64-bit number of the input that gave it, 16 bytes an entry.
// Only the hash is kept, so a hit is a suspicion: the caller computes both whole signatures again and compares the bits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace attest::adversaries {

/// A bijective mix of 64 bits (splitmix64's), for hashes and for seeds derived from seeds.
inline std::uint64_t mixed(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}
inline std::uint64_t derived_seed(std::uint64_t seed, std::uint64_t number) {
  return mixed(mixed(seed + 0x9e3779b97f4a7c15ull) + 0x9e3779b97f4a7c15ull * (number + 1));
}

class CollisionTable {
 public:
  /// At most `memory_bytes` of memory; while it grows, the old and the new table exist together.
  explicit CollisionTable(std::size_t memory_bytes) : entries_(1024) {
    while (most_ * 2 * sizeof(Entry) * 3 / 2 <= memory_bytes) most_ *= 2;
  }

  /// The number stored first under this hash, or nothing after having stored `number`.
  std::optional<std::uint64_t> find_or_insert(std::uint64_t hash, std::uint64_t number) {
    if (hash == 0) hash = 1;  // 0 marks an empty place
    if (2 * (size_ + 1) > entries_.size() && entries_.size() < most_) grow();
    Entry& entry = place(hash);
    if (entry.hash == hash) return entry.number;
    if (!full()) {
      entry = {hash, number};
      ++size_;
    }
    return std::nullopt;
  }
  bool full() const { return entries_.size() >= most_ && 4 * (size_ + 1) > 3 * entries_.size(); }
  std::size_t size() const { return size_; }

 private:
  struct Entry {
    std::uint64_t hash = 0, number = 0;
  };
  Entry& place(std::uint64_t hash) {
    std::size_t at = mixed(hash) & (entries_.size() - 1);
    while (entries_[at].hash != 0 && entries_[at].hash != hash) at = (at + 1) & (entries_.size() - 1);
    return entries_[at];
  }
  void grow() {
    std::vector<Entry> old(entries_.size() * 2);
    old.swap(entries_);
    for (const Entry& entry : old)
      if (entry.hash != 0) place(entry.hash) = entry;
  }

  std::vector<Entry> entries_;
  std::size_t size_ = 0, most_ = 1024;
};

}  // namespace attest::adversaries
