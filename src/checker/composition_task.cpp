#include "checker/composition_task.hpp"

namespace attest::checker {

int width_of(std::uint64_t largest) {
  int width = 1;
  while (largest >> width) ++width;
  return width;
}

namespace {

std::vector<std::int64_t> read_sizes(Reader& reader) {
  const std::int64_t L = reader.integer("L", 1, 16);
  const std::vector<std::int64_t> sizes = reader.integers("sizes", 1, 1 << 17);
  if (sizes.size() != static_cast<std::size_t>(L)) throw Malformed("L-SeqComp has L sizes m n_1 .. n_(L-1)");
  return sizes;
}

Real carried_digit(const Plan& plan, bool digit) {
  const Real one = plan.input.integer(1), value = plan.input.integer(digit);
  const Real stored = plan.state.add(plan.state.integer(0), plan.state.product(one, value));
  return plan.output.convert(plan.accumulator.mul(one, stored));
}

}  // namespace

std::uint64_t carried(const Plan& plan, std::uint64_t z0, int digits) {
  if (plan.exact) return z0;
  std::vector<Real> outputs;
  for (int digit = digits - 1; digit >= 0; --digit) outputs.push_back(carried_digit(plan, (z0 >> digit) & 1));
  return read_digits(outputs);
}

void require_carried(const Plan& plan) {
  for (const std::uint64_t digit : {0u, 1u})
    if (carried(plan, digit, 1) != digit) throw NotEstablished("a digit of z_0 does not survive the recurrent layer");
}

CompositionTask::CompositionTask(Reader& reader) : CompositionTask(read_sizes(reader)) {}

CompositionTask::CompositionTask(std::vector<std::int64_t> m_n1_and_so_on)
    : L(static_cast<std::int64_t>(m_n1_and_so_on.size())), sizes(std::move(m_n1_and_so_on)) {
  std::uint64_t size = 1, all = 1;  // at least one token besides the functions
  for (const std::int64_t factor : sizes) {
    size *= static_cast<std::uint64_t>(factor);
    all += size;
    if (size > most_tokens || all > most_tokens) throw Malformed("more than 131072 tokens");
    domain.push_back(size);
  }
  argument_width = width_of(size - 1);
  tag_width = width_of(static_cast<std::uint64_t>(L));
}

std::uint64_t CompositionTask::code(std::uint64_t tag, std::uint64_t argument) const {
  return tag << argument_width | (argument & ((std::uint64_t{1} << argument_width) - 1));
}

std::uint64_t CompositionTask::next(std::int64_t r, std::uint64_t u, const std::vector<std::int64_t>& w) const {
  if (r < 0) return code(0, 0);
  const auto l = static_cast<std::size_t>(r);
  return code(l + 1, l == 0 ? u : static_cast<std::uint64_t>(w[l - 1]) * domain[l - 1] + u);
}

std::vector<Key> CompositionTask::keys(bool z0_keyed) const {
  std::vector<Key> list;
  for (std::size_t tag = domain.size(); tag >= 1; --tag)
    for (std::uint64_t argument = 0; argument < domain[tag - 1]; ++argument) list.emplace_back(code(tag, argument));
  if (!merged) list.push_back(z0_keyed ? Key(code(0, 0)) : Key());
  list.emplace_back();
  return list;
}

std::size_t CompositionTask::functions() const {
  std::size_t all = 0;
  for (const std::uint64_t size : domain) all += size;
  return all;
}

void CompositionTask::require(const Input& input) const {
  if (input.size() != tokens()) throw Malformed("this input needs " + std::to_string(tokens()) + " tokens");
  std::size_t position = 0;
  for (std::size_t tag = domain.size(); tag >= 1; --tag)
    for (std::uint64_t argument = 0; argument < domain[tag - 1]; ++argument, ++position) {
      const auto size = static_cast<std::int64_t>(domain[tag - 1]);
      require_token(input[position], static_cast<std::int64_t>(tag), {size, size}, position);
      if (input[position][1] != static_cast<std::int64_t>(argument)) throw Malformed("token " + std::to_string(position) + " has another argument");
    }
  std::vector<std::int64_t> last(sizes.begin() + (merged ? 0 : 1), sizes.end());
  if (!merged) require_token(input[position], 0, {sizes[0]}, position), ++position;
  require_token(input[position], merged ? -2 : -1, last, position);
}

std::int64_t CompositionTask::z0(const Input& input) const { return input[functions()][1]; }

std::vector<std::int64_t> CompositionTask::w(const Input& input) const {
  const Token& last = input[tokens() - 1];
  return {last.begin() + (merged ? 2 : 1), last.end()};
}

std::int64_t CompositionTask::oracle(const Input& input) const {
  require(input);
  const auto all_w = w(input);
  std::int64_t i = z0(input);
  for (std::size_t l = 1; l <= domain.size(); ++l) {
    std::size_t start = 0;  // of z_l
    for (std::size_t tag = domain.size(); tag > l; --tag) start += domain[tag - 1];
    const std::size_t argument = l == 1 ? static_cast<std::size_t>(i) : static_cast<std::size_t>(all_w[l - 2]) * domain[l - 2] + static_cast<std::size_t>(i);
    i = input[start + argument][2];
  }
  return i;
}

std::vector<std::uint64_t> CompositionTask::radices() const {
  std::vector<std::uint64_t> all;
  for (std::size_t tag = domain.size(); tag >= 1; --tag) all.insert(all.end(), domain[tag - 1], domain[tag - 1]);
  for (const std::int64_t size : sizes) all.push_back(static_cast<std::uint64_t>(size));  // z_0, w_1, ...
  return all;
}

std::vector<Token> CompositionTask::assemble(const std::vector<std::uint64_t>& choices) const {
  std::vector<Token> all;
  for (std::size_t tag = domain.size(); tag >= 1; --tag)
    for (std::uint64_t argument = 0; argument < domain[tag - 1]; ++argument)
      all.push_back({static_cast<std::int64_t>(tag), static_cast<std::int64_t>(argument), static_cast<std::int64_t>(choices[all.size()])});
  const std::vector<std::int64_t> rest(choices.begin() + static_cast<std::ptrdiff_t>(all.size()), choices.end());
  Token last{merged ? -2 : -1};
  if (!merged) all.push_back({0, rest[0]});
  last.insert(last.end(), rest.begin() + (merged ? 0 : 1), rest.end());
  all.push_back(last);
  return all;
}

std::vector<std::optional<std::uint64_t>> CompositionTask::values(const Input& input, bool z0_keyed) const {
  std::vector<std::optional<std::uint64_t>> all;
  for (std::size_t i = 0; i < functions(); ++i) all.emplace_back(static_cast<std::uint64_t>(input[i][2]));
  if (!merged) all.push_back(z0_keyed ? std::optional(static_cast<std::uint64_t>(z0(input))) : std::nullopt);
  all.emplace_back();
  return all;
}

}  // namespace attest::checker
