// Conversions, comparison and text of the carrier.
#include "arithmetic/number.hpp"

#include <bit>
#include <charconv>
#include <cmath>

namespace attest::arithmetic {
namespace {

Number normalised(bool negative, std::uint64_t significand, std::int64_t exponent_of_unit) {
  Number x;
  x.negative = negative;
  if (significand == 0) return x;
  const int shift = std::countl_zero(significand);
  x.kind = Kind::finite;
  x.significand = significand << shift;
  x.exponent = static_cast<std::int32_t>(exponent_of_unit + 63 - shift);
  return x;
}

}  // namespace

Number number_from_integer(std::int64_t value) {
  const std::uint64_t magnitude = value < 0 ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value);
  return normalised(value < 0, magnitude, 0);
}

Number number_from_double(double value) {
  const std::uint64_t code = std::bit_cast<std::uint64_t>(value);
  const bool negative = code >> 63;
  const int field = static_cast<int>((code >> 52) & 0x7ff);
  const std::uint64_t fraction = code & 0xfffffffffffffull;
  if (field == 0x7ff) return {0, 0, fraction ? Kind::nan : Kind::infinity, fraction ? false : negative};
  return normalised(negative, field ? fraction | (1ull << 52) : fraction, (field ? field : 1) - 1075);
}

double to_double(const Number& x) {
  double value = 0;
  switch (x.kind) {
    case Kind::zero: break;
    case Kind::nan: return NAN;
    case Kind::infinity: value = INFINITY; break;
    case Kind::finite: {
      if (x.exponent > 1100 || x.exponent < -1100) {
        value = x.exponent > 0 ? INFINITY : 0.0;
        break;
      }
      // Round to odd into 62 bits at the double's own precision: one rounding, also for subnormals.
      std::uint64_t significand = x.significand;
      const int kept = x.exponent >= -1022 ? 53 : 53 - (-1022 - x.exponent);
      if (kept < 1) {
        value = kept == 0 && significand > (1ull << 63) ? std::ldexp(1.0, -1074) : 0.0;
        break;
      }
      const int dropped = 64 - kept;
      const std::uint64_t half = 1ull << (dropped - 1), rest = significand & ((half << 1) - 1);
      std::uint64_t integer = dropped == 64 ? 0 : significand >> dropped;
      if (rest > half || (rest == half && (integer & 1))) ++integer;
      value = std::ldexp(static_cast<double>(integer), x.exponent - kept + 1);
      break;
    }
  }
  return x.negative ? -value : value;
}

Order compare(const Number& x, const Number& y) {
  if (x.is_nan() || y.is_nan()) throw Undefined("NaN in a comparison");
  const auto sign = [](const Number& a) { return a.is_zero() ? 0 : a.negative ? -1 : 1; };
  const int sx = sign(x), sy = sign(y);
  if (sx != sy) return sx < sy ? Order::less : Order::greater;
  if (sx == 0) return Order::equal;
  const auto key = [](const Number& a) {
    return std::pair<std::int64_t, std::uint64_t>(a.kind == Kind::infinity ? INT64_MAX : a.exponent, a.significand);
  };
  if (key(x) == key(y)) return Order::equal;
  return (key(x) < key(y)) == (sx > 0) ? Order::less : Order::greater;
}

std::string to_text(const Number& x) {
  const std::string sign = x.negative ? "-" : "";
  switch (x.kind) {
    case Kind::zero: return sign + "0";
    case Kind::infinity: return sign + "inf";
    case Kind::nan: return "nan";
    case Kind::finite: break;
  }
  const int zeros = std::countr_zero(x.significand);
  return sign + std::to_string(x.significand >> zeros) + "*2^" + std::to_string(std::int64_t{x.exponent} - 63 + zeros);
}

Number number_from_text(const std::string& text) {
  const auto fail = [&] { return std::invalid_argument("not a number: '" + text + "' (write m*2^e, 0, inf or nan)"); };
  if (text == "nan") return {0, 0, Kind::nan, false};
  const bool negative = !text.empty() && text[0] == '-';
  const std::string body = text.substr(negative ? 1 : 0);
  if (body == "0") return {0, 0, Kind::zero, negative};
  if (body == "inf") return {0, 0, Kind::infinity, negative};
  const std::size_t star = body.find("*2^");
  if (star == std::string::npos) throw fail();
  std::uint64_t significand = 0;
  std::int32_t exponent = 0;
  const char* begin = body.data();
  const char* end = begin + body.size();
  const auto [p, e] = std::from_chars(begin, begin + star, significand);
  const auto [p2, e2] = std::from_chars(begin + star + 3, end, exponent);
  if (e != std::errc() || e2 != std::errc() || p != begin + star || p2 != end || significand == 0) throw fail();
  if (exponent > (1 << 30) || exponent < -(1 << 30)) throw fail();
  return normalised(negative, significand, exponent);
}

}  // namespace attest::arithmetic
