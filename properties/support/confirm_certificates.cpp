// confirm_certificates FILE...: judges certificates by brute force with attest's own models and tasks, none of the checkers' code:
// a tool of properties/certificates. One line a file: `confirmed N` (N inputs or points, all there are), `sampled N` (some of
// them), `refuted WHY`, or `no model WHY`. The text is taken to be well-formed: both checkers have verified it.
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>

#include "hierarchy/table_model.hpp"
#include "support/certificate_models.hpp"

namespace attest::confirm {
namespace {

constexpr std::uint64_t most_inputs = 20000, samples = 300;

std::string said(std::uint64_t cases, bool all) { return (all ? "confirmed " : "sampled ") + std::to_string(cases); }

std::string judge_all_inputs(const Text& text) {
  const Subject subject = subject_of(text);
  const Answer model = model_of(text);
  const bool exact = text.at("exact") == "yes", all = subject.inputs <= (exact ? 2000 : most_inputs);
  const std::uint64_t cases = all ? subject.inputs : exact ? 60 : samples;
  tasks::Random random(1);
  for (std::uint64_t i = 0; i < cases; ++i) {
    const tasks::Tokens tokens = all ? subject.input(i) : subject.sample(random);
    const auto found = model(tokens);
    if (exact && !found) continue;  // enclosures do not decide ties
    if (found != subject.oracle(tokens)) return "refuted input " + std::to_string(i) + " is answered wrongly";
  }
  return said(cases, all);
}

std::string judge_counterexample(const Text& text) {
  const tasks::Tokens tokens = tokens_of(text.tokens);
  const auto expected = subject_of(text).oracle(tokens);
  const auto found = model_of(text)(tokens);
  if (std::to_string(expected) != text.at("expected")) return "refuted the right answer is " + std::to_string(expected);
  if ((found ? std::to_string(*found) : "undefined") != text.at("observed")) return "refuted the model answers " + (found ? std::to_string(*found) : std::string("undefined"));
  return found == expected ? "refuted the model is right" : said(1, true);
}

/// FIRST LAST COUNT: the numbers of the input format one after the other; none where there are not COUNT of them.
std::vector<std::string> points_of(const constructions::Setting& setting, const std::string& grid) {
  std::istringstream words(grid);
  std::string first, last;
  std::uint64_t count = 0;
  words >> first >> last >> count;
  const auto& format = setting.plan.input.format;
  const auto end = arithmetic::number_from_text(last);
  std::vector<std::string> points;
  for (auto x = arithmetic::number_from_text(first);;) {
    points.push_back(arithmetic::to_text(x));
    if (points.size() > count || arithmetic::compare(x, end) != arithmetic::Order::less) break;
    x = next_up(format, x);
  }
  return points.size() == count && points.back() == last ? points : std::vector<std::string>{};
}

std::string judge_exhaustion(Text text) {
  const constructions::Setting setting = setting_of(text);
  std::vector<std::string> names;
  std::vector<std::vector<std::string>> points;
  std::istringstream order(text.at("claim") == "counting" ? "beta blank" : "beta c kappa blank");
  for (std::string name; order >> name;)
    if (text.grids.count(name)) names.push_back(name), points.push_back(points_of(setting, text.grids.at(name)));
  for (const auto& grid : points)
    if (grid.empty()) return "refuted a grid has another number of points";
  const std::size_t inner = points.back().size(), outer = points.size() == 2 ? points.front().size() : 1;
  const Subject subject = subject_of(text);
  std::vector<bool> covered(inner * outer);
  std::uint64_t cases = 0;
  for (const std::string& cell : text.cells) {
    std::istringstream words(cell);
    std::size_t row = 0, first = 0, last = 0, id = 0;
    if (points.size() == 2) words >> row;
    words >> first >> last >> id;
    std::istringstream killer(text.killers.at(id));
    std::string number, expected, runs;
    killer >> number >> expected;
    std::getline(killer >> std::ws, runs);
    const tasks::Tokens tokens = tokens_of(runs);
    if (std::to_string(subject.oracle(tokens)) != expected) return "refuted killer " + number + " has another answer";
    for (std::size_t i = first; i <= last; ++i, ++cases) {
      if (points.size() == 2) text.keys[names.front()] = points.front().at(row);
      text.keys[names.back()] = points.back().at(i);
      if (covered.at(row * inner + i)) return "refuted a point is covered twice";
      covered[row * inner + i] = true;
      const auto found = model_of(text)(tokens);
      if (found && std::to_string(*found) == expected) return "refuted a point is right on its killer";
    }
  }
  return cases == covered.size() ? said(cases, true) : "refuted points are not covered";
}

std::string judge(const std::string& certificate) {
  const Text text(certificate);
  const std::string& kind = text.at("kind");
  if (kind == "counting") return "no model";
  if (text.at("claim") == "stack") return trial::confirmed_by_library(certificate) ? said(1, true) : "refuted by the machine";
  if (kind == "all-inputs") return judge_all_inputs(text);
  return kind == "counterexample" ? judge_counterexample(text) : judge_exhaustion(text);
}

}  // namespace
}  // namespace attest::confirm

int main(int count, char** arguments) {
  for (int i = 1; i < count; ++i) {
    std::ifstream file(arguments[i], std::ios::binary);
    const std::string certificate{std::istreambuf_iterator<char>(file), {}};
    try {
      std::cout << attest::confirm::judge(certificate) << std::endl;
    } catch (const std::exception& problem) {
      std::cout << "no model: " << problem.what() << std::endl;
    }
  }
  return std::cout ? 0 : 8;
}
