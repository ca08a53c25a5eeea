// Retrieval where the input chooses the keys: the task Index, and what associative recall rests on.
//
// The keys are any distinct codes in any order, so no list of rows covers them; the method bounded does (bounded.hpp), which speaks
// of one hit and N-1 lighter keys wherever they stand. What it needs to know of the codes is the score of a whole match and the
// largest one of a code that differs in a digit, for every code that may be asked for.
#pragma once

#include "constructions/proof.hpp"
#include "constructions/retrieval.hpp"

namespace attest::constructions {

/// The digit for which the bound over `visible` keys fails, if it does. Real numbers: with t = e^(-β), digit 1 needs (N-1)t <= 1, digit 0
/// N·t < 1/2.
std::optional<int> real_bound_fails(const Setting& setting, const Number& beta, std::uint64_t visible);

/// Every query for a code below `codes` reads its own value among at most `visible` tokens with distinct codes of `digits` digits, or
/// with none, in any order. One line why the bound does not give it; empty when it does. Adds to `cases` what was evaluated.
std::string any_keys_violation(const Setting& setting, std::int64_t codes, int digits, const Number& beta, std::uint64_t visible, std::uint64_t& cases);

/// Index(n, D, V) for all inputs, by the stack retrieval_stack(plan, D, V, β). D <= 17.
Proof prove_index(const Setting& setting, const tasks::Index& task, const Number& beta);

/// An input of Index with the n codes nearest to `a`, which is asked for: its value's digits are `digit`, all others' the opposite. The
/// hit stands first or last, the others from far to near or from near to far.
tasks::Tokens index_extremal(const tasks::Index& task, std::int64_t a, int digit, bool first, bool far_to_near);

}  // namespace attest::constructions
