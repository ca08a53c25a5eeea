// match2: the blank, then n values of [M]; all see all. two-sum-any: the same causally over an alphabet without 0 and M/2, so
// that no value completes itself, and then one more token asks whether any position was completed.
//
// For a value x the score of y = -x is the match's, heavy; every other value scores at most light. The blank comes first, with
// weight B. k >= 1 matches: den <= F(k, n-k) from B, num >= the sum of k heavy terms; so y >= 1/2 if F(k, n-k) is at most twice
// that. No match (there is one for x = 0, M/2: itself): num <= S(n) of light terms and den >= B. Fewer tokens in sight,
// as causally, make F and S no larger.
#include <set>
#include <tuple>

#include "checker/circle.hpp"
#include "checker/claims.hpp"
#include "checker/heavy_light.hpp"
#include "checker/interval.hpp"
#include "checker/repeated.hpp"

namespace attest::checker {
namespace {

class Match2 : public Claim {
 public:
  explicit Match2(Reader& reader) : M_(reader.integer("M", 3, 1 << 16)), n_(static_cast<std::size_t>(reader.integer("n", 1, 1 << 17))) {
    read_parameter(reader, "c");
    read_parameter(reader, "kappa");
    read_rest(reader);
  }
  std::vector<std::string> methods() const override { return {"heavy-light"}; }
  std::uint64_t establish(const std::string&) const override {
    if (parameter(0).sign() <= 0) throw NotEstablished("c must be positive");
    return plan_.exact ? exact_cases() : finite_cases();
  }
  bool has_inputs() const override { return !plan_.exact; }
  std::int64_t oracle(const Input& input) const override {
    require(input);
    return has_partner(input, n_ - 1) ? 1 : 0;
  }
  std::int64_t evaluate(const Point& point, const Input& input) const override {
    return completed(Circle(plan_, M_, point[0], point[1]), input, n_ - 1) ? 1 : 0;
  }
  /// At every position: moving a value to the end, where it is asked for, would move it among the keys too.
  bool right(const Point& point, const Input& input) const override {
    const Circle circle(plan_, M_, point[0], point[1]);
    for (std::size_t i = 0; i < n_; ++i)
      if (completed(circle, input, i) != has_partner(input, i)) return false;
    return true;
  }
  double work(const Input& input) const override { return 15.0 * static_cast<double>(input.size()); }
  std::vector<std::uint64_t> radices() const override { return std::vector<std::uint64_t>(n_, static_cast<std::uint64_t>(M_)); }
  std::vector<Token> assemble(const std::vector<std::uint64_t>& choices) const override {
    std::vector<Token> tokens;
    for (const std::uint64_t choice : choices) tokens.push_back({1, static_cast<std::int64_t>(choice)});
    return tokens;
  }

 protected:
  Match2(Reader& reader, const char* last_key) : M_(reader.integer("M", 3, 1 << 16)), n_(static_cast<std::size_t>(reader.integer("n", 1, 1 << 17))) {
    read_parameter(reader, "c");
    read_parameter(reader, "kappa");
    beta_ = reader.dyadic(last_key);
    read_rest(reader);
  }
  void read_rest(Reader& reader) { plan_ = read_plan(reader); }
  virtual bool in_alphabet(std::int64_t x) const { return x >= 0 && x < M_; }
  void require(const Input& input) const {
    if (input.size() != n_) throw Malformed("this input needs n tokens");
    for (std::size_t j = 0; j < n_; ++j) {
      require_token(input[j], 1, {M_}, j);
      if (!in_alphabet(input[j][1])) throw Malformed("token " + std::to_string(j) + " holds 0 or M/2");
    }
  }
  /// The bit of the value at `position`, which sees the blank and the values up to `last` (default: all).
  bool completed(const Circle& circle, const Input& input, std::size_t position, std::size_t last) const {
    Column scores, values;
    const std::uint32_t symbols[2] = {values.intern(plan_.input.integer(0)), values.intern(plan_.input.integer(1))};
    scores.push(circle.blank());
    values.push(symbols[0]);
    std::vector<std::optional<std::uint32_t>> known(input.distinct().size());
    for (std::size_t j = 0; j <= last; ++j) {
      auto& place = known[input.which(j)];
      if (!place) place = scores.intern(circle.score(input[position][1], input[j][1]));
      scores.push(*place);
      values.push(symbols[1]);
    }
    return at_least(heads(plan_, scores, {values})[0], one_half());
  }
  bool has_partner(const Input& input, std::size_t position) const {
    for (std::size_t j = 0; j < n_; ++j)
      if ((input[j][1] + input[position][1]) % M_ == 0) return true;
    return false;
  }
  bool completed(const Circle& circle, const Input& input, std::size_t position) const { return completed(circle, input, position, n_ - 1); }

  std::uint64_t finite_cases() const {
    require_heavy_light(plan_);
    const Circle circle(plan_, M_, parameter(0), parameter(1));
    require_work(circle.work(), plan_.most_work);
    const Real& blank = circle.blank();
    struct Less {
      bool operator()(const Real& x, const Real& y) const { return less(x, y); }
    };
    struct Case {
      std::optional<Real> match, other;
      std::int64_t x;
    };
    std::map<Real, std::map<Real, Case, Less>, Less> cases;  // (match, other): few scores differ
    for (std::int64_t x = 0; x < M_; ++x) {
      if (!in_alphabet(x)) continue;
      const std::int64_t opposite = (M_ - x) % M_;
      const Real match = circle.score(x, opposite);
      const auto other = circle.largest_other(x, [&](std::int64_t y) { return in_alphabet(y) && y != opposite; });
      Case& here = cases[match].try_emplace(other.value_or(match), Case{match, other, x}).first->second;
      if (opposite != x) here.x = x;  // then no match is a case of its own
    }
    std::size_t count = 0;
    circle.require_span(larger(cases.rbegin()->first, blank), [&](std::int64_t x) { return in_alphabet(x); });
    std::vector<std::pair<std::int64_t, Terms>> hard;
    for (const auto& [match, by_other] : cases)
      for (const auto& [ignored, here] : by_other) {
        ++count;
        require_none(here.other, blank, here.x);
        const Terms terms = matches(match, here.other, blank, here.x);
        const TermSums sums(plan_.accumulator, terms);
        if (sums.win_at_once(n_)) continue;
        if (!sums.has_rows()) throw missed(here.x);
        hard.emplace_back(here.x, terms);
      }
    require_work(static_cast<double>(hard.size()) * static_cast<double>(n_) * static_cast<double>(n_), plan_.most_work);
    for (const auto& [x, terms] : hard)
      if (!TermSums(plan_.accumulator, terms).win_by_rows(n_)) throw missed(x);
    return count;
  }
  static std::string who(std::int64_t x) { return "the value " + std::to_string(x); }
  static NotEstablished missed(std::int64_t x) { return NotEstablished(who(x) + " can be answered 0 despite a match"); }

  /// What den sums with a match. Online the blank weighs 1, until the first match above it comes.
  Terms matches(const Real& match, const std::optional<Real>& other, const Real& blank, std::int64_t x) const {
    const Real& maximum = larger(match, blank);
    if (!plan_.naive() && other && less(plan_.online ? blank : maximum, *other)) throw NotEstablished(who(x) + ": another score exceeds the match's and the blank's");
    const Real heavy = plan_.weigh(match, maximum), light = other ? plan_.weigh(*other, maximum) : heavy;
    Terms terms = plain_terms(heavy, light, n_, plan_.weigh(blank, maximum));
    if (!plan_.online) return terms;
    require_weight_one(plan_, maximum);
    require_weight_one(plan_, blank);
    if (less(blank, match)) terms.rescale = terms.first, terms.first = whole(1), terms.early = other ? plan_.weigh(*other, blank) : whole(0);
    return terms;
  }
  void require_none(const std::optional<Real>& other, const Real& blank, std::int64_t x) const {
    if (!other || (2 * x) % M_ == 0) return;
    const Arithmetic& a = plan_.accumulator;
    if (!plan_.naive() && less(blank, *other)) throw NotEstablished(who(x) + ": a score without a match exceeds the blank's");
    const Real B = a.convert(plan_.weigh(blank, blank)), light = plan_.weigh(*other, blank);
    if (plan_.online) require_weight_one(plan_, blank);
    if (!none_is_read(light, B)) throw NotEstablished(who(x) + " can be answered 1 without a match");
  }
  bool none_is_read(const Real& light, const Real& B) const {
    const Arithmetic& a = plan_.accumulator;
    if (a.sequential()) {
      Real den = B;
      append_copies(a, den, light, static_cast<std::int64_t>(n_));  // defined
      if (!at_least(plan_.output.div(repeated_sum(a, light, static_cast<std::int64_t>(n_)), B), one_half())) return true;
    }
    // R = all weights but the blank's, exactly, at most n·light: num <= R/(1-Ku) and den >= (R+B)(1-Ku), K the depth of n+1 terms; the
    // quotient increases with R. No sum overflows.
    if (B.is_zero()) return false;
    const TermSums sums(a, plain_terms(B, light, n_ + 1));
    const auto blank = relative_value(B, sums.scale()), each = relative_bound(light, sums.scale());
    if (!sums.relative(1) || !blank || !each) return false;
    const mpq_class R = static_cast<unsigned long>(n_) * *each, slack = sums.slack();
    return !at_least(plan_.output.rational(R / (R + *blank) / (slack * slack)), one_half());
  }

  /// Real numbers: R/(R+B) >= 1/2 iff R >= B. n·e^(c(cos(2π/M)-κ)) < 1, and κ <= 1.
  std::uint64_t exact_cases() const {
    if (less(whole(1), parameter(1))) throw NotEstablished("one match is answered 0");
    const bool holds = decide([&](const Enclosing& e) {
      const Interval gap = e.sub(e.cos_turn(1, static_cast<unsigned long>(M_)), interval(parameter(1)));
      return less(e.mul(interval(static_cast<long>(n_)), e.exp(e.mul(interval(parameter(0)), gap), plan_.base2)), interval(1));
    });
    if (!holds) throw NotEstablished("n near misses are answered 1");
    return 2;
  }

  std::int64_t M_;
  std::size_t n_;
  Real beta_;
};

class TwoSumAny final : public Match2 {
 public:
  explicit TwoSumAny(Reader& reader) : Match2(reader, "beta") {}
  std::uint64_t establish(const std::string& method) const override {
    return Match2::establish(method) + establish_any_of(plan_, n_ + 2, n_, beta_);
  }
  std::int64_t oracle(const Input& input) const override {
    require(input);
    std::set<std::int64_t> seen;
    for (std::size_t j = 0; j < n_; ++j) {
      if (seen.count((M_ - input[j][1]) % M_)) return 1;
      seen.insert(input[j][1]);
    }
    return 0;
  }
  std::int64_t evaluate(const Point& point, const Input& input) const override {
    const Circle circle(plan_, M_, point[0], point[1]);
    std::vector<bool> bits(n_ + 2);  // the blank's, the values', the last token's
    for (std::size_t i = 0; i < n_; ++i) bits[i + 1] = completed(circle, input, i, i);
    return any_of(plan_, bits, beta_) ? 1 : 0;
  }
  bool right(const Point& point, const Input& input) const override { return Claim::right(point, input); }
  double work(const Input& input) const override { return 15.0 * static_cast<double>(input.size() * input.size()); }
  std::vector<std::uint64_t> radices() const override { return std::vector<std::uint64_t>(n_, static_cast<std::uint64_t>(M_ - 1 - (M_ % 2 == 0))); }
  std::vector<Token> assemble(const std::vector<std::uint64_t>& choices) const override {
    std::vector<Token> tokens;
    for (const std::uint64_t choice : choices) {
      const auto v = static_cast<std::int64_t>(choice) + 1;
      tokens.push_back({1, M_ % 2 == 0 && v >= M_ / 2 ? v + 1 : v});
    }
    return tokens;
  }

 private:
  bool in_alphabet(std::int64_t x) const override { return x > 0 && x < M_ && 2 * x != M_; }
};

}  // namespace

std::unique_ptr<Claim> read_match2(Reader& reader) { return std::make_unique<Match2>(reader); }
std::unique_ptr<Claim> read_two_sum_any(Reader& reader) { return std::make_unique<TwoSumAny>(reader); }

}  // namespace attest::checker
