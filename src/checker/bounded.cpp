// Why it covers all inputs. Every weight but the hit's is at most `light`, and rounded sums of nonnegative terms are monotone,
// so den <= H(N); num with the hit's digit 1 never falls below the hit's term. With the hit's digit 0, num <= S(N), and den
// never falls below the hit's weight. The quotient is monotone in each of the two.
//
// Online: before the hit every factor is at most 1, so after j-1 keys den and num are at most C_(j-1), the sum of j-1 ones; the
// hit multiplies by r <= light (by nothing if another key has its score: then light = 1), and from then on each key adds at
// most light. num with the digit 1 is at least the hit's own 1, which nothing rescales any more.
#include "checker/bounded.hpp"

#include <algorithm>

#include "checker/codes.hpp"
#include "checker/distance_classes.hpp"
#include "checker/interval.hpp"

namespace attest::checker {

ExtremeSums::Pair ExtremeSums::join(const Pair& x, const Pair& y) const {
  return {a_.add(x.light, y.light), larger(a_.add(x.heavy, y.light), a_.add(x.light, y.heavy))};
}

ExtremeSums::Pair ExtremeSums::sequence(std::size_t count) const {
  const Real light = raw_ ? light_ : a_.convert(light_), heavy = raw_ ? heavy_ : a_.convert(heavy_);
  Pair sums{a_.convert(light_), a_.convert(heavy_)};
  for (std::size_t j = 1; j < count; ++j) {
    const Real late = a_.add(sums.light, heavy);
    a_.accumulate(sums.heavy, light);
    if (less(sums.heavy, late)) sums.heavy = late;
    a_.accumulate(sums.light, light);
  }
  return sums;
}

ExtremeSums::Pair ExtremeSums::blocks(std::size_t count) const {
  const Pair whole_block = sequence(std::min(a_.block(), count));
  Pair sums = whole_block;
  std::size_t done = std::min(a_.block(), count);
  for (; count - done >= a_.block(); done += a_.block()) sums = join(sums, whole_block);
  return done < count ? join(sums, sequence(count - done)) : sums;
}

ExtremeSums::Pair ExtremeSums::halves(std::size_t count) {
  const auto found = known_.find(count);
  if (found != known_.end()) return found->second;
  const Pair sums = count == 1 ? Pair{a_.convert(light_), a_.convert(heavy_)} : join(halves(count / 2), halves(count - count / 2));
  return known_.emplace(count, sums).first->second;
}

ExtremeSums::Pair ExtremeSums::of(std::size_t count) {
  switch (a_.sums()) {
    case Sums::left_to_right: return sequence(count);
    case Sums::blocked: return blocks(count);
    case Sums::pairwise: return halves(count);
    case Sums::exact: break;
  }
  const auto light = [&](std::size_t n) { return exact_product(whole(static_cast<long>(n)), light_); };
  const Real terms[2] = {heavy_, light(count - 1)};
  return {a_.convert(light(count)), a_.sum(2, [&](std::size_t i) -> const Real& { return terms[i]; }, true)};
}

namespace {

bool reads_one(const Real& y) { return at_least(y, one_half()); }

bool online_row_holds(const Plan& plan, const Real& one, const Real& light, std::size_t N) {
  const Arithmetic& a = plan.accumulator;
  // What a weight of 1 and a light one add to den, and to num with the value 1.
  const Real den_one = one, den_light = light, num_one = a.product(one, plan.input.integer(1)), num_light = a.product(light, plan.input.integer(1));
  Real ones_num = a.convert(one), ones_den = ones_num;  // C_(j-1)
  Real num = a.integer(0), den = ones_den, all = ones_num;  // P; Q; Q as num adds it up, which must only be defined
  const auto advance = [&](Real& sum, const Real& before, const Real& hit, const Real& other) {
    Real rescaled = a.mul(before, light);
    a.accumulate(rescaled, hit);
    a.accumulate(sum, other);
    if (less(sum, rescaled)) sum = rescaled;
  };
  const Real nothing = a.integer(0);
  for (std::size_t j = 1; j < N; ++j) {
    advance(num, ones_num, nothing, num_light);
    advance(den, ones_den, den_one, den_light);
    advance(all, ones_num, num_one, num_light);
    a.accumulate(ones_num, num_one);
    a.accumulate(ones_den, den_one);
  }
  const Real least = a.mul(one, plan.input.integer(1));
  return reads_one(plan.output.div(least, den)) && !reads_one(plan.output.div(num, a.convert(one)));
}

}  // namespace

bool bounded_row_holds(const Plan& plan, const Real& heavy_score, const Real& light_score, std::size_t N) {
  plan.require_span(plan.score.integer(0), heavy_score);  // no score is below 0
  const Real heavy = plan.weigh(heavy_score, heavy_score), light = plan.weigh(light_score, heavy_score);
  if (plan.online) return online_row_holds(plan, heavy, light, N);
  const Arithmetic& a = plan.accumulator;
  const Real den = ExtremeSums(a, light, heavy, plan.raw_denominator()).of(N).heavy, least_den = a.convert(heavy);
  const Real one = plan.input.integer(1);
  const auto sums_of = [&](const Real& light_weight, const Real& heavy_weight) {
    return ExtremeSums(a, a.product(light_weight, one), a.product(heavy_weight, one), a.raw_products()).of(N);
  };
  if (plan.weights_first) {
    const Real hit = plan.weight.div(heavy, den), other = plan.weight.div(light, least_den);
    const auto num = sums_of(other, plan.weight.div(heavy, least_den));  // its H is defined: no values make num overflow
    return reads_one(plan.output.convert(a.mul(hit, one))) && !reads_one(plan.output.convert(num.light));
  }
  const auto num = sums_of(light, heavy);
  return reads_one(plan.output.div(a.mul(heavy, one), den)) && !reads_one(plan.output.div(num.light, least_den));
}

std::uint64_t establish_bounded(const Plan& plan, const std::vector<Key>& keys, int digits, const Real& beta, const std::vector<std::size_t>& every) {
  require_retrieval(keys, beta);
  const std::size_t most = *std::max_element(every.begin(), every.end());
  if (plan.exact) {
    // The quotients in real numbers, relative to the hit: 2N·light < 1 implies the other condition.
    const bool holds = decide([&](const Enclosing& e) {
      return less(e.mul(interval(2 * static_cast<long>(most)), e.exp(interval(negated(beta)), plan.base2)), interval(1));
    });
    if (!holds) throw NotEstablished(std::to_string(most) + " keys may outweigh a hit");
    return every.size();
  }
  if (!plan.input.holds(whole(1))) throw NotEstablished("1 is no number of the input format");
  if (distance_classes_hold(plan, digits, beta, most)) return every.size();
  const auto pairs = score_pairs(Codes(plan, digits, beta), keys);
  // More terms never make a sum smaller, but for pairwise ones, whose shape changes.
  const std::vector<std::size_t> largest{most};
  const auto& counts = plan.accumulator.sums() == Sums::pairwise ? every : largest;
  require_work(static_cast<double>(pairs.size()) * static_cast<double>(counts.size()) * (plan.accumulator.sums() == Sums::pairwise ? 200.0 : 8.0 * static_cast<double>(most)), plan.most_work);
  for (const auto& [heavy, light] : pairs)
    for (const std::size_t N : counts)
      if (!bounded_row_holds(plan, heavy, light, N)) throw NotEstablished("a hit among " + std::to_string(N) + " keys may be read wrongly");
  return pairs.size() * every.size();
}

}  // namespace attest::checker
