// What every theorem hands back: the inequality at given numbers, decided exactly, and what it may be said of.
#pragma once

#include <string>
#include <vector>

#include "bounds/logarithm.hpp"

namespace attest::bounds {

struct Parameter {
  std::string name;
  std::string value;
};

struct Inequality {
  std::string theorem;
  std::string claim;                  // what fails when `holds`
  std::vector<Parameter> parameters;  // in the order of the theorem's statement; n last
  std::string left;                   // exact integer, or "low..high" with 6 decimals
  std::string relation;               // "<" or "<="
  std::string right;
  bool holds = false;                 // the theorem bites: every model of the class is wrong on some input
  double reached = 0;                 // left / right ("bits over bound"), for printing
  std::vector<std::vector<Integer>> gains;  // of the greedy covers (Lemma C), level by level: what was searched and is sure
  std::vector<std::string> covers;
  std::vector<std::string> not_covered;
};

/// Decides left < right (or <= when `inclusive`) exactly and fills in the texts.
Inequality decide(Inequality known, const LogSum& left, const LogSum& right, bool inclusive = false);

/// Throws std::invalid_argument "THEOREM: name = value must be at least `least`".
void require_at_least(const std::string& theorem, const std::string& name, const Integer& value, const Integer& least);
/// Throws std::invalid_argument "THEOREM: message" unless `condition`.
void require(bool condition, const std::string& theorem, const std::string& message);

Parameter parameter(const std::string& name, const Integer& value);

}  // namespace attest::bounds
