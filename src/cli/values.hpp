// Values of flags: each parser throws std::invalid_argument with one line that says what is wrong and what would be right.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "hierarchy/cell.hpp"

namespace attest::cli {

/// "500ms", "90s", "1.5m", "2h": a positive number with its unit, at most 1000 h.
std::chrono::milliseconds parse_duration(const std::string& text);

/// A report to be written: "json:FILE" has the kind json. `html` says whether the verb has pages too ("html:FILE").
struct Report {
  std::string kind, path;
};
Report parse_report(const std::string& text, bool html = false);

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
