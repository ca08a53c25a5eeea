// One family of configurations under attack: load, check the bound, measure the share, attack, confirm, record.
#pragma once

#include <string>
#include <vector>

#include "adversaries/result.hpp"
#include "hierarchy/cell.hpp"
#include "search/family.hpp"

namespace attest::hierarchy {

/// Sample sizes and budgets (calls into the model) by effort.
struct FamilyPlan {
  std::string family;
  std::uint64_t samples_smoke = 50, samples_check = 200;
  std::uint64_t collision_evaluations = 0;  ///< for adversaries::attack, whose collision engine gets half of it; 0: direct search only
  std::uint64_t direct_evaluations = 100;   ///< first budget of the direct search; doubled while nothing is found
  std::size_t smoke_configurations = 6;
};

/// What was found out about one configuration.
struct Attacked {
  search::Configuration configuration;
  search::Share share;
  adversaries::Outcome outcome;
  bool refuted = false;
};

/// Fills verdict, holds, sizes, cases and evidence. refuted: every configuration that was attacked fell (F2: and F2U excludes 95%
/// of uniform inputs at each of the sizes), and but for effort smoke there are at least 20, 5 of them strong (F2: none can be). Throws
/// search::BadConfiguration for one that does not build or is not strictly below its bound, search::UnreadableConfigurations.
void attack_family(const Context& context, const FamilyPlan& plan, evidence::Cell& cell);

/// The control: a configuration at capacity (`folder/at-capacity/NAME.txt`) is not below its bound and must survive all inputs.
/// Returns whether it did, and appends its evidence.
bool control_at_capacity(const Context& context, const std::string& name, evidence::Cell& cell);

/// Evidence of an inequality, of an attack's outcome.
evidence::Evidence impossibility(const std::string& about, const bounds::Inequality& inequality);
evidence::Evidence found(const Attacked& attacked, const std::string& summary);

/// Attacks one machine with the plan's budgets; what comes back was confirmed twice.
adversaries::Outcome break_machine(const Context& context, const FamilyPlan& plan, const attention::Machine& machine, const tasks::Task& task,
                                   std::uint64_t seed);

/// A seed of its own for every configuration: adding one moves no other.
std::uint64_t seed_of(const Context& context, const std::string& name);

}  // namespace attest::hierarchy
