#include "arithmetic/near_midpoints.hpp"

#include <algorithm>

#include "support/random.hpp"

namespace attest::arithmetic {
namespace {

int bit_length(Wide x) {
  int length = 0;
  for (; x != 0; x >>= 1) ++length;
  return length;
}

/// ±integer·2^unit; the integer has at most 64 significant bits.
Number number(Wide integer, std::int64_t unit, bool negative = false) {
  if (integer == 0) return {0, 0, Kind::zero, negative};
  const int length = bit_length(integer);
  const std::uint64_t significand = static_cast<std::uint64_t>(length > 64 ? integer >> (length - 64) : integer << (64 - length));
  return {significand, static_cast<std::int32_t>(unit + length - 1), Kind::finite, negative};
}

Wide inverse_modulo_power(Wide odd) {  // modulo 2^128, by Newton
  Wide inverse = odd;
  for (int i = 0; i < 7; ++i) inverse *= 2 - odd * inverse;
  return inverse;
}

Wide one(int exponent) { return static_cast<Wide>(1) << exponent; }

/// Collects cases whose operands are numbers of the format.
class Cases {
 public:
  explicit Cases(const Format& f) : format(f), p(f.precision) {}

  const Format& format;
  const int p;
  support::Random random{17};
  std::vector<std::array<Number, 3>> found;

  void add(const Number& x, const Number& y, const Number& z = {}) {
    if (member(x) && member(y) && member(z)) found.push_back({x, y, z});
  }
  /// x·y = product of the integers times 2^unit, the exponents shared out.
  void add_product(Wide x, Wide y, std::int64_t unit, const Number& z = {}, bool negative = false) {
    const std::int64_t half = (unit + bit_length(y) - bit_length(x)) / 2;
    add(number(x, half, negative), number(y, unit - half), z);
    add(number(y, unit - half), number(x, half, negative), z);
  }
  /// p bits, top bit set, odd.
  Wide drawn_odd(int bits) { return one(bits - 1) | (random.next() & (one(bits) - 1)) | 1; }

  /// Exponents of results: in the middle and at both ends.
  std::vector<std::int64_t> exponents() const {
    if (format.unbounded) return {0, -300, 301};
    return {0, 1, format.emin, format.emin + 1, format.emax - 1, format.emax};
  }
  /// The kept part of results with so many bits: even, odd, least, greatest.
  std::vector<Wide> kept(int bits) {
    if (bits <= 0) return {0};
    std::vector<Wide> values = {one(bits - 1), one(bits) - 1};
    if (bits > 1) values.push_back(one(bits - 1) | 1), values.push_back(one(bits) - 2);
    if (bits > 3) values.push_back(drawn_odd(bits)), values.push_back(drawn_odd(bits) - 1);
    return values;
  }

 private:
  bool member(const Number& x) const {
    const Outcome inside = outcome([&] { return round_to(format, Rounding::toward_zero, x); });
    return inside && *inside == x;
  }
};

/// Results m·2^(unit−1), m odd of kept + 1 bits: normal ones, and subnormal ones down to half the smallest number and below.
struct Target {
  std::int64_t unit;
  Wide middle;
  int kept;
};

std::vector<Target> targets(Cases& c) {
  std::vector<Target> all;
  const auto add = [&](std::int64_t exponent, int bits) {
    for (Wide k : c.kept(bits)) all.push_back({exponent - bits + 1, 2 * k + 1, bits});
  };
  for (std::int64_t e : c.exponents()) add(e, c.p);
  if (!c.format.unbounded && c.format.subnormals)
    for (int bits = c.p - 1; bits >= 0; --bits) add(c.format.emin - c.p + bits, bits);
  return all;
}

void additions(Cases& c, bool subtract) {
  const int p = c.p;
  for (std::int64_t e : c.exponents())
    for (Wide k : c.kept(p))
      for (int below : {0, 1})  // the result may lose a binade: half of the lower unit
        for (bool negative : {false, true})
          for (bool opposite : {false, true}) {
            const std::int64_t unit = e - p + 1 - below;
            const bool sign = (negative != opposite) != subtract;
            const Number x = number(k, e - p + 1, negative);
            for (const Number& y : {number(1, unit - 1, sign), number(one(p - 1) | 1, unit - p, sign), number(one(p) - 1, unit - 1 - p, sign), number(1, unit - p - 70, sign)})
              c.add(x, y), c.add(y, x);
          }
}

/// Factors of p bits whose product ends, in its last `dropped` bits, in half of them or one or three beside it.
void add_products_by_residue(Cases& c, int dropped, std::int64_t exponent) {
  for (int attempt = 0; attempt < 6; ++attempt) {
    const Wide x = c.drawn_odd(c.p), low = one(c.p) - 1;
    for (int beside : {-3, -1, 1, 3}) {
      const Wide y = ((one(dropped - 1) + static_cast<Wide>(beside)) * inverse_modulo_power(x)) & low;
      if (y >= one(c.p - 1) && bit_length(x * y) == c.p + dropped) c.add_product(x, y, exponent - bit_length(x * y) + 1);
    }
  }
}

/// Odd factors of a product with p + 1 bits: a tie. Every length of the first factor.
std::vector<std::pair<Wide, Wide>> tied_factors(Cases& c) {
  std::vector<std::pair<Wide, Wide>> pairs;
  for (int bits = 2; bits <= c.p - 1; bits += 1 + c.p / 8)
    for (int attempt = 0; attempt < 20; ++attempt) {
      const Wide x = c.drawn_odd(bits), y = c.drawn_odd(c.p + 1 - bits + static_cast<int>(c.random.below(2)));
      if (bit_length(x * y) != c.p + 1 || bit_length(y) > c.p) continue;
      pairs.emplace_back(x, y);
      break;
    }
  return pairs;
}

void multiplications(Cases& c) {
  const int p = c.p;
  for (const Target& t : targets(c)) {
    if (t.kept == p) continue;
    c.add_product(t.middle, one(p - 1), t.unit - p);
    c.add_product(t.middle, one(p - 1) | 1, t.unit - p);
    c.add_product(t.middle, one(p) - 1, t.unit - 1 - p);
  }
  const auto ties = tied_factors(c);
  for (std::int64_t e : c.exponents()) {
    add_products_by_residue(c, p, e);
    if (p > 2) add_products_by_residue(c, p - 1, e);
    for (const auto& [x, y] : ties) c.add_product(x, y, e - p);
  }
}

void divisions(Cases& c) {
  const int p = c.p;
  const auto add = [&](Wide x, Wide y, std::int64_t unit) {  // (x/y)·2^unit
    c.add(number(x, unit / 2), number(y, unit / 2 - unit));
  };
  for (const Target& t : targets(c)) {
    if (t.kept == p) continue;
    add(t.middle, one(p - 1), t.unit - 1 + p - 1);
    add(t.middle, one(p - 1) | 1, t.unit - 1 + p - 1);
    add(t.middle, one(p) - 1, t.unit - 1 + p);
  }
  // x·2^s = q·y + r with q odd of p + 1 bits: x/y is q/2^s and r/(y·2^s).
  for (std::int64_t e : c.exponents())
    for (int attempt = 0; attempt < 24; ++attempt)
      for (int r : {-3, -1, 1, 3})
        for (int s : {p, p + 1}) {
          const Wide y = c.drawn_odd(p), modulus = one(s);
          const Wide q = ((0 - static_cast<Wide>(r)) * inverse_modulo_power(y)) & (modulus - 1);
          for (Wide quotient : {q, q + modulus}) {
            if (bit_length(quotient) != p + 1) continue;
            const Wide x = (quotient * y + static_cast<Wide>(r)) >> s;
            if (x < one(p) && x << s == quotient * y + static_cast<Wide>(r)) add(x, y, e - p + s);
          }
        }
}

void square_roots(Cases& c) {
  // t odd of p + 1 bits and t² = x·2^s + r with small r: the root of x·2^s is just beside t. r = 1 modulo 8 has roots modulo 2^s.
  for (int s : {c.p + 1, c.p + 2})
    for (int r = -31; r <= 33; r += 8) {
      Wide root = 1;
      for (int bit = 3; bit < s + 2; ++bit)
        if ((root * root - static_cast<Wide>(r)) & (one(bit + 1) - 1)) root += one(bit - 1);
      for (Wide candidate : {root, 0 - root}) {
        const Wide t = (candidate & (one(c.p) - 1)) | one(c.p), x = (t * t - static_cast<Wide>(r)) >> s;
        if (x >= one(c.p) || x << s != t * t - static_cast<Wide>(r)) continue;
        for (std::int64_t e : c.exponents()) c.add(number(x, s % 2 + 2 * (e / 2)), {});
      }
    }
}

/// The product is a midpoint, or beside one, and z says on which side the sum lies.
void fused_around_products(Cases& c) {
  const int p = c.p;
  const auto with_addends = [&](Wide x, Wide y, std::int64_t unit, std::int64_t top) {
    for (bool negative : {false, true}) {
      c.add_product(x, y, unit, number(0, 0, negative), negative);
      for (int distance : {1, 2, p, 2 * p, 53, 100})
        for (bool below : {false, true}) c.add_product(x, y, unit, number(one(p) - 1, top - distance - p, below), negative);
    }
  };
  for (const Target& t : targets(c))
    if (t.kept < p) with_addends(t.middle, 1, t.unit - 1, t.unit - 1);
  const auto ties = tied_factors(c);
  for (std::int64_t e : c.exponents())
    for (const auto& [x, y] : ties) with_addends(x, y, e - p, e - p);
}

/// z is a number and the product half of its unit, or a little less or more; z may be subnormal.
void fused_around_addends(Cases& c) {
  const int p = c.p;
  const std::pair<Wide, Wide> halves[] = {{one(p - 1), one(p)}, {one(p - 1) | 1, one(p) - 2}, {one(p - 1) | 1, one(p) - 1}, {one(p) - 1, one(p) - 1}};
  for (const Target& t : targets(c)) {
    if (t.kept == 0) continue;
    for (const auto& [x, y] : halves)
      for (int below : {0, 1, 2})
        for (bool negative : {false, true})
          for (bool opposite : {false, true}) c.add_product(x, y, t.unit - 2 * p - below, number(t.middle >> 1, t.unit, negative), negative != opposite);
  }
}

/// z cancels the upper part of the product: what remains has more bits than the format by `excess`, near half of them.
void fused_after_cancellation(Cases& c) {
  const int p = c.p;
  for (std::int64_t e : c.exponents())
    for (int attempt = 0; attempt < 12; ++attempt)
      for (int excess : {0, 1, 2, 5}) {
        const int left = std::min(p + excess, 2 * p - 1), dropped = left - p;
        const Wide x = c.drawn_odd(p);
        Wide y = c.drawn_odd(p) & ~static_cast<Wide>(1);
        if (dropped > 0) {
          const Wide residue = one(dropped - 1) + static_cast<Wide>(c.random.between(-1, 1));
          y = (y >> dropped << dropped) | ((residue * inverse_modulo_power(x)) & (one(dropped) - 1));
        }
        const Wide product = x * y, remainder = product & (one(left) - 1);
        if (y < one(p - 1) || remainder == 0) continue;
        for (Wide upper : {product - remainder, product - remainder + one(left)})
          if (bit_length(upper) - left <= p)
            for (bool negative : {false, true}) c.add_product(x, y, e - left, number(upper >> left, e, !negative), negative);
      }
}

}  // namespace

std::vector<std::array<Number, 3>> near_midpoints(Operator op, const Format& format) {
  if (format.precision < 2 || format.precision > 62) throw std::invalid_argument("near_midpoints needs 2 to 62 significant bits");
  Cases cases(format);
  switch (op) {
    case Operator::add: additions(cases, false); break;
    case Operator::subtract: additions(cases, true); break;
    case Operator::multiply: multiplications(cases); break;
    case Operator::divide: divisions(cases); break;
    case Operator::square_root: square_roots(cases); break;
    case Operator::fused_multiply_add:
      fused_around_products(cases);
      fused_around_addends(cases);
      fused_after_cancellation(cases);
      break;
  }
  return cases.found;
}

}  // namespace attest::arithmetic
