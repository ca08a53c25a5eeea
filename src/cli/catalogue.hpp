// What `attest list` names. Where a folder has a registry the names come from there; the rest is one table, and
// properties/cli checks that every name in it is one that the program accepts.
#pragma once

#include <string>
#include <vector>

#include "hierarchy/cell.hpp"

namespace attest::cli {

struct Entry {
  std::string name, description;
};

struct Section {
  std::string name;
  std::vector<Entry> entries;
};

std::vector<Section> catalogue(const std::vector<hierarchy::CellPlan>& cells);

}  // namespace attest::cli
