// What an attack on a model hands back: plain data that anyone can check again (confirm.hpp), or what was spent in vain.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "arithmetic/bits.hpp"
#include "attention/machine.hpp"

namespace attest::adversaries {

using attention::Tokens;

/// `evaluations` counts calls into the model's interface (answer, step, read, message, selected, crossing); the same
/// seed gives the same number. `seconds` is wall time and belongs to no comparison.
struct Cost {
  std::uint64_t evaluations = 0;
  double seconds = 0;
};

/// A well-formed input that the model answers wrongly, shrunk where the budget allowed it.
struct Counterexample {
  Tokens tokens;
  std::int64_t expected = 0, answered = 0;
  Cost cost;
  std::string engine;
};

/// Two inputs first+query and second+query that give the answering token the same information, `state` (bits), and have
/// different truths: whatever is read from it later is wrong on one of them.
/// Recurrent: `state` is the joint state after the prefix. Sparse: the messages of all complete blocks of the stored tokens.
/// Hybrid (boundary after the prefix, D full layers): states of the groups before the last full layer, the messages of
/// the full layers to every later token (of the last one: to the last token), and the last group's state before the last token.
struct FoolingPair {
  Tokens first, second, query;
  arithmetic::BitString state;
  std::int64_t first_truth = 0, second_truth = 0;
  Cost cost;
  std::string engine;
};

/// Nothing was found. `exhausted`: the engine looked at everything it covers, so nothing of that kind exists (`reason`
/// says what was covered); otherwise only the budget ended, or the stop flag was set.
struct NotFound {
  Cost cost;
  bool exhausted = false, stopped = false;
  std::string reason;
};

using Outcome = std::variant<Counterexample, FoolingPair, NotFound>;

inline const Counterexample* counterexample(const Outcome& outcome) { return std::get_if<Counterexample>(&outcome); }
inline const FoolingPair* fooling_pair(const Outcome& outcome) { return std::get_if<FoolingPair>(&outcome); }
inline const NotFound* not_found(const Outcome& outcome) { return std::get_if<NotFound>(&outcome); }

}  // namespace attest::adversaries
