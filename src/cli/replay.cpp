// attest replay FILE...: re-runs pieces of evidence from nothing but their text.
#include "cli/replay.hpp"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "checker/checker.hpp"
#include "cli/verbs.hpp"
#include "report/output_file.hpp"

namespace attest::cli {

namespace {

constexpr std::size_t largest_file = 256u << 20;

Replayed replay_certificate(const std::string& certificate) {
  const checker::Result result = checker::verify(certificate);
  if (!result.verified) return {Replayed::State::broken, fmt::format("the certificate is not established: {}", result.reason)};
  return {Replayed::State::established, fmt::format("VERIFIED by the independent checker, {} extremal rows", result.rows)};
}

ExitCode replay_file(const std::string& path) {
  const Replayed replayed = [&] {
    try {
      return replay(evidence::parse_evidence(report::read_file(path, largest_file)));
    } catch (const evidence::MalformedEvidence& error) {
      throw evidence::MalformedEvidence(fmt::format("{}: {}", path, error.what()));
    }
  }();
  switch (replayed.state) {
    case Replayed::State::established:
      fmt::print("established: {}: {}\n", path, replayed.line);
      return holds;
    case Replayed::State::broken:
      fmt::print("NOT established: {}: {}\n", path, replayed.line);
      return not_established;
    case Replayed::State::nothing:
      fmt::print("nothing to re-run: {}: {}\n", path, replayed.line);
      return nothing_selected;
  }
  throw std::logic_error("a replay outside of its enumeration");
}

}  // namespace

Replayed replay(const evidence::Evidence& evidence) {
  if (const std::string* certificate = evidence.find("certificate")) return replay_certificate(*certificate);
  return {Replayed::State::nothing, fmt::format("evidence of kind {} describes a run and can only be made again by it", evidence::to_text(evidence.kind))};
}

Verb add_replay(CLI::App& command) {
  const auto files = std::make_shared<std::vector<std::string>>();
  command.add_option("FILE", *files, "Files that attest hierarchy --artifacts wrote")->required();
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
