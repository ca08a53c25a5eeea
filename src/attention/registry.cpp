// Texts of the table of mechanisms, and the error for a name that is not in it.
#include "attention/registry.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "arithmetic/emulated.hpp"

namespace attest::attention {

namespace {

/// Levenshtein distance, one row at a time.
std::size_t distance(const std::string& x, const std::string& y) {
  std::vector<std::size_t> row(y.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= x.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 1; j <= y.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (x[i - 1] != y[j - 1])});
      diagonal = above;
    }
  }
  return row.back();
}

}  // namespace

std::vector<Mechanism> mechanisms() {
  std::vector<Mechanism> texts;
  for (const auto& entry : registry<arithmetic::Emulated>()) texts.push_back(entry.text);
  return texts;
}

void detail::unknown_mechanism(const std::string& name) {
  std::string all, nearest;
  for (const Mechanism& mechanism : mechanisms()) {
    if (!mechanism.recurrent) continue;
    all += (all.empty() ? "" : ", ") + mechanism.name;
    if (nearest.empty() || distance(name, mechanism.name) < distance(name, nearest)) nearest = mechanism.name;
  }
  throw std::invalid_argument("no recurrent mechanism is called \"" + name + "\": did you mean " + nearest + "? There are " + all);
}

std::size_t state_bits(const std::string& name, std::size_t d_k, std::size_t d_v, const std::string& format,
                       std::size_t position, bool normaliser) {
  const auto plan = uniform_plan(arithmetic::Emulated(arithmetic::parse_format(format)));
  HeadOptions<arithmetic::Emulated> options;
  options.normaliser = normaliser;
  return make_recurrent_head(name, d_k, d_v, plan, options)->state_bits(position);
}

std::string to_text(FeatureMap map) {
  switch (map) {
    case FeatureMap::identity: return "identity";
    case FeatureMap::relu: return "relu";
    case FeatureMap::elu_plus_one: return "elu+1";
  }
  throw std::logic_error("a feature map without a name");
}

FeatureMap parse_feature_map(const std::string& text) {
  for (const FeatureMap map : {FeatureMap::identity, FeatureMap::relu, FeatureMap::elu_plus_one})
    if (to_text(map) == text) return map;
  throw std::invalid_argument("unknown feature map \"" + text + "\": choose one of identity, relu, elu+1");
}

}  // namespace attest::attention
