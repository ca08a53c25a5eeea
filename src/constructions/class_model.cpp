#include "constructions/class_model.hpp"

#include <algorithm>
#include <map>

#include "constructions/sums.hpp"

namespace attest::constructions {
namespace {

using Plan = attention::Plan<StrictEmulated>;
using attention::Representation;

bool is_one(const Number& x) { return x == arithmetic::number_from_integer(1); }

/// total + w·v + w·v + ... (count times), left to right.
Number accumulate(const Plan& plan, const OrderedSums& sums, Number total, const Number& w, const Number& v, std::uint64_t count) {
  if (v.is_zero()) return total;
  if (is_one(v)) return sums.append(total, w, count);
  for (std::uint64_t j = 0; j < count; ++j) total = attention::accumulate(plan.accumulator, total, w, v);
  return total;
}

/// Left to right; weights are those of the runs.
std::vector<Number> sequential(const Plan& plan, std::span<const KeyRun> runs, std::vector<Number> weights) {
  const OrderedSums den_sums = denominator_sums(plan), num_sums = numerator_sums(plan);
  Number den;
  for (std::size_t r = 0; r < runs.size(); ++r) den = den_sums.append(den, weights[r], runs[r].count);
  const bool first = plan.normalisation == attention::Normalisation::weights_first;
  if (first)
    for (Number& w : weights) w = plan.weight.div(w, den);
  std::vector<Number> y;
  for (std::size_t c = 0; c < runs[0].value->size(); ++c) {
    Number num;
    for (std::size_t r = 0; r < runs.size(); ++r) num = accumulate(plan, num_sums, num, weights[r], (*runs[r].value)[c], runs[r].count);
    y.push_back(first ? plan.output.convert(num) : plan.output.div(num, den));
  }
  return y;
}

/// The fold of softmax_fold.hpp over runs: a run raises the maximum at most once, with its first key.
std::vector<Number> online(const Plan& plan, std::span<const KeyRun> runs) {
  const StrictEmulated& a = plan.accumulator;
  const OrderedSums den_sums = denominator_sums(plan), num_sums = numerator_sums(plan);
  Number den, maximum = runs[0].score;
  std::vector<Number> nums(runs[0].value->size());
  for (const KeyRun& run : runs) {
    if (!at_most(run.score, maximum)) {
      const Number factor = weight_of(plan, maximum, run.score);
      den = a.mul(den, factor);
      for (Number& num : nums) num = a.mul(num, factor);
      maximum = run.score;
    }
    const Number w = weight_of(plan, run.score, maximum);
    den = den_sums.append(den, w, run.count);
    for (std::size_t c = 0; c < nums.size(); ++c) nums[c] = accumulate(plan, num_sums, nums[c], w, (*run.value)[c], run.count);
  }
  for (Number& num : nums) num = plan.output.div(num, den);
  return nums;
}

/// By attend itself, run after run written out: a score s is the dot product of the query 1 and the key s.
std::vector<Number> written_out(const Plan& given, std::span<const KeyRun> runs) {
  Plan plan = given;
  plan.key_order = attention::KeyOrder::first_to_last;
  std::vector<attention::Drive<StrictEmulated>> row;
  for (const KeyRun& run : runs) row.insert(row.end(), run.count, {{}, {run.score}, *run.value, {}, {}, {}});
  return attention::attend<StrictEmulated>(plan, {plan.score.from_integer(1)}, row);
}

template <class Of>
std::vector<Number> each(std::span<const KeyRun> runs, const Of& of) {
  std::vector<Number> terms;
  for (std::size_t r = 0; r < runs.size(); ++r) terms.insert(terms.end(), runs[r].count, of(r));
  return terms;
}

/// Any order of sums, naive or two-pass (full_softmax.hpp): every term written out, but a weight is computed once a run, and a column of 0s is 0.
std::vector<Number> gathered(const Plan& plan, std::span<const KeyRun> runs, std::vector<Number> weights) {
  const auto weight = [&](std::size_t r) { return weights[r]; };
  const Number den = plan.accumulator.sum(each(runs, weight));
  if (attention::is_fixed_point(plan.accumulator) && den.is_zero()) return written_out(plan, runs);
  const bool first = plan.normalisation == attention::Normalisation::weights_first;
  if (first)
    for (Number& w : weights) w = plan.weight.div(w, den);
  const std::vector<Number> terms = each(runs, weight);
  std::vector<Number> y;
  for (std::size_t c = 0; c < runs[0].value->size(); ++c) {
    const auto value = [&](std::size_t r) { return (*runs[r].value)[c]; };
    bool zero = true;
    for (std::size_t r = 0; r < runs.size() && zero; ++r) zero = value(r).is_zero();
    const Number num = zero ? plan.accumulator.zero() : plan.accumulator.dot(terms, each(runs, value));
    y.push_back(first ? plan.output.convert(num) : plan.output.div(num, den));
  }
  return y;
}

/// Position-independent projections of one layer, one per class of equal representations.
class LayerClasses {
 public:
  LayerClasses(const attention::Layer<StrictEmulated>& layer, const std::vector<Representation>& x) : layer_(layer) {
    std::map<Representation, std::size_t> known;
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (i > 0 && x[i] == x[i - 1]) {
        ++runs_.back().second;
        class_of_.push_back(class_of_.back());
        continue;
      }
      const auto [place, fresh] = known.emplace(x[i], drives_.size());
      if (fresh) drives_.push_back(layer.project(x[i], i, 0));
      class_of_.push_back(place->second);
      runs_.emplace_back(place->second, 1);
    }
  }
  /// The output at position i over the keys 0..i.
  std::vector<Number> output(std::size_t i) {
    const auto& query = drives_[class_of_[i]].query;
    scores_.assign(drives_.size(), std::nullopt);
    std::vector<KeyRun> row;
    std::size_t left = i + 1;
    for (const auto& [kind, count] : runs_) {
      if (left == 0) break;
      auto& score = scores_[kind];
      if (!score) score = layer_.plan.score.dot(query, drives_[kind].key);
      row.push_back({*score, &drives_[kind].value, std::min<std::uint64_t>(count, left)});
      left -= row.back().count;
    }
    if (layer_.plan.key_order == attention::KeyOrder::last_to_first) std::reverse(row.begin(), row.end());
    return attend_runs(layer_.plan, row);
  }

 private:
  const attention::Layer<StrictEmulated>& layer_;
  std::vector<attention::Drive<StrictEmulated>> drives_;
  std::vector<std::size_t> class_of_;
  std::vector<std::pair<std::size_t, std::uint64_t>> runs_;  // class, length
  std::vector<std::optional<Number>> scores_;
};

class ClassModel final : public Model {
 public:
  ClassModel(attention::Stack<StrictEmulated> stack, std::function<tasks::Tokens(std::span<const tasks::Token>)> shape)
      : stack_(std::move(stack)), shape_(std::move(shape)) {
    for (const auto& layer : stack_.layers)
      if (layer.kind != attention::LayerKind::full || layer.heads != 1 || layer.plan.mask != attention::Mask::causal)
        throw std::invalid_argument("classes of equal tokens are for causal full layers of one head");
  }
  std::optional<std::int64_t> answer(std::span<const tasks::Token> tokens) override {
    try {
      return shape_ ? run(shape_(tokens)) : run(tokens);
    } catch (const arithmetic::Undefined&) {
      return std::nullopt;
    }
  }

 private:
  std::int64_t run(std::span<const tasks::Token> tokens) const {
    std::vector<Representation> x;
    for (std::size_t i = 0; i < tokens.size(); ++i) x.push_back(stack_.embed ? stack_.embed(tokens[i], i) : tokens[i]);
    for (std::size_t l = 0; l < stack_.layers.size(); ++l) {
      const auto& layer = stack_.layers[l];
      std::vector<Representation> next = x;
      LayerClasses classes(layer, x);
      for (std::size_t i = l + 1 < stack_.layers.size() ? 0 : x.size() - 1; i < x.size(); ++i) {
        if (layer.active && !layer.active(x[i], i)) continue;
        const std::vector<std::vector<Number>> outputs{classes.output(i)};
        next[i] = layer.advance(x[i], outputs, i);
      }
      x = std::move(next);
    }
    return stack_.read(x.back());
  }

  attention::Stack<StrictEmulated> stack_;
  std::function<tasks::Tokens(std::span<const tasks::Token>)> shape_;
};

}  // namespace

std::vector<Number> attend_runs(const Plan& plan, std::span<const KeyRun> runs) {
  const bool ordered = plan.accumulator.order.kind == arithmetic::SumOrder::Kind::left_to_right && !attention::is_fixed_point(plan.accumulator);
  if (plan.softmax == attention::Softmax::online && (!ordered || plan.normalisation != attention::Normalisation::quotient)) return written_out(plan, runs);
  if (plan.softmax == attention::Softmax::online) return online(plan, runs);
  Number maximum = runs[0].score;
  for (const KeyRun& run : runs)
    if (!at_most(run.score, maximum)) maximum = run.score;
  std::vector<Number> weights;
  weights.reserve(runs.size());
  std::vector<std::pair<Number, Number>> known;  // scores are few
  for (const KeyRun& run : runs) {
    auto place = std::find_if(known.begin(), known.end(), [&](const auto& one) { return one.first == run.score; });
    if (place == known.end() && known.size() < 32) place = known.emplace(place, run.score, weight_of(plan, run.score, maximum));
    weights.push_back(place == known.end() ? weight_of(plan, run.score, maximum) : place->second);
  }
  return ordered ? sequential(plan, runs, std::move(weights)) : gathered(plan, runs, std::move(weights));
}

std::unique_ptr<Model> class_model(attention::Stack<StrictEmulated> stack, std::function<tasks::Tokens(std::span<const tasks::Token>)> shape) {
  return std::make_unique<ClassModel>(std::move(stack), std::move(shape));
}

}  // namespace attest::constructions
