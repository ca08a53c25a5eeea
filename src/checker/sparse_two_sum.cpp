// sparse-two-sum: (B,k)-sparse attention whose messages are its blocks' sets solves query 2-Sum over n distinct values of
// {1..U}; the query is M−t, and right is whether t is stored.
//
// Messages. The sets of B values of {1..U} are numbered in colexicographic order, Σ C(a_i−1, i) over a_1 < ... < a_B: the
// sets within {1..v} have exactly the numbers below C(v,B), by induction over v and Pascal's rule. So the code has an inverse,
// and fits iff C(U,B) <= 2^message-bits.
// Selection. The score is a table: 1 for a block whose decoded set holds t, else 0. For each place at which t can stand the
// selection is run: forced blocks first, which count in k, then by descending score, ties to the lowest index; a partial last
// block has no message and ranks behind all others. The block of t must be among those read, whatever else is stored: as
// values are distinct, every other score is 0.
// Reading. Attention over the tokens read: query (−β, 2βt, −βt²), key (x², x, 1), value (x, x²). If every score is −β(x−t)²
// exactly and a distance of one step β already weighs 0, then only the nearest value or the nearest two, t−d and t+d, have a
// weight, and it is 1. The answer is 1 iff y_1 − 2t·y_0 + t² < 1/2. All t with every nearest x, and with every pair, decide.
// Real numbers: with t read, the spread Σ w (x−t)² / Σ w is at most Σ_d 2d² e^(−βd²); without, it is at least 1.
#include <gmpxx.h>

#include <map>
#include <set>

#include "checker/claims.hpp"
#include "checker/distinct_values.hpp"
#include "checker/interval.hpp"

namespace attest::checker {
namespace {

struct Sparse {
  std::int64_t n, M, U, B, k, initial, local, beta;
  Plan plan;
};

/// Indices of the blocks that are read when t stands in block `scoring`.
std::set<std::int64_t> selected(const Sparse& s, std::int64_t scoring) {
  const std::int64_t blocks = (s.n + s.B - 1) / s.B, complete = s.n / s.B;
  std::set<std::int64_t> taken;
  for (std::int64_t b = 0; b < std::min(s.initial, blocks); ++b) taken.insert(b);
  for (std::int64_t b = 0; b < std::min(s.local, blocks); ++b) taken.insert(blocks - 1 - b);
  std::vector<std::int64_t> ranking;
  if (scoring < complete) ranking.push_back(scoring);
  for (std::int64_t b = 0; b < blocks; ++b)  // complete blocks by index, then the partial one
    if (b != scoring || scoring >= complete) ranking.push_back(b);
  for (const std::int64_t b : ranking)
    if (static_cast<std::int64_t>(taken.size()) < s.k) taken.insert(b);
  return taken;
}

std::uint64_t check_selection(const Sparse& s) {
  for (std::int64_t place = 0; place < s.n; ++place)
    if (!selected(s, place / s.B).contains(place / s.B))
      throw NotEstablished("the block of place " + std::to_string(place) + " is not read when it holds the match");
  return static_cast<std::uint64_t>(s.n);
}

void check_messages(std::int64_t U, std::int64_t B, std::int64_t bits) {
  mpz_class sets, messages;
  mpz_bin_uiui(sets.get_mpz_t(), static_cast<unsigned long>(U), static_cast<unsigned long>(B));
  mpz_ui_pow_ui(messages.get_mpz_t(), 2, static_cast<unsigned long>(bits));
  if (messages < sets) throw NotEstablished("fewer messages than sets");
}

void require_exact(const Arithmetic& a, std::int64_t x, const char* what) {
  if (!equal(a.integer(x), whole(x))) throw NotEstablished(std::string(what) + " " + std::to_string(x) + " is no number of its format");
}

void check_scores(const Sparse& s) {
  const Plan& p = s.plan;
  if (!less(p.score.integer(0), p.score.integer(1))) throw NotEstablished("the table's scores are not told apart");
  for (std::int64_t t = 1; t <= s.U; ++t) {
    require_exact(p.input, 2 * s.beta * t, "the query's entry");  // the table decodes t from it
    for (const Arithmetic* role : {&p.input, &p.accumulator}) require_exact(*role, t, "the value"), require_exact(*role, t * t, "the value");
    const std::vector<Real> query{p.input.integer(-s.beta), p.input.integer(2 * s.beta * t), p.input.integer(-s.beta * t * t)};
    for (std::int64_t x = 1; x <= s.U; ++x) {
      const Real score = p.score.dot(query, {p.input.integer(x * x), p.input.integer(x), p.input.integer(1)});
      if (!equal(score, whole(-s.beta * (x - t) * (x - t))))
        throw NotEstablished("the score of value " + std::to_string(x) + " for " + std::to_string(t) + " is not exact");
    }
  }
  const Real step = p.weight.convert(p.score.integer(-s.beta));
  if (!p.weight.exp(step, p.base2).is_zero()) throw NotEstablished("a value one step behind the nearest weighs something");
  p.weigh(p.score.integer(-s.beta * (s.U - 1) * (s.U - 1)), p.score.integer(0));  // defined, so are all between
}

/// The answer when the values `nearest` weigh 1 each, in this order, and all others 0.
bool answers_one(const Plan& p, std::int64_t t, const std::vector<std::int64_t>& nearest) {
  const Arithmetic& a = p.accumulator;
  const Real one = a.convert(p.weight.integer(1));
  Real count = a.integer(0), first = count, second = count;
  for (const std::int64_t x : nearest) {
    count = a.add(count, one);
    first = a.add(first, a.mul(one, p.input.integer(x)));
    second = a.add(second, a.mul(one, p.input.integer(x * x)));
  }
  const Arithmetic& out = p.output;
  const Real cross = out.mul(out.integer(-2 * t), out.div(first, count));
  const Real spread = out.add(out.add(out.div(second, count), cross), out.integer(t * t));
  return !at_least(spread, one_half());
}

std::uint64_t finite_reading(const Sparse& s) {
  const Plan& p = s.plan;
  if ((!p.two_pass && !p.online) || p.weights_first) throw NotEstablished("blocks are read by two-pass or online softmax with a quotient");
  check_scores(s);
  std::uint64_t rows = 0;
  const auto require = [&](std::int64_t t, const std::vector<std::int64_t>& nearest) {
    ++rows;
    if (answers_one(p, t, nearest) != (nearest[0] == t))
      throw NotEstablished("the query for " + std::to_string(t) + " is answered wrongly when " + std::to_string(nearest[0]) + " is nearest");
  };
  for (std::int64_t t = 1; t <= s.U; ++t)
    for (std::int64_t x = 1; x <= s.U; ++x) {
      require(t, {x});
      const std::int64_t mirrored = 2 * t - x;
      if (mirrored != x && mirrored >= 1 && mirrored <= s.U) require(t, {x, mirrored});
    }
  return rows;
}

std::uint64_t exact_reading(const Sparse& s) {
  const bool holds = decide([&](const Enclosing& e) {
    Interval total = interval(0);
    for (std::int64_t d = 1; d < s.U; ++d) total = e.add(total, e.mul(interval(2 * d * d), e.exp(interval(-s.beta * d * d), s.plan.base2)));
    return less(total, interval(one_half()));
  });
  if (!holds) throw NotEstablished("other values can hide a match");
  return 1;
}

std::uint64_t establish(const Sparse& s, std::int64_t bits) {
  if (s.n > s.U || s.B > s.U) throw NotEstablished("distinct values do not fit the universe");
  if (s.M < 2 * s.U + 1) throw NotEstablished("M must be at least 2U+1");
  const std::int64_t blocks = (s.n + s.B - 1) / s.B;
  if (s.k > blocks || s.initial + s.local > s.k) throw NotEstablished("k counts forced blocks and is at most the number of blocks");
  check_messages(s.U, s.B, bits);
  return check_selection(s) + (s.plan.exact ? exact_reading(s) : finite_reading(s));
}

/// The answer over real numbers: 1 iff the weighted mean of (x-t)² over the values read is below 1/2.
std::int64_t exact_answer(const Sparse& s, const Input& input) {
  const std::int64_t t = s.M - input[input.size() - 1][1], blocks = (s.n + s.B - 1) / s.B;
  std::int64_t scoring = blocks;
  for (std::int64_t j = 0; j < s.n; ++j)
    if (input[static_cast<std::size_t>(j)][1] == t) scoring = j / s.B;
  std::map<std::int64_t, long> at_square;
  for (const std::int64_t b : selected(s, scoring))
    for (std::int64_t j = b * s.B; j < std::min((b + 1) * s.B, s.n); ++j) {
      const std::int64_t difference = input[static_cast<std::size_t>(j)][1] - t;
      ++at_square[difference * difference];
    }
  const bool present = decide([&](const Enclosing& e) {
    Interval sum = interval(0);
    for (const auto& [square, count] : at_square) sum = e.add(sum, e.mul(interval(count * (2 * square - 1)), e.exp(interval(-s.beta * square), s.plan.base2)));
    return less(sum, interval(0));
  });
  return present ? 1 : 0;
}

/// Its explicit inputs are over real numbers; in finite formats the layer is one of claim stack.
class SparseTwoSum final : public Claim {
 public:
  explicit SparseTwoSum(Reader& reader) {
    s_.n = reader.integer("n", 1, 1 << 12);
    s_.M = reader.integer("M", 3, 1 << 20);
    s_.U = reader.integer("U", 1, 1 << 10);
    s_.B = reader.integer("B", 1, 1 << 10);
    s_.k = reader.integer("k", 1, 1 << 12);
    s_.initial = reader.integer("forced-initial", 0, 1 << 12);
    s_.local = reader.integer("forced-local", 0, 1 << 12);
    bits_ = reader.integer("message-bits", 0, 1 << 20);
    s_.beta = reader.integer("scale", 1, 1 << 20);
    s_.plan = plan_ = read_plan(reader);
  }
  std::vector<std::string> methods() const override { return {"derivation"}; }
  std::uint64_t establish(const std::string&) const override { return attest::checker::establish(s_, bits_); }
  bool has_inputs() const override { return plan_.exact; }
  std::int64_t oracle(const Input& input) const override { return values().oracle(input); }
  std::int64_t evaluate(const Point&, const Input& input) const override { return exact_answer(s_, input); }
  double work(const Input& input) const override { return 100.0 * static_cast<double>(input.size()); }
  std::vector<std::uint64_t> radices() const override { return values().radices(); }
  std::vector<Token> assemble(const std::vector<std::uint64_t>& choices) const override { return values().assemble(choices); }

 private:
  DistinctValues values() const { return {s_.n, s_.M, s_.U}; }
  Sparse s_;
  std::int64_t bits_ = 0;
};

}  // namespace

std::unique_ptr<Claim> read_sparse_two_sum(Reader& reader) { return std::make_unique<SparseTwoSum>(reader); }

}  // namespace attest::checker
