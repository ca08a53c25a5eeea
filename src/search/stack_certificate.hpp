// Certificates of claim stack (src/evidence/TRACES.md) for what was found out about a configuration: the model is
// run once more on the tokens of the evidence, and its position-wise maps are written down where they were asked.
#pragma once

#include <string>

#include "adversaries/result.hpp"
#include "search/configuration.hpp"
#include "search/traced.hpp"

namespace attest::search {

/// Each throws NoCertificate with the reason where the format cannot say it: numbers that are not finite, maps that are no
/// functions of position and representation, answers that are not those of the evidence, 2^20 inputs or more.
std::string counterexample_certificate(const Configuration&, const adversaries::Counterexample&);
std::string fooling_pair_certificate(const Configuration&, const adversaries::FoolingPair&);
/// Right on all inputs of its task; at most 10^6.
std::string enumeration_certificate(const Configuration&);

/// The same for a model that no configuration describes.
std::string counterexample_certificate(Traced&, const tasks::Task&, const adversaries::Counterexample&, std::int64_t generated = 0);
std::string enumeration_certificate(Traced&, const tasks::Task&, std::int64_t generated = 0);

}  // namespace attest::search
