#include "arithmetic/structured.hpp"

#include <algorithm>
#include <bit>
#include <tuple>

#include "support/draw.hpp"

namespace attest::arithmetic {
namespace {

std::vector<std::int64_t> exponent_table(const Format& f) {
  const std::int64_t p = f.precision;
  std::vector<std::int64_t> table = {0, 1, -1, p, -p, p - 1, 1 - p, p + 1, -p - 1, 2 * p, -2 * p, 2, 3, -3};
  if (f.unbounded) {
    for (std::int64_t e : {64, -64, 127, 128, 129, 200, -255, -256, -257, 1000}) table.push_back(e);
    return table;
  }
  for (std::int64_t e : {f.emin - 1, f.emin, f.emin + 1, f.emax - 1, f.emax, f.emin / 2, f.emax / 2, f.emax / 2 + 1}) table.push_back(e);
  for (std::int64_t e : {f.emax - p, f.emax - p + 1}) table.push_back(e);  // half an ulp and an ulp of the largest number
  for (std::int64_t e : {f.emin - p + 1, f.emin - p + 2, f.emin - p / 2}) table.push_back(e);
  return table;
}

std::vector<std::uint64_t> significand_table(int precision) {
  const std::uint64_t top = 1ull << 63, ulp = 1ull << (64 - precision);
  std::vector<std::uint64_t> table = {top, 0 - ulp, top | ulp, top | (top >> 1), 0 - 2 * ulp, (top | (top >> 1)) - ulp, top | (top >> 1) | ulp};
  support::Random random(static_cast<std::uint64_t>(precision));
  for (int i = 0; i < 3; ++i) table.push_back((top | random.next()) & ~(ulp - 1));
  for (std::uint64_t& s : table) s |= top;
  return table;
}

Number number(std::uint64_t integer, std::int64_t unit_exponent, bool negative = false) {
  const int shift = std::countl_zero(integer);
  return {integer << shift, static_cast<std::int32_t>(unit_exponent + 63 - shift), Kind::finite, negative};
}

std::uint64_t inverse_modulo_power(std::uint64_t odd) {  // modulo 2^64, by Newton
  std::uint64_t inverse = odd;
  for (int i = 0; i < 6; ++i) inverse *= 2 - odd * inverse;
  return inverse;
}

constexpr int traps_per_kind = 64;

}  // namespace

std::vector<Number> structured_numbers(const Format& f, std::size_t size) {
  std::vector<Number> all;
  for (std::int64_t e : exponent_table(f))
    for (std::uint64_t s : significand_table(f.precision)) {
      const Number x{s, static_cast<std::int32_t>(e), Kind::finite, false};
      const Number inside = round_to(f, Rounding::toward_zero, x);
      if (inside.kind == Kind::finite) all.push_back(inside);
    }
  const auto order = [](const Number& a, const Number& b) { return std::pair(a.exponent, a.significand) < std::pair(b.exponent, b.significand); };
  std::sort(all.begin(), all.end(), order);
  all.erase(std::unique(all.begin(), all.end()), all.end());
  std::vector<Number> chosen;
  if (!f.unbounded) {
    const Number half_ulp_of_largest{1ull << 63, static_cast<std::int32_t>(f.emax - f.precision), Kind::finite, false};
    chosen = {largest_finite(f, false), smallest_positive(f), round_to(f, Rounding::up, {1ull << 63, f.emin, Kind::finite, false})};
    chosen.push_back(round_to(f, Rounding::toward_zero, half_ulp_of_largest));
  }
  chosen.push_back({});
  support::Random random(size);
  while (chosen.size() * 2 < size && !all.empty()) {
    const std::size_t index = random.below(all.size());
    chosen.push_back(all[index]);
    all.erase(all.begin() + static_cast<std::ptrdiff_t>(index));
  }
  if (f.has_infinity) chosen.push_back({0, 0, Kind::infinity, false});
  std::vector<Number> result = chosen;
  for (Number x : chosen) {
    x.negative = true;
    if (f.has_negative && (!x.is_zero() || f.has_negative_zero)) result.push_back(x);
  }
  if (f.has_nan) result.push_back({0, 0, Kind::nan, false});
  return result;
}

namespace {

std::vector<std::int64_t> table_exponents(const Format& f, int level) {
  const std::int64_t p = f.precision;
  std::vector<std::int64_t> table = {-p, -2, -1, 0, 1, 2, p};
  const std::int64_t low = f.unbounded ? -1000 : f.emin, high = f.unbounded ? 1001 : f.emax;
  for (std::int64_t e : {low, high}) table.push_back(e);
  if (level == 2)
    for (std::int64_t e : {low + 1, low + p, low / 2, -2 * p, -p - 1, 1 - p, p - 1, p + 1, 2 * p, high / 2, high / 2 + 1, high - p, high - 1}) table.push_back(e);
  return table;
}

/// Without the leading bit: p − 1 bits.
std::vector<std::uint64_t> table_fractions(int precision, int level) {
  const int bits = precision - 1;
  const std::uint64_t all = (1ull << bits) - 1;
  std::vector<std::uint64_t> table = {0, 1 & all, all, all - (all != 0)};
  if (level == 2)
    for (int i = 0; i < bits; ++i)
      for (std::uint64_t fraction : {1ull << i, all ^ (1ull << i), (1ull << i) - 1, all ^ ((1ull << i) - 1)}) table.push_back(fraction);
  return table;
}

void keep_once(std::vector<Number>& numbers) {
  const auto key = [](const Number& x) { return std::tuple(x.kind, x.exponent, x.significand, x.negative); };
  std::sort(numbers.begin(), numbers.end(), [&](const Number& a, const Number& b) { return key(a) < key(b); });
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
}

}  // namespace

std::vector<Number> table_numbers(const Format& f, int level) {
  std::vector<Number> numbers;
  const auto add = [&](Number x) {
    const Number inside = round_to(f, Rounding::toward_zero, x);
    if (inside != x || (x.is_zero() && !f.has_negative_zero && x.negative)) return;
    numbers.push_back(x);
  };
  for (bool negative : {false, true}) {
    if (negative && !f.has_negative) continue;
    add({0, 0, Kind::zero, negative});
    if (f.has_infinity) numbers.push_back({0, 0, Kind::infinity, negative});
    if (!f.unbounded) numbers.push_back(largest_finite(f, negative));
    for (std::uint64_t fraction : table_fractions(f.precision, level)) {
      for (std::int64_t e : table_exponents(f, level)) {
        const std::uint64_t significand = (1ull << 63) | (fraction << (64 - f.precision));
        add({significand, static_cast<std::int32_t>(e), Kind::finite, negative});
      }
      if (!f.unbounded && fraction != 0) add(number(fraction, std::int64_t{f.emin} - f.precision + 1, negative));  // subnormal
    }
  }
  if (f.has_nan) numbers.push_back({0, 0, Kind::nan, false});
  keep_once(numbers);
  return numbers;
}

std::vector<std::array<Number, 3>> double_rounding_traps(Operator op, int precision) {
  if (op == Operator::subtract) {
    auto traps = double_rounding_traps(Operator::add, precision);
    for (auto& operands : traps) operands[1].negative = !operands[1].negative;
    return traps;
  }
  std::vector<std::array<Number, 3>> traps;
  support::Random random(static_cast<std::uint64_t>(precision) * 8 + static_cast<std::uint64_t>(op));
  const int p = precision;
  const std::uint64_t modulus = 1ull << p, low = modulus - 1, half = modulus >> 1;
  for (int attempt = 0; attempt < 100000 && traps.size() < traps_per_kind; ++attempt) {
    const std::uint64_t odd = (half | (random.next() & low)) | 1;
    if (op == Operator::add && p >= 27) {
      // odd·ulp + (half an ulp less one unit far below): the sum needs 2p bits and is just under a midpoint.
      traps.push_back({number(odd, 0), number(low, -p - 1), {}});
      traps.push_back({number(odd, 0, true), number(low, -p - 1, true), {}});
    } else if (op == Operator::multiply && p >= 28 && p <= 31) {
      // odd·y = midpoint ± small modulo 2^p.
      const std::uint64_t delta = random.pick<std::uint64_t>({1, low});
      const std::uint64_t y = ((half + delta) * inverse_modulo_power(odd)) & low;
      if (y >= half && (odd * y) >> (2 * p - 1)) traps.push_back({number(odd, 0), number(y, 0), {}});
    } else if (op == Operator::divide && p >= 27 && p <= 31) {
      // x·2^p = q·y + r with q odd of p+1 bits and r = ±1: the quotient is q/2^p ± 2^-2p or so.
      const std::uint64_t r = random.pick<std::uint64_t>({1, ~0ull});
      const std::uint64_t q = ((0 - r * inverse_modulo_power(odd)) & low) | modulus;
      const std::uint64_t x = (q * odd + r) >> p;
      if (x < modulus && (x << p) == q * odd + r) traps.push_back({number(x, 0), number(odd, 0), {}});
    } else if (op == Operator::square_root && p >= 26) {
      // (2^(p+1) − 1)² = (2^p − 1)·2^(p+2) + 1: the root of the all-ones number is just under a midpoint.
      const std::int64_t even = 2 * random.between(-20, 20);
      traps.push_back({number(low, p + 2 + even), {}, {}});
    } else if (op == Operator::fused_multiply_add && p >= 3 && p <= 50) {
      // 3·y has p+1 bits and is odd: exactly a midpoint. z, far below, says on which side the sum lies.
      const std::uint64_t y = half + (random.below(half / 3) | 1);
      if (3 * y < 2 * modulus && (y & 1)) traps.push_back({number(3, 0), number(y, 0), number(odd, -p - 70, random.coin())});
    }
  }
  return traps;
}

}  // namespace attest::arithmetic
