// indexer-two-sum: token-sparse attention that solves 2-Sum.
#include "checker/claims.hpp"

namespace attest::checker {
namespace {

/// DSA with one token read: the one of the largest index score max(0, q·k) with q = (cos, sin) of the query and k = (cos, -sin) of a
/// stored value, ties to the first; its value is read exactly and tested on integers. If for every query the match's score
/// strictly exceeds every other stored value's, top-1 is a match whenever there is one.
class Indexer final : public Claim {
 public:
  explicit Indexer(Reader& reader) : M_(reader.integer("M", 3, 1 << 12)), n_(reader.integer("n", 1, 1 << 17)) { plan_ = read_plan(reader); }
  std::vector<std::string> methods() const override { return {"derivation"}; }
  std::uint64_t establish(const std::string&) const override {
    // Real numbers: the score is cos(2*pi*(x+y)/M), which is 1 at x+y = 0 mod M and less elsewhere. For each x there is one
    // such y, it is stored (not 0, not M/2, since x is neither), and it is not x itself.
    if (plan_.exact) return static_cast<std::uint64_t>(M_);
    const auto codes = all_codes();
    std::uint64_t rows = 0;
    for (std::int64_t x = 1; x < M_; ++x) {
      if (!stored(x)) continue;
      const Real match = score(codes, x, M_ - x);
      if (match.is_zero()) throw NotEstablished("the query " + std::to_string(x) + ": the match scores nothing");
      for (std::int64_t y = 1; y < M_; ++y)
        if (stored(y) && y != M_ - x && !less(score(codes, x, y), match))
          throw NotEstablished("the query " + std::to_string(x) + ": the value " + std::to_string(y) + " scores as much as the match");
      ++rows;
    }
    return rows;
  }

  bool has_inputs() const override { return !plan_.exact; }
  std::int64_t oracle(const Input& input) const override {
    if (input.size() != static_cast<std::size_t>(n_) + 1) throw Malformed("this input needs n+1 tokens");
    bool found = false;
    for (std::size_t j = 0; j < input.size(); ++j) {
      require_token(input[j], j + 1 < input.size() ? 1 : 0, {M_}, j);
      if (!stored(input[j][1])) throw Malformed("token " + std::to_string(j) + " holds 0 or M/2");
      found = found || (j + 1 < input.size() && input[j][1] + input[input.size() - 1][1] == M_);
    }
    return found ? 1 : 0;
  }
  std::int64_t evaluate(const Point&, const Input& input) const override {
    const auto codes = all_codes();
    const std::int64_t x = input[input.size() - 1][1];
    std::int64_t read = 0;
    Real best;
    for (const Token& token : input.distinct()) {  // in the order in which they come first
      if (token[0] == 0) continue;
      const Real s = score(codes, x, token[1]);
      if (read == 0 || less(best, s)) best = s, read = token[1];
    }
    return (read + x) % M_ == 0 ? 1 : 0;
  }
  double work(const Input& input) const override { return 4.0 * static_cast<double>(input.size()) + 10.0 * static_cast<double>(M_); }
  std::vector<std::uint64_t> radices() const override { return std::vector<std::uint64_t>(static_cast<std::size_t>(n_) + 1, static_cast<std::uint64_t>(M_ - 1 - (M_ % 2 == 0))); }
  std::vector<Token> assemble(const std::vector<std::uint64_t>& choices) const override {
    std::vector<Token> tokens;
    for (std::size_t j = 0; j < choices.size(); ++j) {
      const auto v = static_cast<std::int64_t>(choices[j]) + 1;
      tokens.push_back({j + 1 < choices.size() ? 1 : 0, M_ % 2 == 0 && v >= M_ / 2 ? v + 1 : v});
    }
    return tokens;
  }

 private:
  struct Code {
    Real cosine, sine;
  };
  bool stored(std::int64_t x) const { return x > 0 && x < M_ && 2 * x != M_; }
  std::vector<Code> all_codes() const {
    std::vector<Code> codes;
    for (std::int64_t x = 0; x < M_; ++x) codes.push_back({plan_.input.cos_turn(x, static_cast<unsigned long>(M_)), plan_.input.sin_turn(x, static_cast<unsigned long>(M_))});
    return codes;
  }
  Real score(const std::vector<Code>& codes, std::int64_t x, std::int64_t y) const {
    const Code &q = codes[static_cast<std::size_t>(x)], &k = codes[static_cast<std::size_t>(y)];
    return larger(plan_.score.dot({q.cosine, q.sine}, {k.cosine, negated(k.sine)}), whole(0));
  }
  std::int64_t M_, n_;
};

}  // namespace

std::unique_ptr<Claim> read_indexer_two_sum(Reader& reader) { return std::make_unique<Indexer>(reader); }

}  // namespace attest::checker
