// What every verb offers to program.cpp: its flags, and what runs once they are parsed. CLI11 stays out of this header.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/exit_codes.hpp"
#include "hierarchy/cell.hpp"

namespace CLI {
class App;
}

namespace attest::cli {

using CellSource = std::function<std::vector<hierarchy::CellPlan>()>;

/// Adds the verb's flags to its command and gives what to call after parsing.
using Verb = std::function<ExitCode()>;
Verb add_hierarchy(CLI::App& command, const CellSource& cells);
Verb add_explain(CLI::App& command, const CellSource& cells);
Verb add_replay(CLI::App& command);
Verb add_list(CLI::App& command, const CellSource& cells);
Verb add_bound(CLI::App& command);
/// `command_line`: what made its page, to be written there.
Verb add_precision(CLI::App& command, const std::string& command_line);
Verb add_certify(CLI::App& command);

/// "0.1.0"
std::string version();

/// corpus/configurations of the repository above the program, or share/attest/configurations beside its bin folder.
std::string configurations_folder();

}  // namespace attest::cli
