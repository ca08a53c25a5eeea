#include "checker/plan.hpp"

#include <algorithm>

namespace attest::checker {

Plan read_plan(Reader& reader) {
  Plan plan;
  plan.exact = reader.choice("exact", {"no", "yes"}) == "yes";
  if (!plan.exact) {
    plan.input = Arithmetic(reader.words("input"));
    plan.score = Arithmetic(reader.words("score"));
    plan.weight = Arithmetic(reader.words("weight"));
    plan.accumulator = Arithmetic(reader.words("accumulator"));
    plan.state = Arithmetic(reader.words("state"));
    plan.output = Arithmetic(reader.words("output"));
  }
  const std::string softmax = reader.choice("softmax", {"naive", "two-pass", "online"});
  plan.two_pass = softmax == "two-pass";
  plan.online = softmax == "online";
  plan.base2 = reader.choice("exponential", {"natural", "base-2"}) == "base-2";
  plan.weights_first = reader.choice("normalisation", {"quotient", "weights-first"}) == "weights-first";
  plan.last_to_first = reader.choice("keys", {"first-to-last", "last-to-first"}) == "last-to-first";
  if (plan.online && plan.weights_first) throw Rejected("online softmax has no weights to normalise first");
  if (plan.online && !plan.exact && !plan.accumulator.sequential())
    throw Rejected("online softmax sums left to right");
  return plan;
}

bool at_least(const Real& x, const Real& threshold) { return mpfr_greaterequal_p(x.get(), threshold.get()) != 0; }

namespace {

/// The running maximum only ever moves among the classes, so weights are a table over (class, class of the maximum).
class OnlineWeights {
 public:
  OnlineWeights(const Plan& plan, const Row& row) : plan_(plan), row_(row), table_(row.scores.size() * row.scores.size()), known_(table_.size()) {}
  const Real& of(std::size_t score, std::size_t maximum) {
    const std::size_t index = score * row_.scores.size() + maximum;
    if (!known_[index]) {
      const Real difference = plan_.weight.sub(row_.scores[score], row_.scores[maximum]);
      table_[index] = plan_.weight.exp(difference, plan_.base2);
      known_[index] = true;
    }
    return table_[index];
  }

 private:
  const Plan& plan_;
  const Row& row_;
  std::vector<Real> table_;
  std::vector<bool> known_;
};

/// den (values == nullptr): weights are added as they are, with one rounding. num: products with 1 are rounded first,
/// unless fused. A new maximum first multiplies what was summed, with a rounding of its own.
Real online_sum(const Plan& plan, const Row& row, OnlineWeights& weights, const std::vector<bool>* values) {
  const Arithmetic& a = plan.accumulator;
  std::size_t maximum = row.classes.front();
  const auto term = [&](std::size_t score) {
    const Real& weight = weights.of(score, maximum);
    return values && !a.fused() ? a.convert(weight) : weight;
  };
  Real total = !values || (*values)[0] ? a.convert(weights.of(maximum, maximum)) : a.integer(0);
  for (std::size_t j = 1; j < row.classes.size(); ++j) {
    const std::size_t score = row.classes[j];
    if (less(row.scores[maximum], row.scores[score])) {
      total = a.mul(total, weights.of(maximum, score));
      maximum = score;
    }
    if (!values || (*values)[j]) a.accumulate(total, term(score));
  }
  return total;
}

/// Σ over keys of the class weights (times 0/1 values). Adding an exact zero changes no rounded sum, but it does change
/// the shape of pairwise and blocked ones, so zeros are skipped only left to right.
Real class_sum(const Arithmetic& a, const Row& row, const std::vector<Real>& weights, const std::vector<bool>* values) {
  const Real zero = a.integer(0);
  if (!a.sequential()) {
    std::vector<Real> terms;
    for (std::size_t j = 0; j < row.classes.size(); ++j) terms.push_back(!values || (*values)[j] ? weights[row.classes[j]] : zero);
    return a.sum(terms);
  }
  Real total = zero;
  for (std::size_t j = 0; j < row.classes.size(); ++j)
    if (!values || (*values)[j]) a.accumulate(total, weights[row.classes[j]]);
  return total;
}

}  // namespace

std::vector<Real> heads(const Plan& plan, const Row& given, std::vector<std::vector<bool>> values) {
  Row row = given;
  if (plan.last_to_first) {
    std::reverse(row.classes.begin(), row.classes.end());
    for (auto& value : values) std::reverse(value.begin(), value.end());
  }
  const Arithmetic& a = plan.accumulator;
  std::vector<Real> outputs;
  if (plan.online) {
    OnlineWeights weights(plan, row);
    const Real den = online_sum(plan, row, weights, nullptr);
    for (const auto& value : values) outputs.push_back(plan.output.div(online_sum(plan, row, weights, &value), den));
    return outputs;
  }
  std::size_t maximum = row.classes.front();
  for (const std::size_t c : row.classes)
    if (less(row.scores[maximum], row.scores[c])) maximum = c;
  std::vector<Real> weights;
  for (const Real& score : row.scores) {
    const Real shifted = plan.two_pass ? plan.weight.sub(less(row.scores[maximum], score) ? row.scores[maximum] : score, row.scores[maximum])
                                       : plan.weight.convert(score);
    weights.push_back(plan.weight.exp(shifted, plan.base2));  // classes without keys never exceed the maximum
  }
  // Naive softmax left to right is one pass: its denominator adds weights as they are. Sums of gathered weights round
  // each term into the accumulator first.
  std::vector<Real> rounded_weights;
  for (const Real& w : weights) rounded_weights.push_back(a.convert(w));
  const bool one_pass = !plan.two_pass && !plan.weights_first && a.sequential();
  const Real den = class_sum(a, row, one_pass ? weights : rounded_weights, nullptr);
  if (plan.weights_first)
    for (Real& w : weights) w = plan.weight.div(w, den);
  if (!a.fused())
    for (Real& w : weights) w = a.convert(w);
  for (const auto& value : values) {
    const Real num = class_sum(a, row, weights, &value);
    outputs.push_back(plan.weights_first ? plan.output.convert(num) : plan.output.div(num, den));
  }
  return outputs;
}

}  // namespace attest::checker
