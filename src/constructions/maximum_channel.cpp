// Every class of token that the query of w can meet, evaluated by the arithmetic itself.
#include "constructions/maximum_channel.hpp"

#include "evidence/certificate.hpp"

namespace attest::constructions {

namespace {

/// δ·times + sign·T; 60 bits hold it.
Number last(const MaximumChannel& c, std::int64_t times, int sign) {
  const Emulated wide(arithmetic::parse_format("p60"));
  const Number steps = wide.mul(c.delta, wide.from_integer(times));
  return sign == 0 ? steps : sign > 0 ? wide.add(steps, c.underflow) : wide.sub(steps, c.underflow);
}

}  // namespace

namespace detail {

MaximumChannel channel_sizes(std::int64_t m, std::int64_t n_1, const std::string& format) {
  const arithmetic::Format own = arithmetic::parse_format(format);
  if (own.unbounded) throw std::invalid_argument("maximum-channel: " + format + " does not underflow");
  const std::int64_t most = std::int64_t{1} << std::min(own.precision, 40);
  tasks::require_size("maximum-channel", "m", m, 2, std::int64_t{1} << 15);
  tasks::require_size("maximum-channel", "n1", n_1, 1, most / m);
  MaximumChannel c;
  c.m = m, c.n_1 = n_1;
  while (c.base * c.base < m * n_1) ++c.base;
  if (m * (c.base - 1) >= most) throw std::invalid_argument("maximum-channel: sums of digits exceed 2^p; choose a smaller n1");
  c.unit = arithmetic::smallest_positive(own);
  return c;
}

Number channel_last_z1(const MaximumChannel& c, std::int64_t v, int head) { return c.natural ? last(c, v + head - 1, 1) : last(c, v, 0); }
Number channel_last_z2(const MaximumChannel& c, std::int64_t v) { return c.natural ? last(c, v, 0) : last(c, v, -1); }

}  // namespace detail

MaximumChannel maximum_channel(std::int64_t m, std::int64_t n_1, const std::string& format) {
  MaximumChannel c = detail::channel_sizes(m, n_1, format);
  int bits = 0;
  while ((std::int64_t{1} << bits) < m) ++bits;
  c.delta = dyadic(1, -bits);
  c.nudge = dyadic(1, -bits - 1);
  c.underflow = arithmetic::number_from_integer(1 - c.unit.exponent);
  c.far = 1;
  while (c.far < 3 - c.unit.exponent) c.far *= 2;
  c.outside = 4 * c.far;
  return c;
}

Setting maximum_channel_setting(attention::Softmax softmax, attention::KeyOrder order, const std::string& format) {
  Setting setting = with_state(finite_setting(format, softmax, attention::Exponential::base2), "ufx(1,0)");
  setting.plan.key_order = order;
  return setting;
}

namespace {

using Plan = attention::Plan<CachedEmulated>;
using Drive = attention::Drive<CachedEmulated>;

class ChannelProof {
 public:
  ChannelProof(const Setting& setting, const MaximumChannel& channel)
      : plan_(cached(setting.plan)), c_(channel), fold_(plan_, 0), in_(plan_.input), least_(detail::channel_last_z1(channel, 0, 0)) {}

  /// One line about the first class that is not as claimed; empty when all are.
  std::string violation() {
    std::string reason = outsiders();
    for (int head = 0; head < 2; ++head) {
      if (reason.empty()) reason = first_function(head);
      if (reason.empty()) reason = second_function(head);
      if (reason.empty()) reason = weights(head);
    }
    if (reason.empty()) reason = sums();
    return reason;
  }
  std::uint64_t cases = 0;

 private:
  Drive query(std::int64_t a, std::int64_t w, int head) const { return detail::channel_drive(in_, c_, {-3, 0, a, w}, head); }
  Number score(const Drive& query, const Drive& key) const { return plan_.score.dot(query.query, key.key); }
  bool below(const Number& x, const Number& y) const { return compare(x, y) == arithmetic::Order::less; }
  Number weight(const Number& s, const Number& maximum) const { return fold_.weight(s, &maximum); }
  /// Below every maximum, with a weight of 0 even against the least one (weights do not grow with the maximum).
  bool invisible(const Number& s) const { return below(s, least_) && weight(s, least_).is_zero(); }

  /// The tokens of z_0 and w.
  std::string outsiders() {
    cases += 2;
    const Drive q = query(c_.m - 1, c_.n_1 - 1, 0);
    return invisible(score(q, detail::channel_drive(in_, c_, {0, 0}, 0))) ? "" : "z_0's token has a weight";
  }

  /// z_1's token (a, v) has the score of its last coordinate; (i, v), i != a, is invisible (monotone in v: v = m-1). w does not enter.
  std::string first_function(int head) {
    for (std::int64_t a = 0; a < c_.m; ++a) {
      const Drive q = query(a, 0, head);
      for (std::int64_t v = 0; v < c_.m; ++v, ++cases)
        if (score(q, detail::channel_drive(in_, c_, {1, a, v}, head)) != detail::channel_last_z1(c_, v, head))
          return "z_1's token (" + std::to_string(a) + "," + std::to_string(v) + ") has not the score of its value";
      for (std::int64_t i = 0; i < c_.m; ++i) {
        if (i == a) continue;
        ++cases;
        if (!invisible(score(q, detail::channel_drive(in_, c_, {1, i, c_.m - 1}, head))))
          return "z_1's token " + std::to_string(i) + " is too near to the query for " + std::to_string(a);
      }
    }
    return {};
  }

  /// z_2's tokens: in row w the score is exact and no maximum; elsewhere they are invisible. a does not enter.
  std::string second_function(int head) {
    const Emulated wide(arithmetic::parse_format("p60"));
    for (std::int64_t w = 0; w < c_.n_1; ++w) {
      const Drive q = query(0, w, head);
      for (std::int64_t argument = 0; argument < c_.m * c_.n_1; ++argument, ++cases) {
        const Number s = score(q, detail::channel_drive(in_, c_, {2, argument, 0}, head));
        if (argument / c_.m == w) {
          const Number exact = wide.add(detail::channel_last_z2(c_, argument % c_.m), head == 0 ? c_.nudge : wide.neg(c_.nudge));
          if (s != exact || !below(s, least_)) return "a score in the row of w is not exact";
        } else if (!invisible(s)) {
          return "row " + std::to_string(argument / c_.m) + " is visible from row " + std::to_string(w);
        }
      }
    }
    return {};
  }

  /// In row w the weight of (v', v) is the unit iff v' >= v + head, and 0 otherwise; the maximum weighs 1.
  std::string weights(int head) {
    const Drive q = query(0, 0, head);
    for (std::int64_t column = 0; column < c_.m; ++column) {
      const Number s = score(q, detail::channel_drive(in_, c_, {2, column, 0}, head));
      for (std::int64_t v = 0; v < c_.m; ++v, ++cases) {
        const Number w = weight(s, detail::channel_last_z1(c_, v, head));
        if (column >= v + head ? w != c_.unit : !w.is_zero())
          return "column " + std::to_string(column) + " against the maximum of " + std::to_string(v) + " has a wrong weight";
      }
    }
    return {};
  }

  /// den is 1 whatever 0..m units precede or follow the 1; integers below 2^p units add and divide exactly.
  std::string sums() {
    const CachedEmulated& a = plan_.accumulator;
    const Number one = a.from_integer(1), unit = arithmetic::smallest_positive(a.format);
    cases += 3;
    if (a.format != plan_.weight.format || plan_.output.format != a.format || unit != c_.unit) return "weights, sums and outputs need one format";
    const Number most = dyadic(c_.m, unit.exponent);
    if (a.convert(most) != most || a.add(most, one) != one || a.add(one, unit) != one) return "the denominator is not 1";
    const std::int64_t largest = c_.m * (c_.base - 1);
    if (largest >= std::int64_t{1} << a.format.precision) return "sums of digits are not exact";
    if (plan_.output.div(dyadic(largest, unit.exponent), one) != dyadic(largest, unit.exponent)) return "the quotient is not exact";
    return {};
  }

  Plan plan_;
  MaximumChannel c_;
  attention::SoftmaxFold<CachedEmulated> fold_;
  CachedEmulated in_;
  Number least_;  ///< the least maximum
};

std::string certificate_of(const Setting& setting, const MaximumChannel& c) {
  const auto number = [](const char* key, const Number& x) { return std::string(key) + " " + arithmetic::to_text(x) + "\n"; };
  const auto integer = [&](const char* key, std::int64_t x) { return number(key, arithmetic::number_from_integer(x)); };
  return evidence::certificate("all-inputs", std::string("claim maximum-channel\nvariant ") + (c.natural ? "14b" : "14a") + "\nm " + std::to_string(c.m) + "\nn_1 " +
                                                 std::to_string(c.n_1) + "\nbase " + std::to_string(c.base) + "\n" + number("delta", c.delta) + number("nudge", c.nudge) +
                                                 integer("drop", c.drop) + integer("far", c.far) + number("underflow", c.underflow) + integer("outside", c.outside) +
                                                 number("unit", c.unit) + arithmetic_block(setting) + "method derivation\n");
}

/// Why the evaluation is none that the proof covers; empty when it is one.
std::string evaluation_violation(const Setting& setting) {
  const auto& plan = setting.plan;
  if (setting.exact) return "real numbers do not underflow";
  if (plan.normalisation != attention::Normalisation::quotient) return "weights normalised first are not covered";
  const bool backwards = plan.softmax == attention::Softmax::online && plan.key_order == attention::KeyOrder::last_to_first;
  if (plan.softmax != attention::Softmax::two_pass && !backwards) return "the maximum is a channel only for two-pass softmax, or online from the last key to the first";
  return {};
}

}  // namespace

Proof prove_maximum_channel(const Setting& setting, const MaximumChannel& channel) {
  Proof proof;
  proof.inputs = tasks::Composition(channel.m, {channel.n_1}).count_text();
  proof.certificate = certificate_of(setting, channel);
  proof.reason = evaluation_violation(setting);
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
