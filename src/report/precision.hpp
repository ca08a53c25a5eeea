// What a search for least precisions or largest sizes hands to every form of report, and the reports: text, JSON and a page.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "evidence/evidence.hpp"
#include "report/table.hpp"

namespace attest::report {

/// The least precision of one task at one size. `certificate` and `counterexample` are whole texts that the checker verified.
struct PrecisionRow {
  std::string task, sizes;                      ///< "two-sum", "M=16 n=16"
  std::string rule;                             ///< what `number` is: "n = M = N"
  std::optional<std::int64_t> number;           ///< the size as one number, where it was given so
  std::optional<int> precision;                 ///< right here, and nothing smaller is
  std::optional<int> refuted;                   ///< the precision just below, where a certificate refutes it
  std::string refuted_by;                       ///< exhaustion, counterexample, or empty
  int wrong_up_to = 0;                          ///< every precision <= this is refuted on the whole grid
  bool fixed = false;                           ///< about parameters in the middle of grids that are too large to exhaust
  std::vector<evidence::Field> parameters;      ///< exact values m*2^e
  std::string grid;                             ///< "4 x 64 points, all killed by 5 inputs", about `refuted`
  std::string certificate, counterexample;
  std::string certificate_name, counterexample_name;
  std::optional<int> checked_to;                ///< success above was tried up to here
  std::vector<int> holes;                       ///< precisions above at which no proof was found
  std::vector<std::string> notes;               ///< what else is to be said, one line each
  std::optional<double> law;                    ///< the claimed law at this size and these parameters, where there is one
  bool complete = false;
  double seconds = 0;
};

/// A claimed law beside what was found.
struct PrecisionFit {
  std::string task, law;
  double least = 0, most = 0;                   ///< of precision minus law
  std::optional<double> slope, offset;          ///< least squares of the precision over lg of the size; from three sizes on
};

/// The largest size in one setting.
struct FormatRow {
  std::string task, format, plan, algorithm, order;
  std::optional<std::int64_t> size;
  std::string sizes;
  std::optional<std::int64_t> wrong;            ///< above it, refuted; what lies between is open. Nothing: the limit was reached
  std::int64_t smallest = 2, limit = 0;         ///< the sizes that were looked at
  std::string cause, note;                      ///< what breaks at `wrong`; why something is open
  std::string rule;                             ///< what a size is: "n = M = N"
  std::string input, expected, observed;        ///< one that breaks at `wrong`, as runs of tokens, and its answers; the parameters are in the middle of their grids
  std::vector<evidence::Field> parameters;
  std::string certificate, counterexample;
  bool complete = false;
  double seconds = 0;
};

struct PrecisionRun {
  std::string version, arithmetic;              ///< the arithmetic in one line
  std::string certificates;                     ///< the folder where certificates are kept; empty: nowhere
  std::vector<std::string> grids;               ///< what the parameters' grids are, one line a task and parameter
  std::vector<PrecisionRow> rows;
  std::vector<PrecisionFit> fits;
  std::vector<FormatRow> formats;               ///< of `--formats`; then `rows` is empty
  bool complete = true;
  std::string ended_by;
  double seconds = 0;
};

/// Schema "attest.precision/1": {"schema", "version", "arithmetic", "complete", "results": [{"task", "size", "precision", "refuted_precision",
/// "parameters", "certificate", "counterexample", ...}], "fits"}; "size" is a number where it was given as one, else text. For formats schema
/// "attest.precision-formats/1" with its results.
std::string to_json(const PrecisionRun& run);
std::string to_text(const PrecisionRun& run, const Style& style);

/// A page that stands for itself: p*(n) of each task with the claimed law, or the largest size of each format as heat maps, drawn by gnuplot; the
/// same tables as the text, exact parameters, laws, notes, and the command line that made it. It loads nothing, runs no script, and
/// follows the reader's choice of light or dark.
struct Page {
  std::string text;
  std::string not_drawn;   ///< one line why plots are missing from the page; empty when all are there
};
Page to_html(const PrecisionRun& run, const std::string& command_line);

}  // namespace attest::report
