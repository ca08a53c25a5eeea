// Division, roots, elementary functions, integers and text of intervals of doubles.
#include "arithmetic/double_enclosure.hpp"

#include <algorithm>
#include <stdexcept>

#include "arithmetic/arithmetic.hpp"
#include "arithmetic/emulated.hpp"

namespace attest::arithmetic {

static_assert(Arithmetic<DoubleEnclosure>);

namespace {

using outward::above, outward::below, outward::infinity;

const Format& binary64() {
  static const Format format = parse_format("binary64");
  return format;
}

/// True only if q = a/b is exact.
bool quotient_is_exact(double a, double b, double q) {
  return a == 0 || (outward::product_is_exact(q, b, a) && q * b == a && std::fabs(q) >= 0x1p-900);
}
/// For b > 0. "No bound" stands as a divisor only where it makes the quotient of a >= 0 small: then 0 is the bound.
double divide_below(double a, double b) {
  if (b == infinity) return 0;
  const double q = a / b;
  return quotient_is_exact(a, b, q) ? q : below(q);
}
double divide_above(double a, double b) { return -divide_below(-a, b); }

/// The C library's result moved 4 ulp outward.
double lowered(double y) {
  for (int i = 0; i < 4; ++i) y = below(y);
  return y;
}
double raised(double y) { return -lowered(-y); }

template <class Function>
Interval increasing(const Interval& x, double floor, Function&& function) {
  return {std::max(floor, lowered(function(x.low))), raised(function(x.high))};
}

bool is_small_integer(double x) { return x == std::floor(x) && x >= -1022 && x <= 1023; }

/// cos and sin move by at most as much as their argument.
template <class Function>
Interval periodic(const Interval& x, Function&& function) {
  if (x.low == -infinity || x.high == infinity) return {-1, 1};
  const double middle = x.is_point() ? x.low : x.low / 2 + x.high / 2;
  const double radius = std::max(outward::add_above(middle, -x.low), outward::add_above(x.high, -middle));
  if (!(radius < 2)) return {-1, 1};
  const double y = function(middle);
  return {std::max(-1.0, outward::add_below(lowered(y), -radius)), std::min(1.0, outward::add_above(raised(y), radius))};
}

}  // namespace

Interval DoubleEnclosure::from_number(const arithmetic::Number& x) const {
  if (!x.is_finite()) throw Undefined("an infinity or NaN is no real number");
  const double low = to_double(round_to(binary64(), Rounding::down, x)), high = to_double(round_to(binary64(), Rounding::up, x));
  return {low == 0 ? 0 : low, high == 0 ? 0 : high};
}

Interval DoubleEnclosure::from_integer(std::int64_t value) const {
  if (value >= -(std::int64_t{1} << 53) && value <= (std::int64_t{1} << 53)) return {static_cast<double>(value), static_cast<double>(value)};
  return from_number(number_from_integer(value));
}

Interval DoubleEnclosure::from_ratio(std::int64_t numerator, std::int64_t denominator) const {
  return {to_double(ratio(binary64(), Rounding::down, numerator, denominator)),
          to_double(ratio(binary64(), Rounding::up, numerator, denominator))};
}

Interval DoubleEnclosure::div(const Interval& x, const Interval& y) const {
  if (y.low == 0 && y.high == 0) throw Undefined("division by 0");
  if (y.low <= 0 && y.high >= 0) throw Undecided("whether a divisor is 0");
  if (y.high < 0) return div(neg(x), neg(y));
  return {divide_below(x.low, x.low >= 0 ? y.high : y.low), divide_above(x.high, x.high >= 0 ? y.low : y.high)};
}

Interval DoubleEnclosure::sqrt(const Interval& x) const {
  if (x.high < 0) throw Undefined("square root of a negative number");
  if (x.low < 0) throw Undecided("whether a number under a square root is negative");
  const auto exact = [](double a, double root) { return a == 0 || (outward::product_is_exact(root, root, a) && root * root == a); };
  const double low = std::sqrt(x.low), high = std::sqrt(x.high);
  return {exact(x.low, low) ? low : below(low), exact(x.high, high) ? high : above(high)};
}

Interval DoubleEnclosure::exp(const Interval& x) const {
  if (x.low == 0 && x.high == 0) return {1, 1};
  return increasing(x, 0, [](double a) { return std::exp(a); });
}

Interval DoubleEnclosure::exp2(const Interval& x) const {
  const auto power = [](double a) { return std::ldexp(1.0, static_cast<int>(a)); };
  const Interval wide = increasing(x, 0, [](double a) { return std::exp2(a); });
  return {is_small_integer(x.low) ? power(x.low) : wide.low, is_small_integer(x.high) ? power(x.high) : wide.high};
}

Interval DoubleEnclosure::log(const Interval& x) const {
  if (x.high <= 0) throw Undefined("logarithm of a number that is not positive");
  if (x.low <= 0) throw Undecided("whether a number under a logarithm is positive");
  if (x.low == 1 && x.high == 1) return {};
  return increasing(x, -infinity, [](double a) { return std::log(a); });
}

Interval DoubleEnclosure::cos(const Interval& x) const {
  if (x.low == 0 && x.high == 0) return {1, 1};
  return periodic(x, [](double a) { return std::cos(a); });
}

Interval DoubleEnclosure::sin(const Interval& x) const {
  if (x.low == 0 && x.high == 0) return {};
  return periodic(x, [](double a) { return std::sin(a); });
}

Interval DoubleEnclosure::cos_turn(std::int64_t k, std::int64_t M) const {
  return {to_double(cosine_of_turn(binary64(), Rounding::down, k, M)), to_double(cosine_of_turn(binary64(), Rounding::up, k, M))};
}

Interval DoubleEnclosure::sin_turn(std::int64_t k, std::int64_t M) const {
  return {to_double(sine_of_turn(binary64(), Rounding::down, k, M)), to_double(sine_of_turn(binary64(), Rounding::up, k, M))};
}

Interval DoubleEnclosure::sum(std::span<const Interval> x) const {
  Interval total;
  for (const Interval& term : x) total = add(total, term);
  return total;
}

namespace {

/// [low − bound, high + bound], outward.
Interval around(double low, double high, double bound) { return {outward::add_below(low, -bound), outward::add_above(high, bound)}; }

constexpr std::size_t longest = std::size_t{1} << 20;  // beyond it the error bounds below lose their slack of 2^-20

/// Points by points: the rounding errors of all sums are known exactly (TwoSum), those of products bounded or known to be 0,
/// so exact sums of integers stay points. False when something overflowed.
bool dot_of_points(std::span<const Interval> x, std::span<const Interval> y, Interval& result) {
  double total = 0, sum_errors = 0, inexact = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double a = x[i].low, b = y[i].low, p = a * b, s = total + p;
    sum_errors += std::fabs(outward::addition_error(total, p, s));
    // One unit roundoff of p and one of the smallest subnormals.
    inexact += outward::product_is_exact(a, b, p) ? 0 : std::fabs(p) * 0x1p-53 + 0x1p-1074;
    total = s;
  }
  if (!(std::fabs(total) < 0x1p1000 && sum_errors < 0x1p1000 && inexact < 0x1p1000)) return false;
  if (sum_errors == 0 && inexact == 0) {
    result = {total, total};
    return true;
  }
  result = around(total, total, (sum_errors + inexact) * (1 + 0x1p-20) + 0x1p-1074);
  return true;
}

double lesser(double a, double b) { return a < b ? a : b; }
double greater(double a, double b) { return a < b ? b : a; }

/// Any intervals: both bounds in plain doubles, then the classical bound (n + 1) roundoffs of the sum of magnitudes (Higham,
/// section 3.1) with slack. False when something overflowed or a bound is missing (NaN).
bool dot_of_intervals(std::span<const Interval> x, std::span<const Interval> y, Interval& result) {
  double low = 0, high = 0, magnitudes = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double a = x[i].low * y[i].low, b = x[i].low * y[i].high, c = x[i].high * y[i].low, d = x[i].high * y[i].high;
    const double least = lesser(lesser(a, b), lesser(c, d)), most = greater(greater(a, b), greater(c, d));
    low += least;
    high += most;
    magnitudes += greater(std::fabs(least), std::fabs(most));
  }
  if (!(magnitudes < 0x1p1000)) return false;
  const double terms = static_cast<double>(x.size());
  result = around(low, high, magnitudes * (terms + 3) * (0x1p-53 * (1 + 0x1p-20)) + terms * 0x1p-1073);
  return true;
}

}  // namespace

Interval DoubleEnclosure::dot(std::span<const Interval> x, std::span<const Interval> y) const {
  if (x.size() != y.size()) throw std::invalid_argument("a dot product needs vectors of one length");
  bool points = true;
  for (std::size_t i = 0; i < x.size(); ++i) points = points && x[i].is_point() && y[i].is_point();
  Interval total;
  if (x.size() <= longest && (points ? dot_of_points(x, y, total) : dot_of_intervals(x, y, total))) return total;
  total = {};
  for (std::size_t i = 0; i < x.size(); ++i) total = add(total, mul(x[i], y[i]));
  return total;
}

std::int64_t DoubleEnclosure::nearest_integer(const Interval& x) const {
  constexpr double limit = 4611686018427387904.0;
  if (x.low >= limit || x.high <= -limit) throw Undefined("the integer nearest to a number beyond 2^62");
  const double low = std::round(x.low), high = std::round(x.high);
  if (low != high) throw Undecided("the integer nearest to an enclosed number");
  return static_cast<std::int64_t>(low);
}

void DoubleEnclosure::write(BitString& bits, const Interval& x) const {
  bits.append(std::bit_cast<std::uint64_t>(x.low), 64);
  bits.append(std::bit_cast<std::uint64_t>(x.high), 64);
}

Interval DoubleEnclosure::read(BitReader& reader) const {
  const double low = std::bit_cast<double>(reader.read(64));
  return {low, std::bit_cast<double>(reader.read(64))};
}

std::string DoubleEnclosure::to_text(const Interval& x) const {
  return "[" + arithmetic::to_text(number_from_double(x.low)) + ", " + arithmetic::to_text(number_from_double(x.high)) + "]";
}

}  // namespace attest::arithmetic
