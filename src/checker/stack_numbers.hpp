// Numbers of a trace: rows with equal neighbours as runs, their text, and the stored bits of a format.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "checker/arithmetic.hpp"

namespace attest::checker {

/// A row of numbers as it is written, so that it takes no more room than its text.
class NumberRow {
 public:
  NumberRow() = default;
  /// Words such as 1*2^0, -0, 63(0; Malformed unless equal neighbours are one run. At most 4096 numbers.
  explicit NumberRow(const std::vector<std::string>& words);
  std::size_t size() const { return size_; }
  std::vector<Real> numbers() const;
  /// Whether all are numbers of the format.
  bool held_by(const Arithmetic& arithmetic) const;

 private:
  std::vector<std::pair<std::uint32_t, Real>> runs_;
  std::size_t size_ = 0;
};

/// "0", "-0" or a dyadic.
Real parse_number(const std::string& text);
std::string to_text(const Real& x);
/// Words with equal neighbours as COUNT(WORD.
std::string in_runs(const std::vector<std::string>& words);

/// The stored bits of a number of the format, as '0' and '1'; NotEstablished for a format without an encoding.
std::string stored_bits(const Arithmetic& arithmetic, const Real& x);
std::size_t stored_size(const Arithmetic& arithmetic);
/// The digits of bits, zeros after the last one; "-" for none.
std::string in_hex(const std::string& bits);
/// Malformed unless the text is what in_hex gives for `size` bits.
std::string bits_of_hex(const std::string& text, std::size_t size);

}  // namespace attest::checker
