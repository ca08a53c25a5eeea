// The families of claims.hpp, one maker each, and what they share.
#pragma once

#include <functional>

#include "attention/machines.hpp"
#include "constructions/claims.hpp"
#include "constructions/strict.hpp"

namespace attest::constructions {

/// All numbers of the input format in [middle/4, 4·middle]; base 2 divides by ln 2. For β, c, ...
Parameter around(const Setting& setting, const std::string& name, double middle, const std::string& why);
/// All numbers of the input format in [least, most], the middle one nearest to `middle`.
Parameter between(const Setting& setting, const std::string& name, double least, double most, double middle, const std::string& why);
/// c and κ of two-sum, match2 and two-sum-any.
std::vector<Parameter> two_sum_grids(const Setting& setting, std::int64_t n, std::int64_t M);
/// "beta 3*2^1", one line each, for `lines`.
std::vector<std::string> value_lines(std::span<const std::string> names, const Point& point);

/// A stack over strict arithmetic as a Model. `shape`: the task's tokens as the stack takes them.
using Shape = std::function<tasks::Tokens(std::span<const tasks::Token>)>;
std::unique_ptr<Model> stack_model(attention::Stack<StrictEmulated> stack, int generated = 0, Shape shape = {});

std::unique_ptr<ClaimFamily> make_retrieval_claim(const tasks::Sizes& sizes);
std::unique_ptr<ClaimFamily> make_index_claim(const tasks::Sizes& sizes);
std::unique_ptr<ClaimFamily> make_recall_claim(const tasks::Sizes& sizes);
std::unique_ptr<ClaimFamily> make_channel_claim(const tasks::Sizes& sizes);
std::unique_ptr<ClaimFamily> make_two_sum_claim(const tasks::Sizes& sizes);
std::unique_ptr<ClaimFamily> make_match2_claim(const tasks::Sizes& sizes);
std::unique_ptr<ClaimFamily> make_two_sum_any_claim(const tasks::Sizes& sizes);
std::unique_ptr<ClaimFamily> make_counting_claim(const tasks::Sizes& sizes);
std::unique_ptr<ClaimFamily> make_equality_claim(const tasks::Sizes& sizes);
std::unique_ptr<ClaimFamily> make_disjointness_claim(const tasks::Sizes& sizes);
std::unique_ptr<ClaimFamily> make_averaging_claim(const tasks::Sizes& sizes);
std::unique_ptr<ClaimFamily> make_composition_claim(const tasks::Sizes& sizes);
std::unique_ptr<ClaimFamily> make_encoder_claim(const tasks::Sizes& sizes);
std::unique_ptr<ClaimFamily> make_chain_of_thought_claim(const tasks::Sizes& sizes);
std::unique_ptr<ClaimFamily> make_indexer_claim(const tasks::Sizes& sizes);

}  // namespace attest::constructions
