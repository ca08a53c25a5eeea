// attest hierarchy with planted cells: exit codes, reports, determinism, budget, interrupts, full disks.
#include <gtest/gtest.h>

#include <csignal>
#include <nlohmann/json.hpp>

#include "cli/fake_cells.hpp"
#include "cli/process.hpp"
#include "search/family.hpp"

namespace attest::trial {
namespace {

using evidence::Verdict;
using Json = nlohmann::json;

Arguments quiet(Arguments more = {}) {
  Arguments arguments{"hierarchy", "--progress", "never"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

/// Without the only members that may differ between two runs.
Json without_seconds(Json json) {
  if (json.is_object()) json.erase("seconds");
  if (json.is_structured())
    for (auto& member : json) member = without_seconds(member);
  return json;
}

TEST(Hierarchy, ExitCodesFollowTheVerdicts) {
  const auto code = [](const Cells& cells) { return attest(cells, quiet()).code; };
  const auto refuted = with_verdict("b", Verdict::refuted, false), unknown = with_verdict("c", Verdict::unknown, false);
  EXPECT_EQ(code({good("a")}), 0);
  EXPECT_EQ(code({good("a"), with_verdict("b", Verdict::refuted, true)}), 0);
  EXPECT_EQ(code({good("a"), refuted}), 1);
  EXPECT_EQ(code({unknown, good("a")}), 3);
  EXPECT_EQ(code({unknown, refuted, good("a")}), 1);
  EXPECT_EQ(code({unknown, refuted, throwing("d")}), 7);
  EXPECT_EQ(code({good("a"), with_verdict("d", Verdict::error, false)}), 7);
  EXPECT_EQ(code({}), 5);
}

TEST(Hierarchy, WhatCannotBeTrueIsAnError) {
  EXPECT_EQ(attest({with_verdict("a", Verdict::proved, true, 0)}, quiet()).code, 7) << "zero cases";
  EXPECT_EQ(attest({with_verdict("a", Verdict::unknown, true)}, quiet()).code, 3) << "unknown never holds";
}

TEST(Hierarchy, TheReportSaysWhatTheTableSays) {
  const Folder folder;
  const Output output = attest({good("full/eva"), with_verdict("linear/eva", Verdict::refuted, true), with_verdict("x", Verdict::refuted, false)},
                               quiet({"--report", "json:" + folder / "a.json", "--report", "json:" + folder / "b.json", "--seed", "7"}));
  EXPECT_EQ(output.code, 1);
  EXPECT_EQ(text_of_file(folder / "a.json"), text_of_file(folder / "b.json"));
  const Json json = Json::parse(text_of_file(folder / "a.json"));
  EXPECT_EQ(json["schema"], "attest.hierarchy/1");
  EXPECT_EQ(json["seed"], 7);
  EXPECT_EQ(json["holds"], false);
  EXPECT_EQ(json["complete"], true);
  ASSERT_EQ(json["cells"].size(), 3u);
  for (const auto& cell : json["cells"])
    for (const char* member : {"name", "architecture", "task", "claim", "verdict", "sizes", "cases", "evidence", "holds", "seconds"})
      EXPECT_TRUE(cell.contains(member)) << member;
  EXPECT_EQ(json["cells"][0]["sizes"]["n"], "16");
  EXPECT_EQ(json["cells"][0]["cases"], 10);
  EXPECT_EQ(json["cells"][1]["verdict"], "refuted");
  EXPECT_NE(output.out.find("2 of 3 cells hold"), std::string::npos) << output.out;
  EXPECT_NE(output.out.find("does not hold: x (refuted)"), std::string::npos) << output.out;
  EXPECT_EQ(output.out.find('\033'), std::string::npos) << "colour without a terminal";
}

TEST(Hierarchy, TheSameSeedGivesTheSameReportWhateverTheJobs) {
  const Folder folder;
  Cells cells;
  for (int i = 0; i < 20; ++i) cells.push_back(good("cell/" + std::to_string(i)));
  const auto report = [&](const std::string& name, const std::string& seed, const std::string& jobs) {
    EXPECT_EQ(attest(cells, quiet({"--seed", seed, "--jobs", jobs, "--report", "json:" + folder / name})).code, 0);
    return without_seconds(Json::parse(text_of_file(folder / name)));
  };
  const Json one = report("1", "5", "1");
  EXPECT_EQ(one, report("2", "5", "7"));
  const Json other = report("3", "6", "7");
  EXPECT_NE(one["cells"], other["cells"]) << "the seed reaches the cells";
  EXPECT_EQ(attest(cells, quiet({"--seed", "3700140abcdef"})).code, 0) << "a commit hash is a seed";
}

TEST(Hierarchy, ASelectionMovesNoOtherCell) {
  const Folder folder;
  const Cells cells{good("a"), good("b"), good("ab")};
  EXPECT_EQ(attest(cells, quiet({"--report", "json:" + folder / "all"})).code, 0);
  EXPECT_EQ(attest(cells, quiet({"--filter", "b", "--report", "json:" + folder / "some"})).code, 0);
  const Json all = without_seconds(Json::parse(text_of_file(folder / "all"))), some = without_seconds(Json::parse(text_of_file(folder / "some")));
  ASSERT_EQ(some["cells"].size(), 2u);
  EXPECT_EQ(some["cells"][0], all["cells"][1]);
  EXPECT_EQ(some["cells"][1], all["cells"][2]);
}

TEST(Hierarchy, FailFastStartsNothingAfterAFailure) {
  const Folder folder;
  const Cells cells{good("a"), with_verdict("b", Verdict::refuted, false), good("c")};
  EXPECT_EQ(attest(cells, quiet({"--fail-fast", "--jobs", "1", "--report", "json:" + folder / "r"})).code, 1);
  const Json json = Json::parse(text_of_file(folder / "r"));
  EXPECT_EQ(json["complete"], false);
  EXPECT_EQ(json["cells"][0]["verdict"], "survived");
  EXPECT_EQ(json["cells"][2]["verdict"], "unknown");
  EXPECT_EQ(json["cells"][2]["cases"], 0);
}

TEST(Hierarchy, TheBudgetEndsARunAsInconclusive) {
  const Folder folder;
  const Output output = attest({good("a"), waiting("b"), good("c")}, quiet({"--budget", "200ms", "--jobs", "1", "--report", "json:" + folder / "r"}));
  EXPECT_EQ(output.code, 3);
  const Json json = Json::parse(text_of_file(folder / "r"));
  EXPECT_EQ(json["complete"], false);
  EXPECT_EQ(json["cells"][0]["verdict"], "survived");
  EXPECT_EQ(json["cells"][1]["verdict"], "unknown");
  EXPECT_EQ(json["cells"][1]["cases"], 7);
  EXPECT_NE(output.out.find("not complete: the budget was spent"), std::string::npos) << output.out;
}

/// Starts, waits until the first cell has finished, sends the signal.
Output interrupted(const Cells& cells, const Arguments& arguments, int number) {
  Process process(with_cells(cells, arguments));
  for (int i = 0; i < 500 && process.error_so_far().find("1/") == std::string::npos; ++i) usleep(10'000);
  process.signal(number);
  return process.wait();
}

TEST(Hierarchy, AnInterruptLeavesAPartialReport) {
  for (const auto& [number, code] : {std::pair{SIGINT, 130}, std::pair{SIGTERM, 143}}) {
    const Folder folder;
    const Output output = interrupted({good("a"), waiting("b"), good("c")}, {"hierarchy", "--jobs", "1", "--report", "json:" + folder / "r"}, number);
    EXPECT_EQ(output.code, code);
    const Json json = Json::parse(text_of_file(folder / "r"));
    EXPECT_EQ(json["complete"], false);
    EXPECT_EQ(json["holds"], false);
    ASSERT_EQ(json["cells"].size(), 3u);
    EXPECT_EQ(json["cells"][0]["verdict"], "survived");
    EXPECT_EQ(json["cells"][1]["verdict"], "unknown");
    EXPECT_EQ(json["cells"][2]["verdict"], "unknown");
    EXPECT_EQ(folder.entries(), 1u);
  }
}

TEST(Hierarchy, AnInterruptEndsEvenWhatDoesNotListen) {
  const Folder folder;
  const Output output = interrupted({good("a"), deaf("b")}, {"hierarchy", "--jobs", "1", "--report", "json:" + folder / "r"}, SIGINT);
  EXPECT_EQ(output.code, 130);
  EXPECT_EQ(Json::parse(text_of_file(folder / "r"))["cells"][1]["verdict"], "unknown");
}

TEST(Hierarchy, FaultyConfigurationFilesAreNoInternalErrors) {
  auto faulty = good("faulty"), missing = good("missing");
  faulty.run = [](const hierarchy::Context&, evidence::Cell&) { throw search::BadConfiguration("e/x.txt: unknown key"); };
  missing.run = [](const hierarchy::Context&, evidence::Cell&) { throw search::UnreadableConfigurations("no folder"); };
  const Output one = attest({good("a"), faulty}, {"hierarchy"}), other = attest({missing}, {"hierarchy"});
  EXPECT_EQ(one.code, 6);
  EXPECT_NE(one.err.find("attest: cell faulty: the cell ended in an error: e/x.txt: unknown key"), std::string::npos) << one.err;
  EXPECT_EQ(one.err.find("please report"), std::string::npos);
  EXPECT_EQ(other.code, 8);
}

TEST(Hierarchy, ASecondInterruptEndsAtOnce) {
  Process process(with_cells({good("a"), deaf("b")}, {"hierarchy", "--jobs", "1"}));
  for (int i = 0; i < 500 && process.error_so_far().find("1/") == std::string::npos; ++i) usleep(10'000);
  process.signal(SIGINT);
  usleep(700'000);  // within half a second both would count as one wish
  process.signal(SIGINT);
  const Output output = process.wait();
  EXPECT_EQ(output.code, 130);
  EXPECT_EQ(output.out, "");
}

TEST(Hierarchy, AFullDiskLeavesNoPartialReport) {
  const Folder folder;
  write_text(folder / "r", "old");
  Cells cells;
  for (int i = 0; i < 100; ++i) cells.push_back(good("cell/" + std::to_string(i)));
  const Output output = Process([&] {
    const rlimit limit{4096, 4096};
    setrlimit(RLIMIT_FSIZE, &limit);
    std::signal(SIGXFSZ, SIG_IGN);
    return cli::run_program(quiet({"--filter", "cell", "--report", "json:" + folder / "r"}), [&] { return cells; });
  }).wait();
  EXPECT_EQ(output.code, 8);
  EXPECT_NE(output.err.find("cannot write '" + folder / "r"), std::string::npos) << output.err;
  EXPECT_EQ(text_of_file(folder / "r"), "old") << "what was there before stays";
  EXPECT_EQ(folder.entries(), 1u) << "a temporary file was left behind";
  const Output device = attest({good("a")}, quiet({"--report", "json:/dev/full"}));
  EXPECT_EQ(device.code, 8);
  EXPECT_EQ(lines(device.err), 1u) << device.err;
  EXPECT_NE(device.out.find("1 of 1 cells hold"), std::string::npos) << "the table is printed all the same";
}

TEST(Hierarchy, ArtifactsAreAllEvidenceAndReadBack) {
  const Folder folder;
  EXPECT_EQ(attest({good("x/a"), with_verdict("x/b", Verdict::refuted, true)}, quiet({"--artifacts", folder / "new/deep"})).code, 0);
  EXPECT_EQ(evidence::parse_evidence(text_of_file(folder / "new/deep/x-a/1-survey.txt")).kind, evidence::Kind::survey);
  EXPECT_EQ(evidence::parse_evidence(text_of_file(folder / "new/deep/x-b/1-counterexample.txt")).summary, "planted");
}

TEST(Hierarchy, CertificatesAreCountedAndWhatHasNoneIsSaid) {
  const Folder folder;
  const auto proving = fake_cell("x/c", [](const hierarchy::Context&, evidence::Cell& cell) {
    cell.verdict = Verdict::proved;
    cell.holds = true;
    cell.cases = 1;
    cell.evidence = {{evidence::Kind::survey, "a run", {}}, {evidence::Kind::all_inputs, "a proof", {{"certificate", "attest-certificate/2\n"}}}};
  });
  const Output output = attest({good("x/a"), with_verdict("x/b", Verdict::refuted, true), proving}, quiet({"--certificates", folder / "new"}));
  EXPECT_EQ(output.code, 0);
  EXPECT_NE(output.out.find("1 of 4 pieces of evidence have a certificate, in " + (folder / "new") + "\n"), std::string::npos) << output.out;
  EXPECT_NE(output.out.find("\n2 have none: it describes a run\n"), std::string::npos) << output.out;
  EXPECT_NE(output.out.find("\n1 have none: the evidence has no field 'tokens'\n"), std::string::npos) << output.out;
  EXPECT_EQ(text_of_file(folder / "new/x-c/2-all-inputs.txt"), "attest-certificate/2\n");
  EXPECT_FALSE(std::filesystem::exists(folder / "new/x-a"));
}

TEST(Hierarchy, TheBarKnowsHowManyCellsThereAre) {
  const Output output = attest({good("a"), good("b")}, {"hierarchy", "--progress", "always", "--jobs", "1"});
  EXPECT_EQ(output.code, 0);
  const std::size_t none = output.err.find(" 0/2 "), one = output.err.find(" 1/2 "), two = output.err.find(" 2/2 ");
  EXPECT_LT(none, one) << output.err;
  EXPECT_LT(one, two) << output.err;
  EXPECT_NE(two, std::string::npos) << output.err;
}

TEST(Hierarchy, ProgressGoesToStandardErrorAlone) {
  const Output lines_out = attest({good("a"), good("b")}, {"hierarchy"});
  EXPECT_EQ(lines(lines_out.err), 2u) << lines_out.err;
  EXPECT_NE(lines_out.err.find("2/2"), std::string::npos);
  EXPECT_EQ(attest({good("a")}, quiet()).err, "");
  const Output coloured = attest({good("a")}, quiet({"--color", "always"}));
  EXPECT_NE(coloured.out.find("\033[32msurvived\033[0m"), std::string::npos) << coloured.out;
}

/// The real table, where it is quick: reports that differ in seconds alone, evidence that replays, and a table that can go red.
TEST(RealTable, IsDeterministicAndItsEvidenceReplays) {
  const Folder folder;
  const auto run = [&](const std::string& name, Arguments more) {
    Arguments arguments = quiet({"--effort", "smoke", "--filter", "linear/*/at-capacity", "--report", "json:" + folder / name});
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Output output = attest(arguments);
    EXPECT_EQ(output.code, 0) << output.err << output.out;
    return without_seconds(Json::parse(text_of_file(folder / name)));
  };
  const Json one = run("1", {"--jobs", "1", "--artifacts", folder / "evidence"}), two = run("2", {"--jobs", "2"});
  EXPECT_EQ(one, two);
  EXPECT_GE(one["cells"].size(), 2u);
  const Json other = run("3", {"--seed", "2"});
  for (std::size_t i = 0; i < one["cells"].size(); ++i) EXPECT_EQ(one["cells"][i]["verdict"], other["cells"][i]["verdict"]) << "a seed moves no verdict";
  Arguments files{"replay"};
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "evidence"))
    if (entry.is_regular_file()) files.push_back(entry.path().string());
  const Output replayed = attest(files);
  EXPECT_EQ(replayed.code, 0) << replayed.err << replayed.out;
  EXPECT_NE(replayed.out.find("established: "), std::string::npos);
  EXPECT_EQ(replayed.out.find("NOT"), std::string::npos) << replayed.out;
}

TEST(Explain, TellsClaimArgumentAndEvidence) {
  const Output output = attest({good("full/eva"), good("full/index")}, {"explain", "eva", "--progress", "never"});
  EXPECT_EQ(output.code, 0);
  for (const char* part : {"The claim of full/eva.", "The argument of full/eva.", "Survived 10 cases", "effort smoke", "survey: seed "})
    EXPECT_NE(output.out.find(part), std::string::npos) << part << '\n' << output.out;
  const Output both = attest({good("full/eva"), good("full/index")}, {"explain", "full"});
  EXPECT_EQ(both.code, 2);
  EXPECT_NE(both.err.find("fits 2 cells"), std::string::npos) << both.err;
  EXPECT_NE(attest({good("log-full/eva"), good("full/eva")}, {"explain", "full/e", "--progress", "never"}).out.find("The claim of full/eva."), std::string::npos);
  EXPECT_NE(attest({good("full/eva")}, {"explain", "full/evo"}).err.find("did you mean 'full/eva'"), std::string::npos);
}

}  // namespace
}  // namespace attest::trial
