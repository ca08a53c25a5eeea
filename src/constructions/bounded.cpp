#include "constructions/bounded.hpp"

namespace attest::constructions {
namespace {

using Plan = attention::Plan<StrictEmulated>;

const Number& larger(const Number& x, const Number& y) { return at_most(x, y) ? y : x; }

/// P_N and Q_N.
std::pair<Number, Number> online_bounds(const Plan& plan, const Number& one, const Number& light, std::uint64_t keys) {
  const StrictEmulated& a = plan.accumulator;
  const Number added = a.fused ? light : a.convert(light);
  Number ones = a.convert(one), num = a.zero(), den = ones, full = ones;  // full: num with all digits 1, which must be finite too
  for (std::uint64_t j = 1; j < keys; ++j) {
    const Number rescaled = a.mul(ones, light);
    num = larger(a.add(num, added), rescaled);
    den = larger(a.add(den, light), a.add(rescaled, one));
    full = larger(a.add(full, added), a.add(rescaled, one));
    ones = a.add(ones, one);
  }
  return {num, den};
}

BoundedOutcome outcome(const Plan& plan, const Number& one_reads, const Number& zero_reads) {
  if (!reads_one<Emulated>(plan.output, one_reads, half())) return BoundedOutcome::one_fails;
  if (reads_one<Emulated>(plan.output, zero_reads, half())) return BoundedOutcome::zero_fails;
  return BoundedOutcome::holds;
}

}  // namespace

BoundedOutcome bounded_digits(const Plan& plan, const Number& hit, const Number& light, std::uint64_t keys) {
  using attention::Softmax;
  const bool naive = plan.softmax == Softmax::naive;
  if (plan.input.from_integer(1) != arithmetic::number_from_integer(1)) throw arithmetic::Undefined("1 is no number of the input's format");
  if (!naive && !at_most(light, hit)) throw arithmetic::Undefined("a score exceeds the hit's");
  require_weights(plan, plan.score.zero(), hit);  // no score is below 0
  const Number heavy = weight_of(plan, hit, hit), other = weight_of(plan, light, hit), rounded = plan.accumulator.convert(heavy);
  if (plan.softmax == Softmax::online) {
    if (rounded != plan.accumulator.from_integer(1) || heavy != rounded) throw arithmetic::Undefined("e^0 is not 1");
    const auto [num, den] = online_bounds(plan, heavy, other, keys);
    return outcome(plan, plan.output.div(rounded, den), plan.output.div(num, rounded));
  }
  const Number den = denominator_sums(plan).one_heavy(other, heavy, keys);
  numerator_sums(plan).one_heavy(other, heavy, keys);  // with all digits 1 the numerator must have a finite value too
  if (plan.normalisation == attention::Normalisation::weights_first) {
    const Number one = plan.accumulator.convert(plan.weight.div(heavy, den));
    const Number zero = numerator_sums(plan).copies(plan.weight.div(other, rounded), keys);
    return outcome(plan, plan.output.convert(one), plan.output.convert(zero));
  }
  return outcome(plan, plan.output.div(rounded, den), plan.output.div(numerator_sums(plan).copies(other, keys), rounded));
}

}  // namespace attest::constructions
