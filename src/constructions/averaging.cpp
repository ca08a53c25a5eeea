#include "constructions/averaging.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "arithmetic/rational.hpp"
#include "constructions/pieces.hpp"
#include "constructions/sums.hpp"
#include "evidence/certificate.hpp"

namespace attest::constructions {

using arithmetic::Rational;

Number default_averaging_beta(const tasks::Averaging& task, const Number& epsilon, attention::Exponential exponential) {
  const double weight = 8.0 * static_cast<double>(task.n()) / (static_cast<double>(task.q()) * arithmetic::to_double(epsilon));
  const double least = exponential == attention::Exponential::natural ? std::log(weight) : std::log2(weight);
  int power = 0;
  while (std::ldexp(1.0, power) < least) ++power;
  return dyadic(1, power);
}

tasks::Tokens averaging_extremal(const tasks::Averaging& task, std::int64_t numerator, int exponent) {
  tasks::Tokens tokens;
  for (std::int64_t j = 0; j < task.n(); ++j) {
    tasks::Token token{1, j < task.n() - task.q() ? -numerator : numerator, exponent};
    for (std::int64_t i = task.n() - task.q(); i < task.n(); ++i) token.push_back(i);
    tokens.push_back(token);
  }
  return tokens;
}

tasks::Tokens averaging_rounded(const attention::Plan<Emulated>& plan, const tasks::Averaging& task, bool up, std::int64_t others) {
  const Emulated& a = plan.accumulator;
  const Emulated wide(arithmetic::parse_format("p64"));
  const int precision = std::min(plan.input.format.precision, 24);
  tasks::Tokens tokens;
  std::vector<std::int64_t> members;
  Number total;
  for (std::int64_t j = 0; j < task.n(); ++j) {
    tasks::Token token{1, up ? others : -others, 0};
    if (j >= task.n() - task.q()) {
      members.push_back(j);
      // From 1 downwards: what the sum's rounding adds, or takes away, at most.
      Number best;
      std::int64_t most = 0;
      for (std::int64_t below = 0; below <= std::min<std::int64_t>(64, std::int64_t{1} << (precision - 1)); ++below) {
        const std::int64_t m = (std::int64_t{1} << precision) - below;
        const Number z = dyadic(m, -precision), error = wide.sub(a.add(total, z), wide.add(total, z)), gain = up ? error : wide.neg(error);
        if (plan.input.convert(z) != z) continue;
        if (most == 0 || compare(best, gain) == arithmetic::Order::less) best = gain, most = m;
      }
      token[1] = most, token[2] = -precision;
      total = a.add(total, dyadic(most, -precision));
    }
    tokens.push_back(token);
  }
  for (tasks::Token& token : tokens) token.insert(token.end(), members.begin(), members.end());
  return tokens;
}

std::int64_t averaging_answer(const attention::Plan<Emulated>& given, const tasks::Averaging& task, const Number& beta, const Number& epsilon,
                              std::span<const tasks::Token> tokens) {
  const auto plan = strict(given);
  const Number zero = plan.input.zero(), one = plan.input.from_integer(1);
  // A score is one product β·1 among products that are 0, in any order of sums.
  const Number member = plan.score.mul(lift(plan.input, beta), one), limit = epsilon;
  std::vector<attention::Drive<StrictEmulated>> row;
  for (const auto& token : tokens) row.push_back({{}, {zero}, {lift(plan.input, dyadic(token[1], static_cast<int>(token[2])))}, {}, {}, {}});
  const std::vector<Number> query{plan.score.from_integer(1)};
  bool near = true;
  std::set<std::vector<std::int64_t>> seen;
  const tasks::Token* before = nullptr;
  for (const auto& token : tokens) {
    const bool same = before && std::equal(token.begin() + 3, token.end(), before->begin() + 3, before->end());
    before = &token;
    if (same || !seen.emplace(token.begin() + 3, token.end()).second) continue;
    Rational sum;
    for (auto& drive : row) drive.key[0] = zero;
    for (std::size_t i = 3; i < token.size(); ++i) {
      auto& drive = row[static_cast<std::size_t>(token[i])];
      drive.key[0] = member;
      sum += Rational::from_number(drive.value[0]);
    }
    const Rational error = Rational::from_number(attention::attend<StrictEmulated>(plan, query, row)[0]) - sum / Rational(task.q());
    near = near && (error.sign() < 0 ? -error : error) <= Rational::from_number(limit);
  }
  return near ? 1 : 0;
}

namespace {

/// k: roundings that a term of a sum of n meets, its own included.
std::int64_t roundings(const Emulated& a, std::int64_t n) {
  const auto deep = static_cast<std::int64_t>(additions_deep(a.order, static_cast<std::uint64_t>(n)));
  return a.order.kind == arithmetic::SumOrder::Kind::exact ? deep : 1 + deep;
}

bool reaches(const Emulated& a, const Rational& x) { return a.format.unbounded || x <= Rational::from_number(largest_finite(a.format, false)); }

std::string violation(const Setting& setting) {
  const auto& plan = setting.plan;
  if (plan.normalisation != attention::Normalisation::quotient) return "the bound is about a quotient";
  if (!plan.accumulator.format.has_negative || !plan.output.format.has_negative) return "the bound is about accumulators and outputs with a sign";
  if (plan.input.from_integer(1) != arithmetic::number_from_integer(1)) return "1 is no number of the input's format";
  return {};
}

Number one() { return arithmetic::number_from_integer(1); }

/// Most that one rounding to nearest errs by, below 2^(exponent+1).
Rational step(const Emulated& role, int exponent) { return std::max(unit_roundoff(role).scaled(exponent), underflow_unit(role)); }

/// Left to right nothing of the rest stays beside members: what comes before the first one (at most `before`) and every later term vanish
/// beside a sum of k ones, k = 1..q, and these are exact.
bool rest_absorbed(const StrictEmulated& a, const tasks::Averaging& task, const Number& before, const Number& w0) {
  if (a.add(before, one()) != one()) return false;
  for (std::int64_t k = 1; k <= task.q(); ++k) {
    const Number count = arithmetic::number_from_integer(k);
    if (k > 1 && a.add(arithmetic::number_from_integer(k - 1), one()) != count) return false;
    if (task.q() < task.n() && a.add(count, w0) != count) return false;
  }
  return true;
}

/// Of q - 1 additions of members, which have k of them, k = 2..q: no other tree has larger ones.
Rational errors_of_members(const Emulated& a, std::int64_t q) {
  Rational error;
  for (std::int64_t k = 2, last = 1, exponent = 0; k <= q; k = last + 1, ++exponent) {  // k in (2^exponent, 2^(exponent+1)]
    last = std::min(q, std::int64_t{2} << exponent);
    error += Rational(last - k + 1) * step(a, static_cast<int>(exponent));
  }
  return error;
}

/// What num may be away from the members' sum where den is q; nothing where it need not be.
using Error = std::optional<Rational>;

Error left_to_right_error(const attention::Plan<StrictEmulated>& plan, const tasks::Averaging& task, const Number& w0) {
  const StrictEmulated& a = plan.accumulator;
  const OrderedSums sums(a, false);
  const auto rest = static_cast<std::uint64_t>(task.n() - task.q());
  const bool online = plan.softmax == attention::Softmax::online;
  const Number before = online ? a.mul(sums.copies(one(), rest), w0) : sums.copies(w0, rest);
  if (!rest_absorbed(a, task, before, w0)) return std::nullopt;
  Rational leak = Rational(2 * (task.n() - task.q())) * Rational::from_number(w0);
  if (online) leak += Rational::from_number(before);
  return leak + std::min(step(a, -1), leak) + errors_of_members(a, task.q());
}

Error tree_error(const StrictEmulated& a, const tasks::Averaging& task, const Number& w0) {
  Number together = OrderedSums(a, false).copies(w0, static_cast<std::uint64_t>(task.n()));
  const Rational leak = Rational(2 * (task.n() - task.q())) * Rational::from_number(together);
  if (!together.is_zero()) ++together.exponent;
  if (task.q() < task.n() && a.add(one(), together) != one()) return std::nullopt;
  for (std::int64_t k = 1; k <= task.q(); ++k)
    if (a.from_integer(k) != arithmetic::number_from_integer(k)) return std::nullopt;
  return leak + errors_of_members(a, task.q());
}

Error exact_error(const StrictEmulated& a, const tasks::Averaging& task, const Number& w0) {
  const Number q = arithmetic::number_from_integer(task.q()), rest = arithmetic::number_from_integer(task.n() - task.q());
  if (a.fma(w0, rest, q) != q) return std::nullopt;
  const Rational leak = Rational::from_number(rest) * Rational::from_number(w0);
  int half = -1;  // of the unit below q
  while (std::int64_t{2} << half < task.q()) ++half;
  return task.q() == 1 ? leak + leak : leak + std::max(step(a, half), leak);
}

/// The sharper bound where everything but the members is absorbed (averaging.hpp); nothing where it is not about this plan.
std::optional<Rational> absorbed_bound(const attention::Plan<StrictEmulated>& plan, const tasks::Averaging& task, const Number& w1, const Number& w0) {
  using arithmetic::Rounding;
  using Order = arithmetic::SumOrder::Kind;
  const StrictEmulated& a = plan.accumulator;
  if (plan.softmax == attention::Softmax::naive || w1 != one()) return std::nullopt;
  if (a.rounding != Rounding::nearest_even || plan.output.rounding != Rounding::nearest_even) return std::nullopt;
  if (!contained(plan.weight.format, a.format) || !contained(plan.input.format, a.format)) return std::nullopt;
  const Error error = a.order.kind == Order::left_to_right ? left_to_right_error(plan, task, w0) : a.order.kind == Order::exact ? exact_error(a, task, w0) : tree_error(a, task, w0);
  if (!error) return std::nullopt;
  const Rational T = *error / Rational(task.q()), last = step(plan.output, -1);
  return T + (task.q() == 1 && contained(plan.input.format, plan.output.format) ? std::min(last, T) : last);
}

/// Most that the output's rounding of a number within T of [-1, 1] errs by: to nearest at most its distance from 1, which is a number, or
/// half a unit below.
Rational output_error(const Emulated& output, const Rational& T) {
  const Rational any = unit_roundoff(output) * (Rational(1) + T) + underflow_unit(output);
  if (attention::is_fixed_point(output) || output.rounding != arithmetic::Rounding::nearest_even || output.from_integer(1) != one()) return any;
  return std::min(any, std::max(step(output, -1), T));
}

/// Empty when the bound is at most epsilon.
std::string bound_exceeds(const Setting& setting, const tasks::Averaging& task, const Number& beta, const Number& epsilon) {
  const auto plan = strict(setting.plan);
  const StrictEmulated& a = plan.accumulator;
  const Number member = plan.score.mul(lift(plan.input, beta), plan.input.from_integer(1)), other = plan.score.zero();
  const Number heavy = weight_of(plan, member, member), light = weight_of(plan, other, member);
  const bool online = plan.softmax == attention::Softmax::online;
  if (online && heavy != one()) return "e^0 is not 1 in the format of weights";
  if (const auto sharper = absorbed_bound(plan, task, heavy, light); sharper && *sharper <= Rational::from_number(epsilon)) return {};
  const Rational w1 = Rational::from_number(heavy), w0 = Rational::from_number(light);
  const Rational n(task.n()), q(task.q()), A = q * w1 + (n - q) * w0, products = n + Rational(online ? 1 : 0);
  const Rational ku = Rational(roundings(a, task.n()) + (online ? 1 : 0)) * unit_roundoff(a);
  if (ku >= Rational(1) || A.sign() <= 0) return "the accumulator is too coarse for a bound";
  const Rational gamma = ku / (Rational(1) - ku), lost = products * underflow_unit(a) * (Rational(1) + gamma), rho = gamma + lost / A;
  if (rho >= Rational(1)) return "the accumulator is too coarse for a bound";
  const Rational T = Rational(2) * (n - q) * w0 / A + Rational(2) * rho / (Rational(1) - rho), most = online ? std::max(A, n - q) : A;
  if (!reaches(a, most * (Rational(1) + gamma) + lost) || !reaches(plan.output, Rational(1) + T)) return "a sum may exceed the largest number";
  const Rational total = T + output_error(plan.output, T);
  if (total <= Rational::from_number(epsilon)) return {};
  return "the error bound " + std::to_string(total.to_double()) + " exceeds epsilon";
}

/// Real numbers: 2(n-q) <= epsilon (q e^β + n - q).
std::optional<bool> exact_leak(const Setting& setting, const tasks::Averaging& task, const Number& beta, const Number& epsilon) {
  return arithmetic::decide([&](const auto& a) {
           const auto x = lift(a, beta);
           const auto w = setting.plan.exponential == attention::Exponential::base2 ? a.exp2(x) : a.exp(x);
           const auto rest = a.from_integer(task.n() - task.q()), A = a.add(a.mul(a.from_integer(task.q()), w), rest);
           return !certainly_less(a, a.mul(lift(a, epsilon), A), a.mul(a.from_integer(2), rest));
         }).value;
}

}  // namespace

Proof prove_averaging(const Setting& setting, const tasks::Averaging& task, const Number& beta, const Number& epsilon) {
  Proof proof;
  const std::string n = std::to_string(task.n()), q = std::to_string(task.q());
  proof.inputs = "z^" + n + "*C(" + n + "," + q + ")^" + n + ", z the numbers of the input format in [-1,1]";
  proof.certificate = evidence::certificate("all-inputs", "claim averaging\nn " + n + "\nq " + q + "\nbeta " + arithmetic::to_text(beta) + "\nepsilon " +
                      arithmetic::to_text(epsilon) + "\n" + arithmetic_block(setting) + "method bound\n");
  proof.extremal_cases = 1;
  if (beta.negative || beta.is_zero()) {
    proof.reason = "beta must be positive";
    return proof;
  }
  if (setting.exact) {
    const auto near = exact_leak(setting, task, beta, epsilon);
    proof.reason = !near ? "undecided at 4096 bits" : *near ? "" : "the rest leaks more than epsilon into the mean";
  } else {
    try {
      proof.reason = violation(setting);
      if (proof.reason.empty()) proof.reason = bound_exceeds(setting, task, beta, epsilon);
    } catch (const arithmetic::Undefined& problem) {
      proof.reason = problem.what();
    }
  }
  proof.holds = proof.reason.empty();
  if (!proof.holds) proof.killing = averaging_extremal(task, 1, 0);
  return proof;
}

}  // namespace attest::constructions
