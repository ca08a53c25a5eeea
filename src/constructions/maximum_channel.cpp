// Every class of token that the query of w can meet, evaluated by the arithmetic itself.
#include "constructions/maximum_channel.hpp"

#include <bit>
#include <cmath>

#include "arithmetic/rational.hpp"
#include "constructions/sums.hpp"
#include "evidence/certificate.hpp"

namespace attest::constructions {

namespace detail {

std::optional<MaximumChannel> channel_sizes(const Emulated& weight, std::int64_t m, std::int64_t n_1) {
  tasks::require_size("maximum-channel", "m", m, 2, std::int64_t{1} << 15);
  tasks::require_size("maximum-channel", "n1", n_1, 1, std::int64_t{1} << 12);
  const arithmetic::Rounding rounding = weight.rounding;  // under `up` nothing positive rounds to 0
  if (weight.format.unbounded || rounding == arithmetic::Rounding::up) return std::nullopt;
  MaximumChannel c;
  c.m = m, c.n_1 = n_1;
  while (c.base * c.base < m * n_1) ++c.base;
  c.unit = arithmetic::smallest_positive(weight.format);
  return c;
}

MaximumChannel require_channel(const std::optional<MaximumChannel>& channel, const arithmetic::Format& format) {
  if (!channel) throw std::invalid_argument("maximum-channel: " + format.name + " does not underflow");
  if (channel->m * (channel->base - 1) >= std::int64_t{1} << std::min(format.precision, 40))
    throw std::invalid_argument("maximum-channel: sums of digits exceed 2^p; choose a smaller n1");
  return *channel;
}

std::int64_t channel_digit(const MaximumChannel& c, const Number& first, const Number& second) {
  using arithmetic::Rational;
  const Rational steps = (Rational::from_number(first) - Rational::from_number(second)) / Rational::from_number(c.unit) + Rational(1, 2);
  if (steps < Rational(1)) return 0;
  return steps < Rational(c.base) ? steps.floor().to_integer() : c.base - 1;
}

}  // namespace detail

std::optional<MaximumChannel> channel_for(const Emulated& weight, std::int64_t m, std::int64_t n_1) {
  auto channel = detail::channel_sizes(weight, m, n_1);
  if (!channel) return channel;
  int bits = 0, range = 0;
  while ((std::int64_t{1} << bits) < m) ++bits;
  while ((std::int64_t{1} << range) < 3 - channel->unit.exponent) ++range;
  channel->delta = dyadic(1, -bits);
  channel->nudge = dyadic(1, -bits - 1);
  channel->underflow = arithmetic::number_from_integer(1 - channel->unit.exponent);
  channel->drop = dyadic(1, 0), channel->far = dyadic(1, range), channel->outside = dyadic(1, range + 2);
  return channel;
}

MaximumChannel maximum_channel(std::int64_t m, std::int64_t n_1, const std::string& format) {
  const Emulated weight(arithmetic::parse_format(format));
  return detail::require_channel(channel_for(weight, m, n_1), weight.format);
}

Setting maximum_channel_setting(attention::Softmax softmax, attention::KeyOrder order, const std::string& format) {
  Setting setting = with_state(finite_setting(format, softmax, attention::Exponential::base2), "ufx(1,0)");
  setting.plan.key_order = order;
  return setting;
}

namespace {

using Plan = attention::Plan<StrictEmulated>;
using Drive = attention::Drive<StrictEmulated>;

bool below(const Number& x, const Number& y) { return compare(x, y) == arithmetic::Order::less; }

class ChannelProof {
 public:
  ChannelProof(const Setting& setting, const MaximumChannel& channel) : plan_(strict(setting.plan)), c_(channel) {}

  /// One line about the first condition that does not hold; empty when all do.
  std::string violation() {
    if (c_.m > 2048 && !exact_codes()) return "codes of more than 2048 arguments are rounded";
    if (!carries()) return "a digit of z_0 does not survive the recurrent layer";
    for (int head = 0; head < 2; ++head) {
      std::string reason = maxima(head);
      if (reason.empty()) reason = row_scores(head);
      if (!reason.empty()) return reason;
    }
    raise(others_, score(query(0, 0, 0), drive({0, 0}, 0)));  // the tokens of z_0 and w
    for (int head = 0; head < 2; ++head) {
      const std::string reason = weights(head);
      if (!reason.empty()) return reason;
    }
    const Number least = below(top_[1][0], top_[0][0]) ? top_[1][0] : top_[0][0];
    if (!below(rows_[0].back(), least) || !below(rows_[1].back(), least) || !below(*others_, least)) return "another token exceeds the maximum";
    if (!weight_of(plan_, *others_, least).is_zero()) return "a token outside the row weighs something";
    return sums();
  }
  std::uint64_t cases = 0;

 private:
  Drive drive(const attention::Representation& x, int head) const { return detail::channel_drive(plan_.input, c_, x, head); }
  Drive query(std::int64_t a, std::int64_t w, int head) const { return drive({-3, 0, a, w}, head); }
  Number score(const Drive& query, const Drive& key) {
    ++cases;
    return plan_.score.dot(query.query, key.key);
  }
  /// Without the last coordinate, which is added last.
  Number codes(const Drive& query, const Drive& key) {
    ++cases;
    return plan_.score.dot(std::span(query.query).first(6), std::span(key.key).first(6));
  }
  static void raise(std::optional<Number>& largest, const Number& x) {
    if (!largest || below(*largest, x)) largest = x;
  }

  bool carries() const {
    const auto layer = detail::carry_layer(plan_, 2);
    for (const std::int64_t digit : {0, 1}) {
      auto head = layer.make_head(0);
      head->step(layer.project({0, digit}, 0, 0));
      const std::vector<std::vector<Number>> outputs{head->step(layer.project({-3, -1, 0, 0}, 0, 0))};
      if (layer.advance({-3, -1, 0, 0}, outputs, 0)[2] != digit) return false;
    }
    return true;
  }

  /// Queries 0..count-1 over the keys 0..count-1: whether every query's own key has the same code. Among the others the nearest code stands
  /// for all, because rounded sums are monotone; its score is one of others_. `exact`: nothing is rounded, so code j scores -far·(i-j)² and
  /// those of 0 and 1 are the nearest.
  template <class Query, class Key>
  bool own_codes_agree(std::int64_t count, bool exact, const Query& query_of, const Key& key_of) {
    std::optional<Number> own, nearest, nearest_score;
    for (std::int64_t i = 0; i < count; ++i) {
      const Number code = codes(query_of(i), key_of(i));
      if (!own) own = code;
      else if (compare(code, *own) != arithmetic::Order::equal) return false;
    }
    const std::int64_t queries = exact ? 1 : count, keys = exact ? std::min<std::int64_t>(count, 2) : count;
    for (std::int64_t i = 0; i < queries; ++i) {
      const Drive q = query_of(i);
      for (std::int64_t j = 0; j < keys; ++j) {
        if (i == j) continue;
        const Drive key = key_of(j);
        const Number code = codes(q, key);
        if (!nearest || below(*nearest, code)) nearest = code, nearest_score = score(q, key);
      }
    }
    if (nearest_score) raise(others_, *nearest_score);
    return true;
  }

  /// All multiples of far up to far·(m-1)², integers up to (m-1)², and twice such multiples are numbers: far·(a-i)² is summed exactly.
  bool exact_codes() const {
    if (c_.m < 3 || c_.far.is_zero() || c_.far.negative) return false;
    const arithmetic::Rational far = arithmetic::Rational::from_number(c_.far), most = far * arithmetic::Rational((c_.m - 1) * (c_.m - 1));
    const auto odd = c_.far.significand >> std::countr_zero(c_.far.significand);
    for (const StrictEmulated* role : {&plan_.input, &plan_.score}) {
      if (attention::is_fixed_point(*role) || odd > (std::uint64_t{1} << 32)) return false;
      if (static_cast<double>(odd) * static_cast<double>((c_.m - 1) * (c_.m - 1)) > std::ldexp(1.0, std::min(role->format.precision, 52))) return false;
      for (const auto& x : {far, arithmetic::Rational(1), -most, arithmetic::Rational(2) * most, arithmetic::Rational((c_.m - 1) * (c_.m - 1))}) {
        const Number y = round_to(role->format, arithmetic::Rounding::toward_zero, x);
        if (!y.is_finite() || arithmetic::Rational::from_number(y) != x) return false;
      }
    }
    return true;
  }

  /// Own scores of z_1, one for every value and the same for every a; others are taken with the largest value. w does not enter.
  std::string maxima(int head) {
    if (!own_codes_agree(c_.m, exact_codes(), [&](std::int64_t a) { return query(a, 0, head); }, [&](std::int64_t i) { return drive({1, i, c_.m - 1}, head); })) return "the maximum depends on z_0";
    for (std::int64_t v = 0; v < c_.m; ++v) {
      top_[head].push_back(score(query(0, 0, head), drive({1, 0, v}, head)));
      if (v > 0 && !below(top_[head][static_cast<std::size_t>(v) - 1], top_[head].back())) return "two values share a maximum";
    }
    return {};
  }

  /// The same for z_2: row w's own scores do not depend on w and do not fall. a does not enter.
  std::string row_scores(int head) {
    if (!own_codes_agree(c_.n_1, false, [&](std::int64_t w) { return query(0, w, head); }, [&](std::int64_t row) { return drive({2, row * c_.m + c_.m - 1, 0}, head); }))
      return "the scores of a row depend on the row";
    for (std::int64_t column = 0; column < c_.m; ++column) {
      rows_[head].push_back(score(query(0, 0, head), drive({2, column, 0}, head)));
      if (column > 0 && below(rows_[head].back(), rows_[head][static_cast<std::size_t>(column) - 1])) return "the scores of a row decrease";
    }
    return {};
  }

  /// In row w the weight of v' against the maximum of v is the unit iff v' >= v + head, and 0 below: monotone in v'.
  std::string weights(int head) {
    for (std::int64_t v = 0; v < c_.m; ++v)
      for (const std::int64_t column : {v + head - 1, v + head, c_.m - 1}) {
        if (column < 0 || column >= c_.m) continue;
        ++cases;
        const Number w = weight_of(plan_, rows_[head][static_cast<std::size_t>(column)], top_[head][static_cast<std::size_t>(v)]);
        if (column >= v + head ? w != c_.unit : !w.is_zero())
          return "column " + std::to_string(column) + " against the maximum of " + std::to_string(v) + " has a wrong weight";
      }
    return {};
  }

  /// den is 1 whatever 0..m units precede or follow the 1; integers below 2^p units add and divide exactly.
  std::string sums() {
    const StrictEmulated& a = plan_.accumulator;
    const Number one = a.from_integer(1);
    const auto units = [&](std::int64_t count) { return dyadic(count, c_.unit.exponent); };
    const auto held = [](const Emulated& role, const Number& x) { return round_to(role.format, arithmetic::Rounding::toward_zero, x) == x; };
    cases += 3;
    if (one != arithmetic::number_from_integer(1) || a.add(a.convert(units(c_.m)), one) != one || a.add(one, c_.unit) != one) return "the denominator is not 1";
    a.from_integer(2 * c_.m + 4);  // online, relative to an earlier maximum: defined
    const std::int64_t largest = c_.m * (c_.base - 1);
    if (largest >= std::int64_t{1} << std::min(a.format.precision, 62) || plan_.output.format.precision < a.format.precision)
      return "sums of digits do not fit the accumulator or the output";
    for (const StrictEmulated* role : {&plan_.weight, &plan_.accumulator, &plan_.output})
      if (!held(*role, c_.unit) || !held(*role, units(largest))) return "multiples of the unit are not numbers of every role";
    if (!held(plan_.input, arithmetic::number_from_integer(c_.base - 1))) return "a digit does not fit the input format";
    return {};
  }

  Plan plan_;
  MaximumChannel c_;
  std::vector<Number> top_[2], rows_[2];  ///< by v, by v'
  std::optional<Number> others_;          ///< the largest score of any token that must not weigh
};

std::string certificate_of(const Setting& setting, const MaximumChannel& c) {
  return evidence::certificate("all-inputs", channel_lines(c) + arithmetic_block(setting) + "method derivation\n");
}

/// Why the evaluation is none that the proof covers; empty when it is one.
std::string evaluation_violation(const Setting& setting, const MaximumChannel& c) {
  const auto& plan = setting.plan;
  if (setting.exact) return "real numbers do not underflow";
  if (plan.normalisation != attention::Normalisation::quotient) return "weights normalised first are not covered";
  const bool backwards = plan.softmax == attention::Softmax::online && plan.key_order == attention::KeyOrder::last_to_first;
  if (plan.softmax != attention::Softmax::two_pass && !backwards) return "the maximum is a channel only for two-pass softmax, or online from the last key to the first";
  if (c.natural == (plan.exponential == attention::Exponential::base2)) return "14a is of base 2, 14b of base e";
  if (plan.score.order.kind != arithmetic::SumOrder::Kind::left_to_right) return "scores are summed left to right here";
  return {};
}

}  // namespace

std::string channel_lines(const MaximumChannel& c) {
  std::string text = std::string("claim maximum-channel\nvariant ") + (c.natural ? "14b" : "14a") + "\nm " + std::to_string(c.m) + "\nn_1 " + std::to_string(c.n_1) +
                     "\nbase " + std::to_string(c.base) + "\n";
  for (const auto& [name, member] : channel_numbers) text += std::string(name) + " " + arithmetic::to_text(c.*member) + "\n";
  return text;
}

Proof prove_maximum_channel(const Setting& setting, const MaximumChannel& channel) {
  Proof proof;
  proof.inputs = tasks::Composition(channel.m, {channel.n_1}).count_text();
  proof.certificate = certificate_of(setting, channel);
  proof.reason = evaluation_violation(setting, channel);
  if (!proof.reason.empty()) return proof;
  try {
    ChannelProof all(setting, channel);
    proof.reason = all.violation();
    proof.extremal_cases = all.cases;
  } catch (const arithmetic::Undefined& problem) {
    proof.reason = problem.what();
  }
  proof.holds = proof.reason.empty();
  return proof;
}

}  // namespace attest::constructions
