// The theorems F2U, H3, FFR and G of kind counting against powers of integers written out in full, on both sides of each threshold.
#include <gtest/gtest.h>

#include <gmpxx.h>

#include <vector>

#include "checker/checker.hpp"
#include "checker/texts.hpp"

namespace attest::checker::testing {
namespace {

using Power = std::pair<mpz_class, mpz_class>;  // base, exponent >= 0

mpz_class product(const std::vector<Power>& powers) {
  mpz_class all = 1, one;
  for (const auto& [base, exponent] : powers) {
    mpz_pow_ui(one.get_mpz_t(), base.get_mpz_t(), exponent.get_ui());
    all *= one;
  }
  return all;
}

std::string line(const std::string& key, const mpz_class& value) { return key + " " + value.get_str() + "\n"; }

std::string words(const std::string& key, const std::vector<mpz_class>& values) {
  std::string text = key;
  for (const mpz_class& value : values) text += " " + value.get_str();
  return text + "\n";
}

Outcome outcome(const std::string& theorem, const std::string& lines) { return verify(evidence::certificate("counting", "claim bound\ntheorem " + theorem + "\n" + lines)).outcome; }

/// Certificates of one theorem on both sides of its threshold, as often as a test asks.
class Sides {
 public:
  explicit Sides(const char* theorem) : theorem_(theorem) {}
  void expect(const std::string& lines, bool holds) {
    EXPECT_EQ(outcome(theorem_, lines), holds ? Outcome::established : Outcome::not_established) << lines;
    (holds ? holds_ : fails_) += 1;
  }
  void more_than(int holding, int failing) const {
    EXPECT_GT(holds_, holding);
    EXPECT_GT(fails_, failing);
  }

 private:
  const char* theorem_;
  int holds_ = 0, fails_ = 0;
};

/// Lemma C with powers of integers: (used·y)^used·(rest·y)^rest > 2^deficit·free^used·marked^rest.
bool sure(const mpz_class& g, const mpz_class& marked, const mpz_class& k, const mpz_class& y, const std::vector<Power>& deficit) {
  if (g < 1 || g > k) return false;
  if (marked == 0) return true;
  const mpz_class free = k * y - marked, used = g - 1, rest = k - used;
  if (used * y >= free) return false;
  std::vector<Power> right = deficit;
  right.insert(right.end(), {{free, used}, {marked, rest}});
  return product({{mpz_class(used * y), used}, {mpz_class(rest * y), rest}}) > product(right);
}

/// `count` greatest sure gains; empty when a step has none.
std::vector<mpz_class> gains(int count, const mpz_class& k, const mpz_class& y, const std::vector<Power>& deficit) {
  std::vector<mpz_class> all;
  mpz_class marked = 0;
  while (count-- > 0) {
    mpz_class g = k;
    while (g > 0 && !sure(g, marked, k, y, deficit)) --g;
    if (g == 0) return {};
    all.push_back(g), marked += g;
  }
  return all;
}

mpz_class sum(const std::vector<mpz_class>& values) {
  mpz_class all = 0;
  for (const mpz_class& value : values) all += value;
  return all;
}

TEST(CheckerCounting, UniformInputs) {
  Random random(1);
  int holds = 0, edges = 0;
  for (int draw = 0; draw < 300; ++draw) {
    const long m = 2 + static_cast<long>(random.below(30)), n_1 = 1 + static_cast<long>(random.below(30)), e = static_cast<long>(random.below(4)), f = 4 + static_cast<long>(random.below(16));
    bool before = false;
    for (long b = 0; b <= 12; ++b) {
      const mpz_class N = m * n_1, list = mpz_class(1) << b;
      bool expected = f * list < (f - e) * N;
      if (expected) {  // 2^(2bf)·(f·2^b)^((f-e)m)·(f(N-2^b))^(em) < ((f-e)N)^((f-e)m)·(eN)^(em)
        std::vector<Power> left{{2, 2 * b * f}, {mpz_class(f * list), (f - e) * m}}, right{{mpz_class((f - e) * N), (f - e) * m}};
        if (e > 0) left.push_back({mpz_class(f * (N - list)), e * m}), right.push_back({mpz_class(e * N), e * m});
        expected = product(left) < product(right);
      }
      const std::string lines = line("m", m) + line("n_1", n_1) + line("message-bits", b) + line("error-above", e) + line("error-below", f);
      EXPECT_EQ(outcome("F2U", lines), expected ? Outcome::established : Outcome::not_established) << lines;
      holds += expected, edges += before && !expected;
      before = expected;
    }
  }
  EXPECT_GT(holds, 300);
  EXPECT_GT(edges, 100);
  const auto with = [](const std::string& error) { return outcome("F2U", "m 32\nn_1 200\nmessage-bits 6\n" + error); };
  EXPECT_EQ(with("error-above 1\nerror-below 20\n"), Outcome::established);
  EXPECT_EQ(with("error-above 20\nerror-below 20\n"), Outcome::not_established);
  EXPECT_EQ(with("error-above 1\nerror-below 0\n"), Outcome::malformed);
  EXPECT_EQ(with("error-above 1\n"), Outcome::malformed);
}

/// Sides of H3 at these numbers; the gains are the greatest ones.
struct H3 {
  long m, n_1, n_2, b, pre, mid, post, X, h, t, y;
  int x;
  std::string lines;
  bool holds() {
    const mpz_class T = m - t + X * t, k = n_1 * X;
    mpz_class K = n_1 * pre + n_1 * n_2 * b;
    if (mid > 0) K += std::min<mpz_class>(X * mid, mid + (T + 1) * b);
    const auto steps = gains(x, k, y, {{2, K}});
    lines = line("m", m) + line("n_1", n_1) + line("n_2", n_2) + line("message-bits", b) + line("pre-bits", pre) + line("mid-bits", mid) + line("post-bits", post) + line("X1", X) + line("h", h) + line("t1", t) +
            line("y", y) + words("gains", steps.empty() ? std::vector<mpz_class>{k + 1} : steps);
    if (steps.empty() || m < h * y || m < t || X > h || product({{X - 1, t}, {2, pre}}) >= product({{h, t}})) return false;
    const long inside = pre > 0 ? x : std::min<long>(x, y);
    const mpz_class sigma = pre + mid + (1 + n_1 * n_2) * b + T * b + n_1 * ((m - h) + inside * h) * b + x * X * post + n_1 * n_2 * X * b;
    return product({{2, sigma}, {y, mid > 0 ? x * k : mpz_class(0)}}) < product({{m * n_1 * n_2, n_2 * sum(steps)}});
  }
};

TEST(CheckerCounting, TwoFullLayersAmongRecurrentOnes) {
  Random random(2);
  Sides sides("H3");
  for (int draw = 0; draw < 500; ++draw) {
    const long h = random.between(2, 6), y = random.between(1, 6);
    H3 at{h * y + random.between(0, 3) - (draw % 10 == 0), random.between(1, 3), random.between(5, 40), random.between(0, 2), random.between(0, 2), random.between(0, 1), random.between(0, 2), random.between(1, 3), h, random.between(1, 8), y, static_cast<int>(random.between(1, 3)), {}};
    const bool holds = at.holds();  // and writes the lines
    sides.expect(at.lines, holds);
  }
  sides.more_than(60, 60);
  EXPECT_EQ(outcome("H3", "m 4\n"), Outcome::malformed);
}

/// At q = 2 psi_2(e) = 1 + e is the one line, so S = ceil(groups(1 + (m-1)(1 - loss/t))).
TEST(CheckerCounting, TwoFullLayersAndATail) {
  Random random(3);
  Sides sides("FFR");
  for (int draw = 0; draw < 400; ++draw) {
    const long g = random.between(1, 3), groups = random.between(1, 6), m = random.between(4, 40), b = random.between(0, 2), s = random.between(0, 6), t = random.between(1, m), n_1 = g * groups;
    const long kept = std::max<long>(0, t - g * b), S = groups + (groups * (m - 1) * kept + t - 1) / t, T = 2 * m - t + (t - 1) * 2;
    const auto lines = [&](long members, long q, long i) {
      return line("m", m) + line("n_1", n_1) + line("message-bits", b) + line("post-bits", s) + line("g", g) + line("q", q) + line("t", t) + line("i", i) + line("S", members);
    };
    const long tail = std::min(S * s, s + b * (S + m - t + t * S));
    const bool expected = product({{2, b * (2 * n_1 + 1 + T) + tail}}) < product({{m * n_1, g * S}});
    sides.expect(lines(S, 2, 1), expected);
    EXPECT_EQ(outcome("FFR", lines(S + 1, 2, 1)), Outcome::not_established) << lines(S + 1, 2, 1);
    EXPECT_EQ(outcome("FFR", lines(S, 2, 2)), Outcome::not_established) << "i must be less than q";
  }
  sides.more_than(60, 60);
}

/// L = 2: lazy min(x·post, post + b(x + (m-t+tx)x)) more than H2; eager with the messages of z_1 at level 0 in the signature.
TEST(CheckerCounting, TheoremGForTwoFunctions) {
  Random random(4);
  Sides sides("G");
  for (int draw = 0; draw < 400; ++draw) {
    const bool eager = random.coin();
    const long m = random.between(2, 12), n_1 = random.between(1, 6), b = random.between(0, 6), pre = random.between(0, 6), post = random.between(0, 6), x = random.between(1, 8), t = random.between(1, m), A = m - t + t * x;
    const std::string lines = std::string("form ") + (eager ? "hybrid-eager" : "hybrid") + "\nL 2\n" + line("message-bits", b) + words("state-bits", {pre, post}) + line("rows", n_1) + line("m", m) + line("t1", t) + line("x1", x);
    const long last = eager ? std::min(post + b * (1 + A), x * post) : std::min(x * post, post + b * (x + A));
    const bool expected = x <= m && product({{x - 1, t}, {2, pre}}) < product({{m, t}}) && product({{2, n_1 * b + pre + last}}) < product({{m * n_1, n_1 * x}});
    sides.expect(lines, expected);
  }
  sides.more_than(50, 50);
}

/// L = 3, full: bounds_general.md section 4 written out, at q = 2 and no trailing state.
TEST(CheckerCounting, TheoremGForThreeFunctionsAndFullLayers) {
  Random random(5);
  Sides sides("G");
  for (int draw = 0; draw < 300; ++draw) {
    const long b = random.between(0, 1), g = random.between(1, 2), groups = random.between(1, 2), rows = g * groups, m = random.between(3, 12), n_2 = random.between(1, 30), t = random.between(1, m), y = random.between(1, 3);
    const int x = static_cast<int>(random.between(1, 2));
    const long loss = g * n_2 * b, kept = std::max<long>(0, t - loss), S = groups + (groups * (m - 1) * kept + t - 1) / t, T = 2 * m - t + (t - 1) * 2;
    const mpz_class K = b * (2 * rows * n_2 + 1 + T), f = rows * m, N_1 = m * rows * y, C = N_1 - f + f * x;
    const auto steps = gains(x, g * S, y, {{2, K}});
    if (steps.empty()) continue;
    const std::string lines = "form full\nL 3\n" + words("message-bits", {b, b, b}) + "state-bits 0\n" + words("rows", {rows, n_2}) + line("m", m) + line("t1", t) + line("g", g) + "q 2\ni 1\n" + line("S", S) + line("y", y) + words("gains", steps);
    const mpz_class left = b * (3 * rows * n_2 + g * S * n_2 + 1 + T + S + (m - t + t * S) + 2 * C);
    const bool expected = product({{2, left}, {y, x * f}}) < product({{mpz_class(N_1 * n_2), n_2 * sum(steps)}});
    sides.expect(lines, expected);
  }
  sides.more_than(40, 20);
}

TEST(CheckerCounting, RangesOfTheTheoremsWithCovers) {
  const std::string good = "form hybrid\nL 3\nmessage-bits 0 0\nstate-bits 0 0 0\nrows 1 4\nm 4\nt1 1\nx1 4\ny 1\ngains 4\n";
  EXPECT_EQ(outcome("G", good), Outcome::established);
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string lines = good;
    lines.replace(lines.find(from), from.size(), to);
    return outcome("G", lines);
  };
  EXPECT_EQ(with("gains 4", "gains 5"), Outcome::not_established);
  EXPECT_EQ(with("x1 4", "x1 5"), Outcome::not_established);
  EXPECT_EQ(with("t1 1", "t1 5"), Outcome::not_established);
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{{"L 3", "L 13"}, {"L 3", "L 1"}, {"rows 1 4", "rows 1"}, {"rows 1 4", "rows 1 4 4"}, {"rows 1 4", "rows 0 4"}, {"gains 4", "gains 0"}, {"gains 4", "gains"},
                                                                                {"gains 4", "gains 4611686018427387905"}, {"m 4", "m 1"}, {"y 1\n", ""}, {"hybrid", "half"}, {"message-bits 0 0", "message-bits 0 0 0"}})
    EXPECT_EQ(with(from, to), Outcome::malformed) << to;
  std::string many = "gains";
  for (int i = 0; i <= 20000; ++i) many += " 1";
  EXPECT_EQ(with("gains 4", many), Outcome::malformed);
  EXPECT_EQ(outcome("S", "U 8\nB 2\nn 8\nk 1\nmessage-bits 3\nsees-positions yes\n"), Outcome::established);  // 8 - 16/8 = 6 values, C(6,2) = 15
  EXPECT_EQ(outcome("S", "U 8\nB 2\nn 8\nk 1\nmessage-bits 4\nsees-positions yes\n"), Outcome::not_established);
  EXPECT_EQ(outcome("S", "U 8\nB 2\nn 8\nk 1\nmessage-bits 4\n"), Outcome::established);  // C(8,2) = 28
  EXPECT_EQ(outcome("S", "U 8\nB 2\nn 8\nk 1\nmessage-bits 4\nsees-positions no\n"), Outcome::malformed);
}

}  // namespace
}  // namespace attest::checker::testing
