// associative-recall: tokens x_0 .. x_(n-1) below `alphabet`, the first n-1 distinct, then the query token, which is one of these;
// right is the token that follows it (task ar). Two layers:
//   shift recurrent: a layer hands every token the digits of the one before it, and a digit that there is one, through its state:
//   output.convert(state.convert(digit)), 0 before the first;
//   shift attention: the token at position i >= 1 asks, among the position codes 0..i in sight, for i-1, and reads the digits there
//   (positions in the digits of n-1);
// then every token but the first has its predecessor's code as key and itself as value, in the digits of alphabet-1; the first
// token and the query token have neither, and the query token asks for q.
//
// Keys and their order are the input's choice, so no list of rows covers them; the method bounded does: it speaks of any codes in
// any order. The keys are distinct, so one matches. The shift by positions is retrieval as well, from i+1 keys at position i.
#include <algorithm>
#include <bit>

#include "checker/claims.hpp"
#include "checker/codes.hpp"

namespace attest::checker {
namespace {

int width_of(std::int64_t count) { return count <= 2 ? 1 : std::bit_width(static_cast<std::uint64_t>(count - 1)); }

class AssociativeRecall final : public Claim {
 public:
  explicit AssociativeRecall(Reader& reader) : n_(reader.integer("n", 2, 1 << 17)), alphabet_(reader.integer("alphabet", 1, 1 << 17)) {
    if (n_ - 1 > alphabet_) throw Malformed("n-1 distinct tokens do not fit the alphabet");
    recurrent_ = reader.choice("shift", {"recurrent", "attention"}) == "recurrent";
    read_parameter(reader, "beta");
    plan_ = read_plan(reader);
  }
  std::vector<std::string> methods() const override { return {"bounded"}; }
  std::uint64_t establish(const std::string&) const override {
    std::uint64_t cases = 2;
    if (!recurrent_) {
      std::vector<std::size_t> in_sight;
      for (std::int64_t i = 1; i < n_; ++i) in_sight.push_back(static_cast<std::size_t>(i) + 1);
      cases = establish_bounded(plan_, all_codes(n_), width_of(n_), parameter(0), in_sight);
    } else if (!plan_.exact) {
      for (const int digit : {0, 1})
        if (shifted(digit) != digit) throw NotEstablished("a digit does not survive the shift");
    }
    return cases + establish_bounded(plan_, all_codes(alphabet_), width_of(alphabet_), parameter(0), {static_cast<std::size_t>(n_) + 1});
  }

  bool has_inputs() const override { return true; }
  std::int64_t oracle(const Input& input) const override {
    require(input);
    const std::int64_t q = input[input.size() - 1][1];
    for (std::size_t i = 0; i + 2 < input.size(); ++i)
      if (input[i][1] == q) return input[i + 1][1];
    throw Malformed("no token before the last is the query's");
  }
  std::int64_t evaluate(const Point& point, const Input& input) const override {
    const std::size_t n = input.size() - 1;
    std::vector<Key> keys = recurrent_ ? predecessors_by_state(input) : predecessors_by_position(input, point[0]);
    std::vector<std::optional<std::uint64_t>> values;
    for (std::size_t i = 0; i < n; ++i) values.push_back(keys[i] ? std::optional(static_cast<std::uint64_t>(input[i][1])) : std::nullopt);
    keys.emplace_back(), values.emplace_back();
    Codes codes(plan_, width_of(alphabet_), point[0]);
    const auto target = static_cast<std::uint64_t>(input[n][1]);
    return static_cast<std::int64_t>(read_digits(plan_, codes.row(target, keys), Digits(plan_, width_of(alphabet_), values).columns()));
  }
  double work(const Input& input) const override {
    const double n = static_cast<double>(input.size()), D = width_of(alphabet_);
    return n * (5.0 * D + 2) + (recurrent_ ? 0 : n * n * (4.0 * width_of(n_) + D));
  }
  std::vector<std::uint64_t> radices() const override {
    std::vector<std::uint64_t> all;
    for (std::int64_t i = 0; i + 1 < n_; ++i) all.push_back(static_cast<std::uint64_t>(alphabet_ - i));
    all.push_back(static_cast<std::uint64_t>(alphabet_));
    all.push_back(static_cast<std::uint64_t>(n_ - 1));
    return all;
  }
  std::vector<Token> assemble(const std::vector<std::uint64_t>& choices) const override {
    std::vector<std::int64_t> left;
    for (std::int64_t x = 0; x < alphabet_; ++x) left.push_back(x);
    std::vector<Token> tokens;
    for (std::int64_t i = 0; i + 1 < n_; ++i) {
      const auto at = left.begin() + static_cast<std::ptrdiff_t>(choices[static_cast<std::size_t>(i)]);
      tokens.push_back({1, *at});
      left.erase(at);
    }
    tokens.push_back({1, static_cast<std::int64_t>(choices[static_cast<std::size_t>(n_) - 1])});
    tokens.push_back({0, tokens[static_cast<std::size_t>(choices.back())][1]});
    return tokens;
  }

 private:
  /// A digit after the state, read as a digit.
  int shifted(int digit) const { return plan_.exact ? digit : at_least(plan_.output.convert(plan_.state.convert(plan_.input.integer(digit))), one_half()) ? 1 : 0; }
  std::vector<Key> predecessors_by_state(const Input& input) const {
    const int before_first = !plan_.exact && at_least(plan_.output.convert(plan_.state.integer(0)), one_half()) ? 1 : 0;
    std::vector<Key> keys;
    for (std::size_t i = 0; i + 1 < input.size(); ++i) {
      std::uint64_t code = 0;
      for (int digit = width_of(alphabet_) - 1; digit >= 0; --digit)
        code = code << 1 | static_cast<std::uint64_t>(i == 0 ? before_first : shifted(static_cast<int>((input[i - 1][1] >> digit) & 1)));
      const int is_there = i == 0 ? before_first : shifted(1);
      keys.push_back(is_there == 1 ? Key(code) : Key());
    }
    return keys;
  }
  std::vector<Key> predecessors_by_position(const Input& input, const Real& beta) const {
    Codes codes(plan_, width_of(n_), beta);
    std::vector<Key> keys{Key()}, in_sight{Key(0)};
    std::vector<std::optional<std::uint64_t>> values{static_cast<std::uint64_t>(input[0][1])};
    for (std::size_t i = 1; i + 1 < input.size(); ++i) {
      in_sight.emplace_back(i), values.emplace_back(static_cast<std::uint64_t>(input[i][1]));
      keys.emplace_back(read_digits(plan_, codes.row(Key(i - 1), in_sight), Digits(plan_, width_of(alphabet_), values).columns()));
    }
    return keys;
  }
  void require(const Input& input) const {
    if (input.size() != static_cast<std::size_t>(n_) + 1) throw Malformed("this input needs n+1 tokens");
    std::vector<std::int64_t> seen;
    for (std::size_t i = 0; i < input.size(); ++i) {
      require_token(input[i], i + 1 < input.size() ? 1 : 0, {alphabet_}, i);
      if (i + 2 < input.size()) seen.push_back(input[i][1]);
    }
    std::sort(seen.begin(), seen.end());
    if (std::adjacent_find(seen.begin(), seen.end()) != seen.end()) throw Malformed("two tokens before the last are equal");
  }

  std::int64_t n_, alphabet_;
  bool recurrent_ = true;
};

}  // namespace

std::unique_ptr<Claim> read_associative_recall(Reader& reader) { return std::make_unique<AssociativeRecall>(reader); }

}  // namespace attest::checker
