// Small stacks over {F, R} with exact bit counts and seeded random weights: the four families on which the attacks on
// hybrids are measured (bounds.md section 7). They meet assumptions M1-M5: one-pass folds left to right, states and
// messages of exactly the stated bits. Everything between layers is one 64-bit number per position.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "attention/machine.hpp"

namespace attest::adversaries {

/// hashed: hash layers, online softmax (base 2) in saturating integer registers. counting: decayed counters, dot-like
/// scores. retrieving: short memory, Hamming scores. folding: hash layers and a random fold into b bits (no saturation luck).
enum class ToyFamily { hashed, counting, retrieving, folding };

struct ToyShape {
  std::string layers;                    ///< "RFR", "FF", "F": at most one R in a row
  std::vector<std::size_t> state_bits;   ///< one per group, full layers + 1; 0 where the string has no R there; <= 64
  std::size_t message_bits = 1;          ///< per full layer, <= 64; a multiple of 3 (max, denominator, numerator) but for folding
  ToyFamily family = ToyFamily::folding;
  std::int64_t answers = 2;              ///< the answer is a number below this
  std::uint64_t seed = 0;
};

/// What a toy stack's tables are asked for while it runs; layers count from 0, representations are the 64-bit numbers.
class ToyObserver {
 public:
  virtual ~ToyObserver() = default;
  virtual void embedded(const attention::Representation& token, std::size_t position, std::uint64_t x) = 0;
  virtual void stepped(std::size_t layer, std::uint64_t state, std::uint64_t x, std::uint64_t next) = 0;
  virtual void folded(std::size_t layer, std::uint64_t accumulator, std::uint64_t query, std::uint64_t key, std::uint64_t next) = 0;
  /// The layer's output at a position, from the state after it or from its accumulator over all keys.
  virtual void emitted(std::size_t layer, std::size_t position, std::uint64_t held, std::uint64_t x, std::uint64_t next) = 0;
  virtual void answered(std::uint64_t x, std::int64_t answer) = 0;
};

class ToyStack : public attention::HybridMachine {
 public:
  /// Throws std::invalid_argument with one line on a shape that contradicts itself.
  explicit ToyStack(ToyShape shape);
  std::int64_t answer(std::span<const attention::Representation> tokens) const override;
  std::string layers() const override { return shape_.layers; }
  attention::Crossing crossing(std::span<const attention::Representation> tokens, std::size_t boundary) const override;
  std::size_t state_bits(std::size_t group) const override { return shape_.state_bits.at(group); }
  std::size_t message_bits(std::size_t) const override { return shape_.message_bits; }
  const ToyShape& shape() const { return shape_; }
  /// One run, every call to a table reported (of the last layer: only what the last token's output needs). Returns the answer.
  std::int64_t observe(std::span<const attention::Representation> tokens, ToyObserver& observer) const;

 private:
  /// Who looks on: a crossing at `boundary`, an observer, or nobody.
  struct Watch {
    std::size_t boundary = 0;
    attention::Crossing* crossing = nullptr;
    ToyObserver* observer = nullptr;
  };
  std::int64_t run(std::span<const attention::Representation> tokens, const Watch& watch) const;
  void recur(std::vector<std::uint64_t>& x, std::size_t layer, std::size_t group, const Watch& watch) const;
  void attend(std::vector<std::uint64_t>& x, std::size_t layer, std::size_t full, const Watch& watch) const;
  bool wanted(std::size_t layer, std::size_t position, std::size_t length) const {
    return layer + 1 < shape_.layers.size() || position + 1 == length;
  }
  std::uint64_t next_state(std::uint64_t state, std::uint64_t x, std::uint64_t salt, std::size_t bits) const;
  std::uint64_t fold(std::uint64_t accumulator, std::uint64_t query, std::uint64_t key, std::size_t j, std::uint64_t salt) const;
  ToyShape shape_;
};

}  // namespace attest::adversaries
