// The claims this checker knows. Each reads its keys, then the arithmetic block, then re-establishes the claim or throws
// Rejected; the result is the number of extremal rows evaluated.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "checker/plan.hpp"

namespace attest::checker {

/// A token's code, or no key at all (zero key and value).
using Key = std::optional<std::uint64_t>;

std::uint64_t check_retrieval_rows(const Plan& plan, const std::vector<Key>& keys, int digits, const Real& beta);

/// A value survives a one-hot state: entering as 1·v, added to 0, read as 1·v among zeros.
bool survives(const Plan& plan, long v);

std::uint64_t check_retrieval(Reader& reader);
std::uint64_t check_two_sum(Reader& reader);
std::uint64_t check_composition(Reader& reader);
std::uint64_t check_capacity(Reader& reader);
std::uint64_t check_capacity_set(Reader& reader);
std::uint64_t check_maximum_channel(Reader& reader);
std::uint64_t check_encoder_composition(Reader& reader);
std::uint64_t check_chain_of_thought(Reader& reader);
std::uint64_t check_indexer_two_sum(Reader& reader);
std::uint64_t check_set_messages(Reader& reader);

}  // namespace attest::checker
