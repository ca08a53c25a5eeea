// What the text report and the page say alike about rows of precisions and formats.
#pragma once

#include <string>
#include <vector>

#include "report/precision.hpp"

namespace attest::report {

/// "c = 7*2^3, kappa = 1*2^0"
std::string joined(const std::vector<evidence::Field>& fields);

/// "5", "5..7" where the ends do not meet, "> 9" where nothing is right.
std::string precision_of(const PrecisionRow& row);
/// "p = 4: all 64 grid points, 3 inputs"
std::string below_of(const PrecisionRow& row);
/// "right up to 64 but for 13"
std::string above_of(const PrecisionRow& row);

/// ">= 4096", "64", "15 (16..20 open)", "none".
std::string largest_of(const FormatRow& row);
/// "65: overflow of exp"
std::string breaks_of(const FormatRow& row);

/// A claimed law beside what was found.
std::string fit_line(const PrecisionFit& fit);
/// What the rows of such a run mean.
std::string closing_of(const PrecisionRun& run);

}  // namespace attest::report
