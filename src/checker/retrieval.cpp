// retrieval: n tokens with keys 0..n-1 and any values, then the query token without a key. Every value digit is a coordinate
// of its own and all coordinates share their rows, so for all inputs the number of digits does not matter.
// Its explicit inputs are those of the task eva: {1, i, f(i)} for i = 0..n-1, f: [n] -> [n], then {0, x}.
#include <algorithm>

#include "checker/claims.hpp"
#include "checker/codes.hpp"

namespace attest::checker {
namespace {

class Retrieval final : public Claim {
 public:
  explicit Retrieval(Reader& reader)
      : n_(reader.integer("n", 1, 1 << 17)), digits_(static_cast<int>(reader.integer("digits", 1, 40))),
        value_bits_(static_cast<int>(reader.integer("value-bits", 1, 40))) {
    if (n_ > std::int64_t{1} << digits_) throw Malformed("n keys do not fit the digits");
    read_parameter(reader, "beta");
    plan_ = read_plan(reader);
  }
  std::vector<std::string> methods() const override { return {"rows", "bounded"}; }
  std::uint64_t establish(const std::string& method) const override {
    if (method == "rows") return establish_rows(plan_, keys(), digits_, parameter(0));
    return establish_bounded(plan_, keys(), digits_, parameter(0), {static_cast<std::size_t>(n_) + 1});
  }

  bool has_inputs() const override { return true; }
  std::int64_t oracle(const Input& input) const override {
    require(input);
    return input[static_cast<std::size_t>(input[input.size() - 1][1])][2];
  }
  std::int64_t evaluate(const Point& point, const Input& input) const override {
    std::vector<std::optional<std::uint64_t>> values;
    for (std::size_t i = 0; i + 1 < input.size(); ++i) values.emplace_back(static_cast<std::uint64_t>(input[i][2]));
    values.emplace_back();
    Codes codes(plan_, digits_, point[0]);
    const auto target = static_cast<std::uint64_t>(input[input.size() - 1][1]);
    return static_cast<std::int64_t>(read_digits(plan_, codes.row(target, keys()), Digits(plan_, value_bits_, values).columns()));
  }
  double work(const Input& input) const override { return static_cast<double>(input.size()) * (4.0 * digits_ + value_bits_ + 2); }
  /// Digit 0 of values below n takes every pattern, and all digits are read alike; but a function of [1] has no digit 1.
  std::vector<std::uint64_t> radices() const override {
    if (n_ == 1) throw Malformed("the only function of [1] has no digit 1");
    if (n_ > std::int64_t{1} << value_bits_) throw Malformed("the functions of [n] do not fit value-bits");
    return std::vector<std::uint64_t>(static_cast<std::size_t>(n_) + 1, static_cast<std::uint64_t>(n_));
  }
  std::vector<Token> assemble(const std::vector<std::uint64_t>& choices) const override {
    std::vector<Token> tokens;
    for (std::int64_t i = 0; i < n_; ++i) tokens.push_back({1, i, static_cast<std::int64_t>(choices[static_cast<std::size_t>(i)])});
    tokens.push_back({0, static_cast<std::int64_t>(choices.back())});
    return tokens;
  }

 private:
  std::vector<Key> keys() const {
    std::vector<Key> keys;
    for (std::int64_t i = 0; i < n_; ++i) keys.emplace_back(static_cast<std::uint64_t>(i));
    keys.emplace_back();
    return keys;
  }
  void require(const Input& input) const {
    if (input.size() != static_cast<std::size_t>(n_) + 1) throw Malformed("this input needs n+1 tokens");
    const std::int64_t values = std::min(n_, std::int64_t{1} << value_bits_);
    for (std::size_t i = 0; i + 1 < input.size(); ++i) {
      require_token(input[i], 1, {n_, values}, i);
      if (input[i][1] != static_cast<std::int64_t>(i)) throw Malformed("token " + std::to_string(i) + " has another key");
    }
    require_token(input[input.size() - 1], 0, {n_}, input.size() - 1);
  }
  std::int64_t n_;
  int digits_, value_bits_;
};

}  // namespace

std::unique_ptr<Claim> read_retrieval(Reader& reader) { return std::make_unique<Retrieval>(reader); }

}  // namespace attest::checker
