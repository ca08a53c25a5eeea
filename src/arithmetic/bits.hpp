// Bit strings: the serialised form of a state. A state's length in bits is what every lower bound counts,
// and a run restored from the string alone must continue identically (theory.md, notation).
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace attest::arithmetic {

/// An immutable-by-convention sequence of bits, appended to at the end; equality is bit for bit.
class BitString {
 public:
  /// Number of bits.
  std::size_t size() const { return size_; }

  /// Appends the `width` low bits of `value` (0 <= width <= 64), most significant first.
  void append(std::uint64_t value, int width) {
    for (int bit = width - 1; bit >= 0; --bit) push((value >> bit) & 1u);
  }
  void append(const BitString& other) {
    for (std::size_t i = 0; i < other.size_; ++i) push(other.at(i));
  }
  void push(bool bit) {
    if (size_ % 64 == 0) words_.push_back(0);
    if (bit) words_.back() |= std::uint64_t{1} << (63 - size_ % 64);
    ++size_;
  }
  bool at(std::size_t index) const { return (words_[index / 64] >> (63 - index % 64)) & 1u; }

  /// The bits as 64-bit words, first bit most significant, zero padded.
  const std::vector<std::uint64_t>& words() const { return words_; }

  /// "0110..." ; the inverse is from_text, which throws std::invalid_argument on any other character.
  std::string to_text() const {
    std::string text(size_, '0');
    for (std::size_t i = 0; i < size_; ++i) text[i] = at(i) ? '1' : '0';
    return text;
  }
  static BitString from_text(const std::string& text) {
    BitString bits;
    for (char c : text) {
      if (c != '0' && c != '1') throw std::invalid_argument("a bit string holds only 0 and 1");
      bits.push(c == '1');
    }
    return bits;
  }

  /// A 64-bit mix of all bits: for hash tables only. Equal hashes never count as equal states.
  std::uint64_t hash() const {
    std::uint64_t h = 0x9e3779b97f4a7c15ull ^ size_;
    for (std::uint64_t word : words_) {
      h ^= word;
      h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9ull;
      h = (h ^ (h >> 27)) * 0x94d049bb133111ebull;
      h ^= h >> 31;
    }
    return h;
  }

  auto operator<=>(const BitString&) const = default;

 private:
  std::vector<std::uint64_t> words_;
  std::size_t size_ = 0;
};

/// Reads a BitString from its beginning; reading past the end throws std::out_of_range.
class BitReader {
 public:
  explicit BitReader(const BitString& bits) : bits_(bits) {}
  std::uint64_t read(int width) {
    if (position_ + static_cast<std::size_t>(width) > bits_.size())
      throw std::out_of_range("bit string ends too early");
    std::uint64_t value = 0;
    for (int i = 0; i < width; ++i) value = (value << 1) | static_cast<std::uint64_t>(bits_.at(position_++));
    return value;
  }
  bool done() const { return position_ == bits_.size(); }

 private:
  const BitString& bits_;
  std::size_t position_ = 0;
};

struct BitStringHash {
  std::size_t operator()(const BitString& bits) const { return bits.hash(); }
};

}  // namespace attest::arithmetic
