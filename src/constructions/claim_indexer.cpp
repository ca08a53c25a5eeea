// The claim indexer-two-sum, which has no free parameters: only formats can be searched.
#include "constructions/claim_families.hpp"
#include "constructions/indexer.hpp"
#include "tasks/evaluation.hpp"

namespace attest::constructions {
namespace {

class SparseModel final : public Model {
 public:
  explicit SparseModel(attention::SparseModel<StrictEmulated> model) : machine_(attention::make_sparse_machine(std::move(model))) {}
  std::optional<std::int64_t> answer(std::span<const tasks::Token> tokens) override {
    try {
      return machine_->answer(tokens);
    } catch (const arithmetic::Undefined&) {
      return std::nullopt;
    }
  }

 private:
  std::unique_ptr<attention::SparseMachine> machine_;
};

class IndexerClaim final : public ClaimFamily {
 public:
  IndexerClaim(std::int64_t n, std::int64_t M) : n_(n), M_(M), task_(tasks::TwoSum::Form::query, n, M) {}
  std::string name() const override { return "indexer-two-sum"; }
  const tasks::Task& task() const override { return task_; }
  std::vector<std::string> parameter_names() const override { return {}; }
  std::vector<Parameter> parameters(const Setting&) const override { return {}; }
  Proof prove(const Setting& setting, const Point&) const override { return prove_indexer(setting, n_, M_); }
  std::unique_ptr<Model> model(const Setting& setting, const Point&) const override {
    return std::make_unique<SparseModel>(indexer_model(strict(setting.plan), M_));
  }
  /// The match behind its two neighbours; the proof's own input is exact.
  std::vector<tasks::Tokens> killers(const Setting&, const Point&) const override {
    std::vector<tasks::Tokens> inputs;
    for (std::int64_t x = 1; x < M_ && inputs.size() < 8 && n_ > 1; ++x)
      for (const std::int64_t y : {M_ - x - 1, M_ - x + 1}) {
        if (2 * x == M_ || y % M_ == 0 || 2 * y == M_) continue;
        tasks::Tokens tokens(static_cast<std::size_t>(n_), tasks::Token{1, y});
        tokens.back() = {1, M_ - x};
        tokens.push_back({0, x});
        inputs.push_back(tokens);
      }
    return inputs;
  }
  std::string lines(const Setting&, std::span<const std::string>) const override {
    return "claim indexer-two-sum\nM " + std::to_string(M_) + "\nn " + std::to_string(n_) + "\n";
  }

 private:
  std::int64_t n_, M_;
  tasks::TwoSum task_;
};

}  // namespace

std::unique_ptr<ClaimFamily> make_indexer_claim(const tasks::Sizes& sizes) {
  tasks::require_size("indexer-two-sum", "M", sizes.at("M"), 3, 65536);
  tasks::require_size("indexer-two-sum", "n", sizes.at("n"), 1, std::int64_t{1} << 17);
  return std::make_unique<IndexerClaim>(sizes.at("n"), sizes.at("M"));
}

}  // namespace attest::constructions
