// The sums that the methods rest on, against every case they stand for, in formats of few bits; each law is broken by
// planted mutants of what it is about.
#include <gtest/gtest.h>

#include <algorithm>

#include "checker/bounded.hpp"
#include "checker/heavy_light.hpp"
#include "checker/outcome.hpp"
#include "checker/pieces.hpp"
#include "checker/repeated.hpp"
#include "checker/texts.hpp"

namespace attest::checker::testing {
namespace {

Arithmetic arithmetic_of(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t stop = std::min(text.find(' ', start), text.size());
    words.push_back(text.substr(start, stop - start));
    start = stop + 1;
  }
  return Arithmetic(words);
}

Arithmetic random_arithmetic(Random& random, const std::string& sums) {
  const std::string format = random.pick({"p1", "p2", "p3", "p5", "e4m3", "e5m2", "e2m3", "e3m2", "bfloat16", "fx(6,3)", "ufx(6,2)"});
  return arithmetic_of(format + " " + (format.find('(') != std::string::npos ? "down" : random_rounding(random)) + " " + sums + " unfused");
}

Real random_number(Random& random, const Arithmetic& a) { return a.convert(dyadic(static_cast<long>(random.below(64)), static_cast<long>(random.below(6)) - 7)); }

Real plain_sum(const Arithmetic& a, const std::vector<Real>& terms, bool raw = false) {
  return a.sum(terms.size(), [&](std::size_t i) -> const Real& { return terms[i]; }, raw);
}

std::string text_of(const Real& x) { return std::to_string(mpfr_get_d(x.get(), MPFR_RNDN)); }

// ---- equal terms ----------------------------------------------------------------------------------------------------

using Repeated = std::function<Real(const Arithmetic&, const Real&, std::int64_t)>;

/// The first case in which it differs from adding one by one; empty when there is none.
std::string repeated_violation(const Repeated& repeated) {
  Random random(1);
  for (int round = 0; round < 3000; ++round) {
    const Arithmetic a = random_arithmetic(random, random_sums(random));
    const Real w = random_number(random, a);
    const auto n = static_cast<std::int64_t>(1 + random.below(round % 10 == 0 ? 600 : 40));
    std::optional<Real> expected, found;
    try {
      expected = plain_sum(a, std::vector<Real>(static_cast<std::size_t>(n), w));
    } catch (const Undefined&) {
    }
    try {
      found = repeated(a, w, n);
    } catch (const Undefined&) {
    }
    if (expected.has_value() != found.has_value() || (expected && !equal(*expected, *found))) return "round " + std::to_string(round) + ": " + std::to_string(n) + " terms " + text_of(w);
  }
  return "";
}

TEST(CheckerSums, EqualTermsAreAddedAsOneByOne) {
  EXPECT_EQ(repeated_violation(repeated_sum), "");
  // Mutants: as if the first step went on for ever; and as if it did within its binade, whatever the parity.
  const auto first_step_for_ever = [](const Arithmetic& a, const Real& w, std::int64_t n) {
    if (n < 3 || !a.sequential()) return repeated_sum(a, w, n);
    const Real two = repeated_sum(a, w, 2);
    return a.add(two, exact_product(whole(n - 2), a.sub(two, w)));
  };
  EXPECT_NE(repeated_violation(first_step_for_ever), "");
  const auto parity_forgotten = [](const Arithmetic& a, const Real& w, std::int64_t n) {
    if (!a.sequential() || a.fixed()) return repeated_sum(a, w, n);
    Real total = a.convert(w);
    for (std::int64_t left = n - 1; left > 0;) {
      const Real before = total;
      a.accumulate(total, w);
      --left;
      const Real step = a.sub(total, before);
      if (step.is_zero()) break;
      for (; left > 0; --left) {  // the step is kept to the end of the binade
        Real next(64);
        mpfr_add(next.get(), total.get(), step.get(), MPFR_RNDN);
        if (before.is_zero() || mpfr_get_exp(next.get()) != mpfr_get_exp(before.get())) break;
        total = a.convert(next);
      }
    }
    return total;
  };
  EXPECT_NE(repeated_violation(parity_forgotten), "");
}

TEST(CheckerSums, ALastTermComesLast) {
  Random random(2);
  for (int round = 0; round < 2000; ++round) {
    const Arithmetic a = random_arithmetic(random, random_sums(random));
    const Real w = random_number(random, a), last = random_number(random, a);
    const auto n = static_cast<std::int64_t>(1 + random.below(30));
    std::vector<Real> terms(static_cast<std::size_t>(n), w);
    terms.push_back(last);
    try {
      const Real expected = plain_sum(a, terms);
      EXPECT_TRUE(equal(expected, repeated_sum_with_last(a, w, n, last))) << round;
    } catch (const Undefined&) {
      EXPECT_THROW(repeated_sum_with_last(a, w, n, last), Undefined) << round;
    }
  }
}

TEST(CheckerSums, AMillionTermsTakeNoTime) {
  const Arithmetic a = arithmetic_of("binary32 nearest-even left-to-right unfused");
  EXPECT_TRUE(equal(repeated_sum(a, whole(1), 1 << 30), whole(1 << 24)));  // stalls at 2^24
  EXPECT_TRUE(equal(repeated_sum(a, whole(3), 5000000), whole(15000000)));
}

// ---- one heavy term -------------------------------------------------------------------------------------------------

using Extremes = std::function<ExtremeSums::Pair(const Arithmetic&, const Real& light, const Real& heavy, bool raw, std::size_t)>;

ExtremeSums::Pair real_extremes(const Arithmetic& a, const Real& light, const Real& heavy, bool raw, std::size_t N) { return ExtremeSums(a, light, heavy, raw).of(N); }

/// S(N) is the sum of N light terms, H(N) the largest sum with one heavy term among them.
std::string extremes_violation(const Extremes& extremes) {
  Random random(3);
  for (int round = 0; round < 3000; ++round) {
    const Arithmetic a = random_arithmetic(random, random_sums(random));
    const bool raw = a.sums() == Sums::exact || (a.sums() != Sums::pairwise && random.coin());
    Real light = random_number(random, a), heavy = random_number(random, a);
    if (raw) light = exact_product(light, dyadic(5, -3)), heavy = exact_product(heavy, dyadic(7, -3));
    if (less(heavy, light)) std::swap(light, heavy);
    const std::size_t N = 1 + random.below(12);
    try {
      const Real lights = plain_sum(a, std::vector<Real>(N, light), raw);
      Real most;
      for (std::size_t place = 0; place < N; ++place) {
        std::vector<Real> terms(N, light);
        terms[place] = heavy;
        most = larger(most, plain_sum(a, terms, raw));
      }
      const auto found = extremes(a, light, heavy, raw, N);
      if (!equal(found.light, lights) || !equal(found.heavy, most)) return "round " + std::to_string(round);
    } catch (const Undefined&) {
    }
  }
  return "";
}

TEST(CheckerSums, OneHeavyTermIsBoundedOverAllItsPlaces) {
  EXPECT_EQ(extremes_violation(real_extremes), "");
  const auto sequential = [](const std::function<Real(const Real& hit_before, const Real& hit_now)>& join) {
    return [join](const Arithmetic& a, const Real& light, const Real& heavy, bool raw, std::size_t N) {
      if (!a.sequential() || raw) return ExtremeSums(a, light, heavy, raw).of(N);
      ExtremeSums::Pair sums{a.convert(light), a.convert(heavy)};
      for (std::size_t j = 1; j < N; ++j) {
        sums.heavy = join(a.add(sums.heavy, light), a.add(sums.light, heavy));
        sums.light = a.add(sums.light, light);
      }
      return sums;
    };
  };
  EXPECT_EQ(extremes_violation(sequential([](const Real& x, const Real& y) { return larger(x, y); })), "");
  EXPECT_NE(extremes_violation(sequential([](const Real& x, const Real&) { return x; })), "") << "heavy first alone";
  EXPECT_NE(extremes_violation(sequential([](const Real&, const Real& y) { return y; })), "") << "heavy last alone";
  EXPECT_NE(extremes_violation(sequential([](const Real& x, const Real& y) { return less(x, y) ? x : y; })), "") << "the smaller one";
  EXPECT_NE(extremes_violation([](const Arithmetic& a, const Real& light, const Real& heavy, bool raw, std::size_t N) { return real_extremes(a, heavy, light, raw, N); }), "") << "light and heavy swapped";
  EXPECT_NE(extremes_violation([](const Arithmetic& a, const Real& light, const Real& heavy, bool raw, std::size_t N) { return real_extremes(a, light, heavy, raw, std::max<std::size_t>(1, N - 1)); }), "") << "a term dropped";
  EXPECT_NE(extremes_violation([](const Arithmetic& a, const Real& light, const Real& heavy, bool raw, std::size_t N) { return real_extremes(a, light, heavy, !raw, N); }), "") << "terms rounded, or not";
}

// ---- some heavy terms -----------------------------------------------------------------------------------------------

using LargestSums = std::function<std::vector<std::vector<Real>>(const Arithmetic&, const Terms&, std::size_t heavy, std::size_t light)>;

std::vector<std::vector<Real>> real_largest(const Arithmetic& a, const Terms& terms, std::size_t heavy, std::size_t light) {
  std::vector<std::vector<Real>> all;
  TermSums(a, terms).rows(heavy, [&](std::size_t) { return light; }, [&](std::size_t, const std::vector<Real>& row) {
    all.push_back(row);
    return true;
  });
  return all;
}

/// The rounded sum of heavy and light terms in this order, in the order of sums of `a`; left to right with what online softmax does.
Real sum_in_order(const Arithmetic& a, const Terms& terms, const std::vector<int>& order) {
  if (!a.sequential()) {
    std::vector<Real> all;
    if (terms.first) all.push_back(*terms.first);
    for (const int heavy : order) all.push_back(heavy ? terms.heavy : terms.light);
    return a.sum(all.size(), [&](std::size_t i) -> const Real& { return all[i]; }, false);
  }
  Real total = terms.first ? a.convert(*terms.first) : a.integer(0);
  bool met = false;
  for (const int heavy : order) {
    if (heavy && !met && terms.rescale) total = a.mul(total, *terms.rescale);
    met = met || heavy;
    a.accumulate(total, heavy ? terms.heavy : met ? terms.light : terms.early);
  }
  if (!met && terms.rescale) total = a.mul(total, *terms.rescale);
  return total;
}

/// The largest over all orders of i heavy and j light terms.
Real largest_in_any_order(const Arithmetic& a, const Terms& terms, std::size_t i, std::size_t j) {
  std::vector<int> order(i, 1);
  order.insert(order.begin(), j, 0);
  Real most;
  do {
    most = larger(most, sum_in_order(a, terms, order));
  } while (std::next_permutation(order.begin(), order.end()));
  return most;
}

Terms random_terms(Random& random, const Arithmetic& a) {
  const Real heavy = random_number(random, a);
  Terms terms = plain_terms(heavy, random_number(random, a), 0);
  if (random.below(2)) terms.first = random_number(random, a);
  if (random.below(2) && a.sequential()) terms.early = random_number(random, a), terms.rescale = a.convert(dyadic(1 + static_cast<long>(random.below(16)), -4));
  return terms;
}

/// F(i,j) against all orders of i heavy and j light terms.
std::string largest_violation(const LargestSums& largest) {
  Random random(4);
  for (int round = 0; round < 800; ++round) {
    const Arithmetic a = random_arithmetic(random, "left-to-right");
    const std::size_t I = random.below(4), J = random.below(4);
    try {
      const Terms terms = random_terms(random, a);
      const auto found = largest(a, terms, I, J);
      for (std::size_t i = 0; i <= I; ++i)
        for (std::size_t j = 0; j <= J; ++j)
          if (!equal(found.at(i).at(j), largest_in_any_order(a, terms, i, j))) return "round " + std::to_string(round);
    } catch (const Undefined&) {
    }
  }
  return "";
}

TEST(CheckerSums, HeavyAndLightTermsAreBoundedOverAllTheirOrders) {
  EXPECT_EQ(largest_violation(real_largest), "");
  const auto mutant = [](bool heavy_last, bool light_last, bool rescaled) {
    return [=](const Arithmetic& a, const Terms& t, std::size_t I, std::size_t J) {
      std::vector<std::vector<Real>> all(I + 1, std::vector<Real>(J + 1));
      for (std::size_t j = 0; j <= J; ++j) all[0][j] = j > 0 ? a.add(all[0][j - 1], t.early) : t.first ? a.convert(*t.first) : a.integer(0);
      for (std::size_t j = 0; j <= J && t.rescale && rescaled; ++j) all[0][j] = a.mul(all[0][j], *t.rescale);
      for (std::size_t i = 1; i <= I; ++i)
        for (std::size_t j = 0; j <= J; ++j) {
          Real& here = all[i][j];
          if (heavy_last || j == 0) here = a.add(all[i - 1][j], t.heavy);
          if (j > 0 && light_last) here = larger(here, a.add(all[i][j - 1], t.light));
        }
      return all;
    };
  };
  EXPECT_EQ(largest_violation(mutant(true, true, true)), "");
  EXPECT_NE(largest_violation(mutant(true, false, true)), "") << "light terms first alone";
  EXPECT_NE(largest_violation(mutant(false, true, true)), "") << "heavy terms first alone";
  EXPECT_NE(largest_violation(mutant(true, true, false)), "") << "never rescaled";
  const auto changed = [](void (*change)(Terms&)) {
    return [=](const Arithmetic& a, Terms t, std::size_t I, std::size_t J) { return change(t), real_largest(a, t, I, J); };
  };
  EXPECT_NE(largest_violation(changed([](Terms& t) { std::swap(t.heavy, t.light); })), "") << "swapped";
  EXPECT_NE(largest_violation(changed([](Terms& t) { t.first.reset(); })), "") << "without what was summed before";
  EXPECT_NE(largest_violation(changed([](Terms& t) { t.early = t.light; })), "") << "light terms before a hit as after it";
}

struct Bounds {
  std::function<std::optional<mpq_class>(const TermSums&, std::size_t hits)> relative = [](const TermSums& sums, std::size_t hits) { return sums.relative(hits); };
  std::function<bool(const TermSums&)> absorbed = [](const TermSums& sums) { return sums.absorbed(); };
};

/// The relative bound is no less than any sum, and absorbed terms change none, in every order of sums.
std::string bound_violation(const Bounds& bounds, int& bounded, int& absorbed) {
  Random random(9);
  for (int round = 0; round < 6000; ++round) {
    const Arithmetic a = random_arithmetic(random, random.pick({"left-to-right", "pairwise", "blocked(2)", "exact"}));
    const std::size_t n = 1 + random.below(5), i = 1 + random.below(n);
    try {
      Terms terms = random_terms(random, a);
      terms.n = n;
      if (round % 3 == 0) terms.early = terms.light = a.convert(scaled(terms.heavy, -static_cast<long>(random.below(12))));
      const TermSums sums(a, terms);
      const Real most = largest_in_any_order(a, terms, i, n - i);
      if (const auto bound = bounds.relative(sums, i)) {
        ++bounded;
        mpq_class exact;
        mpfr_get_q(exact.get_mpq_t(), scaled(most, -sums.scale()).get());
        if (exact > *bound) return "relative, round " + std::to_string(round);
      }
      if (!bounds.absorbed(sums)) continue;
      ++absorbed;
      // Where the light terms stand there are zeros in the numerator.
      Terms alone = terms;
      alone.light = alone.early = a.integer(0);
      std::vector<int> order(i, 1);
      order.insert(order.begin(), n - i, 0);
      do {
        if (!equal(sum_in_order(a, terms, order), sum_in_order(a, alone, order))) return "absorbed, round " + std::to_string(round);
      } while (std::next_permutation(order.begin(), order.end()));
    } catch (const Undefined&) {
    }
  }
  return "";
}

TEST(CheckerSums, RelativeBoundsAndAbsorptionHoldInEveryOrderOfSums) {
  int bounded = 0, absorbed = 0, ignored = 0;
  EXPECT_EQ(bound_violation({}, bounded, absorbed), "");
  EXPECT_GT(bounded, 800);
  EXPECT_GT(absorbed, 300);
  Bounds exact_sum;
  exact_sum.relative = [](const TermSums& sums, std::size_t hits) -> std::optional<mpq_class> {
    auto bound = sums.relative(hits);
    if (bound) *bound *= sums.slack();
    return bound;
  };
  EXPECT_NE(bound_violation(exact_sum, ignored, ignored), "") << "without 1/(1-Ku)";
  Bounds all_absorb;
  all_absorb.absorbed = [](const TermSums&) { return true; };
  EXPECT_NE(bound_violation(all_absorb, ignored, ignored), "");
}

// ---- pieces ---------------------------------------------------------------------------------------------------------

using Pieces = std::function<bool(const Plan&, const Real& lo, const Real& hi, const Real& blank, const Real& threshold, bool yes)>;

bool real_pieces(const Plan& plan, const Real& lo, const Real& hi, const Real& blank, const Real& threshold, bool yes) {
  std::uint64_t count = 0;
  return pieces_hold(plan, lo, hi, blank, threshold, yes, count);
}

/// Against every number of a small accumulator between the ends: the same verdict, since splitting ends at single numbers.
std::string pieces_violation(const Pieces& pieces) {
  Random random(5);
  int held = 0;
  for (int round = 0; round < 4000; ++round) {
    Plan plan;
    const std::string format = random.pick({"e4m3", "e5m2", "e3m2", "fx(6,3)", "ufx(6,2)"});
    plan.accumulator = arithmetic_of(format + " " + (format.find('(') != std::string::npos ? "down" : random_rounding(random)) + " left-to-right unfused");
    plan.output = random_arithmetic(random, "left-to-right");
    const Arithmetic& a = plan.accumulator;
    Real lo = a.convert(dyadic(static_cast<long>(random.below(16)), static_cast<long>(random.below(4)) - 4)), hi = a.convert(dyadic(static_cast<long>(random.below(64)), -3));
    if (less(hi, lo)) std::swap(lo, hi);
    const Real blank = a.convert(dyadic(1 + static_cast<long>(random.below(15)), -3)), threshold = dyadic(1 + static_cast<long>(random.below(7)), -3);
    const bool yes = random.coin();
    try {
      bool all = true;
      for (Real R = lo;; R = a.next(R)) {
        all = all && at_least(plan.output.div(R, a.add(R, blank)), threshold) == yes;
        if (equal(R, hi)) break;
      }
      held += all;
      if (pieces(plan, lo, hi, blank, threshold, yes) != all) return "round " + std::to_string(round);
    } catch (const Undefined&) {
    }
  }
  return held > 100 ? "" : "nothing held";
}

TEST(CheckerSums, PiecesDecideEveryNumberBetween) {
  EXPECT_EQ(pieces_violation(real_pieces), "");
  const auto ends_alone = [](const Plan& plan, const Real& lo, const Real& hi, const Real& blank, const Real& threshold, bool yes) {
    return real_pieces(plan, lo, lo, blank, threshold, yes) && real_pieces(plan, hi, hi, blank, threshold, yes);
  };
  EXPECT_NE(pieces_violation(ends_alone), "");
  const auto tie_is_no = [](const Plan& plan, const Real& lo, const Real& hi, const Real& blank, const Real& threshold, bool yes) {
    return real_pieces(plan, lo, hi, blank, dyadic(mpfr_get_si(scaled(threshold, 20).get(), MPFR_RNDN) + 1, -20), yes);
  };
  EXPECT_NE(pieces_violation(tie_is_no), "");
  const auto blank_forgotten_once = [](const Plan& plan, const Real& lo, const Real& hi, const Real& blank, const Real& threshold, bool yes) {
    return at_least(plan.output.div(yes ? lo : hi, plan.accumulator.add(yes ? lo : hi, blank)), threshold) == yes;  // numerator and denominator at one end
  };
  EXPECT_NE(pieces_violation(blank_forgotten_once), "");
}

}  // namespace
}  // namespace attest::checker::testing
