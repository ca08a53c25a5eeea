// What searches found, as rows of a report, and the names of jobs and files.
#pragma once

#include <string>
#include <vector>

#include "cli/precision_run.hpp"

namespace attest::cli {

std::string name_of(const LeastTask& task);        ///< "two-sum M=16 n=16"
std::string name_of(const LargestTask& task);      ///< "two-sum bfloat16 mixed two-pass pairwise"
std::string file_name_of(const LeastTask& task);   ///< "two-sum-M16-n16-p-two-pass": certificates' names begin with it
std::string file_name_of(const LargestTask& task);

/// Right at a precision, and the one below refuted or not there; complete.
bool certified(const LeastTask& task, const precision::Least& found);
/// The limit is certified, or a size is and the next one refuted, or the smallest one is refuted; complete.
bool certified(const LargestTask& task, const precision::Largest& found);

report::PrecisionRow row_of(const LeastTask& task, const precision::Least& found);
report::FormatRow row_of(const LargestTask& task, const precision::Largest& found);

/// One line for each parameter of each task: its interval.
std::vector<std::string> grids_of(const std::vector<LeastTask>& tasks);
/// Each task's claimed law beside its rows.
std::vector<report::PrecisionFit> fits_of(const std::vector<report::PrecisionRow>& rows);

}  // namespace attest::cli
