// H2+, F2U, H3 and FFR as THEOREMS.md states them; proofs: bounds.md sections 4 and 5, bounds_general.md section 6, and for F2U
// (what share of uniform inputs two full layers can answer) the argument in src/bounds.
#include "checker/counting.hpp"

namespace attest::checker {

void theorem_h2_plus(Reader& reader) {
  constexpr std::int64_t most_size = std::int64_t{1} << 20, most_bits = std::int64_t{1} << 40;
  const mpz_class m = reader.integer("m", 2, most_size), n_1 = reader.integer("n_1", 1, most_size), b = reader.integer("message-bits", 0, most_bits),
                  pre = reader.integer("pre-bits", 0, most_bits), post = reader.integer("post-bits", 0, most_bits), x0 = reader.integer("x0", 1, m.get_si());
  const auto gains = read_gains(reader);
  reader.finish("impossible");
  const mpz_class x = static_cast<long>(gains.size()), y = m / x0;
  mpz_class marked = x * x0;
  if (pre > 0) {
    marked = covered(gains, x0, y, pre, y);
  } else {
    for (const std::int64_t gain : gains) require(gain == x0 && x <= y, "a gain is not sure");
  }
  mpz_class rho = x0, zeta = 0;
  if (pre < 20 && (mpz_class(1) << pre.get_ui()) < x0) rho = mpz_class(1) << pre.get_ui();
  if (post > 0) zeta = std::min<mpz_class>(x * post + x0 * b, x * x0 * post);
  require(less(Bits{pre + zeta + n_1 * rho * b}, lg(n_1 * marked, m * n_1)));
}

void theorem_f2u(Reader& reader) {
  const mpz_class m = large_number(reader, "m", 2), n_1 = large_number(reader, "n_1"), b = large_number(reader, "message-bits", 0),
                  above = large_number(reader, "error-above", 0), below = large_number(reader, "error-below");
  reader.finish("impossible");
  const mpz_class N = m * n_1, right = below - above;
  require(right > 0, "the error is 1 or more");
  require(b < mpz_class(mpz_sizeinbase(N.get_mpz_t(), 2)), "a message holds an answer");
  const mpz_class list = mpz_class(1) << b.get_ui();
  require(below * list < right * N, "a message holds that share of the answers");
  // f times kl(1-e/f || 2^b/N), every fraction as a difference of logarithms.
  Bits divergence = add(lg(right, right * N), lg(-right, below * list));
  if (above > 0) divergence = add(add(divergence, lg(above, above * N)), lg(-above, below * (N - list)));
  require(less(Bits{2 * b * below}, times(m, divergence)));
}

void theorem_h3(Reader& reader) {
  const mpz_class m = large_number(reader, "m", 2), n_1 = large_number(reader, "n_1"), n_2 = large_number(reader, "n_2"), b = large_number(reader, "message-bits", 0),
                  pre = large_number(reader, "pre-bits", 0), mid = large_number(reader, "mid-bits", 0), post = large_number(reader, "post-bits", 0),
                  X = large_number(reader, "X1"), h = large_number(reader, "h"), t = large_number(reader, "t1"), y = large_number(reader, "y");
  const auto gains = read_gains(reader);
  reader.finish("impossible");
  require(m >= h * y && m >= t && m >= h, "m is too small for h, y and t1");
  require_members(X, h, t, pre);
  const mpz_class k = n_1 * X, tokens_1 = m - t + X * t, x = static_cast<long>(gains.size()), all_w = n_1 * n_2;
  mpz_class signature = n_1 * pre + all_w * b;
  if (mid > 0) signature += std::min<mpz_class>(X * mid, mid + (tokens_1 + 1) * b);
  const mpz_class u = covered(gains, k, y, signature);
  const mpz_class tokens_2 = n_1 * (m - h + (pre > 0 ? x : std::min(x, y)) * h);
  Bits sigma = mpz_class(pre + mid + (1 + all_w + tokens_1 + tokens_2 + all_w * X) * b + x * X * post);
  if (mid > 0) sigma = add(sigma, lg(x * k, y));
  require(less(sigma, lg(n_2 * u, m * all_w)));
}

void theorem_ffr(Reader& reader) {
  const mpz_class m = large_number(reader, "m", 2), n_1 = large_number(reader, "n_1"), b = large_number(reader, "message-bits", 0), s = large_number(reader, "post-bits", 0),
                  g = large_number(reader, "g"), q = large_number(reader, "q", 2), t = large_number(reader, "t"), i = large_number(reader, "i"), S = large_number(reader, "S");
  reader.finish("impossible");
  require(n_1 % g == 0 && q <= m && t <= m && i < q, "g must divide n_1, q and t be at most m, i less than q");
  require_hidden({n_1 / g, m, q, t, i, S}, g * b);
  const mpz_class T = 2 * m - t + (t - 1) * q, tail = std::min<mpz_class>(S * s, s + b * (S + m - t + t * S));
  require(less(Bits{b * (2 * n_1 + 1 + T) + tail}, lg(g * S, m * n_1)));
}

}  // namespace attest::checker
