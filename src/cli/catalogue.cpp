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

/// Named as their headers in src/constructions; the numbers are those of theory.md section 3.
Section constructions_section() {
  return {"constructions",
          {{"retrieval", "1, 2: one softmax head reads the value stored under a key: Eva, Index; softmax of base e or 2"},
           {"associative-recall", "2: the token after the query's, by a shift (a recurrent layer or a first attention layer) and a retrieval head"},
           {"two-sum", "3: 2-Sum and Match2 by one head of dimension 3, whose scores peak at a match of angles"},
           {"composition", "4-8: L-SeqComp by L+1 full layers, by one recurrent and L full layers, with z_0 and w merged, by an encoder, by chain of thought"},
           {"reversed", "6: L-SeqComp in reversed order by one recurrent layer of O(L log n) bits"},
           {"capacity", "10: linear and log-linear attention at capacity: Eva and 2-Sum with one-hot keys"},
           {"block-sets", "11: (B,k)-sparse attention at capacity: a message is its block's set, k = 1 solves 2-Sum"},
           {"indexer", "13: a lightning indexer that picks single tokens solves 2-Sum with k = 1"},
           {"maximum-channel", "14a: one recurrent and one full layer solve 2-SeqComp under two-pass softmax of base 2, and not left to right"},
           {"maximum-channel-14b", "14b: the same with base-e exponentials, by another construction"}}};
}

/// Named as their headers in src/adversaries.
Section adversaries_section() {
  return {"adversaries",
          {{"state-collision", "recurrent and log-linear: two prefixes with one joint state (forgotten tokens, exhaustion, birthday, distinguished points)"},
           {"block-collision", "sparse: two blocks with one message, assembled around the selection of the model"},
           {"composition-collision", "F1, H2, H2+, F2: two first blocks that cross to the later tokens alike (hybrid and full stacks)"},
           {"direct-search", "any model: all inputs while they are few, structured and uniform ones, then hill climbing; findings are shrunk"}}};
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
  return {tasks_section(), mechanisms_section(), formats(), constructions_section(), adversaries_section(), bounds_section(), cells_section(cells)};
}

}  // namespace attest::cli
