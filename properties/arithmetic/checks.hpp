// The checks of the algebraic operations as functions of an implementation: they run on the library and on every planted
// mutant. Each returns "" or the first complaint.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "arithmetic/outcome.hpp"
#include "arithmetic/structured.hpp"
#include "support/draw.hpp"

namespace attest::arithmetic {

/// Every number of a format of at most 16 bits, once.
std::vector<Number> numbers_of(const Format& format);
std::vector<Number> finite_only(std::vector<Number> numbers);
inline std::vector<Number> finite_numbers_of(const Format& format) { return finite_only(numbers_of(format)); }

/// + − × ÷ of all pairs and sqrt of all numbers, specials included, against the rational reference.
std::string check_all_pairs(const Implementation&, const Format&, Rounding);
/// fma of all triples of numbers of a format of at most 8 bits against FusedByIntegers.
std::string check_all_triples(const Implementation&, const Format&, Rounding);
/// All operators in all modes on structured pairs and triples against the rational reference.
std::string check_structured(const Implementation&, const Format&);
/// The operands of double_rounding_traps, and of near_midpoints, in all modes against the rational reference.
std::string check_traps(const Implementation&, Operator, const Format&);
std::string check_near_midpoints(const Implementation&, Operator, const Format&);

/// fma of small formats by 128-bit integers and a sorted table of all finite numbers: exact by construction, and fast.
class FusedByIntegers {
 public:
  using Integer = __int128_t;

  FusedByIntegers(const Format& format, Rounding rounding);
  Number result(const Number& x, const Number& y, const Number& z) const;
  /// x·y and z of finite numbers in squared units of the smallest positive number: result is rounded(product + addend, ...).
  Integer product(const Number& x, const Number& y) const { return units(x) * units(y); }
  Integer addend(const Number& z) const { return units(z) << scale(); }
  Number rounded(Integer value, bool negative_zero) const;
  /// 2^-scale is the smallest positive number.
  int scale() const { return format_.precision - 1 - format_.emin; }

 private:
  Integer units(const Number& x) const;  // in units of the smallest positive number

  Format format_;
  Rounding rounding_;
  std::vector<Integer> magnitudes_;  // of all numbers >= 0, in squared units, ascending; then the first one beyond
  std::vector<Number> numbers_;
};

/// "" when float or double hardware gives what the library gives for + − × ÷ sqrt fma to nearest.
std::string hardware_disagreement(const Format& format, const Number& x, const Number& y, const Number& z);

}  // namespace attest::arithmetic
