// The matrix-valued state S (d_k × d_v) of recurrent heads: decay, rank-one update, read, bits.
//
// Every operation rounds once, into the arithmetic that is passed. Columns are contiguous, so that Sᵀq is one dot product
// per value channel; the bits are column after column.
#pragma once

#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "attention/policies.hpp"
#include "attention/recurrent.hpp"

namespace attest::attention {

template <arithmetic::Arithmetic A>
class StateMatrix {
 public:
  using Number = typename A::Number;

  StateMatrix(const A& state, std::size_t d_k, std::size_t d_v) : d_k_(d_k), d_v_(d_v), entries_(d_k * d_v, state.zero()) {}

  std::size_t d_k() const { return d_k_; }
  std::size_t d_v() const { return d_v_; }
  std::span<const Number> column(std::size_t c) const { return std::span(entries_).subspan(c * d_k_, d_k_); }

  /// S_ic = factor·S_ic.
  void decay(const A& state, const Number& factor) {
    for (Number& entry : entries_) entry = state.mul(factor, entry);
  }
  /// S_ic = factors_i·S_ic; one factor serves all rows.
  void decay(const A& state, const std::vector<Number>& factors) {
    if (factors.size() == 1) return decay(state, factors.front());
    for (std::size_t c = 0; c < d_v_; ++c)
      for (std::size_t i = 0; i < d_k_; ++i) entries_[c * d_k_ + i] = state.mul(factors[i], entries_[c * d_k_ + i]);
  }
  /// S_ic = S_ic + k_i·v_c (product rounded first unless the arithmetic is fused).
  void add_outer(const A& state, const std::vector<Number>& k, const std::vector<Number>& v) {
    for (std::size_t c = 0; c < d_v_; ++c)
      for (std::size_t i = 0; i < d_k_; ++i)
        entries_[c * d_k_ + i] = accumulate(state, entries_[c * d_k_ + i], k[i], v[c]);
  }
  /// S_ic = S_ic + other_ic.
  void add(const A& state, const StateMatrix& other) {
    for (std::size_t e = 0; e < entries_.size(); ++e) entries_[e] = state.add(entries_[e], other.entries_[e]);
  }
  /// (Sᵀx)_c.
  Number dot(const A& accumulator, const std::vector<Number>& x, std::size_t c) const {
    return accumulator.dot(x, column(c));
  }

  void save(const A& state, arithmetic::BitString& bits) const {
    for (const Number& entry : entries_) state.write(bits, entry);
  }
  void load(const A& state, arithmetic::BitReader& reader) {
    for (Number& entry : entries_) entry = state.read(reader);
  }

 private:
  std::size_t d_k_, d_v_;
  std::vector<Number> entries_;
};

namespace detail {

template <arithmetic::Arithmetic A>
void check_drive(const Drive<A>& drive, std::size_t d_k, std::size_t d_v) {
  if (drive.key.size() != d_k || drive.query.size() != d_k || drive.value.size() != d_v)
    throw std::invalid_argument("a recurrent head of d_k=" + std::to_string(d_k) + ", d_v=" + std::to_string(d_v) +
                                " got a query of " + std::to_string(drive.query.size()) + ", a key of " +
                                std::to_string(drive.key.size()) + " and a value of " + std::to_string(drive.value.size()));
}

template <arithmetic::Arithmetic A>
void check_decay(const Drive<A>& drive, std::size_t d_k, bool required) {
  if (drive.decay.empty() ? required : drive.decay.size() != 1 && drive.decay.size() != d_k)
    throw std::invalid_argument("a gated head of d_k=" + std::to_string(d_k) + " needs 1 or d_k decays, not " +
                                std::to_string(drive.decay.size()));
}

/// numbers × stored bits of the state format.
template <arithmetic::Arithmetic A>
std::size_t bits_of_numbers(const A& state, std::size_t numbers) {
  const auto bits = state.storage_bits();
  if (!bits) throw std::invalid_argument("a state of " + state.name() + " numbers has no fixed length: no bound may be issued for it");
  return numbers * static_cast<std::size_t>(*bits);
}

}  // namespace detail
}  // namespace attest::attention
