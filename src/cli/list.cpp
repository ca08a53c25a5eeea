// attest list: the names that other verbs, configurations and certificates use, from the registries themselves.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/catalogue.hpp"
#include "cli/names.hpp"
#include "cli/output.hpp"
#include "cli/values.hpp"
#include "cli/verbs.hpp"
#include "report/output_file.hpp"
#include "report/table.hpp"

namespace attest::cli {

namespace {

struct Flags {
  std::string section;
  std::vector<std::string> reports;
};

std::string json_of(const std::vector<Section>& sections) {
  nlohmann::ordered_json json = {{"schema", "attest.list/1"}, {"version", version()}};
  for (const Section& section : sections) {
    auto& entries = json[section.name] = nlohmann::ordered_json::array();
    for (const Entry& entry : section.entries) entries.push_back({{"name", entry.name}, {"description", entry.description}});
  }
  return json.dump(2) + "\n";
}

ExitCode run(const Flags& flags, const CellSource& cells) {
  std::vector<std::string> reports;
  for (const std::string& text : flags.reports) reports.push_back(parse_report(text).path);
  std::vector<Section> sections = catalogue(cells());
  if (!flags.section.empty()) {
    std::vector<std::string> names;
    for (const Section& section : sections) names.push_back(section.name);
    std::erase_if(sections, [&](const Section& section) { return section.name != flags.section; });
    if (sections.empty()) {
      std::string choices;
      for (const std::string& name : names) choices += (choices.empty() ? "" : ", ") + name;
      throw Failure(usage, fmt::format("nothing is listed under '{}'{} (one of {})", flags.section, suggestion(flags.section, names), choices));
    }
  }
  for (const std::string& path : reports) report::require_writable(path);
  const std::size_t width = text_width();
  for (const Section& section : sections) {
    say("{}{}\n", &section == &sections.front() ? "" : "\n", section.name);
    std::size_t column = 16;
    for (const Entry& entry : section.entries) column = std::max(column, entry.name.size() + 4);
    for (const Entry& entry : section.entries) {
      const std::string body = report::wrapped(entry.description, column, width);
      say("  {:<{}}{}", entry.name, column - 2, body.substr(std::min(column, body.size() - 1)));
    }
  }
  for (const std::string& path : reports) report::write_file(path, json_of(sections));
  return holds;
}

}  // namespace

Verb add_list(CLI::App& command, const CellSource& cells) {
  const auto flags = std::make_shared<Flags>();
  command.add_option("SECTION", flags->section, "Only this: tasks, mechanisms, formats, constructions, adversaries, bounds or cells")->type_name("");
  command.add_option("--report", flags->reports, "Write the lists as JSON; may be given several times")->expected(1)->take_all()->type_name("json:FILE");
  command.footer("Examples:\n  attest list\n  attest list formats\n  attest list --report json:names.json\n");
  return [flags, cells] { return run(*flags, cells); };
}

}  // namespace attest::cli
