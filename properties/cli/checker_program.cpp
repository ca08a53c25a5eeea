// The program attest-checker: one line a file, exit codes by precedence, nothing written elsewhere.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "cli/process.hpp"
#include "evidence/certificate.hpp"

namespace attest::trial {
namespace {

Output checker(const Arguments& arguments) { return Process(real(arguments, "attest-checker")).wait(); }

const std::string holds = evidence::certificate("counting", "claim bound\ntheorem E\nn 4\nstate-bits 7\n");
const std::string fails = evidence::certificate("counting", "claim bound\ntheorem E\nn 4\nstate-bits 8\n");

TEST(CheckerProgram, OneLineAFileAndTheWorstCode) {
  const Folder folder;
  write_text(folder / "good", holds);
  write_text(folder / "bad", fails);
  write_text(folder / "cut", holds.substr(0, holds.size() - 2) + "\n");
  write_text(folder / "empty", "");
  const auto run = [&](const std::vector<std::string>& names) {
    Arguments paths;
    for (const std::string& name : names) paths.push_back(folder / name);
    return checker(paths);
  };
  EXPECT_EQ(run({"good"}).code, 0);
  EXPECT_EQ(run({"good"}).out, "VERIFIED: " + folder / "good" + ": counting, cases evaluated: 1\n");
  EXPECT_EQ(run({"bad"}).code, 4);
  EXPECT_EQ(run({"bad"}).out, "NOT established: " + folder / "bad" + ": counting: the inequality does not hold\n");
  for (const char* name : {"cut", "empty"}) {
    EXPECT_EQ(run({name}).code, 6);
    EXPECT_EQ(run({name}).out.rfind("malformed: " + folder / name + ": ", 0), 0u);
  }
  EXPECT_EQ(run({"missing"}).code, 8);
  EXPECT_EQ(checker({folder.path()}).code, 8);
  ASSERT_EQ(mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(run({"pipe"}).code, 8);  // nobody will ever write to it
  EXPECT_EQ(checker({"/dev/null"}).code, 8);
  EXPECT_EQ(lines(run({"missing"}).err), 1u);
  EXPECT_EQ(run({"good", "bad"}).code, 4);
  EXPECT_EQ(run({"missing", "bad", "good"}).code, 8);
  const Output all = run({"good", "missing", "cut", "bad"});
  EXPECT_EQ(all.code, 6);
  EXPECT_EQ(lines(all.out), 3u);
  EXPECT_EQ(lines(all.err), 1u);
}

TEST(CheckerProgram, UsageAndStandardInput) {
  const Folder folder;
  write_text(folder / "good", holds);
  for (const Arguments& arguments : {Arguments{}, Arguments{"--colour"}, Arguments{folder / "good", "-q"}, Arguments{"--help=1"}, Arguments{"--most-work"}, Arguments{"--most-work", "0", folder / "good"},
                                    Arguments{"--most-work", "35", folder / "good"}, Arguments{"--most-work", "010", folder / "good"}, Arguments{"--most-work", "20"}}) {
    const Output output = checker(arguments);
    EXPECT_EQ(output.code, 2);
    EXPECT_EQ(output.out, "");
    EXPECT_EQ(lines(output.err), 1u);
  }
  EXPECT_EQ(checker({"--help"}).code, 0);
  EXPECT_NE(checker({"--help"}).out.find("VERIFIED"), std::string::npos);
  EXPECT_EQ(checker({"--version"}).out, "attest-certificate/2\n");
  EXPECT_EQ(checker({"-"}).code, 6);  // nothing to read
  const Output piped = Process(real({"-c", "'" ATTEST_BINARY_DIR "/attest-checker' - < '" + folder / "good" + "'"}, "/bin/sh")).wait();
  EXPECT_EQ(piped.code, 0);
  EXPECT_EQ(piped.out, "VERIFIED: -: counting, cases evaluated: 1\n");
}

}  // namespace
}  // namespace attest::trial
