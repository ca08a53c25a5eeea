// Tables and JSON as documented, and files that are there whole or not at all.
#include <fcntl.h>
#include <gtest/gtest.h>

#include <rapidcheck.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "report/json.hpp"
#include "report/output_file.hpp"
#include "report/table.hpp"
#include "support/property.hpp"

namespace attest::report {
namespace {

namespace files = std::filesystem;
using evidence::Kind;
using evidence::Verdict;

evidence::Cell cell(const std::string& name, Verdict verdict, bool holds) {
  evidence::Cell result;
  result.name = name;
  result.architecture = name.substr(0, name.find('/'));
  result.task = "Eva";
  result.claim = "A claim.";
  result.verdict = verdict;
  result.holds = holds;
  result.sizes = {{"n", "16, 64"}};
  result.cases = 12;
  result.evidence = {{Kind::all_inputs, "checked by other code", {{"certificate", "a\nb"}}}};
  result.seconds = 1.25;
  return result;
}

Run run() {
  Run result;
  result.version = "0.1.0";
  result.seed = 3;
  result.effort = "smoke";
  result.seconds = 2;
  result.cells = {cell("full/eva", Verdict::proved, true), cell("linear/eva", Verdict::refuted, true)};
  return result;
}

TEST(Json, IsExactlyAsDocumented) {
  auto one = run();
  one.cells.pop_back();
  EXPECT_EQ(to_json(one), R"({
  "schema": "attest.hierarchy/1",
  "version": "0.1.0",
  "seed": 3,
  "effort": "smoke",
  "complete": true,
  "holds": true,
  "seconds": 2.0,
  "cells": [
    {
      "name": "full/eva",
      "architecture": "full",
      "task": "Eva",
      "claim": "A claim.",
      "verdict": "proved",
      "holds": true,
      "sizes": {
        "n": "16, 64"
      },
      "cases": 12,
      "seconds": 1.25,
      "evidence": [
        {
          "kind": "all-inputs",
          "summary": "checked by other code",
          "fields": {
            "certificate": "a\nb"
          }
        }
      ]
    }
  ]
}
)");
}

TEST(Json, AnyBytesGiveValidJson) {
  support::expect_holds("any bytes give valid JSON with the same text where it is UTF-8", [](const std::string& text) {
    auto one = run();
    one.cells[0].claim = text;
    const auto json = nlohmann::json::parse(to_json(one));
    const bool ascii = std::all_of(text.begin(), text.end(), [](char c) { return c >= 0; });
    RC_ASSERT(!ascii || json["cells"][0]["claim"] == text);
  });
}

TEST(RunData, HoldsOnlyIfEveryCellDoesAndThereIsOne) {
  auto one = run();
  EXPECT_TRUE(one.holds());
  one.cells[1].holds = false;
  EXPECT_FALSE(one.holds());
  one.cells.clear();
  EXPECT_FALSE(one.holds());
}

TEST(Table, ShowsCellsWithTheirEvidenceUnderThem) {
  EXPECT_EQ(to_text(cell("full/eva", Verdict::proved, true), Style{false, 60}),
            "+ full/eva                                     proved           12 cases     1.2 s\n"
            "    A claim.\n"
            "    sizes: n = 16, 64\n"
            "    - all-inputs:     checked by other code\n");
  EXPECT_EQ(to_text(cell("x/eva", Verdict::unknown, false), Style{false, 60}).substr(0, 7), "! x/eva");
}

TEST(Table, OverviewAndClosingLines) {
  auto two = run();
  const std::string text = to_text(two, Style{});
  EXPECT_EQ(text.rfind("architecture  Eva\nfull          proved\nlinear        refuted\n", 0), 0u) << text;
  EXPECT_NE(text.find("holds: 2 of 2 cells hold; seed 3, effort smoke, 2.0 s"), std::string::npos) << text;
  two.cells[1] = cell("linear/eva", Verdict::unknown, false);
  two.complete = false;
  two.ended_by = "the budget was spent";
  const std::string worse = to_text(two, Style{});
  EXPECT_NE(worse.find("linear        unknown!\n"), std::string::npos) << worse;
  EXPECT_NE(worse.find("does not hold: linear/eva (unknown)\nnot complete: the budget was spent\ndoes not hold: 1 of 2 cells hold"), std::string::npos) << worse;
}

TEST(Table, ColoursOnlyWhenAsked) {
  EXPECT_EQ(to_text(run(), Style{false, 100}).find('\033'), std::string::npos);
  EXPECT_EQ(verdict_word(cell("a", Verdict::proved, true), Style{true, 100}), "\033[32mproved\033[0m");
  EXPECT_EQ(verdict_word(cell("a", Verdict::refuted, false), Style{true, 100}), "\033[31mrefuted\033[0m");
  EXPECT_EQ(verdict_word(cell("a", Verdict::unknown, false), Style{true, 100}), "\033[33munknown\033[0m");
}

TEST(Table, WrappingKeepsWordsAndWidth) {
  support::expect_holds("wrapping keeps the words in order and lines short", [] {
    const auto words = *rc::gen::container<std::vector<std::string>>(rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::inRange('a', 'e'))));
    const auto width = *rc::gen::inRange<std::size_t>(10, 60);
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
    std::istringstream lines(wrapped(text, 4, width));
    std::vector<std::string> again;
    for (std::string line; std::getline(lines, line);) {
      std::istringstream parts(line);
      std::vector<std::string> in_line;
      for (std::string word; parts >> word;) in_line.push_back(word);
      RC_ASSERT(line.size() <= width || in_line.size() == 1);
      again.insert(again.end(), in_line.begin(), in_line.end());
    }
    RC_ASSERT(again == words);
  });
  EXPECT_EQ(wrapped("a b\n\nc", 2, 40), "  a b\n\n  c\n");
}

class Outputs : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (files::temp_directory_path() / "attest-report-XXXXXX").string();
    ASSERT_TRUE(mkdtemp(name.data()));
    folder_ = name;
  }
  void TearDown() override { files::remove_all(folder_); }
  std::size_t entries() const { return static_cast<std::size_t>(std::distance(files::directory_iterator(folder_), {})); }
  static std::string text(const files::path& path) { return read_file(path.string(), 1000); }
  files::path folder_;
};

TEST_F(Outputs, ReplaceWholeFilesAndRespectTheMask) {
  const files::path path = folder_ / "r";
  const mode_t before = umask(027);
  write_file(path.string(), "one");
  umask(before);
  write_file((folder_ / "s").string(), "");
  struct stat status;
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0640u);
  write_file(path.string(), "two");
  EXPECT_EQ(text(path), "two");
  EXPECT_EQ(text(folder_ / "s"), "");
  EXPECT_EQ(entries(), 2u);
}

TEST_F(Outputs, KeepLinksAndNeverReplaceWhatIsOpenOrADevice) {
  write_file((folder_ / "target").string(), "old");
  files::create_symlink("target", folder_ / "link");
  write_file((folder_ / "link").string(), "new");
  EXPECT_TRUE(files::is_symlink(folder_ / "link"));
  EXPECT_EQ(text(folder_ / "target"), "new");
  // Standard output that is a file, named by a link as /dev/stdout names it: written into, not replaced.
  const pid_t child = fork();
  if (child == 0) {
    const bool ready = std::freopen((folder_ / "out").c_str(), "w", stdout) != nullptr;
    files::create_symlink("/proc/self/fd/1", folder_ / "stdout");
    try {
      if (ready) write_file((folder_ / "stdout").string(), "report");
    } catch (...) {
      _exit(1);
    }
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_TRUE(files::is_symlink(folder_ / "stdout"));
  EXPECT_EQ(text(folder_ / "out"), "report");
  EXPECT_NO_THROW(write_file("/dev/null", "x"));
  const std::string pipe = (folder_ / "pipe").string();
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_THROW(write_file(pipe, "x"), CannotReadOrWrite) << "nobody reads it";
  const int reader = open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
  EXPECT_NO_THROW(write_file(pipe, "x"));
  char read_back = 0;
  EXPECT_EQ(read(reader, &read_back, 1), 1);
  EXPECT_EQ(read_back, 'x');
  close(reader);
  unlink(pipe.c_str());
  EXPECT_TRUE(files::is_character_file("/dev/null"));
  EXPECT_THROW(write_file("/dev/full", "x"), CannotReadOrWrite);
  EXPECT_EQ(entries(), 4u);
}

TEST_F(Outputs, LeaveNothingBehindWhenTheDiskIsFull) {
  write_file((folder_ / "old").string(), "old");
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1000, 1000};
    setrlimit(RLIMIT_FSIZE, &limit);
    int refused = 0;
    for (const char* name : {"old", "new"}) {
      try {
        write_file((folder_ / name).string(), std::string(5000, 'x'));
      } catch (const CannotReadOrWrite& error) {
        refused += std::string(error.what()).find('\n') == std::string::npos;
      }
    }
    _exit(refused);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 2);
  EXPECT_EQ(text(folder_ / "old"), "old");
  EXPECT_EQ(entries(), 1u);
}

TEST_F(Outputs, RequireWritableSaysNoBeforeAnythingRan) {
  EXPECT_NO_THROW(require_writable((folder_ / "r").string()));
  EXPECT_EQ(entries(), 0u);
  EXPECT_THROW(require_writable((folder_ / "missing/r").string()), CannotReadOrWrite);
  EXPECT_THROW(require_writable(folder_.string()), CannotReadOrWrite);
  EXPECT_THROW(read_file((folder_ / "missing").string(), 10), CannotReadOrWrite);
  write_file((folder_ / "r").string(), "12345678901");
  EXPECT_THROW(read_file((folder_ / "r").string(), 10), CannotReadOrWrite);
  EXPECT_EQ(read_file((folder_ / "r").string(), 11).size(), 11u);
}

}  // namespace
}  // namespace attest::report
