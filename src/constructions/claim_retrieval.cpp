// The claims retrieval and index: Eva(n), and Index(n, D, V) with any keys, by one retrieval head, β free.
#include <cmath>

#include "constructions/any_keys.hpp"
#include "constructions/claim_families.hpp"
#include "constructions/retrieval.hpp"
#include "constructions/retrieval_queries.hpp"

namespace attest::constructions {
namespace {

class RetrievalClaim final : public ClaimFamily {
 public:
  explicit RetrievalClaim(std::int64_t n) : n_(n), width_(tasks::width_of(n)), task_(n) {}
  std::string name() const override { return "retrieval"; }
  const tasks::Task& task() const override { return task_; }
  std::vector<std::string> parameter_names() const override { return {"beta"}; }
  std::vector<Parameter> parameters(const Setting& setting) const override {
    const double others = std::max<double>(static_cast<double>(n_) - 1, 1);
    return {around(setting, "beta", std::log(3 * others), "[b0/4, 4 b0], b0 = ln(3(n-1)), in base 2 divided by ln 2")};
  }
  /// The bound costs a thousandth of the rows and usually holds where they do.
  Proof prove(const Setting& setting, const Point& point) const override {
    if (n_ < 64) return prove_eva(setting, n_, point.at(0), Method::rows);
    Proof bounded = prove_eva(setting, n_, point.at(0), Method::bounded);
    if (bounded.holds || n_ >= static_cast<std::int64_t>(most_rows_keys)) return bounded;
    return prove_eva(setting, n_, point.at(0), Method::rows);
  }
  std::unique_ptr<Model> model(const Setting& setting, const Point& point) const override {
    return retrieval_model(strict(setting.plan), width_, width_, point.at(0));
  }
  std::vector<tasks::Tokens> killers(const Setting&, const Point&) const override {
    std::vector<tasks::Tokens> inputs;
    // The first key has a neighbour for every digit; the last places differ in the order of the sums.
    for (const std::int64_t x : {std::int64_t{0}, n_ - 1, n_ / 2})
      for (const int digit : {1, 0}) inputs.push_back(eva_extremal(n_, x, digit));
    return inputs;
  }
  std::string lines(const Setting&, std::span<const std::string> parameters) const override {
    const std::string width = std::to_string(width_);
    return "claim retrieval\nn " + std::to_string(n_) + "\ndigits " + width + "\nvalue-bits " + width + "\n" + parameters[0] + "\n";
  }

 private:
  std::int64_t n_;
  int width_;
  tasks::Evaluation task_;
};

class IndexClaim final : public ClaimFamily {
 public:
  explicit IndexClaim(const tasks::Index& task) : task_(task) {}
  std::string name() const override { return "index"; }
  const tasks::Task& task() const override { return task_; }
  std::vector<std::string> parameter_names() const override { return {"beta"}; }
  std::vector<Parameter> parameters(const Setting& setting) const override {
    return {around(setting, "beta", std::log(3 * std::max<double>(static_cast<double>(task_.stored()) - 1, 2)), "[b0/4, 4 b0], b0 = ln(3 max(n-1, 2)), in base 2 divided by ln 2")};
  }
  Proof prove(const Setting& setting, const Point& point) const override { return prove_index(setting, task_, point.at(0)); }
  std::unique_ptr<Model> model(const Setting& setting, const Point& point) const override {
    return retrieval_model(strict(setting.plan), task_.key_bits(), task_.value_bits(), point.at(0));
  }
  std::vector<tasks::Tokens> killers(const Setting&, const Point&) const override {
    std::vector<tasks::Tokens> inputs;
    for (const std::int64_t a : {std::int64_t{0}, (std::int64_t{1} << task_.key_bits()) - 1})
      for (const int digit : {1, 0})
        for (const bool first : {true, false})
          for (const bool far_to_near : {true, false}) inputs.push_back(index_extremal(task_, a, digit, first, far_to_near));
    return inputs;
  }
  std::string lines(const Setting&, std::span<const std::string> parameters) const override {
    return "claim index\nn " + std::to_string(task_.stored()) + "\ndigits " + std::to_string(task_.key_bits()) + "\nvalue-bits " + std::to_string(task_.value_bits()) + "\n" +
           parameters[0] + "\n";
  }

 private:
  tasks::Index task_;
};

}  // namespace

std::unique_ptr<ClaimFamily> make_index_claim(const tasks::Sizes& sizes) {
  tasks::require_size("index", "D", sizes.at("D"), 1, 17);
  tasks::require_size("index", "V", sizes.at("V"), 1, 40);
  tasks::require_size("index", "n", sizes.at("n"), 1, std::int64_t{1} << sizes.at("D"));
  return std::make_unique<IndexClaim>(tasks::Index(sizes.at("n"), static_cast<int>(sizes.at("D")), static_cast<int>(sizes.at("V"))));
}

std::unique_ptr<ClaimFamily> make_retrieval_claim(const tasks::Sizes& sizes) {
  tasks::require_size("retrieval", "n", sizes.at("n"), 2, std::int64_t{1} << 17);
  return std::make_unique<RetrievalClaim>(sizes.at("n"));
}

}  // namespace attest::constructions
