// averaging (qSA): n tokens with z_j in [-1,1] and q-sets y_i of positions; one-hot keys, query beta·(sum of e_j over y_i), values
// z; every output is within epsilon of the mean of its q values. All see all.
//
// A score is fl(beta·1) for the q members and 0 for the others (all other products are 0), so the weights are two numbers w_1
// and w_0, known exactly. Let A = q·w_1 + (n-q)·w_0 and λ = (n-q)·w_0/A: the exact quotient is (1-λ) times the mean and λ times
// another mean, so it errs by at most 2λ. One rounding of the accumulator errs by at most u|x| + η (no η where numbers of the format
// are added), and each term of a sum meets k of them: num = Σ w_j z_j (1+θ_j) + e and den = Σ w_j (1+θ'_j) + e' with
// |θ| <= (1+u)^k - 1 <= γ = ku/(1-ku) and |e| <= nη(1+γ). Both are within ρA of exact, ρ = γ + nη(1+γ)/A, and |exact num| <= A,
// so num/den is within 2ρ/(1-ρ) of exact. All partial sums stay below A(1+ρ), so none overflows or saturates. In all,
// T = 2λ + 2ρ/(1-ρ), and the output's own rounding adds u(1+T) + η.
//
// A sharper bound is tried first, where the rest is absorbed: nearest-even, left to right, two-pass, w_1 = 1, weights and inputs are
// numbers of the accumulator, and the largest sum F(k, n-k) of k ones and n-k terms w_0 in any order is k for k = 1..q. Rounded sums
// are monotone, so den = q and after k members |s| <= k. D = s - the exact sum of the members so far: a term of the rest moves s by
// at most 2w_0 (rounding to nearest errs by no more than the term, as s is a number). A member gives x = s + z; |x| <= k: half a unit
// there is u·2^(⌈lg k⌉-1); x > k: fl(x) = k and 0 <= D' <= D, since the exact sum is at most k. The first member errs by at most |s| too,
// since z is a number. |num| <= q, so the output errs by u/2 (or η); where q = 1 the mean is a number: by no more than T.
#include "checker/claims.hpp"
#include "checker/heavy_light.hpp"
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
  explicit Averaging(Reader& reader) : n_(reader.integer("n", 1, 1 << 12)), q_(reader.integer("q", 1, 1 << 12)) {
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
    if (plan_.online || plan_.weights_first) throw NotEstablished("the bound is about a quotient of naive or two-pass softmax");
    if (!a.is_signed() || !plan_.output.is_signed()) throw NotEstablished("the bound is about accumulators and outputs with a sign");
    const Real member = plan_.score.dot({plan_.input.convert(parameter(0))}, {plan_.input.integer(1)}), other = whole(0);
    if (absorbed_bound_holds(plan_.weigh(member, member), plan_.weigh(other, member))) return static_cast<std::uint64_t>(n_);
    const mpq_class w1 = rational(plan_.weigh(member, member)), w0 = rational(plan_.weigh(other, member));
    const mpq_class A = q_ * w1 + (n_ - q_) * w0, u = a.unit(), eta = a.underflow();
    const mpq_class ku = roundings(a) * u;
    if (ku >= 1 || A <= 0) throw NotEstablished("the accumulator is too coarse for a bound");
    const mpq_class gamma = ku / (1 - ku), rho = gamma + n_ * eta * (1 + gamma) / A;
    if (rho >= 1) throw NotEstablished("the accumulator is too coarse for a bound");
    const mpq_class T = 2 * (n_ - q_) * w0 / A + 2 * rho / (1 - rho);
    if (!reaches(a, A * (1 + rho)) || !reaches(plan_.output, 1 + T)) throw NotEstablished("a sum may exceed the largest number");
    if (T + plan_.output.unit() * (1 + T) + plan_.output.underflow() > rational(epsilon_)) throw NotEstablished("the bound exceeds epsilon");
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
    for (std::size_t i = 0; i < input.size(); ++i) {
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
  double work(const Input& input) const override { return 4.0 * static_cast<double>(input.size() * input.size()); }
  std::vector<std::uint64_t> radices() const override { throw Malformed("the inputs of averaging are not enumerated"); }

 private:
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
    if (!plan_.two_pass || !equal(w1, whole(1)) || !a.sequential() || !nearest(a) || !nearest(plan_.output) || !a.contains(plan_.weight) || !a.contains(plan_.input)) return false;
    const TermSums sums(a, plain_terms(w1, w0, static_cast<std::size_t>(n_)));
    if (!sums.absorbed() || !equal(repeated_sum(a, w1, q_), whole(q_))) return false;
    const mpq_class unit = a.unit(), eta = a.underflow(), leak = 2 * (n_ - q_) * rational(w0), half_unit = unit / 2;
    mpq_class error = leak + std::min(std::max(half_unit, eta), leak), step = unit;
    for (std::int64_t k = 2, power = 2; k <= q_; ++k) {
      if (k > power) power *= 2, step *= 2;
      error += std::max(step, eta);
    }
    const mpq_class T = error / q_, rounding = plan_.output.unit() / 2;
    mpq_class last = std::max(rounding, plan_.output.underflow());
    if (q_ == 1 && plan_.output.contains(plan_.input)) last = std::min(last, T);
    return T + last <= rational(epsilon_);
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
