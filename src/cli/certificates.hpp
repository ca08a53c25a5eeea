// The certificates of a run's evidence as files.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "evidence/evidence.hpp"

namespace attest::cli {

struct WrittenCertificates {
  std::vector<std::string> files;               ///< in the order of the table
  std::size_t pieces = 0;                       ///< of evidence
  std::map<std::string, std::size_t> without;   ///< why there is none, and for how many pieces
};

/// DIR/full-eva-succeeds/1-all-inputs.txt, ...: the numbers are those of the evidence, also among the artifacts. Throws
/// report::CannotReadOrWrite.
WrittenCertificates write_certificates(const std::string& folder, const std::vector<evidence::Cell>& cells);

/// Lines for standard output: how many, how many have none and why, how to check them.
std::string to_text(const WrittenCertificates& written, const std::string& folder);

/// DIR/full-eva-succeeds/1-all-inputs.txt of a cell's piece of evidence number `index` from 0.
std::string evidence_path(const std::string& folder, const evidence::Cell& cell, std::size_t index);
/// DIR/full-eva-succeeds
std::string cell_folder(const std::string& folder, const evidence::Cell& cell);

}  // namespace attest::cli
