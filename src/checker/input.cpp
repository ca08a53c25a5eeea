#include "checker/input.hpp"

#include "checker/outcome.hpp"
#include "checker/reader.hpp"

namespace attest::checker {
namespace {

Token parse_token(const std::string& text) {
  Token token;
  std::size_t start = 0;
  while (true) {
    const std::size_t stop = text.find(':', start);
    token.push_back(parse_integer(text.substr(start, stop == std::string::npos ? stop : stop - start), INT64_MIN, INT64_MAX, "an entry of a token"));
    if (stop == std::string::npos) return token;
    start = stop + 1;
  }
}

}  // namespace

Input::Input(std::string_view runs) {
  for (const std::string& run : split(runs)) {
    const std::size_t open = run.find('(');
    const auto count = open == std::string::npos ? 1 : parse_integer(run.substr(0, open), 2, most_tokens, "the length of a run");
    Token token = parse_token(open == std::string::npos ? run : run.substr(open + 1));
    if (!distinct_.empty() && distinct_.back() == token) throw Malformed("equal neighbours are written as one run, COUNT(TOKEN");
    if (order_.size() + static_cast<std::size_t>(count) > most_tokens) throw Malformed("more than 131072 tokens");
    order_.insert(order_.end(), static_cast<std::size_t>(count), static_cast<std::uint32_t>(distinct_.size()));
    distinct_.push_back(std::move(token));
  }
}

Input::Input(const std::vector<Token>& tokens) {
  for (const Token& token : tokens) {
    if (distinct_.empty() || distinct_.back() != token) distinct_.push_back(token);
    order_.push_back(static_cast<std::uint32_t>(distinct_.size() - 1));
  }
}

void require_token(const Token& token, std::int64_t tag, const std::vector<std::int64_t>& below, std::size_t position) {
  bool fits = token.size() == below.size() + 1 && token[0] == tag;
  for (std::size_t i = 0; fits && i < below.size(); ++i) fits = token[i + 1] >= 0 && token[i + 1] < below[i];
  if (!fits) throw Malformed("token " + std::to_string(position) + " is none of the task");
}

}  // namespace attest::checker
