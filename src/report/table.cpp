// Columns are counted in characters, so text in UTF-8 lines up. Survived is never printed as proved: the word is the verdict's.
#include "report/table.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace attest::report {

namespace {

using evidence::Verdict;

constexpr int screen_lines = 50;

std::size_t columns(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

std::string padded(const std::string& text, std::size_t width) {
  const std::size_t used = columns(text);
  return text + std::string(used < width ? width - used : 0, ' ');
}

std::string painted(const std::string& text, const char* code, const Style& style) {
  return style.colour ? fmt::format("\033[{}m{}\033[0m", code, text) : text;
}

const char* colour_of(const evidence::Cell& cell) {
  if (cell.holds) return "32";
  return cell.verdict == Verdict::unknown ? "33" : "31";
}

/// "n=16 M=17": sizes as one line.
std::string sizes_line(const evidence::Cell& cell) {
  std::string line;
  for (const evidence::Field& size : cell.sizes) line += (line.empty() ? "" : "; ") + size.name + " = " + size.value;
  return line;
}

/// Distinct values of a member, in the order of their first appearance.
std::vector<std::string> distinct(const Run& run, std::string evidence::Cell::*member) {
  std::vector<std::string> values;
  for (const evidence::Cell& cell : run.cells)
    if (std::find(values.begin(), values.end(), cell.*member) == values.end()) values.push_back(cell.*member);
  return values;
}

/// "proved, refuted x3, unknown!": the verdicts where an architecture meets a task; "!" marks what does not hold.
std::string crossing(const Run& run, const std::string& architecture, const std::string& task) {
  std::vector<std::pair<std::string, int>> words;
  for (const evidence::Cell& cell : run.cells) {
    if (cell.architecture != architecture || cell.task != task) continue;
    const std::string word = evidence::to_text(cell.verdict) + (cell.holds ? "" : "!");
    const auto found = std::find_if(words.begin(), words.end(), [&](const auto& entry) { return entry.first == word; });
    if (found == words.end()) {
      words.emplace_back(word, 1);
    } else {
      ++found->second;
    }
  }
  std::string text;
  for (const auto& [word, count] : words) text += (text.empty() ? "" : ", ") + word + (count > 1 ? fmt::format(" x{}", count) : "");
  return text;
}

/// The table of results: a line for each architecture, a column for each task.
std::string overview(const Run& run) {
  const auto tasks = distinct(run, &evidence::Cell::task);
  std::vector<std::vector<std::string>> rows{{"architecture"}};
  rows[0].insert(rows[0].end(), tasks.begin(), tasks.end());
  for (const std::string& architecture : distinct(run, &evidence::Cell::architecture)) {
    rows.push_back({architecture});
    for (const std::string& task : tasks) rows.back().push_back(crossing(run, architecture, task));
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      std::size_t width = 0;
      for (const auto& other : rows) width = std::max(width, columns(other[i]));
      line += padded(row[i], width) + "  ";
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  return text;
}

std::string closing(const Run& run, const Style& style) {
  const auto holding = std::count_if(run.cells.begin(), run.cells.end(), [](const auto& cell) { return cell.holds; });
  std::string text;
  for (const evidence::Cell& cell : run.cells)
    if (!cell.holds) text += fmt::format("does not hold: {} ({})\n", cell.name, evidence::to_text(cell.verdict));
  if (!run.complete) text += fmt::format("not complete: {}\n", run.ended_by);
  const std::string line = fmt::format("{}: {} of {} cells hold; seed {}, effort {}, {:.1f} s", run.holds() ? "holds" : "does not hold",
                                       holding, run.cells.size(), run.seed, run.effort, run.seconds);
  return text + painted(line, run.holds() ? "1;32" : "1;31", style) + '\n' +
         "proved: for all inputs of the sizes named; survived: the cases counted and no more; refuted: what the weaker\n"
         "architecture was to do it does not, by the input or pair named; unknown, error: nothing was established.\n";
}

}  // namespace

std::string wrapped(const std::string& text, std::size_t indent, std::size_t width) {
  std::string result, line;
  const std::string margin(indent, ' ');
  const auto flush = [&] {
    result += line.empty() ? "\n" : margin + line + '\n';
    line.clear();
  };
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find_first_of(" \n", begin), text.size());
    const std::string word = text.substr(begin, end - begin);
    if (!line.empty() && !word.empty() && indent + columns(line) + 1 + columns(word) > width) flush();
    if (!word.empty()) line += (line.empty() ? "" : " ") + word;
    if (end == text.size() || text[end] == '\n') flush();
    begin = end + 1;
  }
  return result;
}

std::string verdict_word(const evidence::Cell& cell, const Style& style) {
  return painted(evidence::to_text(cell.verdict), colour_of(cell), style);
}

std::string to_text(const evidence::Cell& cell, const Style& style) {
  const std::string gap(columns(evidence::to_text(cell.verdict)) < 8 ? 8 - columns(evidence::to_text(cell.verdict)) : 0, ' ');
  std::string text = fmt::format("{} {} {}{} {:>10} cases {:>7.1f} s\n", cell.holds ? "+" : "!", padded(cell.name, 44),
                                 verdict_word(cell, style), gap, cell.cases, cell.seconds);
  text += wrapped(cell.claim, 4, style.width);
  if (!cell.sizes.empty()) text += wrapped("sizes: " + sizes_line(cell), 4, style.width);
  for (const evidence::Evidence& piece : cell.evidence) {
    const std::string body = wrapped(piece.summary, 22, style.width);
    text += "    - " + padded(evidence::to_text(piece.kind) + ":", 15) + ' ' + body.substr(std::min<std::size_t>(22, body.size() - 1));
  }
  return text;
}

std::string to_text(const Run& run, const Style& style) {
  std::string evidence, architecture;
  for (const evidence::Cell& cell : run.cells) {
    if (cell.architecture != architecture) evidence += fmt::format("{}{}\n", architecture.empty() ? "" : "\n", painted(cell.architecture, "1", style));
    architecture = cell.architecture;
    evidence += to_text(cell, style);
  }
  // A terminal shows the end of a long text: the table stands there once more.
  const bool is_long = std::count(evidence.begin(), evidence.end(), '\n') > screen_lines;
  return overview(run) + '\n' + evidence + '\n' + (is_long ? overview(run) + '\n' : "") + closing(run, style);
}

}  // namespace attest::report
