// The one-pass accumulator of softmax attention, whose saved bits are M3's message of a prefix (bounds.md section 0).
//
// naive:  (den, num_1..num_d):        den += e^s, num_c += e^s·v_c.
// online: (max, den, num_1..num_d):   when s exceeds max, den and num are first multiplied by e^(max−s).
// An output is a function of (query, accumulator) alone, so H(d+1)p, resp. H(d+2)p, bits are all that a prefix of keys
// and values can tell a later query. Two-pass softmax is no such fold: its maximum knows of later keys.
//
// Where each rounding happens (e^x stands for exp or exp2, as plan.exponential says), per key and in this order:
//   s    = score.dot(q, k)                     products and sums rounded by the score arithmetic, in its order of sums
//   naive:  w = weight.e^(weight.convert(s))
//   online: first key: max = s. Later keys, only if max < s: r = weight.e^(weight.sub(max, s)), max = s,
//           den = accumulator.mul(den, r), num_c = accumulator.mul(num_c, r). Then w = weight.e^(weight.sub(s, max))
//   den  = accumulator.add(den, w)             (the first online key: accumulator.convert(w))
//   num_c = accumulator.add(num_c, accumulator.mul(w, v_c)), or accumulator.fma(w, v_c, num_c) when fused
//   y_c  = output.div(num_c, den)
// Operations take operands of other roles as they are and round the result. The maximum is never rounded.
// NaN: a NaN score makes max, den, num and the output NaN (naive: all but max). A score of +inf gives NaN; one of −inf
// weighs 0, except that in online a first key of −inf gives NaN for good (−inf minus −inf). Formats without NaN throw
// Undefined at the operation that has no value.
#pragma once

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "attention/plan.hpp"
#include "attention/policies.hpp"
#include "attention/recurrent.hpp"

namespace attest::attention {

/// Why the plan's softmax is not computed key by key with SoftmaxFold in the order of visit; empty when it is.
template <arithmetic::Arithmetic A>
std::string fold_violation(const Plan<A>& plan) {
  if (plan.softmax == Softmax::two_pass) return "two-pass softmax takes its maximum over all keys before it sums";
  if (plan.normalisation == Normalisation::weights_first) return "weights normalised first need the whole denominator";
  if (order_of_sums(plan.accumulator).kind != arithmetic::SumOrder::Kind::left_to_right)
    return "sums over keys are not left to right";
  if (plan.softmax == Softmax::naive && is_fixed_point(plan.accumulator))
    return "a fixed-point denominator of 0 falls back to the average of all values";
  return {};
}

/// Why bounds.md's assumption M3 (a prefix of keys and values is one message) is refused; empty when it holds.
template <arithmetic::Arithmetic A>
std::string prefix_message_violation(const Plan<A>& plan) {
  if (plan.mask != Mask::causal) return "an encoder's queries see later keys";
  if (plan.key_order != KeyOrder::first_to_last) return "keys are visited last to first";
  return fold_violation(plan);
}

template <arithmetic::Arithmetic A>
class SoftmaxFold {
 public:
  using Number = typename A::Number;

  /// `plan` must outlive the fold; d_v: numbers per value.
  SoftmaxFold(const Plan<A>& plan, std::size_t d_v)
      : plan_(&plan), denominator_(plan.accumulator.zero()), maximum_(plan.score.zero()),
        numerators_(d_v, plan.accumulator.zero()) {}

  /// Takes in one key with its value.
  void step(const std::vector<Number>& query, const Drive<A>& key) {
    step(plan_->score.dot(query, key.key), key.value);
  }
  /// The same from a score that is already known (in the score format).
  void step(const Number& score, const std::vector<Number>& value) {
    if (plan_->softmax == Softmax::online) advance_maximum(score);
    const Number w = weight(score, plan_->softmax == Softmax::naive ? nullptr : &maximum_);
    const A& accumulator = plan_->accumulator;
    denominator_ = empty_ ? accumulator.convert(w) : accumulator.add(denominator_, w);
    for (std::size_t c = 0; c < numerators_.size(); ++c)
      numerators_[c] = accumulate(accumulator, numerators_[c], w, value[c]);
    empty_ = false;
  }

  /// d_v numbers in the output format; without any key 0/0, that is NaN or Undefined.
  std::vector<Number> finish() const {
    std::vector<Number> y;
    y.reserve(numerators_.size());
    for (const Number& numerator : numerators_) y.push_back(plan_->output.div(numerator, denominator_));
    return y;
  }

  const Number& denominator() const { return denominator_; }
  /// Online only: the largest score so far.
  const Number& maximum() const { return maximum_; }

  /// [max,] den, num_1..num_d: bits(plan, d_v) bits. An online fold is empty iff den is zero: after a key den >= 1 (each
  /// new maximum adds e^0), so no further bit is needed.
  void save(arithmetic::BitString& bits) const {
    if (plan_->softmax == Softmax::online) plan_->score.write(bits, maximum_);
    plan_->accumulator.write(bits, denominator_);
    for (const Number& numerator : numerators_) plan_->accumulator.write(bits, numerator);
  }
  void load(arithmetic::BitReader& reader) {
    if (plan_->softmax == Softmax::online) maximum_ = plan_->score.read(reader);
    denominator_ = plan_->accumulator.read(reader);
    for (Number& numerator : numerators_) numerator = plan_->accumulator.read(reader);
    empty_ = !is_nan(denominator_) && plan_->accumulator.is_zero(denominator_);
  }
  /// Length of what save writes; nullopt when a format is unbounded.
  static std::optional<std::size_t> bits(const Plan<A>& plan, std::size_t d_v) {
    const auto score = plan.score.storage_bits(), accumulator = plan.accumulator.storage_bits();
    if (!accumulator || (plan.softmax == Softmax::online && !score)) return std::nullopt;
    const std::size_t sums = (d_v + 1) * static_cast<std::size_t>(*accumulator);
    return plan.softmax == Softmax::online ? sums + static_cast<std::size_t>(*score) : sums;
  }

  /// The weight of a key: e^score, or e^(score − maximum) when a maximum is given.
  Number weight(const Number& score, const Number* maximum) const {
    const A& a = plan_->weight;
    const Number exponent = maximum ? a.sub(score, *maximum) : a.convert(score);
    return plan_->exponential == Exponential::base2 ? a.exp2(exponent) : a.exp(exponent);
  }

 private:
  // Rescales only when the maximum grows; an enclosure that cannot tell multiplies by an enclosure of e^(max − max') <= 1,
  // which is right in both cases.
  void advance_maximum(const Number& score) {
    if (empty_) {
      maximum_ = score;
      return;
    }
    const Number larger = plan_->score.max(maximum_, score);
    if (!is_nan(larger)) {
      const arithmetic::Order order = plan_->score.compare(maximum_, score);
      if (order == arithmetic::Order::greater || order == arithmetic::Order::equal) return;
    }
    const Number factor = weight(maximum_, &larger);
    denominator_ = plan_->accumulator.mul(denominator_, factor);
    for (Number& numerator : numerators_) numerator = plan_->accumulator.mul(numerator, factor);
    maximum_ = larger;
  }

  const Plan<A>* plan_;
  Number denominator_, maximum_;
  std::vector<Number> numerators_;
  bool empty_ = true;  // for naive an empty fold and one of underflowed weights behave alike
};

}  // namespace attest::attention
