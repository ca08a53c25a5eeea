// averaging (qSA): n tokens with z_j in [-1,1] and q-sets y_i of positions; one-hot keys, query beta·(sum of e_j over y_i), values
// z; every output is within epsilon of the mean of its q values. All see all.
//
// A score is fl(beta·1) for the q members and 0 for the others (all other products are 0), so the weights are two numbers w_1
// and w_0, known exactly. Let A = q·w_1 + (n-q)·w_0 and λ = (n-q)·w_0/A: the exact quotient is (1-λ) times the mean and λ times
// another mean, so it errs by at most 2λ. One rounding of the accumulator errs by at most u|x| + η (no η where numbers of the format
// are added), and each term of a sum meets k of them: num = Σ w_j z_j (1+θ_j) + e and den = Σ w_j (1+θ'_j) + e' with
// |θ| <= (1+u)^k - 1 <= γ = ku/(1-ku) and |e| <= nη(1+γ). Both are within ρA of exact, ρ = γ + nη(1+γ)/A, and |exact num| <= A,
// so num/den is within 2ρ/(1-ρ) of exact. All partial sums stay below A(1+ρ), so none overflows or saturates. In all,
// T = 2λ + 2ρ/(1-ρ), and the output's own rounding adds u(1+T) + η; to nearest, where 1 is a number, no more than half a unit below 1 (or η) for what
// lies in [-1, 1], and no more than T for what lies beyond, since 1 is nearer.
//
// Online: w_1 = 1 is asked for. There are two scores, 0 and the members', so den and num are rescaled once at most, by the first member and
// by weight.exp(weight.sub(0, its score)), which is w_0: exact terms that came before are 1·z·w_0, as if they came later. A term meets one
// rounding more, k+1, and that product may underflow once more: |e| <= (n+1)η(1+γ), errors from before it being multiplied by w_0 <= 1.
// Until then sums reach n-q, so the larger of A and n-q, times 1+γ, plus (n+1)η(1+γ) must be in range.
//
// A sharper bound is tried first, where the rest is absorbed: nearest-even, two-pass or online, w_1 = 1, weights and inputs are
// numbers of the accumulator. Left to right, let S be the sum of n-q terms w_0, or online accumulator.mul(the sum of n-q ones, w_0): rounded sums are
// monotone, so before the first member (and rescaled) 0 <= den <= S and |num| <= S. If fl(S+1) = 1 and, for k = 1..q, fl(k-1+1) = k and
// fl(k+w_0) = k (the latter where q < n), then den = q and after k members |s| <= k. D = s - the exact sum of the members so far: a term of the
// rest moves s by at most 2w_0 (rounding to nearest errs by no more than the term, as s is a number), and online s begins within S. A
// member gives x = s + z; |x| <= k: half a unit
// there is u·2^(⌈lg k⌉-1); x > k: fl(x) = k and 0 <= D' <= D, since the exact sum is at most k. The first member errs by at most |s| too,
// since z is a number. |num| <= q, so the output errs by u/2 (or η); where q = 1 the mean is a number: by no more than T.
// Pairwise or in blocks, sums form a tree. P, the sum of n terms w_0 in that order, is at least the sum of any subtree without members. If 1 + 2P
// rounds to 1 then P is less than half a unit of every number from 1 on; if 1..q are numbers too, every subtree with k members has den = k, whatever
// else is in it, and |num| <= k. A subtree without members moves num by at most 2P, there are at most n-q of them; two subtrees with k members in all
// are added with half a unit there at most. Of the q-1 such additions no more than q-s+1 have s members or more (by induction over the tree: below
// one with both parts of at least s, 1 + (a-s+1) + (b-s+1) <= a+b-s+1 for s >= 2), so k = 2..q is the worst.
// Exact sums: den = fl(q + (n-q)w_0), which must be q. The exact num is within (n-q)w_0 of the members' sum and at most q + (n-q)w_0; its one rounding
// errs by half a unit below q, or, beyond q, by no more than (n-q)w_0; where q = 1, z being a number, by no more than that either.
#include <algorithm>
#include <numeric>
#include <optional>

#include "checker/claims.hpp"
#include "checker/interval.hpp"
#include "checker/rationals.hpp"
#include "checker/repeated.hpp"

namespace attest::checker {
namespace {

/// Rounding to nearest: one rounding errs by 2^-p.
bool nearest(const Arithmetic& a) {
  mpq_class u = 1;
  mpq_div_2exp(u.get_mpq_t(), u.get_mpq_t(), static_cast<mp_bitcnt_t>(a.precision()));
  return !a.fixed() && a.unit() == u;
}

class Averaging final : public Claim {
 public:
  explicit Averaging(Reader& reader) : n_(reader.integer("n", 1, 1 << 16)), q_(reader.integer("q", 1, 1 << 16)) {
    if (q_ > n_) throw Malformed("q must be at most n");
    read_parameter(reader, "beta");
    epsilon_ = reader.dyadic("epsilon");
    plan_ = read_plan(reader);
  }
  std::vector<std::string> methods() const override { return {"bound"}; }
  std::uint64_t establish(const std::string&) const override {
    if (parameter(0).sign() <= 0) throw NotEstablished("beta must be positive");
    if (plan_.exact) return exact_bound();
    const Arithmetic& a = plan_.accumulator;
    if (plan_.weights_first) throw NotEstablished("the bound is about a quotient");
    if (!a.is_signed() || !plan_.output.is_signed()) throw NotEstablished("the bound is about accumulators and outputs with a sign");
    const Real member = plan_.score.dot({plan_.input.convert(parameter(0))}, {plan_.input.integer(1)}), other = whole(0);
    const Real heavy = plan_.weigh(member, member), light = plan_.weigh(other, member);
    if (plan_.online && !equal(heavy, whole(1))) throw NotEstablished("e^0 is not 1 in the format of weights");
    if (absorbed_bound_holds(heavy, light)) return static_cast<std::uint64_t>(n_);
    const long rescalings = plan_.online ? 1 : 0;
    const mpq_class w1 = rational(heavy), w0 = rational(light), rest = n_ - q_;
    const mpq_class A = q_ * w1 + rest * w0, u = a.unit(), eta = a.underflow();
    const mpq_class ku = (roundings(a) + rescalings) * u;
    if (ku >= 1 || A <= 0) throw NotEstablished("the accumulator is too coarse for a bound");
    const mpq_class gamma = ku / (1 - ku), lost = (n_ + rescalings) * eta * (1 + gamma), rho = gamma + lost / A;
    if (rho >= 1) throw NotEstablished("the accumulator is too coarse for a bound");
    const mpq_class T = 2 * rest * w0 / A + 2 * rho / (1 - rho), sums = (plan_.online && rest > A ? rest : A) * (1 + gamma) + lost;
    if (!reaches(a, sums) || !reaches(plan_.output, 1 + T)) throw NotEstablished("a sum may exceed the largest number");
    if (T + output_error(T) > rational(epsilon_)) throw NotEstablished("the bound exceeds epsilon");
    return static_cast<std::uint64_t>(n_);
  }

  bool has_inputs() const override { return !plan_.exact; }
  std::int64_t oracle(const Input& input) const override {
    if (input.size() != static_cast<std::size_t>(n_)) throw Malformed("this input needs n tokens");
    for (std::size_t i = 0; i < input.size(); ++i) require(input[i], i);
    return 1;
  }
  std::int64_t evaluate(const Point& point, const Input& input) const override {
    const Real member = plan_.score.dot({plan_.input.convert(point[0])}, {plan_.input.integer(1)});
    Column scores, values;
    const std::uint32_t symbols[2] = {scores.intern(whole(0)), scores.intern(member)};
    for (std::size_t j = 0; j < input.size(); ++j) values.push(value(input[j]));
    scores.resize(input.size());
    const mpq_class epsilon = rational(epsilon_);
    bool near = true;  // every output is evaluated: any of them may be undefined
    for (const std::size_t i : different_queries(input)) {
      for (std::size_t j = 0; j < input.size(); ++j) scores.set(j, symbols[0]);
      mpq_class sum;
      for (std::size_t e = 3; e < input[i].size(); ++e) {
        const auto place = static_cast<std::size_t>(input[i][e]);
        scores.set(place, symbols[1]);
        sum += rational(values[place]);
      }
      const mpq_class error = rational(heads(plan_, scores, {values})[0]) - sum / q_;
      near = near && abs(error) <= epsilon;
    }
    return near ? 1 : 0;
  }
  double work(const Input& input) const override { return 4.0 * static_cast<double>(input.size()) * static_cast<double>(different_queries(input).size()); }
  std::vector<std::uint64_t> radices() const override { throw Malformed("the inputs of averaging are not enumerated"); }

 private:
  /// The first position of every set: equal sets ask the same of the same tokens.
  static std::vector<std::size_t> different_queries(const Input& input) {
    const auto set_of = [&](std::size_t i) { return std::pair(input[i].begin() + std::min<std::ptrdiff_t>(3, std::ssize(input[i])), input[i].end()); };
    std::vector<std::size_t> first(input.size());
    std::iota(first.begin(), first.end(), std::size_t{0});
    first.erase(std::unique(first.begin(), first.end(), [&](std::size_t i, std::size_t j) { return input.which(i) == input.which(j); }), first.end());
    const auto before = [&](std::size_t i, std::size_t j) {
      const auto [a, b] = set_of(i);
      const auto [c, d] = set_of(j);
      return std::lexicographical_compare(a, b, c, d);
    };
    std::stable_sort(first.begin(), first.end(), before);
    first.erase(std::unique(first.begin(), first.end(), [&](std::size_t i, std::size_t j) { return !before(i, j); }), first.end());
    return first;
  }
  /// That a term of a sum of n meets, its own included.
  long roundings(const Arithmetic& a) const { return static_cast<long>(a.additions_deep(static_cast<std::size_t>(n_))) + (a.sums() != Sums::exact); }
  static Real value(const Token& token) { return dyadic(token[1], token[2]); }
  static bool reaches(const Arithmetic& a, const mpq_class& x) { return a.unbounded() || rational(a.largest()) >= x; }
  void require(const Token& token, std::size_t position) const {
    const std::string at = "token " + std::to_string(position);
    if (token.size() != static_cast<std::size_t>(q_) + 3 || token[0] != 1) throw Malformed(at + " is none of the task");
    const std::int64_t m = token[1], e = token[2];
    if (m <= -(std::int64_t{1} << 53) || m >= std::int64_t{1} << 53 || e < -1100 || e > 0) throw Malformed(at + ": its value is out of range");
    const Real z = value(token);
    if (mpfr_cmpabs(z.get(), whole(1).get()) > 0 || !plan_.input.holds(z)) throw Malformed(at + ": its value is no input");
    for (std::size_t i = 3; i < token.size(); ++i)
      if (token[i] < 0 || token[i] >= n_ || (i > 3 && token[i] <= token[i - 1])) throw Malformed(at + ": its set is not ascending below n");
  }

  bool absorbed_bound_holds(const Real& w1, const Real& w0) const {
    const Arithmetic& a = plan_.accumulator;
    if (plan_.naive() || !equal(w1, whole(1)) || !nearest(a) || !nearest(plan_.output) || !a.contains(plan_.weight) || !a.contains(plan_.input)) return false;
    const Error error = a.sequential() ? error_in_sequence(w0) : a.sums() == Sums::exact ? error_of_exact_sums(w0) : error_in_trees(w0);
    if (!error) return false;
    const mpq_class T = *error / q_;
    mpq_class last = step_below_one(plan_.output);
    if (q_ == 1 && plan_.output.contains(plan_.input)) last = std::min(last, T);
    return T + last <= rational(epsilon_);
  }
  /// Rounding to nearest.
  static mpq_class step_below_one(const Arithmetic& a) { return std::max(mpq_class(a.unit() / 2), a.underflow()); }
  /// The most that q-1 additions of members err by, with 2, 3, ..., q of them.
  mpq_class errors_of_members() const {
    const mpq_class eta = plan_.accumulator.underflow();
    mpq_class error = 0, step = plan_.accumulator.unit();
    for (long k = 2, power = 2; k <= q_; ++k) {
      if (k > power) power *= 2, step *= 2;
      error += std::max(step, eta);
    }
    return error;
  }
  /// What num may be away from the members' sum where den is q; nothing where it need not be.
  using Error = std::optional<mpq_class>;
  Error error_in_sequence(const Real& w0) const {
    const Arithmetic& a = plan_.accumulator;
    const Real one = whole(1);
    Real before;
    if (q_ < n_) before = plan_.online ? a.mul(repeated_sum(a, one, n_ - q_), w0) : repeated_sum(a, w0, n_ - q_);
    if (!equal(a.add(before, one), one)) return std::nullopt;
    mpq_class leak = 2 * (n_ - q_) * rational(w0);
    if (plan_.online) leak += rational(before);
    for (long k = 1; k <= q_; ++k)
      if (!equal(a.add(whole(k - 1), one), whole(k)) || (q_ < n_ && !equal(a.add(whole(k), w0), whole(k)))) return std::nullopt;
    return mpq_class(leak + std::min(step_below_one(a), leak) + errors_of_members());
  }
  Error error_in_trees(const Real& w0) const {
    const Arithmetic& a = plan_.accumulator;
    const Real together = repeated_sum(a, w0, n_);
    if (q_ < n_ && !equal(a.add(whole(1), scaled(together, 1)), whole(1))) return std::nullopt;
    for (long k = 1; k <= q_; ++k)
      if (!a.holds(whole(k))) return std::nullopt;
    return mpq_class(2 * (n_ - q_) * rational(together) + errors_of_members());
  }
  Error error_of_exact_sums(const Real& w0) const {
    const Arithmetic& a = plan_.accumulator;
    const Real q = whole(q_);
    if (!a.holds(q) || !equal(repeated_sum_with_last(a, w0, n_ - q_, q), q)) return std::nullopt;
    const mpq_class leak = (n_ - q_) * rational(w0);
    mpq_class step = a.unit() / 2;
    for (long power = 1; power < q_; power *= 2) step *= 2;
    step = std::max(step, a.underflow());
    return mpq_class(leak + (q_ == 1 ? leak : std::max(step, leak)));
  }
  /// Of a number within T of [-1, 1].
  mpq_class output_error(const mpq_class& T) const {
    const Arithmetic& out = plan_.output;
    const mpq_class any = out.unit() * (1 + T) + out.underflow();
    return nearest(out) && out.holds(whole(1)) ? std::min(any, std::max(step_below_one(out), T)) : any;
  }

  /// Real numbers: 2λ <= epsilon, λ = (n-q)/(q·e^beta + n-q).
  std::uint64_t exact_bound() const {
    const bool exceeds = decide([&](const Enclosing& e) {
      const Interval others = interval(n_ - q_), A = e.add(e.mul(interval(q_), e.exp(interval(parameter(0)), plan_.base2)), others);
      return less(e.mul(interval(epsilon_), A), e.mul(interval(2), others));
    });
    if (exceeds) throw NotEstablished("the bound exceeds epsilon");
    return static_cast<std::uint64_t>(n_);
  }

  std::int64_t n_, q_;
  Real epsilon_;
};

}  // namespace

std::unique_ptr<Claim> read_averaging(Reader& reader) { return std::make_unique<Averaging>(reader); }

}  // namespace attest::checker
