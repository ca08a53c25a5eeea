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

  /// The state change of `step` without its output.
  virtual void absorb(const Drive<A>& drive) { (void)step(drive); }
  /// save and load for whoever knows how many tokens were consumed (bounds.md, M2: a state may be read together with its
  /// position): what the position already tells is left out. Only log-linear saves less than with save.
  virtual void save_at(arithmetic::BitString& bits, std::size_t /*position*/) const { save(bits); }
  virtual void load_at(arithmetic::BitReader& reader, std::size_t /*position*/) { load(reader); }
  /// Length of what save_at writes after `position` tokens; std::invalid_argument when the format is unbounded.
  virtual std::size_t state_bits(std::size_t position) const {
    arithmetic::BitString bits;
    save_at(bits, position);
    return bits.size();
  }
};

}  // namespace attest::attention
