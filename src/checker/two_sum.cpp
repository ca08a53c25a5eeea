// two-sum: for each query x the largest score of a value y is computed; y = -x is the match. The blank (the query token itself,
// visited last, value 0) has weight B, the stored tokens sum to R, and left to right the output is R/(R+B).
//
// R is monotone in every weight (rounded sums are), weights in scores. Without a match all scores are at most S(x) = max over
// y != -x, so 0 <= R <= R_top, n copies of the largest weight. With a match R >= its weight alone. Two-pass: the maximum is
// the blank's score (no match) or the larger of the match's and the blank's, provided that no other score exceeds it, which
// is checked.
//
// Online: a stored value is 1, so num and den are one number R until the blank comes, and are rescaled alike; weights and
// factors are at most 1, so R never exceeds C, the sum of n ones. No match: no score exceeds the blank's; the blank is the new
// maximum (or equals the old one) and leaves at most C times the weight of S(x), rounded; its own weight is e^0. A match, if it
// reaches the blank and all others: the running maximum ends at the match's score, and R >= e^0 from the first match on.
//
// Other orders of sums: on the way of the last term, at most K roundings, num and den meet the same sums, which are W in all. A match
// of weight h: W >= h, num >= W(1-u)^K, den <= (W+B)(1+u)^K. No match: num <= T(light, 0) and den >= B; or num <= W(1+u)^K and
// den >= (W+B)(1-u)^K, where W <= T(light, 0)/(1-u)^K: with Ku <= 1/4, 1/(1-u)^K <= 1+2Ku and ((1+u)/(1-u))^K <= 1+4Ku.
#include <map>
#include <set>

#include "checker/circle.hpp"
#include "checker/claims.hpp"
#include "checker/heavy_light.hpp"
#include "checker/interval.hpp"
#include "checker/pieces.hpp"
#include "checker/repeated.hpp"

namespace attest::checker {
namespace {

/// The scores that a query meets but for the blank's.
struct Scores {
  Real match;
  std::optional<Real> other;
};

class TwoSum final : public Claim {
 public:
  explicit TwoSum(Reader& reader) : M_(reader.integer("M", 3, 1 << 16)), n_(reader.integer("n", 1, 1 << 17)) {
    read_parameter(reader, "c");
    read_parameter(reader, "kappa");
    threshold_ = reader.dyadic("threshold");
    plan_ = read_plan(reader);
  }
  std::vector<std::string> methods() const override { return {"pieces"}; }
  std::uint64_t establish(const std::string&) const override {
    if (parameter(0).sign() <= 0) throw NotEstablished("c must be positive");
    if (threshold_.sign() <= 0 || at_least(threshold_, whole(1))) throw NotEstablished("the threshold must lie between 0 and 1");
    return plan_.exact ? exact_cases() : finite_cases();
  }

  bool has_inputs() const override { return true; }
  std::int64_t oracle(const Input& input) const override {
    require(input);
    const std::int64_t x = input[input.size() - 1][1];
    for (std::size_t j = 0; j + 1 < input.size(); ++j)
      if (input[j][1] + x == M_) return 1;
    return 0;
  }
  std::int64_t evaluate(const Point& point, const Input& input) const override {
    if (plan_.exact) return evaluate_exactly(point, input);
    const Circle circle(plan_, M_, point[0], point[1]);
    Column scores, values;
    std::vector<std::uint32_t> of_token;  // by distinct token
    const Token& query = input[input.size() - 1];
    for (const Token& token : input.distinct()) of_token.push_back(scores.intern(token[0] == 0 ? circle.blank() : circle.score(query[1], token[1])));
    const std::uint32_t symbols[2] = {values.intern(plan_.input.integer(0)), values.intern(plan_.input.integer(1))};
    for (std::size_t j = 0; j < input.size(); ++j) {
      scores.push(of_token[input.which(j)]);
      values.push(symbols[input[j][0]]);
    }
    return at_least(heads(plan_, scores, {values})[0], threshold_) ? 1 : 0;
  }
  double work(const Input& input) const override { return 3.0 * static_cast<double>(input.size()) + 12.0 * static_cast<double>(input.distinct().size()); }
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
  void require(const Input& input) const {
    if (input.size() != static_cast<std::size_t>(n_) + 1) throw Malformed("this input needs n+1 tokens");
    for (std::size_t j = 0; j < input.size(); ++j) {
      require_token(input[j], j + 1 < input.size() ? 1 : 0, {M_}, j);
      if (!stored(input[j][1])) throw Malformed("token " + std::to_string(j) + " holds 0 or M/2");
    }
  }

  std::uint64_t finite_cases() const {
    if (plan_.weights_first || plan_.last_to_first) throw NotEstablished("pieces are about a quotient with the keys first to last");
    if (!plan_.accumulator.contains(plan_.weight)) throw NotEstablished("weights need not be numbers of the accumulator");
    if (!plan_.input.holds(whole(1))) throw NotEstablished("1 is no number of the input format");
    const Circle circle(plan_, M_, parameter(0), parameter(1));
    require_work(circle.work(), plan_.most_work);
    std::uint64_t cases = 0;
    Real top = circle.blank();
    struct Less {
      bool operator()(const Real& x, const Real& y) const { return less(x, y); }
    };
    std::map<Real, std::set<Real, Less>, Less> decided;  // (match, other): few scores differ
    for (std::int64_t x = 1; x < M_; ++x) {
      if (!stored(x)) continue;
      const Scores s{circle.score(x, M_ - x), circle.largest_other(x, [&](std::int64_t y) { return stored(y) && y != M_ - x; })};
      top = larger(top, s.match);
      if (!decided[s.match].insert(s.other.value_or(s.match)).second) continue;
      const std::string who = "the query " + std::to_string(x);
      if (s.other && !plan_.naive() && less(circle.blank(), *s.other)) throw NotEstablished(who + ": a score without a match exceeds the blank's");
      if (s.other && !no_match(*s.other, circle.blank(), cases)) throw NotEstablished(who + " can be answered 1 without a match");
      if (plan_.online && less(s.match, circle.blank())) throw NotEstablished(who + ": online, a match must reach the blank");
      if (!match(s, circle.blank(), cases)) throw NotEstablished(who + " can be answered 0 despite a match");
    }
    circle.require_span(top, [&](std::int64_t x) { return stored(x); });
    return cases;
  }

  bool no_match(const Real& other, const Real& blank_score, std::uint64_t& cases) const {
    const Arithmetic& a = plan_.accumulator;
    const Real light = plan_.weigh(other, blank_score), B = plan_.weigh(blank_score, blank_score);
    if (!a.sequential()) {
      ++cases;
      const Real den = repeated_sum_with_last(a, light, n_, B), num = repeated_sum_with_last(a, light, n_, whole(0));
      if (!at_least(plan_.output.div(num, B), threshold_)) return true;
      const mpq_class Ku = last_roundings(a, n_) * a.unit();
      const auto most = relative_bound(num, binary_exponent(B)), blank = relative_value(B, binary_exponent(B));  // B > 0: it was divided by
      return most && not_clamped(den) && shared_sum_reads(plan_, *most * (1 + 2 * Ku), *blank, n_, threshold_, false);  // 1+2Ku >= 1/(1-u)^K
    }
    if (plan_.online) require_one(B);
    const Real top = plan_.online ? a.mul(repeated_sum(a, B, n_), light) : repeated_sum(a, light, n_);
    return pieces_hold(plan_, a.integer(0), top, B, threshold_, false, cases);
  }

  bool match(const Scores& s, const Real& blank_score, std::uint64_t& cases) const {
    const Arithmetic& a = plan_.accumulator;
    const Real& maximum = larger(s.match, blank_score);
    if (!plan_.naive() && s.other && less(maximum, *s.other)) return false;
    const Real hit = plan_.weigh(s.match, maximum), B = plan_.weigh(blank_score, maximum);
    const Real most = plan_.online || !s.other ? hit : larger(hit, plan_.weigh(*s.other, maximum));
    if (!a.sequential()) {
      ++cases;
      if (hit.is_zero()) throw NotEstablished("a match weighs nothing");
      return not_clamped(repeated_sum_with_last(a, most, n_, B)) && match_reads(hit, B);
    }
    if (plan_.online) require_one(hit);
    return pieces_hold(plan_, hit, repeated_sum(a, most, n_), B, threshold_, true, cases);
  }

  bool match_reads(const Real& hit, const Real& B) const {
    const auto least = relative_value(hit, binary_exponent(hit)), blank = relative_bound(B, binary_exponent(hit));
    return blank && shared_sum_reads(plan_, *least, *blank, n_, threshold_, true);
  }

  void require_one(const Real& weight) const {
    if (!equal(weight, whole(1))) throw NotEstablished("online, e^0 must be 1");
  }

  /// The largest sum on the way was not cut down to the largest number.
  bool not_clamped(const Real& den) const {
    const Arithmetic& a = plan_.accumulator;
    return a.unbounded() || !a.clamps() || less(den, a.largest());
  }

  /// Real numbers: without a match R <= n·e^(c·cos(2π/M)), with one R >= e^c; B = e^(cκ); R/(R+B) is increasing in R. After
  /// division by B: n·e^(c(cos-κ))·(1-θ) < θ and e^(c(1-κ))·(1-θ) >= θ.
  std::uint64_t exact_cases() const {
    const auto side = [&](const Enclosing& e, bool match) {
      const Interval cosine = match ? interval(1) : e.cos_turn(1, static_cast<unsigned long>(M_));
      const Interval weight = e.exp(e.mul(interval(parameter(0)), e.sub(cosine, interval(parameter(1)))), plan_.base2);
      return e.mul(e.mul(interval(match ? 1 : n_), weight), e.sub(interval(1), interval(threshold_)));
    };
    if (!decide([&](const Enclosing& e) { return less(side(e, false), interval(threshold_)); })) throw NotEstablished("n near misses are answered 1");
    if (decide([&](const Enclosing& e) { return less(side(e, true), interval(threshold_)); })) throw NotEstablished("one match is answered 0");
    return 2;
  }

  /// Real numbers: R/(R+B) >= θ iff R(1-θ) >= θB; both divided by B.
  std::int64_t evaluate_exactly(const Point& point, const Input& input) const {
    std::map<std::int64_t, long> at_distance;
    for (std::size_t j = 0; j + 1 < input.size(); ++j) {
      const std::int64_t distance = (input[j][1] + input[input.size() - 1][1]) % M_;
      ++at_distance[std::min(distance, M_ - distance)];
    }
    const bool below = decide([&](const Enclosing& e) {
      Interval sum = interval(0);
      for (const auto& [distance, count] : at_distance) {
        const Interval cosine = distance == 0 ? interval(1) : e.cos_turn(distance, static_cast<unsigned long>(M_));
        sum = e.add(sum, e.mul(interval(count), e.exp(e.mul(interval(point[0]), e.sub(cosine, interval(point[1]))), plan_.base2)));
      }
      return less(e.mul(sum, e.sub(interval(1), interval(threshold_))), interval(threshold_));
    });
    return below ? 0 : 1;
  }

  std::int64_t M_, n_;
  Real threshold_;
};

}  // namespace

std::unique_ptr<Claim> read_two_sum(Reader& reader) { return std::make_unique<TwoSum>(reader); }

}  // namespace attest::checker
