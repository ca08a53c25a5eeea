// attest precision: the least precision at which a construction is right on all inputs of a size, or the largest size that each format carries.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <memory>
#include <thread>

#include "cli/arithmetic_flags.hpp"
#include "cli/names.hpp"
#include "cli/output.hpp"
#include "cli/precision_run.hpp"
#include "cli/values.hpp"
#include "cli/verbs.hpp"
#include "engine/interrupt.hpp"
#include "report/gnuplot.hpp"
#include "report/output_file.hpp"

namespace attest::cli {

namespace {

struct Flags {
  std::string tasks, sizes, family, formats, plan, grid_limit, check_to, max_size, certificates, jobs, budget, color = "auto", progress = "auto";
  std::vector<std::string> reports;
  ArithmeticFlags arithmetic;
};

constexpr const char* examples =
    "Examples:\n"
    "  attest precision --task two-sum --sizes 8,16,32,64\n"
    "  attest precision --task eva --sizes 16,256 --algorithm naive --report json:eva.json --certificates certificates\n"
    "  attest precision --task two-sum --sizes n=16:M=32 --family e8p\n"
    "  attest precision --task eva --formats all --max-size 4096 --budget 10m --report html:eva.html\n"
    "  attest precision --task two-sum --formats bfloat16,e4m3 --algorithm online\n\n"
    "Least precision: a certificate for all inputs at p, and at p-1 a killing input for every point of a finite grid of the\n"
    "parameters; above p every precision up to --check-to is proved in turn. Largest size: a certificate at n and what breaks\n"
    "at n+1. Nothing is called certified that the independent checker did not evaluate again. With --certificates DIR every\n"
    "certificate is kept as a file as soon as it is checked, and a later run with the same DIR reads it back, checks it\n"
    "again and goes on from there. Exit code 3 when something stays open or --budget ends the run.\n";

void declare(CLI::App& command, Flags& flags) {
  std::string names;
  for (const precision::Subject& subject : precision::subjects()) names += (names.empty() ? "" : ", ") + subject.name;
  command.add_option("--task", flags.tasks, "One or more of " + names + "; or all")->required()->type_name("NAME,...");
  command.add_option("--sizes", flags.sizes, "Sizes, of every task: numbers (see below), or names and values such as n=16:M=32")->type_name("LIST");
  command.add_option("--family", flags.family, "p (p<k>, unbounded exponents; default but for maximum-channel) or e8p (e8p<k>, the exponents of binary32)")->type_name("NAME");
  command.add_option("--formats", flags.formats, "The largest size in these formats instead, or in all (named ones, and p<k>, e8p<k> for k = 4, 8, 11, 16, 24)")->type_name("LIST|all");
  command.add_option("--max-size", flags.max_size, "With --formats: the largest size that is tried (default: see below)")->type_name("N");
  command.add_option("--plan", flags.plan, "With --formats: uniform, mixed (inputs and outputs in the format, the rest in binary32) or all (default)")->type_name("PLAN");
  declare(command, flags.arithmetic);
  command.add_option("--grid-limit", flags.grid_limit, "Largest grid of parameters that is exhausted, in points (default 65536, at most 1048576)")->type_name("N");
  command.add_option("--check-to", flags.check_to, "Check success above the least precision up to this one (default 64; 0: not at all)")->type_name("P");
  command.add_option("--certificates,--artifacts", flags.certificates, "Keep every certificate as a file in this folder, and go on from those that are there")->type_name("DIR");
  command.add_option("--jobs", flags.jobs, "Threads (default: one per core)")->type_name("N");
  command.add_option("--budget", flags.budget, "Stop after this time: 500ms, 90s, 5m, 2h; what is established by then is reported")->type_name("TIME");
  command.add_option("--report", flags.reports, "Write the results as JSON (json:FILE) or as a page with plots (html:FILE); may be given several times")->expected(1)->take_all()->type_name("KIND:FILE");
  command.add_option("--color", flags.color, "auto (default; honours NO_COLOR), always or never")->type_name("WHEN");
  command.add_option("--progress", flags.progress, "auto (default; bar on a terminal, lines otherwise), always (bar) or never")->type_name("WHEN");
  std::string rules = "Sizes as one number N; --max-size when none is given: inputs of at most about 65,536 tokens\n";
  for (const precision::Subject& subject : precision::subjects()) rules += fmt::format("  {:<22}up to {:<7}{}\n", subject.name, subject.usual_limit, subject.rule);
  command.footer(rules + "\n" + examples);
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words{""};
  int depth = 0;  // fx(8,4) is one word
  for (const char c : text) {
    depth += (c == '(') - (c == ')');
    if (c == ',' && depth == 0) words.emplace_back();
    else words.back() += c;
  }
  return words;
}

std::int64_t parse_number(const std::string& flag, const std::string& text, std::int64_t least, std::int64_t most) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < least || number > most)
    throw Failure(usage, fmt::format("{} takes a number from {} to {}, not '{}'", flag, least, most, text));
  return number;
}

std::vector<const precision::Subject*> subjects_of(const Flags& flags) {
  std::vector<const precision::Subject*> chosen;
  if (flags.tasks == "all") {
    for (const precision::Subject& subject : precision::subjects()) chosen.push_back(&subject);
    return chosen;
  }
  for (const std::string& name : words_of(flags.tasks)) chosen.push_back(&precision::subject(name));
  return chosen;
}

std::vector<LeastTask> least_tasks(const Flags& flags) {
  for (const auto& [value, name] : {std::pair{&flags.max_size, "--max-size"}, std::pair{&flags.plan, "--plan"}})
    if (!value->empty()) throw Failure(usage, fmt::format("{} belongs to --formats, which is missing", name));
  LeastTask task;
  if (!flags.family.empty() && flags.family != "p" && flags.family != "e8p") throw Failure(usage, fmt::format("'{}' is no family of formats: give p or e8p", flags.family));
  if (!flags.grid_limit.empty()) task.grid_limit = static_cast<std::uint64_t>(parse_number("--grid-limit", flags.grid_limit, 1, 1 << 20));
  if (!flags.check_to.empty()) task.highest_checked = static_cast<int>(parse_number("--check-to", flags.check_to, 0, 64));
  std::vector<LeastTask> tasks;
  for (const precision::Subject* subject : subjects_of(flags)) {
    task.subject = subject;
    task.family = flags.family.empty() ? subject->family : flags.family;
    if (task.family == "p" && subject->family == "e8p") throw Failure(usage, fmt::format("{} rests on underflow, which p<k> does not have: give --family e8p, or leave it out", subject->name));
    task.like = setting_of(flags.arithmetic, task.family + "8");
    std::vector<precision::Size> sizes;
    for (const std::int64_t number : subject->usual) sizes.push_back(size_of(*subject, number));
    if (!flags.sizes.empty()) sizes = parse_size_list(*subject, flags.sizes);
    for (precision::Size& size : sizes) {
      task.size = std::move(size);
      for (const LeastTask& other : tasks)
        if (other.subject == task.subject && other.size.sizes == task.size.sizes) throw Failure(usage, fmt::format("the size {} is given twice", task.size.text));
      tasks.push_back(task);
    }
  }
  return tasks;
}

/// The formats, and for `all` the families at a few precisions.
std::vector<std::string> formats_of(const std::string& text) {
  std::vector<std::string> formats;
  if (text != "all") {
    for (const std::string& name : words_of(text)) {
      if (std::find(formats.begin(), formats.end(), name) != formats.end()) throw Failure(usage, fmt::format("the format {} is given twice", name));
      formats.push_back(name);
    }
    return formats;
  }
  for (const std::string& name : arithmetic::format_names())
    if (name.find_first_of("<(") == std::string::npos) formats.push_back(name);
  for (const char* family : {"p", "e8p"})
    for (const int k : {4, 8, 11, 16, 24}) formats.push_back(family + std::to_string(k));
  return formats;
}

std::vector<LargestTask> largest_tasks(const Flags& flags) {
  for (const auto& [value, name] : {std::pair{&flags.sizes, "--sizes"}, std::pair{&flags.family, "--family"}, std::pair{&flags.grid_limit, "--grid-limit"}, std::pair{&flags.check_to, "--check-to"}})
    if (!value->empty()) throw Failure(usage, fmt::format("{} is about least precisions and does not go with --formats", name));
  if (!flags.plan.empty() && flags.plan != "uniform" && flags.plan != "mixed" && flags.plan != "all") throw Failure(usage, fmt::format("'{}' is no plan: give uniform, mixed or all", flags.plan));
  const auto choices = [](const std::string& given, std::vector<std::string> all) { return given.empty() ? std::move(all) : std::vector<std::string>{given}; };
  std::vector<LargestTask> tasks;
  for (const precision::Subject* subject : subjects_of(flags))
    for (const std::string& format : formats_of(flags.formats))
      for (const std::string& plan : choices(flags.plan == "all" ? "" : flags.plan, {"uniform", "mixed"}))
        for (const std::string& algorithm : choices(flags.arithmetic.algorithm, {"naive", "safe", "online"}))
          for (const std::string& order : choices(flags.arithmetic.order, {"left-to-right", "pairwise", "blocked(32)", "exact"})) {
            if (algorithm == "online" && order != "left-to-right" && (flags.arithmetic.order.empty() || flags.arithmetic.algorithm.empty())) continue;
            if (plan == "mixed" && arithmetic::parse_format(format).precision >= 24 && flags.plan != "mixed") continue;  // binary32 is no finer
            ArithmeticFlags arithmetic = flags.arithmetic;
            arithmetic.algorithm = algorithm;
            arithmetic.order = order;
            LargestTask task{subject, plan == "mixed" ? mixed_setting_of(arithmetic, format) : setting_of(arithmetic, format), format, plan, subject->usual_limit};
            if (!flags.max_size.empty()) task.largest = parse_number("--max-size", flags.max_size, subject->smallest, subject->largest);
            tasks.push_back(std::move(task));
          }
  return tasks;
}

/// What cannot be written or drawn costs a line and the exit code, and nothing else of the run.
ExitCode write_reports(const std::vector<Report>& reports, const report::PrecisionRun& run, const std::string& command_line) {
  ExitCode written = holds;
  for (const Report& report : reports) {
    try {
      report::Page page;
      if (report.kind == "html") page = report::to_html(run, command_line);
      else page.text = report::to_json(run);
      report::write_file(report.path, page.text);
      if (!page.not_drawn.empty()) throw report::CannotReadOrWrite(page.not_drawn);
    } catch (const report::CannotReadOrWrite& error) {
      warn("attest: {}\n", error.what());
      written = cannot_read_or_write;
    }
  }
  return written;
}

ExitCode run(const Flags& flags, const std::string& command_line) {
  SearchSettings settings;
  settings.jobs = flags.jobs.empty() ? std::max(1u, std::thread::hardware_concurrency()) : parse_jobs(flags.jobs);
  if (!flags.budget.empty()) settings.budget = parse_duration(flags.budget);
  settings.progress = parse_when("--progress", flags.progress);
  settings.certificates = flags.certificates;
  const report::Style style{use_colour(parse_when("--color", flags.color)), text_width()};
  std::vector<Report> reports;
  for (const std::string& text : flags.reports) reports.push_back(parse_report(text, true));
  std::vector<LeastTask> least;
  std::vector<LargestTask> largest;
  if (flags.formats.empty()) least = least_tasks(flags);
  else largest = largest_tasks(flags);
  for (const Report& report : reports) report::require_writable(report.path);
  if (std::any_of(reports.begin(), reports.end(), [](const Report& report) { return report.kind == "html"; })) report::require_gnuplot();
  if (!flags.certificates.empty()) report::make_folder(flags.certificates);

  const engine::Interruptible handlers;
  const Searched searched = flags.formats.empty() ? search_least(settings, least) : search_largest(settings, largest);
  const ExitCode written = write_reports(reports, searched.run, command_line);
  say("{}", report::to_text(searched.run, style));
  return end(searched, written);
}

}  // namespace

Verb add_precision(CLI::App& command, const std::string& command_line) {
  const auto flags = std::make_shared<Flags>();
  declare(command, *flags);
  return [flags, command_line] { return run(*flags, command_line); };
}

}  // namespace attest::cli
