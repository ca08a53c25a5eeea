// Small integers side by side in the numbers of a state or an accumulator: what a model just below its bound does.
//
// A slot holds t bits. A number of which p bits are used holds floor(p/t) slots when p >= t (slot s is shifted by
// t·(s mod floor(p/t))), otherwise a slot takes ceil(t/p) numbers, low digits first. Sums of what different slots hold
// never carry, so place() is linear: the sum of the placements of distinct slots is read back slot by slot.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace attest::search {

class Packing {
 public:
  /// `numbers` numbers of which `number_bits` bits are used, slots of `slot_bits` bits (both 1..53).
  Packing(std::size_t numbers, int number_bits, int slot_bits)
      : numbers_(numbers), number_bits_(number_bits), slot_bits_(slot_bits),
        per_number_(static_cast<std::size_t>(number_bits / slot_bits)),
        per_slot_(static_cast<std::size_t>((slot_bits + number_bits - 1) / number_bits)) {}

  std::size_t slots() const { return per_number_ > 0 ? numbers_ * per_number_ : numbers_ / per_slot_; }

  /// `numbers` integers: `value` in slot `slot`, 0 elsewhere.
  std::vector<std::int64_t> place(std::size_t slot, std::int64_t value) const {
    std::vector<std::int64_t> row(numbers_, 0);
    if (per_number_ > 0) {
      row[slot / per_number_] = value << shift(slot);
      return row;
    }
    for (std::size_t digit = 0; digit < per_slot_; ++digit)
      row[slot * per_slot_ + digit] = (value >> (number_bits_ * static_cast<int>(digit))) & mask(number_bits_);
    return row;
  }

  /// What slot `slot` holds.
  std::int64_t take(std::size_t slot, const std::vector<std::int64_t>& row) const {
    if (per_number_ > 0) return (row[slot / per_number_] >> shift(slot)) & mask(slot_bits_);
    std::int64_t value = 0;
    for (std::size_t digit = 0; digit < per_slot_; ++digit)
      value |= (row[slot * per_slot_ + digit] & mask(number_bits_)) << (number_bits_ * static_cast<int>(digit));
    return value & mask(slot_bits_);
  }

 private:
  static std::int64_t mask(int bits) { return (std::int64_t{1} << bits) - 1; }
  int shift(std::size_t slot) const { return slot_bits_ * static_cast<int>(slot % per_number_); }

  std::size_t numbers_;
  int number_bits_, slot_bits_;
  std::size_t per_number_, per_slot_;
};

/// Digits of the numbers 0..largest.
inline int digits_of(std::int64_t largest) {
  int bits = 0;
  for (; largest > 0; largest >>= 1) ++bits;
  return bits;
}

}  // namespace attest::search
