// The judge of every attack: re-runs the whole model on what an engine claims to have found. It shares no code with the
// searches and trusts nothing in the pair but its tokens.
#pragma once

#include <string>

#include "adversaries/result.hpp"
#include "tasks/task.hpp"

namespace attest::adversaries {

/// `reason` is one line that says which check failed; empty when ok.
struct Confirmation {
  bool ok = false;
  std::string reason;
  explicit operator bool() const { return ok; }
};

/// Both inputs well formed and different; truths by the oracle as stated and different; the information that passes (states,
/// messages, selection and selected contents, as in FoolingPair) equal bit for bit on both inputs and equal to pair.state;
/// the whole model's answers equal, hence wrong on at least one of them.
Confirmation confirm_fooling_pair(const attention::Machine& machine, const tasks::Task& task, const FoolingPair& pair);

/// The input is well formed, the oracle's answer is `expected`, the model's is `answered`, and they differ.
Confirmation confirm_counterexample(const attention::Machine& machine, const tasks::Task& task, const Counterexample& found);

/// Whichever kind it is; NotFound is never ok.
Confirmation confirm(const attention::Machine& machine, const tasks::Task& task, const Outcome& outcome);

/// The input of a confirmed pair that this model answers wrongly.
Counterexample wrong_input(const attention::Machine& machine, const tasks::Task& task, const FoolingPair& pair);

}  // namespace attest::adversaries
