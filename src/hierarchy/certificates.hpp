// From a piece of evidence to a certificate that both checkers re-establish, made from the evidence's own text.
#pragma once

#include <string>

#include "evidence/evidence.hpp"

namespace attest::hierarchy {

/// The text of a certificate, or in one line why there is none.
struct Certified {
  std::string text;
  std::string why_not;
};

/// all-inputs: the one that it holds. Counterexamples, fooling pairs and the controls at capacity of configurations: claim stack,
/// by running the model once more. Near misses and enumerations of a construction: the claim of their certificate with the input, resp.
/// all inputs, or claim stack where that claim has no inputs of its own. Impossibility: kind counting. Surveys, which describe a run, have
/// none, and neither have asymptotic theorems.
Certified certificate_of(const evidence::Evidence& evidence);

}  // namespace attest::hierarchy
