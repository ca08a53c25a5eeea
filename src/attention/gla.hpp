// Gated linear attention (theory.md section 2): S_t = Diag(α_t) S_{t-1} + k vᵀ, α_t given per token and channel.
#pragma once

#include <memory>

#include "attention/matrix_head.hpp"

namespace attest::attention {

/// Drive::decay holds d_k numbers, or 1 for all channels (the scalar gate of Mamba-2). Roundings, all in `state`:
/// S_ic = α_i·S_ic, then S_ic + k_i·v_c (product, then sum).
template <arithmetic::Arithmetic A>
class GlaHead : public MatrixHead<A> {
 public:
  using MatrixHead<A>::MatrixHead;

  void absorb(const Drive<A>& drive) override {
    detail::check_drive(drive, this->d_k(), this->d_v());
    detail::check_decay(drive, this->d_k(), true);
    this->matrix().decay(this->plan().state, drive.decay);
    this->matrix().add_outer(this->plan().state, drive.key, drive.value);
  }
  std::unique_ptr<RecurrentHead<A>> clone() const override { return std::make_unique<GlaHead>(*this); }
};

}  // namespace attest::attention
