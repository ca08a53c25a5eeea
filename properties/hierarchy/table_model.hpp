// The model and the evidence that a certificate of claim stack speaks of, run by src/attention and judged by src/adversaries:
// a second evaluation, for what a checker accepts although it was edited.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "arithmetic/emulated.hpp"
#include "attention/plan.hpp"
#include "attention/recurrent.hpp"

namespace attest::trial {

using Head = std::unique_ptr<attention::RecurrentHead<arithmetic::Emulated>>;
using MakeHead = std::function<Head(const attention::Plan<arithmetic::Emulated>& plan, std::size_t d_k, std::size_t d_v)>;

/// Whether the certificate's statement is true of the stack over its tables: the counterexample, pair or enumeration is
/// confirmed. False also where the text cannot be read.
bool confirmed_by_library(const std::string& certificate);

/// The state after the tokens `first` of a fooling pair of recurrent layers, "LENGTH HEX"; with `make`, other heads are run.
std::string state_after_first(const std::string& certificate, const MakeHead& make = {});

}  // namespace attest::trial
