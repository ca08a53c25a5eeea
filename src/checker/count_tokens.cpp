// counting: n tokens of [K], then the query token; y >= threshold iff more than t stored tokens equal the query. Keys of stored
// tokens are a code and 0, the query is beta·code and blank, the query token's own key is 1 in that last coordinate alone.
//
// Stored values are 1 and the query token comes last with value 0 and weight B, so the output is R/(R+B) for one rounded sum R.
// At most t equal: R <= F(t, n-t), the largest sum of t heavy and n-t light terms (two-pass: without any equal one the maximum
// may be another, so that is a case of its own, R <= F(0, n)). More than t: R is at least t+1 heavy terms and at most n of them.
#include "checker/claims.hpp"
#include "checker/codes.hpp"
#include "checker/heavy_light.hpp"
#include "checker/interval.hpp"
#include "checker/pieces.hpp"
#include "checker/repeated.hpp"

namespace attest::checker {
namespace {

class CountTokens final : public Claim {
 public:
  explicit CountTokens(Reader& reader)
      : n_(reader.integer("n", 1, 1 << 17)), K_(reader.integer("K", 1, 1 << 17)), digits_(static_cast<int>(reader.integer("digits", 1, 40))),
        t_(reader.integer("t", 0, 1 << 17)) {
    if (K_ > std::int64_t{1} << digits_) throw Malformed("K codes do not fit the digits");
    if (t_ >= n_) throw Malformed("t must be less than n");
    read_parameter(reader, "beta");
    read_parameter(reader, "blank");
    threshold_ = reader.dyadic("threshold");
    plan_ = read_plan(reader);
  }
  std::vector<std::string> methods() const override { return {"heavy-light"}; }
  std::uint64_t establish(const std::string&) const override {
    if (parameter(0).sign() <= 0) throw NotEstablished("beta must be positive");
    if (threshold_.sign() <= 0 || at_least(threshold_, whole(1))) throw NotEstablished("the threshold must lie between 0 and 1");
    return plan_.exact ? exact_cases() : finite_cases();
  }

  bool has_inputs() const override { return !plan_.exact; }
  std::int64_t oracle(const Input& input) const override {
    if (input.size() != static_cast<std::size_t>(n_) + 1) throw Malformed("this input needs n+1 tokens");
    std::int64_t equal = 0;
    for (std::size_t j = 0; j < input.size(); ++j) {
      require_token(input[j], j + 1 < input.size() ? 1 : 0, {K_}, j);
      equal += input[j][0] == 1 && input[j][1] == input[input.size() - 1][1];
    }
    return equal > t_ ? 1 : 0;
  }
  std::int64_t evaluate(const Point& point, const Input& input) const override {
    Codes codes(plan_, digits_, point[0], 1);
    const auto query = static_cast<std::uint64_t>(input[input.size() - 1][1]), all = (std::uint64_t{1} << digits_) - 1;
    Column scores, values;
    const std::uint32_t symbols[2] = {values.intern(plan_.input.integer(0)), values.intern(plan_.input.integer(1))};
    std::vector<std::uint32_t> of_token;
    for (const Token& token : input.distinct()) {
      const auto x = static_cast<std::uint64_t>(token[1]);
      of_token.push_back(scores.intern(token[0] == 0 ? blank_score(point[1]) : codes.score(query & x, ~query & ~x & all)));
    }
    for (std::size_t j = 0; j < input.size(); ++j) {
      scores.push(of_token[input.which(j)]);
      values.push(symbols[input[j][0]]);
    }
    return at_least(heads(plan_, scores, {values})[0], threshold_) ? 1 : 0;
  }
  double work(const Input& input) const override { return static_cast<double>(input.size()) * (4.0 * digits_ + 6); }
  std::vector<std::uint64_t> radices() const override { return std::vector<std::uint64_t>(static_cast<std::size_t>(n_) + 1, static_cast<std::uint64_t>(K_)); }
  std::vector<Token> assemble(const std::vector<std::uint64_t>& choices) const override {
    std::vector<Token> tokens;
    for (std::size_t j = 0; j < choices.size(); ++j) tokens.push_back({j + 1 < choices.size() ? 1 : 0, static_cast<std::int64_t>(choices[j])});
    return tokens;
  }

 private:
  /// All other coordinates are 0, and zeros change no sum.
  Real blank_score(const Real& blank) const { return plan_.score.dot({plan_.input.convert(blank)}, {plan_.input.integer(1)}); }

  std::uint64_t finite_cases() const {
    require_heavy_light(plan_);
    std::vector<Key> asked;
    for (std::int64_t q = 0; q < K_; ++q) asked.emplace_back(static_cast<std::uint64_t>(q));
    const auto pairs = score_pairs(Codes(plan_, digits_, parameter(0), 1), asked);
    const Real blank = blank_score(parameter(1));
    std::uint64_t cases = 0;
    for (const ScorePair& pair : pairs) {
      if (!plan_.naive() && less(blank, pair.light)) throw NotEstablished("a score that is no match exceeds the blank's");
      plan_.require_span(plan_.score.integer(0), larger(pair.heavy, blank));  // no token's score is below 0
      if (plan_.online) require_online(pair, blank);
      else require_plain(pair, blank, cases);
      ++cases;
    }
    return cases;
  }
  static NotEstablished answered(std::int64_t equal, int answer) {
    return NotEstablished(std::to_string(equal) + " equal tokens can be answered " + std::to_string(answer));
  }
  std::size_t n() const { return static_cast<std::size_t>(n_); }
  Real copies(const Real& w, std::int64_t count) const { return repeated_sum(plan_.accumulator, w, count); }

  void require_plain(const ScorePair& pair, const Real& blank, std::uint64_t& cases) const {
    const Arithmetic& a = plan_.accumulator;
    const Real far = plan_.weigh(pair.light, blank), far_blank = plan_.weigh(blank, blank);
    const Real& maximum = larger(pair.heavy, blank);
    const Real heavy = plan_.weigh(pair.heavy, maximum), light = plan_.weigh(pair.light, maximum), B = plan_.weigh(blank, maximum);
    const Real least = plan_.weigh(plan_.score.integer(0), maximum);  // of any token
    if (!a.sequential()) {
      if (!shared_holds(far, far, far_blank, 0, false)) throw answered(0, 1);
      if (t_ > 0 && !shared_holds(heavy, light, B, t_, false)) throw answered(t_, 1);
      if (!shared_holds(heavy, light, B, t_ + 1, true, least)) throw answered(t_ + 1, 0);
      return;
    }
    const auto zero = [&](const Real& blank_weight) {
      return [&, blank_weight](const Real& top) { return pieces_hold(plan_, a.integer(0), top, blank_weight, threshold_, false, cases); };
    };
    if (!zero(far_blank)(copies(far, n_))) throw answered(0, 1);
    const TermSums sums(a, plain_terms(heavy, light, n()));
    if (t_ > 0 && !sums.some_bound(static_cast<std::size_t>(t_), plan_.most_work, zero(B))) throw answered(t_, 1);
    Real lo = copies(heavy, t_ + 1);
    const auto bound = sums.relative_least(static_cast<std::size_t>(t_) + 1, least);
    if (bound) lo = larger(lo, sums.rounded(*bound));  // a sum at least the bound is at least its rounding
    if (!pieces_hold(plan_, lo, copies(heavy, n_), B, threshold_, true, cases)) throw answered(t_ + 1, 0);
  }

  /// R is relative to the largest score of the tokens, until the blank comes.
  void require_online(const ScorePair& pair, const Real& blank) const {
    require_weight_one(plan_, pair.heavy);
    require_weight_one(plan_, pair.light);
    require_weight_one(plan_, blank);
    if (less(pair.heavy, pair.light)) throw NotEstablished("a score that is no match exceeds the match's");
    const Real one = whole(1), nothing = whole(0);
    // Without a hit all weights are at most 1, relative to at most the light score.
    if (!after_blank(pair.light, blank, nothing, copies(one, n_), false)) throw answered(0, 1);
    const TermSums sums(plan_.accumulator, online_terms(plan_.weigh(pair.light, pair.heavy), n()));
    const auto zero = [&](const Real& top) { return after_blank(pair.heavy, blank, nothing, top, false); };
    if (t_ > 0 && !sums.some_bound(static_cast<std::size_t>(t_), plan_.most_work, zero)) throw answered(t_, 1);
    if (!after_blank(pair.heavy, blank, copies(one, t_ + 1), copies(one, n_), true)) throw answered(t_ + 1, 0);
  }
  /// A blank above the score `top` rescales R, in num as in den, and weighs 1.
  bool after_blank(const Real& top, const Real& blank, Real lo, Real hi, bool yes) const {
    std::uint64_t pieces = 0;
    const Arithmetic& a = plan_.accumulator;
    if (!less(top, blank)) return pieces_hold(plan_, lo, hi, plan_.weigh(blank, top), threshold_, yes, pieces);
    const Real rescale = plan_.weigh(top, blank);
    return pieces_hold(plan_, a.mul(lo, rescale), a.mul(hi, rescale), whole(1), threshold_, yes, pieces);
  }

  /// Other orders of sums: the subtrees beside the blank's way sum to within a factor of 1-Ku of exact, K the depth of all n+1 terms.
  bool shared_holds(const Real& heavy, const Real& light, const Real& B, std::int64_t equal, bool yes, const Real& least = {}) const {
    if (less(heavy, light)) return false;
    const TermSums sums(plan_.accumulator, plain_terms(heavy, light, n(), B));
    const auto all = sums.relative(n()), some = sums.relative(static_cast<std::size_t>(equal));
    const auto blank = relative_value(B, sums.scale()), enough = sums.relative_least(static_cast<std::size_t>(equal), least);
    if (!all || !some || !blank || !enough) return false;
    const mpq_class shared = yes ? *enough : mpq_class(*some - *blank / sums.slack());
    return shared_sum_reads(plan_, shared, *blank, n_, threshold_, yes);
  }

  /// Real numbers, relative to a match: R(1-θ) < θB with R = t + (n-t)e^(-beta), and (t+1)(1-θ) >= θB; B = e^(blank - beta·digits).
  std::uint64_t exact_cases() const {
    const auto blank = [&](const Enclosing& e) {
      const Interval gap = e.sub(interval(parameter(1)), e.mul(interval(parameter(0)), interval(digits_)));
      return e.mul(interval(threshold_), e.exp(gap, plan_.base2));
    };
    const auto rest = [&](const Enclosing& e, const Interval& R) { return e.mul(R, e.sub(interval(1), interval(threshold_))); };
    const bool no = decide([&](const Enclosing& e) {
      const Interval lights = e.mul(interval(n_ - t_), e.exp(interval(negated(parameter(0))), plan_.base2));
      return less(rest(e, e.add(interval(t_), lights)), blank(e));
    });
    if (!no) throw NotEstablished("t equal tokens can be answered 1");
    if (decide([&](const Enclosing& e) { return less(rest(e, interval(t_ + 1)), blank(e)); })) throw NotEstablished("t+1 equal tokens can be answered 0");
    return 2;
  }

  std::int64_t n_, K_;
  int digits_;
  std::int64_t t_;
  Real threshold_;
};

}  // namespace

std::unique_ptr<Claim> read_counting(Reader& reader) { return std::make_unique<CountTokens>(reader); }

}  // namespace attest::checker
