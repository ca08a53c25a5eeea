// Plots of precisions and formats as scripts for gnuplot.
#pragma once

#include <vector>

#include "report/drawing.hpp"
#include "report/precision.hpp"

namespace attest::report {

/// p*(n) of one task, all rows of it: what is right, what is refuted just below, the interval where the two do not meet, the claimed law.
Drawing least_plot(const std::vector<PrecisionRow>& rows, const std::string& law, const std::string& name);

/// The largest sizes of one task under one plan: a line a format, a column for each softmax and order of sums; the number and what breaks above
/// stand in each cell, so that the colour (level_of) only repeats them.
Drawing format_plot(const std::vector<FormatRow>& rows, const std::string& name);

/// 0: none or unknown; 1: below 4; 2: below 16; ... 8: from 4^7 on.
int level_of(const FormatRow& row);
inline constexpr int levels = 9;

/// The first cause in two words, for a cell: "exp overflow", "absorption". "exp range": underflow or saturation.
std::string short_cause(const FormatRow& row);

}  // namespace attest::report
