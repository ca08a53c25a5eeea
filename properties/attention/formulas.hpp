// The second, obviously right form of every mechanism: explicit sums over j <= i and explicit matrix products, in rationals.
#pragma once

#include <string>
#include <vector>

#include "arithmetic/rational.hpp"
#include "attention/plan.hpp"
#include "attention/linear.hpp"
#include "sequence.hpp"

namespace attest::attention::testing {

using arithmetic::Rational;
using RationalRows = std::vector<std::vector<Rational>>;

struct FormulaOptions {
  FeatureMap feature_map = FeatureMap::identity;
  bool normaliser = false;
  int head = 0;
  /// Every datum replaced by its absolute value and every difference by a sum: what error bounds multiply.
  bool magnitude = false;
};

/// All outputs of a recurrent mechanism; std::invalid_argument for a mechanism without a formula here.
RationalRows formula(const std::string& mechanism, const Sequence& tokens, const FormulaOptions& options = {});

/// Base-2 softmax of the last token's integer scores over all tokens: Σ 2^s_j v_j / Σ 2^s_j.
std::vector<Rational> softmax_formula(const Sequence& tokens, bool magnitude = false);

}  // namespace attest::attention::testing
