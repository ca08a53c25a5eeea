// The choices of an input are z_0, w_1..w_{L-1}, then the values of z_1, z_2, ..., z_L. The structured generator follows the
// chain of the input and puts the complement of every reached value on the arguments at Hamming distance 1.
#include "tasks/composition.hpp"

#include <bit>
#include <stdexcept>

#include "tasks/evaluation.hpp"

namespace attest::tasks {

Composition::Composition(std::int64_t m, std::vector<std::int64_t> factors, TokenOrder order)
    : m_(m), factors_(std::move(factors)), order_(order) {
  constexpr std::int64_t most = std::int64_t{1} << 20;
  require_size("l-seqcomp", "m", m, 2, most);
  if (factors_.size() > 7)
    throw std::invalid_argument("task l-seqcomp: at most 8 functions are composed (n1..n7), not " + std::to_string(L()));
  products_ = {m};
  std::int64_t tokens = m;
  for (std::size_t l = 0; l < factors_.size(); ++l) {
    require_size("l-seqcomp", "n" + std::to_string(l + 1), factors_[l], 1, most / products_.back());
    products_.push_back(products_.back() * factors_[l]);
    tokens += products_.back();
  }
  if (tokens > 4 * most) throw std::invalid_argument("task l-seqcomp: more than 2^22 tokens; choose smaller sizes");
}

std::string Composition::sizes() const {
  std::string text = "m=" + std::to_string(m_);
  for (std::size_t l = 0; l < factors_.size(); ++l) text += " n" + std::to_string(l + 1) + "=" + std::to_string(factors_[l]);
  if (order_ == TokenOrder::reversed) text += " reversed=1";
  if (order_ == TokenOrder::merged) text += " merged=1";
  return text;
}

std::size_t Composition::stored() const {
  std::int64_t total = 0;
  for (std::int64_t product : products_) total += product;
  return static_cast<std::size_t>(total);
}

Range Composition::tags() const { return {order_ == TokenOrder::merged ? -2 : -1, L()}; }

std::vector<std::uint64_t> Composition::radices() const {
  std::vector<std::uint64_t> all{static_cast<std::uint64_t>(m_)};
  for (std::int64_t factor : factors_) all.push_back(static_cast<std::uint64_t>(factor));
  for (std::int64_t product : products_) all.insert(all.end(), static_cast<std::size_t>(product), static_cast<std::uint64_t>(product));
  return all;
}

Tokens Composition::assemble(std::span<const std::uint64_t> choices) const {
  std::size_t at = 0;
  const auto next = [&] { return static_cast<std::int64_t>(choices[at++]); };
  const std::int64_t z0 = next();
  std::vector<std::int64_t> w;
  for (std::size_t l = 0; l < factors_.size(); ++l) w.push_back(next());
  std::vector<Tokens> functions;
  for (int l = 1; l <= L(); ++l) {
    functions.emplace_back();
    for (std::int64_t argument = 0; argument < N(l - 1); ++argument) functions.back().push_back({l, argument, next()});
  }
  Token w_token{-1}, merged{-2, z0};
  w_token.insert(w_token.end(), w.begin(), w.end());
  merged.insert(merged.end(), w.begin(), w.end());
  Tokens tokens;
  const auto append = [&](const Tokens& function) { tokens.insert(tokens.end(), function.begin(), function.end()); };
  if (order_ == TokenOrder::reversed) {
    tokens = {w_token, {0, z0}};
    for (const Tokens& function : functions) append(function);
    return tokens;
  }
  for (auto function = functions.rbegin(); function != functions.rend(); ++function) append(*function);
  if (order_ == TokenOrder::merged) {
    tokens.push_back(merged);
  } else {
    tokens.push_back({0, z0});
    tokens.push_back(w_token);
  }
  return tokens;
}

std::vector<Range> Composition::fields(std::int64_t tag) const {
  std::vector<Range> ranges;
  if (tag >= 1 && tag <= L()) {
    const std::int64_t most = N(static_cast<int>(tag) - 1) - 1;
    return {{0, most}, {0, most}};
  }
  if (tag == 0 || tag == -2) ranges.push_back({0, m_ - 1});
  if (tag == -1 || tag == -2)
    for (std::int64_t factor : factors_) ranges.push_back({0, factor - 1});
  return ranges;
}

Tokens Composition::expected_shape() const {
  return assemble(std::vector<std::uint64_t>(1 + factors_.size() + stored(), 0));
}

std::int64_t Composition::oracle(std::span<const Token> tokens) const {
  const Tokens shape = expected_shape();
  if (tokens.size() != shape.size())
    throw std::invalid_argument("task l-seqcomp (" + sizes() + "): " + std::to_string(tokens.size()) + " tokens, not " +
                                std::to_string(shape.size()));
  std::vector<std::span<const Token>> functions(static_cast<std::size_t>(L()) + 1);
  std::int64_t reached = 0;
  std::vector<std::int64_t> w;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    require_token(tokens[i], shape[i][0], i);
    const std::int64_t tag = shape[i][0];
    if (tag >= 1 && tokens[i][1] != shape[i][1])
      throw std::invalid_argument("task l-seqcomp (" + sizes() + "): token " + std::to_string(i) + " should be about argument " +
                                  std::to_string(shape[i][1]));
    if (tag >= 1 && shape[i][1] == 0) functions[static_cast<std::size_t>(tag)] = tokens.subspan(i, static_cast<std::size_t>(N(static_cast<int>(tag) - 1)));
    if (tag == 0 || tag == -2) reached = tokens[i][1];
    if (tag == -1) w.assign(tokens[i].begin() + 1, tokens[i].end());
    if (tag == -2) w.assign(tokens[i].begin() + 2, tokens[i].end());
  }
  reached = functions[1][static_cast<std::size_t>(reached)][2];
  for (int l = 1; l < L(); ++l) {
    const std::int64_t argument = w[static_cast<std::size_t>(l) - 1] * N(l - 1) + reached;
    reached = functions[static_cast<std::size_t>(l) + 1][static_cast<std::size_t>(argument)][2];
  }
  return reached;
}

Tokens Composition::structured(Random& random) const {
  auto choices = radices();
  const std::uint64_t shape = random.below(5);
  for (auto& choice : choices) choice = shape == 0 ? 0 : shape == 1 ? choice - 1 : random.below(choice);
  if (shape <= 1)  // constant functions, but a random z_0 and w
    for (std::size_t i = 0; i < 1 + factors_.size(); ++i) choices[i] = random.below(radices()[i]);
  std::size_t start = 1 + factors_.size();
  std::uint64_t argument = choices[0];
  for (int l = 1; l <= L(); ++l) {
    const std::uint64_t size = static_cast<std::uint64_t>(N(l - 1));
    if (shape == 2)  // identities
      for (std::uint64_t i = 0; i < size; ++i) choices[start + i] = i;
    const std::uint64_t right = choices[start + argument];
    for (std::uint64_t i = 0; i < size; ++i) {
      if (shape == 3 && std::has_single_bit(i ^ argument)) choices[start + i] = size - 1 - right;
      if (shape == 4 && i != argument) choices[start + i] = size - 1 - right;
    }
    start += size;
    if (l < L()) argument = choices[static_cast<std::size_t>(l)] * size + right;
  }
  return assemble(choices);
}

}  // namespace attest::tasks
