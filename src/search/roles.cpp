// What all roles share, and the random layers.
#include "search/roles.hpp"

#include <cmath>
#include <stdexcept>

#include "attention/registry.hpp"

namespace attest::search {

std::span<const std::int64_t> token_in(const Representation& x) { return std::span(x).subspan(1, static_cast<std::size_t>(x[0])); }
std::span<const std::int64_t> known_in(const Representation& x) { return std::span(x).subspan(1 + static_cast<std::size_t>(x[0])); }

Representation embed_token(const Representation& token) {
  Representation x{static_cast<std::int64_t>(token.size())};
  x.insert(x.end(), token.begin(), token.end());
  return x;
}

Numbers numbers_of(const arithmetic::Emulated& input, std::span<const std::int64_t> integers) {
  Numbers numbers(integers.size(), input.zero());  // most are: one-hot keys and values
  for (std::size_t i = 0; i < integers.size(); ++i)
    if (integers[i] != 0) numbers[i] = input.from_integer(integers[i]);
  return numbers;
}

std::optional<std::int64_t> integer_of(const arithmetic::Number& output, double scale) {
  if (!output.is_finite()) return std::nullopt;
  const double value = arithmetic::to_double(output) * scale;
  if (!(std::fabs(value) < 0x1p62)) return std::nullopt;
  return std::llround(value);
}

std::function<std::unique_ptr<attention::RecurrentHead<arithmetic::Emulated>>(int)> head_maker(const LayerText& layer) {
  return [layer](int head) {
    attention::HeadOptions<arithmetic::Emulated> options;
    options.normaliser = layer.normaliser;
    options.head = head;
    if (!layer.decay.empty()) options.decay = layer.plan.state.from_ratio(layer.decay[0], layer.decay[1]);
    return attention::make_recurrent_head<arithmetic::Emulated>(layer.mechanism, static_cast<std::size_t>(layer.width / layer.heads),
                                                                static_cast<std::size_t>(layer.columns), layer.plan, options);
  };
}

Drive gated_drive(const LayerText& layer) {
  Drive drive;
  const bool gated = layer.mechanism == "gla" || layer.mechanism == "gated-delta-net" || (layer.mechanism == "log-linear" && !layer.decay.empty());
  if (gated) drive.decay = {layer.decay.empty() ? layer.plan.input.from_integer(1) : layer.plan.input.from_ratio(layer.decay[0], layer.decay[1])};
  if (!layer.beta.empty()) drive.beta = layer.plan.input.from_ratio(layer.beta[0], layer.beta[1]);
  return drive;
}

std::string layer_at(const LayerText& layer) { return "configuration, layer at line " + std::to_string(layer.line); }

Layer make_random_layer(const LayerText& text) {
  const std::size_t d = static_cast<std::size_t>(text.width / text.heads);
  const std::size_t d_v = text.kind == 'R' ? static_cast<std::size_t>(text.columns) : d;
  const std::size_t d_k = text.kind == 'R' ? d : std::max<std::size_t>(2, d);
  Layer layer;
  layer.kind = text.kind == 'R' ? attention::LayerKind::recurrent : attention::LayerKind::full;
  layer.heads = static_cast<int>(text.heads);
  layer.plan = text.plan;
  if (text.kind == 'R') layer.make_head = head_maker(text);
  else layer.value_dimension = d_v;
  layer.project = [text, d_k, d_v](const Representation& x, std::size_t position, int head) {
    const auto draw = [&](std::int64_t what, std::size_t count) {
      Integers values(count);
      for (std::size_t i = 0; i < count; ++i) {
        Integers place(x);
        place.insert(place.end(), {static_cast<std::int64_t>(position), head, what, static_cast<std::int64_t>(i)});
        values[i] = static_cast<std::int64_t>(mix(static_cast<std::uint64_t>(text.seed), place) % static_cast<std::uint64_t>(text.modulus));
      }
      return numbers_of(text.plan.input, values);
    };
    Drive drive = gated_drive(text);
    drive.query = draw(0, d_k);
    drive.key = draw(1, d_k);
    drive.value = draw(2, d_v);
    return drive;
  };
  if (text.role == "idle") layer.active = [](const Representation&, std::size_t) { return false; };
  layer.advance = [text](const Representation& x, std::span<const Numbers> outputs, std::size_t) {
    Integers seen(x);
    for (const Numbers& head : outputs)
      for (const arithmetic::Number& y : head)
        seen.insert(seen.end(), {static_cast<std::int64_t>(y.kind), y.negative, y.exponent, static_cast<std::int64_t>(y.significand)});
    Representation next(x);
    next.push_back(static_cast<std::int64_t>(mix(static_cast<std::uint64_t>(text.seed) + 1, seen) % static_cast<std::uint64_t>(text.modulus)));
    return next;
  };
  return layer;
}

}  // namespace attest::search
