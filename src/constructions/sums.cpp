#include "constructions/sums.hpp"

#include <algorithm>
#include <bit>

namespace attest::constructions {

using Order = arithmetic::SumOrder::Kind;

OrderedSums::OrderedSums(const StrictEmulated& accumulator, bool raw)
    : a_(accumulator), raw_(raw && accumulator.order.kind != Order::pairwise) {}

Number OrderedSums::append(Number total, const Number& w, std::uint64_t n) const {
  const Number x = term(w);
  while (n > 0 && !x.is_zero()) {
    const Number one = a_.add(total, x);
    if (one == total || --n == 0) return one;
    const Number two = a_.add(one, x);
    --n;
    const std::uint64_t step = two.significand - one.significand;
    const bool steady = total.kind == arithmetic::Kind::finite && total.exponent == one.exponent && one.exponent == two.exponent &&
                        one.significand - total.significand == step;
    total = two;
    if (!steady) continue;
    const auto& format = a_.format;
    const std::uint64_t top = !format.unbounded && total.exponent == format.emax ? format.largest_significand : ~std::uint64_t{0};
    const std::uint64_t skipped = std::min((top - total.significand) / step, n);
    total.significand += skipped * step;
    n -= skipped;
  }
  return total;
}

Number OrderedSums::sequence(const Number& w, std::uint64_t n) const {
  return n == 0 ? a_.zero() : append(a_.convert(w), w, n - 1);
}

Number OrderedSums::pairwise(const Number& w, std::uint64_t n, std::map<std::uint64_t, Number>& known) const {
  if (n == 1) return a_.convert(w);
  if (const auto found = known.find(n); found != known.end()) return found->second;
  const Number total = a_.add(pairwise(w, n / 2, known), pairwise(w, n - n / 2, known));
  return known.emplace(n, total).first->second;
}

Number OrderedSums::copies(const Number& w, std::uint64_t n) const {
  if (n == 0) return a_.zero();
  switch (a_.order.kind) {
    case Order::left_to_right: return sequence(w, n);
    case Order::exact: return a_.mul(w, arithmetic::number_from_integer(static_cast<std::int64_t>(n)));
    case Order::pairwise: {
      std::map<std::uint64_t, Number> known;
      return pairwise(w, n, known);
    }
    case Order::blocked: break;
  }
  const std::uint64_t b = a_.order.block, full = n / b, rest = n % b;
  if (full == 0) return sequence(w, rest);
  const Number block = sequence(w, b), total = append(block, block, full - 1);
  return rest == 0 ? total : a_.add(total, sequence(w, rest));
}

Number OrderedSums::copies_then(const Number& w, std::uint64_t n, const Number& last) const {
  if (n == 0) return a_.convert(last);
  switch (a_.order.kind) {
    case Order::left_to_right: return a_.add(sequence(w, n), term(last));
    case Order::exact: return a_.fma(w, arithmetic::number_from_integer(static_cast<std::int64_t>(n)), last);
    case Order::pairwise: return a_.add(copies(w, (n + 1) / 2), copies_then(w, n - (n + 1) / 2, last));
    case Order::blocked: break;
  }
  const std::uint64_t b = a_.order.block, before = n / b * b, own = n - before;  // terms in earlier blocks and in the last one
  const Number part = own == 0 ? a_.convert(last) : a_.add(sequence(w, own), term(last));
  return before == 0 ? part : a_.add(copies(w, before), part);
}

OrderedSums::Pair OrderedSums::heavy_sequence(const Number& light, const Number& heavy, std::uint64_t n) const {
  Number s = a_.convert(light), h = a_.convert(heavy);
  const Number l = term(light), x = term(heavy);
  for (std::uint64_t j = 1; j < n; ++j) {
    h = larger(a_.add(h, l), a_.add(s, x));
    s = a_.add(s, l);
  }
  return {s, h};
}

OrderedSums::Pair OrderedSums::heavy_pairwise(const Number& light, const Number& heavy, std::uint64_t n, std::map<std::uint64_t, Pair>& known) const {
  if (n == 1) return {a_.convert(light), a_.convert(heavy)};
  if (const auto found = known.find(n); found != known.end()) return found->second;
  const Pair left = heavy_pairwise(light, heavy, n / 2, known), right = heavy_pairwise(light, heavy, n - n / 2, known);
  const Pair both{a_.add(left.first, right.first), larger(a_.add(left.second, right.first), a_.add(left.first, right.second))};
  return known.emplace(n, both).first->second;
}

Number OrderedSums::one_heavy(const Number& light, const Number& heavy, std::uint64_t n) const {
  switch (a_.order.kind) {
    case Order::left_to_right: return heavy_sequence(light, heavy, n).second;
    case Order::exact: return a_.fma(light, arithmetic::number_from_integer(static_cast<std::int64_t>(n - 1)), heavy);
    case Order::pairwise: {
      std::map<std::uint64_t, Pair> known;
      return heavy_pairwise(light, heavy, n, known).second;
    }
    case Order::blocked: break;
  }
  const std::uint64_t b = a_.order.block, full = n / b, rest = n % b;
  if (full == 0) return heavy_sequence(light, heavy, rest).second;
  const Pair block = heavy_sequence(light, heavy, b);
  Pair total = block;
  const auto join = [&](const Pair& part) {
    total = {a_.add(total.first, part.first), larger(a_.add(total.second, part.first), a_.add(total.first, part.second))};
  };
  for (std::uint64_t k = 1; k < full; ++k) join(block);
  if (rest != 0) join(heavy_sequence(light, heavy, rest));
  return total.second;
}

std::uint64_t OrderedSums::roundings_of_last(std::uint64_t n) const {
  switch (a_.order.kind) {
    case Order::left_to_right: return n > 1 ? 1 : 0;
    case Order::exact: return 1;
    case Order::pairwise: return n <= 1 ? 0 : 1 + roundings_of_last(n - n / 2);
    case Order::blocked: break;
  }
  const std::uint64_t b = a_.order.block;
  return ((n - 1) % b != 0 ? 1 : 0) + (n > b ? 1 : 0);
}

std::uint64_t additions_deep(const arithmetic::SumOrder& order, std::uint64_t n) {
  switch (order.kind) {
    case Order::exact: return 1;
    case Order::left_to_right: return n - 1;
    case Order::pairwise: return static_cast<std::uint64_t>(std::bit_width(n - 1));
    case Order::blocked: break;
  }
  const std::uint64_t block = std::min<std::uint64_t>(order.block, n);
  return block - 1 + (n + block - 1) / block - 1;
}

OrderedSums denominator_sums(const attention::Plan<StrictEmulated>& plan) {
  const bool fold = plan.softmax == attention::Softmax::online ||
                    (plan.softmax == attention::Softmax::naive && plan.normalisation == attention::Normalisation::quotient &&
                     plan.accumulator.order.kind == Order::left_to_right);
  return OrderedSums(plan.accumulator, fold);
}

OrderedSums numerator_sums(const attention::Plan<StrictEmulated>& plan) { return OrderedSums(plan.accumulator, plan.accumulator.fused); }

Number exponential(const attention::Plan<StrictEmulated>& plan, const Number& x) {
  return plan.exponential == attention::Exponential::base2 ? plan.weight.exp2(x) : plan.weight.exp(x);
}

Number weight_of(const attention::Plan<StrictEmulated>& plan, const Number& score, const Number& maximum) {
  return exponential(plan, plan.softmax == attention::Softmax::naive ? plan.weight.convert(score) : plan.weight.sub(score, maximum));
}

void require_weights(const attention::Plan<StrictEmulated>& plan, const Number& least, const Number& maximum) {
  weight_of(plan, least, maximum);
  weight_of(plan, maximum, maximum);
}

bool contained(const arithmetic::Format& inner, const arithmetic::Format& outer) {
  if (inner.precision > outer.precision) return false;
  if (outer.unbounded) return true;
  if (inner.unbounded) return false;
  return at_most(largest_finite(inner, false), largest_finite(outer, false)) && at_most(smallest_positive(outer), smallest_positive(inner));
}

}  // namespace attest::constructions
