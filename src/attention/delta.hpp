// DeltaNet and Gated DeltaNet (theory.md section 2): S = α(I − β k kᵀ) S + β k vᵀ, α = 1 without gate.
//
// Written as the delta rule: decay S first, then S += k (β (v − Sᵀk))ᵀ with the prediction Sᵀk of the *decayed* state.
// Taking the prediction before the decay is another mechanism (a planted mutant in properties/attention).
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "attention/matrix_head.hpp"

namespace attest::attention {

/// Roundings: S_ic = state.mul(α, S_ic) (gated only); p_c = accumulator.dot(k, S_·c);
/// e_c = accumulator.mul(β, accumulator.sub(v_c, p_c)); S_ic + k_i·e_c in `state` (product, then sum).
/// A drive without β writes with β = 1 (e_c is then not multiplied). Gated: 1 decay or d_k of them (S = (I − β k kᵀ) Diag(α) S + ...).
template <arithmetic::Arithmetic A>
class DeltaHead : public MatrixHead<A> {
 public:
  using Number = typename A::Number;

  DeltaHead(Plan<A> plan, std::size_t d_k, std::size_t d_v, bool gated)
      : MatrixHead<A>(std::move(plan), d_k, d_v), gated_(gated) {}

  void absorb(const Drive<A>& drive) override {
    detail::check_drive(drive, this->d_k(), this->d_v());
    const Plan<A>& plan = this->plan();
    if (gated_) {
      detail::check_decay(drive, this->d_k(), true);
      this->matrix().decay(plan.state, drive.decay);
    }
    std::vector<Number> error;
    error.reserve(this->d_v());
    for (std::size_t c = 0; c < this->d_v(); ++c) {
      Number e = plan.accumulator.sub(drive.value[c], this->matrix().dot(plan.accumulator, drive.key, c));
      error.push_back(drive.beta ? plan.accumulator.mul(*drive.beta, e) : std::move(e));
    }
    this->matrix().add_outer(plan.state, drive.key, error);
  }
  std::unique_ptr<RecurrentHead<A>> clone() const override { return std::make_unique<DeltaHead>(*this); }

 private:
  bool gated_;
};

}  // namespace attest::attention
