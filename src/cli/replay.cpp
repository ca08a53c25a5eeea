// attest replay FILE...: re-runs pieces of evidence from nothing but their text.
#include "cli/replay.hpp"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/output.hpp"
#include "cli/verbs.hpp"
#include "report/output_file.hpp"

namespace attest::cli {

namespace {

constexpr std::size_t largest_file = 256u << 20;

ExitCode replay_one(const std::string& path) {
  const std::string text = report::read_file(path, largest_file);
  if (text.starts_with("attest-certificate/")) throw evidence::MalformedEvidence("this is a certificate, not a piece of evidence: give it to attest-checker");
  const Replayed replayed = replay(evidence::parse_evidence(text));
  switch (replayed.state) {
    case Replayed::State::established:
      say("established: {}: {}\n", path, replayed.line);
      return holds;
    case Replayed::State::broken:
      say("NOT established: {}: {}\n", path, replayed.line);
      return not_established;
    case Replayed::State::nothing:
      say("nothing to re-run: {}: {}\n", path, replayed.line);
      return nothing_selected;
  }
  throw std::logic_error("a replay outside of its enumeration");
}

/// One file that cannot be read must not hide what the others show.
ExitCode replay_file(const std::string& path) {
  try {
    return replay_one(path);
  } catch (const evidence::MalformedEvidence& error) {
    warn("attest: {}: {}\n", path, printable(error.what()));
    return malformed;
  } catch (const report::CannotReadOrWrite& error) {
    warn("attest: {}\n", printable(error.what()));
    return cannot_read_or_write;
  }
}

}  // namespace

Verb add_replay(CLI::App& command) {
  const auto files = std::make_shared<std::vector<std::string>>();
  command.add_option("FILE", *files, "Files that attest hierarchy --artifacts wrote")->required()->type_name("");
  command.footer("Example:\n  attest hierarchy --artifacts evidence\n  attest replay evidence/full-eva-succeeds/*.txt\n");
  return [files] {
    ExitCode code = holds;
    bool any = false;
    for (const std::string& file : *files) {
      const ExitCode one = replay_file(file);
      any = any || one != nothing_selected;
      if (one != nothing_selected) code = worse(code, one);
    }
    return any ? code : nothing_selected;
  };
}

}  // namespace attest::cli
