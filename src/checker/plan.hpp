// The arithmetic block of a certificate, and one softmax head evaluated under it.
#pragma once

#include <cstdint>
#include <vector>

#include "checker/rounded.hpp"

namespace attest::checker {

struct Plan {
  bool exact = false;  ///< real numbers: the six roles are absent
  Arithmetic input, score, weight, accumulator, state, output;
  bool two_pass = false, online = false;  ///< neither: naive
  bool base2 = false, weights_first = false, last_to_first = false;
};

Plan read_plan(Reader& reader);

/// The keys of one row by score class: key j has score `scores[classes[j]]`. Many keys share a score, so exp is
/// evaluated once a class.
struct Row {
  std::vector<Real> scores;
  std::vector<std::uint16_t> classes;  ///< in token order
};

/// One output coordinate of one head for each of several 0/1 value assignments (values[r][j] of key j in row r; all rows
/// share scores and hence the denominator), keys visited as the plan says. Roundings as the certificate format states:
/// weight.sub, weight.exp, accumulator sums of products and of weights, output.div (weights-first: weight.div before).
std::vector<Real> heads(const Plan& plan, const Row& row, std::vector<std::vector<bool>> values);

/// x >= threshold, reading a digit.
bool at_least(const Real& x, const Real& threshold);

}  // namespace attest::checker
