#include "checker/plan.hpp"

#include <unordered_map>

namespace attest::checker {

Plan read_plan(Reader& reader) {
  Plan plan;
  plan.most_work = reader.most_work();
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
  if (plan.online && plan.weights_first) throw Malformed("online softmax has no weights to normalise first");
  if (plan.online && !plan.exact && !plan.accumulator.sequential()) throw Malformed("online softmax sums left to right");
  return plan;
}

void Plan::require_span(const Real& least, const Real& maximum) const {
  for (const Real& w : {weigh(least, maximum), weigh(maximum, maximum)})
    for (const Arithmetic* role : {&weight, &accumulator, &output}) {
      if (!role->unbounded()) continue;
      const Real square = role->mul(w, w);
      role->mul(square, square);
    }
}

std::uint32_t Column::intern(const Real& x) {
  const auto found = known_.find(x);
  if (found != known_.end()) return found->second;
  numbers_.push_back(x);
  return known_.emplace(x, static_cast<std::uint32_t>(numbers_.size() - 1)).first->second;
}

namespace {

/// Places in the plan's order of keys.
class Visit {
 public:
  Visit(const Plan& plan, std::size_t n) : reversed_(plan.last_to_first), n_(n) {}
  std::size_t operator()(std::size_t j) const { return reversed_ ? n_ - 1 - j : j; }

 private:
  bool reversed_;
  std::size_t n_;
};

/// Values of a function of two small indices, computed when first asked for.
template <class Compute>
class Table {
 public:
  Table(std::size_t columns, Compute compute) : columns_(columns), compute_(std::move(compute)) {}
  const Real& of(std::size_t row, std::size_t column) {
    const std::size_t index = row * columns_ + column;
    const auto found = known_.find(index);
    return found != known_.end() ? found->second : known_.emplace(index, compute_(row, column)).first->second;
  }

 private:
  std::size_t columns_;
  Compute compute_;
  std::unordered_map<std::size_t, Real> known_;
};

/// den (no values) and num of the online fold. A new maximum first multiplies what was summed, with a rounding of its own.
Real online_sum(const Plan& plan, const Column& scores, const Visit& visit, const Column* values) {
  const Arithmetic& a = plan.accumulator;
  const auto& s = scores.numbers();
  Table weights(s.size(), [&](std::size_t score, std::size_t maximum) { return plan.weigh(s[score], s[maximum]); });
  const Real one = whole(1);
  Real total;
  std::size_t maximum = 0;
  for (std::size_t j = 0; j < scores.size(); ++j) {
    const std::size_t score = scores.index(visit(j));
    if (j == 0) maximum = score;
    if (less(s[maximum], s[score])) {
      total = a.mul(total, weights.of(maximum, score));
      maximum = score;
    }
    const Real& weight = weights.of(score, maximum);
    const Real& value = values ? (*values)[visit(j)] : one;
    if (j == 0) total = a.mul(weight, value);  // e^0 times 1 is a conversion
    else if (!values) a.accumulate(total, weight);
    else if (!value.is_zero()) a.accumulate(total, a.product(weight, value));
  }
  return total;
}

/// num or the dot product of normalised weights: Σ weight·value in the accumulator.
Real weighted_sum(const Arithmetic& a, const Column& scores, const std::vector<Real>& weights, const Visit& visit, const Column& values) {
  const auto& v = values.numbers();
  Table products(v.size(), [&](std::size_t w, std::size_t value) { return a.product(weights[w], v[value]); });
  if (!a.sequential())
    return a.sum(scores.size(), [&](std::size_t j) -> const Real& { return products.of(scores.index(visit(j)), values.index(visit(j))); }, a.raw_products());
  // Left to right, adding an exact zero changes no sum.
  Real total = a.integer(0);
  for (std::size_t j = 0; j < scores.size(); ++j) {
    const std::size_t place = visit(j), value = values.index(place);
    if (!v[value].is_zero()) a.accumulate(total, products.of(scores.index(place), value));
  }
  return total;
}

std::vector<Real> averages(const Plan& plan, const Visit& visit, const std::vector<Column>& values) {
  std::vector<Real> outputs;
  for (const Column& column : values) {
    const Real total = plan.accumulator.sum(column.size(), [&](std::size_t j) -> const Real& { return column[visit(j)]; }, false);
    outputs.push_back(plan.output.div(total, plan.output.integer(static_cast<long>(column.size()))));
  }
  return outputs;
}

}  // namespace

std::vector<Real> heads(const Plan& plan, const Column& scores, const std::vector<Column>& values) {
  const Visit visit(plan, scores.size());
  std::vector<Real> outputs;
  if (plan.online) {
    const Real den = online_sum(plan, scores, visit, nullptr);
    for (const Column& column : values) outputs.push_back(plan.output.div(online_sum(plan, scores, visit, &column), den));
    return outputs;
  }
  // Classes without keys in this row take no part: neither in the maximum nor, by overflowing, in what is undefined.
  std::vector<bool> present(scores.numbers().size());
  for (std::size_t j = 0; j < scores.size(); ++j) present[scores.index(j)] = true;
  Real maximum = scores[0];
  for (std::size_t c = 0; c < present.size(); ++c)
    if (present[c]) maximum = larger(maximum, scores.numbers()[c]);
  const Arithmetic& a = plan.accumulator;
  std::vector<Real> weights(present.size()), entering(present.size());
  for (std::size_t c = 0; c < present.size(); ++c) {
    if (!present[c]) continue;
    weights[c] = plan.weigh(scores.numbers()[c], maximum);
    entering[c] = plan.raw_denominator() || a.sums() == Sums::exact ? weights[c] : a.convert(weights[c]);
  }
  const Real den = a.sum(scores.size(), [&](std::size_t j) -> const Real& { return entering[scores.index(visit(j))]; }, true);
  if (a.fixed() && den.is_zero()) return averages(plan, visit, values);
  if (plan.weights_first)
    for (std::size_t c = 0; c < present.size(); ++c)
      if (present[c]) weights[c] = plan.weight.div(weights[c], den);
  for (const Column& column : values) {
    const Real num = weighted_sum(a, scores, weights, visit, column);
    outputs.push_back(plan.weights_first ? plan.output.convert(num) : plan.output.div(num, den));
  }
  return outputs;
}

}  // namespace attest::checker
