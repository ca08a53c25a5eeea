// F2U against powers written out, against the best readers of small message tables, against Fano's weaker form, and its n*.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <vector>

#include "bounds/reference.hpp"
#include "bounds/registry.hpp"
#include "bounds/uniform.hpp"

namespace {

using namespace attest::bounds;

double divergence(double p, double q) {
  return p * std::log2(p / q) + (p < 1 ? (1 - p) * std::log2((1 - p) / (1 - q)) : 0);
}

TEST(bounds_uniform, agrees_with_powers_written_out_and_mutants_do_not) {
  long one_message = 0, single_answer = 0, no_list = 0;
  for (long m = 2; m <= 24; ++m) {
    for (long n1 : {1L, 2L, 3L, 5L, 8L}) {
      for (long b : {0L, 1L, 2L, 3L, 5L, 7L}) {
        for (const auto& [above, below] : {std::pair{1L, 20L}, {0L, 1L}, {1L, 4L}, {7L, 9L}}) {
          const bool truth = reference::f2_uniform(b, m, n1, above, below);
          ASSERT_EQ(evaluate(TwoFullUniform{b, m, n1, above, below}).holds, truth) << m << " " << n1 << " " << b << " " << above << "/" << below;
          ASSERT_EQ(evaluate(TwoFullUniform{b, m, n1, 3 * above, 3 * below}).holds, truth) << "the same fraction";
          const double N = static_cast<double>(m * n1), p = 1 - static_cast<double>(above) / static_cast<double>(below), list = std::exp2(b), bits = static_cast<double>(b);
          one_message += truth != (list / N < p && divergence(p, list / N) > bits / static_cast<double>(m));
          single_answer += truth != (1 / N < p && divergence(p, 1 / N) > 2 * bits / static_cast<double>(m));
          no_list += truth != (list / N < p);
        }
      }
    }
  }
  EXPECT_GT(one_message, 0) << "only z_1's bits counted: b/m instead of 2b/m";
  EXPECT_GT(single_answer, 0) << "the second accumulator forgotten";
  EXPECT_GT(no_list, 0) << "the first accumulator forgotten";
}

// Tables in the place of a model of 2-SeqComp(4, 1): lambda of z_2, phi of (lambda, z_1), and the best list of 2^b answers for every
// (phi, a). Hill climbing on the tables; the share that any reader of a list can reach.
class Tables {
 public:
  Tables(int lambdas, int phis, int list, unsigned seed) : lambdas_(lambdas), phis_(phis), list_(list), random_(seed) {
    for (int& entry : lambda_) entry = below(lambdas);
    phi_.resize(static_cast<std::size_t>(lambdas) * functions);
    for (int& entry : phi_) entry = below(phis);
  }
  /// Every table entry its own number: what no message of few bits can do.
  void reveal() {
    for (int z2 = 0; z2 < functions; ++z2) lambda_[static_cast<std::size_t>(z2)] = z2;
    for (std::size_t i = 0; i < phi_.size(); ++i) phi_[i] = static_cast<int>(i);
  }
  double share() const {
    std::vector<std::array<long, 4>> counts(static_cast<std::size_t>(phis_) * 4);
    for (int z2 = 0; z2 < functions; ++z2) {
      for (int z1 = 0; z1 < functions; ++z1) {
        const int phi = phi_[static_cast<std::size_t>(lambda_[static_cast<std::size_t>(z2)] * functions + z1)];
        for (int a = 0; a < 4; ++a) ++counts[static_cast<std::size_t>(4 * phi + a)][static_cast<std::size_t>(value(z2, value(z1, a)))];
      }
    }
    long right = 0;
    for (std::array<long, 4>& count : counts) {
      std::sort(count.begin(), count.end(), std::greater<>());
      for (int i = 0; i < list_; ++i) right += count[static_cast<std::size_t>(i)];
    }
    return static_cast<double>(right) / (4.0 * functions * functions);
  }
  double climb(int steps) {
    double best = share();
    for (int step = 0; step < steps; ++step) {
      int& entry = below(3) == 0 ? lambda_[static_cast<std::size_t>(below(functions))] : phi_[static_cast<std::size_t>(below(static_cast<int>(phi_.size())))];
      const int old = entry;
      entry = below(&entry >= lambda_.data() && &entry < lambda_.data() + functions ? lambdas_ : phis_);
      const double now = share();
      if (now < best) entry = old;
      best = std::max(best, now);
    }
    return best;
  }

 private:
  static constexpr int functions = 256;  // [4] -> [4]
  static int value(int function, int argument) { return function >> (2 * argument) & 3; }
  int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  int lambdas_, phis_, list_;
  std::mt19937 random_;
  std::array<int, functions> lambda_{};
  std::vector<int> phi_;
};

TEST(bounds_uniform, no_tables_of_one_bit_beat_it_and_larger_ones_do) {
  const auto excluded = excluded_permille(1, 4, 1);
  ASSERT_TRUE(excluded);
  EXPECT_EQ(*excluded, 890u) << "kl(p || 1/2) = 1/2 at p = 0.8900";
  for (unsigned seed = 1; seed <= 3; ++seed) {
    const double share = Tables(2, 2, 2, seed).climb(60);
    EXPECT_LT(share, *excluded / 1000.0);
    EXPECT_GT(share, 0.5) << "a list of half of the answers is right half of the time at least";
  }
  Tables all(256, 256 * 256, 2, 1);
  all.reveal();
  EXPECT_EQ(all.share(), 1.0);
}

double entropy(double x) { return x <= 0 || x >= 1 ? 0 : -x * std::log2(x) - (1 - x) * std::log2(1 - x); }

TEST(bounds_uniform, is_stronger_than_fano) {
  int fano = 0, own = 0;
  for (long m = 2; m <= 64; m += 3) {
    for (long n1 : {1L, 2L, 4L, 9L}) {
      for (long b = 1; b <= 9; ++b) {
        const double N = static_cast<double>(m * n1), bits = static_cast<double>(b);
        const bool by_fano = entropy(0.05) + 0.05 * std::log2(N - 1) < std::log2(N) - bits * (1 + 2.0 / static_cast<double>(m)) - 1e-9;
        const bool by_list = evaluate(TwoFullUniform{b, m, n1}).holds;
        EXPECT_TRUE(!by_fano || by_list) << m << " " << n1 << " " << b;
        fano += by_fano;
        own += by_list;
      }
    }
  }
  EXPECT_GT(own, fano);
}

TEST(bounds_uniform, greatest_bits_below_f2) {
  for (long m = 2; m <= 40; ++m) {
    for (long n1 : {1L, 3L, 4L, 8L}) {
      const auto b = greatest_two_full_bits(m, n1);
      if (b) {
        EXPECT_TRUE(reference::f2(b->get_si(), m, n1)) << m << " " << n1;
      }
      EXPECT_FALSE(reference::f2(b ? b->get_si() + 1 : 1, m, n1)) << m << " " << n1;
    }
  }
  EXPECT_EQ(greatest_two_full_bits(8, 8), Integer(4));
  EXPECT_FALSE(greatest_two_full_bits(2, 1));
}

TEST(bounds_uniform, shares_excluded_are_the_least) {
  for (const auto& [b, m, n1] : {std::tuple{6L, 32L, 4L}, {4L, 8L, 8L}, {7L, 80L, 3L}}) {
    const auto k = excluded_permille(b, m, n1);
    ASSERT_TRUE(k);
    EXPECT_TRUE(reference::f2_uniform(b, m, n1, 1000 - *k, 1000));
    EXPECT_FALSE(reference::f2_uniform(b, m, n1, 1001 - *k, 1000));
  }
  EXPECT_FALSE(excluded_permille(7, 16, 8)) << "2^7 answers are all";
}

TEST(bounds_uniform, least_tokens_found_bite_and_grow) {
  Integer last = 0;
  for (long b : {0L, 1L, 8L, 32L, 64L, 160L, 1000L}) {
    const NStar found = n_star_two_full_uniform(b, 1, 20);
    EXPECT_TRUE(found.row.holds) << b;
    EXPECT_GT(found.n, last) << b;
    EXPECT_GT(found.n, Integer(1) << static_cast<unsigned long>(b)) << "more answers than messages are needed";
    EXPECT_LT(found.n, Integer(Integer(8) << static_cast<unsigned long>(b))) << b;
    last = found.n;
  }
  EXPECT_GT(n_star_two_full_uniform(8, 1, 4).n, n_star_two_full_uniform(8, 1, 20).n);
  EXPECT_LT(n_star_two_full_uniform(8, 0, 1).n, n_star_two_full_uniform(8, 1, 20).n);
}

TEST(bounds_uniform, errors_are_fractions_below_one) {
  const auto refused = [](const std::string& error, const std::string& part) {
    Request request;
    request.values = {{"message-bits", "4"}, {"m", "8"}, {"n1", "8"}, {"error", error}};
    try {
      evaluate("f2-uniform", request);
    } catch (const std::invalid_argument& wrong) {
      return std::string(wrong.what()).find(part) != std::string::npos;
    }
    return false;
  };
  EXPECT_TRUE(refused("5%", "give a fraction"));
  EXPECT_TRUE(refused("3/3", "less than 1"));
  EXPECT_TRUE(refused("1/0", "less than 1"));
  EXPECT_TRUE(refused("-1/20", "whole number"));
  Request request;
  request.values = {{"message-bits", "4"}, {"error", "9999/10000"}};
  EXPECT_THROW(n_star("f2u", request), std::invalid_argument);
  request.values["error"] = "1/10";
  EXPECT_TRUE(n_star("f2u", request).row.holds);
}

}  // namespace
