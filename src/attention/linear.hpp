// Vanilla linear attention (Katharopoulos et al., theory.md section 2): S_t = S_{t-1} + φ(k)vᵀ, z_t = z_{t-1} + φ(k).
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "attention/matrix_head.hpp"

namespace attest::attention {

enum class FeatureMap { identity, relu, elu_plus_one };

std::string to_text(FeatureMap);                     // identity, relu, elu+1
FeatureMap parse_feature_map(const std::string&);    // throws std::invalid_argument naming the choices

/// φ channel by channel. relu is exact; elu+1 is input.add(x, 1) for x > 0 and input.exp(x) otherwise (so a rational x < 0
/// is Undefined). NaN throws Undefined where its sign is asked for.
template <arithmetic::Arithmetic A>
std::vector<typename A::Number> apply_feature_map(const A& input, FeatureMap map, std::vector<typename A::Number> x) {
  if (map == FeatureMap::identity) return x;
  const auto zero = input.zero();
  for (auto& channel : x) {
    const bool positive = certainly_less(input, zero, channel);
    if (map == FeatureMap::relu) channel = positive ? channel : zero;
    else channel = positive ? input.add(channel, input.from_integer(1)) : input.exp(channel);
  }
  return x;
}

/// Roundings: S and z in `state` (S_ic + k_i·v_c: product, then sum); normalised read
/// y_c = output.div(accumulator.dot(q, S_·c), accumulator.dot(q, z)), otherwise output.convert of the first dot.
/// A normaliser of 0 gives NaN, or Undefined where there is none. State: d_k·d_v numbers, and d_k more for z.
template <arithmetic::Arithmetic A>
class LinearHead : public MatrixHead<A> {
 public:
  using Number = typename A::Number;

  LinearHead(Plan<A> plan, std::size_t d_k, std::size_t d_v, FeatureMap map = FeatureMap::identity, bool normaliser = true)
      : MatrixHead<A>(std::move(plan), d_k, d_v), map_(map), normaliser_(normaliser ? d_k : 0, this->plan().state.zero()) {}

  void absorb(const Drive<A>& drive) override {
    detail::check_drive(drive, this->d_k(), this->d_v());
    const std::vector<Number> k = apply_feature_map(this->plan().input, map_, drive.key);
    this->matrix().add_outer(this->plan().state, k, drive.value);
    for (std::size_t i = 0; i < normaliser_.size(); ++i) normaliser_[i] = this->plan().state.add(normaliser_[i], k[i]);
  }
  std::vector<Number> read(const Drive<A>& drive) const override {
    const Plan<A>& plan = this->plan();
    const std::vector<Number> q = apply_feature_map(plan.input, map_, drive.query);
    std::vector<Number> y;
    y.reserve(this->d_v());
    const bool normalised = !normaliser_.empty();
    const Number denominator = normalised ? plan.accumulator.dot(q, normaliser_) : plan.accumulator.zero();
    for (std::size_t c = 0; c < this->d_v(); ++c) {
      const Number numerator = this->matrix().dot(plan.accumulator, q, c);
      y.push_back(normalised ? plan.output.div(numerator, denominator) : plan.output.convert(numerator));
    }
    return y;
  }
  void save(arithmetic::BitString& bits) const override {
    MatrixHead<A>::save(bits);
    for (const Number& z : normaliser_) this->plan().state.write(bits, z);
  }
  void load(arithmetic::BitReader& reader) override {
    MatrixHead<A>::load(reader);
    for (Number& z : normaliser_) z = this->plan().state.read(reader);
  }
  std::size_t state_bits(std::size_t) const override {
    return detail::bits_of_numbers(this->plan().state, this->d_k() * this->d_v() + normaliser_.size());
  }
  std::unique_ptr<RecurrentHead<A>> clone() const override { return std::make_unique<LinearHead>(*this); }

 private:
  FeatureMap map_;
  std::vector<Number> normaliser_;  // empty: the read is not normalised
};

}  // namespace attest::attention
