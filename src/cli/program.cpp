// Parses the command line, runs one verb, and turns every exception into one line and its exit code.
#include "cli/program.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>

#include "cli/names.hpp"
#include "cli/output.hpp"
#include "cli/shell.hpp"
#include "cli/verbs.hpp"
#include "report/output_file.hpp"

namespace attest::cli {

namespace {

constexpr const char* exit_codes_text =
    "Exit codes: 0 holds; 1 a finding; 2 wrong usage; 3 inconclusive; 4 well-formed but not established; 5 nothing selected;\n"
    "6 malformed input; 7 internal error; 8 cannot read or write; 130, 143 interrupted, partial report written.\n";

struct Command {
  CLI::App* app;
  Verb run;
};

const CLI::Validator not_empty([](std::string& text) { return text.empty() ? std::string("needs a value that is not empty") : std::string(); }, "");

Command add(CLI::App& program, const std::string& name, const std::string& description, const std::function<Verb(CLI::App&)>& build) {
  CLI::App* app = program.add_subcommand(name, description);
  Verb run = build(*app);
  for (CLI::Option* option : app->get_options())
    if (option->get_type_size() > 0) option->check(not_empty);  // "" is no value: it must not run as if the flag were absent
  return {app, std::move(run)};
}

/// Every "--flag" of a command.
std::vector<std::string> flags_of(const CLI::App& app) {
  std::vector<std::string> flags;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames()) flags.push_back("--" + name);
  return flags;
}

std::vector<std::string> verbs_of(const CLI::App& program) {
  std::vector<std::string> verbs;
  for (const CLI::App* verb : program.get_subcommands([](const CLI::App*) { return true; })) verbs.push_back(verb->get_name());
  return verbs;
}

/// One line for what CLI11 refused, with the nearest flag or verb where a name was unknown.
std::string usage_line(const CLI::App& program, const CLI::ParseError& error) {
  const CLI::App* app = &program;
  std::string place = "attest";
  for (const CLI::App* command : program.get_subcommands()) {
    app = command;
    place += " " + command->get_name();
  }
  std::string line = error.what();
  const std::vector<std::string> rest = program.remaining(true);
  if (!rest.empty()) {
    const std::string word = rest.front().substr(0, rest.front().find('='));
    if (word.rfind("-", 0) == 0) {
      line = fmt::format("unknown flag '{}'{}", word, suggestion(word, flags_of(*app)));
    } else if (app == &program) {
      line = fmt::format("unknown verb '{}'{}", word, suggestion(word, verbs_of(program)));
    } else {
      line = fmt::format("unexpected argument '{}'", word);
    }
  }
  std::replace(line.begin(), line.end(), '\n', ' ');
  return fmt::format("{}: {} (see {} --help)", place, line, place);
}

int fail(ExitCode code, const std::string& line) {
  std::string flat = line;
  std::replace(flat.begin(), flat.end(), '\n', ' ');
  warn("{}\n", printable(flat));
  return code;
}

int parse_and_run(const std::vector<std::string>& arguments, const CellSource& cells) {
  CLI::App program("Re-establishes the provable hierarchy of attention mechanisms, with evidence for every cell.", "attest");
  program.get_formatter()->label("SUBCOMMAND", "VERB");
  program.get_formatter()->column_width(24);
  program.set_version_flag("--version", "attest " + version());
  program.footer(std::string("Examples:\n  attest hierarchy\n  attest explain full/eva/succeeds\n  attest bound h2+ --stack RRFRR --heads 1 --dim 8 --format bfloat16\n\n") + exit_codes_text);
  const std::vector<Command> commands{
      add(program, "hierarchy", "Re-establish every cell of the table of results", [&](CLI::App& app) { return add_hierarchy(app, cells); }),
      add(program, "explain", "One cell's claim, its argument and its evidence in prose", [&](CLI::App& app) { return add_explain(app, cells); }),
      add(program, "replay", "Re-run pieces of evidence that --artifacts wrote", [](CLI::App& app) { return add_replay(app); }),
      add(program, "list", "Name the tasks, mechanisms, formats, constructions, adversaries, bounds and cells", [&](CLI::App& app) { return add_list(app, cells); }),
      add(program, "bound", "A lower bound as an inequality with its numbers, and its n*", [](CLI::App& app) { return add_bound(app); }),
      add(program, "precision", "The least precision of a construction, certified on both sides; or the largest size of each format", [&](CLI::App& app) { return add_precision(app, shell_line(arguments)); }),
      add(program, "certify", "A certificate that a construction is right on all inputs of a size, or a counterexample", [](CLI::App& app) { return add_certify(app); }),
  };
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // CLI11 takes them last first
  try {
    program.parse(reversed);
  } catch (const CLI::CallForHelp&) {
    const auto chosen = program.get_subcommands();
    say("{}", chosen.empty() ? program.help() : chosen.front()->help("attest"));
    return holds;
  } catch (const CLI::CallForVersion&) {
    say("attest {}\n", version());
    return holds;
  } catch (const CLI::ParseError& error) {
    return fail(usage, usage_line(program, error));
  }
  for (const Command& command : commands)
    if (command.app->parsed()) return command.run();
  return fail(usage, fmt::format("attest: a verb is missing: {} (see attest --help)", fmt::join(verbs_of(program), ", ")));
}

}  // namespace

std::string version() { return ATTEST_VERSION; }

std::string configurations_folder() {
  namespace files = std::filesystem;
  std::error_code ignored;
  for (files::path folder = files::read_symlink("/proc/self/exe", ignored).parent_path(); !folder.empty(); folder = folder.parent_path()) {
    for (const char* place : {"corpus/configurations", "share/attest/configurations"})
      if (files::is_directory(folder / place, ignored)) return (folder / place).string();
    if (folder == folder.root_path()) break;
  }
  return "corpus/configurations";
}

int run_program(const std::vector<std::string>& arguments, const CellSource& cells) {
  int code;
  try {
    code = parse_and_run(arguments, cells);
  } catch (const Failure& failure) {
    code = fail(failure.code(), fmt::format("attest: {}", failure.what()));
  } catch (const evidence::MalformedEvidence& error) {
    code = fail(malformed, fmt::format("attest: {}", error.what()));
  } catch (const report::CannotReadOrWrite& error) {
    code = fail(cannot_read_or_write, fmt::format("attest: {}", error.what()));
  } catch (const std::invalid_argument& error) {
    code = fail(usage, fmt::format("attest: {}", error.what()));
  } catch (const std::exception& error) {
    code = fail(internal_error, fmt::format("attest: internal error: {}; please report", error.what()));
  }
  if (!flushed()) {
    code = worse(static_cast<ExitCode>(code), cannot_read_or_write);
    fail(cannot_read_or_write, "attest: cannot write standard output: give it enough space");
  }
  return code;
}

}  // namespace attest::cli
