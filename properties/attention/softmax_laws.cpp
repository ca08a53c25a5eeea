// Laws of softmax attention that hold for every implementation: against the direct formula in exact rationals (base 2, integer
// scores), and bit for bit in finite formats where monotone rounding or commutativity says so.
#include <cmath>

#include "formulas.hpp"
#include "implementation.hpp"

namespace attest::attention::testing {

namespace {

using arithmetic::Number;
using support::Random;

constexpr Softmax all_softmax[] = {Softmax::naive, Softmax::two_pass, Softmax::online};
constexpr KeyOrder all_orders[] = {KeyOrder::first_to_last, KeyOrder::last_to_first};

template <arithmetic::Arithmetic A>
Plan<A> plan_of(const A& a, Softmax softmax, KeyOrder order = KeyOrder::first_to_last,
                Normalisation normalisation = Normalisation::quotient, Exponential exponential = Exponential::base2) {
  Plan<A> plan = uniform_plan(a, softmax, exponential);
  plan.key_order = order;
  plan.normalisation = normalisation;
  return plan;
}

std::string describe(Softmax softmax, KeyOrder order, Normalisation normalisation) {
  return to_text(softmax) + ", " + to_text(order) + ", " + to_text(normalisation);
}

/// naive = two-pass = online = Σ 2^s v / Σ 2^s, whatever the order of keys and the place of the division.
std::string direct_formula(const Implementation& implementation) {
  const RationalArithmetic a;
  Random random(11);
  for (int i = 0; i < 60; ++i) {
    const Shape shape{1 + random.below(3), 1 + random.below(3), 1 + random.below(7), false};
    const Sequence tokens = draw_sequence(random, shape);
    const auto drives = to_drives(a, tokens);
    const std::vector<Rational> expected = softmax_formula(tokens);
    for (const Softmax softmax : all_softmax)
      for (const KeyOrder order : all_orders)
        for (const auto normalisation : {Normalisation::quotient, Normalisation::weights_first})
          if (implementation.rational.attend(plan_of(a, softmax, order, normalisation), drives.back().query, drives) != expected)
            return "differs from the direct formula: " + describe(softmax, order, normalisation);
  }
  return {};
}

/// A permutation of the keys changes nothing in exact arithmetic.
std::string permutation(const Implementation& implementation) {
  const RationalArithmetic a;
  Random random(12);
  for (int i = 0; i < 40; ++i) {
    auto drives = to_drives(a, draw_sequence(random, {2, 2, 5, false}));
    const std::vector<Rational> query = drives.front().query;
    for (const Softmax softmax : all_softmax) {
      const auto plan = plan_of(a, softmax);
      const auto before = implementation.rational.attend(plan, query, drives);
      auto shuffled = drives;
      for (std::size_t j = shuffled.size() - 1; j > 0; --j) std::swap(shuffled[j], shuffled[random.below(j + 1)]);
      if (implementation.rational.attend(plan, query, shuffled) != before) return "a permutation of keys changes " + to_text(softmax);
    }
  }
  return {};
}

/// Values of 1 give exactly 1 in every format: numerator and denominator are the same sums.
std::string row_sum(const Implementation& implementation) {
  Random random(13);
  for (const char* format : {"bfloat16", "binary16", "e4m3", "p3", "binary32"}) {
    const Emulated a = emulated(format);
    for (int i = 0; i < 20; ++i) {
      Sequence tokens = draw_sequence(random, {1, 1, 6, false});
      for (TokenData& token : tokens) token.value = {1};
      const auto drives = to_drives(a, tokens);
      for (const Softmax softmax : all_softmax)
        for (const KeyOrder order : all_orders) {
          const auto plan = plan_of(a, softmax, order, Normalisation::quotient, Exponential::natural);
          const auto y = implementation.emulated.attend(plan, {a.from_integer(1)}, drives);
          if (y.front() != a.from_integer(1)) return "weights sum to " + a.to_text(y.front()) + " in " + format + ", " + to_text(softmax);
        }
    }
  }
  return {};
}

/// Scores 200, 280, 360, far beyond the range of exp and so far apart that even e^(score − first score) overflows: two-pass
/// and online give the last value, naive inf/inf.
std::string large_scores(const Implementation& implementation) {
  const Emulated a = emulated("bfloat16");
  std::vector<Drive<Emulated>> drives(3);
  for (int j = 0; j < 3; ++j) {
    drives[j].key = {a.from_integer(100 + 40 * j)};
    drives[j].value = {a.from_integer(j)};
  }
  for (const Softmax softmax : {Softmax::two_pass, Softmax::online}) {
    const auto y = implementation.emulated.attend(plan_of(a, softmax, KeyOrder::first_to_last, Normalisation::quotient, Exponential::natural),
                                                  {a.from_integer(2)}, drives);
    if (!y.front().is_finite() || y.front() != a.from_integer(2)) return to_text(softmax) + " gives " + a.to_text(y.front()) + " where 2 is right";
  }
  const auto y = implementation.emulated.attend(plan_of(a, Softmax::naive, KeyOrder::first_to_last, Normalisation::quotient, Exponential::natural),
                                                {a.from_integer(2)}, drives);
  return y.front().is_nan() ? "" : "naive softmax of scores above 200 gives " + a.to_text(y.front()) + " instead of inf/inf";
}

/// Rounding by rounding, written out once more in the plainest loops, in bfloat16 with binary32 sums.
std::string roundings(const Implementation& implementation) {
  const Emulated narrow = emulated("bfloat16"), wide = emulated("e8p12");
  Random random(14);
  for (int i = 0; i < 60; ++i) {
    const auto drives = to_drives(narrow, draw_sequence(random, {2, 1, 7, false}));
    const std::vector<Number> query{narrow.from_ratio(random.between(-9, 9), 7), narrow.from_ratio(1, 3)};
    for (const auto normalisation : {Normalisation::quotient, Normalisation::weights_first})
      for (const KeyOrder order : all_orders) {
        Plan<Emulated> plan = plan_of(narrow, Softmax::two_pass, order, normalisation, Exponential::natural);
        plan.accumulator = plan.score = wide;
        std::vector<Number> scores, values;
        for (std::size_t j = 0; j < drives.size(); ++j) {
          const auto& d = drives[order == KeyOrder::first_to_last ? j : drives.size() - 1 - j];
          scores.push_back(wide.add(wide.mul(query[0], d.key[0]), wide.mul(query[1], d.key[1])));
          values.push_back(d.value[0]);
        }
        Number most = scores[0], total = wide.zero(), numerator = wide.zero();
        for (const Number& s : scores) most = wide.max(most, s);
        std::vector<Number> weights;
        for (const Number& s : scores) weights.push_back(narrow.exp(narrow.sub(s, most)));
        for (const Number& w : weights) total = wide.add(total, w);
        const bool first = normalisation == Normalisation::weights_first;
        for (std::size_t j = 0; j < values.size(); ++j)
          numerator = wide.add(numerator, wide.mul(first ? narrow.div(weights[j], total) : weights[j], values[j]));
        const Number expected = first ? narrow.convert(numerator) : narrow.div(numerator, total);
        const Number y = implementation.emulated.attend(plan, query, drives).front();
        if (compare(y, expected) != arithmetic::Order::equal)
          return "rounded elsewhere: " + describe(Softmax::two_pass, order, normalisation) + " gives " + narrow.to_text(y) + ", not " + narrow.to_text(expected);
      }
  }
  return {};
}

/// Two keys with scores 0 and 1: e/(1+e) and 2/3.
std::string exponentials(const Implementation& implementation) {
  const Emulated a = emulated("binary64");
  std::vector<Drive<Emulated>> drives(2);
  for (int j = 0; j < 2; ++j) drives[j].key = drives[j].value = {a.from_integer(j)};
  for (const Softmax softmax : all_softmax)
    for (const auto exponential : {Exponential::natural, Exponential::base2}) {
      const double base = exponential == Exponential::natural ? std::exp(1.0) : 2.0;
      const auto y = implementation.emulated.attend(plan_of(a, softmax, KeyOrder::first_to_last, Normalisation::quotient, exponential), {a.from_integer(1)}, drives);
      if (std::abs(arithmetic::to_double(y.front()) - base / (1 + base)) > 1e-15) return "wrong base: " + to_text(exponential) + ", " + to_text(softmax);
    }
  return {};
}

/// Visiting keys last to first is visiting the reversed keys first to last; and it matters: small terms are absorbed by a large one,
/// so 3 bits keep small later terms apart from a large one only in one order.
std::string key_order(const Implementation& implementation) {
  const Emulated a = emulated("p3");
  bool differs = false;
  Random random(15);
  for (int i = 0; i < 40; ++i) {
    auto drives = to_drives(a, draw_sequence(random, {1, 1, 8, false}));
    const std::vector<Number> query{a.from_integer(1)};
    std::vector<Drive<Emulated>> reversed(drives.rbegin(), drives.rend());
    for (const Softmax softmax : all_softmax) {
      const auto forward = implementation.emulated.attend(plan_of(a, softmax), query, drives);
      const auto backward = implementation.emulated.attend(plan_of(a, softmax, KeyOrder::last_to_first), query, drives);
      if (implementation.emulated.attend(plan_of(a, softmax), query, reversed) != backward) return "last to first is not the reversed sequence";
      differs |= forward != backward;
    }
  }
  return differs ? "" : "the order of keys never matters in 3 bits";
}

}  // namespace

std::vector<Law> softmax_laws() {
  return {{"softmax: direct formula", direct_formula}, {"softmax: permutation", permutation},
          {"softmax: row sum", row_sum},               {"softmax: large scores", large_scores},
          {"softmax: roundings", roundings},           {"softmax: exponentials", exponentials},
          {"softmax: key order", key_order}};
}

}  // namespace attest::attention::testing
