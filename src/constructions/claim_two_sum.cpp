// The claim two-sum: query form over [M] without 0 and M/2; c and κ free, threshold 1/2.
#include "constructions/claim_families.hpp"
#include "constructions/class_model.hpp"
#include "constructions/two_sum.hpp"
#include "tasks/evaluation.hpp"

namespace attest::constructions {
namespace {

class TwoSumClaim final : public ClaimFamily {
 public:
  TwoSumClaim(std::int64_t n, std::int64_t M) : n_(n), M_(M), task_(tasks::TwoSum::Form::query, n, M) {}
  std::string name() const override { return "two-sum"; }
  const tasks::Task& task() const override { return task_; }
  std::vector<std::string> parameter_names() const override { return {"c", "kappa"}; }
  std::vector<Parameter> parameters(const Setting& setting) const override { return two_sum_grids(setting, n_, M_); }
  Proof prove(const Setting& setting, const Point& point) const override {
    return prove_two_sum(setting, n_, M_, {point.at(0), point.at(1), half()});
  }
  std::unique_ptr<Model> model(const Setting& setting, const Point& point) const override {
    return class_model(two_sum_stack(strict(setting.plan), M_, {point.at(0), point.at(1), half()}));
  }
  /// Near misses only, on both sides of the match, and one match among values far from it.
  std::vector<tasks::Tokens> killers(const Setting&, const Point&) const override {
    std::vector<tasks::Tokens> inputs;
    for (const std::int64_t x : {M_ - 1, std::int64_t{1}, M_ / 4 + 1, M_ / 2 + 1}) {
      if (x == 0 || 2 * x == M_) continue;
      for (const std::int64_t shift : {std::int64_t{1}, M_ - 1, M_ / 2}) {
        const std::int64_t y = (2 * M_ - x + shift) % M_;
        if (y == 0 || 2 * y == M_ || x + y == M_) continue;
        tasks::Tokens tokens(static_cast<std::size_t>(n_), tasks::Token{1, y});
        tokens.push_back({0, x});
        inputs.push_back(tokens);
        tokens[0] = {1, M_ - x};
        inputs.push_back(tokens);
      }
    }
    return inputs;
  }
  std::string lines(const Setting&, std::span<const std::string> parameters) const override {
    return "claim two-sum\nM " + std::to_string(M_) + "\nn " + std::to_string(n_) + "\n" + parameters[0] + "\n" + parameters[1] + "\nthreshold 1*2^-1\n";
  }

 private:
  std::int64_t n_, M_;
  tasks::TwoSum task_;
};

}  // namespace

std::unique_ptr<ClaimFamily> make_two_sum_claim(const tasks::Sizes& sizes) {
  tasks::require_size("two-sum", "M", sizes.at("M"), 5, 1 << 16);
  tasks::require_size("two-sum", "n", sizes.at("n"), 1, std::int64_t{1} << 17);
  return std::make_unique<TwoSumClaim>(sizes.at("n"), sizes.at("M"));
}

}  // namespace attest::constructions
