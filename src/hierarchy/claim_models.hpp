// The model that a certificate speaks of, built from its text.
#pragma once

#include <memory>
#include <string>

#include "constructions/setting.hpp"
#include "search/traced.hpp"

namespace attest::hierarchy {

/// The construction of the claim, with its parameters, in its arithmetic. The certificate need not be true. Throws
/// std::invalid_argument with one line where the text does not describe a model.
constructions::Answerer model_of_certificate(const std::string& certificate);

/// The same as a stack whose runs can be written down (claim stack), for claims that have no explicit inputs of their own: the reversed
/// order in any arithmetic, the maximum as a channel, sets at capacity and block sets in finite ones. Nothing for all others.
std::unique_ptr<search::Traced> traced_of_certificate(const std::string& certificate);

}  // namespace attest::hierarchy
