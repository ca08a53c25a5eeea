// index: n tokens (a_i, b_i), the keys a_i any distinct codes of D digits in any order, b_i any numbers of value-bits digits, then the
// query token, which asks for one of the keys (task index). The query token has no key and the value 0.
//
// Keys and their order are the input's choice, as in associative-recall: the method bounded covers any codes in any order.
#include <algorithm>

#include "checker/claims.hpp"
#include "checker/codes.hpp"

namespace attest::checker {
namespace {

class Index final : public Claim {
 public:
  explicit Index(Reader& reader)
      : n_(reader.integer("n", 1, 1 << 17)), digits_(static_cast<int>(reader.integer("digits", 1, 17))),
        value_bits_(static_cast<int>(reader.integer("value-bits", 1, 40))) {
    if (n_ > std::int64_t{1} << digits_) throw Malformed("n distinct keys do not fit the digits");
    read_parameter(reader, "beta");
    plan_ = read_plan(reader);
  }
  std::vector<std::string> methods() const override { return {"bounded"}; }
  std::uint64_t establish(const std::string&) const override {
    return establish_bounded(plan_, all_codes(std::int64_t{1} << digits_), digits_, parameter(0), {static_cast<std::size_t>(n_) + 1});
  }

  bool has_inputs() const override { return !plan_.exact; }
  std::int64_t oracle(const Input& input) const override {
    require(input);
    const std::int64_t a = input[input.size() - 1][1];
    for (std::size_t i = 0; i + 1 < input.size(); ++i)
      if (input[i][1] == a) return input[i][2];
    throw Malformed("no token has the query's key");
  }
  std::int64_t evaluate(const Point& point, const Input& input) const override {
    std::vector<Key> keys;
    std::vector<std::optional<std::uint64_t>> values;
    for (std::size_t i = 0; i + 1 < input.size(); ++i) {
      keys.emplace_back(static_cast<std::uint64_t>(input[i][1]));
      values.emplace_back(static_cast<std::uint64_t>(input[i][2]));
    }
    keys.emplace_back(), values.emplace_back();
    Codes codes(plan_, digits_, point[0]);
    const auto target = static_cast<std::uint64_t>(input[input.size() - 1][1]);
    return static_cast<std::int64_t>(read_digits(heads(plan_, codes.row(target, keys), Digits(plan_, value_bits_, values).columns())));
  }
  double work(const Input& input) const override { return static_cast<double>(input.size()) * (4.0 * digits_ + value_bits_ + 2); }
  /// Which of the keys that are left, for every token; the values; which token is asked for.
  std::vector<std::uint64_t> radices() const override {
    std::vector<std::uint64_t> all;
    for (std::int64_t i = 0; i < n_; ++i) all.push_back((std::uint64_t{1} << digits_) - static_cast<std::uint64_t>(i));
    all.insert(all.end(), static_cast<std::size_t>(n_), std::uint64_t{1} << value_bits_);
    all.push_back(static_cast<std::uint64_t>(n_));
    return all;
  }
  std::vector<Token> assemble(const std::vector<std::uint64_t>& choices) const override {
    std::vector<std::int64_t> left;
    for (std::int64_t code = 0; code < std::int64_t{1} << digits_; ++code) left.push_back(code);
    std::vector<Token> tokens;
    for (std::size_t i = 0; i < static_cast<std::size_t>(n_); ++i) {
      const auto at = left.begin() + static_cast<std::ptrdiff_t>(choices[i]);
      tokens.push_back({1, *at, static_cast<std::int64_t>(choices[static_cast<std::size_t>(n_) + i])});
      left.erase(at);
    }
    tokens.push_back({0, tokens[static_cast<std::size_t>(choices.back())][1]});
    return tokens;
  }

 private:
  void require(const Input& input) const {
    if (input.size() != static_cast<std::size_t>(n_) + 1) throw Malformed("this input needs n+1 tokens");
    const std::int64_t keys = std::int64_t{1} << digits_;
    std::vector<std::int64_t> seen;
    for (std::size_t i = 0; i + 1 < input.size(); ++i) {
      require_token(input[i], 1, {keys, std::int64_t{1} << value_bits_}, i);
      seen.push_back(input[i][1]);
    }
    require_token(input[input.size() - 1], 0, {keys}, input.size() - 1);
    std::sort(seen.begin(), seen.end());
    if (std::adjacent_find(seen.begin(), seen.end()) != seen.end()) throw Malformed("two tokens have one key");
  }
  std::int64_t n_;
  int digits_, value_bits_;
};

}  // namespace

std::unique_ptr<Claim> read_index(Reader& reader) { return std::make_unique<Index>(reader); }

}  // namespace attest::checker
