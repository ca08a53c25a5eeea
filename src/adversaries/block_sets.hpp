// The B-sets of an alphabet, by number: what block collisions are searched among.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

#include "adversaries/collision_table.hpp"
#include "bounds/integer.hpp"
#include "tasks/random.hpp"

namespace attest::adversaries {

using Set = std::vector<std::uint32_t>;  ///< ascending numbers of values

/// All sets in a random order while they are few, else random ones (number after number, repetitions possible).
class BlockSets {
 public:
  BlockSets(std::uint32_t alphabet, std::uint32_t size, std::uint64_t seed) : alphabet_(alphabet), size_(size), seed_(seed) {
    listed_ = bounds::binomial(alphabet, size) <= most;
    if (listed_) list();
  }
  bool all_listed() const { return listed_; }
  std::uint64_t count() const { return listed_ ? sets_.size() : ~std::uint64_t{0}; }
  Set at(std::uint64_t number) const {
    if (listed_) return sets_[number];
    tasks::Random random(derived_seed(seed_, number));
    Set set;
    for (std::uint32_t j = alphabet_ - size_; j < alphabet_; ++j) {  // Floyd's sampling: every set with the same probability
      const auto draw = static_cast<std::uint32_t>(random.below(j + 1));
      set.push_back(std::find(set.begin(), set.end(), draw) != set.end() ? j : draw);
    }
    std::sort(set.begin(), set.end());
    return set;
  }

 private:
  static constexpr unsigned most = 1u << 14;
  void list() {
    Set set(size_);
    std::iota(set.begin(), set.end(), 0u);
    while (true) {
      sets_.push_back(set);
      std::size_t i = size_;
      while (i > 0 && set[i - 1] == alphabet_ - size_ + i - 1) --i;
      if (i == 0) break;
      ++set[i - 1];
      for (std::size_t j = i; j < size_; ++j) set[j] = set[j - 1] + 1;
    }
    tasks::Random random(seed_);
    for (std::size_t i = sets_.size(); i > 1; --i) std::swap(sets_[i - 1], sets_[random.below(i)]);
  }
  std::uint32_t alphabet_, size_;
  std::uint64_t seed_;
  bool listed_ = false;
  std::vector<Set> sets_;
};

}  // namespace attest::adversaries
