// Implements inequality.hpp.
#include "bounds/inequality.hpp"

#include <stdexcept>

namespace attest::bounds {

Inequality decide(Inequality known, const LogSum& left, const LogSum& right, bool inclusive) {
  known.left = left.text();
  known.right = right.text();
  known.relation = inclusive ? "<=" : "<";
  known.holds = inclusive ? left <= right : left < right;
  known.reached = right.sign() > 0 ? ratio(left, right) : 0;
  return known;
}

void require(bool condition, const std::string& theorem, const std::string& message) {
  if (!condition) throw std::invalid_argument(theorem + ": " + message);
}

void require_at_least(const std::string& theorem, const std::string& name, const Integer& value, const Integer& least) {
  require(value >= least, theorem, name + " = " + value.get_str() + " must be at least " + least.get_str());
}

Parameter parameter(const std::string& name, const Integer& value) { return {name, value.get_str()}; }

}  // namespace attest::bounds
