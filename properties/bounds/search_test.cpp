// The searches: every n* is at most the tables of bounds.md and bounds_general.md, is itself a row that bites (decided exactly), and
// grows with every bit count. Rows written "2.87e8" in a table are compared after the same rounding.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "bounds/composition_search.hpp"
#include "bounds/general.hpp"
#include "bounds/reference.hpp"
#include "bounds/state_search.hpp"

namespace {

using namespace attest::bounds;

Integer value(const Inequality& row, const std::string& name) {
  for (const Parameter& p : row.parameters) {
    if (p.name == name) return Integer(p.value);
  }
  ADD_FAILURE() << "no parameter " << name;
  return 0;
}

void at_most(const NStar& found, const Integer& table, const std::string& what) {
  EXPECT_LE(found.n, table) << what;
  EXPECT_TRUE(found.row.holds) << what;
  EXPECT_LT(found.row.reached, 1.0) << what;
  if (found.n > 300) {
    EXPECT_GT(found.row.reached, 0.9) << what << ": a row far from its bound is no minimum";
  }
  EXPECT_EQ(found.n, value(found.row, "n")) << what;
}

// 2.87e8 stands for anything that rounds to it: up to 2.875e8.
Integer rounded(double mantissa, unsigned exponent) { return Integer(mantissa * 1000 + 5) * reference::raise(10, exponent - 3); }

TEST(bounds_search, h2_and_the_examples_of_the_theory) {
  at_most(n_star_hybrid_one_full(160, 2304, 2304), 109550, "H2 default");
  at_most(n_star_hybrid_one_full(160, 1152, 1152), 38274, "H2 1152");
  at_most(n_star_hybrid_one_full(160, 64, 64), 912, "H2 64");
  at_most(n_star_hybrid_one_full_plus(160, 64, 64), 912, "H2+ 64");
  at_most(n_star_hybrid_one_full_plus(32, 16, 48), 222, "b=32, 16 and 48 bits");
  for (const auto& [b, none, some] : {std::tuple{32, 22, 470}, {64, 36, 613}, {160, 68, 912}}) {
    at_most(n_star_hybrid_one_full(b, 0, 0), none, "H2 s=0");
    at_most(n_star_hybrid_one_full(b, 64, 64), some, "H2 s=64");
  }
}

TEST(bounds_search, h2_plus_table) {
  const std::vector<int> b{8, 32, 64, 160, 1024}, s{0, 64, 1152, 16384};
  const std::vector<std::vector<long>> table{{12, 326, 1139, 6931}, {22, 470, 9842, 106738}, {36, 613, 14502, 156642}, {68, 912, 24950, 267056}, {290, 2750, 70852, 899732}};
  for (std::size_t i = 0; i < b.size(); ++i) {
    for (std::size_t j = 0; j < s.size(); ++j) at_most(n_star_hybrid_one_full_plus(b[i], s[j], s[j]), table[i][j], "H2+ b=" + std::to_string(b[i]) + " s=" + std::to_string(s[j]));
  }
  at_most(n_star_hybrid_one_full_plus(160, 2304, 2304), 46250, "H2+ default");
  at_most(n_star_hybrid_one_full_plus(160, 1152, 0), 1152, "R*F");
  at_most(n_star_hybrid_one_full_plus(160, 16384, 0), 13674, "R*F");
  at_most(n_star_hybrid_one_full_plus(160, 0, 1152), 992, "F R*");
  at_most(n_star_hybrid_one_full_plus(160, 0, 16384), 3026, "F R*");
}

TEST(bounds_search, f2_table) {
  for (const auto& [b, n] : {std::pair{8, 154}, {32, 1462}, {64, 4820}, {160, 24323}, {1024, 725612}}) at_most(n_star_two_full(b), n, "F2 b=" + std::to_string(b));
}

TEST(bounds_search, ffr_table) {
  const std::vector<int> b{8, 32, 64, 160, 1024}, s{0, 64, 1152, 16384};
  const std::vector<std::vector<Integer>> table{{154, 1934, 43607, 2050970}, {1462, 18001, 255872, 9646975}, {4820, 57593, 693058, rounded(2.20, 7)},
                                                {24346, 264452, 3106412, rounded(6.96, 7)}, {725612, 6554746, rounded(8.43, 7), rounded(1.02, 9)}};
  for (std::size_t i = 0; i < b.size(); ++i) {
    for (std::size_t j = 0; j < s.size(); ++j) at_most(n_star_two_full_tail(b[i], s[j]), table[i][j], "FFR b=" + std::to_string(b[i]) + " s=" + std::to_string(s[j]));
  }
}

TEST(bounds_search, h3_table) {  // the other rows take as long and are printed in the session's report
  at_most(n_star_hybrid_two_full(8, 0, 0, 0), 629, "H3 b=8 s=0");
  at_most(n_star_hybrid_two_full(8, 64, 64, 64), 4555, "H3 b=8 s=64");
  at_most(n_star_hybrid_two_full(8, 1152, 1152, 1152), 196426, "H3 b=8 s=1152");
  at_most(n_star_hybrid_two_full(8, 16384, 16384, 16384), rounded(1.39, 7), "H3 b=8 s=16384");
  at_most(n_star_hybrid_two_full(32, 64, 64, 64), rounded(3.09, 7), "H3 b=32 s=64");
  at_most(n_star_hybrid_two_full(32, 1152, 1152, 1152), rounded(8.93, 8), "H3 b=32 s=1152");
  at_most(n_star_hybrid_two_full(32, 16384, 16384, 16384), rounded(6.80, 9), "H3 b=32 s=16384");
  at_most(n_star_hybrid_two_full(64, 0, 0, 1152), rounded(5.4, 7), "H3 b=64 post only");
}

TEST(bounds_search, general_table) {
  const auto hybrid = [](const std::vector<Integer>& b, const std::vector<Integer>& s) { return n_star_general(GeneralBits{GeneralKind::HybridLazy, b, s}); };
  at_most(hybrid({8, 8}, {64, 64, 64}), 15842, "G L=3 b=8 s=64");
  at_most(hybrid({32, 32}, {1152, 1152, 1152}), rounded(7.41, 8), "G L=3 b=32 s=1152");
  at_most(hybrid({64, 64}, {16384, 16384, 16384}), rounded(1.74, 11), "G L=3 b=64 s=16384");
  at_most(hybrid({16, 144}, {1152, 0, 1152}), rounded(1.44, 8), "one two-pass layer (Theorem 2P)");
  at_most(n_star_general(GeneralBits{GeneralKind::Full, {16, 144}, {0}}), 734, "one two-pass layer alone, L=2");
  at_most(n_star_general(GeneralBits{GeneralKind::Full, {8, 8, 8}, {0}}), rounded(3.61, 7), "G full L=3 b=8");
}

TEST(bounds_search, state_bounds_are_exact_minima) {
  for (long s : {0L, 1L, 2L, 5L, 32L, 63L, 64L, 65L, 200L, 600L}) {
    long least_eva = 1;
    while (!reference::eva(s, least_eva)) ++least_eva;
    EXPECT_EQ(n_star_eva(s).n, least_eva) << s;
    long least_ll = 1;
    while (!evaluate(LogLinear{s, least_ll, 0}).holds) ++least_ll;
    EXPECT_EQ(n_star_log_linear(s).n, least_ll) << s;
    long m = 2;
    while (!reference::one_full(s, m)) ++m;
    EXPECT_EQ(n_star_one_full(s).n, m + 2) << s;
    if (s > 200) continue;
    long least_two_sum = 1;
    while (!reference::two_sum(s, 600, least_two_sum)) ++least_two_sum;
    EXPECT_EQ(n_star_two_sum(s, Integer(600)).n, least_two_sum) << s;
    const NStar sparse = n_star_sparse(s, 2, std::nullopt, Integer(600), false);
    EXPECT_EQ(sparse.n, 3 * least_two_sum) << "least block with enough contents, three of them";
  }
  EXPECT_THROW(n_star_two_sum(100, Integer(20)), std::invalid_argument) << "an alphabet that is too small";
  EXPECT_THROW(n_star_sparse(100, 2, Integer(4), Integer(20), false), std::invalid_argument);
}

TEST(bounds_search, no_smaller_row_of_h2_bites) {
  for (const auto& [b, s] : {std::pair{1L, 0L}, {5L, 3L}, {20L, 3L}, {5L, 10L}}) {
    const Integer found = n_star_hybrid_one_full(b, s, s).n;
    for (long m = 2; 2 * m + 2 < found; ++m) {
      for (long n1 = 1; m * n1 + m + 2 < found; ++n1) ASSERT_FALSE(evaluate(HybridOneFull{b, s, s, m, n1, 0}).holds) << "b=" << b << " s=" << s << " m=" << m << " n1=" << n1;
    }
    EXPECT_LE(n_star_hybrid_one_full_plus(b, s, s).n, found);
  }
}

TEST(bounds_search, more_bits_need_more_tokens) {
  const auto h2 = [](int b, int pre, int post) { return n_star_hybrid_one_full(b, pre, post).n; };
  const auto plus = [](int b, int pre, int post) { return n_star_hybrid_one_full_plus(b, pre, post).n; };
  EXPECT_LE(h2(32, 64, 64), h2(33, 64, 64));
  EXPECT_LE(h2(32, 64, 64), h2(32, 65, 64));
  EXPECT_LE(h2(32, 64, 64), h2(32, 64, 65));
  EXPECT_LT(plus(32, 64, 64), plus(64, 64, 64));
  EXPECT_LT(plus(32, 64, 64), plus(32, 256, 64));
  EXPECT_LT(plus(32, 64, 64), plus(32, 64, 256));
  EXPECT_LT(n_star_two_full(32).n, n_star_two_full(40).n);
}

TEST(bounds_search, best_rows_at_given_sizes_find_what_bites) {
  const NStar plus = n_star_hybrid_one_full_plus(160, 2304, 2304);
  EXPECT_TRUE(best_hybrid_one_full_plus(160, 2304, 2304, value(plus.row, "m"), value(plus.row, "n1")).holds);
  EXPECT_FALSE(best_hybrid_one_full_plus(160, 2304, 2304, 50, 4).holds);
  const NStar tail = n_star_two_full_tail(32, 64);
  EXPECT_TRUE(best_two_full_tail(32, 64, value(tail.row, "m"), value(tail.row, "n1")).holds);
  const NStar three = n_star_hybrid_two_full(8, 64, 64, 64);
  EXPECT_TRUE(best_hybrid_two_full(8, 64, 64, 64, value(three.row, "m"), value(three.row, "n1"), value(three.row, "n2")).holds);
  EXPECT_FALSE(best_hybrid_two_full(8, 64, 64, 64, 4, 2, 2).holds);
  for (long m : {4L, 8L, 11L}) {  // at toy size: the best of all x0, x
    for (long b : {1L, 4L, 9L}) {
      for (long s : {0L, 1L, 4L}) {
        bool any = false;
        for (long x0 = 1; x0 <= m; ++x0) {
          for (long x = 1; x <= m; ++x) any = any || reference::h2_plus(b, s, s, m, 2, x0, x).value_or(false);
        }
        EXPECT_EQ(best_hybrid_one_full_plus(b, s, s, m, 2).holds, any) << m << " " << b << " " << s;
      }
    }
  }
}

TEST(bounds_search, searches_repeat_themselves) {
  EXPECT_EQ(n_star_hybrid_two_full(8, 64, 64, 64).n, n_star_hybrid_two_full(8, 64, 64, 64).n);
  EXPECT_EQ(n_star_two_full_tail(64, 64).n, n_star_two_full_tail(64, 64).n);
}

}  // namespace
