// The parameters of 14b; its proof is prove_maximum_channel.
#include "constructions/maximum_channel_14b.hpp"

#include <cmath>

namespace attest::constructions {

std::optional<MaximumChannel> channel_14b_for(const Emulated& weight, std::int64_t m, std::int64_t n_1) {
  auto channel = detail::channel_sizes(weight, m, n_1);
  if (!channel) return channel;
  MaximumChannel& c = *channel;
  c.natural = true;
  int bits = 1;  // δm <= 1/2
  while ((std::int64_t{1} << bits) < 2 * m) ++bits;
  c.delta = dyadic(1, -bits);
  const Emulated wide(arithmetic::parse_format("p60"));
  const auto alive = [&](std::int64_t steps) { return !weight.exp(wide.mul(c.delta, wide.from_integer(-steps))).is_zero(); };
  // e^-x rounds to 0 from half of the least number on or, where rounding is towards 0, from the least number on.
  std::int64_t steps = std::max<std::int64_t>(1, std::llround(std::floor((-c.unit.exponent - 1) * std::log(2.0) / arithmetic::to_double(c.delta))));
  while (alive(steps)) ++steps;
  while (steps > 1 && !alive(steps - 1)) --steps;
  c.underflow = wide.mul(c.delta, wide.from_integer(steps));
  int range = 0;
  while (std::ldexp(1.0, range) < 2 * arithmetic::to_double(c.underflow)) ++range;
  c.far = c.drop = dyadic(1, range), c.outside = dyadic(1, range + 2);
  return channel;
}

MaximumChannel maximum_channel_14b(std::int64_t m, std::int64_t n_1, const std::string& format) {
  const Emulated weight(arithmetic::parse_format(format));
  return detail::require_channel(channel_14b_for(weight, m, n_1), weight.format);
}

Setting maximum_channel_14b_setting(attention::Softmax softmax, attention::KeyOrder order, const std::string& format) {
  Setting setting = maximum_channel_setting(softmax, order, format);
  setting.plan.exponential = attention::Exponential::natural;
  return setting;
}

}  // namespace attest::constructions
