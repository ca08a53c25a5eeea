// The claims counting (β and the blank free, threshold 1/2) and averaging (β free, epsilon = 2^-accuracy).
#include <cmath>

#include "constructions/averaging.hpp"
#include "constructions/claim_families.hpp"
#include "constructions/class_model.hpp"
#include "constructions/counting.hpp"
#include "tasks/evaluation.hpp"

namespace attest::constructions {
namespace {

class CountingClaim final : public ClaimFamily {
 public:
  explicit CountingClaim(const tasks::Counting& task) : task_(task), digits_(tasks::width_of(task.K())) {}
  std::string name() const override { return "counting"; }
  const tasks::Task& task() const override { return task_; }
  std::vector<std::string> parameter_names() const override { return {"beta", "blank"}; }
  /// e^blank stands between t and t+1 hits: blank = βD + ln(t + 1/2), so the interval of blank is that of β.
  std::vector<Parameter> parameters(const Setting& setting) const override {
    const double beta = std::log(3 * std::max<double>(static_cast<double>(task_.n()) - 1, 1));
    const double blank = std::max(beta * digits_ + std::log(static_cast<double>(task_.t()) + 0.5), 0.25);
    return {around(setting, "beta", beta, "[b0/4, 4 b0], b0 = ln(3(n-1)), in base 2 divided by ln 2"),
            around(setting, "blank", blank, "[a0/4, 4 a0], a0 = b0 digits + ln(t + 1/2), in base 2 divided by ln 2")};
  }
  std::vector<Point> likely_points(const Setting& setting) const override {
    std::vector<Point> points;
    for (const auto& [beta, blank] : likely_counting(setting, task_, parameters(setting).front().middle)) points.push_back({beta, blank});
    return points;
  }
  Proof prove(const Setting& setting, const Point& point) const override { return prove_counting(setting, task_, {point.at(0), point.at(1), half()}); }
  std::unique_ptr<Model> model(const Setting& setting, const Point& point) const override {
    return class_model(counting_stack(strict(setting.plan), digits_, {point.at(0), point.at(1), half()}));
  }
  std::vector<tasks::Tokens> killers(const Setting&, const Point&) const override {
    const std::int64_t t = task_.t();
    std::vector<tasks::Tokens> inputs;
    for (const std::int64_t q : {std::int64_t{0}, task_.K() - 1})
      for (const bool first : {true, false}) {
        inputs.push_back(counting_extremal(task_, q, t, true, first));
        inputs.push_back(counting_extremal(task_, q, t + 1, false, first));
        inputs.push_back(counting_extremal(task_, q, task_.n(), false, first));
        inputs.push_back(counting_extremal(task_, q, 0, true, first));
      }
    return inputs;
  }
  std::string lines(const Setting&, std::span<const std::string> parameters) const override {
    return "claim counting\nn " + std::to_string(task_.n()) + "\nK " + std::to_string(task_.K()) + "\ndigits " + std::to_string(digits_) + "\nt " +
           std::to_string(task_.t()) + "\n" + parameters[0] + "\n" + parameters[1] + "\nthreshold 1*2^-1\n";
  }

 private:
  tasks::Counting task_;
  int digits_;
};

class AveragingModel final : public Model {
 public:
  AveragingModel(const attention::Plan<Emulated>& plan, const tasks::Averaging& task, const Number& beta, const Number& epsilon)
      : plan_(plan), task_(task), beta_(beta), epsilon_(epsilon) {}
  std::optional<std::int64_t> answer(std::span<const tasks::Token> tokens) override {
    try {
      return averaging_answer(plan_, task_, beta_, epsilon_, tokens);
    } catch (const arithmetic::Undefined&) {
      return std::nullopt;
    }
  }

 private:
  attention::Plan<Emulated> plan_;
  tasks::Averaging task_;
  Number beta_, epsilon_;
};

class AveragingClaim final : public ClaimFamily {
 public:
  AveragingClaim(const tasks::Averaging& task, int accuracy) : task_(task), epsilon_(dyadic(1, -accuracy)) {}
  std::string name() const override { return "averaging"; }
  const tasks::Task& task() const override { return task_; }
  std::vector<std::string> parameter_names() const override { return {"beta"}; }
  std::vector<Parameter> parameters(const Setting& setting) const override {
    const double weight = 4 * static_cast<double>(task_.n()) / (static_cast<double>(task_.q()) * arithmetic::to_double(epsilon_));
    return {around(setting, "beta", std::log(weight), "[b0/4, 4 b0], b0 = ln(4n/(q epsilon)), in base 2 divided by ln 2")};
  }
  Proof prove(const Setting& setting, const Point& point) const override { return prove_averaging(setting, task_, point.at(0), epsilon_); }
  std::unique_ptr<Model> model(const Setting& setting, const Point& point) const override {
    return std::make_unique<AveragingModel>(setting.plan, task_, point.at(0), epsilon_);
  }
  bool enumerable() const override { return false; }
  /// One sign inside the set, the other outside; sums that are rounded up or down at each step; and 2^-k inside.
  std::vector<tasks::Tokens> killers(const Setting& setting, const Point&) const override {
    std::vector<tasks::Tokens> inputs{averaging_extremal(task_, 1, 0), averaging_extremal(task_, -1, 0)};
    for (const bool up : {true, false})
      for (const std::int64_t others : {1, 0}) inputs.push_back(averaging_rounded(setting.plan, task_, up, others));
    const int precision = std::min(setting.plan.input.format.precision, 40);
    if (precision > 1) inputs.push_back(averaging_extremal(task_, (std::int64_t{1} << precision) - 1, -precision));
    return inputs;
  }
  /// All tokens of killers ask for one set, those of random inputs each for its own: a row for each.
  bool quickly_answered(const Setting&, std::span<const tasks::Token> tokens) const override {
    if (task_.n() <= 256) return true;
    std::size_t changes = 0;
    for (std::size_t i = 1; i < tokens.size(); ++i) changes += !std::equal(tokens[i].begin() + 3, tokens[i].end(), tokens[i - 1].begin() + 3, tokens[i - 1].end());
    return changes < 4;
  }
  std::string lines(const Setting&, std::span<const std::string> parameters) const override {
    return "claim averaging\nn " + std::to_string(task_.n()) + "\nq " + std::to_string(task_.q()) + "\n" + parameters[0] + "\nepsilon " +
           arithmetic::to_text(epsilon_) + "\n";
  }

 private:
  tasks::Averaging task_;
  Number epsilon_;
};

}  // namespace

std::unique_ptr<ClaimFamily> make_counting_claim(const tasks::Sizes& sizes) {
  tasks::require_size("counting", "n", sizes.at("n"), 1, std::int64_t{1} << 17);
  return std::make_unique<CountingClaim>(tasks::Counting(sizes.at("n"), sizes.at("K"), sizes.at("t")));
}

std::unique_ptr<ClaimFamily> make_averaging_claim(const tasks::Sizes& sizes) {
  const auto accuracy = sizes.find("accuracy");
  if (accuracy != sizes.end()) tasks::require_size("averaging", "accuracy", accuracy->second, 0, 60);
  // Values that the generators draw are numbers of every format with a few bits.
  return std::make_unique<AveragingClaim>(tasks::Averaging(sizes.at("n"), sizes.at("q"), 1), accuracy == sizes.end() ? 4 : static_cast<int>(accuracy->second));
}

}  // namespace attest::constructions
