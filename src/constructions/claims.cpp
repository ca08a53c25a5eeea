// The registry of claims, grids of parameters, and the lines of certificates.
#include "constructions/claims.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "constructions/claim_families.hpp"
#include "tasks/text.hpp"

namespace attest::constructions {
namespace {

struct Entry {
  std::string name;
  std::vector<std::string> needed, optional;
  std::string help;
  std::unique_ptr<ClaimFamily> (*make)(const tasks::Sizes&);
};

const std::vector<Entry>& entries() {
  static const std::vector<Entry> all = {
      {"retrieval", {"n"}, {}, "n: stored items, f:[n]->[n]", make_retrieval_claim},
      {"two-sum", {"M", "n"}, {}, "M: modulus; n: values of [M] without 0 and M/2", make_two_sum_claim},
      {"match2", {"M", "n"}, {}, "M: modulus; n: values of [M], behind a blank", make_match2_claim},
      {"two-sum-any", {"M", "n"}, {}, "M: modulus; n: values of [M] without 0 and M/2", make_two_sum_any_claim},
      {"index", {"n", "D", "V"}, {}, "n: stored items; D, V: bits of a key and of a value", make_index_claim},
      {"associative-recall", {"n", "A"}, {"attention"},
       "n: tokens below A, the first n-1 pairwise distinct; the token before is handed over by a recurrent layer, attention=1: by a full one", make_recall_claim},
      {"composition", {"m"}, {"n1", "n2", "n3", "n4", "n5", "n6", "n7", "recurrent", "merged"},
       "m, n1, ..., n(L-1): sizes of L composed functions; L+1 full layers, or recurrent=1: a recurrent and L full ones, merged=1: L full ones", make_composition_claim},
      {"encoder-composition", {"m"}, {"n1", "n2", "n3", "n4", "n5", "n6", "n7"}, "m, n1, ..., n(L-1): sizes of L composed functions", make_encoder_claim},
      {"chain-of-thought", {"m"}, {"n1", "n2", "n3", "n4", "n5", "n6", "n7"}, "m, n1, ..., n(L-1): sizes of L composed functions", make_chain_of_thought_claim},
      {"counting", {"n", "K", "t"}, {}, "n: values of [K]; t: the query occurs more than t times", make_counting_claim},
      {"equality", {"n"}, {}, "n: bits of each half", make_equality_claim},
      {"disjointness", {"n"}, {}, "n: bits of each half", make_disjointness_claim},
      {"averaging", {"n", "q"}, {"accuracy"}, "n: values in [-1,1]; q: positions in a set; accuracy: epsilon is 2^-accuracy (4)", make_averaging_claim},
      {"indexer-two-sum", {"M", "n"}, {}, "M: modulus; n: values of [M] without 0 and M/2", make_indexer_claim},
      {"maximum-channel", {"m", "n1"}, {}, "m, n1: sizes of 2 composed functions, m(n1+1)+2 tokens; 14a in base 2, 14b in base e", make_channel_claim},
  };
  return all;
}

const Entry& entry_of(const std::string& name) {
  for (const Entry& entry : entries())
    if (entry.name == name) return entry;
  const auto names = claim_names();
  throw std::invalid_argument("no claim is called '" + name + "'; did you mean '" + tasks::nearest_name(name, names) + "'?");
}

class StackModel final : public Model {
 public:
  StackModel(attention::Stack<StrictEmulated> stack, int generated, Shape shape)
      : machine_(attention::make_machine(std::move(stack), generated)), shape_(std::move(shape)) {}
  std::optional<std::int64_t> answer(std::span<const tasks::Token> tokens) override {
    try {
      return shape_ ? machine_->answer(shape_(tokens)) : machine_->answer(tokens);
    } catch (const arithmetic::Undefined&) {
      return std::nullopt;
    }
  }

 private:
  std::unique_ptr<attention::Machine> machine_;
  Shape shape_;
};

}  // namespace

Parameter between(const Setting& setting, const std::string& name, double least, double most, double middle, const std::string& why) {
  if (setting.exact) throw std::invalid_argument("real parameters have no grid: choose a format");
  const arithmetic::Format& format = setting.plan.input.format;
  Parameter parameter{name, grid_of(format, arithmetic::number_from_double(least), arithmetic::number_from_double(most)), {}, why};
  // Not by its index: grids of 2^63 points and more count no further.
  Number nearest = round_to(format, arithmetic::Rounding::nearest_even, arithmetic::number_from_double(middle));
  if (parameter.grid.count == 0) {
    if (!nearest.is_finite()) nearest = arithmetic::largest_finite(format, false);
    if (nearest.is_zero()) nearest = arithmetic::smallest_positive(format);
    parameter.middle = nearest;
    return parameter;
  }
  const bool above = !nearest.is_finite() || compare(parameter.grid.last, nearest) == arithmetic::Order::less;
  const bool below = nearest.is_finite() && compare(nearest, parameter.grid.first) == arithmetic::Order::less;
  parameter.middle = above ? parameter.grid.last : below ? parameter.grid.first : nearest;
  return parameter;
}

Parameter around(const Setting& setting, const std::string& name, double middle, const std::string& why) {
  if (setting.plan.exponential == attention::Exponential::base2) middle /= std::numbers::ln2;
  return between(setting, name, middle / 4, 4 * middle, middle, why);
}

std::vector<std::string> value_lines(std::span<const std::string> names, const Point& point) {
  if (names.size() != point.size())
    throw std::invalid_argument("this claim has " + std::to_string(names.size()) + " parameters, not " + std::to_string(point.size()));
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < names.size(); ++i) lines.push_back(names[i] + " " + arithmetic::to_text(point[i]));
  return lines;
}

std::unique_ptr<Model> stack_model(attention::Stack<StrictEmulated> stack, int generated, Shape shape) {
  return std::make_unique<StackModel>(std::move(stack), generated, std::move(shape));
}

std::vector<std::string> claim_names() {
  std::vector<std::string> names;
  for (const Entry& entry : entries()) names.push_back(entry.name);
  return names;
}

std::string claim_sizes_help(const std::string& name) { return entry_of(name).help; }

std::unique_ptr<ClaimFamily> make_claim(const std::string& name, const tasks::Sizes& sizes) {
  const Entry& entry = entry_of(name);
  std::vector<std::string> known = entry.needed;
  known.insert(known.end(), entry.optional.begin(), entry.optional.end());
  for (const auto& [size, value] : sizes)
    if (std::find(known.begin(), known.end(), size) == known.end())
      throw std::invalid_argument("claim " + name + " has no size '" + size + "'; did you mean '" + tasks::nearest_name(size, known) + "'? (" + entry.help + ")");
  for (const std::string& size : entry.needed)
    if (!sizes.count(size)) throw std::invalid_argument("claim " + name + " needs the size " + size + " (" + entry.help + ")");
  return entry.make(sizes);
}

std::string claim_lines(const ClaimFamily& family, const Setting& setting, const Point& point) {
  return family.lines(setting, value_lines(family.parameter_names(), point)) + arithmetic_block(setting);
}

std::string exhaustion_lines(const ClaimFamily& family, const Setting& setting) {
  if (!family.has_grids()) throw std::invalid_argument("nothing is free in the claim " + family.name());
  std::vector<std::string> lines;
  for (const Parameter& p : family.parameters(setting)) {
    if (p.grid.count == 0) throw std::invalid_argument("the input format has no number in the interval of " + p.name);
    lines.push_back("grid " + p.name + " " + arithmetic::to_text(p.grid.first) + " " + arithmetic::to_text(p.grid.last) + " " + std::to_string(p.grid.count));
  }
  return family.lines(setting, lines) + arithmetic_block(setting);
}

std::optional<Point> middle_point(const ClaimFamily& family, const Setting& setting) {
  Point point;
  for (const Parameter& p : family.parameters(setting)) {
    if (p.grid.count == 0 && p.middle.is_zero()) return std::nullopt;
    point.push_back(p.middle);
  }
  return point;
}

std::string empty_grid(const ClaimFamily& family, const Setting& setting) {
  for (const Parameter& p : family.parameters(setting))
    if (p.grid.count == 0) return setting.plan.input.format.name + " has no number for " + p.name + " in " + p.why;
  return {};
}

}  // namespace attest::constructions
