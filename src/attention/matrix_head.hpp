// What the heads with one state matrix share: S_t from S_{t-1}, then o_t = S_tᵀ q_t.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "attention/plan.hpp"
#include "attention/recurrent.hpp"
#include "attention/state_matrix.hpp"

namespace attest::attention {

/// Derived heads change matrix() in absorb. Reading: o_c = output.convert(accumulator.dot(q, S_·c)).
/// The state is the matrix alone: d_k·d_v numbers of the state format.
template <arithmetic::Arithmetic A>
class MatrixHead : public RecurrentHead<A> {
 public:
  using Number = typename A::Number;

  MatrixHead(Plan<A> plan, std::size_t d_k, std::size_t d_v)
      : plan_(std::make_shared<const Plan<A>>(std::move(plan))), matrix_(plan_->state, d_k, d_v) {}

  std::vector<Number> step(const Drive<A>& drive) override {
    this->absorb(drive);
    return read(drive);
  }
  /// The output of a token that was absorbed.
  virtual std::vector<Number> read(const Drive<A>& drive) const {
    std::vector<Number> y;
    y.reserve(matrix_.d_v());
    for (std::size_t c = 0; c < matrix_.d_v(); ++c)
      y.push_back(plan_->output.convert(matrix_.dot(plan_->accumulator, drive.query, c)));
    return y;
  }
  void absorb(const Drive<A>& drive) override = 0;
  void save(arithmetic::BitString& bits) const override { matrix_.save(plan_->state, bits); }
  void load(arithmetic::BitReader& reader) override { matrix_.load(plan_->state, reader); }
  std::size_t state_bits(std::size_t) const override {
    return detail::bits_of_numbers(plan_->state, matrix_.d_k() * matrix_.d_v());
  }

 protected:
  const Plan<A>& plan() const { return *plan_; }
  StateMatrix<A>& matrix() { return matrix_; }
  const StateMatrix<A>& matrix() const { return matrix_; }
  std::size_t d_k() const { return matrix_.d_k(); }
  std::size_t d_v() const { return matrix_.d_v(); }

 private:
  std::shared_ptr<const Plan<A>> plan_;
  StateMatrix<A> matrix_;
};

}  // namespace attest::attention
