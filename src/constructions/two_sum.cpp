// The proof of 2-Sum for all inputs by pieces: what R can be without a match and with one, for every query.
#include "constructions/two_sum.hpp"

#include "constructions/heavy_light.hpp"
#include "constructions/pieces.hpp"
#include "constructions/two_sum_scores.hpp"
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

tasks::Tokens input_of(std::int64_t n, std::int64_t x, std::int64_t filler, std::int64_t first) {
  tasks::Tokens tokens(static_cast<std::size_t>(n), {1, filler});
  tokens[0] = {1, first};
  tokens.push_back({0, x});
  return tokens;
}

/// Why the method does not cover this plan; empty when it does.
std::string violation(const Setting& setting, const TwoSumParameters& parameters) {
  const auto& plan = setting.plan;
  if (parameters.c.negative || parameters.c.is_zero()) return "c must be positive";
  if (parameters.threshold.negative || parameters.threshold.is_zero() ||
      !certainly_less(plan.output, parameters.threshold, arithmetic::number_from_integer(1)))
    return "the threshold must lie between 0 and 1";
  if (round_to(plan.output.format, arithmetic::Rounding::toward_zero, parameters.threshold) != parameters.threshold)
    return "the threshold is no number of the output's format";
  if (plan.input.from_integer(1) != arithmetic::number_from_integer(1)) return "1 is no number of the input's format";
  if (plan.normalisation != attention::Normalisation::quotient) return "weights normalised first are not covered";
  if (plan.key_order != attention::KeyOrder::first_to_last) return "the blank must be visited last";
  if (!contained(plan.weight.format, plan.accumulator.format)) return "numbers of the weight's format are missing in the accumulator's";
  return {};
}

class FiniteProof {
 public:
  FiniteProof(const Setting& setting, std::int64_t n, std::int64_t M, const TwoSumParameters& parameters)
      : plan_(strict(setting.plan)), n_(n), M_(M), threshold_(parameters.threshold), scores_(plan_, M, parameters),
        sums_(denominator_sums(plan_)), fold_(plan_, 0) {}

  void run(Proof& proof) {
    proof.work = 32 * static_cast<std::uint64_t>(M_);  // equal terms are summed in a few steps
    Number top = scores_.blank();  // the largest maximum
    for (std::int64_t x = 1; x < M_; ++x) {
      if (!scores_.allowed(x)) continue;
      const auto row = scores_.row(x);
      if (!at_most(row.match, top)) top = row.match;
      const std::string who = "query " + std::to_string(x);
      proof.extremal_cases += row.worst < 0 ? 1 : 2;
      if (row.worst >= 0) {
        const auto problem = why([&] { return negative(row); });
        if (problem) {
          proof.reason = who + ": " + std::to_string(n_) + " tokens at the largest score without a match may read 1" + *problem;
          proof.killing = input_of(n_, x, row.worst, row.worst);
          return;
        }
      }
      if (const auto problem = why([&] { return positive(row); })) {
        proof.reason = who + ": a match may read 0" + *problem;
        proof.killing = input_of(n_, x, problem->empty() ? scores_.mildest(x) : M_ - x, M_ - x);
        return;
      }
    }
    if (const auto problem = why([&] { return scores_.require_weights(plan_, top), true; })) {
      const std::int64_t x = scores_.farthest();
      proof.reason = "query " + std::to_string(x) + ": a weight of its least score is not defined" + *problem;
      proof.killing = input_of(n_, x, scores_.mildest(x), M_ - x);
      return;
    }
    proof.holds = true;
  }

 private:
  using Row = TwoSumScores::Row;
  using Rational = arithmetic::Rational;
  bool naive() const { return plan_.softmax == attention::Softmax::naive; }
  bool online() const { return plan_.softmax == attention::Softmax::online; }
  Number weight(const Number& score, const Number& maximum) const { return fold_.weight(score, naive() ? nullptr : &maximum); }
  std::uint64_t n() const { return static_cast<std::uint64_t>(n_); }

  /// Nothing when `holds` is true; otherwise what to add to the reason.
  template <class Holds>
  static std::optional<std::string> why(Holds&& holds) {
    try {
      if (holds()) return std::nullopt;
      return "";
    } catch (const arithmetic::Undefined& problem) {
      return std::string(": ") + problem.what();
    }
  }

  /// The sum of n ones, which bounds what online softmax has summed; weights of 1 exist.
  Number ones() const {
    const Number one = arithmetic::number_from_integer(1);
    if (weight(scores_.blank(), scores_.blank()) != one) throw arithmetic::Undefined("e^0 is not 1");
    return sums_.copies(one, n());
  }

  /// Without a match the blank is the maximum, and 0 <= R <= n copies of the largest weight.
  bool negative(const Row& row) const {
    const Number& maximum = scores_.blank();
    if (!naive() && !at_most(row.other, maximum)) return false;
    const Number light = weight(row.other, maximum), B = plan_.accumulator.convert(weight(scores_.blank(), maximum));
    if (online()) return pieces_read(plan_, {}, plan_.accumulator.mul(ones(), light), B, threshold_, false);
    if (sequential()) return pieces_read(plan_, {}, sums_.copies(light, n()), B, threshold_, false);
    return tree_reads_zero(light, B);
  }

  /// With a match R is at least its weight.
  bool positive(const Row& row) const {
    const Number& maximum = at_most(row.match, scores_.blank()) ? scores_.blank() : row.match;
    if (!naive() && row.worst >= 0 && !at_most(row.other, maximum)) return false;
    const Number hit = weight(row.match, maximum), B = plan_.accumulator.convert(weight(scores_.blank(), maximum));
    if (online()) return at_most(scores_.blank(), row.match) && pieces_read(plan_, hit, ones(), B, threshold_, true);
    const Number other = row.worst >= 0 ? weight(row.other, maximum) : hit, largest = at_most(hit, other) ? other : hit;
    if (sequential()) return pieces_read(plan_, hit, sums_.copies(largest, n()), B, threshold_, true);
    return tree_reads_one(hit, B, largest);
  }

  /// Other orders (shared_sum_reads). With a match L is at least its weight.
  bool tree_reads_one(const Number& hit, const Number& B, const Number& largest) const {
    if (clamped(sums_.copies_then(largest, n(), B)) || hit.is_zero()) return false;
    const auto shared = relative_exactly(hit, hit.exponent), blank = relative_above(B, hit.exponent);
    return blank && shared_sum_reads(plan_, *shared, *blank, threshold_, true, last_roundings());
  }
  /// Without one num <= T = the sum of n light terms and 0, and den >= B. Or L <= T/(1-u)^K, at most T(1+2Ku) for Ku <= 1/4.
  bool tree_reads_zero(const Number& light, const Number& B) const {
    const Number den = sums_.copies_then(light, n(), B), num = sums_.copies_then(light, n(), {});
    if (!at_most(threshold_, plan_.output.div(num, B))) return true;
    const Rational error = Rational(static_cast<std::int64_t>(last_roundings())) * unit_roundoff(plan_.accumulator);
    const auto shared = relative_above(num, B.exponent);
    return shared && !clamped(den) && shared_sum_reads(plan_, *shared * (Rational(1) + Rational(2) * error), *relative_exactly(B, B.exponent), threshold_, false, last_roundings());
  }
  std::uint64_t last_roundings() const { return sums_.roundings_of_last(n() + 1); }
  /// A sum may have been cut down to the largest number.
  bool clamped(const Number& sum) const {
    const auto& format = plan_.accumulator.format;
    const auto rounding = plan_.accumulator.rounding;
    const bool clamps = format.overflow == arithmetic::Overflow::saturate || rounding == arithmetic::Rounding::down || rounding == arithmetic::Rounding::toward_zero;
    return clamps && !format.unbounded && at_most(largest_finite(format, false), sum);
  }
  bool sequential() const { return plan_.accumulator.order.kind == arithmetic::SumOrder::Kind::left_to_right; }

  attention::Plan<StrictEmulated> plan_;
  std::int64_t n_, M_;
  Number threshold_;
  TwoSumScores scores_;
  OrderedSums sums_;
  attention::SoftmaxFold<StrictEmulated> fold_;
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
  try {
    proof.reason = violation(setting, parameters);
    if (proof.reason.empty()) FiniteProof(setting, n, M, parameters).run(proof);
  } catch (const arithmetic::Undefined& problem) {  // the scores themselves
    proof.reason = problem.what();
    proof.killing = input_of(n, 1, 1, M - 1);
  }
  return proof;
}

}  // namespace attest::constructions
