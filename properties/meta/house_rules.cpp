// The rules themselves; house.cpp runs them on the repository and on planted violations.
#include <algorithm>
#include <functional>
#include <regex>
#include <sstream>

#include "meta/house.hpp"

namespace attest::house {

namespace {

using Visit = std::function<void(const std::string& path, std::size_t number, const std::string& line)>;

void each_line(const Files& files, const Visit& visit) {
  for (const auto& [path, content] : files) {
    std::istringstream lines(content);
    std::size_t number = 0;
    for (std::string line; std::getline(lines, line);) visit(path, ++number, line);
  }
}

std::string at(const std::string& path, std::size_t number, const std::string& what) { return path + ":" + std::to_string(number) + ": " + what; }

bool is_header(const std::string& path) { return path.ends_with(".hpp"); }

/// "src/tasks/task.hpp" -> "tasks"
std::string folder_of(const std::string& path) {
  const std::size_t begin = path.find('/') + 1;
  return path.substr(begin, path.find('/', begin) - begin);
}

std::string without_comment(const std::string& line) { return line.substr(0, line.find("//")); }

}  // namespace

std::map<std::string, std::set<std::string>> arrows(const std::string& top_cmake) {
  std::map<std::string, std::set<std::string>> allowed;
  std::istringstream lines(top_cmake);
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("attest_folder(", 0) != 0) continue;
    std::istringstream words(line.substr(14, line.find(')') - 14));
    std::string folder, word;
    words >> folder;
    allowed[folder].insert(folder);
    bool folders = false;
    while (words >> word) {
      if (word == "FOLDERS" || word == "PARTS" || word == "LIBRARIES" || word == "APART") {
        folders = word == "FOLDERS";
      } else if (folders) {
        allowed[folder].insert(allowed[word].begin(), allowed[word].end());  // the table is in the order of the arrows
        allowed[folder].insert(word);
      }
    }
  }
  for (const auto& [folder, ignored] : std::map(allowed)) allowed["cli"].insert(folder);
  allowed["cli"].insert("cli");
  return allowed;
}

Violations check_arrows(const Files& sources, const std::map<std::string, std::set<std::string>>& arrows) {
  Violations found;
  static const std::regex include("^\\s*#\\s*include\\s*\"([^\"]+)\".*");
  each_line(sources, [&](const std::string& path, std::size_t number, const std::string& line) {
    std::smatch match;
    if (!std::regex_match(line, match, include)) return;
    const std::string target = match[1].str(), folder = folder_of(path);
    const auto allowed = arrows.find(folder);
    if (allowed == arrows.end()) found.push_back(at(path, number, "folder " + folder + " has no attest_folder line"));
    else if (target.find('/') == std::string::npos || !allowed->second.count(target.substr(0, target.find('/'))))
      found.push_back(at(path, number, folder + " must not include " + target));
  });
  return found;
}

Violations check_heavy_headers(const Files& sources) {
  Violations found;
  static const std::regex heavy("^\\s*#\\s*include\\s*[<\"](rapidcheck|gtest|gmock|boost|nlohmann|CLI)/?.*");
  each_line(sources, [&](const std::string& path, std::size_t number, const std::string& line) {
    if (is_header(path) && std::regex_match(line, heavy)) found.push_back(at(path, number, "too heavy for a header: " + line));
  });
  return found;
}

Violations check_length(const Files& sources, std::size_t most_lines) {
  Violations found;
  for (const auto& [path, content] : sources) {
    const auto lines = static_cast<std::size_t>(std::count(content.begin(), content.end(), '\n'));
    if (lines > most_lines) found.push_back(at(path, lines, "more than " + std::to_string(most_lines) + " lines"));
  }
  return found;
}

Violations check_words(const Files& sources) {
  static const std::vector<std::string> code{"fese" "tround", "-ffast-" "math", "march=" "native", "using namespace " "std", "thread_" "local", "std::" "rand(", "_distri" "bution<"};
  static const std::vector<std::string> anywhere{"TO" "DO", "FIX" "ME", "XX" "X:"};
  Violations found;
  each_line(sources, [&](const std::string& path, std::size_t number, const std::string& line) {
    for (const std::string& word : code)
      if (without_comment(line).find(word) != std::string::npos) found.push_back(at(path, number, "uses " + word));
    for (const std::string& word : anywhere)
      if (line.find(word) != std::string::npos) found.push_back(at(path, number, "holds " + word));
  });
  return found;
}

Violations check_first_line(const Files& sources) {
  Violations found;
  for (const auto& [path, content] : sources) {
    const bool has_header = path.ends_with(".cpp") && sources.count(path.substr(0, path.size() - 3) + "hpp");
    if (content.rfind("// ", 0) != 0 && !has_header) found.push_back(at(path, 1, "does not begin with what it provides or claims"));
  }
  return found;
}

Violations check_properties(const Files& sources) {
  Violations found;
  each_line(sources, [&](const std::string& path, std::size_t number, const std::string& line) {
    const std::string code = without_comment(line);
    const std::size_t place = code.find("rc::" "check(");
    if (place == std::string::npos) return;
    const std::string before = code.substr(0, place);
    if (before.find("EXPECT_TRUE(") == std::string::npos && before.find("ASSERT_TRUE(") == std::string::npos)
      found.push_back(at(path, number, "rc::" "check fails no test by itself: use support::expect_holds"));
  });
  return found;
}

Violations check_named(const std::vector<std::string>& paths, const std::string& readme) {
  Violations found;
  for (const std::string& path : paths)
    if (readme.find(path) == std::string::npos) found.push_back("README.md does not name " + path);
  return found;
}

}  // namespace attest::house
