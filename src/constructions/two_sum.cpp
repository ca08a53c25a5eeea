// The proof of 2-Sum for all inputs: one positive and one negative extremal case a query.
#include "constructions/two_sum.hpp"
#include "evidence/certificate.hpp"

#include <cmath>
#include <numbers>

namespace attest::constructions {

TwoSumParameters default_two_sum(std::int64_t n, std::int64_t M, int kappa_bits) {
  const double cosine = std::cos(2 * std::numbers::pi / static_cast<double>(M));
  const double least = 2 * (std::log(static_cast<double>(n)) + 2) / (1 - cosine);
  int power = 0;
  while (std::ldexp(1.0, power) < least) ++power;
  const Emulated coarse(arithmetic::parse_format("p" + std::to_string(kappa_bits)));
  return {dyadic(1, power), coarse.convert(arithmetic::number_from_double((1 + cosine) / 2)), half()};
}

tasks::Tokens with_blank(std::span<const tasks::Token> tokens) {
  tasks::Tokens all{{2}};
  all.insert(all.end(), tokens.begin(), tokens.end());
  return all;
}

namespace {

using Drive = attention::Drive<CachedEmulated>;
using Plan = attention::Plan<CachedEmulated>;

tasks::Tokens input_of(std::int64_t n, std::int64_t x, std::int64_t filler, std::int64_t first) {
  tasks::Tokens tokens(static_cast<std::size_t>(n), {1, filler});
  tokens[0] = {1, first};
  tokens.push_back({0, x});
  return tokens;
}

/// The scores that one query meets.
struct Scores {
  Number blank, match, other;
  std::int64_t worst = 0;  ///< the value with the score `other`; 0: the alphabet has no other
  std::int64_t mildest = 0;  ///< the value with the least score
};

Scores scores_of(const Plan& plan, const attention::Stack<CachedEmulated>& stack, const std::vector<Drive>& stored,
                 std::int64_t x, std::int64_t M) {
  const Drive query = stack.layers[0].project({0, x}, 0, 0);
  Scores scores;
  Number least;
  scores.blank = plan.score.dot(query.query, query.key);
  for (std::int64_t y = 1; y < M; ++y) {
    if (2 * y == M) continue;
    const Number s = plan.score.dot(query.query, stored[static_cast<std::size_t>(y)].key);
    if (scores.mildest == 0 || certainly_less(plan.score, s, least)) least = s, scores.mildest = y;
    if (x + y == M) {
      scores.match = s;
    } else if (scores.worst == 0 || certainly_less(plan.score, scores.other, s)) {
      scores.other = s;
      scores.worst = y;
    }
  }
  return scores;
}

/// Why the lemma cannot be used under this plan; empty when it can.
std::string lemma_violation(const Setting& setting, const TwoSumParameters& parameters, std::int64_t n) {
  const auto& plan = setting.plan;
  if (parameters.threshold != half()) return "in finite formats only the threshold 1/2 is proved";
  if (plan.normalisation != attention::Normalisation::quotient) return "weights normalised first are not covered by the lemma";
  if (plan.key_order != attention::KeyOrder::first_to_last) return "the blank must be visited last";
  if (plan.accumulator.order.kind != arithmetic::SumOrder::Kind::left_to_right) return "sums must run left to right";
  if (plan.weight.format != plan.accumulator.format) return "weight and accumulator must share a format";
  if (plan.output.format.precision < plan.accumulator.format.precision) return "the output format is coarser than the accumulator";
  if (attention::is_fixed_point(plan.accumulator)) return "the lemma is about floating point";
  if (plan.accumulator.format.overflow == arithmetic::Overflow::saturate) return "the lemma is about formats in which overflow shows";
  if (plan.softmax == attention::Softmax::online && (n >> std::min(62, plan.accumulator.format.precision)) != 0)
    return "online: n exceeds 2^p";
  return {};
}

Number ulp(const Emulated& a, const Number& x) {
  const std::int32_t exponent = x.is_zero() || (!a.format.unbounded && x.exponent < a.format.emin) ? a.format.emin : x.exponent;
  return dyadic(1, exponent - a.format.precision + 1);
}

class FiniteProof {
 public:
  FiniteProof(const Setting& setting, std::int64_t n, std::int64_t M, const TwoSumParameters& parameters)
      : plan_(cached(setting.plan)), n_(n), M_(M), stack_(two_sum_stack(plan_, M, parameters)) {
    stored_.resize(static_cast<std::size_t>(M));
    for (std::int64_t y = 1; y < M; ++y) stored_[static_cast<std::size_t>(y)] = stack_.layers[0].project({1, y}, 0, 0);
  }

  void run(Proof& proof) {
    proof.holds = false;
    for (std::int64_t x = 1; x < M_; ++x) {
      if (2 * x == M_) continue;
      const Scores scores = scores_of(plan_, stack_, stored_, x, M_);
      const std::string who = "query " + std::to_string(x);
      proof.extremal_cases += scores.worst == 0 ? 1 : 2;
      if (scores.worst != 0 && !negative(scores)) {
        proof.reason = who + ": " + std::to_string(n_) + " tokens at the largest score without a match may read 1";
        proof.killing = input_of(n_, x, scores.worst, scores.worst);
        return;
      }
      if (!positive(scores)) {
        proof.reason = who + ": a match may read 0";
        proof.killing = input_of(n_, x, scores.mildest, M_ - x);
        return;
      }
    }
    proof.holds = true;
  }

 private:
  bool online() const { return plan_.softmax == attention::Softmax::online; }
  bool at_most(const Number& x, const Number& y) const { return compare(x, y) != arithmetic::Order::greater; }
  Number weight(const Number& score, const Number& maximum) const {
    const attention::SoftmaxFold<CachedEmulated> fold(plan_, 0);
    return fold.weight(score, plan_.softmax == attention::Softmax::naive ? nullptr : &maximum);
  }

  /// (ii) of the lemma for the largest R without a match.
  bool negative(const Scores& s) const {
    if (plan_.softmax != attention::Softmax::naive && !at_most(s.other, s.blank)) return false;
    const CachedEmulated& a = plan_.accumulator;
    const Number w = weight(s.other, s.blank), B = weight(s.blank, s.blank);
    const Number R = online() ? a.mul(a.from_integer(n_), w) : a.sum(std::vector<Number>(static_cast<std::size_t>(n_), w));
    if (!R.is_finite() || !B.is_finite() || B.is_zero()) return false;
    const Number two_ulp = ulp(a, R).is_zero() ? Number{} : dyadic(1, 1 + ulp(a, R).exponent);
    // B >= R + 2ulp(R), exactly: R + 2ulp(R) is a number of the format but for overflow.
    const Number above = a.add(R, two_ulp);
    return above.is_finite() && at_most(above, B) && a.add(R, B).is_finite();
  }

  /// (i) of the lemma for the smallest R with a match. The largest possible sum must not overflow.
  bool positive(const Scores& s) const {
    const CachedEmulated& a = plan_.accumulator;
    const Number maximum = certainly_less(plan_.score, s.match, s.blank) ? s.blank : s.match;
    if (plan_.softmax != attention::Softmax::naive && s.worst != 0 && !at_most(s.other, maximum)) return false;
    const Number R = weight(s.match, maximum), B = weight(s.blank, maximum);
    const Number top = s.worst != 0 && at_most(s.match, s.other) ? weight(s.other, maximum) : R;
    const Number largest = online() ? a.from_integer(n_) : a.sum(std::vector<Number>(static_cast<std::size_t>(n_), top));
    if (!a.add(largest, B).is_finite()) return false;
    if (online() && !at_most(s.blank, s.match)) return false;
    return at_most(B, R) && !R.is_zero();
  }

  Plan plan_;
  std::int64_t n_, M_;
  attention::Stack<CachedEmulated> stack_;
  std::vector<Drive> stored_;
};

/// Real numbers: R/(R+B) increases with R. Negative: n(1-t) e^(c(cos(2π/M)-κ)) < t; positive: (1-t) e^(c(1-κ)) >= t.
void exact_proof(const Setting& setting, std::int64_t n, std::int64_t M, const TwoSumParameters& parameters, Proof& proof) {
  proof.extremal_cases = 2;
  const auto side = [&](bool match) {
    return arithmetic::decide([&](const auto& a) {
             const auto c = lift(a, parameters.c), kappa = lift(a, parameters.kappa), t = lift(a, parameters.threshold);
             const auto exponent = a.mul(c, a.sub(match ? a.from_integer(1) : a.cos_turn(1, M), kappa));
             const auto w = setting.plan.exponential == attention::Exponential::base2 ? a.exp2(exponent) : a.exp(exponent);
             const auto left = a.mul(a.mul(w, a.from_integer(match ? 1 : n)), a.sub(a.from_integer(1), t));
             return match ? !certainly_less(a, left, t) : certainly_less(a, left, t);
           }).value;
  };
  const auto negative = side(false), positive = side(true);
  proof.holds = negative.value_or(false) && positive.value_or(false);
  if (proof.holds) return;
  if (!negative || !positive) {
    proof.reason = "undecided at 4096 bits";
  } else if (!*negative) {
    proof.reason = std::to_string(n) + " near misses read 1";
    proof.killing = input_of(n, M - 1, 2, 2);
  } else {
    proof.reason = "a match reads 0";
    proof.killing = input_of(n, M - 1, 1 + M / 2, 1);  // the fillers' sum with the query is M/2, or next to it
  }
}

}  // namespace

Proof prove_two_sum(const Setting& setting, std::int64_t n, std::int64_t M, const TwoSumParameters& parameters) {
  if (M < 5) throw std::invalid_argument("2-Sum is proved for M >= 5");
  Proof proof;
  proof.inputs = tasks::TwoSum(tasks::TwoSum::Form::query, n, M).count_text();
  proof.certificate = evidence::certificate("all-inputs", "claim two-sum\nM " + std::to_string(M) + "\nn " + std::to_string(n) + "\nc " +
                      arithmetic::to_text(parameters.c) + "\nkappa " + arithmetic::to_text(parameters.kappa) + "\nthreshold " +
                      arithmetic::to_text(parameters.threshold) + "\n" + arithmetic_block(setting) + "method pieces\n");
  if (setting.exact) {
    exact_proof(setting, n, M, parameters, proof);
    return proof;
  }
  proof.reason = lemma_violation(setting, parameters, n);
  if (!proof.reason.empty()) return proof;
  try {
    FiniteProof(setting, n, M, parameters).run(proof);
  } catch (const arithmetic::Undefined& problem) {
    proof.reason = problem.what();
  }
  return proof;
}

}  // namespace attest::constructions
