// The claims match2 and two-sum-any: c and κ free, as in two-sum; two-sum-any's β is fixed, the safe default in either base.
#include <cmath>
#include <numbers>

#include "constructions/claim_families.hpp"
#include "constructions/class_model.hpp"
#include "constructions/match2.hpp"
#include "tasks/evaluation.hpp"

namespace attest::constructions {

std::vector<Parameter> two_sum_grids(const Setting& setting, std::int64_t n, std::int64_t M) {
  const double m = static_cast<double>(M), cosine = std::cos(2 * std::numbers::pi / m);
  const double c = m * m / (std::numbers::pi * std::numbers::pi) * (std::log(static_cast<double>(n)) + 1);
  return {around(setting, "c", c, "[c0/4, 4 c0], c0 = (M^2/pi^2)(ln n + 1), in base 2 divided by ln 2"),
          between(setting, "kappa", cosine, 1, (1 + cosine) / 2, "[cos(2 pi/M), 1]")};
}

namespace {

using Form = tasks::TwoSum::Form;

class PairsClaim final : public ClaimFamily {
 public:
  PairsClaim(Form form, std::int64_t n, std::int64_t M)
      : form_(form), n_(n), M_(M), beta_(default_any_beta(n, attention::Exponential::base2)), task_(form, n, M, 0, false, form == Form::any) {}
  std::string name() const override { return form_ == Form::any ? "two-sum-any" : "match2"; }
  const tasks::Task& task() const override { return task_; }
  std::vector<std::string> parameter_names() const override { return {"c", "kappa"}; }
  std::vector<Parameter> parameters(const Setting& setting) const override { return two_sum_grids(setting, n_, M_); }
  Proof prove(const Setting& setting, const Point& point) const override {
    const TwoSumParameters parameters{point.at(0), point.at(1), half()};
    return form_ == Form::any ? prove_two_sum_any(setting, n_, M_, parameters, beta_) : prove_match2(setting, n_, M_, parameters);
  }
  std::unique_ptr<Model> model(const Setting& setting, const Point& point) const override {
    const TwoSumParameters parameters{point.at(0), point.at(1), half()};
    const auto plan = strict(setting.plan);
    if (form_ == Form::any) return class_model(two_sum_any_stack(plan, M_, parameters, beta_), with_blank_and_end);
    return class_model(two_sum_stack(plan, M_, parameters), with_blank);  // the last position sees all, causally too
  }
  /// Near misses only, and one match (any: one pair, with the last value) among values far from it.
  std::vector<tasks::Tokens> killers(const Setting&, const Point&) const override {
    std::vector<tasks::Tokens> inputs;
    for (const std::int64_t x : {M_ - 1, std::int64_t{1}, M_ / 4 + 1, M_ / 2 + 1, M_ / 3}) {
      if (2 * x % M_ == 0) continue;
      for (const std::int64_t shift : {std::int64_t{1}, M_ - 1, M_ / 2, M_ / 3}) {
        if (form_ == Form::any && n_ > 4096 && inputs.size() >= 4) return inputs;  // each takes a row for every position
        const std::int64_t y = (2 * M_ - x + shift) % M_;
        if (2 * y % M_ == 0 || (x + y) % M_ == 0) continue;
        tasks::Tokens tokens(static_cast<std::size_t>(n_), tasks::Token{1, y});
        tokens.back() = {1, x};
        inputs.push_back(tokens);
        if (n_ < 2) continue;
        tokens[0] = {1, M_ - x};
        inputs.push_back(tokens);
      }
    }
    return inputs;
  }
  /// two-sum-any asks every position; runs of equal values are summed in a few steps, but not in other orders of sums.
  bool quickly_answered(const Setting& setting, std::span<const tasks::Token> tokens) const override {
    if (form_ != Form::any || tokens.size() <= 512) return true;
    if (setting.plan.accumulator.order.kind != arithmetic::SumOrder::Kind::left_to_right) return false;
    std::size_t runs = 1;
    for (std::size_t i = 1; i < tokens.size(); ++i) runs += tokens[i] != tokens[i - 1];
    return runs * tokens.size() <= std::size_t{1} << 20;
  }
  std::string lines(const Setting&, std::span<const std::string> parameters) const override {
    const std::string text = "claim " + name() + "\nM " + std::to_string(M_) + "\nn " + std::to_string(n_) + "\n" + parameters[0] + "\n" + parameters[1] + "\n";
    return form_ == Form::any ? text + "beta " + arithmetic::to_text(beta_) + "\n" : text;
  }

 private:
  Form form_;
  std::int64_t n_, M_;
  Number beta_;
  tasks::TwoSum task_;
};

std::unique_ptr<ClaimFamily> make_pairs(Form form, const std::string& name, const tasks::Sizes& sizes) {
  tasks::require_size(name, "M", sizes.at("M"), 5, 65536);
  tasks::require_size(name, "n", sizes.at("n"), form == Form::any ? 2 : 1, std::int64_t{1} << 17);
  return std::make_unique<PairsClaim>(form, sizes.at("n"), sizes.at("M"));
}

}  // namespace

std::unique_ptr<ClaimFamily> make_match2_claim(const tasks::Sizes& sizes) { return make_pairs(Form::match2, "match2", sizes); }
std::unique_ptr<ClaimFamily> make_two_sum_any_claim(const tasks::Sizes& sizes) { return make_pairs(Form::any, "two-sum-any", sizes); }

}  // namespace attest::constructions
