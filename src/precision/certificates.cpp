#include "precision/certificates.hpp"

#include <map>
#include <stdexcept>

#include "evidence/certificate.hpp"

namespace attest::precision {

namespace {

std::string token_text(const tasks::Token& token) {
  std::string text;
  for (const std::int64_t entry : token) text += (text.empty() ? "" : ":") + std::to_string(entry);
  return text;
}

}  // namespace

std::string runs_of(std::span<const tasks::Token> tokens) {
  std::string text;
  for (std::size_t i = 0; i < tokens.size();) {
    std::size_t end = i + 1;
    while (end < tokens.size() && tokens[end] == tokens[i]) ++end;
    if (!text.empty()) text += ' ';
    if (end - i > 1) text += std::to_string(end - i) + "(";
    text += token_text(tokens[i]);
    i = end;
  }
  return text;
}

std::string counterexample(const ClaimFamily& family, const Setting& setting, const Point& point, std::span<const tasks::Token> tokens,
                           std::int64_t expected, std::optional<std::int64_t> observed) {
  return evidence::certificate("counterexample", claim_lines(family, setting, point) + "input " + runs_of(tokens) + "\nexpected " +
                                                     std::to_string(expected) + "\nobserved " +
                                                     (observed ? std::to_string(*observed) : "undefined") + "\n");
}

std::optional<Point> values_in(const ClaimFamily& family, const std::string& certificate) {
  Point point;
  for (const std::string& name : family.parameter_names()) {
    const std::size_t at = certificate.find("\n" + name + " ");
    if (at == std::string::npos) return std::nullopt;
    const std::size_t begin = at + name.size() + 2;
    try {
      point.push_back(arithmetic::number_from_text(certificate.substr(begin, certificate.find('\n', begin) - begin)));
    } catch (const std::invalid_argument&) {
      return std::nullopt;
    }
  }
  return point;
}

std::string exhaustion(const ClaimFamily& family, const Setting& setting, const std::vector<Killer>& killers,
                       const std::vector<std::uint32_t>& killer_of, std::uint64_t inner, bool two_grids) {
  if (inner == 0 || killer_of.empty() || killer_of.size() % inner != 0) throw std::logic_error("an exhaustion needs a killer for every grid point");
  std::map<std::uint32_t, std::size_t> number;  // killer -> ID
  std::string killer_lines, cell_lines;
  for (std::uint64_t outer = 0; outer * inner < killer_of.size(); ++outer) {
    for (std::uint64_t first = 0; first < inner;) {
      const std::uint32_t killer = killer_of[outer * inner + first];
      std::uint64_t end = first + 1;
      while (end < inner && killer_of[outer * inner + end] == killer) ++end;
      const auto [place, unseen] = number.emplace(killer, number.size());
      if (unseen)
        killer_lines += "killer " + std::to_string(place->second) + " " + std::to_string(killers.at(killer).expected) + " " + runs_of(killers.at(killer).tokens) + "\n";
      cell_lines += "cell " + (two_grids ? std::to_string(outer) + " " : "") + std::to_string(first) + " " + std::to_string(end - 1) + " " + std::to_string(place->second) + "\n";
      first = end;
    }
  }
  return evidence::certificate("exhaustion", exhaustion_lines(family, setting) + killer_lines + cell_lines);
}

}  // namespace attest::precision
