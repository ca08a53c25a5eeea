// The program: verbs, their flags, and exit codes. Each verb is one file beside this one.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "hierarchy/cell.hpp"

namespace attest::cli {

/// Runs `attest ARGUMENTS...` and returns its exit code; every error is one line on standard error. `cells` gives the
/// table of results (tests give tables of their own). Does not return where cells had to be abandoned: it exits.
int run_program(const std::vector<std::string>& arguments, const std::function<std::vector<hierarchy::CellPlan>()>& cells);

}  // namespace attest::cli
