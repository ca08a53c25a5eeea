#include "cli/precision_rows.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "cli/arithmetic_flags.hpp"

namespace attest::cli {

namespace {

std::string without(const std::string& text, const std::string& letters) {
  std::string kept;
  for (const char c : text)
    if (letters.find(c) == std::string::npos) kept += c == ' ' ? '-' : c;
  return kept;
}

std::vector<evidence::Field> fields_of(const constructions::ClaimFamily& claim, const constructions::Point& point) {
  std::vector<evidence::Field> fields;
  const auto names = claim.parameter_names();
  for (std::size_t i = 0; i < point.size(); ++i) fields.push_back({names.at(i), arithmetic::to_text(point[i])});
  return fields;
}

std::string how(const precision::Step& step) {
  if (!step.whole_grid) return "one input, fixed parameters";
  if (step.certificate.starts_with("attest-certificate/2\nkind counterexample\n")) return "one input";
  return fmt::format("all {} grid points, {} input{}", step.points, step.killers, step.killers == 1 ? "" : "s");
}

std::string range_of(int first, int last) { return first == last ? fmt::format("p = {}", first) : fmt::format("p = {}..{}", first, last); }

/// Neighbours that are open share a note; the last one's reason stands for all.
void note_open(report::PrecisionRow& row, const std::vector<precision::Step>& steps) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].outcome != precision::Outcome::open) continue;
    std::size_t last = i;
    while (last + 1 < steps.size() && steps[last + 1].outcome == precision::Outcome::open) ++last;
    row.notes.push_back(fmt::format("{} {} open: {}", range_of(steps[i].precision, steps[last].precision), last == i ? "is" : "are", steps[last].note));
    i = last;
  }
}

void note_steps(report::PrecisionRow& row, const precision::Least& found) {
  note_open(row, found.below);
  note_open(row, found.above);
  for (const precision::Step& step : found.above)
    if (step.outcome == precision::Outcome::wrong) row.notes.push_back(fmt::format("success is not monotone: p = {} is refuted ({})", step.precision, how(step)));
  const int lowest = found.below.empty() ? 0 : found.below.front().precision;
  if (found.fixed)
    row.notes.push_back(fmt::format("the grid at p = {} has too many points for --grid-limit: from there on the parameters are fixed in the middle of their grids; on the whole grid {} refuted and p = {} is right",
                                    found.wrong_up_to + 1, found.wrong_up_to < lowest ? "nothing is" : fmt::format("p <= {} is", found.wrong_up_to), found.right->precision));
}

}  // namespace

std::string name_of(const LeastTask& task) { return task.subject->name + " " + task.size.text; }

std::string name_of(const LargestTask& task) {
  return fmt::format("{} {} {} {} {}", task.subject->name, task.format, task.plan, attention::to_text(task.setting.plan.softmax), arithmetic::to_text(task.setting.plan.accumulator.order));
}

std::string file_name_of(const LeastTask& task) {
  return fmt::format("{}-{}-{}-{}", task.subject->name, without(task.size.text, "="), task.family, file_part(task.like));
}

std::string file_name_of(const LargestTask& task) {
  return fmt::format("{}-{}-{}-{}", task.subject->name, without(task.format, "(),"), task.plan, file_part(task.setting));
}

bool certified(const LeastTask&, const precision::Least& found) {
  if (!found.complete || !found.right) return false;
  return found.refuted() || found.below.empty();
}

bool certified(const LargestTask& task, const precision::Largest& found) {
  return found.complete && (found.size == task.largest || found.wrong == found.size.value_or(task.subject->smallest - 1) + 1);
}

report::PrecisionRow row_of(const LeastTask& task, const precision::Least& found) {
  const auto claim = constructions::make_claim(task.subject->claim, task.size.sizes);
  report::PrecisionRow row;
  row.task = task.subject->name;
  row.sizes = task.size.text;
  row.rule = task.subject->rule;
  row.number = task.size.number;
  row.wrong_up_to = found.wrong_up_to;
  row.fixed = found.fixed;
  row.complete = found.complete;
  if (found.right) {
    row.precision = found.right->precision;
    row.parameters = fields_of(*claim, found.point);
    row.certificate = found.right->certificate;
    row.certificate_name = found.right->name;
    if (task.subject->law_at) row.law = task.subject->law_at(task.size.sizes, found.point);
    if (!found.above.empty()) row.checked_to = found.above.back().precision;
  }
  if (const precision::Step* step = found.refuted()) {
    row.refuted = step->precision;
    row.refuted_by = step->certificate.substr(0, 60).find("kind exhaustion") != std::string::npos ? "exhaustion" : "counterexample";
    row.grid = how(*step);
    row.counterexample = step->certificate;
    row.counterexample_name = step->name;
  }
  for (const precision::Step& step : found.above)
    if (step.outcome != precision::Outcome::right) row.holes.push_back(step.precision);
  note_steps(row, found);
  if (!claim->has_grids() && !claim->parameter_names().empty()) row.notes.push_back("no parameter is free: sizes and format decide all of them, so that one input refutes a precision");
  return row;
}

report::FormatRow row_of(const LargestTask& task, const precision::Largest& found) {
  report::FormatRow row;
  row.task = task.subject->name;
  row.format = task.format;
  row.plan = task.plan;
  row.algorithm = attention::to_text(task.setting.plan.softmax);
  row.order = arithmetic::to_text(task.setting.plan.accumulator.order);
  row.size = found.size;
  row.wrong = found.wrong;
  row.smallest = task.subject->smallest;
  row.limit = task.largest;
  row.cause = found.cause;
  row.note = found.note;
  row.rule = task.subject->rule;
  if (found.killer) {
    row.input = precision::runs_of(found.killer->tokens);
    row.expected = std::to_string(found.killer->expected);
    row.observed = found.observed ? std::to_string(*found.observed) : "nothing defined";
  }
  row.certificate = found.certificate;
  row.counterexample = found.counterexample;
  row.complete = found.complete;
  if (found.size) row.parameters = fields_of(*constructions::make_claim(task.subject->claim, task.subject->sizes(*found.size)), found.point);
  return row;
}

std::vector<std::string> grids_of(const std::vector<LeastTask>& tasks) {
  std::vector<std::string> lines;
  for (const LeastTask& task : tasks) {
    const auto claim = constructions::make_claim(task.subject->claim, task.size.sizes);
    if (!claim->has_grids()) continue;
    for (const constructions::Parameter& parameter : claim->parameters(precision::ladder_of(task.family, task.like).setting(24))) {
      const std::string line = fmt::format("{}: {} over all numbers of the format in {}", task.subject->name, parameter.name, parameter.why);
      if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(line);
    }
  }
  return lines;
}

std::vector<report::PrecisionFit> fits_of(const std::vector<report::PrecisionRow>& rows) {
  std::vector<report::PrecisionFit> fits;
  for (const precision::Subject& subject : precision::subjects()) {
    report::PrecisionFit fit{subject.name, subject.law, 1e9, -1e9, {}, {}};
    double count = 0, x_sum = 0, y_sum = 0, xx_sum = 0, xy_sum = 0;
    for (const report::PrecisionRow& row : rows) {
      if (row.task != subject.name || !row.precision || !row.law) continue;
      fit.least = std::min(fit.least, *row.precision - *row.law);
      fit.most = std::max(fit.most, *row.precision - *row.law);
      if (!row.number) continue;
      const double x = std::log2(static_cast<double>(*row.number)), y = *row.precision;
      count += 1, x_sum += x, y_sum += y, xx_sum += x * x, xy_sum += x * y;
    }
    const double spread = count * xx_sum - x_sum * x_sum;
    if (count >= 3 && spread > 1e-9) {
      fit.slope = (count * xy_sum - x_sum * y_sum) / spread;
      fit.offset = (y_sum - *fit.slope * x_sum) / count;
    }
    if (fit.most >= fit.least) fits.push_back(fit);
  }
  return fits;
}

}  // namespace attest::cli
