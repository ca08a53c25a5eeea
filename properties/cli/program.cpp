// Bad input is one clear line on stderr and the right exit code; good input writes nothing there but progress.
#include <gtest/gtest.h>

#include <rapidcheck.h>

#include "cli/bad_input.hpp"
#include "cli/exit_codes.hpp"
#include "cli/names.hpp"
#include "cli/fake_cells.hpp"
#include "cli/values.hpp"
#include "support/property.hpp"

namespace attest::trial {
namespace {

TEST(Program, BadInputIsOneLineAndTheRightExitCode) {
  const Folder folder;
  write_text(folder / "empty", "");
  write_text(folder / "text", "hello\n");
  write_text(folder / "cut", "attest-evidence/1\nkind survey\nsummary s");
  const std::vector<Bad> table{
      {{}, 2, "a verb is missing"},
      {{"hierarchi"}, 2, "did you mean 'hierarchy'"},
      {{"--vresion"}, 2, "did you mean '--version'"},
      {{"hierarchy", "--sed", "3"}, 2, "did you mean '--seed'"},
      {{"hierarchy", "--shard", "1/2"}, 2, "unknown flag '--shard'"},
      {{"hierarchy", "-x"}, 2, "unknown flag '-x'"},
      {{"hierarchy", "--foo"}, 2, "unknown flag '--foo' (see"},
      {{"hierarchy", "extra"}, 2, "unexpected argument 'extra'"},
      {{"hierarchy", "--seed"}, 2, "--seed"},
      {{"hierarchy", "--seed", "1", "--seed", "2"}, 2, "--seed"},
      {{"hierarchy", "--seed", "-1"}, 2, "no seed"},
      {{"hierarchy", "--seed", "1.5"}, 2, "no seed"},
      {{"hierarchy", "--seed", "18446744073709551616x"}, 2, "no seed"},
      {{"hierarchy", "--seed", "abc"}, 2, "no seed"},
      {{"hierarchy", "--seed", ""}, 2, "--seed: needs a value"},
      {{"hierarchy", "--budget", ""}, 2, "--budget: needs a value"},
      {{"precision", "--task", "eva", "--sizes", ""}, 2, "--sizes: needs a value"},
      {{"bound", "t", "--state-bits", "5", "--n", "100000000", "--alphabet", "1000000000"}, 2, "too many digits"},
      {{"hierarchy", "--effort", "smoek"}, 2, "did you mean 'smoke'"},
      {{"hierarchy", "--jobs", "0"}, 2, "1 to 1024"},
      {{"hierarchy", "--jobs", "two"}, 2, "1 to 1024"},
      {{"hierarchy", "--jobs", "99999999999999999999"}, 2, "1 to 1024"},
      {{"hierarchy", "--budget", "90"}, 2, "no duration"},
      {{"hierarchy", "--budget", "s"}, 2, "no duration"},
      {{"hierarchy", "--budget", "-3s"}, 2, "no duration"},
      {{"hierarchy", "--budget", "1..5s"}, 2, "no duration"},
      {{"hierarchy", "--budget", "0s"}, 2, "out of range"},
      {{"hierarchy", "--budget", "9999999h"}, 2, "out of range"},
      {{"hierarchy", "--fail-fast=3"}, 2, "fail-fast"},
      {{"hierarchy", "--color", "blue"}, 2, "auto, always or never"},
      {{"hierarchy", "--progress", "blue"}, 2, "auto, always or never"},
      {{"hierarchy", "--report", "file.json"}, 2, "json:FILE"},
      {{"hierarchy", "--report", "xml:file"}, 2, "json:FILE"},
      {{"hierarchy", "--report", "json:"}, 2, "name of a file"},
      {{"hierarchy", "--filter", "no/such/cell/anywhere"}, 5, "no cell matches"},
      {{"hierarchy", "--report", "json:" + folder / "missing/file"}, 8, "cannot write"},
      {{"hierarchy", "--report", "json:" + folder.path()}, 8, "cannot write"},
      {{"hierarchy", "--artifacts", folder / "text"}, 8, "text"},
      {{"explain"}, 2, "CELL"},
      {{"explain", "no/such/cell/anywhere"}, 2, "no cell is called"},
      {{"list", "format"}, 2, "did you mean 'formats'"},
      {{"replay"}, 2, "FILE"},
      {{"replay", folder / "missing"}, 8, "cannot read"},
      {{"replay", folder.path()}, 8, "cannot read"},
      {{"replay", folder / "empty"}, 6, "line 1"},
      {{"replay", folder / "text"}, 6, "line 1: expected 'attest-evidence/1'"},
      {{"replay", folder / "cut"}, 6, "cut off"},
  };
  const std::size_t before = folder.entries();
  expect_refused(table, [](const Arguments& arguments) { return attest({good("only/cell")}, arguments); });
  EXPECT_EQ(folder.entries(), before) << "something was left behind";
}

TEST(Program, TheRealProgramAnswersLikewise) {
  EXPECT_EQ(attest({"--version"}).out, "attest 0.1.0\n");
  EXPECT_EQ(attest({"hierarchy", "--sed"}).code, 2);
  EXPECT_EQ(attest({"hierarchy", "--filter", "no/such/cell/anywhere"}).code, 5);
  EXPECT_EQ(attest({}).code, 2);
}

TEST(Program, EveryVerbHasHelpWithAnExample) {
  const Output program = attest({"--help"});
  EXPECT_EQ(program.code, 0);
  for (const std::string verb : {"hierarchy", "explain", "replay", "list", "bound"}) {
    EXPECT_NE(program.out.find("\n  " + verb), std::string::npos) << verb;
    const Output help = attest({verb, "--help"});
    EXPECT_EQ(help.code, 0) << verb;
    EXPECT_NE(help.out.find("Usage: attest " + verb), std::string::npos) << help.out;
    EXPECT_NE(help.out.find("\n  attest " + verb), std::string::npos) << "no example: " << help.out;
    EXPECT_EQ(help.err, "");
  }
}

TEST(Program, AFullStandardOutputIsNoSuccess) {
  const Output output = Process([] {
    if (!std::freopen("/dev/full", "w", stdout)) return 97;
    return cli::run_program({"list", "formats"}, [] { return Cells{}; });
  }).wait();
  EXPECT_EQ(output.code, 8) << output.err;
}

TEST(ExitCodes, PrecedenceIsTotalAndAsStated) {
  const std::vector<int> order{7, 2, 5, 6, 8, 1, 4, 3, 0};
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (std::size_t j = 0; j < order.size(); ++j) {
      EXPECT_EQ(cli::worse(static_cast<cli::ExitCode>(order[i]), static_cast<cli::ExitCode>(order[j])), order[std::min(i, j)]);
    }
  }
}

TEST(Names, NearestAgreesWithAnObviousDistance) {
  EXPECT_EQ(cli::nearest("bfloat61", {"binary16", "bfloat16"}), "bfloat16");
  EXPECT_EQ(cli::suggestion("zzzzzzzz", {"eva", "index"}), "");
  support::expect_holds("a name is its own nearest, and one edit away is found among far ones", [](const std::vector<bool>& letters, unsigned place) {
    std::string name;
    for (bool letter : letters) name += letter ? 'a' : 'b';
    const std::string far(name.size() + 8, 'z');
    RC_ASSERT(cli::nearest(name, {far, name}) == name);
    std::string changed = name;
    changed.insert(place % (name.size() + 1), "c");
    RC_ASSERT(cli::nearest(changed, {far, name}) == name);
  });
}

TEST(Names, FiltersAreSubstringsOrGlobs) {
  EXPECT_TRUE(cli::matches("", "full/eva/succeeds"));
  EXPECT_TRUE(cli::matches("eva", "full/eva/succeeds"));
  EXPECT_FALSE(cli::matches("Eva", "full/eva/succeeds"));
  EXPECT_TRUE(cli::matches("full/*", "full/eva/succeeds"));
  EXPECT_FALSE(cli::matches("eva*", "full/eva/succeeds"));
  EXPECT_TRUE(cli::matches("*eva*", "full/eva/succeeds"));
  EXPECT_FALSE(cli::matches("full.eva", "full/eva/succeeds"));
}

TEST(Values, DurationsInEveryUnit) {
  EXPECT_EQ(cli::parse_duration("500ms").count(), 500);
  EXPECT_EQ(cli::parse_duration("90s").count(), 90'000);
  EXPECT_EQ(cli::parse_duration("1.5m").count(), 90'000);
  EXPECT_EQ(cli::parse_duration("2h").count(), 7'200'000);
  for (const std::string bad : {"", "1", "s", "1 s", "1S", "1e3s", "0x1s", "infs", "nans", "1s ", "+1s"})
    EXPECT_THROW(cli::parse_duration(bad), std::invalid_argument) << bad;
}

}  // namespace
}  // namespace attest::trial
