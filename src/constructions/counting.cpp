#include "constructions/counting.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>
#include <set>

#include "constructions/pieces.hpp"
#include "evidence/certificate.hpp"

namespace attest::constructions {

CountingParameters default_counting(const tasks::Counting& task, int blank_bits, attention::Exponential exponential) {
  const Number beta = default_beta(task.n(), exponential);
  const double unit = exponential == attention::Exponential::base2 ? std::numbers::ln2 : 1;
  const double blank = arithmetic::to_double(beta) * tasks::width_of(task.K()) + std::log(static_cast<double>(task.t()) + 0.5) / unit;
  return {beta, Emulated(arithmetic::parse_format("p" + std::to_string(blank_bits))).convert(arithmetic::number_from_double(blank)), half()};
}

namespace {

/// The number of hits, of that score, at whose weight rounded sums of t and t+1 hits have their middle.
double hits_between(const attention::Plan<StrictEmulated>& plan, const Number& hit, const Number& blank, std::int64_t t) {
  const Number& max = at_most(hit, blank) ? blank : hit;
  const OrderedSums sums = denominator_sums(plan);
  // Online the hits are summed relative to themselves, before the blank comes.
  const Number heavy = weight_of(plan, hit, plan.softmax == attention::Softmax::online ? hit : max);
  const Number few = sums.copies(heavy, static_cast<std::uint64_t>(t)), more = sums.copies(heavy, static_cast<std::uint64_t>(t) + 1);
  const auto in_hits = [&](Number sum) {
    Number one_hit = heavy;
    if (!sum.is_zero()) sum.exponent -= heavy.exponent;  // unbounded ones are no doubles
    one_hit.exponent = 0;
    return arithmetic::to_double(sum) / arithmetic::to_double(one_hit);
  };
  return (in_hits(few) + in_hits(more)) / 2;
}

}  // namespace

std::vector<std::pair<Number, Number>> likely_counting(const Setting& setting, const tasks::Counting& task, const Number& middle) {
  const auto plan = strict(setting.plan);
  const double unit = plan.exponential == attention::Exponential::base2 ? std::numbers::ln2 : 1;
  std::vector<std::pair<Number, Number>> points;
  for (const double factor : {1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0}) {
    try {
      const Number beta = plan.input.convert(arithmetic::number_from_double(factor * arithmetic::to_double(middle)));
      const auto digits = static_cast<std::size_t>(tasks::width_of(task.K()));
      const Number hit = plan.score.dot(std::vector<Number>(digits, beta), std::vector<Number>(digits, plan.input.from_integer(1)));
      const auto add_around = [&](double hits) {
        const Number blank = arithmetic::number_from_double(arithmetic::to_double(hit) + std::log(hits) / unit);
        for (const auto rounding : {arithmetic::Rounding::down, arithmetic::Rounding::up})
          if (const std::pair point{beta, round_to(plan.input.format, rounding, blank)}; std::find(points.begin(), points.end(), point) == points.end()) points.push_back(point);
      };
      add_around(static_cast<double>(task.t()) + 0.5);
      if (task.t() > 0) add_around(hits_between(plan, hit, points.back().second, task.t()));
    } catch (const arithmetic::Undefined&) {  // it overflows: so do larger ones
      break;
    }
  }
  return points;
}

tasks::Tokens counting_extremal(const tasks::Counting& task, std::int64_t query, std::int64_t hits, bool near, bool hits_first) {
  std::int64_t other = query;
  const auto distance = [&](std::int64_t x) { return std::popcount(static_cast<std::uint64_t>(x ^ query)); };
  for (std::int64_t x = 0; x < task.K(); ++x)
    if (x != query && (other == query || (near ? distance(x) < distance(other) : distance(x) > distance(other)))) other = x;
  tasks::Tokens tokens(task.stored(), {1, other});
  for (std::int64_t i = 0; i < hits; ++i) tokens[static_cast<std::size_t>(hits_first ? i : task.n() - 1 - i)] = {1, query};
  tokens.push_back({0, query});
  return tokens;
}

namespace {

using arithmetic::Rational;

/// Scores of one query: the hit's, and the largest of any key at one differing digit or more.
struct Scores {
  Number hit, light;
};

class FiniteProof {
 public:
  FiniteProof(const Setting& setting, const tasks::Counting& task, const CountingParameters& parameters)
      : plan_(strict(setting.plan)), task_(task), digits_(tasks::width_of(task.K())), parameters_(parameters),
        stack_(counting_stack(plan_, digits_, parameters)), sums_(denominator_sums(plan_)) {}

  void run(Proof& proof) {
    const auto query = stack_.layers[0].project({0, 0}, 0, 0);
    const Number blank = plan_.score.dot(query.query, query.key);
    std::vector<Scores> seen;
    for (std::int64_t q = 0; q < task_.K(); ++q) {
      const Scores scores = scores_of(q);
      const bool known = std::any_of(seen.begin(), seen.end(), [&](const Scores& s) { return s.hit == scores.hit && s.light == scores.light; });
      if (!known) {
        seen.push_back(scores);
        if (!one(proof, q, scores, blank)) return;
      }
      if (by_distance()) break;
    }
    proof.holds = true;
  }

 private:
  bool by_distance() const {
    const auto kind = plan_.score.order.kind;
    return kind == arithmetic::SumOrder::Kind::left_to_right || kind == arithmetic::SumOrder::Kind::exact;
  }
  Scores scores_of(std::int64_t q) const {
    const auto query = stack_.layers[0].project({0, q}, 0, 0).query;
    const auto score = [&](std::int64_t x) { return plan_.score.dot(query, stack_.layers[0].project({1, x}, 0, 0).key); };
    Scores scores{score(q), score(q ^ 1)};
    for (int i = 1; i < digits_ && !by_distance(); ++i) {
      const Number s = score(q ^ (std::int64_t{1} << i));
      if (!at_most(s, scores.light)) scores.light = s;
    }
    return scores;
  }

  bool one(Proof& proof, std::int64_t q, const Scores& s, const Number& blank) const {
    const std::int64_t t = task_.t();
    const auto fails = [&](const std::string& reason, std::int64_t hits, bool near, bool hits_first) {
      ++proof.extremal_cases;
      proof.reason = "query " + std::to_string(q) + ": " + reason;
      proof.killing = counting_extremal(task_, q, hits, near, hits_first);
      return false;
    };
    bool hits_first = true;
    try {
      proof.extremal_cases += 3;
      require_weights(plan_, plan_.score.zero(), maximum(s, blank));  // no token's score is below 0
      if (!no(s, blank, 0)) return fails("no hit may read 1", 0, true, true);
      if (t > 0 && !no(s, blank, t)) return fails(std::to_string(t) + " hits may read 1", t, true, hits_first = worst_first(s, blank));
      if (!yes(s, blank)) return fails(std::to_string(t + 1) + " hits may read 0", t + 1, false, true);
    } catch (const arithmetic::Undefined& problem) {
      return fails(problem.what(), t + 1, true, true);
    }
    return true;
  }

  const Number& maximum(const Scores& s, const Number& blank) const { return at_most(s.hit, blank) ? blank : s.hit; }
  bool naive() const { return plan_.softmax == attention::Softmax::naive; }
  bool online() const { return plan_.softmax == attention::Softmax::online; }
  bool sequential() const { return plan_.accumulator.order.kind == arithmetic::SumOrder::Kind::left_to_right; }
  std::uint64_t n() const { return static_cast<std::uint64_t>(task_.n()); }
  Number weight(const Number& score, const Number& max) const { return weight_of(plan_, score, max); }

  /// Every R of at most `hits` hits (0: of none) reads 0.
  bool no(const Scores& s, const Number& blank, std::int64_t hits) const {
    const Number& max = hits == 0 ? blank : maximum(s, blank);
    if (!naive() && !at_most(s.light, max)) return false;
    if (online()) return online_no(s, blank, hits);
    const Number light = weight(s.light, max), B = weight(blank, max), heavy = hits == 0 ? light : weight(s.hit, max);
    if (!at_most(light, heavy)) return false;
    if (!sequential()) return shared(heavy, light, B, hits, false);
    const auto zero = [&](const Number& top) { return pieces_read(plan_, {}, top, B, parameters_.threshold, false); };
    if (hits == 0) return zero(sums_.copies(light, n()));
    return HeavyLightSums(plan_.accumulator, HeavyLight::plain(heavy, light, n())).any_bound(static_cast<std::uint64_t>(hits), zero);
  }
  bool yes(const Scores& s, const Number& blank) const {
    const Number& max = maximum(s, blank);
    if (!naive() && !at_most(s.light, max)) return false;
    const auto least = static_cast<std::uint64_t>(task_.t()) + 1;
    if (online()) {
      if (!at_most(s.light, s.hit)) return false;
      return after_blank(s.hit, blank, sums_.copies(one(), least), sums_.copies(one(), n()), true);
    }
    const Number heavy = weight(s.hit, max), light = weight(s.light, max), B = weight(blank, max);
    if (!at_most(light, heavy)) return false;
    if (!sequential()) return shared(heavy, light, B, task_.t() + 1, true, weight(plan_.score.zero(), max));
    Number lo = sums_.copies(heavy, least);
    // The other keys weigh something too; a sum at least a bound is at least the bound's rounding.
    const HeavyLightSums sums(plan_.accumulator, HeavyLight::plain(heavy, light, n()));
    if (const auto bound = sums.relative_least(least, weight(plan_.score.zero(), max)); bound && !at_most(sums.rounded(*bound), lo)) lo = sums.rounded(*bound);
    return pieces_read(plan_, lo, sums_.copies(heavy, n()), B, parameters_.threshold, true);
  }

  /// Online, R is relative to the largest score before the blank: the hit's, or without any hit at most the light one.
  bool online_no(const Scores& s, const Number& blank, std::int64_t hits) const {
    if (hits == 0) return after_blank(s.light, blank, {}, sums_.copies(one(), n()), false);
    if (!at_most(s.light, s.hit)) return false;
    const HeavyLightSums sums(plan_.accumulator, HeavyLight::online(weight(s.light, s.hit), n()));
    return sums.any_bound(static_cast<std::uint64_t>(hits), [&](const Number& top) { return after_blank(s.hit, blank, {}, top, false); });
  }
  /// R in [lo, hi] relative to `top`. A blank above it rescales R, in num as in den, and weighs 1.
  bool after_blank(const Number& top, const Number& blank, Number lo, Number hi, bool yes) const {
    if (weight(top, top) != one() || weight(blank, blank) != one()) throw arithmetic::Undefined("e^0 is not 1");
    Number B = one();
    if (at_most(blank, top)) {
      B = weight(blank, top);
    } else {
      const Number rescale = weight(top, blank);
      lo = plan_.accumulator.mul(lo, rescale), hi = plan_.accumulator.mul(hi, rescale);
    }
    return pieces_read(plan_, lo, hi, B, parameters_.threshold, yes);
  }
  static Number one() { return arithmetic::number_from_integer(1); }

  /// Other orders of sums: shared_sum_reads, L within a factor 1/(1-Ku) of the exact sum, K the depth of the n+1 terms.
  bool shared(const Number& heavy, const Number& light, const Number& B, std::int64_t hits, bool yes, const Number& least = {}) const {
    const HeavyLightSums sums(plan_.accumulator, HeavyLight::plain(heavy, light, n(), B));  // the blank's place does not matter to bounds
    const auto most = sums.relative(n()), some = sums.relative(static_cast<std::uint64_t>(hits));
    const auto blank = relative_exactly(B, sums.scale()), enough = sums.relative_least(static_cast<std::uint64_t>(hits), least);
    if (!most || !some || !blank || !enough) return false;
    const Rational sum = yes ? *enough : *some - *blank / sums.slack();
    return shared_sum_reads(plan_, sum, *blank, parameters_.threshold, yes, sums_.roundings_of_last(n() + 1));
  }
  /// Whether t hits before the others sum to more than behind them; which killing input to show.
  bool worst_first(const Scores& s, const Number& blank) const {
    const Number& max = maximum(s, blank);
    const Number heavy = weight_of(plan_, s.hit, max), light = weight_of(plan_, s.light, max);
    const auto t = static_cast<std::uint64_t>(task_.t());
    return at_most(sums_.append(sums_.copies(light, n() - t), heavy, t), sums_.append(sums_.copies(heavy, t), light, n() - t));
  }

  attention::Plan<StrictEmulated> plan_;
  tasks::Counting task_;
  int digits_;
  CountingParameters parameters_;
  attention::Stack<StrictEmulated> stack_;
  OrderedSums sums_;
};

/// Real numbers, relative to a hit: no: R(1-θ) < θB for R = t + (n-t)e^(-β); yes: (t+1)(1-θ) >= θB; B = e^(blank-βD).
void exact_proof(const Setting& setting, const tasks::Counting& task, const CountingParameters& parameters, Proof& proof) {
  proof.extremal_cases = 2;
  const auto side = [&](bool more) {
    return arithmetic::decide([&](const auto& a) {
             const auto power = [&](const auto& x) { return setting.plan.exponential == attention::Exponential::base2 ? a.exp2(x) : a.exp(x); };
             const auto beta = lift(a, parameters.beta), theta = lift(a, parameters.threshold), rest = a.sub(a.from_integer(1), theta);
             const auto B = a.mul(theta, power(a.sub(lift(a, parameters.blank), a.mul(beta, a.from_integer(tasks::width_of(task.K()))))));
             if (more) return !certainly_less(a, a.mul(a.from_integer(task.t() + 1), rest), B);
             const auto R = a.add(a.from_integer(task.t()), a.mul(a.from_integer(task.n() - task.t()), power(a.neg(beta))));
             return certainly_less(a, a.mul(R, rest), B);
           }).value;
  };
  const auto no = side(false), yes = side(true);
  proof.holds = no.value_or(false) && yes.value_or(false);
  if (proof.holds) return;
  proof.reason = !no || !yes ? "undecided at 4096 bits" : std::to_string(task.t() + (*no ? 1 : 0)) + " hits read " + (*no ? "0" : "1");
  if (no && !*no) proof.killing = counting_extremal(task, 0, task.t(), true, true);
  else if (yes && !*yes) proof.killing = counting_extremal(task, 0, task.t() + 1, false, true);
}

std::string violation(const Setting& setting, const CountingParameters& parameters) {
  if (parameters.beta.negative || parameters.beta.is_zero()) return "beta must be positive";
  if (parameters.threshold.negative || parameters.threshold.is_zero() || !at_most(parameters.threshold, arithmetic::number_from_integer(1)) ||
      parameters.threshold == arithmetic::number_from_integer(1))
    return "the threshold must lie between 0 and 1";
  if (setting.exact) return {};
  const auto& plan = setting.plan;
  if (round_to(plan.output.format, arithmetic::Rounding::toward_zero, parameters.threshold) != parameters.threshold)
    return "the threshold is no number of the output's format";
  if (plan.key_order != attention::KeyOrder::first_to_last) return "the blank must be visited last";
  if (plan.input.from_integer(1) != arithmetic::number_from_integer(1)) return "1 is no number of the input's format";
  return heavy_light_violation(plan);
}

}  // namespace

Proof prove_counting(const Setting& setting, const tasks::Counting& task, const CountingParameters& parameters) {
  Proof proof;
  proof.inputs = task.count_text();
  proof.certificate = evidence::certificate("all-inputs", "claim counting\nn " + std::to_string(task.n()) + "\nK " + std::to_string(task.K()) + "\ndigits " +
                      std::to_string(tasks::width_of(task.K())) + "\nt " + std::to_string(task.t()) + "\nbeta " + arithmetic::to_text(parameters.beta) +
                      "\nblank " + arithmetic::to_text(parameters.blank) + "\nthreshold " + arithmetic::to_text(parameters.threshold) + "\n" +
                      arithmetic_block(setting) + "method heavy-light\n");
  proof.reason = violation(setting, parameters);
  if (!proof.reason.empty()) return proof;
  if (setting.exact) {
    exact_proof(setting, task, parameters, proof);
    return proof;
  }
  try {
    FiniteProof(setting, task, parameters).run(proof);
  } catch (const arithmetic::Undefined& problem) {  // the scores themselves
    proof.reason = problem.what();
    proof.killing = counting_extremal(task, 0, task.t() + 1, true, true);
  }
  return proof;
}

}  // namespace attest::constructions
