// The model that a certificate speaks of, built from its text.
#pragma once

#include <string>

#include "constructions/setting.hpp"

namespace attest::cli {

/// The construction of the claim, with its parameters, in its arithmetic. The certificate need not be true. Throws
/// std::invalid_argument with one line where the text does not describe a model.
constructions::Answerer model_of_certificate(const std::string& certificate);

}  // namespace attest::cli
