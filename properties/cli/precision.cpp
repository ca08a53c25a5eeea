// attest precision and attest certify: tables, JSON, files, budgets, interrupts and bad input, by the real program.
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <nlohmann/json.hpp>

#include "checker/checker.hpp"
#include "cli/bad_input.hpp"

namespace attest::trial {
namespace {

using Json = nlohmann::ordered_json;

/// Everything but what depends on time.
Json without_seconds(Json json) {
  json.erase("seconds");
  for (Json& row : json["results"]) row.erase("seconds");
  return json;
}

Arguments precision(Arguments more) {
  Arguments arguments{"precision", "--progress", "never"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

TEST(Precision, SaysTheLeastPrecisionWithBothCertificates) {
  const Folder folder;
  const Output output = attest(precision({"--task", "2-sum", "--sizes", "8,n=16:M=16", "--report", "json:" + folder / "r"}));
  EXPECT_EQ(output.code, 0) << output.err;
  EXPECT_EQ(output.err, "");
  const Json json = Json::parse(text_of_file(folder / "r"));
  EXPECT_EQ(json["schema"], "attest.precision/1");
  EXPECT_EQ(json["complete"], true);
  ASSERT_EQ(json["results"].size(), 2u);
  for (const Json& row : json["results"]) {
    for (const char* member : {"task", "size", "precision", "refuted_precision", "parameters", "certificate", "counterexample"}) EXPECT_TRUE(row.contains(member)) << member;
    EXPECT_EQ(row["task"], "two-sum");
    EXPECT_EQ(row["refuted_precision"], row["precision"].get<int>() - 1);
    EXPECT_EQ(row["refuted_by"], "exhaustion");
    EXPECT_TRUE(checker::verify(row["certificate"].get<std::string>()).verified);
    EXPECT_TRUE(checker::verify(row["counterexample"].get<std::string>()).verified);
    EXPECT_EQ(row["parameters"].size(), 2u);
    EXPECT_EQ(row["checked_to"], 64);
    EXPECT_TRUE(row["holes"].empty());
  }
  EXPECT_EQ(json["results"][0]["size"], 8);
  EXPECT_EQ(json["results"][1]["size"], "M=16 n=16");
  EXPECT_LE(json["results"][0]["precision"], 4);
  EXPECT_LE(json["results"][1]["precision"], 5);
  EXPECT_NE(output.out.find("all 16 grid points"), std::string::npos) << output.out;
  EXPECT_NE(output.out.find("2 lg M"), std::string::npos) << output.out;
}

TEST(Precision, GoesOnFromWhatIsKept) {
  const Folder folder;
  const auto run = [&](const std::string& report, const Arguments& more) {
    Arguments arguments = precision({"--task", "two-sum", "--sizes", "8,16,32", "--certificates", folder / "kept", "--report", "json:" + folder / report});
    arguments.insert(arguments.end(), more.begin(), more.end());
    return attest(arguments);
  };
  EXPECT_EQ(run("1", {}).code, 0);
  const Json whole = without_seconds(Json::parse(text_of_file(folder / "1")));
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder / "kept")) files.push_back(entry.path());
  EXPECT_GT(files.size(), 150u);
  // As if killed: some files are missing, one is cut off, one holds something else.
  std::sort(files.begin(), files.end());
  for (std::size_t i = 0; i < files.size(); i += 3) std::filesystem::remove(files[i]);
  write_text(files[1], text_of_file(files[1]).substr(0, 100));
  write_text(files[2], "hello\n");
  const Output again = run("2", {});
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_EQ(without_seconds(Json::parse(text_of_file(folder / "2"))), whole);
}

TEST(Precision, AKilledRunLeavesWholeFilesAndTheNextOneEndsAlike) {
  const Folder folder;
  const Arguments arguments = precision({"--task", "two-sum", "--sizes", "64,128", "--check-to", "20", "--certificates", folder / "kept", "--report", "json:" + folder / "r"});
  Process process(real(arguments));
  for (int i = 0; i < 1000; ++i) {
    std::error_code ignored;
    if (std::filesystem::exists(folder / "kept/two-sum-M64-n64-p-two-pass-p3-exhaustion.txt", ignored)) break;
    usleep(10'000);
  }
  process.signal(SIGKILL);
  EXPECT_EQ(process.wait().code, 128 + SIGKILL);
  for (const auto& entry : std::filesystem::directory_iterator(folder / "kept"))
    EXPECT_TRUE(entry.path().extension() != ".txt" || checker::verify(text_of_file(entry.path())).verified) << entry.path();
  EXPECT_EQ(attest(arguments).code, 0);
  const Json resumed = without_seconds(Json::parse(text_of_file(folder / "r")));
  std::filesystem::remove_all(folder / "kept");
  EXPECT_EQ(attest(arguments).code, 0);
  EXPECT_EQ(without_seconds(Json::parse(text_of_file(folder / "r"))), resumed);
}

TEST(Precision, TheBudgetEndsItWithWhatIsEstablished) {
  const Folder folder;
  const Output output = attest(precision({"--task", "two-sum", "--sizes", "2048", "--grid-limit", "1048576", "--budget", "1500ms", "--report", "json:" + folder / "r"}));
  EXPECT_EQ(output.code, 3) << output.err;
  const Json json = Json::parse(text_of_file(folder / "r"));
  EXPECT_EQ(json["complete"], false);
  EXPECT_EQ(json["results"][0]["complete"], false);
  EXPECT_TRUE(json["results"][0]["precision"].is_null());
  EXPECT_NE(output.out.find("not complete: the budget was spent"), std::string::npos) << output.out;
}

TEST(Precision, AnInterruptLeavesAPartialReport) {
  const Folder folder;
  Process process(real({"precision", "--task", "two-sum", "--sizes", "8,2048", "--grid-limit", "1048576", "--jobs", "2", "--report", "json:" + folder / "r"}));
  for (int i = 0; i < 1000 && process.error_so_far().find("1/2") == std::string::npos; ++i) usleep(10'000);
  process.signal(SIGINT);
  EXPECT_EQ(process.wait().code, 130);
  const Json json = Json::parse(text_of_file(folder / "r"));
  EXPECT_EQ(json["complete"], false);
  EXPECT_EQ(json["results"][0]["complete"], true);
  EXPECT_EQ(json["results"][1]["complete"], false);
}

/// Ctrl-C and --budget leave what was established, and the same folder goes on from there.
TEST(Precision, AnInterruptedRunAndASpentBudgetAreResumed) {
  const Folder folder;
  const Arguments task{"--task", "two-sum", "--sizes", "64,128", "--check-to", "14"};
  const auto with = [&](const Arguments& more) {
    Arguments arguments = precision(task);
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  };
  EXPECT_EQ(attest(with({"--report", "json:" + folder / "whole"})).code, 0);
  const Json whole = without_seconds(Json::parse(text_of_file(folder / "whole")));
  Process process(real(with({"--certificates", folder / "kept", "--report", "json:" + folder / "r"})));
  for (int i = 0; i < 1000; ++i) {
    std::error_code ignored;
    if (std::filesystem::exists(folder / "kept/two-sum-M64-n64-p-two-pass-p3-exhaustion.txt", ignored)) break;
    usleep(10'000);
  }
  process.signal(SIGINT);
  EXPECT_EQ(process.wait().code, 130);
  EXPECT_EQ(Json::parse(text_of_file(folder / "r"))["complete"], false);
  const Output budget = attest(with({"--certificates", folder / "kept", "--budget", "200ms", "--report", "json:" + folder / "r"}));
  EXPECT_TRUE(budget.code == 3 || budget.code == 0) << budget.err;
  EXPECT_EQ(attest(with({"--certificates", folder / "kept", "--report", "json:" + folder / "r"})).code, 0);
  EXPECT_EQ(without_seconds(Json::parse(text_of_file(folder / "r"))), whole);
}

TEST(Precision, FindsTheLargestSizeOfFormats) {
  const Folder folder;
  const Output output = attest(precision({"--task", "two-sum", "--formats", "e4m3,bfloat16", "--max-size", "16", "--report", "json:" + folder / "r"}));
  EXPECT_TRUE(output.code == 0 || output.code == 3) << output.err;
  const Json json = Json::parse(text_of_file(folder / "r"));
  EXPECT_EQ(json["schema"], "attest.precision-formats/1");
  EXPECT_EQ(json["results"].size(), 2u * 2u * 9u);
  std::size_t certified = 0;
  for (const Json& row : json["results"]) {
    EXPECT_TRUE(row["size"].is_null() || checker::verify(row["certificate"].get<std::string>()).verified);
    EXPECT_TRUE(row["refuted_size"].is_null() || checker::verify(row["counterexample"].get<std::string>()).verified);
    certified += !row["size"].is_null();
  }
  EXPECT_GT(certified, 18u);
  EXPECT_NE(output.out.find("overflow of exp"), std::string::npos) << output.out;
}

/// Online softmax sums left to right: where only the order is given, the other algorithms are asked.
TEST(Precision, AnOrderOfSumsAloneLeavesOnlineSoftmaxOut) {
  const Folder folder;
  attest(precision({"--task", "two-sum", "--formats", "e4m3", "--plan", "uniform", "--order", "pairwise", "--max-size", "8", "--report", "json:" + folder / "r"}));
  EXPECT_EQ(Json::parse(text_of_file(folder / "r"))["results"].size(), 2u);
}

/// Some samples tell that 324 settings take minutes; the budget then ends the run with what is established.
TEST(Precision, EstimatesALongRunOverFormatsAndTheBudgetEndsIt) {
  const Folder folder;
  const Output output = attest({"precision", "--task", "two-sum", "--formats", "all", "--budget", "8s", "--jobs", "2", "--progress", "auto", "--report", "json:" + folder / "r"});
  EXPECT_EQ(output.code, 3) << output.err;
  const std::size_t estimate = output.err.find("attest: two-sum: 324 settings up to 65536 take about ");
  ASSERT_NE(estimate, std::string::npos) << output.err;
  EXPECT_NE(output.err.find(" min, by a sample of smaller sizes (--budget ends it with what is established by then)", estimate), std::string::npos) << output.err;
  EXPECT_LT(estimate, output.err.find("/324")) << "before the run";
  const Json json = Json::parse(text_of_file(folder / "r"));
  EXPECT_EQ(json["complete"], false);
  ASSERT_EQ(json["results"].size(), 324u);
  std::size_t certified = 0;
  for (const Json& row : json["results"])
    if (!row["certificate"].is_null()) certified += checker::verify(row["certificate"].get<std::string>()).verified;
  EXPECT_GE(certified, 1u);
  EXPECT_NE(output.out.find("not complete: the budget was spent"), std::string::npos);
  const Output small = attest({"precision", "--task", "two-sum", "--formats", "e4m3", "--max-size", "16", "--report", "json:" + folder / "s"});
  EXPECT_EQ(small.err.find("settings up to"), std::string::npos) << small.err;
}

TEST(Precision, WritesAPageWithPlots) {
  const Folder folder;
  const Output least = attest(precision({"--task", "two-sum", "--sizes", "8,n=16:M=16", "--check-to", "0", "--report", "html:" + folder / "it's", "--report", "json:" + folder / "j"}));
  EXPECT_EQ(least.code, 0) << least.err;
  EXPECT_EQ(least.err, "");
  const std::string page = text_of_file(folder / "it's");
  for (const char* part : {"<svg", "two-sum M=8 n=8: least p = 2", ">M=16 n=16<", "--sizes 8,n=16:M=16 --check-to 0 --report 'html:", "c over all numbers", "2 lg M"}) EXPECT_NE(page.find(part), std::string::npos) << part;
  EXPECT_EQ(Json::parse(text_of_file(folder / "j"))["results"].size(), 2u);
  const Output formats = attest(precision({"--task", "eva", "--formats", "e4m3,bfloat16", "--max-size", "64", "--report", "html:" + folder / "f"}));
  const std::string map = text_of_file(folder / "f");
  for (const char* part : {"<svg", "eva e4m3 uniform naive left-to-right: largest", "overflow of exp", "n = N"}) EXPECT_NE(map.find(part), std::string::npos) << part;
}

/// The program where PATH has only what `gnuplot` is: an executable script, or nothing.
Output with_gnuplot(const Folder& folder, const std::string& script, const Arguments& arguments) {
  std::filesystem::create_directory(folder / "bin");
  if (!script.empty()) {
    write_text(folder / "bin/gnuplot", script);
    std::filesystem::permissions(folder / "bin/gnuplot", std::filesystem::perms::owner_all);
  }
  Arguments all{"PATH=" + folder / "bin", ATTEST_BINARY_DIR "/attest"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return Process(real(all, "/usr/bin/env")).wait();
}

TEST(Precision, NeedsGnuplotBeforeALongRunAndLosesNothingAfterIt) {
  const Arguments long_run = precision({"--task", "two-sum", "--sizes", "2048", "--grid-limit", "1048576", "--report", "html:/dev/null"});
  {
    const Folder folder;
    const Output output = with_gnuplot(folder, "", long_run);
    EXPECT_EQ(output.code, 8);
    EXPECT_EQ(output.err, "attest: cannot draw plots: gnuplot is not installed; install the Debian package gnuplot-nox, or leave --report html: out\n");
    EXPECT_EQ(output.out, "");
  }
  const Folder folder;  // once it works, then no more
  const std::string script = "#!/bin/sh\nPATH=/usr/bin:/bin\nif test -e " + folder / "used" + "; then echo no more >&2; exit 3; fi\ntouch " + folder / "used" + "; exec gnuplot \"$@\"\n";
  const Output output = with_gnuplot(folder, script, precision({"--task", "two-sum", "--sizes", "8", "--check-to", "0", "--report", "html:" + folder / "h", "--report", "json:" + folder / "j"}));
  EXPECT_EQ(output.code, 8);
  EXPECT_EQ(lines(output.err), 1u) << output.err;
  EXPECT_NE(output.err.find("gnuplot failed with exit code 3: no more"), std::string::npos) << output.err;
  EXPECT_NE(output.out.find("two-sum"), std::string::npos);
  EXPECT_EQ(Json::parse(text_of_file(folder / "j"))["results"][0]["precision"], 2);
  EXPECT_NE(text_of_file(folder / "h").find("Not drawn: cannot draw plots"), std::string::npos);
}

TEST(Certify, WritesACertificateOrACounterexample) {
  const Folder folder;
  const auto certify = [&](const Arguments& more) {
    Arguments arguments{"certify", "--out", folder / "c"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return attest(arguments);
  };
  const Output proved = certify({"--task", "two-sum", "--size", "16", "--format", "p4", "--set", "c=7*2^3", "--set", "kappa=1*2^0"});
  EXPECT_EQ(proved.code, 0) << proved.err << proved.out;
  EXPECT_TRUE(checker::verify(text_of_file(folder / "c")).verified);
  EXPECT_NE(text_of_file(folder / "c").find("kind all-inputs"), std::string::npos);
  EXPECT_NE(proved.out.find("proved: "), std::string::npos);
  const Output refuted = certify({"--task", "two-sum", "--size", "128", "--format", "bfloat16"});
  EXPECT_EQ(refuted.code, 1) << refuted.err << refuted.out;
  EXPECT_TRUE(checker::verify(text_of_file(folder / "c")).verified);
  EXPECT_NE(text_of_file(folder / "c").find("kind counterexample"), std::string::npos);
  EXPECT_EQ(certify({"--task", "eva", "--size", "4096", "--format", "bfloat16", "--algorithm", "online", "--plan", "mixed"}).code, 0);
}

/// The last size of retrieval has inputs of as many tokens as a certificate holds.
TEST(Certify, TheLargestSizeCanBeRefuted) {
  const Folder folder;
  const Output output = attest({"certify", "--task", "eva", "--size", "131071", "--format", "e4m3", "--algorithm", "naive", "--out", folder / "c"});
  EXPECT_EQ(output.code, 1) << output.err << output.out;
  EXPECT_GT(text_of_file(folder / "c").size(), std::size_t{1} << 20);
  EXPECT_TRUE(checker::verify(text_of_file(folder / "c")).verified);
}

TEST(Certify, SaysWhenTheValuesGivenAreToBlame) {
  const Folder folder;
  const Output output = attest({"certify", "--task", "two-sum", "--size", "8", "--format", "binary32", "--set", "c=0", "--out", folder / "c"});
  EXPECT_EQ(output.code, 1) << output.err << output.out;
  EXPECT_NE(output.out.find("(the values given; the middle of the grids is right there); 4 other choices"), std::string::npos) << output.out;
}

TEST(Certify, TheBudgetEndsWhatTakesLongAndAnEstimateComesFirst) {
  const Folder folder;
  const Output ended = attest({"certify", "--task", "two-sum-any", "--size", "65536", "--format", "p20", "--algorithm", "online", "--budget", "1s", "--out", folder / "c"});
  EXPECT_EQ(ended.code, 3) << ended.err << ended.out;
  EXPECT_NE(ended.out.find("the budget was spent before it was proved or refuted"), std::string::npos) << ended.out;
  const Output estimated = attest({"certify", "--task", "ar-attention", "--size", "32768", "--format", "p3", "--algorithm", "naive", "--budget", "60s", "--out", folder / "c"});
  EXPECT_TRUE(estimated.err.starts_with("attest: this may take about ")) << estimated.err;
  EXPECT_EQ(folder.entries(), 0u);
}

/// One full layer under two-pass softmax where H2 forbids it from the first key to the last: the same weights, right and wrong.
TEST(Certify, TheOrderOfSoftmaxDecidesAboutTheMaximumAsAChannel) {
  const Folder folder;
  std::string said;
  const auto certify = [&](const Arguments& more) {
    Arguments arguments{"certify", "--task", "maximum-channel", "--size", "64", "--format", "binary32", "--out", folder / "c"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Output output = attest(arguments);
    EXPECT_TRUE(checker::verify(text_of_file(folder / "c")).verified) << output.err;
    said = output.out;
    return output.code;
  };
  for (const char* exponential : {"natural", "base-2"}) {
    EXPECT_EQ(certify({"--exponential", exponential}), 0);
    EXPECT_NE(text_of_file(folder / "c").find("kind all-inputs\nclaim maximum-channel\n"), std::string::npos);
    EXPECT_EQ(certify({"--exponential", exponential, "--algorithm", "online", "--keys", "last-to-first"}), 0);
    EXPECT_EQ(certify({"--exponential", exponential, "--algorithm", "online"}), 1);
    EXPECT_NE(said.find("the maximum comes too late"), std::string::npos) << said;
    EXPECT_NE(text_of_file(folder / "c").find("kind counterexample\nclaim maximum-channel\n"), std::string::npos);
  }
  const Output unbounded = attest({"certify", "--task", "maximum-channel", "--size", "64", "--format", "p24", "--out", folder / "d"});
  EXPECT_EQ(unbounded.code, 3);
  EXPECT_NE(unbounded.err.find("underflow"), std::string::npos) << unbounded.err;
}

/// Where a format has no number in a parameter's interval, its nearest one is shown to fail instead.
TEST(Certify, AnEmptyGridIsAnsweredBesideIt) {
  const Folder folder;
  const Output output = attest({"certify", "--task", "two-sum", "--size", "64", "--format", "e4m3", "--out", folder / "c"});
  EXPECT_EQ(output.code, 1) << output.err << output.out;
  EXPECT_NE(output.out.find("e4m3 has no number for c in [c0/4, 4 c0]"), std::string::npos) << output.out;
  EXPECT_NE(text_of_file(folder / "c").find("c 7*2^6\n"), std::string::npos) << "saturated";
  EXPECT_TRUE(checker::verify(text_of_file(folder / "c")).verified);
}

TEST(Precision, SizesAreThoseOfEveryTask) {
  const Folder folder;
  EXPECT_EQ(attest(precision({"--task", "eva,index", "--sizes", "4,16", "--check-to", "0", "--report", "json:" + folder / "r"})).code, 0);
  std::vector<std::string> rows;
  const Json json = Json::parse(text_of_file(folder / "r"));
  for (const Json& row : json["results"]) rows.push_back(row["task"].get<std::string>() + " " + row["sizes"].get<std::string>());
  EXPECT_EQ(rows, (std::vector<std::string>{"eva n=4", "eva n=16", "index D=2 V=2 n=4", "index D=4 V=4 n=16"}));
}

TEST(Precision, TheMaximumAsAChannelHasALeastPrecisionWithUnderflow) {
  const Folder folder;
  const Output output = attest(precision({"--task", "maximum-channel", "--sizes", "16", "--check-to", "20", "--report", "json:" + folder / "r"}));
  EXPECT_EQ(output.code, 0) << output.err << output.out;
  const Json row = Json::parse(text_of_file(folder / "r"))["results"][0];
  EXPECT_EQ(row["refuted_precision"], row["precision"].get<int>() - 1);
  EXPECT_EQ(row["refuted_by"], "counterexample");
  EXPECT_NE(row["certificate"].get<std::string>().find("input e8p" + std::to_string(row["precision"].get<int>())), std::string::npos);
  EXPECT_TRUE(checker::verify(row["counterexample"].get<std::string>()).verified);
  EXPECT_NE(output.out.find("no parameter is free"), std::string::npos) << output.out;
}

TEST(Precision, BadInputIsOneLineAndTheRightExitCode) {
  const Folder folder;
  const std::string out = folder / "o";
  const std::vector<Bad> table{
      {{"precision"}, 2, "--task"},
      {{"precision", "--task", "tow-sum"}, 2, "did you mean 'two-sum'"},
      {{"precision", "--task", "two-sum", "--sizes", "8,x"}, 2, "'x' is no size"},
      {{"precision", "--task", "two-sum", "--sizes", "8,8"}, 2, "given twice"},
      {{"precision", "--task", "two-sum", "--formats", "e4m3,e4m3"}, 2, "given twice"},
      {{"precision", "--task", "two-sum", "--sizes", "3"}, 2, "between 5 and 65536"},
      {{"precision", "--task", "two-sum", "--sizes", "n=8:K=3"}, 2, "no size 'K'"},
      {{"precision", "--task", "two-sum", "--sizes", "8", "--algorithm", "two_pass"}, 2, "no softmax algorithm"},
      {{"precision", "--task", "two-sum", "--sizes", "8", "--order", "sideways"}, 2, "sideways"},
      {{"precision", "--task", "two-sum", "--sizes", "8", "--order", "pairwise", "--algorithm", "online"}, 2, "left to right"},
      {{"precision", "--task", "two-sum", "--sizes", "8", "--family", "q"}, 2, "p or e8p"},
      {{"precision", "--task", "maximum-channel", "--family", "p"}, 2, "--family e8p"},
      {{"precision", "--task", "index", "--sizes", "n=9:D=3:V=3"}, 2, "choose 1..8"},
      {{"precision", "--task", "ar", "--sizes", "n=9:A=3"}, 2, "choose 2..4"},
      {{"precision", "--task", "eva,ar", "--sizes", "n=8"}, 2, "A"},
      {{"precision", "--task", "two-sum", "--sizes", "8", "--grid-limit", "0"}, 2, "--grid-limit"},
      {{"precision", "--task", "two-sum", "--sizes", "8", "--check-to", "65"}, 2, "--check-to"},
      {{"precision", "--task", "two-sum", "--sizes", "8", "--max-size", "9"}, 2, "--formats"},
      {{"precision", "--task", "two-sum", "--formats", "bfloat17"}, 2, "bfloat16"},
      {{"precision", "--task", "two-sum", "--formats", "e4m3", "--order", "pairwise", "--algorithm", "online"}, 2, "left to right"},
      {{"precision", "--task", "eva", "--formats", "fx(8,4)", "--rounding", "up"}, 2, "rounds down"},
      {{"precision", "--task", "two-sum", "--formats", "all", "--family", "p"}, 2, "--family"},
      {{"precision", "--task", "two-sum", "--formats", "all", "--plan", "blended"}, 2, "no plan"},
      {{"precision", "--task", "two-sum", "--formats", "all", "--max-size", "999999"}, 2, "--max-size"},
      {{"precision", "--task", "two-sum", "--sizes", "8", "--budget", "9"}, 2, "no duration"},
      {{"precision", "--task", "two-sum", "--sizes", "8", "--jobs", "0"}, 2, "1 to 1024"},
      {{"precision", "--task", "two-sum", "--sizes", "8", "--sizse", "8"}, 2, "did you mean '--sizes'"},
      {{"precision", "--task", "two-sum", "--sizes", "8", "--report", "json:" + folder / "missing/file"}, 8, "cannot write"},
      {{"precision", "--task", "two-sum", "--sizes", "8", "--report", "html:" + folder / "missing/file"}, 8, "cannot write"},
      {{"precision", "--task", "two-sum", "--sizes", "8", "--report", "html:"}, 2, "name of a file"},
      {{"precision", "--task", "two-sum", "--sizes", "8", "--report", "pdf:x"}, 2, "json:FILE or html:FILE"},
      {{"hierarchy", "--report", "html:x"}, 2, "give json:FILE"},
      {{"precision", "--task", "two-sum", "--sizes", "8", "--certificates", "/dev/null/x"}, 8, "/dev/null/x"},
      {{"certify", "--task", "two-sum", "--size", "8", "--format", "binary32"}, 2, "--out"},
      {{"certify", "--task", "two-sum", "--size", "8", "--format", "binary32", "--budget", "9", "--out", out}, 2, "no duration"},
      {{"certify", "--task", "eva", "--size", "131072", "--format", "binary32", "--out", out}, 2, "between 2 and 131071"},
      {{"certify", "--task", "two-sum", "--size", "8,16", "--format", "binary32", "--out", out}, 2, "one size"},
      {{"certify", "--task", "two-sum", "--size", "8", "--format", "binary23", "--out", out}, 2, "unknown format 'binary23'"},
      {{"certify", "--task", "two-sum", "--size", "8", "--format", "binary32", "--set", "k=1*2^0", "--out", out}, 2, "no parameter 'k'"},
      {{"certify", "--task", "eva", "--size", "3", "--format", "binary32", "--set", "beta=1*2^200", "--out", out}, 2, "no finite number of the input format binary32"},
      {{"certify", "--task", "eva", "--size", "3", "--format", "binary32", "--set", "beta=inf", "--out", out}, 2, "beta=inf"},
      {{"certify", "--task", "two-sum", "--size", "8", "--format", "binary32", "--set", "c=1.5", "--out", out}, 2, "1.5"},
      {{"certify", "--task", "two-sum", "--size", "8", "--format", "binary32", "--set", "c=1*2^3", "--set", "c=1*2^4", "--out", out}, 2, "twice"},
      {{"certify", "--task", "two-sum", "--size", "8", "--format", "binary32", "--out", folder / "missing/file"}, 8, "cannot write"},
  };
  expect_refused(table, [](const Arguments& arguments) { return attest(arguments); });
  EXPECT_EQ(folder.entries(), 0u) << "bad input writes nothing";
}

}  // namespace
}  // namespace attest::trial
