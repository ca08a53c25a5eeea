// Numbers with logarithms, Lemma C (bounds.md section 2) and Lemma P_q (bounds_general.md section 2).
#include <algorithm>

#include "checker/counting.hpp"
#include "checker/interval.hpp"

namespace attest::checker {
namespace {

constexpr std::int64_t most_large = std::int64_t{1} << 62;
constexpr std::size_t most_gains = 20000;

Interval exactly(const mpz_class& x) {
  Real value(std::max<mpfr_prec_t>(64, static_cast<mpfr_prec_t>(mpz_sizeinbase(x.get_mpz_t(), 2))));
  mpfr_set_z(value.get(), x.get_mpz_t(), MPFR_RNDN);
  return interval(value);
}

/// Lemma C: a step of `g` new pairs is sure when `marked` of the k·y pairs are marked.
bool sure(const mpz_class& g, const mpz_class& marked, const mpz_class& k, const mpz_class& y, const Bits& deficit, const mpz_class& divisor) {
  if (g > k) return false;
  if (marked == 0) return true;
  const mpz_class unmarked = k * y - marked, used = g - 1, rest = k - g + 1;
  if (used * y >= unmarked) return false;  // g-1 < kp, p = unmarked/(ky)
  // k·KL((g-1)/k || p) = used·lg(used·y/unmarked) + rest·lg(rest·y/marked).
  Bits divergence;
  if (used > 0) divergence = add(lg(used, used * y), lg(-used, unmarked));
  divergence = add(add(divergence, lg(rest, rest * y)), lg(-rest, marked));
  return less(deficit, times(divisor, divergence));
}

}  // namespace

Bits lg(const mpz_class& count, const mpz_class& number) {
  Bits bits;
  bits.logarithms.emplace_back(count, number);
  return bits;
}

Bits add(Bits a, const Bits& b) {
  a.whole += b.whole;
  a.logarithms.insert(a.logarithms.end(), b.logarithms.begin(), b.logarithms.end());
  return a;
}

Bits times(const mpz_class& factor, Bits a) {
  a.whole *= factor;
  for (auto& [count, number] : a.logarithms) count *= factor;
  return a;
}

bool less(const Bits& a, const Bits& b) {
  const Bits difference = add(b, times(-1, a));
  return decide([&](const Enclosing& e) {
    Interval sum = exactly(difference.whole);
    for (const auto& [count, number] : difference.logarithms) sum = e.add(sum, e.mul(exactly(count), e.log2(exactly(number))));
    return less(interval(0), sum);
  });
}

std::int64_t large_number(Reader& reader, const char* key, std::int64_t least) { return reader.integer(key, least, most_large); }

std::vector<mpz_class> large_numbers(Reader& reader, const char* key, std::size_t count, std::int64_t least) {
  const auto numbers = reader.integers(key, least, most_large);
  if (numbers.size() != count) throw Malformed(std::string(key) + " needs " + std::to_string(count) + " numbers");
  return {numbers.begin(), numbers.end()};
}

void require(bool holds, const char* complaint) {
  if (!holds) throw NotEstablished(complaint);
}

std::vector<std::int64_t> read_gains(Reader& reader) {
  auto gains = reader.integers("gains", 1, most_large);
  if (gains.size() > most_gains) throw Malformed("more than 20000 gains");
  return gains;
}

mpz_class covered(const std::vector<std::int64_t>& gains, const mpz_class& k, const mpz_class& y, const Bits& deficit, const mpz_class& divisor) {
  mpz_class marked = 0;
  for (const std::int64_t gain : gains) {
    const mpz_class g = gain;
    require(sure(g, marked, k, y, deficit, divisor), "a gain is not sure");
    marked += g;
  }
  return marked;
}

void require_members(const mpz_class& X, const mpz_class& h, const mpz_class& t, const mpz_class& state) {
  require(X <= h && (X == 1 || less(add(state, lg(t, X - 1)), lg(t, h))), "the members are not guaranteed");
}

void require_hidden(const Hidden& at, const mpz_class& loss) {
  const auto& [groups, m, q, t, i, S] = at;
  if (S <= groups) return;
  // S - 1 < groups(1 + (m-1)(psi - 1)/(q-1)) with psi >= i + A/D, A = t(lg q - lg i) - loss, D = t(lg(i+1) - lg i).
  const Bits D = add(lg(t, i + 1), lg(-t, i)), A = add(add(lg(t, q), lg(-t, i)), Bits(mpz_class(-loss)));
  const mpz_class shared = groups * (q - 1 + (m - 1) * (i - 1)), slope = groups * (m - 1), taken = (S - 1) * (q - 1);
  require(less(times(taken, D), add(times(shared, D), times(slope, A))), "S members are not guaranteed");
}

}  // namespace attest::checker
