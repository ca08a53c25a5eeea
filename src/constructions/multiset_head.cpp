// Choosing the value that counts farthest, and reading the counts.
#include "constructions/multiset_head.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace attest::constructions {

using arithmetic::Emulated;
using arithmetic::Kind;
using arithmetic::Number;

std::vector<Number> run_of_sums(const Emulated& a, const Number& term) {
  std::vector<Number> sums = {a.zero()};
  for (;;) {
    const Number next = a.add(sums.back(), term);
    if (next == sums.back() || (next.is_zero() && sums.back().is_zero())) return sums;
    sums.push_back(next);
  }
}

namespace {

attention::Plan<Emulated> plan_in(const arithmetic::Format& format) {
  auto plan = attention::uniform_plan(Emulated(format, arithmetic::Rounding::nearest_even));
  plan.normalisation = attention::Normalisation::weights_first;
  plan.mask = attention::Mask::encoder;
  return plan;
}

}  // namespace

MultisetHead::MultisetHead(const arithmetic::Format& format, std::size_t n, std::size_t kinds) : plan_(plan_in(format)), n_(n), kinds_(kinds) {
  const Emulated& a = plan_.accumulator;
  const std::vector<Number> ones(n, a.from_integer(1));
  const Number weight = a.div(a.from_integer(1), a.sum(ones));
  // Significands between 1 and 2, at every exponent that a value can have: the farthest run whose sums are finite.
  for (std::int32_t exponent = format.emin; exponent <= format.emax; ++exponent)
    for (std::uint64_t fraction = 0; fraction < 1ull << (format.precision - 1) && fraction < 4; ++fraction) {
      const Number value = a.convert({(1ull << 63) | (fraction << (64 - format.precision)), exponent, Kind::finite, false});
      const std::vector<Number> sums = run_of_sums(a, a.mul(weight, value));
      if (sums.back().is_finite() && sums.size() > sums_.size()) {
        sums_ = sums;
        value_ = value;
      }
    }
  if (n > 2 * capacity())
    throw std::invalid_argument("sums of equal terms in " + format.name + " stall after " + std::to_string(capacity()) + " terms: no head tells the multisets of " + std::to_string(n) +
                                " tokens by counting");
}

attention::Drive<Emulated> MultisetHead::drive(std::size_t kind) const {
  attention::Drive<Emulated> drive;
  drive.query = drive.key = {Number{}};
  for (std::size_t counted = 0; counted < kinds_; ++counted) {
    drive.value.push_back(kind == counted ? value_ : Number{});
    drive.value.push_back(kind == counted ? Number{} : value_);
  }
  return drive;
}

std::size_t MultisetHead::position(const Number& sum) const {
  const auto found = std::find_if(sums_.begin(), sums_.end(), [&](const Number& s) { return s == sum || (s.is_zero() && sum.is_zero()); });
  if (found == sums_.end()) throw std::invalid_argument("no count has the sum " + to_text(sum));
  return static_cast<std::size_t>(found - sums_.begin());
}

std::vector<std::size_t> MultisetHead::counts(std::span<const Number> outputs) const {
  if (outputs.size() != 2 * kinds_) throw std::invalid_argument("a multiset head of " + std::to_string(kinds_) + " kinds has " + std::to_string(2 * kinds_) + " outputs");
  std::vector<std::size_t> counts;
  for (std::size_t kind = 0; kind < kinds_; ++kind) {
    const std::size_t these = position(outputs[2 * kind]), others = position(outputs[2 * kind + 1]);
    counts.push_back(these < capacity() ? these : n_ - others);
  }
  return counts;
}

}  // namespace attest::constructions
