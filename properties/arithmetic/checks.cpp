#include "arithmetic/checks.hpp"

#include <algorithm>
#include <cmath>

#include "arithmetic/near_midpoints.hpp"
#include "arithmetic/reference.hpp"

namespace attest::arithmetic {

std::vector<Number> numbers_of(const Format& f) {
  std::vector<Number> numbers;
  for (std::uint64_t code = 0; code < 1ull << f.storage_bits; ++code) {
    const Number x = decode(f, code);
    if (encode(f, x) == code) numbers.push_back(x);
  }
  return numbers;
}

std::vector<Number> finite_only(std::vector<Number> numbers) {
  std::erase_if(numbers, [](const Number& x) { return !x.is_finite(); });
  return numbers;
}

namespace {

std::string compare_once(const Implementation& implementation, Operator op, const Format& f, Rounding r, const Number& x, const Number& y, const Number& z) {
  const Outcome got = outcome([&] { return implementation(op, f, r, x, y, z); });
  const Outcome expected = outcome([&] { return reference::operation(op, f, r, x, y, z); });
  return got == expected ? "" : complaint(op, f, r, {x, y, z}, got, expected);
}

}  // namespace

std::string check_all_pairs(const Implementation& implementation, const Format& f, Rounding r) {
  const std::vector<Number> numbers = numbers_of(f);
  for (const Number& x : numbers) {
    if (std::string text = compare_once(implementation, Operator::square_root, f, r, x, {}, {}); !text.empty()) return text;
    for (const Number& y : numbers)
      for (Operator op : pair_operators)
        if (std::string text = compare_once(implementation, op, f, r, x, y, {}); !text.empty()) return text;
  }
  return numbers.empty() ? "no numbers in " + f.name : "";
}

std::string check_all_triples(const Implementation& implementation, const Format& f, Rounding r) {
  const std::vector<Number> numbers = numbers_of(f);
  const FusedByIntegers expected(f, r);
  for (const Number& x : numbers)
    for (const Number& y : numbers)
      for (const Number& z : numbers) {
        const Outcome a = outcome([&] { return implementation(Operator::fused_multiply_add, f, r, x, y, z); });
        const Outcome b = outcome([&] { return expected.result(x, y, z); });
        if (a != b) return complaint(Operator::fused_multiply_add, f, r, {x, y, z}, a, b);
      }
  return numbers.empty() ? "no numbers in " + f.name : "";
}

std::string check_structured(const Implementation& implementation, const Format& f) {
  const std::vector<Number> numbers = structured_numbers(f, 48);
  if (numbers.size() < 8) return "too few structured numbers in " + f.name;
  support::Random random(5);
  for (Rounding r : all_roundings)
    for (const Number& x : numbers)
      for (const Number& y : numbers) {
        const Number& z = numbers[random.below(numbers.size())];
        for (Operator op : {Operator::add, Operator::subtract, Operator::multiply, Operator::divide, Operator::fused_multiply_add})
          if (std::string text = compare_once(implementation, op, f, r, x, y, z); !text.empty()) return text;
        if (x == y)
          if (std::string text = compare_once(implementation, Operator::square_root, f, r, x, y, z); !text.empty()) return text;
      }
  return "";
}

std::string check_traps(const Implementation& implementation, Operator op, const Format& f) {
  for (const auto& [x, y, z] : double_rounding_traps(op, f.precision))
    for (Rounding r : all_roundings)
      if (std::string text = compare_once(implementation, op, f, r, x, y, z); !text.empty()) return text;
  return "";
}

std::string check_near_midpoints(const Implementation& implementation, Operator op, const Format& f) {
  const auto cases = near_midpoints(op, f);
  for (const auto& [x, y, z] : cases)
    for (Rounding r : all_roundings)
      if (std::string text = compare_once(implementation, op, f, r, x, y, z); !text.empty()) return text;
  return cases.empty() ? "no cases near midpoints in " + f.name : "";
}

FusedByIntegers::Integer FusedByIntegers::units(const Number& x) const {
  if (x.is_zero()) return 0;
  const int shift = x.exponent - (format_.emin - format_.precision + 1);
  const Integer magnitude = shift >= 63 ? static_cast<Integer>(x.significand) << (shift - 63) : static_cast<Integer>(x.significand >> (63 - shift));
  return x.negative ? -magnitude : magnitude;
}

FusedByIntegers::FusedByIntegers(const Format& f, Rounding r) : format_(f), rounding_(r) {
  for (const Number& x : finite_numbers_of(f)) {
    if (x.negative) continue;
    magnitudes_.push_back(addend(x));
    numbers_.push_back(x);
  }
  const Number& last = numbers_.back();
  const Number beyond_last{last.significand, last.exponent, Kind::finite, false};
  magnitudes_.push_back((units(beyond_last) + (Integer{1} << (f.emax - f.emin))) << scale());
}

Number FusedByIntegers::rounded(Integer value, bool negative_zero) const {
  const bool negative = value < 0;
  const Integer magnitude = negative ? -value : value;
  const auto above = std::upper_bound(magnitudes_.begin(), magnitudes_.end(), magnitude);
  const std::size_t lower = static_cast<std::size_t>(above - magnitudes_.begin()) - 1, last = numbers_.size() - 1;
  const auto signed_number = [&](std::size_t index) {
    Number x = numbers_[index];
    x.negative = index == 0 && value == 0 ? negative_zero : negative;
    return x;
  };
  if (lower <= last && magnitude == magnitudes_[lower]) return signed_number(lower);
  const bool outward = rounding_ == (negative ? Rounding::down : Rounding::up);
  bool upper = outward;
  if (rounding_ == Rounding::nearest_even && lower <= last) {
    const Integer twice = 2 * magnitude - magnitudes_[lower] - magnitudes_[lower + 1];
    upper = twice > 0 || (twice == 0 && (lower & 1));  // codes count up: odd code, odd significand
  } else if (rounding_ == Rounding::nearest_even) {
    upper = true;
  }
  if (lower > last || (lower == last && upper)) {
    if (!(outward || rounding_ == Rounding::nearest_even) || format_.overflow == Overflow::saturate) return signed_number(last);
    if (format_.overflow == Overflow::nan) return {0, 0, Kind::nan, false};
    return {0, 0, Kind::infinity, negative};
  }
  return signed_number(upper ? lower + 1 : lower);
}

Number FusedByIntegers::result(const Number& x, const Number& y, const Number& z) const {
  if (!x.is_finite() || !y.is_finite() || !z.is_finite())
    return reference::operation(Operator::fused_multiply_add, format_, rounding_, x, y, z);
  const Integer exact = product(x, y), sum = exact + addend(z);
  const bool same_zero = exact == 0 && z.is_zero() && (x.negative != y.negative) == z.negative;
  return rounded(sum, same_zero ? z.negative : rounding_ == Rounding::down);
}

namespace {

template <class T>
std::string disagreement(const Format& f, const Number& a, const Number& b, const Number& c) {
  const T x = static_cast<T>(to_double(a)), y = static_cast<T>(to_double(b)), z = static_cast<T>(to_double(c));
  const T results[] = {x + y, x - y, x * y, x / y, std::sqrt(x), std::fma(x, y, z)};
  for (Operator op : all_operators) {
    const Number got = library(op, f, Rounding::nearest_even, a, b, c), hardware = number_from_double(results[static_cast<int>(op)]);
    if (got != hardware) return complaint(op, f, Rounding::nearest_even, {a, b, c}, got, hardware);
  }
  return "";
}

}  // namespace

std::string hardware_disagreement(const Format& f, const Number& x, const Number& y, const Number& z) {
  return f.precision == 24 ? disagreement<float>(f, x, y, z) : disagreement<double>(f, x, y, z);
}

}  // namespace attest::arithmetic
