// Eva, Index and 2-Sum in its forms; l-seqcomp is in stack_composition.cpp.
#include "checker/stack_task.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "checker/outcome.hpp"

namespace attest::checker {
namespace {

constexpr std::int64_t most = std::int64_t{1} << 40;

void require_length(const Input& input, std::size_t length) {
  if (input.size() != length) throw Malformed("the input has " + std::to_string(input.size()) + " tokens, not " + std::to_string(length));
}

std::uint64_t radix(std::int64_t n) { return static_cast<std::uint64_t>(n); }

/// Distinct numbers below `bound`: choice i picks among those that are left, ascending.
std::vector<std::int64_t> distinct(std::int64_t bound, const std::vector<std::uint64_t>& choices, std::size_t count) {
  std::vector<std::int64_t> left, drawn;
  for (std::int64_t i = 0; i < bound; ++i) left.push_back(i);
  for (std::size_t i = 0; i < count; ++i) {
    drawn.push_back(left[choices[i]]);
    left.erase(left.begin() + static_cast<std::ptrdiff_t>(choices[i]));
  }
  return drawn;
}

class Eva final : public StackTask {
 public:
  explicit Eva(std::int64_t n) : n_(n) {}
  std::int64_t oracle(const Input& input) const override {
    require_length(input, length());
    for (std::int64_t i = 0; i < n_; ++i) require_token(input[static_cast<std::size_t>(i)], 1, {n_, n_}, static_cast<std::size_t>(i));
    for (std::int64_t i = 0; i < n_; ++i)
      if (input[static_cast<std::size_t>(i)][1] != i) throw Malformed("token " + std::to_string(i) + " is not about argument " + std::to_string(i));
    require_token(input[length() - 1], 0, {n_}, length() - 1);
    return input[static_cast<std::size_t>(input[length() - 1][1])][2];
  }
  std::vector<std::uint64_t> radices() const override { return std::vector<std::uint64_t>(length(), radix(n_)); }
  std::vector<Token> assemble(const std::vector<std::uint64_t>& choices) const override {
    std::vector<Token> tokens;
    for (std::int64_t i = 0; i < n_; ++i) tokens.push_back({1, i, static_cast<std::int64_t>(choices[static_cast<std::size_t>(i)])});
    tokens.push_back({0, static_cast<std::int64_t>(choices.back())});
    return tokens;
  }
  std::size_t length() const override { return static_cast<std::size_t>(n_) + 1; }

 private:
  std::int64_t n_;
};

/// n keys of D bits, pairwise distinct, with values of V bits; the query is one of the keys.
class Index final : public StackTask {
 public:
  Index(std::int64_t n, std::int64_t D, std::int64_t V) : n_(static_cast<std::size_t>(n)), keys_(std::int64_t{1} << D), values_(std::int64_t{1} << V) {
    if (n > keys_) throw Malformed("more keys than there are");
  }
  std::int64_t oracle(const Input& input) const override {
    require_length(input, length());
    std::map<std::int64_t, std::int64_t> stored;
    for (std::size_t i = 0; i < n_; ++i) {
      require_token(input[i], 1, {keys_, values_}, i);
      if (!stored.emplace(input[i][1], input[i][2]).second) throw Malformed("token " + std::to_string(i) + " repeats a key");
    }
    require_token(input[n_], 0, {keys_}, n_);
    const auto found = stored.find(input[n_][1]);
    if (found == stored.end()) throw Malformed("no token has the query's key");
    return found->second;
  }
  std::vector<std::uint64_t> radices() const override {
    std::vector<std::uint64_t> all;
    for (std::size_t i = 0; i < n_; ++i) all.push_back(radix(keys_) - i);
    all.insert(all.end(), n_, radix(values_));
    all.push_back(n_);
    return all;
  }
  std::vector<Token> assemble(const std::vector<std::uint64_t>& choices) const override {
    const auto keys = distinct(keys_, choices, n_);
    std::vector<Token> tokens;
    for (std::size_t i = 0; i < n_; ++i) tokens.push_back({1, keys[i], static_cast<std::int64_t>(choices[n_ + i])});
    tokens.push_back({0, keys[choices.back()]});
    return tokens;
  }
  std::size_t length() const override { return n_ + 1; }

 private:
  std::size_t n_;
  std::int64_t keys_, values_;
};

enum class Form { query, any, match2 };

class TwoSum final : public StackTask {
 public:
  TwoSum(Form form, std::int64_t n, std::int64_t M, std::int64_t U, bool distinct) : form_(form), n_(static_cast<std::size_t>(n)), M_(M), U_(U), distinct_(distinct) {
    if (U != 0 && 2 * U + 1 > M) throw Malformed("U needs M >= 2U+1");
    if (distinct && (U == 0 || n > U)) throw Malformed("distinct values need U >= n");
  }
  std::int64_t oracle(const Input& input) const override {
    require_length(input, length());
    std::map<std::int64_t, std::size_t> count;
    bool pair = false;
    for (std::size_t i = 0; i < length(); ++i) {
      require_token(input[i], i < n_ ? 1 : 0, {M_}, i);
      const std::int64_t x = input[i][1];
      if (!allowed(x, i == n_)) throw Malformed("token " + std::to_string(i) + " has a value outside the alphabet");
      if (i + 1 == length() && form_ == Form::query) return count.count((M_ - x) % M_) ? 1 : 0;
      pair = pair || count.count((M_ - x) % M_);
      if (++count[x] > 1 && distinct_) throw Malformed("token " + std::to_string(i) + " repeats a value");
    }
    if (form_ == Form::any) return pair ? 1 : 0;
    return count.count((M_ - input[n_ - 1][1]) % M_) ? 1 : 0;
  }
  std::vector<std::uint64_t> radices() const override {
    std::vector<std::uint64_t> all;
    for (std::size_t i = 0; i < n_; ++i) all.push_back(radix(letters(false)) - (distinct_ ? i : 0));
    if (form_ == Form::query) all.push_back(radix(letters(true)));
    return all;
  }
  std::vector<Token> assemble(const std::vector<std::uint64_t>& choices) const override {
    std::vector<Token> tokens;
    const auto drawn = distinct_ ? distinct(U_, choices, n_) : std::vector<std::int64_t>(choices.begin(), choices.begin() + static_cast<std::ptrdiff_t>(n_));
    for (const std::int64_t letter : drawn) tokens.push_back({1, value(letter, false)});
    if (form_ == Form::query) tokens.push_back({0, value(static_cast<std::int64_t>(choices.back()), true)});
    return tokens;
  }
  std::size_t length() const override { return n_ + (form_ == Form::query); }

 private:
  /// Query form: 1..U, the query M-U..M-1; without U everything but 0 and M/2. The other forms: everything.
  bool allowed(std::int64_t x, bool query) const {
    if (form_ != Form::query) return true;
    if (U_ == 0) return x != 0 && 2 * x != M_;
    return query ? x >= M_ - U_ : x >= 1 && x <= U_;
  }
  std::int64_t letters(bool) const { return form_ != Form::query ? M_ : U_ != 0 ? U_ : M_ - 1 - (M_ % 2 == 0); }
  std::int64_t value(std::int64_t letter, bool query) const {
    if (form_ != Form::query) return letter;
    if (U_ != 0) return query ? M_ - 1 - letter : letter + 1;
    return M_ % 2 == 0 && letter + 1 >= M_ / 2 ? letter + 2 : letter + 1;
  }

  Form form_;
  std::size_t n_;
  std::int64_t M_, U_;
  bool distinct_;
};

/// The sizes of a task, taken in their order.
class Sizes {
 public:
  explicit Sizes(std::vector<std::string> words) : words_(std::move(words)) {}
  bool has(const std::string& name) const { return at_ < words_.size() && words_[at_].starts_with(name + "="); }
  std::int64_t take(const std::string& name, std::int64_t least, std::int64_t largest) {
    if (!has(name)) throw Malformed("the task needs the size '" + name + "' here");
    return parse_integer(words_[at_++].substr(name.size() + 1), least, largest, "the size " + name);
  }
  bool flag(const std::string& name) { return has(name) && take(name, 1, 1) == 1; }
  void finish() const {
    if (at_ != words_.size()) throw Malformed("the task has no size '" + words_[at_].substr(0, 40) + "' here");
  }

 private:
  std::vector<std::string> words_;
  std::size_t at_ = 1;
};

std::unique_ptr<StackTask> make_task(const std::string& name, Sizes& sizes) {
  const std::int64_t tokens = static_cast<std::int64_t>(most_tokens) - 1;
  if (name == "eva") return std::make_unique<Eva>(sizes.take("n", 1, tokens));
  if (name == "index") {
    const std::int64_t n = sizes.take("n", 1, tokens), D = sizes.take("D", 1, 40);
    return std::make_unique<Index>(n, D, sizes.take("V", 1, 40));
  }
  if (name == "two-sum") {
    const std::int64_t n = sizes.take("n", 1, tokens), M = sizes.take("M", 3, most), U = sizes.has("U") ? sizes.take("U", 1, most) : 0;
    return std::make_unique<TwoSum>(Form::query, n, M, U, sizes.flag("distinct"));
  }
  if (name == "two-sum-any" || name == "match2") {
    const bool any = name == "two-sum-any";
    const std::int64_t n = sizes.take("n", any ? 2 : 1, tokens);
    return std::make_unique<TwoSum>(any ? Form::any : Form::match2, n, sizes.take("M", 3, most), 0, false);
  }
  if (name == "l-seqcomp") {
    const std::int64_t m = sizes.take("m", 2, tokens);
    std::vector<std::int64_t> factors;
    for (int l = 1; l <= 7 && sizes.has("n" + std::to_string(l)); ++l) factors.push_back(sizes.take("n" + std::to_string(l), 1, tokens));
    const bool reversed = sizes.flag("reversed");
    return composition_task(m, factors, reversed ? 1 : sizes.flag("merged") ? 2 : 0);
  }
  throw Malformed("'" + name.substr(0, 40) + "' is not a known task");
}

}  // namespace

std::unique_ptr<StackTask> read_stack_task(Reader& reader) {
  auto words = reader.words("task");
  const std::string name = words.empty() ? "" : words.front();
  Sizes sizes(std::move(words));
  auto task = make_task(name, sizes);
  sizes.finish();
  return task;
}

}  // namespace attest::checker
