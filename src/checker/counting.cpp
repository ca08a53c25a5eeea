// Kind counting: a lower bound as one inequality (the theorems are proved elsewhere: theory.md section 4, bounds.md).
//
// a < count·lg(base) is decided exactly: for a power of two it is about integers; otherwise lg(base) is irrational (base^count
// = 2^a has no solution), so some enclosure of it decides.
#include <gmpxx.h>

#include <map>

#include "checker/claim.hpp"
#include "checker/counting.hpp"
#include "checker/interval.hpp"

namespace attest::checker {
namespace {

constexpr std::int64_t most_size = std::int64_t{1} << 20, most_bits = std::int64_t{1} << 40;

Interval enclosed(const mpz_class& x) {
  const auto precision = static_cast<mpfr_prec_t>(mpz_sizeinbase(x.get_mpz_t(), 2));
  Real value(std::max<mpfr_prec_t>(precision, 64));
  mpfr_set_z(value.get(), x.get_mpz_t(), MPFR_RNDN);
  return interval(value);
}

/// x > 2^bits.
bool exceeds_power(const mpz_class& x, const mpz_class& bits) {
  const mpz_class top = mpz_sizeinbase(x.get_mpz_t(), 2) - 1;
  return x > 0 && (top > bits || (top == bits && mpz_popcount(x.get_mpz_t()) > 1));
}

/// a < count·lg(numerator/denominator), all positive but a >= 0.
bool below(const mpz_class& a, const mpz_class& count, mpz_class numerator, mpz_class denominator = 1) {
  mpz_class common;
  mpz_gcd(common.get_mpz_t(), numerator.get_mpz_t(), denominator.get_mpz_t());
  numerator /= common, denominator /= common;
  const auto twos = [](const mpz_class& x) { return static_cast<long>(mpz_sizeinbase(x.get_mpz_t(), 2)) - 1; };
  if (mpz_popcount(numerator.get_mpz_t()) == 1 && mpz_popcount(denominator.get_mpz_t()) == 1) return a < count * (twos(numerator) - twos(denominator));
  return decide([&](const Enclosing& e) {
    return less(enclosed(a), e.mul(enclosed(count), e.sub(e.log2(enclosed(numerator)), e.log2(enclosed(denominator)))));
  });
}

mpz_class choose(std::int64_t n, std::int64_t k) {
  mpz_class x;
  mpz_bin_uiui(x.get_mpz_t(), static_cast<unsigned long>(n), static_cast<unsigned long>(k));
  return x;
}

std::int64_t size(Reader& reader, const char* key, std::int64_t least = 1, std::int64_t most = most_size) { return reader.integer(key, least, most); }
std::int64_t bits(Reader& reader, const char* key) { return reader.integer(key, 0, most_bits); }

void theorem_e(Reader& reader) {
  const mpz_class n = size(reader, "n", 2), s = bits(reader, "state-bits");
  reader.finish("impossible");
  require(below(s, n, n));
}

void theorem_t(Reader& reader) {
  const std::int64_t U = size(reader, "U"), n = size(reader, "n", 1, U), s = bits(reader, "state-bits");
  reader.finish("impossible");
  require(exceeds_power(choose(U, n), s));
}

void theorem_s(Reader& reader) {
  const std::int64_t U = size(reader, "U"), B = size(reader, "B", 1, U), n = size(reader, "n"), k = size(reader, "k", 0), b = bits(reader, "message-bits");
  const bool positions = reader.next_is("sees-positions");
  if (positions) reader.choice("sees-positions", {"yes"});
  reader.finish("impossible");
  const std::int64_t blocks = n / B;
  require(blocks > k);
  // A compressor that sees where its block lies: kBU/(B·blocks) values may be told by their places.
  const std::int64_t ambiguous = positions ? U - k * B * U / (blocks * B) : U;
  require(ambiguous >= B && exceeds_power(choose(ambiguous, B), b));
}

void theorem_f1(Reader& reader) {
  const mpz_class m = size(reader, "m", 2), b = bits(reader, "message-bits");
  reader.finish("impossible");
  require(below(b, m, m));
}

void theorem_h2(Reader& reader) {
  const mpz_class m = size(reader, "m", 2), n_1 = size(reader, "n_1"), b = bits(reader, "message-bits"), pre = bits(reader, "pre-bits"), post = bits(reader, "post-bits");
  reader.finish("impossible");
  // x^m·2^pre >= m^m iff not pre < m·lg(m/x).
  mpz_class low = 0, x = m;  // low is too small, x is enough
  while (x - low > 1) {
    const mpz_class middle = (low + x) / 2;
    (below(pre, m, m, middle) ? low : x) = middle;
  }
  require(below(pre + n_1 * b + x * post, n_1 * x, m * n_1));
}

void theorem_f2(Reader& reader) {
  const mpz_class m = size(reader, "m", 2), n_1 = size(reader, "n_1"), b = bits(reader, "message-bits");
  reader.finish("impossible");
  mpz_class S;
  const mpz_class above = n_1 * (m * m - b * (m - 1));
  mpz_cdiv_q(S.get_mpz_t(), above.get_mpz_t(), m.get_mpz_t());
  require(S > 0 && below(b * (2 * n_1 + 3 * m - 1), S, m * n_1));
}

void theorem_ll(Reader& reader) {
  const std::int64_t n = size(reader, "n"), s = bits(reader, "level-bits");
  const bool sets = reader.next_is("U");
  const std::int64_t U = sets ? size(reader, "U", n) : n;
  reader.finish("impossible");
  const mpz_class state = mpz_class(s) * __builtin_popcountll(static_cast<unsigned long long>(n));
  require(sets ? exceeds_power(choose(U, n), state) : below(state, n, n));
}

}  // namespace

std::uint64_t check_counting(Reader& reader) {
  static const std::map<std::string, void (*)(Reader&)> theorems = {{"E", theorem_e},   {"T", theorem_t},   {"S", theorem_s},   {"F1", theorem_f1},
                                                                    {"H2", theorem_h2}, {"F2", theorem_f2}, {"LL", theorem_ll}, {"H2+", theorem_h2_plus},
                                                                    {"F2U", theorem_f2u}, {"H3", theorem_h3}, {"FFR", theorem_ffr}, {"G", theorem_g}};
  reader.choice("claim", {"bound"});
  const std::string name = reader.word("theorem");
  const auto theorem = theorems.find(name);
  if (theorem == theorems.end()) throw Malformed("'" + name + "' is not a theorem this checker knows");
  theorem->second(reader);
  return 1;
}

}  // namespace attest::checker
