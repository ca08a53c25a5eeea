// Colours in the data are roles (drawing.hpp); what is text on a cell has the role text-LEVEL that its level-LEVEL can carry.
#include "report/precision_plots.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "report/precision_words.hpp"

namespace attest::report {

namespace {

/// One series of a plot: its data as an inline block, how it is drawn, and tooltips.
struct Series {
  std::string data, style;
  std::vector<std::string> tooltips;
};

/// The blocks, the plot command, and the tooltips under the numbers of their plots.
void finish(Drawing& drawing, const std::vector<Series>& all) {
  std::string blocks, command;
  int number = 0;
  for (const Series& series : all) {
    if (series.data.empty()) continue;
    ++number;
    blocks += fmt::format("$data{} << END\n{}END\n", number, series.data);
    command += fmt::format("{} $data{} {}", number == 1 ? "plot" : ",", number, series.style);
    if (!series.tooltips.empty()) drawing.tooltips[number] = series.tooltips;
  }
  drawing.script += blocks + command + "\n";
}

double place_of(const PrecisionRow& row, bool numbers, std::size_t index) { return numbers ? static_cast<double>(*row.number) : static_cast<double>(index + 1); }

std::string axes_of(const std::vector<PrecisionRow>& rows, bool numbers, double top) {
  std::string ticks;
  for (std::size_t i = 0; i < rows.size(); ++i)
    ticks += fmt::format("{}{} {}", ticks.empty() ? "" : ", ", quoted(numbers ? std::to_string(*rows[i].number) : rows[i].sizes), place_of(rows[i], numbers, i));
  double first = numbers ? 1e18 : 1, last = numbers ? 1 : static_cast<double>(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) first = std::min(first, place_of(rows[i], numbers, i)), last = std::max(last, place_of(rows[i], numbers, i));
  std::string text = numbers ? fmt::format("set logscale x 2\nset xrange [{}:{}]\n", first / 1.5, last * 1.5) : fmt::format("set xrange [{}:{}]\n", first - 0.5, last + 0.5);
  const bool crowded = rows.size() > 8 || !numbers;
  text += fmt::format("set xtics ({}) {}\nset xlabel {}\n", ticks, crowded ? "rotate by 35 right" : "", quoted(numbers ? "size N (log scale): " + rows.front().rule : "size"));
  return text + fmt::format("set yrange [0:{}]\nset format y '%g'\nset ylabel 'precision p in bits'\n", top);
}

std::string tooltip_of(const PrecisionRow& row) {
  std::string text = fmt::format("{} {}: least p = {}", row.task, row.sizes, precision_of(row));
  if (const std::string below = below_of(row); !below.empty()) text += "; refuted: " + below;
  if (!row.parameters.empty()) text += "; " + joined(row.parameters);
  return text;
}

/// First appearance decides about the order.
template <class Value>
std::size_t place_in(std::vector<Value>& seen, const Value& value) {
  const auto place = std::find(seen.begin(), seen.end(), value);
  if (place != seen.end()) return static_cast<std::size_t>(place - seen.begin());
  seen.push_back(value);
  return seen.size() - 1;
}

std::string cell_number(const FormatRow& row) {
  if (!row.size) return row.complete && row.wrong == row.smallest ? "none" : "?";
  const bool limit = row.size == row.limit || !row.complete, open = !limit && row.wrong.value_or(row.limit + 1) != *row.size + 1;
  return fmt::format("{}{}{}", limit ? "\xe2\x89\xa5" : "", *row.size, open ? "?" : "");
}

std::string tooltip_of(const FormatRow& row) {
  std::string text = fmt::format("{} {} {} {} {}: largest {}", row.task, row.format, row.plan, row.algorithm, row.order, largest_of(row));
  if (row.wrong) text += "; breaks at " + breaks_of(row);
  if (!row.note.empty()) text += "; " + row.note;
  return text;
}

constexpr int cell_width = 100, cell_height = 34, left = 84, top = 46;

/// Names of softmax algorithms over their columns, of orders over each, of formats beside each line.
std::string headings_of(const std::vector<std::pair<std::string, std::string>>& columns, const std::vector<std::string>& formats) {
  std::string text, ticks;
  for (std::size_t first = 0; first < columns.size();) {
    std::size_t end = first;
    while (end < columns.size() && columns[end].first == columns[first].first) ++end;
    text += fmt::format("set label {} at {}, graph 1 center offset character 0, 2.1 font ',13'\n", quoted(columns[first].first), (static_cast<double>(first + end) - 1) / 2);
    if (first > 0) text += fmt::format("set arrow from {0}, graph 0 to {0}, graph 1 nohead lw 2 lc {1} front\n", static_cast<double>(first) - 0.5, colour_word("edge"));
    for (; first < end; ++first) text += fmt::format("set label {} at {}, graph 1 center offset character 0, 0.7 font ',10'\n", quoted(columns[first].second), first);
  }
  for (std::size_t i = 0; i < formats.size(); ++i) ticks += fmt::format("{}{} {}", i == 0 ? "" : ", ", quoted(formats[i]), i);
  return text + fmt::format("set ytics ({}) scale 0\nunset xtics\n", ticks);
}

}  // namespace

Drawing least_plot(const std::vector<PrecisionRow>& rows, const std::string& law, const std::string& name) {
  Drawing drawing;
  drawing.name = name;
  drawing.title = fmt::format("Least precision of {} by size", rows.front().task);
  const bool numbers = std::all_of(rows.begin(), rows.end(), [](const PrecisionRow& row) { return row.number && *row.number > 0; });
  double top = 4;
  Series claimed, open, right, refuted, beyond;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const PrecisionRow& row = rows[i];
    const double x = place_of(row, numbers, i);
    drawing.description += fmt::format("{}{}: {}", i == 0 ? "" : "; ", row.sizes, precision_of(row));
    if (row.law) claimed.data += fmt::format("{} {}\n", x, *row.law), top = std::max(top, *row.law);
    if (!row.precision) {
      beyond.data += fmt::format("{} {}\n", x, row.wrong_up_to);
      beyond.tooltips.push_back(tooltip_of(row));
      continue;
    }
    right.data += fmt::format("{} {}\n", x, *row.precision);
    right.tooltips.push_back(tooltip_of(row));
    top = std::max<double>(top, *row.precision);
    if (row.refuted) refuted.data += fmt::format("{} {}\n", x, *row.refuted), refuted.tooltips.push_back(fmt::format("{} {}: refuted at {}", row.task, row.sizes, below_of(row)));
    if (*row.precision != row.wrong_up_to + 1) open.data += fmt::format("{} {} {} {}\n", x, *row.precision, row.wrong_up_to, *row.precision);
  }
  claimed.style = fmt::format("with lines dt (10,6) lw 2 lc {} title {}", colour_word("law"), quoted("claimed: " + (law.empty() ? "law" : law)));
  open.style = fmt::format("with yerrorbars pt 0 lw 2 lc {} title 'the whole grid is refuted up to here only'", colour_word("open"));
  right.style = fmt::format("with points pt 7 ps 1.1 lc {} title 'least p: right on all inputs'", colour_word("right"));
  refuted.style = fmt::format("with points pt 10 ps 1.1 lw 2 lc {} title 'p - 1: refuted'", colour_word("refuted"));
  beyond.style = fmt::format("with points pt 2 ps 1.1 lw 2 lc {} title 'refuted up to here; nothing above is right'", colour_word("refuted"));
  drawing.script = axes_of(rows, numbers, top * 1.05 + 1) + fmt::format("set grid ytics lt 1 lc {}\nset border 3\nset tics nomirror out\nset key above left reverse Left samplen 2 maxcols 1 spacing 1.1\n", colour_word("grid"));
  finish(drawing, {claimed, open, right, refuted, beyond});
  return drawing;
}

Drawing format_plot(const std::vector<FormatRow>& rows, const std::string& name) {
  std::vector<std::string> formats;
  std::vector<std::pair<std::string, std::string>> columns;
  Series boxes, numbers, causes;
  for (const FormatRow& row : rows) {
    const std::size_t x = place_in(columns, {row.algorithm, row.order}), y = place_in(formats, row.format);
    const int level = level_of(row), ink = colour_of(fmt::format("text-{}", level));
    const std::string cause = short_cause(row);
    boxes.data += fmt::format("{}\t{}\t0.5\t0.5\t{}\n", x, y, colour_of(fmt::format("level-{}", level)));
    boxes.tooltips.push_back(tooltip_of(row));
    numbers.data += fmt::format("{}\t{}\t{}\t{}\n", x, static_cast<double>(y) - (cause.empty() ? 0 : 0.17), cell_number(row), ink);
    if (!cause.empty()) causes.data += fmt::format("{}\t{}\t{}\t{}\n", x, static_cast<double>(y) + 0.24, cause, ink);
  }
  boxes.style = fmt::format("using 1:2:3:4:5 with boxxyerror fillstyle solid 1 border lc {} lc rgb variable", colour_word("edge"));
  numbers.style = "using 1:2:3:4 with labels textcolor rgb variable font ',13'";
  causes.style = "using 1:2:3:4 with labels textcolor rgb variable font ',10'";
  Drawing drawing;
  drawing.name = name;
  drawing.title = fmt::format("Largest certified size of {} in each format, {} plan", rows.front().task, rows.front().plan);
  drawing.description = fmt::format("Heat map with {} formats as lines and {} combinations of softmax and order of sums as columns; each cell has the largest certified size and what breaks above it. "
                                    "The table below it has the same in words.", formats.size(), columns.size());
  const int width = static_cast<int>(columns.size()) * cell_width, height = static_cast<int>(formats.size()) * cell_height;
  drawing.width = left + width + 4;
  drawing.height = top + height + 4;
  drawing.script = fmt::format("set lmargin at screen {}\nset rmargin at screen {}\nset tmargin at screen {}\nset bmargin at screen {}\n", static_cast<double>(left) / drawing.width,
                               static_cast<double>(left + width) / drawing.width, 1 - static_cast<double>(top) / drawing.height, 4.0 / drawing.height) +
                   fmt::format("unset key\nunset border\nset xrange [-0.5:{}]\nset yrange [{}:-0.5]\nset datafile separator tab\n", static_cast<double>(columns.size()) - 0.5, static_cast<double>(formats.size()) - 0.5) +
                   headings_of(columns, formats);
  finish(drawing, {boxes, numbers, causes});
  return drawing;
}

int level_of(const FormatRow& row) {
  if (!row.size) return 0;
  int level = 1;
  for (std::int64_t bound = 4; *row.size >= bound && level < levels - 1; bound *= 4) ++level;
  return level;
}

std::string short_cause(const FormatRow& row) {
  if (!row.wrong || row.cause.empty()) return "";
  const std::string first = row.cause.substr(0, row.cause.find(','));
  const std::string more = first.size() < row.cause.size() ? " +" : "";
  if (first == "rounding of parameters") return "parameters" + more;
  for (const auto& [begin, word] : {std::pair{"rounding of ", " rounded"}, std::pair{"overflow of ", " overflow"}, std::pair{"underflow or saturation of ", " range"}, std::pair{"saturation or underflow of ", " range"},
                                    std::pair{"underflow of ", " underflow"}, std::pair{"range of ", " range"}}) {
    if (!first.starts_with(begin)) continue;
    std::string role = first.substr(std::string(begin).size());
    if (role.starts_with("the ")) role = role.substr(4);
    return role + word + more;
  }
  if (first == "absorption in sums") return "absorption" + more;
  if (first == "the maximum comes too late") return "late maximum";
  if (first == "no maximum is subtracted") return "no maximum";
  return first == "the construction itself" ? "construction" : "several";
}

}  // namespace attest::report
