// equality, disjointness: x_0..x_(n-1), y_0..y_(n-1), then the end token. Layer 1: y_i fetches x_i by its code i, only x tokens
// have keys; u_i = x_i xor y_i, resp. x_i and y_i. Layer 2, at the end token: any-of the n bits u_i; the answer is 1 iff none.
// Every y_i sees n keyed tokens and i+1 others, so layer 1 is bounded with N = n+1..2n keys.
#include "checker/claims.hpp"
#include "checker/codes.hpp"
#include "checker/heavy_light.hpp"

namespace attest::checker {
namespace {

class BitStrings final : public Claim {
 public:
  BitStrings(Reader& reader, bool disjoint)
      : disjoint_(disjoint), n_(static_cast<std::size_t>(reader.integer("n", 1, 65535))), digits_(static_cast<int>(reader.integer("digits", 1, 40))) {
    if (n_ > std::size_t{1} << digits_) throw Malformed("n codes do not fit the digits");
    read_parameter(reader, "beta");
    plan_ = read_plan(reader);
  }
  std::vector<std::string> methods() const override { return {"heavy-light"}; }
  std::uint64_t establish(const std::string&) const override {
    std::vector<std::size_t> every;
    for (std::size_t N = n_ + 1; N <= 2 * n_; ++N) every.push_back(N);
    return establish_bounded(plan_, keys(n_ + 1), digits_, parameter(0), every) + establish_any_of(plan_, 2 * n_ + 1, n_, parameter(0));
  }

  bool has_inputs() const override { return !plan_.exact; }
  std::int64_t oracle(const Input& input) const override {
    if (input.size() != 2 * n_ + 1) throw Malformed("this input needs 2n+1 tokens");
    for (std::size_t j = 0; j < 2 * n_; ++j) require_token(input[j], j < n_ ? 1 : 2, {2}, j);
    require_token(input[2 * n_], 0, {}, 2 * n_);
    for (std::size_t i = 0; i < n_; ++i)
      if (bit(input[i][1], input[n_ + i][1])) return 0;
    return 1;
  }
  std::int64_t evaluate(const Point& point, const Input& input) const override {
    Codes codes(plan_, digits_, point[0]);
    std::vector<bool> bits(2 * n_ + 1);
    for (std::size_t i = 0; i < n_; ++i) {
      std::vector<std::optional<std::uint64_t>> values(n_ + i + 1);
      for (std::size_t j = 0; j < n_; ++j) values[j] = static_cast<std::uint64_t>(input[j][1]);
      const auto fetched = read_digits(plan_, codes.row(i, keys(n_ + i + 1)), Digits(plan_, 1, values).columns());
      bits[n_ + i] = bit(static_cast<std::int64_t>(fetched), input[n_ + i][1]);
    }
    return any_of(plan_, bits, point[0]) ? 0 : 1;
  }
  double work(const Input& input) const override { return static_cast<double>(n_ * input.size()) * (4.0 * digits_ + 6); }
  std::vector<std::uint64_t> radices() const override { return std::vector<std::uint64_t>(2 * n_, 2); }
  std::vector<Token> assemble(const std::vector<std::uint64_t>& choices) const override {
    std::vector<Token> tokens;
    for (std::size_t j = 0; j < choices.size(); ++j) tokens.push_back({j < n_ ? 1 : 2, static_cast<std::int64_t>(choices[j])});
    tokens.push_back({0});
    return tokens;
  }

 private:
  bool bit(std::int64_t x, std::int64_t y) const { return disjoint_ ? x == 1 && y == 1 : x != y; }
  /// The x tokens' codes, and tokens without a key up to N.
  std::vector<Key> keys(std::size_t N) const {
    std::vector<Key> all(N);
    for (std::size_t i = 0; i < n_; ++i) all[i] = i;
    return all;
  }
  bool disjoint_;
  std::size_t n_;
  int digits_;
};

}  // namespace

std::unique_ptr<Claim> read_equality(Reader& reader) { return std::make_unique<BitStrings>(reader, false); }
std::unique_ptr<Claim> read_disjointness(Reader& reader) { return std::make_unique<BitStrings>(reader, true); }

}  // namespace attest::checker
