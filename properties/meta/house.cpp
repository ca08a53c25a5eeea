// The rules of the house hold in this repository, and each of them is broken by a planted violation.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "meta/house.hpp"

namespace attest::house {
namespace {

namespace files = std::filesystem;
const files::path root = ATTEST_SOURCE_DIR;

std::string text_of(const files::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// All files below these folders with one of these endings.
Files read(const std::vector<std::string>& folders, const std::set<std::string>& endings) {
  Files found;
  for (const std::string& folder : folders) {
    if (!files::exists(root / folder)) continue;
    for (const auto& entry : files::recursive_directory_iterator(root / folder))
      if (entry.is_regular_file() && endings.count(entry.path().extension().string()))
        found[files::relative(entry.path(), root).string()] = text_of(entry.path());
  }
  return found;
}

Files sources() { return read({"src"}, {".hpp", ".cpp"}); }

void expect_none(const Violations& violations) {
  for (const std::string& line : violations) ADD_FAILURE() << line;
}

TEST(House, ThereIsSomethingToCheck) {
  EXPECT_GT(sources().size(), 100u);
  EXPECT_GT(read({"properties"}, {".cpp"}).size(), 30u);
}

TEST(House, FoldersIncludeOnlyAlongTheArrows) {
  const auto allowed = arrows(text_of(root / "CMakeLists.txt"));
  EXPECT_EQ(allowed.at("checker"), std::set<std::string>{"checker"}) << "the checker shares nothing with what it checks";
  EXPECT_EQ(allowed.at("arithmetic"), std::set<std::string>{"arithmetic"});
  EXPECT_EQ(allowed.at("evidence"), std::set<std::string>{"evidence"});
  EXPECT_FALSE(allowed.at("adversaries").count("constructions")) << "an adversary does not see how a model was built";
  EXPECT_FALSE(allowed.at("adversaries").count("search"));
  expect_none(check_arrows(sources(), allowed));
  EXPECT_FALSE(check_arrows({{"src/checker/x.cpp", "#include \"checker/y.hpp\"\n#include \"arithmetic/number.hpp\"\n"}}, allowed).empty());
  EXPECT_FALSE(check_arrows({{"src/tasks/x.cpp", "#include \"task.hpp\"\n"}}, allowed).empty()) << "without its folder";
  EXPECT_FALSE(check_arrows({{"src/stray/x.cpp", "#include \"tasks/task.hpp\"\n"}}, allowed).empty());
}

TEST(House, HeadersStayLight) {
  expect_none(check_heavy_headers(sources()));
  for (const std::string planted : {"#include <rapidcheck.h>\n", "#include <boost/multiprecision/gmp.hpp>\n", "#include <nlohmann/json.hpp>\n", "  # include <CLI/CLI.hpp>\n"})
    EXPECT_FALSE(check_heavy_headers({{"src/tasks/x.hpp", planted}}).empty()) << planted;
  EXPECT_TRUE(check_heavy_headers({{"src/tasks/x.cpp", "#include <nlohmann/json.hpp>\n"}}).empty());
}

TEST(House, FilesAreShort) {
  const Files all = read({"src", "properties", "fuzz", "bench", "examples"}, {".hpp", ".cpp"});
  expect_none(check_length(all, 400));
  std::size_t lines = 0;
  for (const auto& [path, content] : sources()) lines += static_cast<std::size_t>(std::count(content.begin(), content.end(), '\n'));
  EXPECT_LT(lines / sources().size(), 150u) << "files of src average below 150 lines";
  Files targets = read({"fuzz"}, {".cpp"});
  expect_none(check_length(targets, 80));
  EXPECT_FALSE(check_length({{"src/x/x.cpp", std::string(401, '\n')}}, 400).empty());
}

TEST(House, NoForbiddenWords) {
  expect_none(check_words(read({"src", "properties", "fuzz", "bench", "examples", "cmake", "ci"}, {".hpp", ".cpp", ".cmake", ".txt", "", ".sh"})));
  expect_none(check_words({{"CMakeLists.txt", text_of(root / "CMakeLists.txt")}}));
  EXPECT_FALSE(check_words({{"a", "std::fese" "tround(FE_UPWARD);\n"}}).empty());
  EXPECT_FALSE(check_words({{"a", "int x; // TO" "DO\n"}}).empty());
  EXPECT_TRUE(check_words({{"a", "int x; // never std::fese" "tround\n"}}).empty());
}

TEST(House, FilesBeginWithWhatTheyProvide) {
  expect_none(check_first_line(sources()));
  EXPECT_FALSE(check_first_line({{"src/a/a.hpp", "#pragma once\n"}}).empty());
  EXPECT_TRUE(check_first_line({{"src/a/a.hpp", "// a\n"}, {"src/a/a.cpp", "#include \"a/a.hpp\"\n"}}).empty());
}

TEST(House, NoPropertyFailsInSilence) {
  expect_none(check_properties(read({"properties"}, {".hpp", ".cpp"})));
  EXPECT_FALSE(check_properties({{"properties/x/x.cpp", "  rc::" "check([] { return false; });\n"}}).empty());
  EXPECT_TRUE(check_properties({{"properties/x/x.cpp", "  EXPECT_TRUE(rc::" "check([] { return false; }));\n"}}).empty());
}

TEST(House, TheReadmeMapsEveryFolder) {
  std::vector<std::string> folders;
  for (const auto& entry : files::directory_iterator(root / "src")) folders.push_back("src/" + entry.path().filename().string());
  const std::string readme = text_of(root / "README.md");
  expect_none(check_named(folders, readme));
  for (const std::string command : {"ci/attest hierarchy", "ci/test"}) EXPECT_NE(readme.find(command), std::string::npos) << command;
  EXPECT_FALSE(check_named({"src/no-such-folder"}, readme).empty());
}

TEST(House, EveryFuzzTargetHasSeeds) {
  int targets = 0;
  for (const auto& [path, ignored] : read({"fuzz"}, {".cpp"})) {
    const std::string name = files::path(path).stem().string();
    if (name == "standalone_main") continue;
    const files::path seeds = root / "corpus/seeds" / name;
    ASSERT_TRUE(files::is_directory(seeds)) << seeds;
    EXPECT_FALSE(files::is_empty(seeds)) << seeds;
    ++targets;
  }
  EXPECT_GT(targets, 0);
}

}  // namespace
}  // namespace attest::house
