#include "constructions/match2.hpp"

#include <algorithm>

#include "constructions/retrieval.hpp"
#include "constructions/two_sum_scores.hpp"
#include "evidence/certificate.hpp"

namespace attest::constructions {
namespace {

using arithmetic::Rational;

/// Weights in the cases of k >= 1 matches; one group for all values with this heavy.
struct Group {
  HeavyLight terms;
  std::int64_t x = 0, worst = 0;  ///< of the largest light
};

class Match2Proof {
 public:
  Match2Proof(const Setting& setting, std::int64_t n, std::int64_t M, const TwoSumParameters& parameters, bool everything)
      : plan_(strict(setting.plan)), n_(n), M_(M), scores_(plan_, M, parameters, everything) {}

  void run(Proof& proof) {
    proof.work = 32 * static_cast<std::uint64_t>(M_);  // equal terms are summed in a few steps, and bounded without a sum
    std::vector<Group> groups;
    Number top = scores_.blank();  // the largest maximum
    for (std::int64_t x = 0; x < M_; ++x) {
      if (!scores_.allowed(x)) continue;
      const auto row = scores_.row(x);
      if (!at_most(row.match, top)) top = row.match;
      const auto fail = [&](const std::string& reason, tasks::Tokens killing) {
        proof.reason = "value " + std::to_string(x) + ": " + reason;
        proof.killing = std::move(killing);
      };
      ++proof.extremal_cases;
      try {
        if (2 * x % M_ != 0 && row.worst >= 0 && !none_reads_zero(row.other))
          return fail("without a match the largest other score may read 1", input(x, row.worst, 0));
        if (!add(groups, row, x)) return fail("another score exceeds the match's", input(x, row.worst, 1));
      } catch (const arithmetic::Undefined& problem) {
        return fail(problem.what(), input(x, std::max<std::int64_t>(row.worst, 0), 1));
      }
    }
    if (groups.size() > most_groups) groups = by_rescaling(groups);
    for (const Group& group : groups) {
      ++proof.extremal_cases;
      const std::uint64_t k = HeavyLightSums(plan_.accumulator, group.terms).first_short_count(n());
      if (k == 0) continue;
      proof.reason = "value " + std::to_string(group.x) + ": " + std::to_string(k) + " matches may read 0";
      proof.killing = input(group.x, group.worst, static_cast<std::int64_t>(k));
      return;
    }
    try {
      scores_.require_weights(plan_, top);
    } catch (const arithmetic::Undefined& problem) {
      const std::int64_t x = scores_.farthest();
      proof.reason = "value " + std::to_string(x) + ": a weight of its least score is not defined: " + problem.what();
      proof.killing = input(x, scores_.mildest(x), 1);
      return;
    }
    proof.holds = true;
  }

 private:
  static constexpr std::size_t most_groups = 16;
  std::uint64_t n() const { return static_cast<std::uint64_t>(n_); }
  bool naive() const { return plan_.softmax == attention::Softmax::naive; }

  bool online() const { return plan_.softmax == attention::Softmax::online; }
  bool sequential() const { return plan_.accumulator.order.kind == arithmetic::SumOrder::Kind::left_to_right; }

  /// num <= S(n), den >= B; the blank is the maximum.
  bool none_reads_zero(const Number& other) const {
    if (!naive() && !at_most(other, scores_.blank())) return false;
    const auto& a = plan_.accumulator;
    const Number light = weight_of(plan_, other, scores_.blank()), B = a.convert(weight_of(plan_, scores_.blank(), scores_.blank()));
    if (online() && B != arithmetic::number_from_integer(1)) throw arithmetic::Undefined("e^0 is not 1");
    if (sequential()) {
      OrderedSums(a, false).append(B, light, n());  // den is defined
      if (!reads_one<Emulated>(plan_.output, plan_.output.div(numerator_sums(plan_).copies(light, n()), B), half())) return true;
    }
    // R = all exact weights but the blank's, at most n·light: num <= R/(1-Ku), den >= (R+B)(1-Ku), and the quotient increases with R.
    if (B.is_zero()) return false;
    const HeavyLightSums sums(a, HeavyLight::plain(B, light, n() + 1));
    const auto blank = relative_exactly(B, sums.scale()), each = relative_above(light, sums.scale());
    if (!sums.relative(1) || !blank || !each) return false;
    const Rational R = Rational(n_) * *each, ratio = R / (R + *blank) / (sums.slack() * sums.slack());
    return !at_most(half(), round_to(plan_.output.format, plan_.output.rounding, ratio));
  }

  bool add(std::vector<Group>& groups, const TwoSumScores::Row& row, std::int64_t x) {
    const bool above = !at_most(row.match, scores_.blank());
    const Number& maximum = above ? row.match : scores_.blank();
    if (!naive() && row.worst >= 0 && !at_most(row.other, online() ? scores_.blank() : maximum)) return false;
    const Number heavy = weight_of(plan_, row.match, maximum), none;
    const auto other = [&](const Number& top) { return row.worst >= 0 ? weight_of(plan_, row.other, top) : none; };
    Group group{HeavyLight::plain(heavy, other(maximum), n(), weight_of(plan_, scores_.blank(), maximum)), x, std::max<std::int64_t>(row.worst, 0)};
    if (online()) {  // the blank weighs 1 until the first match exceeds it
      const Number one = arithmetic::number_from_integer(1);
      if (weight_of(plan_, maximum, maximum) != one || weight_of(plan_, scores_.blank(), scores_.blank()) != one) throw arithmetic::Undefined("e^0 is not 1");
      if (above) group.terms.rescale = group.terms.first, group.terms.first = one, group.terms.early = other(scores_.blank());
    }
    for (Group& known : groups)
      if (known.terms.heavy == heavy && known.terms.rescale.has_value() == group.terms.rescale.has_value()) return known = merged({known, group}), true;
    groups.push_back(group);
    return true;
  }

  static Group merged(const std::vector<Group>& groups) {
    Group all = groups.front();
    const auto raise = [](Number& most, const Number& x) {
      if (!at_most(x, most)) most = x;
    };
    for (const Group& group : groups) {
      if (!at_most(group.terms.light, all.terms.light)) all.x = group.x, all.worst = group.worst;
      raise(all.terms.light, group.terms.light);
      raise(all.terms.early, group.terms.early);
      raise(all.terms.heavy, group.terms.heavy);
      raise(*all.terms.first, *group.terms.first);
      if (all.terms.rescale) raise(*all.terms.rescale, *group.terms.rescale);
      if (!at_most(all.terms.surely, group.terms.surely)) all.terms.surely = group.terms.surely;
    }
    return all;
  }
  static std::vector<Group> by_rescaling(const std::vector<Group>& groups) {
    std::vector<Group> sides[2], few;
    for (const Group& group : groups) sides[group.terms.rescale.has_value()].push_back(group);
    for (const auto& side : sides)
      if (!side.empty()) few.push_back(merged(side));
    return few;
  }
  /// n values, the last one x: `matches` of it in the first places (x may be one itself), fillers between.
  tasks::Tokens input(std::int64_t x, std::int64_t filler, std::int64_t matches) const {
    tasks::Tokens tokens(static_cast<std::size_t>(n_), {1, filler});
    const std::int64_t others = std::min(matches - (2 * x % M_ == 0 ? 1 : 0), n_ - 1);
    for (std::int64_t j = 0; j < others; ++j) tokens[static_cast<std::size_t>(j)] = {1, (M_ - x) % M_};
    tokens.back() = {1, x};
    return tokens;
  }

  attention::Plan<StrictEmulated> plan_;
  std::int64_t n_, M_;
  TwoSumScores scores_;
};

std::string violation(const Setting& setting, const TwoSumParameters& parameters) {
  if (parameters.threshold != half()) return "only the threshold 1/2 is proved";
  if (parameters.c.negative || parameters.c.is_zero()) return "c must be positive";
  if (setting.exact) return {};
  if (setting.plan.key_order != attention::KeyOrder::first_to_last) return "the blank must be summed first";
  if (setting.plan.input.from_integer(1) != arithmetic::number_from_integer(1)) return "1 is no number of the input's format";
  return heavy_light_violation(setting.plan);
}

/// Real numbers: n e^(c(cos(2π/M)-κ)) < 1, and κ <= 1.
void exact_match2(const Setting& setting, std::int64_t n, std::int64_t M, const TwoSumParameters& parameters, Proof& proof) {
  proof.extremal_cases = 2;
  const auto none = arithmetic::decide([&](const auto& a) {
                      const auto x = a.mul(lift(a, parameters.c), a.sub(a.cos_turn(1, M), lift(a, parameters.kappa)));
                      const auto w = setting.plan.exponential == attention::Exponential::base2 ? a.exp2(x) : a.exp(x);
                      return certainly_less(a, a.mul(w, a.from_integer(n)), a.from_integer(1));
                    }).value;
  const bool match = at_most(parameters.kappa, arithmetic::number_from_integer(1));
  proof.holds = none.value_or(false) && match;
  if (proof.holds) return;
  proof.reason = !none ? "undecided at 4096 bits" : *none ? "a match may read 0" : std::to_string(n) + " near misses may read 1";
  if (none && !*none) proof.killing.assign(static_cast<std::size_t>(n), {1, 2 % M}), proof.killing.back() = {1, M - 1};
}

std::string lines(const std::string& claim, std::int64_t n, std::int64_t M, const TwoSumParameters& parameters) {
  return "claim " + claim + "\nM " + std::to_string(M) + "\nn " + std::to_string(n) + "\nc " + arithmetic::to_text(parameters.c) + "\nkappa " +
         arithmetic::to_text(parameters.kappa) + "\n";
}

void prove_pairs(const Setting& setting, std::int64_t n, std::int64_t M, const TwoSumParameters& parameters, bool everything, Proof& proof) {
  proof.reason = violation(setting, parameters);
  if (!proof.reason.empty()) return;
  if (setting.exact) return exact_match2(setting, n, M, parameters, proof);
  try {
    Match2Proof(setting, n, M, parameters, everything).run(proof);
  } catch (const arithmetic::Undefined& problem) {  // the scores, or a sum of k matches
    proof.reason = problem.what();
    proof.killing.assign(static_cast<std::size_t>(n), {1, 1});
    if (n > 1) proof.killing.front() = {1, M - 1};
  }
}

}  // namespace

tasks::Tokens with_blank_and_end(std::span<const tasks::Token> tokens) {
  tasks::Tokens all = with_blank(tokens);
  all.push_back({3});
  return all;
}

Number default_any_beta(std::int64_t n, attention::Exponential exponential) { return default_beta(n + 2, exponential); }

Proof prove_match2(const Setting& setting, std::int64_t n, std::int64_t M, const TwoSumParameters& parameters) {
  Proof proof;
  proof.inputs = tasks::TwoSum(tasks::TwoSum::Form::match2, n, M).count_text();
  proof.certificate = evidence::certificate("all-inputs", lines("match2", n, M, parameters) + arithmetic_block(setting) + "method heavy-light\n");
  prove_pairs(setting, n, M, parameters, true, proof);
  return proof;
}

Proof prove_two_sum_any(const Setting& setting, std::int64_t n, std::int64_t M, const TwoSumParameters& parameters, const Number& beta) {
  Proof proof;
  proof.inputs = tasks::TwoSum(tasks::TwoSum::Form::any, n, M, 0, false, true).count_text();
  proof.certificate = evidence::certificate("all-inputs", lines("two-sum-any", n, M, parameters) + "beta " + arithmetic::to_text(beta) + "\n" +
                      arithmetic_block(setting) + "method heavy-light\n");
  prove_pairs(setting, n, M, parameters, false, proof);
  if (!proof.holds) return proof;
  ++proof.extremal_cases;
  proof.reason = any_of_violation(setting, beta, n + 2, n);
  proof.holds = proof.reason.empty();
  if (proof.holds) return proof;
  proof.killing.assign(static_cast<std::size_t>(n), {1, 1});  // one pair, whose later value has the only bit
  proof.killing.back() = {1, M - 1};
  return proof;
}

}  // namespace attest::constructions
