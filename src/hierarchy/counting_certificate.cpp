// Names and order of the keys are those of THEOREMS.md. Nothing here is trusted: a wrong number is refused by the checkers.
#include "hierarchy/counting_certificate.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <vector>

#include "bounds/cover.hpp"
#include "evidence/certificate.hpp"
#include "search/trace_tables.hpp"

namespace attest::hierarchy {
namespace {

using bounds::Integer;
using search::NoCertificate;

constexpr std::size_t most_line = std::size_t{1} << 20;

std::string line(const std::string& key, const std::string& value) { return key + " " + value + "\n"; }

std::string in_words(std::string commas) {
  std::replace(commas.begin(), commas.end(), ',', ' ');
  return commas;
}

/// The row's parameters by name.
class Numbers {
 public:
  explicit Numbers(const bounds::Inequality& row) {
    for (const bounds::Parameter& parameter : row.parameters) values_[parameter.name] = parameter.value;
  }
  bool has(const std::string& name) const { return values_.count(name) > 0; }
  const std::string& text(const std::string& name) const {
    const auto found = values_.find(name);
    if (found == values_.end()) throw std::logic_error("the row has no parameter '" + name + "'");
    return found->second;
  }
  Integer operator()(const std::string& name) const { return Integer(text(name)); }
  /// Of a comma list.
  std::vector<Integer> list(const std::string& name) const {
    std::vector<Integer> numbers;
    std::string rest = text(name) + ",";
    for (std::size_t comma = 0; (comma = rest.find(',')) != std::string::npos; rest.erase(0, comma + 1)) numbers.emplace_back(rest.substr(0, comma));
    return numbers;
  }

 private:
  std::map<std::string, std::string> values_;
};

/// Keys of the certificate with the names that the bounds have for them, in the order of the format.
using Keys = std::vector<std::pair<const char*, const char*>>;
const std::map<std::string, Keys>& theorems() {
  static const std::map<std::string, Keys> all = {
      {"E", {{"n", "n"}, {"state-bits", "state-bits"}}},
      {"T", {{"U", "alphabet"}, {"n", "n"}, {"state-bits", "state-bits"}}},
      {"S", {{"U", "alphabet"}, {"B", "block-size"}, {"n", "n"}, {"k", "blocks-read"}, {"message-bits", "message-bits"}}},
      {"F1", {{"m", "m"}, {"message-bits", "message-bits"}}},
      {"H2", {{"m", "m"}, {"n_1", "n1"}, {"message-bits", "message-bits"}, {"pre-bits", "pre-bits"}, {"post-bits", "post-bits"}}},
      {"F2", {{"m", "m"}, {"n_1", "n1"}, {"message-bits", "message-bits"}}},
      {"LL", {{"n", "n"}, {"level-bits", "state-bits"}, {"U", "alphabet"}}},
      {"H2+", {{"m", "m"}, {"n_1", "n1"}, {"message-bits", "message-bits"}, {"pre-bits", "pre-bits"}, {"post-bits", "post-bits"}, {"x0", "x0"}}},
      {"F2U", {{"m", "m"}, {"n_1", "n1"}, {"message-bits", "message-bits"}}},
      {"H3", {{"m", "m"}, {"n_1", "n1"}, {"n_2", "n2"}, {"message-bits", "message-bits"}, {"pre-bits", "pre-bits"}, {"mid-bits", "mid-bits"}, {"post-bits", "post-bits"},
              {"X1", "X1"}, {"h", "h"}, {"t1", "t1"}, {"y", "y"}}},
      {"FFR", {{"m", "m"}, {"n_1", "n1"}, {"message-bits", "message-bits"}, {"post-bits", "post-bits"}, {"g", "g"}, {"q", "q"}, {"t", "t"}}},
      {"G", {{"form", "kind"}, {"L", "L"}, {"message-bits", "message-bits"}, {"state-bits", "state-bits"}, {"rows", "rows"}, {"m", "m"}, {"t1", "t1"}}}};
  return all;
}

/// Lemma P_q's members, and the line of psi_q that gives them.
std::string hidden(const Numbers& at, const std::string& members, const Integer& loss, const std::string& t) {
  return line("i", bounds::hidden_coordinate_line(at("q"), loss, at(t)).get_str()) + line("S", at.text(members));
}

std::string rest_of_general(const Numbers& at) {
  std::string text;
  if (at.text("kind") == "full") {
    Integer later = 1;
    const auto rows = at.list("rows");
    for (std::size_t l = 1; l < rows.size(); ++l) later *= rows[l];
    text = line("g", at.text("g")) + line("q", at.text("q")) + hidden(at, "S1", at("g") * later * at.list("message-bits")[0], "t1");
  } else {
    text = line("x1", at.text("x1"));
  }
  return at.has("y") ? text + line("y", in_words(at.text("y"))) : text;
}

/// What a theorem has beyond its numbers.
std::string more_lines(const std::string& theorem, const Numbers& at) {
  if (theorem == "S" && at.text("sees-positions") == "1") return line("sees-positions", "yes");
  if (theorem == "F2U") {
    const std::string& error = at.text("error");
    const std::size_t slash = error.find('/');
    return line("error-above", error.substr(0, slash)) + line("error-below", error.substr(slash + 1));
  }
  if (theorem == "FFR") return hidden(at, "S", at("g") * at("message-bits"), "t");
  if (theorem == "G") return rest_of_general(at);
  return "";
}

/// One line a cover. Without state before the full layer H2+ has none: each step gains all of x0.
std::string gains_lines(const bounds::Inequality& row, const Numbers& at) {
  auto gains = row.gains;
  if (row.theorem == "H2+" && gains.empty()) {
    if (at("x") > most_line) throw NoCertificate("theorem H2+ with " + at.text("x") + " steps is too long for a certificate");
    gains.emplace_back(at("x").get_ui(), at("x0"));
  }
  std::string text;
  for (const auto& steps : gains) {
    std::string words;
    for (const Integer& step : steps) words += (words.empty() ? "" : " ") + step.get_str();
    text += line("gains", words);
  }
  return text;
}

/// The ranges of the format.
void require_room(const std::string& theorem, const std::string& text) {
  static const std::map<std::string, int> wide{{"F2U", 62}, {"H3", 62}, {"FFR", 62}, {"G", 62}};
  const auto bits = wide.find(theorem);
  const Integer most_size = Integer(1) << (bits == wide.end() ? 20 : bits->second), most_bits = Integer(1) << (bits == wide.end() ? 40 : bits->second);
  std::string rest = text;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    const std::string one = rest.substr(0, end);
    rest.erase(0, end + 1);
    if (one.size() > most_line) throw NoCertificate("theorem " + theorem + " has more gains than a line of a certificate holds");
    const std::string key = one.substr(0, one.find(' '));
    std::string words = one.substr(key.size()) + " ";
    for (std::size_t blank = 1, next = 0; (next = words.find(' ', blank)) != std::string::npos; blank = next + 1) {
      const std::string word = words.substr(blank, next - blank);
      if (word.find_first_not_of("0123456789") != std::string::npos) continue;
      if (Integer(word) > (key.ends_with("-bits") ? most_bits : most_size)) throw NoCertificate("theorem " + theorem + " at " + key + " " + word + ": a certificate has no room for so large a number");
    }
  }
}

}  // namespace

bool theorem_without_certificate(const std::string& theorem) { return !theorems().count(theorem); }

std::string no_counting_certificate(const std::string& theorem) {
  return "theorem " + theorem + " is asymptotic: its constants are not explicit, so it proves nothing at any size";
}

std::string counting_certificate(const bounds::Inequality& row) {
  const auto keys = theorems().find(row.theorem);
  if (keys == theorems().end()) throw NoCertificate(no_counting_certificate(row.theorem));
  const Numbers at(row);
  std::string text;
  for (const auto& [key, name] : keys->second)
    if (at.has(name) || row.theorem != "LL") text += line(key, in_words(at.text(name)));
  text += more_lines(row.theorem, at) + gains_lines(row, at);
  require_room(row.theorem, text);
  return evidence::certificate("counting", "claim bound\n" + line("theorem", row.theorem) + text);
}

}  // namespace attest::hierarchy
