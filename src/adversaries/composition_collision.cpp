#include "adversaries/composition_collision.hpp"

#include <algorithm>
#include <stdexcept>

#include "adversaries/confirm.hpp"

namespace attest::adversaries {

Tokens function_tokens(int l, const Values& values) {
  Tokens tokens;
  tokens.reserve(values.size());
  for (std::size_t argument = 0; argument < values.size(); ++argument)
    tokens.push_back({l, static_cast<std::int64_t>(argument), values[argument]});
  return tokens;
}

Values random_values(std::int64_t size, tasks::Random& random) {
  Values values(static_cast<std::size_t>(size));
  for (auto& value : values) value = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(size)));
  return values;
}

attention::Crossing cross(const CompositionProblem& problem, const Tokens& tokens, std::size_t boundary) {
  problem.meter.spend();
  return problem.machine.crossing(tokens, boundary);
}

arithmetic::BitString crossing_bits(const attention::Crossing& crossing) {
  arithmetic::BitString bits;
  const std::size_t depth = crossing.messages.size();
  for (std::size_t group = 0; group < depth; ++group) bits.append(crossing.states[group]);
  for (std::size_t layer = 0; layer < depth; ++layer) {
    const auto& messages = crossing.messages[layer];
    for (std::size_t i = layer + 1 < depth ? 0 : messages.size() - 1; i < messages.size(); ++i) bits.append(messages[i]);
  }
  bits.append(crossing.last_states.back());
  return bits;
}

std::optional<FoolingPair> BlockCollider::offer(std::uint64_t number, const std::vector<Continuation>& all, std::size_t first,
                                                std::size_t last, const std::function<bool(const attention::Crossing&)>& in_class) {
  const Values own = values(number);
  Tokens tokens = function_tokens(problem_.task.L(), own);
  const std::size_t boundary = tokens.size();
  for (std::size_t c = first; c < last; ++c) {
    tokens.resize(boundary);
    tokens.insert(tokens.end(), all[c].tokens.begin(), all[c].tokens.end());
    const attention::Crossing crossing = cross(problem_, tokens, boundary);
    if (c == first && in_class && !in_class(crossing)) return std::nullopt;
    const auto other = table_.find_or_insert(derived_seed(crossing_bits(crossing).hash(), c), number);
    if (!other) continue;
    if (auto pair = hit(own, *other, all[c], crossing)) return pair;
  }
  return std::nullopt;
}

namespace {

// A neighbour's number: the top bit, then 23 bits of its block, 20 of the argument and 20 of the value there.
constexpr std::uint64_t neighbour_mark = std::uint64_t{1} << 63;
constexpr int digits = 20;
constexpr std::uint64_t low = (std::uint64_t{1} << digits) - 1;

}  // namespace

Values BlockCollider::values(std::uint64_t number) const {
  if (!(number & neighbour_mark)) return values_of_(number);
  Values result = values_of_((number & ~neighbour_mark) >> (2 * digits));
  result[number >> digits & low] = static_cast<std::int64_t>(number & low);
  return result;
}

std::optional<FoolingPair> BlockCollider::offer_neighbours(std::uint64_t number, const std::vector<Continuation>& all, std::size_t first,
                                                           std::size_t last, const std::function<bool(const attention::Crossing&)>& in_class) {
  const Values own = values_of_(number);
  const auto size = own.size();
  for (std::size_t c = first; c < last; ++c) {
    if (auto pair = offer(number, all, c, c + 1, in_class)) return pair;
    const std::size_t argument = all[c].argument;
    for (std::size_t shift : {std::size_t{1}, size / 2, size - 1}) {
      const std::uint64_t value = (static_cast<std::size_t>(own[argument]) + shift) % size;
      const std::uint64_t neighbour = neighbour_mark | number << (2 * digits) | std::uint64_t{argument} << digits | value;
      if (auto pair = offer(neighbour, all, c, c + 1, in_class)) return pair;
    }
  }
  return std::nullopt;
}

std::optional<FoolingPair> BlockCollider::hit(const Values& values, std::uint64_t other, const Continuation& at,
                                              const attention::Crossing& crossing) {
  const Values earlier = this->values(other);
  if (earlier[at.argument] == values[at.argument]) return std::nullopt;
  FoolingPair pair;
  pair.first = function_tokens(problem_.task.L(), earlier);
  pair.second = function_tokens(problem_.task.L(), values);
  pair.query = at.tokens;
  Tokens whole = pair.first;
  whole.insert(whole.end(), at.tokens.begin(), at.tokens.end());
  pair.state = crossing_bits(crossing);
  if (crossing_bits(cross(problem_, whole, pair.first.size())) != pair.state) return std::nullopt;
  pair.first_truth = earlier[at.argument];
  pair.second_truth = values[at.argument];
  return pair;
}

Outcome concluded(const attention::Machine& machine, const tasks::Task& task, Meter& meter,
                  const std::function<std::optional<FoolingPair>()>& search) {
  NotFound nothing;
  nothing.reason = "no two blocks found for which everything that crosses is equal";
  try {
    if (auto pair = search()) {
      pair->cost = meter.cost();
      if (const Confirmation confirmed = confirm_fooling_pair(machine, task, *pair); confirmed) return *pair;
      else nothing.reason = pair->engine + ": not confirmed: " + confirmed.reason;
    }
  } catch (const Spent& spent) {
    nothing.stopped = spent.stopped;
    nothing.reason = spent.stopped ? "stopped" : "budget spent";
  }
  nothing.cost = meter.cost();
  return nothing;
}

void require_composition(const attention::HybridMachine& machine, const tasks::Composition& task, int L, int full) {
  const std::string layers = machine.layers();
  if (std::count(layers.begin(), layers.end(), 'F') != full)
    throw std::invalid_argument("this attack is for " + std::to_string(full) + " full layers, not for the stack " + layers);
  if (task.L() != L || task.order() != tasks::Composition::TokenOrder::standard)
    throw std::invalid_argument("this attack is for " + std::to_string(L) + "-SeqComp in the standard order, not for " + task.sizes());
}

}  // namespace attest::adversaries
