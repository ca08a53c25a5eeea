// The structured generator draws from the classes that a cosine score confuses most: sums M-1 and M+1, a single hit in the
// first or last position, nothing but one value, and nothing but hits.
#include "tasks/two_sum.hpp"

#include <stdexcept>
#include <unordered_map>
#include <unordered_set>

#include "tasks/evaluation.hpp"

namespace attest::tasks {

TwoSum::TwoSum(Form form, std::int64_t n, std::int64_t M, std::int64_t U, bool distinct, bool proper)
    : form_(form), n_(n), M_(M), U_(U), distinct_(distinct), proper_(proper) {
  const std::string task = name();
  require_size(task, "n", n, form == Form::any ? 2 : 1, std::int64_t{1} << 20);
  require_size(task, "M", M, 3, std::int64_t{1} << 40);
  if (form != Form::query && (U != 0 || distinct))
    throw std::invalid_argument("task " + task + " has no sizes U and distinct; leave them out");
  if (proper && form != Form::any) throw std::invalid_argument("task " + task + " has no size proper; leave it out");
  if (U != 0) require_size(task, "U", U, 1, (M - 1) / 2);
  if (distinct && U == 0) throw std::invalid_argument("task " + task + ": distinct=1 needs U, with M >= 2U+1");
  if (distinct) require_size(task, "n", n, 1, U);
}

std::string TwoSum::name() const {
  return form_ == Form::query ? "two-sum" : form_ == Form::any ? "two-sum-any" : "match2";
}

std::string TwoSum::sizes() const {
  std::string text = "n=" + std::to_string(n_) + " M=" + std::to_string(M_);
  if (U_ != 0) text += " U=" + std::to_string(U_);
  if (distinct_) text += " distinct=1";
  if (proper_) text += " proper=1";
  return text;
}

std::int64_t TwoSum::alphabet() const {
  if (U_ != 0) return U_;
  return punctured() ? M_ - 1 - (M_ % 2 == 0) : M_;
}

std::int64_t TwoSum::value(std::int64_t i) const {
  if (U_ == 0 && !punctured()) return i;
  const std::int64_t v = i + 1;
  return U_ == 0 && M_ % 2 == 0 && v >= M_ / 2 ? v + 1 : v;
}

std::vector<std::uint64_t> TwoSum::radices() const {
  std::vector<std::uint64_t> all(stored(), static_cast<std::uint64_t>(alphabet()));
  if (distinct_)
    for (std::size_t i = 0; i < stored(); ++i) all[i] -= i;
  if (form_ == Form::query) all.push_back(static_cast<std::uint64_t>(alphabet()));
  return all;
}

std::string TwoSum::count_text() const {
  if (!distinct_) return Task::count_text();
  const std::string U = std::to_string(U_);
  return U + "!/(" + U + "-" + std::to_string(n_) + ")!*" + U;
}

Tokens TwoSum::assemble(std::span<const std::uint64_t> choices) const {
  std::vector<std::int64_t> numbers;
  if (distinct_) {
    numbers = distinct_numbers(U_, choices.first(stored()));
  } else {
    for (std::size_t i = 0; i < stored(); ++i) numbers.push_back(static_cast<std::int64_t>(choices[i]));
  }
  Tokens tokens;
  for (std::int64_t number : numbers) tokens.push_back({1, value(number)});
  if (form_ != Form::query) return tokens;
  const std::int64_t v = value(static_cast<std::int64_t>(choices[stored()]));
  tokens.push_back({0, U_ != 0 ? opposite(v) : v});
  return tokens;
}

std::vector<Range> TwoSum::fields(std::int64_t tag) const {
  if (U_ == 0) return {{punctured() ? 1 : 0, M_ - 1}};
  return tag == 1 ? std::vector<Range>{{1, U_}} : std::vector<Range>{{M_ - U_, M_ - 1}};
}

std::int64_t TwoSum::oracle(std::span<const Token> tokens) const {
  const std::size_t length = stored() + (form_ == Form::query);
  const auto complain = [&](const std::string& what) {
    throw std::invalid_argument("task " + name() + " (" + sizes() + "): " + what);
  };
  if (tokens.size() != length) complain(std::to_string(tokens.size()) + " tokens, not " + std::to_string(length));
  std::unordered_map<std::int64_t, std::size_t> first;
  bool pair = false;
  for (std::size_t i = 0; i < length; ++i) {
    require_token(tokens[i], i < stored() ? 1 : 0, i);
    const std::int64_t x = tokens[i][1];
    if (punctured() && 2 * x == M_) complain("token " + std::to_string(i) + " is M/2");
    if (i == stored()) return first.count(opposite(x)) ? 1 : 0;
    if (first.count(opposite(x))) pair = true;
    if (!first.emplace(x, i).second && distinct_) complain("token " + std::to_string(i) + " repeats a value");
  }
  if (form_ == Form::any) return pair ? 1 : 0;
  return first.count(opposite(tokens.back()[1])) ? 1 : 0;
}

bool TwoSum::allowed(std::int64_t x) const {
  if (U_ != 0) return x >= 1 && x <= U_;
  return !punctured() || (x != 0 && 2 * x != M_);
}

Tokens TwoSum::structured(Random& random) const {
  const auto draw = [&] { return value(static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(alphabet())))); };
  const std::int64_t target = draw();  // the value that the last token completes to 0
  const std::uint64_t shape = random.below(5);
  std::vector<std::int64_t> values;
  std::unordered_set<std::int64_t> used;
  const std::int64_t filler = draw();
  const auto next = [&](std::int64_t x) { return U_ != 0 && x >= U_ ? 1 : (x + 1) % M_; };
  std::int64_t cursor = target;  // distinct values: a run that starts beside the target
  for (std::size_t i = 0; i < stored(); ++i) {
    std::int64_t x = (target + (random.below(2) ? 1 : M_ - 1)) % M_;       // shapes 0, 1: sums M-1 and M+1
    if (shape == 2) x = target;                                            // nothing but hits
    if (shape == 3) x = filler;                                            // all equal
    if (shape == 4) x = (target + static_cast<std::int64_t>(i) + 1) % M_;  // a run that starts just above the target
    if (distinct_) x = shape == 2 && i == 0 ? target : next(cursor);
    while (!allowed(x) || (distinct_ && used.count(x))) x = next(x);
    used.insert(x);
    cursor = x;
    values.push_back(x);
  }
  const std::size_t places[] = {0, stored() - 1, random.below(stored())};
  const bool plant = (shape == 1 || shape == 4) && random.below(2);
  if (plant && !(distinct_ && used.count(target))) values[places[random.below(3)]] = target;
  if (form_ != Form::query) values.back() = opposite(target);
  Tokens tokens;
  for (std::int64_t x : values) tokens.push_back({1, x});
  if (form_ == Form::query) tokens.push_back({0, opposite(target)});
  return tokens;
}

std::vector<std::int64_t> match2_everywhere(std::span<const Token> tokens, std::int64_t M) {
  std::unordered_set<std::int64_t> present;
  for (const Token& token : tokens) present.insert(token.at(1));
  std::vector<std::int64_t> answers;
  for (const Token& token : tokens) answers.push_back(present.count((M - token[1]) % M) ? 1 : 0);
  return answers;
}

}  // namespace attest::tasks
