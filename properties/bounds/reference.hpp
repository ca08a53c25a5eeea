// The second, obviously right implementation of the bounds: every inequality by integer powers written out, Lemma C's
// divergence likewise. Slow, for toy sizes only; shares no code with src/bounds beyond GMP's integers.
#pragma once

#include <gmpxx.h>

#include <optional>

namespace reference {

mpz_class raise(const mpz_class& base, const mpz_class& exponent);

/// 2^bits * y^e < N^f
bool below(const mpz_class& bits, const mpz_class& y, const mpz_class& e, const mpz_class& N, const mpz_class& f);

/// k KL((g-1)/k || 1-u/(ky)) > beta/t and g-1 < kp, or u = 0 and g <= k, with all fractions cleared.
bool gain_is_sure(long k, long y, const mpz_class& beta, long t, long u, long g);
std::optional<long> cover(long k, long y, const mpz_class& beta, long t, long x);

bool eva(long s, long n);
bool two_sum(long s, long alphabet, long n);
bool one_full(long b, long m);
bool h2(long b, long pre, long post, long m, long n1);
std::optional<bool> h2_plus(long b, long pre, long post, long m, long n1, long x0, long x);
bool f2(long b, long m, long n1);
/// error = above/below
bool f2_uniform(long b, long m, long n1, long above, long below);
std::optional<bool> h3(long b, long pre, long mid, long post, long m, long n1, long n2, long X1, long h, long t1, long y, long x);
/// FFR with q = 2.
bool ffr(long b, long s, long m, long n1, long g, long t);

}  // namespace reference
