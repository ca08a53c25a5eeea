// Floating-point transformers, the results of Park, Park and Hwang (arXiv 2601.16450) as far as finite tests go. m is the
// number of mantissa bits: 2 in e5m2, 3 in e4m3.
//
// Multisets of n <= 6·2^m − 2 tokens are told apart (the construction, run on all of them); from n = 9·2^m − 1 on no network
// tells two that are shown, whatever its weights, depth, heads and position-wise maps. Proof of the second: any run of equal
// terms stops changing a sum after 3·2^m − 1 additions from zero and after 6·2^m − 1 from anywhere (checked for every start
// and every term, infinities and NaN included). In a a...a b b...b with more than that many a and b, one a more and one b
// fewer change no sum of a layer: not the denominators, not the numerators. So columns of one kind stay equal within a
// sequence and equal to those of the other sequence, layer by layer. The paper says 9·2^m; between these lengths nothing is
// claimed here.
#include "constructions/multiset_head.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <set>

#include "attention/full.hpp"
#include "tasks/random.hpp"

namespace {

using namespace attest;
using namespace attest::constructions;
using arithmetic::Emulated;
using arithmetic::Format;
using arithmetic::Kind;
using arithmetic::Number;
using arithmetic::Rounding;
using Drive = attention::Drive<Emulated>;

std::size_t mantissa_unit(const Format& f) { return std::size_t{1} << (f.precision - 1); }  // 2^m
Emulated nearest(const std::string& name) { return Emulated(arithmetic::parse_format(name), Rounding::nearest_even); }

std::vector<Number> numbers_of(const Format& f) {
  std::vector<Number> numbers;
  for (std::uint64_t code = 0; code < 1ull << f.storage_bits; ++code)
    if (const Number x = decode(f, code); encode(f, x) == code) numbers.push_back(x);
  return numbers;
}

/// Softmax as the paper has it.
attention::Plan<Emulated> encoder_plan(const Emulated& a) {
  auto plan = attention::uniform_plan(a);
  plan.normalisation = attention::Normalisation::weights_first;
  plan.mask = attention::Mask::encoder;
  return plan;
}

std::vector<Number> attend_at(const MultisetHead& head, const std::vector<std::size_t>& kinds, std::size_t position) {
  std::vector<Drive> drives;
  for (std::size_t kind : kinds) drives.push_back(head.drive(kind));
  return attention::attend<Emulated>(head.plan(), drives[position].query, drives);
}

/// Every multiset of n tokens, each in several orders.
void expect_all_multisets_are_read(const Format& f, std::size_t n, std::size_t kinds) {
  const MultisetHead head(f, n, kinds);
  tasks::Random random(n);
  std::vector<std::size_t> counts(kinds, 0);
  std::size_t multisets = 0;
  std::set<std::string> outputs;
  const auto check = [&] {
    std::vector<std::size_t> tokens;
    for (std::size_t kind = 0; kind < kinds; ++kind) tokens.insert(tokens.end(), counts[kind], kind);
    std::string first;
    for (int order = 0; order < 4; ++order) {
      const std::vector<Number> y = attend_at(head, tokens, n - 1);
      std::string text;
      for (const Number& x : y) text += to_text(x) + " ";
      if (order == 0) outputs.insert(first = text);
      ASSERT_EQ(text, first) << "an order matters";
      ASSERT_EQ(head.counts(y), counts);
      if (order == 0) std::reverse(tokens.begin(), tokens.end());
      else
        for (std::size_t i = n; i > 1; --i) std::swap(tokens[i - 1], tokens[random.below(i)]);
    }
    ++multisets;
  };
  const std::function<void(std::size_t, std::size_t)> all = [&](std::size_t kind, std::size_t left) {
    counts[kind] = left;
    if (kind + 1 == kinds) return check();
    for (counts[kind] = 0;; ++counts[kind]) {
      const std::size_t here = counts[kind];
      all(kind + 1, left - here);
      counts[kind] = here;
      if (here == left) return;
    }
  };
  all(0, n);
  EXPECT_EQ(multisets, kinds == 2 ? n + 1 : (n + 1) * (n + 2) / 2);
  EXPECT_EQ(outputs.size(), multisets) << "two multisets look alike";
}

TEST(MultisetHead, TellsAllMultisetsUpTo22TokensInE5m2And46InE4m3) {
  for (const auto& [name, longest] : {std::pair{"e5m2", 22u}, {"e4m3", 46u}, {"e3m2", 22u}}) {
    const Format f = arithmetic::parse_format(name);
    ASSERT_EQ(longest, 6 * mantissa_unit(f) - 2);
    for (std::size_t n = 1; n <= longest; ++n) expect_all_multisets_are_read(f, n, 2);
    expect_all_multisets_are_read(f, longest / 2, 3);
    expect_all_multisets_are_read(f, longest, 3);
  }
}

/// 766 and 6142: every count of two kinds through the sums alone (attention over so many tokens would take minutes).
TEST(MultisetHead, CountsFarEnoughInWiderFormats) {
  for (const auto& [name, longest] : {std::pair{"bfloat16", 766u}, {"binary16", 6142u}}) {
    const Format f = arithmetic::parse_format(name);
    ASSERT_EQ(longest, 6 * mantissa_unit(f) - 2);
    const MultisetHead head(f, longest, 2);
    EXPECT_EQ(head.capacity(), 3 * mantissa_unit(f) - 1);
    EXPECT_THROW(MultisetHead(f, longest + 1, 2), std::invalid_argument);
  }
}

/// Where the construction ends it ends for every value: with one token more, 3·2^m of one kind and 3·2^m − 1 of the other
/// give the sums that the exchanged counts give.
TEST(MultisetHead, CountingEndsAt6TimesTheUnitLessTwo) {
  for (const char* name : {"e5m2", "e4m3"}) {
    const Emulated a = nearest(name);
    const std::size_t most = 3 * mantissa_unit(a.format) - 1;
    EXPECT_THROW(MultisetHead(a.format, 2 * most + 1, 2), std::invalid_argument);
    for (const Number& term : numbers_of(a.format)) EXPECT_LE(run_of_sums(a, term).size(), most + 1) << to_text(term);
  }
}

/// Additions of `term` until nothing changes any more.
std::size_t steps_from(const Emulated& a, Number sum, const Number& term) {
  for (std::size_t steps = 0;; ++steps) {
    const Number next = a.add(sum, term);
    if (next == sum) return steps;
    sum = next;
  }
}

TEST(FloatingPointTransformers, EveryRunStallsAfterSixTimesTheUnitFromEveryStart) {
  for (const char* name : {"e5m2", "e4m3", "e4m3:saturate", "e3m2"}) {
    const Emulated a = nearest(name);
    std::size_t from_zero = 0, from_anywhere = 0;
    for (const Number& term : numbers_of(a.format)) {
      from_zero = std::max(from_zero, steps_from(a, {}, term));
      for (const Number& start : numbers_of(a.format)) from_anywhere = std::max(from_anywhere, steps_from(a, start, term));
    }
    EXPECT_EQ(from_zero, 3 * mantissa_unit(a.format) - 1) << name;
    EXPECT_EQ(from_anywhere, 6 * mantissa_unit(a.format) - 1) << name;
  }
}

/// The two sequences of the proof: `less` a and then b, and one a more with one b fewer.
struct Twins {
  std::vector<std::size_t> less, more;
};
Twins twins(const Format& f, std::size_t n) {
  const std::size_t first = 3 * mantissa_unit(f) - 1;
  Twins t{std::vector<std::size_t>(n, 1), std::vector<std::size_t>(n, 1)};
  std::fill_n(t.less.begin(), first, 0);
  std::fill_n(t.more.begin(), first + 1, 0);
  return t;
}

/// All that a head can do with two kinds of columns is two sums of two kinds of terms: its denominator and, after rounding
/// quotients and products, its numerator. So all pairs of terms are all heads, whatever their weights.
TEST(FloatingPointTransformers, NoSumTellsTwoMultisetsFrom9TimesTheUnitOn) {
  for (const char* name : {"e5m2", "e4m3", "e4m3:saturate", "e3m2"}) {
    const Emulated a = nearest(name);
    for (std::size_t n : {9 * mantissa_unit(a.format) - 1, 9 * mantissa_unit(a.format)}) {
      const Twins t = twins(a.format, n);
      for (const Number& x : numbers_of(a.format))
        for (const Number& y : numbers_of(a.format)) {
          const auto sum = [&](const std::vector<std::size_t>& kinds) {
            Number total = x;
            for (std::size_t i = 1; i < n; ++i) total = a.add(total, kinds[i] == 0 ? x : y);
            return total;
          };
          ASSERT_EQ(sum(t.less), sum(t.more)) << name << " " << to_text(x) << " " << to_text(y);
        }
    }
  }
}

/// The same through the real attention: every score of the second kind against 0 for the first, as query and as key.
TEST(FloatingPointTransformers, NoHeadTellsTwoMultisetsFrom9TimesTheUnitOn) {
  for (const char* name : {"e5m2", "e4m3"}) {
    const Emulated a = nearest(name);
    const std::size_t n = 9 * mantissa_unit(a.format);
    ASSERT_EQ(n, a.format.precision == 3 ? 36u : 72u);
    const Twins t = twins(a.format, n);
    std::size_t outputs = 0;
    std::set<std::string> distinct;
    for (const Number& score : numbers_of(a.format)) {
      if (!score.is_finite()) continue;
      for (const Number& value : {a.from_integer(1), a.from_ratio(5, 4), a.from_ratio(-1, 8), a.zero()}) {
        const auto output = [&](const std::vector<std::size_t>& kinds) {
          std::vector<Drive> drives(n);
          for (std::size_t i = 0; i < n; ++i) {
            drives[i].key = {kinds[i] == 0 ? a.zero() : score};
            drives[i].value = {kinds[i] == 0 ? a.from_ratio(9, 8) : value};
          }
          return attention::attend<Emulated>(encoder_plan(a), {a.from_integer(1)}, drives).front();
        };
        const Number y = output(t.less);
        ASSERT_EQ(y, output(t.more)) << name << " " << to_text(score) << " " << to_text(value);
        distinct.insert(to_text(y));
        ++outputs;
      }
    }
    EXPECT_GE(outputs, 4 * 240u) << name;
    EXPECT_GE(distinct.size(), 5u) << name << ": heads that all give the same show nothing";
  }
}

/// A network of drawn weights on columns of two numbers: scores, values and residuals through the real attention.
using Columns = std::vector<std::vector<Number>>;
Columns layer(const Emulated& a, const Columns& x, tasks::Random& random) {
  const auto plan = encoder_plan(a);
  const auto drawn = [&] { return decode(a.format, random.below(1ull << a.format.storage_bits)); };
  std::vector<Number> w;
  for (int i = 0; i < 12; ++i) {
    Number weight = drawn();
    while (!weight.is_finite()) weight = drawn();
    w.push_back(weight);
  }
  const auto times = [&](std::size_t at, const std::vector<Number>& column) {
    std::vector<Number> y;
    for (std::size_t row : {at, at + 2}) y.push_back(a.add(a.mul(w[row], column[0]), a.mul(w[row + 1], column[1])));
    return y;
  };
  std::vector<Drive> drives;
  for (const auto& column : x) {
    Drive drive;
    drive.query = times(0, column), drive.key = times(4, column), drive.value = times(8, column);
    drives.push_back(drive);
  }
  Columns next;
  for (std::size_t i = 0; i < x.size(); ++i) {
    std::vector<Number> y = attention::attend<Emulated>(plan, drives[i].query, drives);
    for (std::size_t c = 0; c < y.size(); ++c) y[c] = a.add(a.max(y[c], a.zero()), x[i][c]);
    next.push_back(y);
  }
  return next;
}

/// The outputs of the first and last column after three layers; nothing where a comparison met NaN. Equal columns stay equal.
std::optional<Columns> ends_after_three_layers(const Emulated& a, const std::vector<std::size_t>& kinds, std::uint64_t seed) {
  const std::vector<Number> columns[] = {{a.from_integer(1), a.from_ratio(1, 2)}, {a.from_ratio(-1, 2), a.from_integer(1)}};
  Columns x;
  for (std::size_t kind : kinds) x.push_back(columns[kind]);
  tasks::Random random(seed);
  try {
    for (int depth = 0; depth < 3; ++depth) x = layer(a, x, random);
  } catch (const arithmetic::Undefined&) {
    return std::nullopt;
  }
  for (std::size_t i = 1; i < kinds.size(); ++i)
    EXPECT_TRUE(kinds[i] != kinds[i - 1] || x[i] == x[i - 1]) << "equal columns differ";
  return Columns{x.front(), x.back()};
}

TEST(FloatingPointTransformers, DrawnNetworksGiveEqualColumnsAndCannotTellTheTwins) {
  std::size_t twins_met = 0, told_below = 0;
  for (const char* name : {"e5m2", "e4m3:saturate"}) {
    const Emulated a = nearest(name);
    const Twins t = twins(a.format, 9 * mantissa_unit(a.format));
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
      const auto less = ends_after_three_layers(a, t.less, seed), more = ends_after_three_layers(a, t.more, seed);
      ASSERT_EQ(less, more) << name << " " << seed;
      twins_met += less.has_value();
      // The same networks tell short sequences apart, or the above would say nothing.
      const auto one = ends_after_three_layers(a, {0, 1, 1, 1, 1, 1}, seed), two = ends_after_three_layers(a, {0, 0, 1, 1, 1, 1}, seed);
      told_below += one && two && *one != *two;
    }
  }
  EXPECT_GE(twins_met, 60u);
  EXPECT_GE(told_below, 30u);
}

/// x1 + x2 = x2 + x1, so the first two positions may be exchanged in every sum; no others may.
TEST(FloatingPointTransformers, ExchangingPositionsOneAndTwoChangesNothing) {
  const Emulated a = nearest("e4m3");
  const auto plan = encoder_plan(a);
  std::vector<Number> tokens;
  for (const Number& x : numbers_of(arithmetic::parse_format("e2m1"))) tokens.push_back(x);
  const auto outputs = [&](const std::vector<Number>& x, const Number& scale) {
    std::vector<Drive> drives;
    for (const Number& token : x) {
      Drive drive;
      drive.query = {a.mul(scale, token)}, drive.key = {token}, drive.value = {token};
      drives.push_back(drive);
    }
    std::vector<Number> y;
    for (const Drive& drive : drives) y.push_back(attention::attend<Emulated>(plan, drive.query, drives)[0]);
    return y;
  };
  std::size_t cases = 0, other_exchanges_that_matter = 0;
  for (const Number& scale : {a.from_integer(1), a.from_ratio(-1, 4), a.zero()})
    for (const Number& x1 : tokens)
      for (const Number& x2 : tokens)
        for (const Number& x3 : tokens) {
          const std::vector<Number> y = outputs({x1, x2, x3}, scale), exchanged = outputs({x2, x1, x3}, scale), others = outputs({x1, x3, x2}, scale);
          ASSERT_TRUE(y[0] == exchanged[1] && y[1] == exchanged[0] && y[2] == exchanged[2]) << to_text(x1) << " " << to_text(x2) << " " << to_text(x3);
          other_exchanges_that_matter += !(y[0] == others[0] && y[1] == others[2] && y[2] == others[1]);
          ++cases;
        }
  EXPECT_EQ(cases, 3u * 16 * 16 * 16);
  EXPECT_GE(other_exchanges_that_matter, 100u);
}

/// Unnormalised sums of ones stall at 2^precision; other terms a little later, at most after 3·2^m − 1 additions.
TEST(FloatingPointTransformers, RunsOfOnesStallAtTwoToThePrecision) {
  for (const char* name : {"e5m2", "e4m3", "bfloat16", "binary16", "tf32", "e8p12", "e8p2", "p9"}) {
    const Emulated a = nearest(name);
    const std::vector<Number> sums = run_of_sums(a, a.from_integer(1));
    EXPECT_EQ(sums.size() - 1, 2 * mantissa_unit(a.format)) << name;
    EXPECT_EQ(sums.back(), a.from_integer(static_cast<std::int64_t>(2 * mantissa_unit(a.format)))) << name;
  }
  for (const char* name : {"bfloat16", "binary16"}) {  // all significands: normal sums do not depend on the exponent
    const Emulated a = nearest(name);
    std::size_t longest = 0;
    for (std::uint64_t fraction = 0; fraction < mantissa_unit(a.format); ++fraction)
      longest = std::max(longest, run_of_sums(a, {(1ull << 63) | (fraction << (64 - a.format.precision)), 0, Kind::finite, false}).size() - 1);
    EXPECT_EQ(longest, 3 * mantissa_unit(a.format) - 1) << name;
  }
}

}  // namespace
