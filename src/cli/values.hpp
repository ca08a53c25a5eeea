// Values of flags: each parser throws std::invalid_argument with one line that says what is wrong and what would be right.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "hierarchy/cell.hpp"

namespace attest::cli {

/// "500ms", "90s", "1.5m", "2h": a positive number with its unit, at most 1000 h.
std::chrono::milliseconds parse_duration(const std::string& text);

/// "json:FILE" gives FILE; other kinds of reports do not exist yet.
std::string parse_report(const std::string& text);

/// smoke, check, nightly.
hierarchy::Effort parse_effort(const std::string& text);

/// 1 to 1024.
unsigned parse_jobs(const std::string& text);

/// 1 to 2^31-1.
int parse_count(const std::string& flag, const std::string& text);

enum class When { automatic, always, never };
When parse_when(const std::string& flag, const std::string& text);

/// Colour on standard output: NO_COLOR (when it is not empty) and TERM=dumb turn the automatic choice off.
bool use_colour(When when);

/// Columns of the terminal on standard output, between 60 and 140; 120 without a terminal.
std::size_t text_width();

}  // namespace attest::cli
