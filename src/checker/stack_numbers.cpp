#include "checker/stack_numbers.hpp"

#include <gmpxx.h>

#include <bit>

#include "checker/outcome.hpp"
#include "checker/reader.hpp"

namespace attest::checker {

namespace {

constexpr std::size_t most_numbers = 4096;

int exponent_bits(const Arithmetic& a) { return std::bit_width(static_cast<unsigned long>(a.largest_exponent() - a.least_exponent() + 1)); }

void append(std::string& bits, const mpz_class& value, std::size_t width) {
  for (std::size_t bit = width; bit-- > 0;) bits += mpz_tstbit(value.get_mpz_t(), bit) ? '1' : '0';
}

}  // namespace

Real parse_number(const std::string& text) {
  Real x = parse_dyadic(text == "-0" ? "0" : text, "a number");
  return text == "-0" ? negated(std::move(x)) : x;
}

NumberRow::NumberRow(const std::vector<std::string>& words) {
  std::string last;
  for (const std::string& word : words) {
    const std::size_t open = word.find('(');
    const auto count = open == std::string::npos ? 1 : parse_integer(word.substr(0, open), 2, most_numbers, "the length of a run");
    const std::string text = open == std::string::npos ? word : word.substr(open + 1);
    if (text == last) throw Malformed("equal neighbours are written as one run, COUNT(NUMBER");
    runs_.emplace_back(static_cast<std::uint32_t>(count), parse_number(text));
    size_ += static_cast<std::size_t>(count);
    if (size_ > most_numbers) throw Malformed("more than 4096 numbers in a row");
    last = text;
  }
}

std::vector<Real> NumberRow::numbers() const {
  std::vector<Real> all;
  all.reserve(size_);
  for (const auto& [count, x] : runs_) all.insert(all.end(), count, x);
  return all;
}

bool NumberRow::held_by(const Arithmetic& arithmetic) const {
  for (const auto& [count, x] : runs_)
    if (!arithmetic.holds(x) || (arithmetic.fixed() && x.is_zero() && mpfr_signbit(x.get()))) return false;
  return true;
}

std::string to_text(const Real& x) {
  if (x.is_zero()) return mpfr_signbit(x.get()) ? "-0" : "0";
  mpz_class m;
  const mpfr_exp_t e = mpfr_get_z_2exp(m.get_mpz_t(), x.get());
  const mp_bitcnt_t twos = mpz_scan1(m.get_mpz_t(), 0);
  mpz_tdiv_q_2exp(m.get_mpz_t(), m.get_mpz_t(), twos);
  return m.get_str() + "*2^" + std::to_string(e + static_cast<mpfr_exp_t>(twos));
}

std::string in_runs(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size();) {
    std::size_t end = i;
    while (end < words.size() && words[end] == words[i]) ++end;
    text += (text.empty() ? "" : " ") + (end - i > 1 ? std::to_string(end - i) + "(" + words[i] : words[i]);
    i = end;
  }
  return text;
}

std::size_t stored_size(const Arithmetic& a) {
  if (a.unbounded()) throw NotEstablished("p<k> has no encoding: no state of it can be written");
  const std::size_t precision = static_cast<std::size_t>(a.precision());
  return a.fixed() ? precision + (a.is_signed() ? 1 : 0) : precision + static_cast<std::size_t>(exponent_bits(a));
}

std::string stored_bits(const Arithmetic& a, const Real& x) {
  const std::size_t size = stored_size(a);
  const bool negative = mpfr_signbit(x.get()) != 0 && !(a.fixed() && x.is_zero());
  const long p = a.precision();
  std::string bits;
  if (a.is_signed()) bits += negative ? '1' : '0';
  Real magnitude = negative ? negated(x) : x;
  const long exponent = x.is_zero() ? a.least_exponent() : mpfr_get_exp(x.get()) - 1;
  const bool normal = !a.fixed() && !x.is_zero() && exponent >= a.least_exponent();
  // Units of the last place; fixed point has one binade, least_exponent() being that of its unit.
  const long unit = a.fixed() ? a.least_exponent() : (normal ? exponent : a.least_exponent()) - p + 1;
  magnitude = scaled(std::move(magnitude), -unit);
  mpz_class integer;
  if (mpfr_get_z(integer.get_mpz_t(), magnitude.get(), MPFR_RNDZ) != 0) throw std::logic_error("a number outside of its format");
  if (a.fixed()) {
    append(bits, integer, static_cast<std::size_t>(p));
    return bits;
  }
  append(bits, mpz_class(normal ? exponent - a.least_exponent() + 1 : 0), size - static_cast<std::size_t>(p));
  append(bits, integer, static_cast<std::size_t>(p) - 1);  // the leading bit is not stored
  return bits;
}

std::string in_hex(const std::string& bits) {
  if (bits.empty()) return "-";
  std::string text;
  for (std::size_t digit = 0; digit < bits.size(); digit += 4) {
    std::size_t value = 0;
    for (std::size_t bit = digit; bit < digit + 4; ++bit) value = 2 * value + (bit < bits.size() && bits[bit] == '1' ? 1 : 0);
    text += "0123456789abcdef"[value];
  }
  return text;
}

std::string bits_of_hex(const std::string& text, std::size_t size) {
  std::string bits;
  for (const char digit : text == "-" ? std::string() : text) {
    const std::size_t value = std::string("0123456789abcdef").find(digit);
    if (value == std::string::npos) throw Malformed("'" + text.substr(0, 40) + "' is not in hexadecimal digits");
    append(bits, mpz_class(static_cast<unsigned long>(value)), 4);
  }
  const bool padded = bits.size() >= size && bits.size() < size + 4 && bits.find('1', size) == std::string::npos;
  if (!padded || (text == "-") != (size == 0)) throw Malformed("'" + text.substr(0, 40) + "' is not " + std::to_string(size) + " bits in hexadecimal digits");
  bits.resize(size);
  return bits;
}

}  // namespace attest::checker
