// A recurrent head with the two traps of RWKV, for the law of restoring: it reads before it writes (with a bonus for its own
// token), and its key is mixed with the previous token's (token shift), which is state although it is no matrix.
#pragma once

#include <memory>
#include <vector>

#include "attention/matrix_head.hpp"

namespace attest::attention::testing {

/// o_t = qᵀ(S_{t-1} + k'vᵀ), then S = α S + k'vᵀ, k' = k_t + k_{t-1}.
template <arithmetic::Arithmetic A>
class ShiftHead : public MatrixHead<A> {
 public:
  using Number = typename A::Number;

  ShiftHead(const Plan<A>& plan, std::size_t d_k, std::size_t d_v, bool saves_previous_key = true)
      : MatrixHead<A>(plan, d_k, d_v), previous_(d_k, plan.state.zero()), saves_previous_key_(saves_previous_key) {}

  std::vector<Number> step(const Drive<A>& drive) override {
    StateMatrix<A> seen = this->matrix();
    seen.add_outer(this->plan().state, shifted(drive), drive.value);
    std::vector<Number> y;
    for (std::size_t c = 0; c < this->d_v(); ++c)
      y.push_back(this->plan().output.convert(seen.dot(this->plan().accumulator, drive.query, c)));
    absorb(drive);
    return y;
  }
  void absorb(const Drive<A>& drive) override {
    const std::vector<Number> key = shifted(drive);
    this->matrix().decay(this->plan().state, drive.decay);
    this->matrix().add_outer(this->plan().state, key, drive.value);
    for (std::size_t i = 0; i < this->d_k(); ++i) previous_[i] = this->plan().state.convert(drive.key[i]);
  }
  void save(arithmetic::BitString& bits) const override {
    MatrixHead<A>::save(bits);
    if (saves_previous_key_)
      for (const Number& x : previous_) this->plan().state.write(bits, x);
  }
  void load(arithmetic::BitReader& reader) override {
    MatrixHead<A>::load(reader);
    if (saves_previous_key_)
      for (Number& x : previous_) x = this->plan().state.read(reader);
  }
  std::size_t state_bits(std::size_t position) const override {
    return MatrixHead<A>::state_bits(position) +
           (saves_previous_key_ ? detail::bits_of_numbers(this->plan().state, this->d_k()) : 0);
  }
  std::unique_ptr<RecurrentHead<A>> clone() const override { return std::make_unique<ShiftHead>(*this); }

 private:
  std::vector<Number> shifted(const Drive<A>& drive) const {
    std::vector<Number> key;
    for (std::size_t i = 0; i < this->d_k(); ++i) key.push_back(this->plan().state.add(drive.key[i], previous_[i]));
    return key;
  }

  std::vector<Number> previous_;
  bool saves_previous_key_;
};

}  // namespace attest::attention::testing
