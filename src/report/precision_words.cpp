#include "report/precision_words.hpp"

#include <fmt/core.h>

namespace attest::report {

std::string joined(const std::vector<evidence::Field>& fields) {
  std::string text;
  for (const evidence::Field& field : fields) text += (text.empty() ? "" : ", ") + field.name + " = " + field.value;
  return text;
}

std::string precision_of(const PrecisionRow& row) {
  if (!row.precision) return !row.complete && row.wrong_up_to == 0 ? "not reached" : fmt::format("> {}", row.wrong_up_to);
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

std::string largest_of(const FormatRow& row) {
  if (!row.size && !row.wrong && !row.complete) return "not reached";
  const std::string size = row.size ? std::to_string(*row.size) : row.complete && row.wrong == row.smallest ? "none" : "?";
  if (row.size == row.limit) return ">= " + size;
  if (row.size && !row.complete) return ">= " + size + " (not complete)";
  const std::int64_t first = row.size.value_or(row.smallest - 1) + 1, last = row.wrong.value_or(row.limit + 1) - 1;
  if (first > last) return size;
  return first == last ? fmt::format("{} ({} open)", size, first) : fmt::format("{} ({}..{} open)", size, first, last);
}

std::string breaks_of(const FormatRow& row) { return row.wrong ? fmt::format("{}: {}", *row.wrong, row.cause) : ""; }

std::string fit_line(const PrecisionFit& fit) {
  std::string line = fmt::format("{}: claimed p = {}; found p minus that is {:+.1f} to {:+.1f}", fit.task, fit.law, fit.least, fit.most);
  if (fit.slope) line += fmt::format("; least squares p = {:.2f} lg N {} {:.2f}", *fit.slope, *fit.offset < 0 ? '-' : '+', *fit.offset < 0 ? -*fit.offset : *fit.offset);
  return line;
}

std::string closing_of(const PrecisionRun& run) {
  if (run.formats.empty()) return "Every least precision is certified for all inputs, and every refutation by inputs that show it; the independent checker evaluated each certificate again.";
  return "Every largest size is certified for all inputs. It is found by halving, from the limit down to a size whose successor is not certified; success need not be monotone: "
         "a larger size whose parameters happen to round well may be right again (attest certify asks about one). What breaks is a size at which every point of the parameters that was tried has an input that is "
         "answered wrongly (the whole grid where it is small, else evenly spread points of it, at least its middle, quarters and ends, of a single parameter its sixteenths); its cause is an experiment on one such input. The independent checker "
         "evaluated each certificate again. Open: neither a proof nor an input was found at either end of the range; between them not every size was looked at. Proofs are sound, not complete: they cover more inputs than exist, and not every order of sums.";
}

}  // namespace attest::report
