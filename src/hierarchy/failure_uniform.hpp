// What theorem F2U says at the sizes of family F2, where strong models cannot be had: no model of two full layers that F2 allows at
// these sizes is right on 95% of uniform inputs. Says nothing for other families.
#pragma once

#include <set>
#include <string>
#include <utility>

#include "hierarchy/cell.hpp"
#include "search/family.hpp"

namespace attest::hierarchy {

class UniformLimits {
 public:
  explicit UniformLimits(std::string family) : applies_(family == "F2") {}

  /// Whether this family is one of F2's.
  bool applies() const { return applies_; }
  /// " (F2U excludes 83.4% and more)" for the model's own bits; appends, once for every size, the inequality at the greatest b that
  /// F2 allows there, or a line that it does not bite. Empty for other families.
  std::string about(const search::Configuration& configuration, const search::Model& model, evidence::Cell& cell);
  /// Whether 95% is excluded at every size that was asked about, for every model that F2 allows.
  bool all_excluded() const { return missing_.empty(); }
  /// One line in the place of a count of strong models.
  std::string summary() const;

 private:
  bool applies_;
  std::set<std::pair<std::int64_t, std::int64_t>> sizes_;
  std::string missing_;      // sizes where F2U does not bite
  double tightest_ = 0;      // the greatest left / right
  std::string tightest_row_;
};

}  // namespace attest::hierarchy
