// Claims that are retrievals over codes: composition in its variants, equality and disjointness. β free.
#include <cmath>

#include "constructions/bit_strings.hpp"
#include "constructions/claim_families.hpp"
#include "constructions/composition.hpp"
#include "constructions/retrieval_queries.hpp"
#include "tasks/evaluation.hpp"

namespace attest::constructions {
namespace {

using Variant = CompositionVariant;

class CompositionClaim final : public ClaimFamily {
 public:
  CompositionClaim(tasks::Composition task, Variant variant) : task_(std::move(task)), variant_(variant) {}
  std::string name() const override {
    return variant_ == Variant::encoder ? "encoder-composition" : variant_ == Variant::chain_of_thought ? "chain-of-thought" : "composition";
  }
  const tasks::Task& task() const override { return task_; }
  std::vector<std::string> parameter_names() const override { return {"beta"}; }
  std::vector<Parameter> parameters(const Setting& setting) const override {
    const double keys = static_cast<double>(task_.length()) + generated_tokens(task_, variant_);
    return {around(setting, "beta", std::log(3 * (keys - 1)), "[b0/4, 4 b0], b0 = ln(3(N-1)) for N tokens, in base 2 divided by ln 2")};
  }
  /// As for retrieval, the bound first.
  Proof prove(const Setting& setting, const Point& point) const override {
    const std::size_t tokens = task_.length() + static_cast<std::size_t>(generated_tokens(task_, variant_));
    if (tokens < 64) return prove_composition(setting, task_, variant_, point.at(0), Method::rows);
    Proof bounded = prove_composition(setting, task_, variant_, point.at(0), Method::bounded);
    if (bounded.holds || tokens > most_rows_keys) return bounded;
    return prove_composition(setting, task_, variant_, point.at(0), Method::rows);
  }
  std::unique_ptr<Model> model(const Setting& setting, const Point& point) const override {
    return composition_model(strict(setting.plan), task_, variant_, point.at(0));
  }
  std::vector<tasks::Tokens> killers(const Setting&, const Point&) const override {
    std::vector<tasks::Tokens> inputs;
    const std::int64_t last = task_.N(task_.L() - 1) - 1;
    for (const std::int64_t argument : {std::int64_t{0}, last, last / 2})
      for (const int digit : {1, 0}) inputs.push_back(composition_extremal(task_, task_.L(), argument, digit));
    // Earlier layers, and the encoder's fetching of w, are wrong on other inputs.
    for (std::uint64_t seed = 1; seed <= (task_.length() <= most_rows_keys ? 8 : 2); ++seed) {
      tasks::Random random(seed);
      inputs.push_back(seed % 2 ? task_.structured(random) : task_.uniform(random));
    }
    return inputs;
  }
  bool quickly_answered(const Setting&, std::span<const tasks::Token> tokens) const override { return variant_ != Variant::encoder || tokens.size() <= most_rows_keys; }
  std::string lines(const Setting&, std::span<const std::string> parameters) const override { return composition_lines(task_, variant_) + parameters[0] + "\n"; }

 private:
  tasks::Composition task_;
  Variant variant_;
};

std::unique_ptr<ClaimFamily> make_composition(const std::string& name, tasks::Sizes sizes, Variant variant) {
  const auto flag = [&](const char* word) {
    const auto found = sizes.find(word);
    if (found == sizes.end()) return false;
    tasks::require_size(name, word, found->second, 0, 1);
    const bool set = found->second == 1;
    sizes.erase(found);
    return set;
  };
  const bool recurrent = flag("recurrent"), merged = flag("merged");
  if (recurrent && merged) throw std::invalid_argument("claim " + name + ": choose recurrent=1 or merged=1, not both");
  if (recurrent) variant = Variant::recurrent_first;
  if (merged) variant = Variant::merged, sizes["merged"] = 1;
  const auto task = tasks::make_task("l-seqcomp", sizes);
  return std::make_unique<CompositionClaim>(dynamic_cast<const tasks::Composition&>(*task), variant);
}

class BitStringsClaim final : public ClaimFamily {
 public:
  BitStringsClaim(tasks::BitStrings::Form form, std::int64_t n) : task_(form, n) {}
  std::string name() const override { return task_.name(); }
  const tasks::Task& task() const override { return task_; }
  std::vector<std::string> parameter_names() const override { return {"beta"}; }
  std::vector<Parameter> parameters(const Setting& setting) const override {
    return {around(setting, "beta", std::log(6 * static_cast<double>(task_.n())), "[b0/4, 4 b0], b0 = ln(6n), in base 2 divided by ln 2")};
  }
  Proof prove(const Setting& setting, const Point& point) const override { return prove_bit_strings(setting, task_, point.at(0)); }
  std::unique_ptr<Model> model(const Setting& setting, const Point& point) const override {
    return bit_strings_model(strict(setting.plan), task_, point.at(0));
  }
  std::vector<tasks::Tokens> killers(const Setting&, const Point&) const override {
    std::vector<tasks::Tokens> inputs;
    // One bit, x being 0, which layer 2 may overlook; and no bit.
    for (const std::int64_t i : {task_.n() - 1, std::int64_t{0}, task_.n()}) {
      std::vector<std::uint64_t> bits(task_.stored(), 0);
      if (i < task_.n()) bits[static_cast<std::size_t>(task_.n() + i)] = 1, bits[static_cast<std::size_t>(i)] = task_.form() == tasks::BitStrings::Form::disjointness;
      inputs.push_back(task_.assemble(bits));
    }
    for (const std::int64_t i : {task_.n() - 1, std::int64_t{0}})
      for (const int digit : {1, 0}) {
        inputs.push_back(bit_strings_extremal(task_, i, digit));
        auto broken = inputs.back();  // and with the other answer at i
        auto& y = broken[static_cast<std::size_t>(task_.n() + i)];
        y[1] = 1 - y[1];
        inputs.push_back(broken);
      }
    return inputs;
  }
  std::string lines(const Setting&, std::span<const std::string> parameters) const override {
    return "claim " + name() + "\nn " + std::to_string(task_.n()) + "\ndigits " + std::to_string(tasks::width_of(task_.n())) + "\n" + parameters[0] + "\n";
  }

  /// n rows of up to 2n keys, but where their bits are known or do not matter (BitStringsModel).
  bool quickly_answered(const Setting& setting, std::span<const tasks::Token> tokens) const override {
    const auto kind = setting.plan.score.order.kind;
    if (task_.n() <= (setting.plan.accumulator.order.kind == arithmetic::SumOrder::Kind::left_to_right ? 256 : 64)) return true;
    if (kind != arithmetic::SumOrder::Kind::left_to_right && kind != arithmetic::SumOrder::Kind::exact) return false;
    const bool equality = task_.form() == tasks::BitStrings::Form::equality;
    const auto stored = tokens.subspan(equality ? 0 : static_cast<std::size_t>(task_.n()), static_cast<std::size_t>(task_.n()));
    return std::count_if(stored.begin(), stored.end(), [](const tasks::Token& token) { return token[1] == 1; }) <= (equality ? 0 : 4);
  }

 private:
  tasks::BitStrings task_;
};

std::unique_ptr<ClaimFamily> make_bit_strings(tasks::BitStrings::Form form, const std::string& name, const tasks::Sizes& sizes) {
  tasks::require_size(name, "n", sizes.at("n"), 1, 65535);
  return std::make_unique<BitStringsClaim>(form, sizes.at("n"));
}

}  // namespace

std::unique_ptr<ClaimFamily> make_composition_claim(const tasks::Sizes& sizes) { return make_composition("composition", sizes, Variant::full_first); }
std::unique_ptr<ClaimFamily> make_encoder_claim(const tasks::Sizes& sizes) { return make_composition("encoder-composition", sizes, Variant::encoder); }
std::unique_ptr<ClaimFamily> make_chain_of_thought_claim(const tasks::Sizes& sizes) { return make_composition("chain-of-thought", sizes, Variant::chain_of_thought); }
std::unique_ptr<ClaimFamily> make_equality_claim(const tasks::Sizes& sizes) { return make_bit_strings(tasks::BitStrings::Form::equality, "equality", sizes); }
std::unique_ptr<ClaimFamily> make_disjointness_claim(const tasks::Sizes& sizes) { return make_bit_strings(tasks::BitStrings::Form::disjointness, "disjointness", sizes); }

}  // namespace attest::constructions
