// Log-linear attention (Guo et al., theory.md section 2): one state matrix per Fenwick level, O(log n) of them live.
//
// Token s is seen from position t at level(t,s) = bit_length(t XOR s), 0 for s = t. o_t = Σ_l λ_t^(l) S_t^(l)ᵀ q_t.
// At its own step a token is alone in level 0. *After* the step the merge that position t+1 needs is done at once:
// with j = trailing zeros of t+1, S^(j+1) = Σ_{l<=j} S^(l) and levels 0..j are cleared. So after t tokens level l >= 1 is
// live iff bit l−1 of t is set, level 0 never: exactly popcount(t) matrices, which is what the bound LL counts, and a
// function of the position. save_at/load_at, told the position, hold nothing but these matrices; save/load put a counter
// of tokens (32 bits) before them, for a head that runs without being told where it is.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

#include "attention/plan.hpp"
#include "attention/recurrent.hpp"
#include "attention/state_matrix.hpp"

namespace attest::attention {

/// Level at which position `later` sees position `earlier` (0-based).
inline int fenwick_level(std::size_t later, std::size_t earlier) { return std::bit_width(later ^ earlier); }

/// Per step: decay (if the drive has any) of every live level, S_ic = α·S_ic; level 0 = k vᵀ; read; merge. Roundings:
/// decay, k vᵀ and merges in `state` (merges: level 0 + level 1 + ..., left to right); o_c: per live level, ascending,
/// accumulator.mul(λ_l, accumulator.dot(q, S_·c)), added in `accumulator` left to right, then output.convert.
/// A λ that the drive does not give counts as 1 and is not multiplied.
template <arithmetic::Arithmetic A>
class LogLinearHead : public RecurrentHead<A> {
 public:
  using Number = typename A::Number;
  static constexpr int counter_bits = 32;

  LogLinearHead(Plan<A> plan, std::size_t d_k, std::size_t d_v)
      : plan_(std::make_shared<const Plan<A>>(std::move(plan))), d_k_(d_k), d_v_(d_v) {}

  std::vector<Number> step(const Drive<A>& drive) override {
    StateMatrix<A> own = write(drive);
    std::vector<Number> y;
    y.reserve(d_v_);
    for (std::size_t c = 0; c < d_v_; ++c) y.push_back(plan_->output.convert(read(own, drive, c)));
    merge(std::move(own));
    return y;
  }
  void absorb(const Drive<A>& drive) override { merge(write(drive)); }

  void save(arithmetic::BitString& bits) const override {
    bits.append(position_, counter_bits);
    save_at(bits, position_);
  }
  void load(arithmetic::BitReader& reader) override { load_at(reader, reader.read(counter_bits)); }
  void save_at(arithmetic::BitString& bits, std::size_t /*position*/) const override {
    for (std::size_t level = 1; level <= levels_.size(); ++level)
      if (live(level)) levels_[level - 1].save(plan_->state, bits);
  }
  void load_at(arithmetic::BitReader& reader, std::size_t position) override {
    position_ = position;
    levels_.resize(static_cast<std::size_t>(std::bit_width(position)), StateMatrix<A>(plan_->state, d_k_, d_v_));
    for (std::size_t level = 1; level <= levels_.size(); ++level)
      if (live(level)) levels_[level - 1].load(plan_->state, reader);
  }
  std::size_t state_bits(std::size_t position) const override {
    return detail::bits_of_numbers(plan_->state, static_cast<std::size_t>(std::popcount(position)) * d_k_ * d_v_);
  }
  std::unique_ptr<RecurrentHead<A>> clone() const override { return std::make_unique<LogLinearHead>(*this); }

 private:
  bool live(std::size_t level) const { return (position_ >> (level - 1)) & 1u; }

  /// Decays the levels and gives level 0 of this token.
  StateMatrix<A> write(const Drive<A>& drive) {
    detail::check_drive(drive, d_k_, d_v_);
    detail::check_decay(drive, d_k_, false);
    if (position_ + 1 >= (std::uint64_t{1} << counter_bits)) throw std::invalid_argument("log-linear attention counts at most 2^32-1 tokens");
    if (!drive.decay.empty())
      for (std::size_t level = 1; level <= levels_.size(); ++level)
        if (live(level)) levels_[level - 1].decay(plan_->state, drive.decay);
    StateMatrix<A> own(plan_->state, d_k_, d_v_);
    own.add_outer(plan_->state, drive.key, drive.value);
    return own;
  }
  Number read(const StateMatrix<A>& own, const Drive<A>& drive, std::size_t c) const {
    const A& accumulator = plan_->accumulator;
    const auto weighted = [&](const StateMatrix<A>& matrix, std::size_t level) {
      Number term = matrix.dot(accumulator, drive.query, c);
      return level < drive.level_weights.size() ? accumulator.mul(drive.level_weights[level], term) : term;
    };
    Number total = weighted(own, 0);
    for (std::size_t level = 1; level <= levels_.size(); ++level)
      if (live(level)) total = accumulator.add(total, weighted(levels_[level - 1], level));
    return total;
  }
  void merge(StateMatrix<A> carried) {
    ++position_;
    const std::size_t last = static_cast<std::size_t>(std::countr_zero(position_));  // levels 1..last were all live
    for (std::size_t level = 1; level <= last; ++level) carried.add(plan_->state, levels_[level - 1]);
    if (levels_.size() <= last) levels_.resize(last + 1, StateMatrix<A>(plan_->state, d_k_, d_v_));
    levels_[last] = std::move(carried);
  }

  std::shared_ptr<const Plan<A>> plan_;
  std::size_t d_k_, d_v_;
  std::uint64_t position_ = 0;          // tokens consumed
  std::vector<StateMatrix<A>> levels_;  // [level − 1]; stale where not live
};

}  // namespace attest::attention
