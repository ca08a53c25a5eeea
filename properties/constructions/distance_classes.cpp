// The criterion by classes of distance against rows of distinct codes, by attend itself: every row of a few keys, random longer ones, in all
// roundings and orders of sums and several small formats; and its parts against all sums that they speak of.
#include "constructions/distance_classes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "constructions/retrieval.hpp"
#include "support_constructions.hpp"

namespace {

using namespace attest;
using namespace attest::constructions;
using arithmetic::Rational;
using arithmetic::Rounding;
using attention::Softmax;
using Plan = attention::Plan<StrictEmulated>;
using Kind = arithmetic::SumOrder::Kind;
using Key = std::optional<std::int64_t>;

const std::vector<arithmetic::SumOrder> orders{{}, {Kind::pairwise, 1}, {Kind::blocked, 2}, {Kind::blocked, 3}, {Kind::exact, 1}};
const std::vector<Rounding> roundings{Rounding::nearest_even, Rounding::toward_zero, Rounding::up, Rounding::down};

std::vector<Setting> settings() {
  std::vector<Setting> all;
  for (const char* format : {"p1", "p2", "p3", "e4m3", "e2m3", "fx(7,4)", "e8p6"})
    for (const Softmax softmax : {Softmax::naive, Softmax::two_pass, Softmax::online})
      for (const auto& order : orders)
        for (const Rounding rounding : roundings)
          for (const bool mixed : {false, true}) {  // output coarser than the rest
            if (softmax == Softmax::online && order.kind != Kind::left_to_right) continue;
            Setting setting = finite_setting(format, softmax, order.kind == Kind::blocked ? attention::Exponential::base2 : attention::Exponential::natural);
            if (attention::is_fixed_point(setting.plan.accumulator) && (rounding != Rounding::down || mixed)) continue;
            for (Emulated* role : {&setting.plan.score, &setting.plan.accumulator}) role->order = order, role->rounding = rounding;
            setting.plan.output.rounding = mixed ? Rounding::nearest_even : rounding;
            if (mixed) setting.plan.output.format = arithmetic::parse_format("e2m1");
            setting.plan.accumulator.fused = mixed;
            setting.name = std::string(format) + " " + attention::to_text(softmax) + " " + arithmetic::to_text(order) + " " + arithmetic::to_text(rounding) + (mixed ? " mixed" : "");
            all.push_back(setting);
          }
  return all;
}

/// Whether the hit's digit is read, the other keys having the opposite one, and is defined where all have 1.
bool right(const Plan& plan, int digits, const Number& beta, std::int64_t target, const std::vector<Key>& keys) {
  const RetrievalHead<StrictEmulated> head(plan, digits, 1, beta);
  try {
    const auto query = head.drive(none, target, none).query;
    for (const int digit : {0, 1, 2}) {
      std::vector<attention::Drive<StrictEmulated>> row;
      for (const Key& key : keys) row.push_back(head.drive(key.value_or(none), none, !key ? none : digit == 2 || (key == target) == (digit == 1) ? 1 : 0));
      const auto y = attention::attend<StrictEmulated>(plan, query, row);
      if (digit < 2 && reads_one<Emulated>(plan.output, y[0], half()) != (digit == 1)) return false;
    }
    return true;
  } catch (const arithmetic::Undefined&) {
    return false;
  }
}

/// Every row of `keys` keys: the target anywhere, others any distinct codes, or none.
bool every_row_right(const Plan& plan, int digits, const Number& beta, std::size_t keys) {
  const std::int64_t codes = std::int64_t{1} << digits;
  for (std::int64_t target = 0; target < codes; ++target)
    for (std::size_t place = 0; place < keys; ++place) {
      std::vector<Key> row(keys);
      row[place] = target;
      const auto fill = [&](const auto& self, std::size_t at) -> bool {
        if (at == keys) return right(plan, digits, beta, target, row);
        if (at == place) return self(self, at + 1);
        for (std::int64_t code = -1; code < codes; ++code) {
          row[at] = code < 0 ? Key() : Key(code);
          if (code >= 0 && (code == target || std::find(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(at), row[at]) != row.begin() + static_cast<std::ptrdiff_t>(at))) continue;
          if (!self(self, at + 1)) return false;
        }
        return true;
      };
      if (!fill(fill, 0)) return false;
    }
  return true;
}

const std::vector<Number> betas{dyadic(1, -1), dyadic(1, 0), dyadic(3, -1), dyadic(1, 1), dyadic(3, 0), dyadic(1, 2), dyadic(7, 0)};

TEST(DistanceClasses, holds_only_where_every_row_is_right) {
  int held = 0, refused = 0, refused_rightly = 0;
  for (const Setting& setting : settings()) {
    const Plan plan = strict(setting.plan);
    for (const Number& beta : betas)
      for (const auto& [digits, keys] : {std::pair{1, 2}, {1, 4}, {2, 3}}) {
        const bool holds = distance_classes_hold(plan, digits, beta, static_cast<std::uint64_t>(keys)), is_right = every_row_right(plan, digits, beta, static_cast<std::size_t>(keys));
        EXPECT_TRUE(!holds || is_right) << setting.name << " beta " << arithmetic::to_text(beta) << " digits " << digits << " keys " << keys;
        ++(holds ? held : refused);
        refused_rightly += !holds && !is_right;
      }
  }
  EXPECT_GT(held, 1000);
  EXPECT_GT(refused, 1000);
  EXPECT_GT(refused_rightly * 3, refused) << "sound, not complete, but often";
}

TEST(DistanceClasses, holds_only_where_long_rows_are_right) {
  std::mt19937_64 random(1);
  int held = 0;
  for (const Setting& setting : settings()) {
    const Plan plan = strict(setting.plan);
    for (const Number& beta : betas) {
      const int digits = 3;
      const std::uint64_t keys = 2 + random() % 40;
      if (!distance_classes_hold(plan, digits, beta, keys)) continue;
      ++held;
      for (int draw = 0; draw < 12; ++draw) {
        std::vector<Key> row;
        const std::int64_t target = static_cast<std::int64_t>(random() % 8);
        for (std::int64_t distance = 0; distance <= digits; ++distance)  // the nearest codes as far as there is room
          for (std::int64_t code = 0; code < 8; ++code)
            if (std::popcount(static_cast<std::uint64_t>(code ^ target)) == distance) row.emplace_back(code);
        row.resize(keys);
        if (draw % 3 == 1) std::reverse(row.begin(), row.end());
        if (draw % 3 == 2) std::shuffle(row.begin(), row.end(), random);
        EXPECT_TRUE(right(plan, digits, beta, target, row)) << setting.name << " beta " << arithmetic::to_text(beta) << " keys " << keys;
      }
    }
  }
  EXPECT_GT(held, 300);
}

TEST(DistanceClasses, scores_lie_between_their_extremes) {
  for (const char* format : {"p2", "p3", "e4m3", "fx(7,4)"})
    for (const auto& order : orders)
      for (const bool fused : {false, true}) {
        StrictEmulated score(Emulated(arithmetic::parse_format(format)));
        score.order = order, score.fused = fused;
        const int digits = 4;
        const Number zero = score.zero(), one = score.from_integer(1), beta = dyadic(3, -2);
        const ScoreRange range = score_range(score, beta, one, digits);
        std::vector<Number> least(5), largest(5);
        std::vector<bool> met(5);
        for (unsigned places = 0; places < 256; ++places) {
          const auto matches = static_cast<std::size_t>(std::popcount(places));
          if (matches > 4) continue;
          std::vector<Number> query(8, beta), key(8, zero);
          for (std::size_t i = 0; i < 8; ++i)
            if (places >> i & 1) key[i] = one;
          const Number sum = score.dot(query, key);
          if (!met[matches] || !at_most(least[matches], sum)) least[matches] = sum;
          if (!met[matches] || !at_most(sum, largest[matches])) largest[matches] = sum;
          met[matches] = true;
        }
        EXPECT_EQ(range.least, least) << format << " " << arithmetic::to_text(order);
        EXPECT_EQ(range.largest, largest) << format << " " << arithmetic::to_text(order);
      }
}

TEST(DistanceClasses, rounded_sums_keep_their_factors) {
  std::mt19937_64 random(2);
  for (const char* format : {"p1", "p2", "p4", "e8p2", "e8p3", "fx(20,4)"})
    for (const auto& order : orders)
      for (const Rounding rounding : roundings) {
        StrictEmulated a(Emulated(arithmetic::parse_format(format)));
        if (attention::is_fixed_point(a) && rounding != Rounding::down) continue;
        a.order = order, a.rounding = rounding;
        for (int draw = 0; draw < 400; ++draw) {
          std::vector<Number> terms(1 + random() % (draw % 2 ? 90 : 5));
          for (Number& term : terms) term = a.convert(dyadic(static_cast<std::int64_t>(random() % 16), -static_cast<int>(random() % 18)));
          Rational exact;
          for (const Number& term : terms) exact += Rational::from_number(term);
          SumBounds bounds;
          try {
            bounds = sum_bounds(a, terms.size());
          } catch (const arithmetic::Undefined&) {
            continue;  // rounded up, and too coarse
          }
          const Rational sum = Rational::from_number(a.sum(terms));
          const std::size_t place = random() % terms.size();  // of the hit
          const Rational h = Rational::from_number(terms[place]);
          std::vector<Number> others = terms;
          others[place] = a.zero();
          if (h.sign() > 0) {
            const HitBounds hit = hit_bounds(a, terms.size(), h, exact - h);
            EXPECT_LE(sum, hit.den) << format << " " << arithmetic::to_text(order) << " " << arithmetic::to_text(rounding);
            EXPECT_LE(Rational::from_number(a.sum(others)), hit.zero * sum) << format << " " << arithmetic::to_text(order) << " " << arithmetic::to_text(rounding);
          }
          EXPECT_LE(sum, bounds.most * exact) << format << " " << arithmetic::to_text(order) << " " << arithmetic::to_text(rounding);
          if (bounds.relative) EXPECT_LE(sum, *bounds.relative * exact);
          if (bounds.least) EXPECT_GE(sum, *bounds.least * exact);
        }
      }
}

}  // namespace
