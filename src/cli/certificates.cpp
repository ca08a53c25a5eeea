#include "cli/certificates.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hierarchy/certificates.hpp"
#include "report/output_file.hpp"

namespace attest::cli {

std::string cell_folder(const std::string& folder, const evidence::Cell& cell) {
  std::string name = cell.name;
  std::replace(name.begin(), name.end(), '/', '-');
  return folder + "/" + name;
}

std::string evidence_path(const std::string& folder, const evidence::Cell& cell, std::size_t index) {
  return fmt::format("{}/{}-{}.txt", cell_folder(folder, cell), index + 1, evidence::to_text(cell.evidence[index].kind));
}

WrittenCertificates write_certificates(const std::string& folder, const std::vector<evidence::Cell>& cells) {
  WrittenCertificates written;
  for (const evidence::Cell& cell : cells) {
    bool has_folder = false;
    for (std::size_t i = 0; i < cell.evidence.size(); ++i) {
      ++written.pieces;
      const hierarchy::Certified certified = hierarchy::certificate_of(cell.evidence[i]);
      if (certified.text.empty()) {
        ++written.without[certified.why_not];
        continue;
      }
      if (!has_folder) report::make_folder(cell_folder(folder, cell));
      has_folder = true;
      written.files.push_back(evidence_path(folder, cell, i));
      report::write_file(written.files.back(), certified.text);
    }
  }
  return written;
}

std::string to_text(const WrittenCertificates& written, const std::string& folder) {
  std::string text = fmt::format("{} of {} pieces of evidence have a certificate, in {}\n", written.files.size(), written.pieces, folder);
  for (const auto& [reason, count] : written.without) text += fmt::format("{} have none: {}\n", count, reason);
  return text;
}

}  // namespace attest::cli
