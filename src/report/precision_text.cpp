// Precisions as text: a table, what its grids are, the laws, and what remains to be said about single rows.
#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "report/precision_words.hpp"

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

std::string least_table(const PrecisionRun& run) {
  std::vector<Line> lines{{"task", "size", "least p", "refuted just below", "right above", "parameters"}};
  for (const PrecisionRow& row : run.rows) lines.push_back({row.task, row.sizes, precision_of(row), below_of(row), above_of(row), joined(row.parameters)});
  return table(lines);
}

std::string format_table(const PrecisionRun& run) {
  std::vector<Line> lines{{"task", "format", "plan", "softmax", "sums", "largest", "what breaks", "parameters"}};
  for (const FormatRow& row : run.formats)
    lines.push_back({row.task, row.format, row.plan, row.algorithm, row.order, largest_of(row), breaks_of(row), joined(row.parameters)});
  return table(lines);
}

/// Why sizes stay open, most frequent reasons first; "size 4096 is open: REASON" differs from row to row in its size and its query.
std::string open_reasons(const PrecisionRun& run, std::size_t width) {
  std::map<std::string, std::pair<int, const FormatRow*>> reasons;
  for (const FormatRow& row : run.formats) {
    if (row.note.empty()) continue;
    std::string kind = row.note;
    std::erase_if(kind, [](char c) { return c >= '0' && c <= '9'; });
    auto& [count, first] = reasons[kind];
    if (count++ == 0) first = &row;
  }
  std::vector<std::pair<int, const FormatRow*>> sorted;
  for (const auto& [kind, found] : reasons) sorted.push_back(found);
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& x, const auto& y) { return x.first > y.first; });
  std::string text;
  for (const auto& [count, row] : sorted)
    text += wrapped(fmt::format("{} row{}, such as {} {} {} {} {}: {}", count, count == 1 ? "" : "s", row->task, row->format, row->plan, row->algorithm, row->order, row->note), 2, width);
  return text.empty() ? "" : "\nWhat is open\n" + text;
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
  text += open_reasons(run, style.width);
  text += "\n" + wrapped(closing_of(run), 0, style.width);
  if (!run.complete) text += fmt::format("not complete: {}\n", run.ended_by);
  return text;
}

}  // namespace attest::report
