#include "adversaries/toy_machines.hpp"

#include <algorithm>
#include <bit>
#include <stdexcept>

#include "adversaries/collision_table.hpp"

namespace attest::adversaries {

namespace {

std::uint64_t mask(std::size_t bits) { return bits >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1; }
std::uint64_t joint(std::uint64_t a, std::uint64_t b) { return mixed(a * 0x9e3779b97f4a7c15ull + mixed(b + 0x632be59bd9b4e019ull)); }

std::uint64_t embedded(const attention::Representation& token, std::size_t position, std::uint64_t seed) {
  std::uint64_t h = joint(seed, position);
  for (std::int64_t entry : token) h = joint(h, static_cast<std::uint64_t>(entry));
  return h;
}

arithmetic::BitString bits_of(std::uint64_t value, std::size_t bits) {
  arithmetic::BitString result;
  result.append(value, static_cast<int>(bits));
  return result;
}

}  // namespace

ToyStack::ToyStack(ToyShape shape) : shape_(std::move(shape)) {
  const auto full = static_cast<std::size_t>(std::count(shape_.layers.begin(), shape_.layers.end(), 'F'));
  if (shape_.layers.empty() || shape_.layers.find_first_not_of("FR") != std::string::npos || shape_.layers.find("RR") != std::string::npos)
    throw std::invalid_argument("a toy stack is a string over F and R without RR, not \"" + shape_.layers + "\"");
  if (shape_.state_bits.size() != full + 1) throw std::invalid_argument("a toy stack needs state bits for every group: full layers + 1");
  if (shape_.message_bits > 64 || shape_.message_bits == 0 || (shape_.family != ToyFamily::folding && shape_.message_bits % 3 != 0))
    throw std::invalid_argument("a toy stack's message has 1..64 bits, a multiple of 3 where it is three registers");
  std::vector<bool> recurrent(full + 1, false);
  std::size_t group = 0;
  for (char layer : shape_.layers) layer == 'F' ? void(++group) : void(recurrent[group] = true);
  for (std::size_t g = 0; g <= full; ++g)
    if (shape_.state_bits[g] > 64 || (!recurrent[g] && shape_.state_bits[g] != 0))
      throw std::invalid_argument("a toy stack's group has 0..64 state bits, and 0 where there is no recurrent layer");
  if (shape_.answers < 1) throw std::invalid_argument("a toy stack needs at least one answer");
}

std::uint64_t ToyStack::next_state(std::uint64_t state, std::uint64_t x, std::uint64_t salt, std::size_t bits) const {
  const std::uint64_t all = mask(bits);
  if (bits == 0) return 0;
  switch (shape_.family) {
    case ToyFamily::counting: return std::min(all, state - state / 4 + joint(x, salt) % (all / 2 + 1));  // decays by 3/4, saturates
    case ToyFamily::retrieving: return ((state << 1) | (joint(x, salt) & 1)) & all;
    default: return joint(joint(state, x), salt) & all;
  }
}

std::uint64_t ToyStack::fold(std::uint64_t accumulator, std::uint64_t query, std::uint64_t key, std::size_t j, std::uint64_t salt) const {
  if (shape_.family == ToyFamily::folding) return joint(joint(accumulator, query), joint(key, salt + j)) & mask(shape_.message_bits);
  const std::size_t p = shape_.message_bits / 3;
  const std::uint64_t all = mask(p);
  std::uint64_t top = accumulator >> (2 * p), total = accumulator >> p & all, value = accumulator & all;
  const std::uint64_t q = joint(query, salt), k = joint(key, salt + 1), v = joint(key, salt + 2) & all;
  std::uint64_t score = 0;
  switch (shape_.family) {
    case ToyFamily::counting: score = ((q & 7) * (k & 7) + (q >> 8 & 7) * (k >> 8 & 7)) / 8; break;
    case ToyFamily::retrieving: score = static_cast<std::uint64_t>(6 - std::popcount((q ^ k) & 63)); break;
    default: score = joint(q, k) & 7;
  }
  score = std::min(score, all);
  // Online softmax in base 2: a greater score halves what was summed, once per unit; weights are 1, 1/2, 1/4 of the unit.
  if (score > top) {
    const std::uint64_t shift = std::min<std::uint64_t>(score - top, 63);
    total >>= shift, value >>= shift, top = score;
  }
  const std::uint64_t weight_shift = std::min<std::uint64_t>(top - score, 63);
  const std::uint64_t unit = (all + 1) / 2;
  total = std::min(all, total + (unit >> weight_shift));
  value = std::min(all, value + ((v / 2 + 1) >> weight_shift));
  return top << (2 * p) | total << p | value;
}

void ToyStack::recur(std::vector<std::uint64_t>& x, std::size_t layer, std::size_t group, const Watch& watch) const {
  const std::uint64_t salt = derived_seed(shape_.seed, 100 + layer);
  const std::size_t bits = shape_.state_bits[group];
  std::uint64_t state = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (watch.crossing && i == watch.boundary) watch.crossing->states[group] = bits_of(state, bits);
    if (watch.crossing && i + 1 == x.size()) watch.crossing->last_states[group] = bits_of(state, bits);
    const std::uint64_t next = next_state(state, x[i], salt, bits), output = joint(joint(x[i], next), salt + 1);
    if (watch.observer) watch.observer->stepped(layer, state, x[i], next);
    if (watch.observer && wanted(layer, i, x.size())) watch.observer->emitted(layer, i, next, x[i], output);
    state = next;
    x[i] = output;
  }
}

void ToyStack::attend(std::vector<std::uint64_t>& x, std::size_t layer, std::size_t full, const Watch& watch) const {
  const std::uint64_t salt = derived_seed(shape_.seed, 200 + layer);
  std::vector<std::uint64_t> outputs(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    ToyObserver* const observer = wanted(layer, i, x.size()) ? watch.observer : nullptr;
    std::uint64_t accumulator = 0;
    for (std::size_t j = 0; j <= i; ++j) {
      if (watch.crossing && j == watch.boundary) watch.crossing->messages[full].push_back(bits_of(accumulator, shape_.message_bits));
      const std::uint64_t next = fold(accumulator, x[i], x[j], j, salt);
      if (observer) observer->folded(layer, accumulator, x[i], x[j], next);
      accumulator = next;
    }
    outputs[i] = joint(joint(x[i], accumulator), salt + 3);
    if (observer) observer->emitted(layer, i, accumulator, x[i], outputs[i]);
  }
  x = std::move(outputs);
}

std::int64_t ToyStack::run(std::span<const attention::Representation> tokens, const Watch& watch) const {
  std::vector<std::uint64_t> x;
  x.reserve(tokens.size());
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    x.push_back(embedded(tokens[i], i, shape_.seed));
    if (watch.observer) watch.observer->embedded(tokens[i], i, x.back());
  }
  std::size_t group = 0;
  for (std::size_t layer = 0; layer < shape_.layers.size(); ++layer) {
    if (shape_.layers[layer] == 'R') recur(x, layer, group, watch);
    else attend(x, layer, group++, watch);
  }
  const auto answer = static_cast<std::int64_t>(joint(x.back(), shape_.seed) % static_cast<std::uint64_t>(shape_.answers));
  if (watch.observer) watch.observer->answered(x.back(), answer);
  return answer;
}

std::int64_t ToyStack::observe(std::span<const attention::Representation> tokens, ToyObserver& observer) const {
  if (tokens.empty()) throw std::invalid_argument("a toy stack needs at least one token");
  return run(tokens, {0, nullptr, &observer});
}

std::int64_t ToyStack::answer(std::span<const attention::Representation> tokens) const {
  if (tokens.empty()) throw std::invalid_argument("a toy stack needs at least one token");
  return run(tokens, {});
}

attention::Crossing ToyStack::crossing(std::span<const attention::Representation> tokens, std::size_t boundary) const {
  if (boundary == 0 || boundary >= tokens.size()) throw std::invalid_argument("a boundary lies between two tokens");
  attention::Crossing result;
  const std::size_t groups = shape_.state_bits.size();
  result.states.resize(groups);
  result.last_states.resize(groups);
  result.messages.resize(groups - 1);
  for (auto& messages : result.messages) messages.reserve(tokens.size() - boundary);
  result.answer = run(tokens, {boundary, &result, nullptr});
  return result;
}

}  // namespace attest::adversaries
