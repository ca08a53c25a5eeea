// indexer-two-sum: token-sparse attention that solves 2-Sum.
//
// Which scores need not be computed. Let U, V bound one rounding of `score` and u, v one of `input` (relative and absolute). If 1 is a
// number of `input`, which has signs, then rounded cosines and sines lie in [-1, 1] and err by at most u + v. A product of two errs by at
// most 2(u+v), so cos·cos - sin·sin by 4(u+v); its products are rounded, by U + V each, and then the sum, of at most 2(1+U+V) in size, by
// 2U(1+U+V) + V (fma or one rounding in all: less). So a score is within E = 4(u+v) + 2(U+V) + 2U(1+U+V) + V of the cosine of
// 2*pi*(distance of x+y from 0 mod M)/M, which falls with the distance, as long as `score` has signs and reaches 1 + E, which no sum exceeds.
#include <optional>
#include <unordered_map>

#include "checker/claims.hpp"

namespace attest::checker {
namespace {

/// Index scores, computed when they are asked for, and bounds for those at some distance from the match.
class IndexScores {
 public:
  IndexScores(const Plan& plan, std::int64_t M) : plan_(plan), M_(static_cast<unsigned long>(M)) {
    if (!plan.input.is_signed() || !plan.input.holds(whole(1)) || !plan.score.is_signed()) return;
    const mpq_class u = plan.input.unit() + plan.input.underflow(), U = plan.score.unit(), V = plan.score.underflow();
    const mpq_class E = 4 * u + 2 * (U + V) + 2 * U * (1 + U + V) + V, most = 1 + E;
    if (!plan.score.unbounded() && mpfr_cmp_q(plan.score.largest().get(), most.get_mpq_t()) < 0) return;
    error_ = E;
  }
  Real operator()(std::int64_t x, std::int64_t y) {
    const Code &q = code(x), &k = code(y);
    return larger(plan_.score.dot({q.cosine, q.sine}, {k.cosine, negated(k.sine)}), whole(0));
  }
  /// Whether no score at this distance or more reaches `least` > 0.
  bool below(std::int64_t distance, const Real& least) {
    if (!error_) return false;
    while (static_cast<std::int64_t>(ceilings_.size()) <= distance) {
      Real bound(128);
      mpfr_cosu(bound.get(), whole(static_cast<long>(ceilings_.size())).get(), M_, MPFR_RNDU);
      mpfr_add_q(bound.get(), bound.get(), error_->get_mpq_t(), MPFR_RNDU);
      ceilings_.push_back(bound);
    }
    return less(ceilings_[static_cast<std::size_t>(distance)], least);
  }

 private:
  struct Code {
    Real cosine, sine;
  };
  const Code& code(std::int64_t x) {
    const auto found = codes_.find(x);
    if (found != codes_.end()) return found->second;
    return codes_.emplace(x, Code{plan_.input.cos_turn(x, M_), plan_.input.sin_turn(x, M_)}).first->second;
  }
  const Plan& plan_;
  unsigned long M_;
  std::optional<mpq_class> error_;
  std::unordered_map<std::int64_t, Code> codes_;
  std::vector<Real> ceilings_;
};

/// DSA with one token read: the one of the largest index score max(0, q·k) with q = (cos, sin) of the query and k = (cos, -sin) of a
/// stored value, ties to the first; its value is read exactly and tested on integers. If for every query the match's score
/// strictly exceeds every other stored value's, top-1 is a match whenever there is one.
class Indexer final : public Claim {
 public:
  explicit Indexer(Reader& reader) : M_(reader.integer("M", 3, 1 << 16)), n_(reader.integer("n", 1, 1 << 17)) { plan_ = read_plan(reader); }
  std::vector<std::string> methods() const override { return {"derivation"}; }
  std::uint64_t establish(const std::string&) const override {
    // Real numbers: the score is cos(2*pi*(x+y)/M), which is 1 at x+y = 0 mod M and less elsewhere. For each x there is one
    // such y, it is stored (not 0, not M/2, since x is neither), and it is not x itself.
    if (plan_.exact) return static_cast<std::uint64_t>(M_);
    IndexScores score(plan_, M_);
    std::uint64_t rows = 0;
    for (std::int64_t x = 1; x < M_; ++x)
      if (stored(x)) check_query(x, score), ++rows;
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
    IndexScores score(plan_, M_);
    const std::int64_t x = input[input.size() - 1][1];
    std::int64_t read = 0;
    Real best;
    for (const Token& token : input.distinct()) {  // in the order in which they come first
      if (token[0] == 0) continue;
      const Real s = score(x, token[1]);
      if (read == 0 || less(best, s)) best = s, read = token[1];
    }
    return (read + x) % M_ == 0 ? 1 : 0;
  }
  double work(const Input& input) const override { return 14.0 * static_cast<double>(input.size()); }
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
  bool stored(std::int64_t x) const { return x > 0 && x < M_ && 2 * x != M_; }
  /// Every other value scores less than the match: from its neighbours outwards, as far as that is not known.
  void check_query(std::int64_t x, IndexScores& score) const {
    const Real match = score(x, M_ - x);
    if (match.is_zero()) throw NotEstablished("the query " + std::to_string(x) + ": the match scores nothing");
    for (std::int64_t distance = 1; 2 * distance <= M_ && !score.below(distance, match); ++distance) {
      require_work(40.0 * static_cast<double>(M_) * static_cast<double>(distance), plan_.most_work);
      for (const std::int64_t y : {(2 * M_ - x + distance) % M_, (2 * M_ - x - distance) % M_})
        if (stored(y) && !less(score(x, y), match))
          throw NotEstablished("the query " + std::to_string(x) + ": the value " + std::to_string(y) + " scores as much as the match");
    }
  }
  std::int64_t M_, n_;
};

}  // namespace

std::unique_ptr<Claim> read_indexer_two_sum(Reader& reader) { return std::make_unique<Indexer>(reader); }

}  // namespace attest::checker
