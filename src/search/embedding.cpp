// Implements embedding.hpp.
#include "search/embedding.hpp"

#include <stdexcept>

#include "tasks/random.hpp"

namespace attest::search {

std::uint64_t mix(std::uint64_t seed, std::span<const std::int64_t> values) {
  std::uint64_t h = tasks::Random(seed).bits();
  for (std::int64_t value : values) h = tasks::Random(h ^ static_cast<std::uint64_t>(value)).bits();
  return h;
}

Integers key_vector(const Embedding& embedding, std::size_t address, std::size_t width) {
  Integers key(width, 0);
  switch (embedding.kind) {
    case Embedding::Kind::one_hot:
      if (address < width) key[address] = 1;
      break;
    case Embedding::Kind::binary:
      for (std::size_t i = 0; i < width; ++i) key[i] = i < 63 && ((address >> i) & 1u) ? 1 : -1;
      break;
    case Embedding::Kind::random:
      for (std::size_t i = 0; i < width; ++i) {
        const std::int64_t place[] = {static_cast<std::int64_t>(address), static_cast<std::int64_t>(i)};
        key[i] = (mix(embedding.seed, place) & 1u) ? 1 : -1;
      }
      break;
    case Embedding::Kind::table:
      if (address < embedding.table.size()) key = embedding.table[address];
      break;
  }
  return key;
}

Integers slots_of(const Slots& slots, std::size_t items, std::size_t capacity, const std::string& what) {
  Integers slot(items, -1);
  const auto number = [](std::size_t n) { return std::to_string(n); };
  if (slots.kind == Slots::Kind::assign) {
    if (slots.list.size() != items)
      throw std::invalid_argument(what + ": assign names " + number(slots.list.size()) + " slots, but there are " + number(items) + " items");
    slot = slots.list;
    for (std::int64_t s : slot)
      if (s >= static_cast<std::int64_t>(capacity))
        throw std::invalid_argument(what + ": assign uses slot " + std::to_string(s) + ", but there are " + number(capacity) + " slots");
    return slot;
  }
  if (slots.kind == Slots::Kind::random) {
    if (capacity == 0) throw std::invalid_argument(what + ": there is no slot; make the width larger");
    tasks::Random random(slots.seed);
    for (auto& s : slot) s = static_cast<std::int64_t>(random.below(capacity));
    return slot;
  }
  std::vector<bool> dropped(items, false);
  for (std::int64_t item : slots.list) {
    if (item >= static_cast<std::int64_t>(items))
      throw std::invalid_argument(what + ": drop names item " + std::to_string(item) + ", but there are " + number(items) + " items (0.." + number(items - 1) + ")");
    dropped[static_cast<std::size_t>(item)] = true;
  }
  std::size_t next = 0;
  for (std::size_t item = 0; item < items; ++item)
    if (!dropped[item] && next < capacity) slot[item] = static_cast<std::int64_t>(next++);
  return slot;
}

}  // namespace attest::search
