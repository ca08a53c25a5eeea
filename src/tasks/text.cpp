// Parsing refuses everything that printing would not produce but for blanks and empty lines.
#include "tasks/text.hpp"

#include <algorithm>
#include <charconv>
#include <sstream>
#include <stdexcept>

namespace attest::tasks {

namespace {

bool parse_integer(const std::string& text, std::int64_t& value) {
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  return error == std::errc{} && stop == end;
}

}  // namespace

std::string to_text(const Token& token) {
  std::string text;
  for (std::int64_t entry : token) {
    if (!text.empty()) text += " ";
    text += std::to_string(entry);
  }
  return text;
}

std::string to_text(std::span<const Token> tokens) {
  std::string text;
  for (const Token& token : tokens) text += to_text(token) + "\n";
  return text;
}

Tokens parse_tokens(const std::string& text) {
  Tokens tokens;
  std::istringstream lines(text);
  std::size_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    std::istringstream words(line);
    Token token;
    for (std::string word; words >> word;) {
      token.emplace_back();
      if (!parse_integer(word, token.back()))
        throw std::invalid_argument("tokens, line " + std::to_string(number) + ": '" + word + "' is not an integer");
    }
    if (!token.empty()) tokens.push_back(token);
  }
  return tokens;
}

std::string to_text(const Sizes& sizes) {
  std::string text;
  for (const auto& [name, value] : sizes) {
    if (!text.empty()) text += " ";
    text += name + "=" + std::to_string(value);
  }
  return text;
}

Sizes parse_sizes(const std::string& text) {
  Sizes sizes;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const std::size_t equals = word.find('=');
    std::int64_t value = 0;
    if (equals == std::string::npos || equals == 0 || !parse_integer(word.substr(equals + 1), value))
      throw std::invalid_argument("'" + word + "' is not a size: write it as name=integer, e.g. n=16");
    if (!sizes.emplace(word.substr(0, equals), value).second)
      throw std::invalid_argument("size " + word.substr(0, equals) + " is given twice");
  }
  return sizes;
}

std::string nearest_name(const std::string& name, std::span<const std::string> choices) {
  const auto distance = [&](const std::string& other) {
    std::vector<std::vector<std::size_t>> d(name.size() + 1, std::vector<std::size_t>(other.size() + 1));
    for (std::size_t i = 0; i <= name.size(); ++i)
      for (std::size_t j = 0; j <= other.size(); ++j) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (name[i - 1] != other[j - 1])});
        if (i > 1 && j > 1 && name[i - 1] == other[j - 2] && name[i - 2] == other[j - 1])
          d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
      }
    return d[name.size()][other.size()];
  };
  std::string best;
  std::size_t least = static_cast<std::size_t>(-1);
  for (const std::string& choice : choices)
    if (const std::size_t edits = distance(choice); edits < least) {
      least = edits;
      best = choice;
    }
  return best;
}

}  // namespace attest::tasks
