// The claim maximum-channel: construction 14a where exponentials are of base 2, 14b where they are of base e. Nothing is free: every
// number of the construction is decided by the sizes and by where the weights underflow, so each has one value in each setting.
#include "constructions/claim_families.hpp"
#include "constructions/maximum_channel_14b.hpp"

namespace attest::constructions {
namespace {

class ChannelClaim final : public ClaimFamily {
 public:
  ChannelClaim(std::int64_t m, std::int64_t n_1) : m_(m), n_1_(n_1), task_(m, {n_1}) {}
  std::string name() const override { return "maximum-channel"; }
  const tasks::Task& task() const override { return task_; }
  bool has_grids() const override { return false; }
  std::vector<std::string> parameter_names() const override {
    std::vector<std::string> names;
    for (const auto& [name, member] : channel_numbers) names.push_back(name);
    return names;
  }
  std::vector<Parameter> parameters(const Setting& setting) const override {
    if (setting.exact) throw std::invalid_argument("real numbers do not underflow: choose a format");
    const Emulated& weight = setting.plan.weight;
    const auto channel = natural(setting) ? channel_14b_for(weight, m_, n_1_) : channel_for(weight, m_, n_1_);
    std::vector<Parameter> parameters;
    for (const auto& [name, member] : channel_numbers) {
      Parameter parameter{name, {}, {}, "construction " + variant(setting) + "'s numbers, which exist where weights underflow"};
      if (channel) parameter.middle = (*channel).*member, parameter.grid = {parameter.middle, parameter.middle, 1};
      parameters.push_back(parameter);
    }
    return parameters;
  }
  Proof prove(const Setting& setting, const Point& point) const override { return prove_maximum_channel(setting, at(setting, point)); }
  std::unique_ptr<Model> model(const Setting& setting, const Point& point) const override {
    return stack_model(maximum_channel_stack(strict(setting.plan), at(setting, point)));
  }
  /// One value v of z_1 at z_0 among the others', in row w of z_2 one value among the others': where a threshold, a sum of digits or a
  /// neighbouring code can be wrong. Of long inputs, each an evaluation of a good part of a second, only the hardest.
  std::vector<tasks::Tokens> killers(const Setting&, const Point&) const override {
    const std::size_t most = m_ * (n_1_ + 1) > 1 << 13 ? 6 : 60;
    std::vector<tasks::Tokens> inputs;
    for (const std::int64_t a : {m_ - 1, std::int64_t{0}, m_ / 2})
      for (const std::int64_t w : {n_1_ - 1, std::int64_t{0}})
        for (const std::int64_t v : {std::int64_t{0}, m_ - 1, m_ / 2, m_ / 2 + 1, std::int64_t{1}})
          for (const bool largest : {false, true})
            if (inputs.size() < most) inputs.push_back(one_among_others(a, w, std::min(v, m_ - 1), largest));
    return inputs;
  }
  bool underflows_on_purpose() const override { return true; }
  std::string lines(const Setting& setting, std::span<const std::string> parameters) const override {
    MaximumChannel sizes = at(setting, Point(channel_numbers.size()));
    std::string text = channel_lines(sizes);
    text.resize(text.find("delta "));
    for (const std::string& line : parameters) text += line + "\n";
    return text;
  }

 private:
  static bool natural(const Setting& setting) { return setting.plan.exponential == attention::Exponential::natural; }
  static std::string variant(const Setting& setting) { return natural(setting) ? "14b" : "14a"; }
  MaximumChannel at(const Setting& setting, const Point& point) const {
    MaximumChannel channel;
    channel.natural = natural(setting);
    channel.m = m_, channel.n_1 = n_1_;
    while (channel.base * channel.base < m_ * n_1_) ++channel.base;
    for (std::size_t i = 0; i < channel_numbers.size(); ++i) channel.*channel_numbers[i].second = point.at(i);
    return channel;
  }
  tasks::Tokens one_among_others(std::int64_t a, std::int64_t w, std::int64_t v, bool largest) const {
    const std::int64_t top = m_ * n_1_ - 1;
    tasks::Tokens tokens;
    for (std::int64_t argument = 0; argument < m_ * n_1_; ++argument) tokens.push_back({2, argument, (argument == w * m_ + v) == largest ? top : 0});
    for (std::int64_t i = 0; i < m_; ++i) tokens.push_back({1, i, i == a ? v : largest ? 0 : m_ - 1});
    tokens.push_back({0, a});
    tokens.push_back({-1, w});
    return tokens;
  }

  std::int64_t m_, n_1_;
  tasks::Composition task_;
};

}  // namespace

std::unique_ptr<ClaimFamily> make_channel_claim(const tasks::Sizes& sizes) {
  tasks::require_size("maximum-channel", "m", sizes.at("m"), 2, 1 << 15);
  tasks::require_size("maximum-channel", "n1", sizes.at("n1"), 1, std::min<std::int64_t>(1 << 12, ((1 << 17) - 2) / sizes.at("m") - 1));
  return std::make_unique<ChannelClaim>(sizes.at("m"), sizes.at("n1"));
}

}  // namespace attest::constructions
