// Implements reference.hpp: loops and powers, nothing clever.
#include "bounds/reference.hpp"

#include <algorithm>
#include <memory>
#include <ostream>

// GoogleTest prints integers with this operator of libgmpxx, which the house does not link.
std::ostream& operator<<(std::ostream& out, mpz_srcptr value) {
  const std::unique_ptr<char, void (*)(void*)> text(mpz_get_str(nullptr, 10, value), [](void* memory) {
    void (*release)(void*, std::size_t) = nullptr;
    mp_get_memory_functions(nullptr, nullptr, &release);
    release(memory, 0);
  });
  return out << text.get();
}

namespace reference {

mpz_class raise(const mpz_class& base, const mpz_class& exponent) {
  mpz_class result;
  mpz_pow_ui(result.get_mpz_t(), base.get_mpz_t(), exponent.get_ui());
  return result;
}

bool below(const mpz_class& bits, const mpz_class& y, const mpz_class& e, const mpz_class& N, const mpz_class& f) {
  return raise(2, bits) * raise(y, e) < raise(N, f);
}

bool gain_is_sure(long k, long y, const mpz_class& beta, long t, long u, long g) {
  if (g < 1) return false;
  if (u == 0) return g <= k;
  const long a = g - 1, c = k - a;
  if (a * y >= k * y - u) return false;
  // ((a y)/(ky-u))^a ((c y)/u)^c > 2^(beta/t), raised to the power t.
  const mpz_class left = raise(raise(a * y, a) * raise(c * y, c), t);
  const mpz_class right = raise(2, beta) * raise(raise(k * y - u, a) * raise(u, c), t);
  return left > right;
}

std::optional<long> cover(long k, long y, const mpz_class& beta, long t, long x) {
  long u = 0;
  for (long i = 0; i < x; ++i) {
    long g = 0;
    while (g + 1 <= k && gain_is_sure(k, y, beta, t, u, g + 1)) ++g;
    if (g == 0) return std::nullopt;
    u += g;
  }
  return u;
}

bool eva(long s, long n) { return raise(2, s) < raise(n, n); }

bool two_sum(long s, long alphabet, long n) {
  mpz_class ways = 1;
  for (long i = 0; i < n; ++i) {
    ways *= alphabet - i;
    ways /= i + 1;
  }
  return raise(2, s) < ways;
}

bool one_full(long b, long m) { return raise(2, b) < raise(m, m); }

bool h2(long b, long pre, long post, long m, long n1) {
  long x = 1;  // the least integer with x^m 2^pre >= m^m
  while (raise(x, m) * raise(2, pre) < raise(m, m)) ++x;
  return below(pre + n1 * b + x * post, 1, 0, m * n1, n1 * x);
}

std::optional<bool> h2_plus(long b, long pre, long post, long m, long n1, long x0, long x) {
  const long y = m / x0;
  long u = x * x0;
  if (pre == 0) {
    if (x > y) return std::nullopt;
  } else {
    const auto covered = cover(x0, y, pre, y, x);
    if (!covered) return std::nullopt;
    u = *covered;
  }
  const long rho = pre >= 30 ? x0 : std::min(x0, 1L << pre);
  const long zeta = post == 0 ? 0 : std::min(x * post + x0 * b, x * x0 * post);
  return below(pre + zeta + n1 * rho * b, 1, 0, m * n1, n1 * u);
}

bool f2(long b, long m, long n1) {
  long coordinates = 0;  // least c with c m >= n1(m^2 - b(m-1))
  while (coordinates * m < n1 * (m * m - b * (m - 1))) ++coordinates;
  return below(b * (2 * n1 + 3 * m - 1), 1, 0, m * n1, coordinates);
}

bool f2_uniform(long b, long m, long n1, long above, long below) {
  const mpz_class N = m * n1, list = raise(2, b), right = below - above;
  if (right * N <= below * list) return false;
  const mpz_class rest = above == 0 ? mpz_class(1) : raise(below * (N - list), mpz_class(above * m));
  const mpz_class left = raise(2, mpz_class(2 * b * below)) * raise(below * list, right * m) * rest;
  return left < raise(right * N, right * m) * raise(above * N, mpz_class(above * m));
}

std::optional<bool> h3(long b, long pre, long mid, long post, long m, long n1, long n2, long X1, long h, long t1, long y, long x) {
  const long T1 = (m - t1) + X1 * t1;
  const long K2 = n1 * pre + n1 * n2 * b + (mid > 0 ? std::min(X1 * mid, mid + (T1 + 1) * b) : 0);
  const auto u = cover(n1 * X1, y, K2, 1, x);
  if (!u) return std::nullopt;
  const long tokens = pre > 0 ? x : std::min(x, y);
  const long whole = pre + mid + (1 + n1 * n2) * b + T1 * b + n1 * ((m - h) + tokens * h) * b + x * X1 * post + n1 * n2 * X1 * b;
  return below(whole, y, mid > 0 ? x * n1 * X1 : 0, m * n1 * n2, n2 * *u);
}

bool ffr(long b, long s, long m, long n1, long g, long t) {
  const long kept = std::max(0L, t - g * b);
  long S = n1 / g;
  while ((S - n1 / g) * t < (n1 / g) * (m - 1) * kept) ++S;
  const long T = 2 * m - t + (t - 1) * 2;
  return below(b * (2 * n1 + 1 + T) + std::min(S * s, s + b * (S + m - t + t * S)), 1, 0, m * n1, g * S);
}

}  // namespace reference
