// The parameters of 14b; its proof is prove_maximum_channel.
#include "constructions/maximum_channel_14b.hpp"

namespace attest::constructions {

MaximumChannel maximum_channel_14b(std::int64_t m, std::int64_t n_1, const std::string& format) {
  MaximumChannel c = detail::channel_sizes(m, n_1, format);
  c.natural = true;
  int bits = 1;  // δm <= 1/2
  while ((std::int64_t{1} << bits) < 2 * m) ++bits;
  c.delta = dyadic(1, -bits);
  const Emulated a(arithmetic::parse_format(format)), wide(arithmetic::parse_format("p60"));
  const auto alive = [&](std::int64_t steps) { return !a.exp(wide.mul(c.delta, wide.from_integer(-steps))).is_zero(); };
  std::int64_t steps = std::llround(std::floor(-c.unit.exponent * std::log(2.0) / arithmetic::to_double(c.delta)));
  while (alive(steps)) ++steps;
  if (!alive(steps - 1)) throw std::logic_error("the search for the underflow of " + format + " began too late");
  c.underflow = wide.mul(c.delta, wide.from_integer(steps));
  c.far = 1;
  while (static_cast<double>(c.far) < 2 * arithmetic::to_double(c.underflow)) c.far *= 2;
  c.drop = c.far;
  c.outside = 4 * c.far;
  return c;
}

Setting maximum_channel_14b_setting(attention::Softmax softmax, attention::KeyOrder order, const std::string& format) {
  Setting setting = maximum_channel_setting(softmax, order, format);
  setting.plan.exponential = attention::Exponential::natural;
  return setting;
}

}  // namespace attest::constructions
