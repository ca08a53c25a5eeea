// Bounds for L-SeqComp with given numbers of full layers: F1, H2, H2+, F2, H3 (bounds.md) and FFR (bounds_general.md 6).
// Sizes: N_1 = m n1, N_2 = m n1 n2; token order z_L .. z_1, z_0, w. All bits are storage bits, all heads together.
// Each `evaluate` decides its inequality exactly for the given internal parameters (X members, x_0 values, ...), which
// any values that meet the stated conditions may take: the best ones are searched by composition_search.hpp.
// Assumptions M1-M5 of bounds.md section 0; evaluate() throws std::invalid_argument on violated conditions.
#pragma once

#include "bounds/inequality.hpp"

namespace attest::bounds {

/// F1: one full layer alone fails on 1-SeqComp(m) when b < m lg m.
struct OneFull {
  Integer message_bits;
  Integer m;
};
Inequality evaluate(const OneFull& at);

/// H2: R* F R* fails on 2-SeqComp(m, n1) when s_pre + n1 b + x s_post < n1 x lg(m n1), (x-1)^m 2^s_pre < m^m.
struct HybridOneFull {
  Integer message_bits, pre_bits, post_bits;
  Integer m, n1;
  Integer x = 0;  // 0: the greatest one (least x with x^m 2^s_pre >= m^m)
};
Inequality evaluate(const HybridOneFull& at);

/// H2+: several z_0 values. 1 <= x_0 <= m, x >= 1, t = y = floor(m/x_0); u = x x_0 if s_pre = 0 (x <= y), else cover(x_0, y, s_pre/t, x);
/// rho = min(x_0, 2^s_pre); zeta = 0 if s_post = 0, else min(x s_post + x_0 b, x x_0 s_post). Fails when s_pre + zeta + n1 rho b < n1 u lg(m n1).
struct HybridOneFullPlus {
  Integer message_bits, pre_bits, post_bits;
  Integer m, n1, x0, x;
};
Inequality evaluate(const HybridOneFullPlus& at);

/// F2: F F alone fails on 2-SeqComp(m, n1), m >= 2, when b(2 n1 + 3m - 1) < ceil(n1(m - b(m-1)/m)) lg(m n1).
struct TwoFull {
  Integer message_bits;
  Integer m, n1;
};
Inequality evaluate(const TwoFull& at);

/// H3: R* F R* F R* fails on 3-SeqComp(m, n1, n2); statement in bounds.md section 5. m >= max(h y, t1, h, 2).
struct HybridTwoFull {
  Integer message_bits, pre_bits, mid_bits, post_bits;
  Integer m, n1, n2;
  Integer X1, h, t1, y, x;
};
Inequality evaluate(const HybridTwoFull& at);

/// FFR: F F R* (s bits after or inside the second full layer) fails on 2-SeqComp(m, n1); g | n1, 2 <= q <= m, 1 <= t <= m:
/// b(2 n1 + 1 + T) + min(S s, s + b(S + m - t + tS)) < g S lg(m n1), T = 2m - t + (t-1)q, S of Lemma P_q with loss g b over t.
struct TwoFullTail {
  Integer message_bits, post_bits;
  Integer m, n1;
  Integer g, q, t;
};
Inequality evaluate(const TwoFullTail& at);

}  // namespace attest::bounds
