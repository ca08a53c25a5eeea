// Sums, dot products, integers and storage of the emulated arithmetic.
#include "arithmetic/emulated.hpp"

#include <stdexcept>

#include "arithmetic/arithmetic.hpp"

namespace attest::arithmetic {

static_assert(Arithmetic<Emulated>);

Number Emulated::sum(std::span<const Number> x) const {
  if (order.kind == SumOrder::Kind::exact) return exact_sum(format, rounding, x);
  return ordered_sum(order, 0, x.size(), zero(), [&](std::size_t i) { return convert(x[i]); },
                     [&](const Number& a, const Number& b) { return add(a, b); });
}

namespace {

/// Left to right with fma; blocked: inside each block.
Number fused_dot(const Emulated& a, std::span<const Number> x, std::span<const Number> y) {
  const std::size_t block = a.order.kind == SumOrder::Kind::blocked ? a.order.block : x.size();
  Number total = a.zero();
  for (std::size_t start = 0; start < x.size(); start += block) {
    Number part = a.mul(x[start], y[start]);
    for (std::size_t i = start + 1; i < std::min(x.size(), start + block); ++i) part = a.fma(x[i], y[i], part);
    total = start == 0 ? part : a.add(total, part);
  }
  return total;
}

}  // namespace

Number Emulated::dot(std::span<const Number> x, std::span<const Number> y) const {
  if (x.size() != y.size()) throw std::invalid_argument("a dot product needs vectors of one length");
  if (order.kind == SumOrder::Kind::exact) return exact_dot(format, rounding, x, y);
  if (fused && order.kind != SumOrder::Kind::pairwise) return fused_dot(*this, x, y);
  return ordered_sum(order, 0, x.size(), zero(), [&](std::size_t i) { return mul(x[i], y[i]); },
                     [&](const Number& a, const Number& b) { return add(a, b); });
}

std::int64_t Emulated::nearest_integer(const Number& x) const {
  if (!x.is_finite()) throw Undefined("the integer nearest to an infinity or NaN");
  if (x.is_zero() || x.exponent < -1) return 0;
  if (x.exponent > 61) throw Undefined("the integer nearest to a number beyond 2^62");
  // floor(|x| + 1/2): one more bit, then halve.
  const std::uint64_t doubled = x.significand >> (62 - x.exponent);
  const std::int64_t magnitude = static_cast<std::int64_t>((doubled + 1) / 2);
  return x.negative ? -magnitude : magnitude;
}

void Emulated::write(BitString& bits, const Number& x) const {
  if (!format.unbounded) {
    bits.append(encode(format, x), format.storage_bits);
    return;
  }
  bits.append(static_cast<std::uint64_t>(x.kind), 2);
  bits.push(x.negative);
  if (x.kind != Kind::finite) return;
  bits.append(static_cast<std::uint32_t>(x.exponent), 32);
  bits.append(x.significand, 64);
}

Number Emulated::read(BitReader& reader) const {
  if (!format.unbounded) return decode(format, reader.read(format.storage_bits));
  Number x;
  x.kind = static_cast<Kind>(reader.read(2));
  x.negative = reader.read(1);
  if (x.kind != Kind::finite) return x;
  x.exponent = static_cast<std::int32_t>(static_cast<std::uint32_t>(reader.read(32)));
  x.significand = reader.read(64);
  return x;
}

std::string Emulated::name() const {
  std::string text = format.name;
  if (rounding != default_rounding(format)) text += "/" + arithmetic::to_text(rounding);
  if (order != SumOrder{}) text += "/" + arithmetic::to_text(order);
  if (fused) text += "/fused";
  return text;
}

}  // namespace attest::arithmetic
