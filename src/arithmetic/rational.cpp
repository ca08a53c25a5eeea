// Rational over boost::multiprecision::mpq_rational, which lives in the opaque buffer of each object.
#include "arithmetic/rational.hpp"

#include <boost/multiprecision/gmp.hpp>

#include <new>
#include <stdexcept>
#include <utility>

namespace attest::arithmetic {
namespace {

using Quotient = boost::multiprecision::mpq_rational;
using Integer = boost::multiprecision::mpz_int;

constexpr std::int64_t largest_power = std::int64_t{1} << 24;  // 2 MiB of digits: beyond it, Undefined, not a full memory

std::int64_t checked_power(std::int64_t exponent) {
  if (exponent > largest_power || exponent < -largest_power)
    throw Undefined("a power of two beyond 2^16777216 is too large for an exact rational");
  return exponent;
}

}  // namespace

struct Rational::Access {
  static_assert(sizeof(Quotient) == Rational::size && alignof(Quotient) <= 8);
  static Quotient& get(Rational& x) { return *std::launder(reinterpret_cast<Quotient*>(x.storage_)); }
  static const Quotient& get(const Rational& x) { return *std::launder(reinterpret_cast<const Quotient*>(x.storage_)); }
  static Rational make(Quotient value) {
    Rational x;
    get(x) = std::move(value);
    return x;
  }
};

Rational::Rational(std::int64_t value) { new (storage_) Quotient(static_cast<long>(value)); }

Rational::Rational(std::int64_t numerator, std::int64_t denominator) : Rational(numerator) {
  *this /= Rational(denominator);
}

Rational::Rational(const Rational& other) { new (storage_) Quotient(Access::get(other)); }
// A moved-from rational stays a number (0), so that no object of this type is ever unusable.
Rational::Rational(Rational&& other) noexcept : Rational(0) { Access::get(*this).swap(Access::get(other)); }
Rational& Rational::operator=(const Rational& other) {
  if (this != &other) Access::get(*this) = Access::get(other);
  return *this;
}
Rational& Rational::operator=(Rational&& other) noexcept {
  Access::get(*this).swap(Access::get(other));
  return *this;
}
Rational::~Rational() { Access::get(*this).~Quotient(); }

Rational& Rational::operator+=(const Rational& y) {
  Access::get(*this) += Access::get(y);
  return *this;
}
Rational& Rational::operator-=(const Rational& y) {
  Access::get(*this) -= Access::get(y);
  return *this;
}
Rational& Rational::operator*=(const Rational& y) {
  Access::get(*this) *= Access::get(y);
  return *this;
}
Rational& Rational::operator/=(const Rational& y) {
  if (y.sign() == 0) throw Undefined("division of a rational by 0");
  Access::get(*this) /= Access::get(y);
  return *this;
}
Rational Rational::operator-() const { return Access::make(-Access::get(*this)); }

std::strong_ordering Rational::operator<=>(const Rational& y) const {
  return Access::get(*this).compare(Access::get(y)) <=> 0;
}
bool Rational::operator==(const Rational& y) const { return Access::get(*this) == Access::get(y); }

int Rational::sign() const { return Access::get(*this).sign(); }
bool Rational::is_integer() const { return denominator(Access::get(*this)) == 1; }

Rational Rational::floor() const {
  Integer result;
  const Integer above = numerator(Access::get(*this)), below = denominator(Access::get(*this));
  mpz_fdiv_q(result.backend().data(), above.backend().data(), below.backend().data());
  return Access::make(Quotient(result));
}

std::int64_t Rational::to_integer() const {
  const Integer value = numerator(Access::get(*this));
  static_assert(sizeof(long) == sizeof(std::int64_t));
  if (!is_integer() || !mpz_fits_slong_p(value.backend().data()))
    throw Undefined(to_text() + " is not an integer of 64 bits");
  return mpz_get_si(value.backend().data());
}

std::optional<Rational> Rational::square_root() const {
  if (sign() < 0) throw Undefined("square root of a negative rational");
  const Integer above = numerator(Access::get(*this)), below = denominator(Access::get(*this));
  if (!mpz_perfect_square_p(above.backend().data()) || !mpz_perfect_square_p(below.backend().data())) return std::nullopt;
  return Access::make(Quotient(Integer(sqrt(above)), Integer(sqrt(below))));
}

std::int64_t Rational::binary_exponent() const {
  if (sign() == 0) throw Undefined("0 has no binary exponent");
  const mpq_t& x = Access::get(*this).backend().data();
  const std::int64_t above = static_cast<std::int64_t>(mpz_sizeinbase(mpq_numref(x), 2));
  const std::int64_t below = static_cast<std::int64_t>(mpz_sizeinbase(mpq_denref(x), 2));
  // |x| lies strictly between 2^(above−below−1) and 2^(above−below+1).
  const Rational magnitude = sign() < 0 ? -*this : *this;
  return magnitude < Rational(1).scaled(above - below) ? above - below - 1 : above - below;
}

Rational Rational::scaled(std::int64_t exponent) const {
  checked_power(exponent);
  Rational result;
  mpq_t& target = Access::get(result).backend().data();
  const mpq_t& source = Access::get(*this).backend().data();
  const mp_bitcnt_t places = static_cast<mp_bitcnt_t>(exponent < 0 ? -exponent : exponent);
  (exponent < 0 ? mpq_div_2exp : mpq_mul_2exp)(target, source, places);
  return result;
}

double Rational::to_double() const { return Access::get(*this).convert_to<double>(); }
std::string Rational::to_text() const { return Access::get(*this).str(); }

Rational Rational::from_number(const arithmetic::Number& x) {
  if (!x.is_finite()) throw Undefined("an infinity or NaN is no rational");
  if (x.is_zero()) return {};
  Quotient magnitude{Integer(static_cast<unsigned long>(x.significand))};
  const Rational value = Access::make(std::move(magnitude)).scaled(std::int64_t{x.exponent} - 63);
  return x.negative ? -value : value;
}

Rational Rational::from_text(const std::string& text) {
  const auto digits = [&](std::size_t begin, std::size_t end) {
    if (begin >= end) return false;
    for (std::size_t i = begin; i < end; ++i)
      if (text[i] < '0' || text[i] > '9') return false;
    return true;
  };
  const std::size_t slash = std::min(text.find('/'), text.size());
  const std::size_t start = !text.empty() && text[0] == '-' ? 1 : 0;
  const bool whole = slash == text.size();
  if (!digits(start, slash) || (!whole && !digits(slash + 1, text.size())))
    throw std::invalid_argument("not a rational: '" + text + "' (write a or a/b in decimal)");
  const Integer above(text.substr(0, slash)), below(whole ? std::string("1") : text.substr(slash + 1));
  if (below == 0) throw std::invalid_argument("not a rational: '" + text + "' has denominator 0");
  return Access::make(Quotient(above, below));
}

namespace {

void write_integer(BitString& bits, const Integer& magnitude) {
  const std::size_t length = magnitude == 0 ? 0 : msb(magnitude) + 1;
  if (length >> 32) throw Undefined("a rational of more than 2^32 bits cannot be stored");
  bits.append(length, 32);
  for (std::size_t i = length; i-- > 0;) bits.push(bit_test(magnitude, static_cast<unsigned>(i)));
}

Integer read_integer(BitReader& reader) {
  Integer value = 0;
  for (std::uint64_t length = reader.read(32); length > 0; --length) value = (value << 1) | static_cast<unsigned>(reader.read(1));
  return value;
}

}  // namespace

void Rational::write(BitString& bits) const {
  bits.push(sign() < 0);
  write_integer(bits, abs(numerator(Access::get(*this))));
  write_integer(bits, denominator(Access::get(*this)));
}

Rational Rational::read(BitReader& reader) {
  const bool negative = reader.read(1) != 0;
  const Integer above = read_integer(reader), below = read_integer(reader);
  if (below == 0) throw std::invalid_argument("a stored rational has denominator 0");
  const Rational value = Access::make(Quotient(above, below));
  return negative ? -value : value;
}

Number round_to(const Format& format, Rounding rounding, const Rational& value) {
  if (value.sign() == 0) return {};
  const Quotient& x = Rational::Access::get(value);
  Integer above = abs(numerator(x)), below = denominator(x);
  // Scale so that the quotient has 128 or 129 bits; the remainder is the sticky bit.
  const std::int64_t shift = 129 - (static_cast<std::int64_t>(msb(above)) - static_cast<std::int64_t>(msb(below)));
  (shift > 0 ? above : below) <<= static_cast<unsigned long>(shift > 0 ? shift : -shift);
  Integer quotient = above / below;
  bool sticky = above % below != 0;
  std::int64_t exponent = static_cast<std::int64_t>(msb(quotient));
  for (; msb(quotient) > 127; quotient >>= 1) sticky = sticky || bit_test(quotient, 0);
  const Integer low_word = (Integer(1) << 64) - 1;
  const Integer high = quotient >> 64, low = quotient & low_word;
  const Wide significand = (static_cast<Wide>(mpz_get_ui(high.backend().data())) << 64) | mpz_get_ui(low.backend().data());
  exponent -= shift;
  return round_to(format, rounding, value.sign() < 0, exponent, significand, sticky);
}

}  // namespace attest::arithmetic
