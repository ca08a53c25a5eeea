// Where the elementary functions have rational values, and sums of rationals.
#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "arithmetic/arithmetic.hpp"
#include "arithmetic/rational.hpp"

namespace attest::arithmetic {

static_assert(Arithmetic<RationalArithmetic>);

namespace {

[[noreturn]] void irrational(const char* function, const Rational& x) {
  throw Undefined(std::string(function) + "(" + x.to_text() + ") is not rational: use an enclosure");
}

}  // namespace

Rational RationalArithmetic::from_ratio(std::int64_t numerator, std::int64_t denominator) const {
  if (denominator == 0) throw std::invalid_argument("a ratio needs a denominator other than 0");
  return {numerator, denominator};
}

Rational RationalArithmetic::sqrt(const Rational& x) const {
  const std::optional<Rational> root = x.square_root();
  if (!root) irrational("sqrt", x);
  return *root;
}

// Lindemann: e^x, cos x, sin x are transcendental for algebraic x other than 0, ln x for algebraic x other than 1.
Rational RationalArithmetic::exp(const Rational& x) const {
  if (x.sign() != 0) irrational("exp", x);
  return 1;
}

Rational RationalArithmetic::exp2(const Rational& x) const {
  if (!x.is_integer()) irrational("exp2", x);
  return Rational(1).scaled(x.to_integer());
}

Rational RationalArithmetic::log(const Rational& x) const {
  if (x.sign() <= 0) throw Undefined("logarithm of " + x.to_text());
  if (x != Rational(1)) irrational("log", x);
  return {};
}

Rational RationalArithmetic::cos(const Rational& x) const {
  if (x.sign() != 0) irrational("cos", x);
  return 1;
}

Rational RationalArithmetic::sin(const Rational& x) const {
  if (x.sign() != 0) irrational("sin", x);
  return {};
}

Rational RationalArithmetic::cos_turn(std::int64_t k, std::int64_t M) const {
  if (M <= 0) throw std::invalid_argument("an angle 2*pi*k/M needs M > 0");
  const Rational turn(k, M);
  const Rational twelfths = (turn - turn.floor()) * 12;
  if (!twelfths.is_integer()) irrational("cosine of 2*pi times ", turn);
  switch (twelfths.to_integer()) {
    case 0: return 1;
    case 2: case 10: return {1, 2};
    case 3: case 9: return 0;
    case 4: case 8: return {-1, 2};
    case 6: return -1;
    default: irrational("cosine of 2*pi times ", turn);
  }
}

Rational RationalArithmetic::sin_turn(std::int64_t k, std::int64_t M) const {
  if (M <= 0) throw std::invalid_argument("an angle 2*pi*k/M needs M > 0");
  const Rational turn(k, M);
  const Rational twelfths = (turn - turn.floor()) * 12;
  if (!twelfths.is_integer()) irrational("sine of 2*pi times ", turn);
  return cos_turn((twelfths.to_integer() + 9) % 12, 12);  // sin t = cos(t - a quarter turn)
}

Rational RationalArithmetic::sum(std::span<const Rational> x) const {
  Rational total;
  for (const Rational& term : x) total += term;
  return total;
}

Rational RationalArithmetic::dot(std::span<const Rational> x, std::span<const Rational> y) const {
  if (x.size() != y.size()) throw std::invalid_argument("a dot product needs vectors of one length");
  Rational total;
  for (std::size_t i = 0; i < x.size(); ++i) total += x[i] * y[i];
  return total;
}

std::int64_t RationalArithmetic::nearest_integer(const Rational& x) const {
  const Rational magnitude = x.sign() < 0 ? -x : x;
  const Rational nearest = (magnitude + Rational(1, 2)).floor();
  return (x.sign() < 0 ? -nearest : nearest).to_integer();
}

}  // namespace attest::arithmetic
