// The bounds of the method `bounded` against every row that they speak of: each sequence of other scores, each place of the hit, each
// values, in all orders of sums, all softmaxes and several small formats. A bound that is a little weaker must be caught by the same rows.
#include "constructions/bounded.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "support_constructions.hpp"

namespace {

using namespace attest;
using namespace attest::constructions;
using attention::Normalisation;
using attention::Softmax;
using Plan = attention::Plan<StrictEmulated>;
using Kind = arithmetic::SumOrder::Kind;
using Bound = BoundedOutcome (*)(const Plan& plan, const Number& hit, const Number& light, std::uint64_t keys);

std::vector<Setting> settings() {
  std::vector<Setting> all;
  for (const char* format : {"p2", "p3", "p4", "e4m3", "e5m2", "fx(7,4)", "e8p3"})
    for (const Softmax softmax : {Softmax::naive, Softmax::two_pass, Softmax::online})
      for (const arithmetic::SumOrder order : {arithmetic::SumOrder{}, {Kind::pairwise, 1}, {Kind::blocked, 2}, {Kind::blocked, 3}, {Kind::exact, 1}})
        for (const int variant : {0, 1, 2, 3}) {
          const bool left_to_right = order.kind == Kind::left_to_right;
          if (softmax == Softmax::online && (!left_to_right || variant == 2)) continue;
          Setting setting = finite_setting(format, softmax, variant == 1 ? attention::Exponential::base2 : attention::Exponential::natural);
          setting.plan.accumulator.order = order;
          setting.plan.accumulator.fused = variant == 1;
          if (variant == 2) setting.plan.normalisation = Normalisation::weights_first;
          if (variant == 3) {  // weights that the accumulator rounds, away from zero where it can
            setting.plan.weight = Emulated(arithmetic::parse_format("p5"));
            if (!attention::is_fixed_point(setting.plan.accumulator)) setting.plan.accumulator.rounding = arithmetic::Rounding::up;
          }
          setting.name = std::string(format) + " " + attention::to_text(softmax) + " " + arithmetic::to_text(order) + " " + std::to_string(variant);
          all.push_back(setting);
        }
  return all;
}

/// One row by attend itself; nothing where it is undefined.
std::optional<bool> reads(const Plan& plan, const std::vector<Number>& scores, std::uint64_t values) {
  std::vector<attention::Drive<StrictEmulated>> row;
  for (std::size_t j = 0; j < scores.size(); ++j) row.push_back({{}, {scores[j]}, {plan.input.from_integer(values >> j & 1)}, {}, {}, {}});
  try {
    const auto y = attention::attend<StrictEmulated>(plan, {plan.score.from_integer(1)}, row);
    return reads_one<Emulated>(plan.output, y[0], half());
  } catch (const arithmetic::Undefined&) {
    return std::nullopt;
  }
}

/// Whether every row of `keys` keys with one hit and others of at most `light` reads the hit's digit. Rows with all values are few enough
/// up to 3 keys; beyond, the others have the opposite digit.
bool all_rows_right(const Plan& plan, const Number& hit, const std::vector<Number>& others, std::uint64_t keys) {
  std::uint64_t sequences = 1;
  for (std::uint64_t j = 1; j < keys; ++j) sequences *= others.size();
  const std::uint64_t all = (std::uint64_t{1} << keys) - 1;
  for (std::uint64_t place = 0; place < keys; ++place)
    for (std::uint64_t sequence = 0; sequence < sequences; ++sequence) {
      std::vector<Number> scores;
      std::uint64_t rest = sequence;
      for (std::uint64_t j = 0; j < keys; ++j) {
        scores.push_back(j == place ? hit : others[rest % others.size()]);
        if (j != place) rest /= others.size();
      }
      const std::uint64_t own = std::uint64_t{1} << place;
      std::vector<std::uint64_t> values{own, all & ~own, all};
      if (keys <= 3)
        for (std::uint64_t v = 0; v <= all; ++v) values.push_back(v);
      for (const std::uint64_t v : values)
        if (reads(plan, scores, v) != ((v & own) != 0)) return false;
    }
  return true;
}

struct Rows {
  std::size_t setting;
  Number hit, light;
  std::uint64_t keys;
  bool right;
};

/// Scores are numbers of the format: a hit, what is lighter, half of that, and 0 (a token without a key). With 5 keys only light and 0.
const std::vector<Rows>& all_rows() {
  static const std::vector<Rows> rows = [] {
    std::vector<Rows> all;
    const std::vector<Setting> every = settings();
    for (std::size_t i = 0; i < every.size(); ++i) {
      const Plan plan = strict(every[i].plan);
      std::vector<std::pair<Number, Number>> seen;
      for (const std::int64_t hit_steps : {1, 3, 6, 10})
        for (const std::int64_t below : {1, 2, 4, 8}) {
          const Number hit = plan.score.convert(dyadic(hit_steps, -1)), light = plan.score.convert(dyadic(std::max<std::int64_t>(hit_steps - below, 0), -1));
          if (std::find(seen.begin(), seen.end(), std::pair{hit, light}) != seen.end()) continue;
          seen.emplace_back(hit, light);
          for (std::uint64_t keys = 1; keys <= 5; ++keys) {
            std::vector<Number> others{light};
            for (const Number& other : {keys < 5 ? plan.score.mul(light, half()) : Number{}, Number{}})
              if (std::find(others.begin(), others.end(), other) == others.end()) others.push_back(other);
            all.push_back({i, hit, light, keys, all_rows_right(plan, hit, others, keys)});
          }
        }
    }
    return all;
  }();
  return rows;
}

struct Count {
  int held = 0, refused = 0, refused_rightly = 0, wrong = 0;
  std::string first;   ///< a setting in which a row is wrong where the bound holds
};

Count compare_with_rows(Bound bound) {
  Count count;
  const std::vector<Setting> every = settings();
  std::vector<Plan> plans;
  for (const Setting& setting : every) plans.push_back(strict(setting.plan));
  for (const Rows& rows : all_rows()) {
    bool holds = false;
    try {
      holds = bound(plans[rows.setting], rows.hit, rows.light, rows.keys) == BoundedOutcome::holds;
    } catch (const arithmetic::Undefined&) {
    }
    (holds ? count.held : count.refused) += 1;
    if (!holds && !rows.right) ++count.refused_rightly;
    if (holds && !rows.right && count.wrong++ == 0)
      count.first = every[rows.setting].name + " hit " + arithmetic::to_text(rows.hit) + " light " + arithmetic::to_text(rows.light) + " keys " + std::to_string(rows.keys);
  }
  return count;
}

TEST(Bounded, holds_only_where_every_row_is_right) {
  const Count count = compare_with_rows(bounded_digits);
  EXPECT_EQ(count.wrong, 0) << count.first;
  EXPECT_GT(count.held, 1000);
  EXPECT_GT(count.refused, 1000);
  EXPECT_GT(count.refused_rightly, 4000) << "of " << count.refused << ": sound, not complete";
}

namespace mutants {

BoundedOutcome read(const Plan& plan, const Number& one, const Number& zero) {
  if (!reads_one<Emulated>(plan.output, one, half())) return BoundedOutcome::one_fails;
  return reads_one<Emulated>(plan.output, zero, half()) ? BoundedOutcome::zero_fails : BoundedOutcome::holds;
}

/// A key is not counted.
BoundedOutcome one_key_less(const Plan& plan, const Number& hit, const Number& light, std::uint64_t keys) {
  return bounded_digits(plan, hit, light, std::max<std::uint64_t>(1, keys - 1));
}

/// The other scores are half of what they may be.
BoundedOutcome lighter(const Plan& plan, const Number& hit, const Number& light, std::uint64_t keys) {
  return bounded_digits(plan, hit, plan.score.mul(light, half()), keys);
}

/// Only the digit 1 is looked at.
BoundedOutcome one_alone(const Plan& plan, const Number& hit, const Number& light, std::uint64_t keys) {
  const BoundedOutcome outcome = bounded_digits(plan, hit, light, keys);
  return outcome == BoundedOutcome::zero_fails ? BoundedOutcome::holds : outcome;
}

/// Only the digit 0 is.
BoundedOutcome zero_alone(const Plan& plan, const Number& hit, const Number& light, std::uint64_t keys) {
  const BoundedOutcome outcome = bounded_digits(plan, hit, light, keys);
  return outcome == BoundedOutcome::one_fails ? BoundedOutcome::holds : outcome;
}

/// The hit stands last in den, or first: H without its maximum over the places.
template <bool last>
BoundedOutcome in_one_place(const Plan& plan, const Number& hit, const Number& light, std::uint64_t keys) {
  if (plan.softmax == Softmax::online || plan.normalisation == Normalisation::weights_first) return bounded_digits(plan, hit, light, keys);
  const Number heavy = weight_of(plan, hit, hit), other = weight_of(plan, light, hit), rounded = plan.accumulator.convert(heavy);
  std::vector<Number> terms(static_cast<std::size_t>(keys), other);
  (last ? terms.back() : terms.front()) = heavy;
  const Number den = plan.accumulator.sum(terms), num = numerator_sums(plan).copies(other, keys);
  numerator_sums(plan).one_heavy(other, heavy, keys);
  return read(plan, plan.output.div(rounded, den), plan.output.div(num, rounded));
}

/// Online: all others come before the hit, so that they are rescaled together and rounded once.
BoundedOutcome all_before_the_hit(const Plan& plan, const Number& hit, const Number& light, std::uint64_t keys) {
  if (plan.softmax != Softmax::online) return bounded_digits(plan, hit, light, keys);
  const Number one = weight_of(plan, hit, hit), rescaled = plan.accumulator.mul(denominator_sums(plan).copies(one, keys - 1), weight_of(plan, light, hit));
  return read(plan, plan.output.div(one, plan.accumulator.add(rescaled, one)), plan.output.div(rescaled, one));
}

}  // namespace mutants

TEST(Bounded, weaker_bounds_are_caught_by_the_same_rows) {
  const std::map<std::string, Bound> weaker{{"one key less", mutants::one_key_less},
                                            {"lighter", mutants::lighter},
                                            {"the digit 1 alone", mutants::one_alone},
                                            {"the digit 0 alone", mutants::zero_alone},
                                            {"the hit last", mutants::in_one_place<true>},
                                            {"the hit first", mutants::in_one_place<false>},
                                            {"all before the hit", mutants::all_before_the_hit}};
  for (const auto& [name, bound] : weaker) EXPECT_GT(compare_with_rows(bound).wrong, 0) << name;
}

}  // namespace
