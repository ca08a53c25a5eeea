// The bookkeeping of Theorem G (context counts, signature sizes, greedy covers), written once over a kind of numbers: exact
// (Integer and LogSum: decides) and estimates (double: guides the search). bounds_general.md section 1, line by line.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "bounds/general.hpp"

namespace attest::bounds {

/// Arithmetic supplies: Number, Bits, lg(coefficient, argument) -> Bits, less(Bits, Bits), cover(k, y, beta, x) -> optional<Number>,
/// hidden(groups, m, q, loss, t) -> Number.
template <class Arithmetic>
class GeneralFormula {
 public:
  using Number = typename Arithmetic::Number;
  using Bits = typename Arithmetic::Bits;

  struct Values {
    std::vector<Number> b, s;           // b_1.., s_0.. (full: s_post)
    Number m, t1, x1, g, q;
    std::vector<Number> rows, y, x;     // n'_1.., y_2.., x_2..
  };
  struct Sides {
    Bits left;
    Bits right;
    Number members;                     // x_1, or S_1
    std::vector<Number> u;              // u_2..u_{L-1}
  };

  GeneralFormula(GeneralKind kind, Values values, Arithmetic arithmetic = {}) : kind_(kind), v_(std::move(values)), arithmetic_(arithmetic) {
    L_ = v_.rows.size() + 1;
    N_ = {v_.m};
    W_ = 1;
    for (std::size_t l = 1; l < L_; ++l) {
      const Number n = l + 1 < L_ ? Number(v_.rows[l - 1] * y(l + 1)) : v_.rows[l - 1];
      N_.push_back(N_.back() * n);
      W_ = W_ * v_.rows[l - 1];
    }
    members_ = full() ? arithmetic_.hidden(v_.rows[0] / v_.g, v_.m, v_.q, v_.g * (W_ / v_.rows[0]) * v_.b[0], v_.t1) : v_.x1;
  }

  /// Both sides, or nothing when a cover is not defined.
  std::optional<Sides> sides() const {
    Bits tuples = Bits(Number(0));  // tau_{l-1}
    Number k = full() ? v_.g * members_ : Number(v_.rows[0] * v_.x1);
    std::vector<Number> covered;
    for (std::size_t l = 2; l < L_; ++l) {
      const std::optional<Number> u = arithmetic_.cover(k, y(l), tuples + Bits(signature(l)), x(l));
      if (!u) return std::nullopt;
      covered.push_back(*u);
      k = v_.rows[l - 1] * *u;
      if (l == 2) tuples = first_tuple();
      tuples = tuples + arithmetic_.lg(x(l) * f(l), y(l));
    }
    return Sides{tuples + Bits(signature(L_)), arithmetic_.lg(k, N_[L_ - 1]), members_, covered};
  }

  const std::vector<Number>& N() const { return N_; }

 private:
  bool full() const { return kind_ == GeneralKind::Full; }
  const Number& y(std::size_t l) const { return v_.y[l - 2]; }
  const Number& x(std::size_t l) const { return v_.x[l - 2]; }
  Number f(std::size_t l) const { return v_.rows[l - 2] * N_[l - 2]; }
  // x_from .. x_to, with x_1 standing for S_1 in the full case; 1 when empty.
  Number product(std::size_t from, std::size_t to) const {
    Number result = 1;
    for (std::size_t l = from; l <= to; ++l) result = result * (l == 1 ? members_ : x(l));
    return result;
  }

  Number w_contexts(std::size_t j) const {
    if (!full()) return W_ * product(1, j);
    return j <= 1 ? W_ : Number(v_.g * members_ * (W_ / v_.rows[0]) * product(2, j - 1));
  }
  // c_j(i); `upto` is the last member index the representation may depend on.
  Number contexts_upto(std::size_t upto, std::size_t i) const {
    if (i == 0) return product(1, upto);
    if (i == 1) return Number(v_.m - v_.t1 + v_.t1 * members_) * product(2, upto);
    return Number(N_[i - 1] - f(i) + f(i) * x(i)) * product(i + 1, upto);
  }
  Number contexts(std::size_t j, std::size_t i) const {
    if (kind_ == GeneralKind::HybridLazy) return j == 0 ? contexts_upto(0, i) : contexts_upto(j + 1, i);
    if (full() && j == 0 && i == 1) return (v_.m - v_.t1) + (v_.t1 - 1) * v_.q + v_.m;
    return contexts_upto(j, i);
  }
  // sum_{i=0}^{l-1} c_j(i)
  Number block_contexts(std::size_t j, std::size_t l) const {
    Number sum = 0;
    for (std::size_t i = 0; i < l; ++i) sum = sum + contexts(j, i);
    return sum;
  }

  // beta_l - tau_{l-1}
  Number signature(std::size_t l) const {
    const bool lazy = kind_ == GeneralKind::HybridLazy;
    Number sum = 0;
    for (std::size_t j = 0; j + (full() ? 1 : 2) <= l; ++j) sum = sum + v_.b[j] * w_contexts(j);
    for (std::size_t j = 0; j + (lazy ? 3 : 2) <= l; ++j) sum = sum + v_.b[j] * block_contexts(j, l);
    if (full()) return l == L_ ? Number(sum + full_tail()) : sum;
    for (std::size_t j = 0; j + 2 <= l; ++j) sum = sum + v_.s[j];
    const Number state = v_.s[l - 1];
    const Number per_member = product(1, l - 1) * state;
    if (!lazy) {
      if (l < L_) return sum + state;
      const Number top = v_.b[l - 2] * block_contexts(l - 2, l);  // already in the sum
      return std::min<Number>(sum + state, sum - top + per_member);
    }
    if (l < L_) return sum + per_member;
    Number all = 0;
    for (std::size_t i = 0; i < L_; ++i) all = all + contexts_upto(L_ - 1, i);
    return sum + std::min<Number>(per_member, state + v_.b[L_ - 2] * all);
  }
  Number full_tail() const {
    const Number& state = v_.s[0];
    return std::min<Number>(product(1, L_ - 1) * state, state + v_.b[L_ - 1] * block_contexts(L_ - 1, L_));
  }
  // tau_1': the tuple (a; members of z_1) once z_2 has members.
  Bits first_tuple() const {
    if (full()) return Bits(Number(W_ * v_.b[0]));
    const Bits by_state = Bits(v_.s[0]);
    const Bits by_list = arithmetic_.lg(1, v_.t1) + arithmetic_.lg(v_.x1 * v_.t1, v_.m);
    return arithmetic_.less(by_state, by_list) ? by_state : by_list;
  }

  GeneralKind kind_;
  Values v_;
  Arithmetic arithmetic_;
  std::size_t L_ = 0;
  std::vector<Number> N_;
  Number W_, members_;
};

}  // namespace attest::bounds
