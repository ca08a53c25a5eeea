// RetNet (theory.md section 2): S_t = γ S_{t-1} + k vᵀ with a constant γ per head, γ_h = 1 − 2^(−5−h).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include "attention/matrix_head.hpp"

namespace attest::attention {

/// γ_h rounded to the state format (in a format of few bits it may round to 1). 0 <= h <= 50.
template <arithmetic::Arithmetic A>
typename A::Number retnet_decay(const A& state, int head) {
  if (head < 0 || head > 50) throw std::invalid_argument("RetNet's head index is " + std::to_string(head) + ": use 0..50");
  const std::int64_t scale = std::int64_t{1} << (5 + head);
  return state.from_ratio(scale - 1, scale);
}

/// Roundings, all in `state`: S_ic = γ·S_ic, then S_ic + k_i·v_c (product, then sum). Lightning attention is this with a
/// decay that is given.
template <arithmetic::Arithmetic A>
class RetNetHead : public MatrixHead<A> {
 public:
  using Number = typename A::Number;

  RetNetHead(Plan<A> plan, std::size_t d_k, std::size_t d_v, int head, const std::optional<Number>& decay = std::nullopt)
      : MatrixHead<A>(std::move(plan), d_k, d_v),
        decay_(decay ? this->plan().state.convert(*decay) : retnet_decay(this->plan().state, head)) {}

  void absorb(const Drive<A>& drive) override {
    detail::check_drive(drive, this->d_k(), this->d_v());
    this->matrix().decay(this->plan().state, decay_);
    this->matrix().add_outer(this->plan().state, drive.key, drive.value);
  }
  std::unique_ptr<RecurrentHead<A>> clone() const override { return std::make_unique<RetNetHead>(*this); }

 private:
  Number decay_;  // constant: a parameter, not state
};

}  // namespace attest::attention
