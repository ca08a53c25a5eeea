// Lower bounds as certificates of kind counting (THEOREMS.md): the numbers of a row that src/bounds decided, under the names of
// the format, with everything that was searched. The checkers decide the inequality again.
#pragma once

#include <string>

#include "bounds/inequality.hpp"

namespace attest::hierarchy {

/// E, T, LL, S, F1, H2, H2+, F2, F2U, H3, FFR, G; whether or not the row holds. Throws search::NoCertificate, one line, for asymptotic
/// theorems and for numbers that the format has no room for.
std::string counting_certificate(const bounds::Inequality& row);

/// YHLWL and CPW: their constants are not explicit, so no inequality between integers proves anything at any size.
bool theorem_without_certificate(const std::string& theorem);
std::string no_counting_certificate(const std::string& theorem);

}  // namespace attest::hierarchy
