// Names come from the registries of the folders, so that a list can never name what the program does not know.
#include "cli/catalogue.hpp"

#include <fmt/core.h>

#include "arithmetic/format.hpp"
#include "attention/registry.hpp"
#include "bounds/registry.hpp"
#include "tasks/task.hpp"

namespace attest::cli {

namespace {

std::string describe_format(const std::string& name) {
  if (name == "p<k>") return "k significant bits (1 to 64), no exponent limits: exact size unknown, so no lower bound";
  if (name == "e8p<k>") return "k significant bits with binary32's exponents and subnormals";
  if (name == "fx(p,s)") return "signed fixed point, p bits of which s behind the point, floor rounding";
  if (name == "ufx(p,s)") return "unsigned fixed point, p bits of which s behind the point";
  const arithmetic::Format format = arithmetic::parse_format(name);
  return fmt::format("{} bits: {} significant, exponents {} to {}, largest {}", format.storage_bits, format.precision, format.emin,
                     format.emax, arithmetic::to_double(arithmetic::largest_finite(format, false)));
}

Section formats() {
  Section section{"formats", {}};
  for (const std::string& name : arithmetic::format_names()) section.entries.push_back({name, describe_format(name)});
  return section;
}

Section tasks_section() {
  Section section{"tasks", {}};
  for (const std::string& name : tasks::task_names()) section.entries.push_back({name, tasks::task_sizes_help(name)});
  return section;
}

Section mechanisms_section() {
  Section section{"mechanisms", {}};
  for (const attention::Mechanism& mechanism : attention::mechanisms())
    section.entries.push_back({mechanism.name, fmt::format("{}; {}; passes on: {}", mechanism.description, mechanism.update, mechanism.state)});
  return section;
}

Section bounds_section() {
  Section section{"bounds", {}};
  for (const bounds::TheoremInfo& theorem : bounds::theorems()) section.entries.push_back({theorem.name, theorem.statement});
  return section;
}

Section cells_section(const std::vector<hierarchy::CellPlan>& cells) {
  Section section{"cells", {}};
  for (const hierarchy::CellPlan& cell : cells) section.entries.push_back({cell.name, cell.claim});
  return section;
}

}  // namespace

std::vector<Section> catalogue(const std::vector<hierarchy::CellPlan>& cells) {
  return {tasks_section(), mechanisms_section(), formats(), bounds_section(), cells_section(cells)};
}

}  // namespace attest::cli
