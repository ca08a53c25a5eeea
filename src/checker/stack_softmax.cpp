// Softmax attention over keys and values that are rows of numbers, and the accumulator of a prefix of keys as bits.
#include <algorithm>

#include "checker/stack_run.hpp"

namespace attest::checker {
namespace {

/// One pass over the keys: [max,] den, num_1, ....
class Fold {
 public:
  Fold(const Plan& plan, std::size_t d_v) : plan_(plan), den_(plan.accumulator.integer(0)), max_(plan.score.integer(0)), num_(d_v, den_) {}

  void step(const Real& score, const std::vector<Real>& value) {
    const Arithmetic& a = plan_.accumulator;
    if (plan_.online && (empty_ || less(max_, score))) {
      if (!empty_) {
        const Real factor = plan_.weigh(max_, score);
        den_ = a.mul(den_, factor);
        for (Real& num : num_) num = a.mul(num, factor);
      }
      max_ = score;
    }
    const Real w = plan_.weigh(score, max_);
    den_ = empty_ ? a.convert(w) : a.add(den_, w);
    for (std::size_t c = 0; c < num_.size(); ++c) a.accumulate(num_[c], a.fused() ? exact_product(w, value[c]) : a.mul(w, value[c]));
    empty_ = false;
  }
  std::vector<Real> finish() const {
    std::vector<Real> y;
    for (const Real& num : num_) y.push_back(plan_.output.div(num, den_));
    return y;
  }
  void save(std::string& bits) const {
    if (plan_.online) bits += stored_bits(plan_.score, max_);
    bits += stored_bits(plan_.accumulator, den_);
    for (const Real& num : num_) bits += stored_bits(plan_.accumulator, num);
  }

 private:
  const Plan& plan_;
  Real den_, max_;
  std::vector<Real> num_;
  bool empty_ = true;
};

/// Why the plan is no fold; empty when it is.
std::string no_fold(const Plan& plan) {
  if (plan.two_pass) return "two-pass softmax knows of later keys";
  if (plan.weights_first) return "weights that are normalised first need all keys";
  if (!plan.accumulator.sequential()) return "sums are not left to right";
  if (plan.naive() && plan.accumulator.fixed()) return "a fixed-point denominator of 0 averages";
  return {};
}

std::vector<Real> gathered(const Plan& plan, std::vector<Real> weights, const std::vector<std::vector<Real>>& values) {
  const std::size_t n = weights.size();
  const Arithmetic& a = plan.accumulator;
  Real maximum = weights.front();
  for (const Real& score : weights) maximum = larger(maximum, score);
  for (Real& weight : weights) weight = plan.weigh(weight, maximum);
  const auto sum = [&](const std::vector<Real>& terms) { return a.sum(n, [&](std::size_t j) -> const Real& { return terms[j]; }, false); };
  const Real den = sum(weights);
  const bool average = a.fixed() && den.is_zero();
  if (plan.weights_first && !average)
    for (Real& weight : weights) weight = plan.weight.div(weight, den);
  std::vector<Real> y;
  for (std::size_t c = 0; c < values.front().size(); ++c) {
    std::vector<Real> column;
    for (const auto& value : values) column.push_back(value[c]);
    if (average) y.push_back(plan.output.div(sum(column), plan.output.integer(static_cast<long>(n))));
    else if (plan.weights_first) y.push_back(plan.output.convert(a.dot(weights, column)));
    else y.push_back(plan.output.div(a.dot(weights, column), den));
  }
  return y;
}

class FullRun final : public LayerRun {
 public:
  explicit FullRun(const StackLayer& layer) : layer_(layer), keys_(static_cast<std::size_t>(layer.heads)) {}

  std::int64_t push(const Place& place, const MessageSink& sink) override {
    const std::int64_t position = static_cast<std::int64_t>(place.position);
    const bool active = place.wanted && !layer_.pass.find({{position, place.label}, ""});
    // Every line that the token needs is looked up before the first operation, which may have no finite result.
    std::vector<const NumberRow*> queries;
    for (std::int64_t h = 0; h < layer_.heads; ++h) keys_[static_cast<std::size_t>(h)].push_back(&layer_.key.at("key", {{h, position, place.label}, ""}));
    for (std::int64_t h = 0; active && h < layer_.heads; ++h) queries.push_back(&layer_.query.at("query", {{h, position, place.label}, ""}));
    std::vector<std::vector<Real>> outputs;
    for (std::size_t h = 0; h < queries.size(); ++h) outputs.push_back(attend(layer_.plan, queries[h]->numbers(), keys_[h], sink));
    return active ? advance(layer_, position, place.label, outputs) : place.label;
  }
  void save(std::string&) const override {}

 private:
  const StackLayer& layer_;
  std::vector<std::vector<const StackDrive*>> keys_;  // [head]
};

}  // namespace

std::vector<Real> attend(const Plan& plan, const std::vector<Real>& query, const std::vector<const StackDrive*>& keys, const MessageSink& sink) {
  const std::string no_message = !sink.bits ? "" : plan.last_to_first ? "keys come last to first" : no_fold(plan);
  if (!no_message.empty()) throw NotEstablished("a prefix of keys is no message here: " + no_message);
  std::vector<const StackDrive*> visited = keys;
  if (plan.last_to_first) std::reverse(visited.begin(), visited.end());
  if (no_fold(plan).empty()) {
    Fold fold(plan, visited.front()->value.size());
    for (std::size_t j = 0; j < visited.size(); ++j) {
      if (sink.bits && j == sink.boundary) fold.save(*sink.bits);
      fold.step(plan.score.dot(query, visited[j]->key.numbers()), visited[j]->value.numbers());
    }
    return fold.finish();
  }
  std::vector<Real> scores;
  std::vector<std::vector<Real>> values;
  for (const StackDrive* drive : visited) {
    scores.push_back(plan.score.dot(query, drive->key.numbers()));
    values.push_back(drive->value.numbers());
  }
  return gathered(plan, std::move(scores), values);
}

std::unique_ptr<LayerRun> run_full_layer(const StackLayer& layer) { return std::make_unique<FullRun>(layer); }

}  // namespace attest::checker
