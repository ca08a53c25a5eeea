// Every named theorem against powers written out (reference.hpp), at exact thresholds, against enumeration at toy
// size, and with planted mutants that the same comparison must catch.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <functional>
#include <set>
#include <vector>

#include "bounds/asymptotic.hpp"
#include "bounds/composition_theorems.hpp"
#include "bounds/reference.hpp"
#include "bounds/state_theorems.hpp"

namespace {

using namespace attest::bounds;

using Verdict = std::function<bool(long, long, long)>;

// Disagreements of a verdict with the reference over (s, n) near the threshold, including 2^s = n^n exactly.
long eva_disagreements(const Verdict& verdict) {
  long wrong = 0;
  for (long n = 1; n <= 40; ++n) {
    for (long s = 0; s <= 220; ++s) wrong += verdict(s, n, 0) != reference::eva(s, n);
  }
  return wrong;
}

long two_sum_disagreements(const Verdict& verdict) {
  long wrong = 0;
  for (long alphabet = 1; alphabet <= 24; ++alphabet) {
    for (long n = 1; n <= alphabet; ++n) {
      for (long s = 0; s <= 26; ++s) wrong += verdict(s, n, alphabet) != reference::two_sum(s, alphabet, n);
    }
  }
  return wrong;
}

TEST(bounds_theorems, eva_agrees_and_its_mutants_do_not) {
  EXPECT_EQ(eva_disagreements([](long s, long n, long) { return evaluate(EvaState{s, n}).holds; }), 0);
  EXPECT_GT(eva_disagreements([](long s, long n, long) { return LogSum(Integer(s)) <= LogSum::lg(n, n); }), 0) << "<= for <";
  EXPECT_GT(eva_disagreements([](long s, long n, long) { return evaluate(EvaState{s, n + 1}).holds; }), 0) << "n+1 items";
  EXPECT_GT(eva_disagreements([](long s, long n, long) { return LogSum(Integer(s)) < LogSum::lg(n - 1, n); }), 0) << "one item dropped";
}

TEST(bounds_theorems, two_sum_agrees_and_its_mutants_do_not) {
  EXPECT_EQ(two_sum_disagreements([](long s, long n, long u) { return evaluate(TwoSumState{s, n, u}).holds; }), 0);
  EXPECT_GT(two_sum_disagreements([](long s, long n, long) { return evaluate(EvaState{s, n}).holds; }), 0) << "n log n for C(U,n)";
  EXPECT_GT(two_sum_disagreements([](long s, long n, long u) { return LogSum(Integer(s)) <= LogSum::lg(1, binomial(u, n)); }), 0) << "<= for <";
}

TEST(bounds_theorems, toy_counts_are_what_enumeration_finds) {
  for (long n = 1; n <= 5; ++n) {  // all functions [n] -> [n], all B-sets: an injective encoding needs as many states
    long functions = 0;
    std::vector<long> f(static_cast<std::size_t>(n), 0);
    for (bool more = true; more; ++functions) {
      more = false;
      for (long& value : f) {
        if (++value < n) {
          more = true;
          break;
        }
        value = 0;
      }
    }
    for (long s = 0; s <= 14; ++s) {
      EXPECT_EQ(evaluate(EvaState{s, n}).holds, (1L << s) < functions);
      if (n > 1) {
        EXPECT_EQ(evaluate(OneFull{s, n}).holds, (1L << s) < functions);
      }
    }
  }
  for (long alphabet = 1; alphabet <= 12; ++alphabet) {
    for (long size = 1; size <= alphabet; ++size) {
      long sets = 0;
      for (unsigned mask = 0; mask < (1U << alphabet); ++mask) sets += __builtin_popcount(mask) == size;
      for (long s = 0; s <= 11; ++s) {
        EXPECT_EQ(evaluate(TwoSumState{s, size, alphabet}).holds, (1L << s) < sets);
        EXPECT_EQ(evaluate(Sparse{s, 3 * size, size, 2, alphabet, false}).holds, (1L << s) < sets);
      }
    }
  }
}

TEST(bounds_theorems, exact_thresholds_are_off_by_one_sharp) {
  EXPECT_FALSE(evaluate(EvaState{64, 16}).holds) << "2^64 = 16^16";
  EXPECT_TRUE(evaluate(EvaState{63, 16}).holds);
  EXPECT_FALSE(evaluate(OneFull{24, 8}).holds);
  EXPECT_TRUE(evaluate(OneFull{23, 8}).holds);
  for (unsigned n = 0; n < 60; ++n)  // Pascal's triangle, on both sides of its middle
    for (unsigned k = 1; k <= n; ++k) EXPECT_EQ(binomial(n + 1, k), binomial(n, k) + binomial(n, k - 1));
  const Integer ways = binomial(1000, 300);
  const long bits = static_cast<long>(bit_length(ways));
  EXPECT_TRUE(evaluate(TwoSumState{bits - 1, 300, 1000}).holds);
  EXPECT_FALSE(evaluate(TwoSumState{bits, 300, 1000}).holds);
  // H2 at m = 8, n1 = 2, no states: b n1 against n1 8 lg 16 = 32 n1.
  EXPECT_TRUE(evaluate(HybridOneFull{31, 0, 0, 8, 2, 0}).holds);
  EXPECT_FALSE(evaluate(HybridOneFull{32, 0, 0, 8, 2, 0}).holds);
}

TEST(bounds_theorems, log_linear_counts_live_levels) {
  EXPECT_FALSE(evaluate(LogLinear{4, 15, 0}).parameters.empty());
  for (long n = 1; n <= 64; ++n) {
    for (long s = 0; s <= 70; ++s) {
      const long live = __builtin_popcountl(static_cast<unsigned long>(n));
      ASSERT_EQ(evaluate(LogLinear{s, n, 0}).holds, reference::eva(s * live, n)) << n << " " << s;
      if (n <= 12) {
        ASSERT_EQ(evaluate(LogLinear{s, n, 40}).holds, reference::two_sum(s * live, 40, n));
      }
    }
  }
  EXPECT_FALSE(evaluate(LogLinear{63, 63, 0}).holds);
  EXPECT_TRUE(evaluate(LogLinear{63, 64, 0}).holds) << "a power of two has one live level";
}

TEST(bounds_theorems, sparse_positions_and_preconditions) {
  // k = 1, B = 4, U = 16, n = 16: without positions C(16,4) = 1820, with them C(16 - 4, 4) = 495.
  EXPECT_TRUE(evaluate(Sparse{10, 16, 4, 1, 16, false}).holds);
  EXPECT_FALSE(evaluate(Sparse{11, 16, 4, 1, 16, false}).holds);
  EXPECT_TRUE(evaluate(Sparse{8, 16, 4, 1, 16, true}).holds);
  EXPECT_FALSE(evaluate(Sparse{9, 16, 4, 1, 16, true}).holds);
  for (const Sparse& all_read : {Sparse{0, 16, 4, 4, 16, false}, Sparse{0, 16, 4, 4, 16, true}, Sparse{0, 10, 4, 2, 16, false}, Sparse{0, 10, 4, 3, 16, false}}) {
    const Inequality row = evaluate(all_read);  // legal: ceil(n/B) blocks may be read; the bound is void then
    EXPECT_FALSE(row.holds);
    EXPECT_NE(row.not_covered.front().find("every full block is read"), std::string::npos);
  }
  EXPECT_TRUE(evaluate(Sparse{0, 16, 4, 3, 16, false}).holds) << "one block is left";
  EXPECT_THROW(evaluate(Sparse{0, 16, 4, 5, 16, false}), std::invalid_argument) << "k > ceil(n/B)";
  EXPECT_THROW(evaluate(Sparse{0, 10, 4, 4, 16, false}), std::invalid_argument) << "k > ceil(n/B), last block partial";
  EXPECT_NO_THROW(evaluate(Sparse{1, 14, 4, 2, 16, false})) << "a partial last block is legal";
  EXPECT_FALSE(evaluate(Sparse{0, 16, 4, 3, 4, true}).holds) << "an alphabet that vanishes proves nothing";
}

using HybridVerdict = std::function<bool(long b, long pre, long post, long m, long n1)>;

long h2_disagreements(const HybridVerdict& verdict) {
  long wrong = 0;
  for (long m = 2; m <= 12; ++m) {
    for (long n1 = 1; n1 <= 5; ++n1) {
      for (long b : {1L, 3L, 9L, 16L, 30L}) {
        for (long pre : {0L, 1L, 2L, 8L, 24L}) {
          for (long post : {0L, 1L, 2L, 4L, 9L}) wrong += verdict(b, pre, post, m, n1) != reference::h2(b, pre, post, m, n1);
        }
      }
    }
  }
  return wrong;
}

TEST(bounds_theorems, h2_agrees_and_its_mutants_do_not) {
  const auto sides = [](long b, long pre, long post, long m, long n1, bool drop_post, bool extra_message, bool inclusive) {
    const Inequality row = evaluate(HybridOneFull{b, pre, post, m, n1, 0});
    Integer x;
    for (const Parameter& p : row.parameters) {
      if (p.name == "x") x = Integer(p.value);
    }
    const Integer left = pre + (n1 + (extra_message ? 1 : 0)) * b + (drop_post ? Integer(0) : Integer(x * post));
    const LogSum right = LogSum::lg(n1 * x, m * n1);
    return inclusive ? LogSum(left) <= right : LogSum(left) < right;
  };
  EXPECT_EQ(h2_disagreements([](long b, long pre, long post, long m, long n1) { return evaluate(HybridOneFull{b, pre, post, m, n1, 0}).holds; }), 0);
  EXPECT_GT(h2_disagreements([&](auto... a) { return sides(a..., true, false, false); }), 0) << "x s_post dropped";
  EXPECT_GT(h2_disagreements([&](auto... a) { return sides(a..., false, true, false); }), 0) << "(n1+1) b";
  EXPECT_GT(h2_disagreements([&](auto... a) { return sides(a..., false, false, true); }), 0) << "<= for <";
  EXPECT_EQ(h2_disagreements([&](auto... a) { return sides(a..., false, false, false); }), 0) << "the copy without fault";
}

TEST(bounds_theorems, h2_adversary_sizes_of_bounds_md) {
  // (s_pre, s_post, b) -> single-w sides at m = 8, N_1 = 16; at n1 = 2 the theorem counts both rows.
  EXPECT_TRUE(evaluate(HybridOneFull{9, 2, 1, 8, 2, 0}).holds);
  EXPECT_TRUE(evaluate(HybridOneFull{3, 2, 2, 8, 2, 0}).holds);
  EXPECT_TRUE(evaluate(HybridOneFull{9, 4, 0, 8, 2, 0}).holds);
  EXPECT_THROW(evaluate(HybridOneFull{9, 2, 1, 8, 2, 8}), std::invalid_argument) << "8 values are not sure with 2 state bits";
  EXPECT_THROW(evaluate(HybridOneFull{9, -1, 1, 8, 2, 0}), std::invalid_argument);
  EXPECT_THROW(evaluate(HybridOneFull{9, 2, 1, 1, 2, 0}), std::invalid_argument);
}

TEST(bounds_theorems, h2_plus_agrees_and_at_x0_1_is_h2) {
  long compared = 0;
  for (long m : {2L, 5L, 9L, 12L}) {
    for (long n1 : {1L, 3L}) {
      for (long b : {1L, 6L, 20L}) {
        for (long pre : {0L, 1L, 5L, 20L}) {
          for (long post : {0L, 2L, 7L}) {
            bool any = false;
            for (long x0 = 1; x0 <= m; ++x0) {
              for (long x = 1; x <= m; ++x) {
                const auto expected = reference::h2_plus(b, pre, post, m, n1, x0, x);
                const HybridOneFullPlus at{b, pre, post, m, n1, x0, x};
                if (!expected) {
                  ASSERT_THROW(evaluate(at), std::invalid_argument);
                  continue;
                }
                ++compared;
                ASSERT_EQ(evaluate(at).holds, *expected) << "m=" << m << " n1=" << n1 << " b=" << b << " x0=" << x0 << " x=" << x;
                if (x0 == 1) any = any || *expected;
              }
            }
            ASSERT_EQ(any, reference::h2(b, pre, post, m, n1));
          }
        }
      }
    }
  }
  EXPECT_GT(compared, 1000);
}

TEST(bounds_theorems, f2_agrees_and_the_sat_thresholds_fit) {
  for (long m = 2; m <= 40; ++m) {
    for (long n1 : {1L, 2L, 3L, 7L, 19L}) {
      for (long b : {0L, 1L, 2L, 8L, 15L}) {
        ASSERT_EQ(evaluate(TwoFull{b, m, n1}).holds, reference::f2(b, m, n1)) << m << " " << n1 << " " << b;
      }
    }
  }
  EXPECT_TRUE(evaluate(TwoFull{1, 4, 2}).holds) << "15 < 21";
  EXPECT_TRUE(evaluate(TwoFull{2, 4, 4}).holds) << "38 < 40";
  EXPECT_FALSE(evaluate(TwoFull{9, 2, 2}).holds) << "no coordinate left";
}

// Rows n2 are scanned, so that the threshold itself is compared: a term that is dropped or halved moves it.
RC_GTEST_PROP(bounds_theorems, h3_agrees_with_powers_written_out, ()) {
  const auto pick = [](long low, long high) { return *rc::gen::inRange<long>(low, high + 1); };
  const long b = pick(1, 3), pre = pick(0, 9), mid = pick(0, 9), post = pick(0, 9), n1 = pick(1, 3), X1 = pick(1, 5), h = pick(1, 8), t1 = pick(1, 8), y = pick(1, 4), x = pick(1, 3);
  const long m = std::max({h * y, t1, 2L}) + pick(0, 2);
  const bool members_sure = X1 <= h && reference::raise(X1 - 1, t1) * reference::raise(2, pre) < reference::raise(h, t1);
  long bites = 0;
  for (long n2 = 1; n2 <= 60; n2 += 1 + n2 / 20) {
    const HybridTwoFull at{b, pre, mid, post, m, n1, n2, X1, h, t1, y, x};
    const auto expected = reference::h3(b, pre, mid, post, m, n1, n2, X1, h, t1, y, x);
    if (!members_sure || !expected) {
      RC_ASSERT_THROWS_AS(evaluate(at), std::invalid_argument);
      continue;
    }
    bites += *expected;
    RC_ASSERT(evaluate(at).holds == *expected);
  }
  RC_CLASSIFY(bites > 0, "bites somewhere");
}

RC_GTEST_PROP(bounds_theorems, ffr_agrees_with_powers_written_out, ()) {
  const auto pick = [](long low, long high) { return *rc::gen::inRange<long>(low, high + 1); };
  const long b = pick(0, 3), s = pick(0, 5), g = pick(1, 6), m = pick(2, 60), t = pick(1, m);
  for (long groups = 1; groups <= 12; ++groups) {
    RC_ASSERT(evaluate(TwoFullTail{b, s, m, g * groups, g, 2, t}).holds == reference::ffr(b, s, m, g * groups, g, t));
  }
}

// H3 with one term changed, over deterministic sizes: the reference tells each apart from the theorem.
TEST(bounds_theorems, h3_mutants_are_caught) {
  using Broken = std::function<bool(long pre, long mid, long post, long n2)>;
  const long b = 2, m = 12, n1 = 2, X1 = 3, h = 6, t1 = 12, y = 2, x = 1;
  const auto disagreements = [&](const Broken& verdict) {
    long wrong = 0;
    for (long pre : {0L, 3L, 5L}) {
      for (long mid : {0L, 4L, 12L}) {
        for (long post : {0L, 3L, 11L}) {
          for (long n2 = 1; n2 <= 120; ++n2) {
            const auto expected = reference::h3(b, pre, mid, post, m, n1, n2, X1, h, t1, y, x);
            if (expected) wrong += verdict(pre, mid, post, n2) != *expected;
          }
        }
      }
    }
    return wrong;
  };
  const auto at = [&](long pre, long mid, long post, long n2) { return HybridTwoFull{b, pre, mid, post, m, n1, n2, X1, h, t1, y, x}; };
  EXPECT_EQ(disagreements([&](long pre, long mid, long post, long n2) { return evaluate(at(pre, mid, post, n2)).holds; }), 0);
  EXPECT_GT(disagreements([&](long pre, long mid, long, long n2) { return evaluate(at(pre, mid, 0, n2)).holds; }), 0) << "x X_1 s_post dropped";
  EXPECT_GT(disagreements([&](long pre, long, long post, long n2) { return evaluate(at(pre, 0, post, n2)).holds; }), 0) << "the mid-state dropped";
  EXPECT_GT(disagreements([&](long pre, long mid, long post, long n2) { return evaluate(at(pre, mid, post, n2 + 1)).holds; }), 0) << "one row too many";
}

TEST(bounds_theorems, ffr_without_tail_is_f2) {
  for (long m = 2; m <= 60; ++m) {
    for (long n1 : {1L, 4L, 9L}) {
      for (long b = 0; b < m; b += 3) EXPECT_EQ(evaluate(TwoFullTail{b, 0, m, n1, 1, 2, m}).holds, evaluate(TwoFull{b, m, n1}).holds) << m << " " << n1 << " " << b;
    }
  }
  EXPECT_THROW(evaluate(TwoFullTail{1, 0, 10, 9, 2, 2, 10}), std::invalid_argument) << "g must divide n1";
}

RC_GTEST_PROP(bounds_theorems, more_bits_never_make_a_bound_bite, ()) {
  const auto pick = [](long low, long high) { return *rc::gen::inRange<long>(low, high + 1); };
  const long b = pick(0, 40), pre = pick(0, 40), post = pick(0, 20), m = pick(2, 60), n1 = pick(1, 12);
  const bool now = evaluate(HybridOneFull{b, pre, post, m, n1, 0}).holds;
  RC_CLASSIFY(now, "bites");
  for (const HybridOneFull& more : {HybridOneFull{b + 1, pre, post, m, n1, 0}, HybridOneFull{b, pre + 1, post, m, n1, 0}, HybridOneFull{b, pre, post + 1, m, n1, 0}}) {
    RC_ASSERT(now || !evaluate(more).holds);
  }
  const bool two = evaluate(TwoFull{b, m, n1}).holds;
  RC_ASSERT(two || !evaluate(TwoFull{b + 1, m, n1}).holds);
}

TEST(bounds_theorems, asymptotic_exponents) {
  EXPECT_EQ(log2_n_star(AsymptoticTheorem::Hybrid, 64, 2).text(), "6144");
  EXPECT_EQ(log2_n_star(AsymptoticTheorem::Full, 64, 2).text(), "1536");
  const Integer n = reference::raise(2, 1536);
  EXPECT_TRUE(evaluate(AsymptoticTheorem::Full, 64, 2, n).holds) << "<= is the theorem's";
  EXPECT_FALSE(evaluate(AsymptoticTheorem::Full, 64, 2, n - 1).holds);
  EXPECT_FALSE(evaluate(AsymptoticTheorem::Hybrid, 64, 2, n).holds);
  EXPECT_THROW(log2_n_star(AsymptoticTheorem::Full, 0, 2), std::invalid_argument);
}

}  // namespace
