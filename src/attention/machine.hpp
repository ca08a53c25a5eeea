// What an adversary may see of a model: answers, and the bits that pass between tokens. Never how it was built.
//
// Machines are deterministic and const; every method may be called from several threads at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "arithmetic/bits.hpp"
#include "attention/stack.hpp"

namespace attest::attention {

using Tokens = std::vector<Representation>;

/// Throws std::invalid_argument when there is no token.
inline void check_tokens(std::span<const Representation> tokens) {
  if (tokens.empty()) throw std::invalid_argument("a model needs at least one token");
}

/// A whole model: tokens in, the answer at the last token out (chain of thought included).
class Machine {
 public:
  virtual ~Machine() = default;
  virtual std::int64_t answer(std::span<const Representation> tokens) const = 0;
};

/// Every layer recurrent (log-linear included): one joint state between tokens.
class RecurrentMachine : public Machine {
 public:
  virtual arithmetic::BitString initial_state() const = 0;
  /// The joint state after `token` at 0-based `position`; total on every state that initial_state and step produce.
  virtual arithmetic::BitString step(const arithmetic::BitString& state, const Representation& token, std::size_t position) const = 0;
  /// The answer when `token` (the query) follows `state`, chain of thought included. answer() equals step... then read.
  virtual std::int64_t read(const arithmetic::BitString& state, const Representation& token, std::size_t position) const = 0;
  /// Bits of the joint state that hold information about the first `position` tokens; what a bound counts.
  virtual std::size_t state_bits(std::size_t position) const = 0;
};

/// One (B,k)-sparse layer followed by any position-wise map; n stored tokens, then the query.
class SparseMachine : public Machine {
 public:
  virtual std::size_t block_length() const = 0;
  /// k, forced blocks included.
  virtual std::size_t blocks_read() const = 0;
  virtual std::size_t message_bits() const = 0;
  virtual arithmetic::BitString message(std::span<const Representation> block, std::size_t block_index) const = 0;
  /// Indices of the blocks that the last token reads, ascending.
  virtual std::vector<std::size_t> selected(std::span<const Representation> tokens) const = 0;
};

/// What crosses a boundary inside the token sequence of a stack with full layers (bounds.md, M2 and M3).
struct Crossing {
  std::vector<arithmetic::BitString> states;                   ///< [recurrent group]: joint state at the boundary
  std::vector<std::vector<arithmetic::BitString>> messages;    ///< [full layer][position − boundary]: accumulator of that
                                                               ///< position's query over the keys before the boundary
  std::vector<arithmetic::BitString> last_states;              ///< [recurrent group]: joint state before the last token
  std::int64_t answer = 0;
};

/// A stack over {F, R}. Groups are maximal runs of R in the layer string, "" groups included: a string with D full
/// layers has D+1 groups (pre, between, post).
class HybridMachine : public Machine {
 public:
  virtual std::string layers() const = 0;
  virtual Crossing crossing(std::span<const Representation> tokens, std::size_t boundary) const = 0;
  virtual std::size_t state_bits(std::size_t group) const = 0;
  virtual std::size_t message_bits(std::size_t full_layer) const = 0;
};

}  // namespace attest::attention
