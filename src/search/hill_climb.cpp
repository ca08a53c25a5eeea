// Implements hill_climb.hpp. Moves work on the lines of the text, so a searched configuration is an ordinary file.
#include "search/hill_climb.hpp"

#include <algorithm>
#include <optional>
#include <sstream>
#include <stdexcept>

#include "search/embedding.hpp"

namespace attest::search {
namespace {

struct Line {
  std::string key, value;
};

std::vector<Line> lines_of(const std::string& text) {
  std::vector<Line> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    std::istringstream words(line.substr(0, line.find('#')));
    Line entry;
    if (!(words >> entry.key)) continue;
    std::getline(words >> std::ws, entry.value);
    lines.push_back(entry);
  }
  return lines;
}

std::string text_of(const std::vector<Line>& lines) {
  std::string text;
  for (const Line& line : lines) text += line.key + " " + line.value + "\n";
  return text;
}

/// One number of a list of numbers and other words becomes one of low..high.
std::string change_one(const std::string& value, std::int64_t low, std::int64_t high, std::size_t skip, tasks::Random& random) {
  std::vector<std::string> words;
  std::istringstream stream(value);
  for (std::string word; stream >> word;) words.push_back(word);
  std::vector<std::size_t> numbers;
  for (std::size_t i = skip; i < words.size(); ++i)
    if (words[i] != "/") numbers.push_back(i);
  if (!numbers.empty())
    words[numbers[random.below(numbers.size())]] = std::to_string(low + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(high - low + 1))));
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

/// Slots that a move may name: as many as there are items; those that do not exist are refused when the model is built.
std::int64_t slots_named(const std::string& value) {
  std::istringstream stream(value);
  std::int64_t count = 0;
  for (std::string word; stream >> word;) ++count;
  return std::max<std::int64_t>(1, count - 1);
}

bool table(const Line& line) { return line.key == "embedding" && line.value.starts_with("table"); }
bool seeded(const Line& line) {
  return (line.key == "embedding" || line.key == "assign") && line.value.starts_with("random");
}
bool movable(const Line& line) { return line.key == "assign" || line.key == "seed" || line.key == "guess" || table(line) || seeded(line); }

/// Every number of a list becomes `number`.
std::string fill(const std::string& value, const std::string& number) {
  std::istringstream stream(value);
  std::string text;
  for (std::string word; stream >> word;)
    text += (text.empty() ? "" : " ") + (word == "/" || word == "table" ? word : number);
  return text;
}

}  // namespace

std::optional<std::string> moved(const Configuration& configuration, tasks::Random& random) {
  std::vector<Line> lines = lines_of(configuration.text);
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (movable(lines[i])) places.push_back(i);
  if (places.empty()) return std::nullopt;
  Line& line = lines[places[random.below(places.size())]];
  if (table(line)) line.value = change_one(line.value, -1, 1, 1, random);
  else if (seeded(line)) line.value = "random " + std::to_string(random.below(1u << 30));
  else if (line.key == "seed") line.value = std::to_string(random.below(1u << 30));
  else if (line.key == "guess") line.value = std::to_string(random.below(static_cast<std::uint64_t>(task_of(configuration)->answers())));
  else line.value = change_one(line.value, -1, slots_named(line.value), 0, random);
  return text_of(lines);
}

Configuration blank(const Configuration& configuration) {
  std::vector<Line> lines = lines_of(configuration.text);
  for (Line& line : lines) {
    if (seeded(line)) line.value = "random 0";
    else if (table(line)) line.value = fill(line.value, "0");
    else if (line.key == "assign") line.value = fill(line.value, "-1");
    else if (movable(line)) line.value = "0";
  }
  return parse_configuration(text_of(lines));
}

Climbed hill_climb(const Configuration& start, const Climb& climb) {
  const auto task = task_of(start);
  const auto below = [](const Configuration& c, const attention::Machine& machine) {
    return !has_bound(c.family) || bound_of(c, machine).holds;
  };
  const auto machine = build(start);
  if (!below(start, *machine)) throw std::invalid_argument("configuration '" + start.name + "' is not below its bound: nothing to search for");
  tasks::Random random(climb.seed);
  const std::uint64_t sample_seed = random.bits();
  Climbed result{start, share_of(*machine, *task, climb.samples, sample_seed), {}};
  for (std::uint64_t step = 0; step < climb.steps; ++step) {
    const auto text = moved(result.best, random);
    if (!text) throw std::invalid_argument("configuration '" + start.name + "' has nothing to move: no assign, table, seed or guess");
    try {
      const Configuration candidate = parse_configuration(*text);
      const auto model = build(candidate);
      const Share share = below(candidate, *model) ? share_of(*model, *task, climb.samples, sample_seed) : Share{};
      if (share.of > 0 && share.right >= result.share.right) {
        result.best = candidate;
        result.share = share;
      }
    } catch (const std::invalid_argument&) {
      // a move out of the class of configurations: not taken
    }
    result.rights.push_back(result.share.right);
  }
  return result;
}

}  // namespace attest::search
