// MpfrEnclosure: every bound is one correctly rounded operation in the outward direction.
#define MPFR_USE_INTMAX_T  // needs <cstdint> before it
#include <cstdint>

#include <mpfr.h>

#include "arithmetic/mpfr_enclosure.hpp"

#include <new>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "arithmetic/arithmetic.hpp"

namespace attest::arithmetic {

static_assert(Arithmetic<MpfrEnclosure>);

struct MpfrAccess {
  struct Pair {
    mpfr_t low, high;
  };
  static_assert(sizeof(Pair) == MpfrInterval::size && alignof(Pair) <= 8);
  static Pair& get(MpfrInterval& x) { return *std::launder(reinterpret_cast<Pair*>(x.storage_)); }
  static const Pair& get(const MpfrInterval& x) { return *std::launder(reinterpret_cast<const Pair*>(x.storage_)); }
};

namespace {

MpfrAccess::Pair& get(MpfrInterval& x) { return MpfrAccess::get(x); }
const MpfrAccess::Pair& get(const MpfrInterval& x) { return MpfrAccess::get(x); }

MpfrInterval bounded(MpfrInterval x) {
  if (!mpfr_number_p(get(x).low) || !mpfr_number_p(get(x).high)) throw Undecided("an enclosure lost its bounds");
  return x;
}

/// operation(target, rounding) for both bounds.
template <class Low, class High>
MpfrInterval computed(int bits, Low&& low, High&& high) {
  MpfrInterval result(bits);
  low(get(result).low, MPFR_RNDD);
  high(get(result).high, MPFR_RNDU);
  return bounded(std::move(result));
}

using Function = int (*)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);

MpfrInterval increasing(int bits, const MpfrInterval& x, Function function) {
  return computed(bits, [&](mpfr_ptr r, mpfr_rnd_t way) { function(r, get(x).low, way); },
                  [&](mpfr_ptr r, mpfr_rnd_t way) { function(r, get(x).high, way); });
}

/// cos and sin move by at most as much as their argument: f(low) ± width, within [−1, 1].
MpfrInterval periodic(int bits, const MpfrInterval& x, Function function) {
  MpfrInterval width(bits);
  mpfr_sub(get(width).high, get(x).high, get(x).low, MPFR_RNDU);
  const bool point = mpfr_zero_p(get(width).high);
  MpfrInterval result = computed(bits, [&](mpfr_ptr r, mpfr_rnd_t way) { function(r, get(x).low, way); },
                                 [&](mpfr_ptr r, mpfr_rnd_t way) { function(r, get(x).low, way); });
  if (point) return result;
  mpfr_sub(get(result).low, get(result).low, get(width).high, MPFR_RNDD);
  mpfr_add(get(result).high, get(result).high, get(width).high, MPFR_RNDU);
  if (mpfr_cmp_si(get(result).low, -1) < 0) mpfr_set_si(get(result).low, -1, MPFR_RNDD);
  if (mpfr_cmp_si(get(result).high, 1) > 0) mpfr_set_si(get(result).high, 1, MPFR_RNDU);
  return result;
}

MpfrInterval of_turn(int bits, std::int64_t k, std::int64_t M,
                     int (*function)(mpfr_ptr, mpfr_srcptr, unsigned long, mpfr_rnd_t)) {
  if (M <= 0) throw std::invalid_argument("an angle 2*pi*k/M needs M > 0");
  MpfrInterval turn(64);
  mpfr_set_sj(get(turn).low, ((k % M) + M) % M, MPFR_RNDN);  // exact
  const auto bound = [&](mpfr_ptr r, mpfr_rnd_t way) { function(r, get(turn).low, static_cast<unsigned long>(M), way); };
  return computed(bits, bound, bound);
}

/// The least (greatest) of the four products of bounds.
void extreme_product(mpfr_ptr target, mpfr_rnd_t way, const MpfrAccess::Pair& x, const MpfrAccess::Pair& y) {
  MpfrInterval scratch(static_cast<int>(mpfr_get_prec(target)));
  mpfr_ptr candidate = get(scratch).low;
  mpfr_mul(target, x.low, y.low, way);
  for (const auto& [a, b] : {std::pair{x.low, y.high}, std::pair{x.high, y.low}, std::pair{x.high, y.high}}) {
    mpfr_mul(candidate, a, b, way);
    (way == MPFR_RNDD ? mpfr_min : mpfr_max)(target, target, candidate, way);
  }
}

}  // namespace

MpfrInterval::MpfrInterval(int bits) {
  new (storage_) MpfrAccess::Pair;
  mpfr_init2(get(*this).low, bits);
  mpfr_init2(get(*this).high, bits);
  mpfr_set_zero(get(*this).low, 1);
  mpfr_set_zero(get(*this).high, 1);
}
MpfrInterval::MpfrInterval(const MpfrInterval& other) : MpfrInterval(static_cast<int>(mpfr_get_prec(get(other).low))) {
  mpfr_set(get(*this).low, get(other).low, MPFR_RNDD);
  mpfr_set(get(*this).high, get(other).high, MPFR_RNDU);
}
MpfrInterval::MpfrInterval(MpfrInterval&& other) noexcept : MpfrInterval(2) { *this = std::move(other); }
MpfrInterval& MpfrInterval::operator=(const MpfrInterval& other) { return *this = MpfrInterval(other); }
MpfrInterval& MpfrInterval::operator=(MpfrInterval&& other) noexcept {
  mpfr_swap(get(*this).low, get(other).low);
  mpfr_swap(get(*this).high, get(other).high);
  return *this;
}
MpfrInterval::~MpfrInterval() {
  mpfr_clear(get(*this).low);
  mpfr_clear(get(*this).high);
}

bool MpfrInterval::contains(const Number& x) const {
  const MpfrInterval point = MpfrEnclosure(64).from_number(x);
  return mpfr_lessequal_p(get(*this).low, get(point).low) && mpfr_lessequal_p(get(point).high, get(*this).high);
}
double MpfrInterval::width() const {
  MpfrInterval scratch(53);
  mpfr_sub(get(scratch).high, get(*this).high, get(*this).low, MPFR_RNDU);
  return mpfr_get_d(get(scratch).high, MPFR_RNDU);
}

MpfrInterval MpfrEnclosure::from_integer(std::int64_t value) const {
  const auto bound = [&](mpfr_ptr r, mpfr_rnd_t way) { mpfr_set_sj(r, value, way); };
  return computed(precision_bits, bound, bound);
}
MpfrInterval MpfrEnclosure::from_ratio(std::int64_t numerator, std::int64_t denominator) const {
  if (denominator == 0) throw std::invalid_argument("a ratio needs a denominator other than 0");
  const MpfrEnclosure exact(64);
  return div(exact.from_integer(numerator), exact.from_integer(denominator));
}
MpfrInterval MpfrEnclosure::from_number(const arithmetic::Number& x) const {
  if (!x.is_finite()) throw Undefined("an infinity or NaN is no real number");
  MpfrInterval exact(64);
  mpfr_ptr value = get(exact).low;
  mpfr_set_uj(value, x.significand, MPFR_RNDN);
  mpfr_mul_2si(value, value, static_cast<long>(x.exponent) - 63, MPFR_RNDN);
  if (x.negative && !x.is_zero()) mpfr_neg(value, value, MPFR_RNDN);
  const auto bound = [&](mpfr_ptr r, mpfr_rnd_t way) { mpfr_set(r, value, way); };
  return computed(precision_bits, bound, bound);
}

MpfrInterval MpfrEnclosure::add(const MpfrInterval& x, const MpfrInterval& y) const {
  return computed(precision_bits, [&](mpfr_ptr r, mpfr_rnd_t way) { mpfr_add(r, get(x).low, get(y).low, way); },
                  [&](mpfr_ptr r, mpfr_rnd_t way) { mpfr_add(r, get(x).high, get(y).high, way); });
}
MpfrInterval MpfrEnclosure::sub(const MpfrInterval& x, const MpfrInterval& y) const {
  return computed(precision_bits, [&](mpfr_ptr r, mpfr_rnd_t way) { mpfr_sub(r, get(x).low, get(y).high, way); },
                  [&](mpfr_ptr r, mpfr_rnd_t way) { mpfr_sub(r, get(x).high, get(y).low, way); });
}
MpfrInterval MpfrEnclosure::mul(const MpfrInterval& x, const MpfrInterval& y) const {
  const auto bound = [&](mpfr_ptr r, mpfr_rnd_t way) { extreme_product(r, way, get(x), get(y)); };
  return computed(precision_bits, bound, bound);
}
MpfrInterval MpfrEnclosure::div(const MpfrInterval& x, const MpfrInterval& y) const {
  const int low_sign = mpfr_sgn(get(y).low), high_sign = mpfr_sgn(get(y).high);
  if (low_sign == 0 && high_sign == 0) throw Undefined("division by 0");
  if (low_sign <= 0 && high_sign >= 0) throw Undecided("whether a divisor is 0");
  if (high_sign < 0) return div(neg(x), neg(y));
  const auto& low_divisor = mpfr_sgn(get(x).low) >= 0 ? get(y).high : get(y).low;
  const auto& high_divisor = mpfr_sgn(get(x).high) >= 0 ? get(y).low : get(y).high;
  return computed(precision_bits, [&](mpfr_ptr r, mpfr_rnd_t way) { mpfr_div(r, get(x).low, low_divisor, way); },
                  [&](mpfr_ptr r, mpfr_rnd_t way) { mpfr_div(r, get(x).high, high_divisor, way); });
}
MpfrInterval MpfrEnclosure::sqrt(const MpfrInterval& x) const {
  if (mpfr_sgn(get(x).high) < 0) throw Undefined("square root of a negative number");
  if (mpfr_sgn(get(x).low) < 0) throw Undecided("whether a number under a square root is negative");
  return increasing(precision_bits, x, mpfr_sqrt);
}
MpfrInterval MpfrEnclosure::exp(const MpfrInterval& x) const { return increasing(precision_bits, x, mpfr_exp); }
MpfrInterval MpfrEnclosure::exp2(const MpfrInterval& x) const { return increasing(precision_bits, x, mpfr_exp2); }
MpfrInterval MpfrEnclosure::log(const MpfrInterval& x) const {
  if (mpfr_sgn(get(x).high) <= 0) throw Undefined("logarithm of a number that is not positive");
  if (mpfr_sgn(get(x).low) <= 0) throw Undecided("whether a number under a logarithm is positive");
  return increasing(precision_bits, x, mpfr_log);
}
MpfrInterval MpfrEnclosure::cos(const MpfrInterval& x) const { return periodic(precision_bits, x, mpfr_cos); }
MpfrInterval MpfrEnclosure::sin(const MpfrInterval& x) const { return periodic(precision_bits, x, mpfr_sin); }
MpfrInterval MpfrEnclosure::cos_turn(std::int64_t k, std::int64_t M) const { return of_turn(precision_bits, k, M, mpfr_cosu); }
MpfrInterval MpfrEnclosure::sin_turn(std::int64_t k, std::int64_t M) const { return of_turn(precision_bits, k, M, mpfr_sinu); }
MpfrInterval MpfrEnclosure::neg(const MpfrInterval& x) const {
  return computed(precision_bits, [&](mpfr_ptr r, mpfr_rnd_t way) { mpfr_neg(r, get(x).high, way); },
                  [&](mpfr_ptr r, mpfr_rnd_t way) { mpfr_neg(r, get(x).low, way); });
}
MpfrInterval MpfrEnclosure::max(const MpfrInterval& x, const MpfrInterval& y) const {
  return computed(precision_bits, [&](mpfr_ptr r, mpfr_rnd_t way) { mpfr_max(r, get(x).low, get(y).low, way); },
                  [&](mpfr_ptr r, mpfr_rnd_t way) { mpfr_max(r, get(x).high, get(y).high, way); });
}

Order MpfrEnclosure::compare(const MpfrInterval& x, const MpfrInterval& y) const {
  if (mpfr_less_p(get(x).high, get(y).low)) return Order::less;
  if (mpfr_less_p(get(y).high, get(x).low)) return Order::greater;
  const bool points = mpfr_equal_p(get(x).low, get(x).high) && mpfr_equal_p(get(y).low, get(y).high);
  return points && mpfr_equal_p(get(x).low, get(y).low) ? Order::equal : Order::unknown;
}
bool MpfrEnclosure::is_zero(const MpfrInterval& x) const {
  const int low = mpfr_sgn(get(x).low), high = mpfr_sgn(get(x).high);
  if (low > 0 || high < 0) return false;
  if (low != high) throw Undecided("whether an enclosed number is 0");
  return true;
}

MpfrInterval MpfrEnclosure::sum(std::span<const MpfrInterval> x) const {
  MpfrInterval total = zero();
  for (const MpfrInterval& term : x) total = add(total, term);
  return total;
}
MpfrInterval MpfrEnclosure::dot(std::span<const MpfrInterval> x, std::span<const MpfrInterval> y) const {
  if (x.size() != y.size()) throw std::invalid_argument("a dot product needs vectors of one length");
  MpfrInterval total = zero();
  for (std::size_t i = 0; i < x.size(); ++i) total = add(total, mul(x[i], y[i]));
  return total;
}

std::int64_t MpfrEnclosure::nearest_integer(const MpfrInterval& x) const {
  MpfrInterval rounded(static_cast<int>(mpfr_get_prec(get(x).low)));
  mpfr_round(get(rounded).low, get(x).low);  // halves away from zero; exact: no more bits than x
  mpfr_round(get(rounded).high, get(x).high);
  if (!mpfr_equal_p(get(rounded).low, get(rounded).high)) throw Undecided("the integer nearest to an enclosed number");
  if (!mpfr_zero_p(get(rounded).low) && mpfr_get_exp(get(rounded).low) > 62)
    throw Undefined("the integer nearest to a number beyond 2^62");
  return mpfr_get_sj(get(rounded).low, MPFR_RNDN);
}

namespace {

std::string exact_text(mpfr_srcptr x) {
  char* text = nullptr;
  mpfr_asprintf(&text, "%ld %Ra", static_cast<long>(mpfr_get_prec(x)), x);
  const std::string result(text);
  mpfr_free_str(text);
  return result;
}

}  // namespace

void MpfrEnclosure::write(BitString& bits, const MpfrInterval& x) const {
  const std::string content = exact_text(get(x).low) + " " + exact_text(get(x).high);
  bits.append(content.size(), 32);
  for (char c : content) bits.append(static_cast<unsigned char>(c), 8);
}

MpfrInterval MpfrEnclosure::read(BitReader& reader) const {
  std::string content;
  for (std::uint64_t length = reader.read(32); length > 0; --length) content.push_back(static_cast<char>(reader.read(8)));
  std::istringstream words(content);
  MpfrInterval result;
  for (mpfr_ptr bound : {mpfr_ptr(get(result).low), mpfr_ptr(get(result).high)}) {
    long bits = 0;
    std::string digits;
    if (!(words >> bits >> digits) || bits < 1 || bits > (1 << 20)) throw std::invalid_argument("a stored interval is malformed");
    mpfr_set_prec(bound, bits);
    if (mpfr_set_str(bound, digits.c_str(), 0, MPFR_RNDN) != 0) throw std::invalid_argument("a stored interval is malformed");
  }
  return result;
}

std::string MpfrEnclosure::to_text(const MpfrInterval& x) const {
  char* text = nullptr;
  mpfr_asprintf(&text, "[%.*RDg, %.*RUg]", static_cast<int>(precision_bits * 0.30103) + 2, get(x).low,
                static_cast<int>(precision_bits * 0.30103) + 2, get(x).high);
  const std::string result(text);
  mpfr_free_str(text);
  return result;
}

}  // namespace attest::arithmetic
