// BallEnclosure over Arb. Every operation ends in `check_bounded`, so that no ball without bounds goes on in silence.
#include "arithmetic/ball_enclosure.hpp"

#ifdef ATTEST_ARB_IN_FLINT
#include <flint/arb.h>
#include <flint/fmpq.h>
#include <flint/fmpz.h>
#else
#include <arb.h>
#include <flint/fmpq.h>
#include <flint/fmpz.h>
#endif

#include <algorithm>
#include <cmath>
#include <memory>
#include <new>
#include <stdexcept>

#include "arithmetic/arithmetic.hpp"

namespace attest::arithmetic {

static_assert(Arithmetic<BallEnclosure>);

struct BallAccess {
  static_assert(sizeof(arb_struct) == Ball::size && sizeof(Ball) == Ball::size && alignof(arb_struct) <= 8);
  static arb_ptr get(Ball& x) { return std::launder(reinterpret_cast<arb_ptr>(x.storage_)); }
  static arb_srcptr get(const Ball& x) { return std::launder(reinterpret_cast<arb_srcptr>(x.storage_)); }
};

namespace {

arb_ptr get(Ball& x) { return BallAccess::get(x); }
arb_srcptr get(const Ball& x) { return BallAccess::get(x); }

void check_bounded(const Ball& x) {
  if (!arb_is_finite(get(x))) throw Undecided("an enclosure lost its bounds");
}

template <class Operation>
Ball computed(Operation&& operation) {
  Ball result;
  operation(get(result));
  check_bounded(result);
  return result;
}

struct Integer {
  fmpz_t value;
  Integer() { fmpz_init(value); }
  ~Integer() { fmpz_clear(value); }
  Integer(const Integer&) = delete;
  Integer& operator=(const Integer&) = delete;
};

/// 2k/M as arb_cos_pi_fmpq wants it.
struct Turn {
  fmpq_t value;
  Turn(std::int64_t k, std::int64_t M) {
    if (M <= 0) throw std::invalid_argument("an angle 2*pi*k/M needs M > 0");
    fmpq_init(value);
    fmpz_set_si(fmpq_numref(value), k);
    fmpz_mul_ui(fmpq_numref(value), fmpq_numref(value), 2);
    fmpz_set_si(fmpq_denref(value), M);
    fmpq_canonicalise(value);
  }
  ~Turn() { fmpq_clear(value); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
};

}  // namespace

Ball::Ball() { arb_init(reinterpret_cast<arb_ptr>(new (storage_) arb_struct)); }
Ball::Ball(const Ball& other) : Ball() { arb_set(get(*this), get(other)); }
Ball::Ball(Ball&& other) noexcept : Ball() { arb_swap(get(*this), get(other)); }
Ball& Ball::operator=(const Ball& other) {
  arb_set(get(*this), get(other));
  return *this;
}
Ball& Ball::operator=(Ball&& other) noexcept {
  arb_swap(get(*this), get(other));
  return *this;
}
Ball::~Ball() { arb_clear(get(*this)); }

bool Ball::contains(const Number& x) const {
  const Ball point = BallEnclosure(64).from_number(x);
  return arb_contains(get(*this), get(point));
}
double Ball::radius() const { return mag_get_d(arb_radref(get(*this))); }

Ball BallEnclosure::from_integer(std::int64_t value) const {
  return computed([&](arb_ptr r) { arb_set_si(r, value); });
}
Ball BallEnclosure::from_ratio(std::int64_t numerator, std::int64_t denominator) const {
  if (denominator == 0) throw std::invalid_argument("a ratio needs a denominator other than 0");
  return div(from_integer(numerator), from_integer(denominator));
}
Ball BallEnclosure::from_number(const arithmetic::Number& x) const {
  if (!x.is_finite()) throw Undefined("an infinity or NaN is no real number");
  return computed([&](arb_ptr r) {
    arb_set_ui(r, x.significand);
    arb_mul_2exp_si(r, r, x.exponent - 63);
    if (x.negative) arb_neg(r, r);
  });
}

Ball BallEnclosure::add(const Ball& x, const Ball& y) const {
  return computed([&](arb_ptr r) { arb_add(r, get(x), get(y), precision_bits); });
}
Ball BallEnclosure::sub(const Ball& x, const Ball& y) const {
  return computed([&](arb_ptr r) { arb_sub(r, get(x), get(y), precision_bits); });
}
Ball BallEnclosure::mul(const Ball& x, const Ball& y) const {
  return computed([&](arb_ptr r) { arb_mul(r, get(x), get(y), precision_bits); });
}
Ball BallEnclosure::div(const Ball& x, const Ball& y) const {
  if (arb_is_zero(get(y))) throw Undefined("division by 0");
  if (arb_contains_zero(get(y))) throw Undecided("whether a divisor is 0");
  return computed([&](arb_ptr r) { arb_div(r, get(x), get(y), precision_bits); });
}
Ball BallEnclosure::fma(const Ball& x, const Ball& y, const Ball& z) const {
  Ball result = z;
  arb_addmul(get(result), get(x), get(y), precision_bits);
  check_bounded(result);
  return result;
}
Ball BallEnclosure::sqrt(const Ball& x) const {
  if (arb_is_negative(get(x))) throw Undefined("square root of a negative number");
  if (!arb_is_nonnegative(get(x))) throw Undecided("whether a number under a square root is negative");
  return computed([&](arb_ptr r) { arb_sqrt(r, get(x), precision_bits); });
}
Ball BallEnclosure::exp(const Ball& x) const {
  return computed([&](arb_ptr r) { arb_exp(r, get(x), precision_bits); });
}

Ball BallEnclosure::exp2(const Ball& x) const {
  // 2^x = 2^i·e^(f ln 2) with i the integer nearest to the middle, so that integers are exact and large x lose nothing.
  Integer whole;
  arf_get_fmpz(whole.value, arb_midref(get(x)), ARF_RND_NEAR);
  if (fmpz_bits(whole.value) > 40) throw Undefined("2 to a power beyond 2^40");
  return computed([&](arb_ptr r) {
    arb_sub_fmpz(r, get(x), whole.value, ARF_PREC_EXACT);
    if (!arb_is_zero(r)) {
      Ball logarithm;
      arb_const_log2(get(logarithm), precision_bits + 8);
      arb_mul(r, r, get(logarithm), precision_bits + 8);
    }
    arb_exp(r, r, precision_bits);
    arb_mul_2exp_fmpz(r, r, whole.value);
  });
}

Ball BallEnclosure::log(const Ball& x) const {
  if (arb_is_nonpositive(get(x))) throw Undefined("logarithm of a number that is not positive");
  if (!arb_is_positive(get(x))) throw Undecided("whether a number under a logarithm is positive");
  return computed([&](arb_ptr r) { arb_log(r, get(x), precision_bits); });
}
Ball BallEnclosure::cos(const Ball& x) const {
  return computed([&](arb_ptr r) { arb_cos(r, get(x), precision_bits); });
}
Ball BallEnclosure::sin(const Ball& x) const {
  return computed([&](arb_ptr r) { arb_sin(r, get(x), precision_bits); });
}
Ball BallEnclosure::cos_turn(std::int64_t k, std::int64_t M) const {
  const Turn turn(k, M);
  return computed([&](arb_ptr r) { arb_cos_pi_fmpq(r, turn.value, precision_bits); });
}
Ball BallEnclosure::sin_turn(std::int64_t k, std::int64_t M) const {
  const Turn turn(k, M);
  return computed([&](arb_ptr r) { arb_sin_pi_fmpq(r, turn.value, precision_bits); });
}
Ball BallEnclosure::neg(const Ball& x) const {
  return computed([&](arb_ptr r) { arb_neg(r, get(x)); });
}
Ball BallEnclosure::max(const Ball& x, const Ball& y) const {
  if (arb_is_exact(get(x)) && arb_is_exact(get(y)))  // a third of the cost of arb_max
    return arf_cmp(arb_midref(get(x)), arb_midref(get(y))) < 0 ? y : x;
  return computed([&](arb_ptr r) { arb_max(r, get(x), get(y), precision_bits); });
}

Order BallEnclosure::compare(const Ball& x, const Ball& y) const {
  if (arb_lt(get(x), get(y))) return Order::less;
  if (arb_gt(get(x), get(y))) return Order::greater;
  return arb_is_exact(get(x)) && arb_equal(get(x), get(y)) ? Order::equal : Order::unknown;
}

bool BallEnclosure::is_zero(const Ball& x) const {
  if (arb_is_zero(get(x))) return true;
  if (arb_contains_zero(get(x))) throw Undecided("whether an enclosed number is 0");
  return false;
}

Ball BallEnclosure::sum(std::span<const Ball> x) const {
  Ball total;
  for (const Ball& term : x) arb_add(get(total), get(total), get(term), precision_bits);
  check_bounded(total);
  return total;
}

Ball BallEnclosure::dot(std::span<const Ball> x, std::span<const Ball> y) const {
  if (x.size() != y.size()) throw std::invalid_argument("a dot product needs vectors of one length");
  if (x.empty()) return {};
  return computed([&](arb_ptr r) {
    arb_dot(r, nullptr, 0, get(x[0]), 1, get(y[0]), 1, static_cast<slong>(x.size()), precision_bits);
  });
}

std::int64_t BallEnclosure::nearest_integer(const Ball& x) const {
  // floor(|x| + 1/2) is constant on the ball exactly when the candidates agree.
  const bool negative = arb_is_negative(get(x));
  Ball magnitude = x, half;
  if (negative) arb_neg(get(magnitude), get(magnitude));
  arb_set_d(get(half), 0.5);
  Integer whole;
  if (!negative && !arb_is_nonnegative(get(x))) {
    arb_abs(get(magnitude), get(x));
    if (!arb_lt(get(magnitude), get(half))) throw Undecided("the integer nearest to an enclosed number");
    return 0;
  }
  arb_add(get(magnitude), get(magnitude), get(half), ARF_PREC_EXACT);
  arb_floor(get(magnitude), get(magnitude), ARF_PREC_EXACT);
  if (!arb_get_unique_fmpz(whole.value, get(magnitude))) throw Undecided("the integer nearest to an enclosed number");
  if (fmpz_bits(whole.value) > 62) throw Undefined("the integer nearest to a number beyond 2^62");
  const std::int64_t value = fmpz_get_si(whole.value);
  return negative ? -value : value;
}

void BallEnclosure::write(BitString& bits, const Ball& x) const {
  const std::unique_ptr<char, decltype(&flint_free)> text(arb_dump_str(get(x)), &flint_free);
  const std::string content(text.get());
  bits.append(content.size(), 32);
  for (char c : content) bits.append(static_cast<unsigned char>(c), 8);
}

Ball BallEnclosure::read(BitReader& reader) const {
  std::string content;
  for (std::uint64_t length = reader.read(32); length > 0; --length) content.push_back(static_cast<char>(reader.read(8)));
  Ball result;
  if (arb_load_str(get(result), content.c_str()) != 0) throw std::invalid_argument("a stored ball is malformed");
  return result;
}

std::string BallEnclosure::to_text(const Ball& x) const {
  const slong digits = std::max<slong>(3, static_cast<slong>(precision_bits * 0.30103) + 1);
  const std::unique_ptr<char, decltype(&flint_free)> text(arb_get_str(get(x), digits, ARB_STR_MORE), &flint_free);
  return text.get();
}

}  // namespace attest::arithmetic
