// The laws that every case of attention must obey, for RapidCheck, libFuzzer and corpus files alike:
//   exactly equal   naive, two-pass and online softmax, quotient and weights first, keys in either order, all in rational
//                   base-2 arithmetic, and equal to Σ 2^s_j v_j / Σ 2^s_j summed as written
//   close           the case's own evaluation in p11 against the exact value, within the bound derived below
//   restored        a recurrent mechanism stopped at the cut, saved to bits and loaded into a fresh head, goes on identically
//
// The bound. Numbers are integers of at most 4 bits and a sign, d_k <= 4, so scores are integers below 2^10 + 1 and exact in
// p11; weights 2^(s-max), their rescaling by powers of two and the products weight·value are exact, because the exponent is
// unbounded. Each of numerator and denominator is a sum of n terms in some order: factors within (1±u)^(n-1) on every term,
// u = 2^-11. A quotient adds one rounding, weights first adds two. So y differs by at most
// ((1+u)^(n+1)/(1-u)^(n-1) - 1) · Σ w_j |v_j| / Σ w_j.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "arithmetic/emulated.hpp"
#include "arithmetic/rational.hpp"
#include "arithmetic/sum_order.hpp"
#include "attention/full.hpp"
#include "attention/registry.hpp"
#include "evidence/case.hpp"

namespace attest::laws {

using arithmetic::Emulated;
using arithmetic::Rational;
using arithmetic::RationalArithmetic;
using evidence::Case;

/// The drives of a case: small integers for queries, keys and values; decay and write strength in (0, 1].
template <class A>
std::vector<attention::Drive<A>> drives_of(const Case& c, const A& a) {
  std::vector<attention::Drive<A>> drives;
  std::size_t position = 0;
  const auto next = [&](int count) {
    std::vector<typename A::Number> numbers;
    for (int i = 0; i < count; ++i) numbers.push_back(a.from_integer(c.numbers[position++]));
    return numbers;
  };
  for (int token = 0; token < c.n; ++token) {
    attention::Drive<A> drive;
    drive.query = next(c.d_k);
    drive.key = next(c.d_k);
    drive.value = next(c.d_v);
    const auto decay = a.from_ratio(c.numbers[position++] + 17, 32);
    if (c.mechanism == "gla" || c.mechanism == "gated-delta-net") drive.decay = {decay};
    const auto beta = a.from_ratio(c.numbers[position++] + 17, 32);
    if (c.mechanism == "delta-net" || c.mechanism == "gated-delta-net") drive.beta = beta;
    drives.push_back(std::move(drive));
  }
  return drives;
}

template <class A>
attention::Plan<A> plan_of(const Case& c, const A& a) {
  attention::Plan<A> plan = attention::uniform_plan(a, attention::parse_softmax(c.softmax), attention::Exponential::base2);
  plan.normalisation = attention::parse_normalisation(c.normalisation);
  plan.key_order = attention::parse_key_order(c.key_order);
  return plan;
}

/// Online softmax is sequential by nature: any other order of sums is refused there, so the case means left to right.
inline arithmetic::SumOrder sums_of(const Case& c) {
  return c.softmax == "online" ? arithmetic::SumOrder{} : arithmetic::parse_sum_order(c.sums);
}

/// Numerators, the sum of absolute values per channel, and the denominator, as written in the formula.
struct Exact {
  std::vector<Rational> numerators, magnitudes;
  Rational denominator;
};

inline Exact exact_of(const std::vector<attention::Drive<RationalArithmetic>>& drives, int d_v) {
  const auto& query = drives.back().query;
  Exact exact{std::vector<Rational>(static_cast<std::size_t>(d_v)), std::vector<Rational>(static_cast<std::size_t>(d_v)), {}};
  for (const auto& drive : drives) {
    Rational score;
    for (std::size_t i = 0; i < query.size(); ++i) score += query[i] * drive.key[i];
    const Rational weight = Rational(1).scaled(score.to_integer());
    exact.denominator += weight;
    for (std::size_t channel = 0; channel < drive.value.size(); ++channel) {
      const Rational& value = drive.value[channel];
      exact.numerators[channel] += weight * value;
      exact.magnitudes[channel] += weight * (value.sign() < 0 ? -value : value);
    }
  }
  return exact;
}

inline std::string check_exact_forms(const Case& c, const std::vector<attention::Drive<RationalArithmetic>>& drives, const Exact& exact) {
  for (const auto softmax : {attention::Softmax::naive, attention::Softmax::two_pass, attention::Softmax::online}) {
    for (const auto normalisation : {attention::Normalisation::quotient, attention::Normalisation::weights_first}) {
      if (softmax == attention::Softmax::online && normalisation == attention::Normalisation::weights_first) continue;
      for (const auto order : {attention::KeyOrder::first_to_last, attention::KeyOrder::last_to_first}) {
        auto plan = attention::uniform_plan(RationalArithmetic{}, softmax, attention::Exponential::base2);
        plan.normalisation = normalisation;
        plan.key_order = order;
        const auto y = attention::attend<RationalArithmetic>(plan, drives.back().query, drives);
        for (int channel = 0; channel < c.d_v; ++channel) {
          const auto i = static_cast<std::size_t>(channel);
          if (y[i] != exact.numerators[i] / exact.denominator)
            return "softmax " + to_text(softmax) + ", " + to_text(normalisation) + ", keys " + to_text(order) + ": channel " + std::to_string(channel) + " is " +
                   y[i].to_text() + " instead of " + (exact.numerators[i] / exact.denominator).to_text();
        }
      }
    }
  }
  return "";
}

inline std::string check_rounded_form(const Case& c, const Exact& exact) {
  const Emulated a(arithmetic::parse_format("p11"), arithmetic::Rounding::nearest_even, sums_of(c));
  auto plan = plan_of(c, a);
  if (plan.softmax == attention::Softmax::online) plan.normalisation = attention::Normalisation::quotient;
  const auto drives = drives_of(c, a);
  const auto y = attention::attend<Emulated>(plan, drives.back().query, drives);
  const Rational u = Rational(1).scaled(-11);
  Rational factor(1);
  for (int i = 0; i < c.n + 1; ++i) factor *= Rational(1) + u;
  for (int i = 0; i < c.n - 1; ++i) factor /= Rational(1) - u;
  for (std::size_t i = 0; i < y.size(); ++i) {
    Rational error = Rational::from_number(y[i]) - exact.numerators[i] / exact.denominator;
    if (error.sign() < 0) error = -error;
    const Rational bound = (factor - Rational(1)) * exact.magnitudes[i] / exact.denominator;
    if (error > bound) return "softmax " + c.softmax + " in p11: channel " + std::to_string(i) + " is off by " + error.to_text() + ", the derived bound is " + bound.to_text();
  }
  return "";
}

/// The outputs of steps [first, last) as exact texts; what is undefined stops them with a mark.
inline std::string steps(attention::RecurrentHead<Emulated>& head, const std::vector<attention::Drive<Emulated>>& drives, int first, int last) {
  std::string text;
  try {
    for (int i = first; i < last; ++i)
      for (const arithmetic::Number& y : head.step(drives[static_cast<std::size_t>(i)])) text += arithmetic::to_text(y) + ' ';
  } catch (const arithmetic::Undefined&) {
    text += "undefined";
  }
  return text;
}

inline std::string check_restored_state(const Case& c) {
  const arithmetic::Format format = arithmetic::parse_format(c.format);
  const Emulated a(format, arithmetic::default_rounding(format), arithmetic::parse_sum_order(c.sums));
  std::vector<attention::Drive<Emulated>> drives;
  try {
    drives = drives_of(c, a);
  } catch (const arithmetic::Undefined&) {
    return "";  // an input has no value in this format: nothing is claimed
  }
  const auto plan = plan_of(c, a);
  const auto make = [&] { return attention::make_recurrent_head<Emulated>(c.mechanism, static_cast<std::size_t>(c.d_k), static_cast<std::size_t>(c.d_v), plan); };
  const auto whole = make(), fresh = make();
  const std::string before = steps(*whole, drives, 0, c.cut);
  if (before.size() >= 9 && before.substr(before.size() - 9) == "undefined") return "";
  arithmetic::BitString saved, again;
  whole->save(saved);
  arithmetic::BitReader reader(saved);
  try {
    fresh->load(reader);
  } catch (const std::out_of_range&) {
    return c.mechanism + " reads more state than it saved";
  }
  if (!reader.done()) return c.mechanism + " does not read its whole state back";
  fresh->save(again);
  if (again != saved) return c.mechanism + " saves another state than it loaded";
  const std::string expected = steps(*whole, drives, c.cut, c.n), observed = steps(*fresh, drives, c.cut, c.n);
  if (observed != expected) return c.mechanism + " in " + c.format + " restored at token " + std::to_string(c.cut) + " gives " + observed + "instead of " + expected;
  return "";
}

/// "" or one line that says which law the case breaks, and how.
inline std::string check_attention_forms(const Case& c) {
  if (c.mechanism != "softmax") return check_restored_state(c);
  const auto drives = drives_of(c, RationalArithmetic{});
  const Exact exact = exact_of(drives, c.d_v);
  const std::string line = check_exact_forms(c, drives, exact);
  return line.empty() ? check_rounded_form(c, exact) : line;
}

}  // namespace attest::laws
