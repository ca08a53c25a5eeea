// The run as text: the table, with the evidence of each cell under it.
#pragma once

#include <string>

#include "report/run.hpp"

namespace attest::report {

struct Style {
  bool colour = false;
  std::size_t width = 120;   ///< columns to wrap at, at least 40
};

/// Paragraphs broken at blanks, every line behind `indent` columns; a word longer than a line stands alone.
std::string wrapped(const std::string& text, std::size_t indent, std::size_t width);

/// The verdict word, coloured: green where the cell holds, red where it does not, yellow for unknown.
std::string verdict_word(const evidence::Cell& cell, const Style& style);

/// One cell: a line with mark, name, verdict, cases and seconds, then its claim, its sizes, and a line per piece of evidence.
std::string to_text(const evidence::Cell& cell, const Style& style);

/// The verdicts of each architecture and task, every cell, and the closing lines: how many hold, which do not, what the words mean.
std::string to_text(const Run& run, const Style& style);

}  // namespace attest::report
