// Precisions as text: a table, what its grids are, the laws, and what remains to be said about single rows.
#include <fmt/core.h>

#include <algorithm>

#include "report/precision.hpp"

namespace attest::report {

namespace {

using Line = std::vector<std::string>;

/// Columns as wide as their widest entry (counted in characters of UTF-8), two blanks between them.
std::string table(const std::vector<Line>& lines) {
  const auto length = [](const std::string& text) { return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; })); };
  std::vector<std::size_t> widths;
  for (const Line& line : lines) {
    widths.resize(std::max(widths.size(), line.size()));
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], length(line[i]));
  }
  std::string text;
  for (const Line& line : lines) {
    std::string row;
    for (std::size_t i = 0; i < line.size(); ++i) row += line[i] + std::string(widths[i] - length(line[i]) + 2, ' ');
    text += row.substr(0, row.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

std::string joined(const std::vector<evidence::Field>& fields) {
  std::string text;
  for (const evidence::Field& field : fields) text += (text.empty() ? "" : ", ") + field.name + " = " + field.value;
  return text;
}

std::string precision_of(const PrecisionRow& row) {
  if (!row.precision) return fmt::format("> {}", row.wrong_up_to);
  if (*row.precision == row.wrong_up_to + 1 || row.fixed) return std::to_string(*row.precision);
  return fmt::format("{}..{}", row.wrong_up_to + 1, *row.precision);
}

std::string below_of(const PrecisionRow& row) {
  if (row.refuted) return fmt::format("p = {}: {}", *row.refuted, row.grid);
  return row.precision ? (row.wrong_up_to + 1 == *row.precision ? "nothing is smaller" : "not refuted") : "";
}

std::string above_of(const PrecisionRow& row) {
  if (!row.checked_to) return row.precision ? "not checked" : "";
  std::string holes;
  for (const int hole : row.holes) holes += (holes.empty() ? "" : ", ") + std::to_string(hole);
  return fmt::format("right up to {}{}", *row.checked_to, holes.empty() ? "" : " but for " + holes);
}

std::string least_table(const PrecisionRun& run) {
  std::vector<Line> lines{{"task", "size", "least p", "refuted just below", "right above", "parameters"}};
  for (const PrecisionRow& row : run.rows) lines.push_back({row.task, row.sizes, precision_of(row), below_of(row), above_of(row), joined(row.parameters)});
  return table(lines);
}

/// ">= 4096", "64", "15 (16..20 open)", "none".
std::string largest_of(const FormatRow& row) {
  const std::string size = row.size ? std::to_string(*row.size) : row.complete && row.wrong ? "none" : "?";
  if (row.size == row.limit || (row.size && !row.complete)) return ">= " + size;
  const std::int64_t first = row.size.value_or(row.smallest - 1) + 1, last = row.wrong.value_or(row.limit + 1) - 1;
  if (first > last) return size;
  return first == last ? fmt::format("{} ({} open)", size, first) : fmt::format("{} ({}..{} open)", size, first, last);
}

std::string format_table(const PrecisionRun& run) {
  std::vector<Line> lines{{"task", "format", "plan", "softmax", "sums", "largest", "what breaks", "parameters"}};
  for (const FormatRow& row : run.formats)
    lines.push_back({row.task, row.format, row.plan, row.algorithm, row.order, largest_of(row), row.wrong ? fmt::format("{}: {}", *row.wrong, row.cause) : "", joined(row.parameters)});
  return table(lines);
}

std::string fit_line(const PrecisionFit& fit) {
  std::string line = fmt::format("{}: claimed p = {}; found p minus that is {:+.1f} to {:+.1f}", fit.task, fit.law, fit.least, fit.most);
  if (fit.slope) line += fmt::format("; least squares p = {:.2f} lg N {} {:.2f}", *fit.slope, *fit.offset < 0 ? '-' : '+', *fit.offset < 0 ? -*fit.offset : *fit.offset);
  return line;
}

}  // namespace

std::string to_text(const PrecisionRun& run, const Style& style) {
  std::string text = wrapped(run.arithmetic, 0, style.width) + "\n";
  text += run.formats.empty() ? least_table(run) : format_table(run);
  if (!run.grids.empty()) text += "\nGrids\n";
  for (const std::string& grid : run.grids) text += wrapped(grid, 2, style.width);
  if (!run.fits.empty()) text += "\nLaws\n";
  for (const PrecisionFit& fit : run.fits) text += wrapped(fit_line(fit), 2, style.width);
  std::string notes;
  for (const PrecisionRow& row : run.rows)
    for (const std::string& note : row.notes) notes += wrapped(fmt::format("{} {}: {}", row.task, row.sizes, note), 2, style.width);
  if (!notes.empty()) text += "\nNotes\n" + notes;
  const char* closing = run.formats.empty()
                            ? "Every least precision is certified for all inputs, and every refutation by inputs that show it; the independent checker evaluated each certificate again."
                            : "Every largest size is certified for all inputs. What breaks is the size from which on every point of the parameters that was tried has an input that is "
                              "answered wrongly (the whole grid where it is small, else its middle, quarters and ends); its cause is an experiment on one such input. The independent checker "
                              "evaluated each certificate again.";
  text += "\n" + wrapped(closing, 0, style.width);
  if (!run.complete) text += fmt::format("not complete: {}\n", run.ended_by);
  return text;
}

}  // namespace attest::report
