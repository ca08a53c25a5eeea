// What every recurrent mechanism is: h_t = g(x_t, h_{t-1}), y_t = f(h_t, x_t), with the whole state as bits.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "arithmetic/arithmetic.hpp"
#include "arithmetic/bits.hpp"

namespace attest::attention {

/// What one token gives to one head. query, key: d_k numbers; value: d_v numbers (already in the plan's input format).
/// decay: empty (mechanism's own), 1 (scalar gate) or d_k numbers (per channel); beta: write strength of delta rules;
/// level_weights: log-linear's λ per level (missing levels count as 1).
template <arithmetic::Arithmetic A>
struct Drive {
  using Number = typename A::Number;
  std::vector<Number> query, key, value;
  std::vector<Number> decay;
  std::optional<Number> beta;
  std::vector<Number> level_weights;
};

/// One head of a recurrent layer. `step` consumes a token and returns y_t (d_v numbers, output format).
/// The state is *all* of it (normaliser, counters, levels): a fresh head that loads the saved bits continues identically.
template <arithmetic::Arithmetic A>
class RecurrentHead {
 public:
  using Number = typename A::Number;
  virtual ~RecurrentHead() = default;
  virtual std::vector<Number> step(const Drive<A>& drive) = 0;
  virtual void save(arithmetic::BitString& bits) const = 0;
  virtual void load(arithmetic::BitReader& reader) = 0;
  virtual std::unique_ptr<RecurrentHead> clone() const = 0;
};

}  // namespace attest::attention
