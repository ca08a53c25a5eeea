// attest replay: true evidence is established, every change of it is not; and attest bound and list, whose words it shares.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "bounds/registry.hpp"
#include "checker/checker.hpp"
#include "cli/catalogue.hpp"
#include "cli/fake_cells.hpp"
#include "cli/process.hpp"
#include "cli/replay.hpp"
#include "evidence/certificate.hpp"
#include "search/configuration.hpp"

namespace attest::trial {
namespace {

using cli::Replayed;
using evidence::Evidence;
using evidence::Kind;

// Item 3 is never stored, so nothing that follows can depend on f(3).
const char* const forgetful =
    "name forgets\nfamily E\norigin structured\ntask eva\nsizes n=4\nlayer R\nrole facts\nmechanism linear\nwidth 4\ndrop 3\nstate ufx(2,0)\n";

tasks::Tokens eva(const std::vector<std::int64_t>& values) {
  tasks::Tokens tokens;
  for (std::size_t i = 0; i < values.size(); ++i) tokens.push_back({1, static_cast<std::int64_t>(i), values[i]});
  return tokens;
}

std::string text(const tasks::Tokens& tokens) {
  std::string lines;
  for (const auto& token : tokens) {
    for (std::size_t i = 0; i < token.size(); ++i) lines += (i ? " " : "") + std::to_string(token[i]);
    lines += '\n';
  }
  return lines;
}

Evidence fooling_pair() {
  const auto machine = search::build(search::parse_configuration(forgetful));
  const auto* recurrent = dynamic_cast<const attention::RecurrentMachine*>(machine.get());
  if (!recurrent) throw std::runtime_error("the configuration is recurrent");
  arithmetic::BitString state = recurrent->initial_state();
  std::size_t position = 0;
  for (const auto& token : eva({1, 2, 0, 1})) state = recurrent->step(state, token, position++);
  return {Kind::fooling_pair,
          "planted",
          {{"configuration", forgetful}, {"task", "eva"}, {"sizes", "n=4"}, {"first", text(eva({1, 2, 0, 1}))}, {"second", text(eva({1, 2, 0, 2}))},
           {"query", "0 3\n"}, {"state", state.to_text()}, {"first-truth", "1"}, {"second-truth", "2"}}};
}

Evidence counterexample() {
  auto tokens = eva({1, 2, 0, 3});
  tokens.push_back({0, 3});
  const auto machine = search::build(search::parse_configuration(forgetful));
  return {Kind::counterexample,
          "planted",
          {{"configuration", forgetful}, {"task", "eva"}, {"sizes", "n=4"}, {"tokens", text(tokens)}, {"expected", "3"},
           {"answered", std::to_string(machine->answer(tokens))}}};
}

Evidence impossibility() {
  bounds::Request request;
  request.values = {{"state-bits", "64"}, {"n", "17"}};
  const bounds::Inequality row = bounds::evaluate("E", request);
  return {Kind::impossibility, "planted", {{"theorem", "E"}, {"parameters", "state-bits=64 n=17"}, {"left", row.left}, {"right", row.right}, {"covers", ""}}};
}

/// Eva with n = 2 by a retrieval head; beta 1*2^2 is right on all inputs, beta 1*2^-9 is not.
std::string retrieval(const std::string& beta) {
  std::string text = "claim retrieval\nn 2\ndigits 1\nvalue-bits 1\nbeta " + beta + "\nexact no\n";
  for (const char* role : {"input", "score", "weight", "accumulator", "state", "output"}) text += std::string(role) + " binary32 nearest-even left-to-right unfused\n";
  return evidence::certificate("all-inputs", text + "softmax two-pass\nexponential natural\nnormalisation quotient\nkeys first-to-last\nmethod rows\n");
}

Evidence certificate() { return {Kind::all_inputs, "planted", {{"certificate", retrieval("1*2^2")}, {"inputs", "2^3"}}}; }

Evidence enumeration(const std::string& beta, const std::string& wrong) {
  return {Kind::enumeration, "planted", {{"model", retrieval(beta)}, {"task", "eva"}, {"sizes", "n=2"}, {"inputs", "8"}, {"wrong", wrong}}};
}

Evidence near_miss() {
  return {Kind::counterexample, "planted", {{"refused-certificate", retrieval("1*2^-9")}, {"task", "eva"}, {"sizes", "n=2"}, {"tokens", "1 0 1\n1 1 0\n0 0\n"}, {"expected", "1"}, {"answered", "0"}}};
}

/// With one field replaced.
Evidence changed(Evidence evidence, const std::string& name, const std::string& value) {
  for (auto& field : evidence.fields)
    if (field.name == name) field.value = value;
  return evidence;
}

Evidence without(Evidence evidence, const std::string& name) {
  std::erase_if(evidence.fields, [&](const auto& field) { return field.name == name; });
  return evidence;
}

void expect_established(const Evidence& evidence) {
  const Replayed replayed = cli::replay(evidence);
  EXPECT_EQ(replayed.state, Replayed::State::established) << replayed.line;
}

void expect_broken(const Evidence& evidence) {
  const Replayed replayed = cli::replay(evidence);
  EXPECT_EQ(replayed.state, Replayed::State::broken) << replayed.line;
  EXPECT_EQ(replayed.line.find('\n'), std::string::npos);
}

TEST(Replay, EstablishesWhatIsTrue) {
  expect_established(fooling_pair());
  expect_established(counterexample());
  expect_established(impossibility());
  expect_established(changed(impossibility(), "parameters", "state-bits 64\nn 17\n"));
  expect_established(certificate());
  expect_established(enumeration("1*2^2", "0"));
  expect_established(near_miss());
}

TEST(Replay, RefusesWhatIsNot) {
  const Evidence pair = fooling_pair(), wrong = counterexample();
  expect_broken(changed(pair, "first-truth", "2"));
  expect_broken(changed(pair, "second", *pair.find("first")));
  expect_broken(changed(pair, "second", text(eva({1, 2, 3, 2}))));
  expect_broken(changed(pair, "query", "0 2\n"));
  std::string state = *pair.find("state");
  state[0] = state[0] == '0' ? '1' : '0';
  expect_broken(changed(pair, "state", state));
  expect_broken(changed(pair, "configuration", std::string(forgetful).replace(std::string(forgetful).find("drop 3\n"), 7, "")));
  expect_broken(changed(pair, "sizes", "n=5"));
  expect_broken(changed(pair, "task", "index"));
  expect_broken(changed(wrong, "expected", "2"));
  expect_broken(changed(wrong, "answered", "3"));
  expect_broken(changed(impossibility(), "left", "65"));
  expect_broken(changed(impossibility(), "parameters", "state-bits=65 n=17"));
  expect_broken(changed(certificate(), "certificate", retrieval("1*2^-9")));
  expect_broken(enumeration("1*2^2", "1"));
  expect_broken(enumeration("1*2^-9", "0"));
  expect_broken(changed(enumeration("1*2^2", "0"), "inputs", "9"));
  expect_broken(changed(near_miss(), "refused-certificate", retrieval("1*2^2")));
  expect_broken(changed(near_miss(), "tokens", "1 0 0\n1 1 0\n0 0\n"));
  expect_broken(changed(near_miss(), "expected", "0"));
  expect_broken(changed(near_miss(), "answered", "1"));
}

TEST(Replay, MissingOrUnreadableFieldsAreMalformed) {
  for (const auto& field : fooling_pair().fields) EXPECT_THROW(cli::replay(without(fooling_pair(), field.name)), evidence::MalformedEvidence) << field.name;
  for (const auto& field : fooling_pair().fields) {
    if (field.name == "task" || field.name == "sizes") continue;
    EXPECT_THROW(cli::replay(changed(fooling_pair(), field.name, "what?")), evidence::MalformedEvidence) << field.name;
  }
  for (const std::string name : {"task", "sizes", "tokens", "expected", "answered"})
    EXPECT_THROW(cli::replay(without(counterexample(), name)), evidence::MalformedEvidence) << name;
  for (const std::string name : {"theorem", "left", "right"}) EXPECT_THROW(cli::replay(without(impossibility(), name)), evidence::MalformedEvidence) << name;
  EXPECT_THROW(cli::replay(changed(impossibility(), "theorem", "H9")), evidence::MalformedEvidence);
  EXPECT_THROW(cli::replay(changed(impossibility(), "parameters", "n=17")), evidence::MalformedEvidence);
  for (const std::string name : {"task", "sizes", "inputs", "wrong"}) EXPECT_THROW(cli::replay(without(enumeration("1*2^2", "0"), name)), evidence::MalformedEvidence) << name;
  EXPECT_THROW(cli::replay(enumeration("what?", "0")), evidence::MalformedEvidence);
  EXPECT_EQ(cli::replay({Kind::survey, "s", {}}).state, Replayed::State::nothing);
}

/// The same certificate with one line changed; its hash is made again, or left as it was.
std::string edited(std::string certificate, const std::string& line, const std::string& by, bool rehash) {
  certificate.replace(certificate.find(line), line.size(), by);
  if (!rehash) return certificate;
  const std::size_t body = certificate.find("claim "), end = certificate.find("conclusion ");
  return evidence::certificate("all-inputs", certificate.substr(body, end - body));
}

// What a hand may write into a file: sizes that would crash, exhaust the memory or never end are refused before a model is built.
TEST(Replay, ModelsAndTasksOutsideOfTheirRangesAreMalformed) {
  for (const std::string value : {"-1", "2000000000"})
    for (const bool rehash : {false, true})
      for (const std::string key : {"digits", "value-bits"}) {
        const Evidence evidence = changed(near_miss(), "refused-certificate", edited(retrieval("1*2^-9"), key + " 1", key + " " + value, rehash));
        EXPECT_THROW(cli::replay(evidence), evidence::MalformedEvidence) << key << value << rehash;
      }
  // A near miss whose certificate is refused for its hash alone shows nothing.
  EXPECT_THROW(cli::replay(changed(near_miss(), "refused-certificate", edited(retrieval("1*2^-9"), "method rows", "method raws", false))), evidence::MalformedEvidence);
  // 16^17 inputs saturate a 64-bit count.
  EXPECT_THROW(cli::replay(changed(changed(enumeration("1*2^2", "0"), "sizes", "n=16"), "inputs", "18446744073709551615")), evidence::MalformedEvidence);
  std::string wide = forgetful;
  wide.replace(wide.find("n=4"), 3, "n=16").replace(wide.find("width 4"), 7, "width 16").replace(wide.find("ufx(2,0)"), 8, "ufx(4,0)");
  EXPECT_THROW(cli::replay({Kind::exhaustion, "planted", {{"configuration", wide}, {"task", "eva"}, {"sizes", "n=16"}, {"inputs", "18446744073709551615"}}}), evidence::MalformedEvidence);
}

// Only evidence for all inputs rests on a certificate alone: another kind is run, whatever certificate is pasted into it.
TEST(Replay, AForeignCertificateEstablishesNothing) {
  Evidence pair = changed(fooling_pair(), "first-truth", "3");
  pair.fields.push_back({"certificate", retrieval("1*2^2")});
  EXPECT_EQ(cli::replay(pair).state, Replayed::State::broken);
  Evidence rows = certificate();
  rows.fields.push_back({"checker-rows", "5"});
  EXPECT_EQ(cli::replay(rows).state, Replayed::State::broken);
}

TEST(Replay, ExitCodesOfTheVerb) {
  const Folder folder;
  write_text(folder / "good", evidence::to_text(fooling_pair()));
  write_text(folder / "bad", evidence::to_text(changed(counterexample(), "expected", "2")));
  write_text(folder / "none", evidence::to_text(Evidence{Kind::survey, "s", {}}));
  write_text(folder / "malformed", evidence::to_text(without(counterexample(), "tokens")));
  EXPECT_EQ(attest({"replay", folder / "good"}).code, 0);
  EXPECT_EQ(attest({"replay", folder / "good", folder / "none"}).code, 0);
  EXPECT_EQ(attest({"replay", folder / "none"}).code, 5);
  EXPECT_EQ(attest({"replay", folder / "good", folder / "bad"}).code, 4);
  const Output malformed = attest({"replay", folder / "malformed"});
  EXPECT_EQ(malformed.code, 6);
  EXPECT_EQ(lines(malformed.err), 1u);
  EXPECT_NE(malformed.err.find("'tokens'"), std::string::npos) << malformed.err;
  write_text(folder / "coloured", "attest-evidence/1\nkind \033[31mred\n");
  const Output coloured = attest({"replay", folder / "coloured"});
  EXPECT_EQ(coloured.code, 6);
  EXPECT_EQ(coloured.err.find('\033'), std::string::npos) << "what a file says does not steer the terminal";
}

TEST(Bound, AsStatedInTheIssueByBitsAndByModel) {
  const Folder folder;
  const Output bits = attest({"bound", "h2+", "--message-bits", "160", "--pre-bits", "2304", "--post-bits", "2304"});
  const Output model = attest({"bound", "h2+", "--stack", "RRFRR", "--heads", "1", "--dim", "8", "--format", "bfloat16", "--report", "json:" + folder / "r"});
  EXPECT_EQ(bits.code, 0) << bits.err;
  EXPECT_EQ(bits.out, model.out) << "two linear layers of 8 x 9 bfloat16 are 2304 bits";
  const auto json = nlohmann::json::parse(text_of_file(folder / "r"));
  for (const char* member : {"theorem", "parameters", "left", "right", "n_star", "covers"}) EXPECT_TRUE(json.contains(member)) << member;
  EXPECT_LE(json["n_star"].get<int>(), 46250);
  EXPECT_EQ(json["parameters"]["message-bits"], 160);
  EXPECT_NE(bits.out.find("n* ≤ " + std::to_string(json["n_star"].get<int>()) + "\n"), std::string::npos) << bits.out;
}

TEST(Bound, SaysWhenItSaysNothing) {
  const Arguments h2{"bound", "h2", "--message-bits", "160", "--pre-bits", "2304", "--post-bits", "2304"};
  const auto with = [&](Arguments more) {
    Arguments all = h2;
    all.insert(all.end(), more.begin(), more.end());
    return attest(all);
  };
  EXPECT_EQ(with({"--m", "612", "--n1", "178"}).code, 0);
  const Output small = with({"--m", "61", "--n1", "17"});
  EXPECT_EQ(small.code, 3);
  EXPECT_NE(small.out.find("says nothing"), std::string::npos);
  const Output refused = with({"--softmax", "two-pass"});
  EXPECT_EQ(refused.code, 2);
  EXPECT_EQ(lines(refused.err), 1u);
}

TEST(Bound, WritesACertificateWhereItHolds) {
  const Folder folder;
  const auto with = [&](Arguments arguments, const std::string& name) {
    arguments.insert(arguments.begin(), "bound");
    arguments.insert(arguments.end(), {"--certificate", folder / name});
    return attest(arguments);
  };
  const std::vector<Arguments> all{{"e", "--state-bits", "64"}, {"t", "--state-bits", "64"}, {"ll", "--state-bits", "8"}, {"s", "--message-bits", "16", "--blocks-read", "2"}, {"f1", "--message-bits", "32"},
                                   {"h2", "--message-bits", "16", "--pre-bits", "16", "--post-bits", "16"}, {"h2+", "--message-bits", "16", "--pre-bits", "16", "--post-bits", "16"}, {"f2", "--message-bits", "8"},
                                   {"f2u", "--message-bits", "4"}, {"h3", "--message-bits", "2", "--pre-bits", "1", "--mid-bits", "1", "--post-bits", "1"}, {"ffr", "--message-bits", "4", "--post-bits", "4"},
                                   {"g", "--L", "3", "--message-bits", "1", "--state-bits", "1"}};
  for (const Arguments& arguments : all) {
    const Output output = with(arguments, arguments[0]);
    EXPECT_EQ(output.code, 0) << arguments[0] << output.err;
    EXPECT_NE(output.out.find("certificate: " + folder / arguments[0]), std::string::npos) << output.out;
    const auto result = checker::verify(text_of_file(folder / arguments[0]));
    EXPECT_TRUE(result.verified) << arguments[0] << ": " << result.reason;
  }
  const Output false_here = with({"e", "--state-bits", "8", "--n", "3"}, "none");
  EXPECT_EQ(false_here.code, 3);
  EXPECT_NE(false_here.out.find("no certificate: the inequality does not hold here"), std::string::npos) << false_here.out;
  for (const Arguments& arguments : std::vector<Arguments>{{"cpw", "--hdp", "64", "--L", "2"}, {"e", "--state-bits", "100000000"}}) {
    const Output none = with(arguments, "none");
    EXPECT_EQ(none.code, 2) << none.out;
    EXPECT_EQ(lines(none.err), 1u) << none.err;
    EXPECT_NE(none.err.find("no certificate: theorem"), std::string::npos) << none.err;
  }
  EXPECT_EQ(with({"e", "--state-bits", "8"}, "missing/none").code, 8);
  EXPECT_EQ(folder.entries(), all.size()) << "nothing is written where nothing is established";
}

TEST(Bound, BadInput) {
  const std::vector<std::pair<Arguments, std::string>> table{
      {{"h4"}, "did you mean H2"},
      {{"h2"}, "H2: needs "},
      {{"h2", "--message-bits", "x", "--pre-bits", "1", "--post-bits", "1"}, "whole number"},
      {{"h2", "--hdp", "3", "--message-bits", "1", "--pre-bits", "1", "--post-bits", "1"}, "takes no 'hdp'"},
      {{"h2", "--stack", "RFR"}, "needs --dim and --format"},
      {{"h2", "--dim", "8", "--message-bits", "1", "--pre-bits", "1", "--post-bits", "1"}, "--stack"},
      {{"h2", "--stack", "RFX", "--dim", "8", "--format", "bfloat16"}, "RFX"},
      {{"h2", "--stack", "RFR", "--dim", "0", "--format", "bfloat16"}, "--dim"},
      {{"h2", "--stack", "RFR", "--dim", "8", "--format", "bfloat61"}, "bfloat16"},
      {{"h2", "--stack", "RFR", "--dim", "8", "--format", "p8"}, "unbounded"},
      {{"h2", "--stack", "RFR", "--dim", "8", "--format", "bfloat16", "--message-bits", "3"}, "determines it"},
      {{"f2", "--stack", "RFR", "--dim", "8", "--format", "bfloat16"}, "F2"},
      {{"e", "--state-bits", "8", "--softmax", "onlin"}, "online"},
      {{"e", "--state-bits", "8", "--staet-bits", "9"}, "did you mean '--state-bits'"}};
  for (const auto& [arguments, says] : table) {
    Arguments all{"bound"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const Output output = attest(all);
    EXPECT_EQ(output.code, 2) << says << output.err << output.out;
    EXPECT_EQ(lines(output.err), 1u) << output.err;
    EXPECT_NE(output.err.find(says), std::string::npos) << says << '\n' << output.err;
    EXPECT_EQ(output.out, "");
  }
}

TEST(List, NamesWhatTheProgramKnows) {
  const Folder folder;
  const Output output = attest({good("full/eva")}, {"list", "--report", "json:" + folder / "r"});
  EXPECT_EQ(output.code, 0) << output.err;
  const auto json = nlohmann::json::parse(text_of_file(folder / "r"));
  for (const char* section : {"tasks", "mechanisms", "formats", "constructions", "adversaries", "bounds", "cells"}) {
    ASSERT_TRUE(json.contains(section)) << section;
    EXPECT_FALSE(json[section].empty()) << section;
    for (const auto& entry : json[section]) {
      EXPECT_NE(output.out.find("\n  " + entry["name"].get<std::string>()), std::string::npos) << entry;
      EXPECT_NE(entry["description"], "") << entry;
    }
  }
  EXPECT_EQ(json["cells"][0]["name"], "full/eva");
  const Output formats = attest({"list", "formats"});
  EXPECT_NE(formats.out.find("bfloat16"), std::string::npos);
  EXPECT_EQ(formats.out.find("tasks"), std::string::npos);
}

/// What is listed has its header, and every header that begins with "// Construction" is listed.
TEST(List, ConstructionsAndAdversariesAreTheirHeaders) {
  const std::string source = std::string(ATTEST_SOURCE_DIR) + "/src/";
  std::set<std::string> listed;
  for (const cli::Section& section : cli::catalogue({})) {
    if (section.name != "constructions" && section.name != "adversaries") continue;
    for (const cli::Entry& entry : section.entries) {
      std::string file = entry.name + ".hpp";
      std::replace(file.begin(), file.end(), '-', '_');
      EXPECT_TRUE(std::filesystem::exists(source + section.name + "/" + file)) << file;
      listed.insert(file);
    }
  }
  for (const auto& header : std::filesystem::directory_iterator(source + "constructions")) {
    const std::string file = header.path().filename().string();
    const bool states_one = text_of_file(header.path().string()).rfind("// Construction", 0) == 0 && header.path().extension() == ".hpp";
    EXPECT_TRUE(!states_one || listed.count(file)) << file << " is not in src/cli/catalogue.cpp";
  }
}

}  // namespace
}  // namespace attest::trial
