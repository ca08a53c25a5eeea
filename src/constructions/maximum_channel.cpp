// Every class of token that the query of w can meet, evaluated by the arithmetic itself.
#include "constructions/maximum_channel.hpp"
#include "evidence/certificate.hpp"

namespace attest::constructions {

MaximumChannel::MaximumChannel(std::int64_t size, std::int64_t rows) : m(size), n_1(rows) {
  tasks::require_size("maximum-channel", "m", m, 2, std::int64_t{1} << 15);
  tasks::require_size("maximum-channel", "n1", n_1, 1, (std::int64_t{1} << 24) / m);
  while (base * base < m * n_1) ++base;
  if (m * (base - 1) >= std::int64_t{1} << 24) throw std::invalid_argument("maximum-channel: sums of digits exceed 2^24; choose a smaller n1");
  int bits = 0;
  while ((std::int64_t{1} << bits) < m) ++bits;
  delta = dyadic(1, -bits);
  half_delta = dyadic(1, -bits - 1);
}

Setting maximum_channel_setting(attention::Softmax softmax, attention::KeyOrder order) {
  Setting setting = with_state(finite_setting("binary32", softmax, attention::Exponential::base2), "ufx(1,0)");
  setting.plan.key_order = order;
  return setting;
}

namespace {

using Plan = attention::Plan<CachedEmulated>;
using Drive = attention::Drive<CachedEmulated>;

class ChannelProof {
 public:
  ChannelProof(const Setting& setting, const MaximumChannel& channel)
      : plan_(cached(setting.plan)), c_(channel), fold_(plan_, 0), in_(plan_.input) {
    for (std::int64_t v = 0; v < c_.m; ++v) maxima_.push_back(in_.mul(c_.delta, in_.from_integer(v)));
  }

  /// One line about the first class that is not as claimed; empty when all are.
  std::string violation() {
    std::string reason = first_function();
    if (reason.empty()) reason = second_function();
    if (reason.empty()) reason = outsiders();
    if (reason.empty()) reason = weights();
    if (reason.empty()) reason = sums();
    return reason;
  }
  std::uint64_t cases = 0;

 private:
  Drive query(std::int64_t a, std::int64_t w, int head) const { return detail::channel_drive(in_, c_, {-3, 0, a, w}, head); }
  Number score(const Drive& query, const Drive& key) const { return plan_.score.dot(query.query, key.key); }
  bool at_most(const Number& x, const Number& y) const { return compare(x, y) != arithmetic::Order::greater; }
  Number weight(const Number& s, const Number& maximum) const { return fold_.weight(s, &maximum); }

  /// z_1's token (a, v) has the score δv; (i, v), i != a, at most 1 - far (monotone in v: v = m-1). w does not enter.
  std::string first_function() {
    const Number limit = arithmetic::number_from_integer(1 - c_.far);
    for (std::int64_t a = 0; a < c_.m; ++a) {
      const Drive q = query(a, 0, 0);
      Drive own = detail::channel_drive(in_, c_, {1, a, 0}, 0);
      for (std::int64_t v = 0; v < c_.m; ++v, ++cases) {
        own.key[6] = maxima_[static_cast<std::size_t>(v)];
        if (compare(score(q, own), maxima_[static_cast<std::size_t>(v)]) != arithmetic::Order::equal)
          return "z_1's token (" + std::to_string(a) + "," + std::to_string(v) + ") has not the score δv";
      }
      for (std::int64_t i = 0; i < c_.m; ++i) {
        if (i == a) continue;
        ++cases;
        if (!at_most(score(q, detail::channel_drive(in_, c_, {1, i, c_.m - 1}, 0)), limit))
          return "z_1's token " + std::to_string(i) + " is too near to the query for " + std::to_string(a);
      }
    }
    return {};
  }

  /// z_2's tokens: in row w the score -150 ± δ/2 + δv' exactly; elsewhere a weight of 0 even against the least maximum 0
  /// (weights do not grow with the maximum). Scores never exceed 0, so the maximum is z_1's. a does not enter.
  std::string second_function() {
    const CachedEmulated wide(Emulated(arithmetic::parse_format("p60")));
    for (int head = 0; head < 2; ++head)
      for (std::int64_t w = 0; w < c_.n_1; ++w) {
        const Drive q = query(0, w, head);
        const Number nudge = head == 0 ? c_.half_delta : wide.neg(c_.half_delta);
        for (std::int64_t argument = 0; argument < c_.m * c_.n_1; ++argument, ++cases) {
          const Number s = score(q, detail::channel_drive(in_, c_, {2, argument, 0}, 0));
          const std::int64_t column = argument % c_.m;
          if (argument / c_.m == w) {
            const Number exact = wide.add(wide.add(wide.from_integer(-c_.underflow), nudge), maxima_[static_cast<std::size_t>(column)]);
            if (s != exact) return "a score in the row of w is not exact";
          } else if (!weight(s, Number{}).is_zero() || !at_most(s, Number{})) {
            return "row " + std::to_string(argument / c_.m) + " is visible from row " + std::to_string(w);
          }
        }
      }
    return {};
  }

  /// The tokens of z_0 and w, and z_1's tokens i != a, weigh 0 against every maximum.
  std::string outsiders() {
    cases += 2;
    const Drive q = query(c_.m - 1, c_.n_1 - 1, 0);
    if (!weight(score(q, detail::channel_drive(in_, c_, {0, 0}, 0)), Number{}).is_zero()) return "z_0's token has a weight";
    if (!weight(arithmetic::number_from_integer(1 - c_.far), Number{}).is_zero()) return "a wrong argument's token of z_1 has a weight";
    return {};
  }

  /// In row w the weight of (v', v) is 2^-149 iff v' >= v + head, and 0 otherwise; the maximum weighs 1.
  std::string weights() {
    const Number least = arithmetic::smallest_positive(plan_.weight.format);
    for (int head = 0; head < 2; ++head) {
      const Drive q = query(0, 0, head);
      for (std::int64_t column = 0; column < c_.m; ++column) {
        const Number s = score(q, detail::channel_drive(in_, c_, {2, column, 0}, 0));
        for (std::int64_t v = 0; v < c_.m; ++v, ++cases) {
          const Number w = weight(s, maxima_[static_cast<std::size_t>(v)]);
          if (column >= v + head ? w != least : !w.is_zero())
            return "column " + std::to_string(column) + " against the maximum of " + std::to_string(v) + " has a wrong weight";
        }
      }
    }
    return {};
  }

  /// den is 1 whatever 0..m least numbers precede or follow the 1; integers below 2^24 least numbers add and divide exactly.
  std::string sums() {
    const CachedEmulated& a = plan_.accumulator;
    const Number one = a.from_integer(1), least = arithmetic::smallest_positive(a.format);
    cases += 3;
    if (a.format != plan_.weight.format || plan_.output.format != a.format) return "weights, sums and outputs need one format";
    const Number most = dyadic(c_.m, least.exponent);
    if (a.convert(most) != most || a.add(most, one) != one || a.add(one, least) != one) return "the denominator is not 1";
    const std::int64_t largest = c_.m * (c_.base - 1);
    if (largest >= std::int64_t{1} << a.format.precision) return "sums of digits are not exact";
    if (plan_.output.div(dyadic(largest, least.exponent), one) != dyadic(largest, least.exponent)) return "the quotient is not exact";
    return {};
  }

  Plan plan_;
  MaximumChannel c_;
  attention::SoftmaxFold<CachedEmulated> fold_;
  CachedEmulated in_;
  std::vector<Number> maxima_;
};

}  // namespace

Proof prove_maximum_channel(const Setting& setting, const MaximumChannel& channel) {
  Proof proof;
  const tasks::Composition task(channel.m, {channel.n_1});
  proof.inputs = task.count_text();
  proof.certificate = evidence::certificate("all-inputs", "claim maximum-channel\nvariant 14a\nm " + std::to_string(channel.m) + "\nn_1 " +
                      std::to_string(channel.n_1) + "\nbase " + std::to_string(channel.base) + "\ndelta " +
                      arithmetic::to_text(channel.delta) + "\ndrop 1*2^0\nfar 1*2^8\nunderflow 150\n" + arithmetic_block(setting) + "method derivation\n");
  if (setting.exact || setting.plan.softmax != attention::Softmax::two_pass) {
    proof.reason = "the maximum is a channel only for two-pass softmax in a format that underflows";
    return proof;
  }
  if (setting.plan.normalisation != attention::Normalisation::quotient) {
    proof.reason = "weights normalised first are not covered";
    return proof;
  }
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
