// The generic part of a task: counting, enumerating, drawing and encoding inputs from radices and ranges.
#include "tasks/task.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "tasks/bits.hpp"
#include "tasks/text.hpp"

namespace attest::tasks {

std::uint64_t Task::count() const {
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t product = 1;
  for (std::uint64_t radix : radices()) {
    if (product > most / radix) return most;
    product *= radix;
  }
  return product;
}

std::string Task::count_text() const {
  const auto all = radices();
  std::string text;
  for (std::size_t i = 0; i < all.size();) {
    std::size_t end = i;
    while (end < all.size() && all[end] == all[i]) ++end;
    if (!text.empty()) text += "*";
    text += std::to_string(all[i]);
    if (end - i > 1) text += "^" + std::to_string(end - i);
    i = end;
  }
  return text;
}

Tokens Task::input(std::uint64_t index) const {
  if (index >= count()) throw std::invalid_argument("task " + name() + " has no input number " + std::to_string(index));
  auto choices = radices();
  for (auto& choice : choices) {
    const std::uint64_t radix = choice;
    choice = index % radix;
    index /= radix;
  }
  return assemble(choices);
}

Tokens Task::uniform(Random& random) const {
  auto choices = radices();
  for (auto& choice : choices) choice = random.below(choice);
  return assemble(choices);
}

namespace {

int width(const Range& range) { return width_of(range.high - range.low + 1); }

void append(std::vector<int>& bits, const Range& range, std::int64_t value) {
  for (int digit : digits_of(value - range.low, width(range))) bits.push_back(digit);
}

std::int64_t take(std::span<const int>& bits, const Range& range) {
  const std::size_t digits = static_cast<std::size_t>(width(range));
  const std::int64_t value = range.low + value_of(bits.first(digits));
  if (value > range.high) throw std::invalid_argument("these bits encode no token: an entry is out of range");
  bits = bits.subspan(digits);
  return value;
}

}  // namespace

int Task::token_bits() const {
  int longest = 0;
  for (std::int64_t tag = tags().low; tag <= tags().high; ++tag) {
    int total = 0;
    for (const Range& range : fields(tag)) total += width(range);
    longest = std::max(longest, total);
  }
  return width(tags()) + longest;
}

std::vector<int> Task::encode(const Token& token) const {
  if (token.empty()) throw std::invalid_argument("an empty token has no encoding");
  require_token(token, token[0], 0);
  std::vector<int> bits;
  append(bits, tags(), token[0]);
  const auto ranges = fields(token[0]);
  for (std::size_t i = 0; i < ranges.size(); ++i) append(bits, ranges[i], token[i + 1]);
  bits.resize(static_cast<std::size_t>(token_bits()), 0);
  return bits;
}

Token Task::decode(std::span<const int> bits) const {
  if (bits.size() != static_cast<std::size_t>(token_bits()))
    throw std::invalid_argument("a token of task " + name() + " has " + std::to_string(token_bits()) + " bits");
  Token token{take(bits, tags())};
  for (const Range& range : fields(token[0])) token.push_back(take(bits, range));
  if (std::any_of(bits.begin(), bits.end(), [](int bit) { return bit != 0; }))
    throw std::invalid_argument("these bits encode no token: they do not end in zeros");
  return token;
}

void Task::require_token(const Token& token, std::int64_t tag, std::size_t position) const {
  const auto complain = [&](const std::string& what) {
    throw std::invalid_argument("task " + name() + " (" + sizes() + "): token " + std::to_string(position) + " [" +
                                to_text(token) + "] " + what);
  };
  if (token.empty() || token[0] != tag) complain("should have tag " + std::to_string(tag));
  if (tag < tags().low || tag > tags().high) complain("has a tag that no token has");
  const auto ranges = fields(tag);
  if (token.size() != ranges.size() + 1) complain("should have " + std::to_string(ranges.size()) + " entries after its tag");
  for (std::size_t i = 0; i < ranges.size(); ++i)
    if (token[i + 1] < ranges[i].low || token[i + 1] > ranges[i].high)
      complain("has entry " + std::to_string(i + 1) + " outside " + std::to_string(ranges[i].low) + ".." +
               std::to_string(ranges[i].high));
}

}  // namespace attest::tasks
