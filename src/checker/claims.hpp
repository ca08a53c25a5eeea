// The claims this checker knows: each reads its keys and arithmetic block (registry.cpp has their names).
#pragma once

#include <memory>

#include "checker/claim.hpp"

namespace attest::checker {

std::unique_ptr<Claim> read_retrieval(Reader& reader);
std::unique_ptr<Claim> read_index(Reader& reader);
std::unique_ptr<Claim> read_composition(Reader& reader);
std::unique_ptr<Claim> read_encoder_composition(Reader& reader);
std::unique_ptr<Claim> read_chain_of_thought(Reader& reader);
std::unique_ptr<Claim> read_associative_recall(Reader& reader);
std::unique_ptr<Claim> read_reversed_composition(Reader& reader);
std::unique_ptr<Claim> read_two_sum(Reader& reader);
std::unique_ptr<Claim> read_match2(Reader& reader);
std::unique_ptr<Claim> read_two_sum_any(Reader& reader);
std::unique_ptr<Claim> read_counting(Reader& reader);
std::unique_ptr<Claim> read_equality(Reader& reader);
std::unique_ptr<Claim> read_disjointness(Reader& reader);
std::unique_ptr<Claim> read_averaging(Reader& reader);
std::unique_ptr<Claim> read_capacity(Reader& reader);
std::unique_ptr<Claim> read_capacity_set(Reader& reader);
std::unique_ptr<Claim> read_indexer_two_sum(Reader& reader);
std::unique_ptr<Claim> read_sparse_two_sum(Reader& reader);
std::unique_ptr<Claim> read_maximum_channel(Reader& reader);
std::unique_ptr<Claim> read_stack_claim(Reader& reader);

}  // namespace attest::checker
