// The page of precisions and formats. A task is a section: its plots, the same as a table, its law and its notes.
#include <fmt/core.h>

#include <algorithm>
#include <functional>
#include <pugixml.hpp>

#include "report/html.hpp"
#include "report/output_file.hpp"
#include "report/precision_plots.hpp"
#include "report/precision_words.hpp"

namespace attest::report {

namespace {

constexpr std::size_t most_of_an_input = 160;

template <class Row>
std::vector<std::string> tasks_of(const std::vector<Row>& rows) {
  std::vector<std::string> tasks;
  for (const Row& row : rows)
    if (std::find(tasks.begin(), tasks.end(), row.task) == tasks.end()) tasks.push_back(row.task);
  return tasks;
}

template <class Row>
std::vector<Row> rows_of(const std::vector<Row>& rows, const std::string& task) {
  std::vector<Row> chosen;
  for (const Row& row : rows)
    if (row.task == task) chosen.push_back(row);
  return chosen;
}

/// The drawing, or a line why it is missing: the numbers are in the table anyway.
void append_figure(pugi::xml_node parent, const Drawing& drawing, Page& made) {
  pugi::xml_node figure = parent.append_child("figure");
  append(figure, "figcaption", drawing.title);
  pugi::xml_node scroll = figure.append_child("div");
  scroll.append_attribute("class") = "scroll";
  scroll.append_attribute("tabindex") = "0";
  scroll.append_attribute("role") = "region";
  scroll.append_attribute("aria-label") = drawing.title.c_str();
  if (made.not_drawn.empty()) {
    try {
      return append_drawing(scroll, drawing);
    } catch (const CannotReadOrWrite& error) {
      made.not_drawn = error.what();
    }
  }
  append(scroll, "p", "Not drawn: " + made.not_drawn, "warning");
}

std::string name_or_dash(const std::string& name) { return name.empty() ? "\xe2\x80\x93" : name; }

void append_least(pugi::xml_node section, const PrecisionRun& run, const std::string& task, Page& made) {
  const auto rows = rows_of(run.rows, task);
  const auto fit = std::find_if(run.fits.begin(), run.fits.end(), [&](const PrecisionFit& one) { return one.task == task; });
  if (!rows.front().rule.empty()) append(section, "p", fmt::format("A size N means {}.", rows.front().rule), "quiet");
  pugi::xml_node plots = section.append_child("div");
  plots.append_attribute("class") = "plots";
  append_figure(plots, least_plot(rows, fit == run.fits.end() ? "" : fit->law, "least-" + task), made);
  std::vector<std::string> headings{"size", "least p", "refuted just below", "right above", "parameters", "claimed law"};
  const bool kept = !run.certificates.empty();
  if (kept) headings.insert(headings.end(), {"certificate in " + run.certificates, "refutation there"});
  std::vector<std::vector<std::string>> lines;
  for (const PrecisionRow& row : rows) {
    lines.push_back({row.sizes, precision_of(row) + (row.complete ? "" : " (not complete)"), below_of(row), above_of(row), joined(row.parameters), row.law ? fmt::format("{:.1f}", *row.law) : ""});
    if (kept) lines.back().insert(lines.back().end(), {name_or_dash(row.certificate_name), name_or_dash(row.counterexample_name)});
  }
  append_table(plots, fmt::format("Least precisions of {}", task), headings, lines);
  if (fit != run.fits.end()) append(section, "p", "Law: " + fit_line(*fit));
  pugi::xml_node notes;
  for (const PrecisionRow& row : rows)
    for (const std::string& note : row.notes) {
      if (!notes) append(section, "h3", "Notes"), notes = section.append_child("ul");
      append(notes, "li", row.sizes + ": " + note);
    }
}

void append_legend(pugi::xml_node section) {
  pugi::xml_node list = section.append_child("ul");
  list.append_attribute("class") = "legend";
  for (int level = 0; level < levels; ++level) {
    const std::int64_t from = level < 2 ? 1 : std::int64_t{1} << (2 * (level - 1)), to = (std::int64_t{1} << (2 * level)) - 1;
    pugi::xml_node item = list.append_child("li"), swatch = item.append_child("span");
    swatch.append_attribute("style") = fmt::format("background: var(--level-{})", level).c_str();
    item.append_child(pugi::node_pcdata).set_value(level == 0 ? "none" : level == levels - 1 ? fmt::format("{} and more", from).c_str() : fmt::format("{} to {}", from, to).c_str());
  }
}

std::string shortened(const std::string& input) {
  if (input.size() <= most_of_an_input) return input;
  return fmt::format("{} ... ({} characters in all)", input.substr(0, most_of_an_input), input.size());
}

std::string shown_by(const FormatRow& row) {
  if (row.input.empty()) return "";
  return fmt::format("{} answers {}, right is {}: {}", *row.wrong, row.observed, row.expected, shortened(row.input));
}

void append_formats(pugi::xml_node section, const PrecisionRun& run, const std::string& task, Page& made) {
  const auto rows = rows_of(run.formats, task);
  append(section, "p", fmt::format("A size N means {}. Sizes up to {} were looked at. In a cell: the largest certified size, found by halving (success need not be monotone), and under it what breaks above. \xe2\x89\xa5: certified at the largest size that was "
                                   "looked at, or when the run ended. ?: the next size is neither certified nor refuted. Overflow: a result that is no number; range: underflow or saturation; rounded: too few bits; "
                                   "absorption: terms that vanish in a sum; +: other causes too.", rows.front().rule, rows.front().limit), "quiet");
  append_legend(section);
  pugi::xml_node plots = section.append_child("div");
  plots.append_attribute("class") = "plots";
  std::vector<std::string> plans;
  for (const FormatRow& row : rows)
    if (std::find(plans.begin(), plans.end(), row.plan) == plans.end()) plans.push_back(row.plan);
  for (const std::string& plan : plans) {
    std::vector<FormatRow> chosen;
    for (const FormatRow& row : rows)
      if (row.plan == plan) chosen.push_back(row);
    append_figure(plots, format_plot(chosen, fmt::format("formats-{}-{}", task, plan)), made);
  }
  std::vector<std::vector<std::string>> lines;
  for (const FormatRow& row : rows)
    lines.push_back({row.format, row.plan, row.algorithm, row.order, largest_of(row), breaks_of(row), shown_by(row), joined(row.parameters), row.note});
  append_table(section, fmt::format("Largest certified sizes of {}", task), {"format", "plan", "softmax", "sums", "largest", "what breaks", "an input that shows it", "parameters at the largest", "why more is open"}, lines);
}

void append_sections(pugi::xml_node body, const std::vector<std::string>& tasks, const std::function<void(pugi::xml_node, const std::string&)>& fill) {
  if (tasks.size() > 1) {
    pugi::xml_node nav = body.append_child("nav"), list = nav.append_child("ul");
    nav.append_attribute("aria-label") = "Tasks";
    for (const std::string& task : tasks) append(list.append_child("li"), "a", task).append_attribute("href") = ("#" + task).c_str();
  }
  pugi::xml_node content = body.append_child("main");
  for (const std::string& task : tasks) {
    pugi::xml_node section = content.append_child("section");
    section.append_attribute("id") = task.c_str();
    append(section, "h2", task);
    fill(section, task);
  }
}

}  // namespace

Page to_html(const PrecisionRun& run, const std::string& command_line) {
  Page made;
  pugi::xml_document document;
  pugi::xml_node body = document.append_child("body");
  const bool formats = !run.formats.empty();
  const std::string title = formats ? "Largest certified sizes by number format" : "Least precisions, certified on both sides";
  append(body, "h1", title);
  append(body, "p", run.arithmetic);
  if (!run.complete) append(body, "p", "Not complete: " + run.ended_by + ". What stands here was established before.", "warning");
  append_sections(body, formats ? tasks_of(run.formats) : tasks_of(run.rows), [&](pugi::xml_node section, const std::string& task) {
    if (formats) append_formats(section, run, task, made);
    else append_least(section, run, task, made);
  });
  pugi::xml_node footer = body.append_child("footer");
  if (!run.grids.empty()) append(footer, "h2", "Grids of parameters");
  pugi::xml_node grids;
  for (const std::string& grid : run.grids) {
    if (!grids) grids = footer.append_child("ul");
    append(grids, "li", grid);
  }
  append(footer, "h2", "What this means");
  append(footer, "p", closing_of(run) + " Parameters are exact: m*2^e. Inputs are runs of tokens: 3(1:5 is three times the token 1:5.");
  append(footer, "h2", "The command that made it");
  append(footer.append_child("pre"), "code", command_line);
  append(footer, "p", fmt::format("attest {}, {:.1f} s", run.version, run.seconds), "quiet");
  made.text = page("attest: " + title, body);
  return made;
}

}  // namespace attest::report
