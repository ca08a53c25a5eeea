// One sparse layer on query 2-Sum: the query -v scores the blocks' messages, reads k blocks and looks for v in them.
//
// Reading: key ±code of the value behind a 1, query the code behind 1 - D, so only v itself scores 1; the value is (v, v^2)
// and the weighted mean is (v, v^2) only if all that was averaged is v: a mean of squares equals the square of the mean
// only without spread.
#include <algorithm>
#include <stdexcept>

#include "search/packing.hpp"
#include "search/roles.hpp"
#include "tasks/two_sum.hpp"

namespace attest::search {
namespace {

using Sparse = attention::BlockSparse<arithmetic::Emulated>;
using Message = attention::BlockMessage<arithmetic::Emulated>;

/// C(n, k), at most 2^62.
std::int64_t choose(std::int64_t n, std::int64_t k) {
  if (k < 0 || k > n) return 0;
  arithmetic::Wide c = 1;
  for (std::int64_t i = 1; i <= k; ++i) {
    c = c * static_cast<arithmetic::Wide>(n - k + i) / static_cast<arithmetic::Wide>(i);
    if (c >> 62) return std::int64_t{1} << 62;
  }
  return static_cast<std::int64_t>(c);
}

/// Rank of a set of numbers below U, ascending, among all sets of its size (combinatorial number system), and the inverse.
std::int64_t rank_of(const Integers& set) {
  std::int64_t rank = 0;
  for (std::size_t i = 0; i < set.size(); ++i) rank += choose(set[i], static_cast<std::int64_t>(i) + 1);
  return rank;
}
bool contains(std::int64_t rank, std::int64_t size, std::int64_t U, std::int64_t number) {
  std::int64_t candidate = U - 1;
  for (std::int64_t i = size; i >= 1; --i) {
    while (choose(candidate, i) > rank) --candidate;
    if (candidate == number) return true;
    rank -= choose(candidate, i);
  }
  return false;
}

struct Members {
  LayerText text;
  std::int64_t U, M;
  int digits;
  Integers slot;

  std::int64_t value_in(const Representation& token) const { return token[0] == 1 ? token[1] : M - token[1]; }
  std::size_t code_length() const { return static_cast<std::size_t>(digits) + 1; }

  Drive drive(const Representation& token) const {
    const std::int64_t v = value_in(token);
    Integers code;
    for (int i = 0; i < digits; ++i) code.push_back((v >> i) & 1 ? 1 : -1);
    Drive result;
    result.value = numbers_of(text.plan.input, Integers{v, v * v});
    if (token[0] == 1) {
      code.push_back(1);
      result.key = numbers_of(text.plan.input, code);
      return result;
    }
    code.push_back(1 - digits);
    result.query = numbers_of(text.plan.input, code);
    return result;
  }
  std::int64_t value_of(const Drive& token) const { return text.plan.input.nearest_integer(token.value.front()); }

  std::int64_t slot_of(std::int64_t v) const { return slot[static_cast<std::size_t>(v - 1)]; }
};

Message bitmap(const Members& members, std::span<const Drive> block) {
  const arithmetic::Emulated& state = members.text.plan.state;
  const std::size_t width = static_cast<std::size_t>(members.text.width);
  Message message;
  message.key = Numbers(width, state.zero());
  for (const Drive& token : block) {
    const std::int64_t s = members.slot_of(members.value_of(token));
    if (s < 0) continue;
    const Numbers key = numbers_of(members.text.plan.input, key_vector(members.text.embedding, static_cast<std::size_t>(s), width));
    for (std::size_t i = 0; i < width; ++i) message.key[i] = state.add(message.key[i], key[i]);
  }
  return message;
}

Message rank_code(const Members& members, std::span<const Drive> block) {
  Integers set;
  for (const Drive& token : block) set.push_back(members.value_of(token) - 1);
  std::sort(set.begin(), set.end());
  const bool distinct = std::adjacent_find(set.begin(), set.end()) == set.end();
  const std::int64_t unknown = (std::int64_t{1} << members.text.width) - 1;
  const std::int64_t rank = distinct ? rank_of(set) : unknown;
  Message message;
  message.code.append(static_cast<std::uint64_t>(std::min(rank, unknown)), static_cast<int>(members.text.width));
  return message;
}

Sparse bitmap_layer(const std::shared_ptr<const Members>& members) {
  Sparse layer;
  layer.compress = [members](std::span<const Drive> block, std::size_t) { return bitmap(*members, block); };
  // The dot product of the message with the key of the query's slot; 0 for a value without one.
  layer.score = [members](const Drive& query, const Message& message) {
    const std::int64_t s = members->slot_of(members->value_of(query));
    const std::size_t width = static_cast<std::size_t>(members->text.width);
    const arithmetic::Emulated wide(arithmetic::parse_format("binary64"));
    if (s < 0) return wide.zero();
    const Numbers q = numbers_of(wide, key_vector(members->text.embedding, static_cast<std::size_t>(s), width));
    return wide.dot(q, message.key);
  };
  return layer;
}

Sparse rank_layer(const std::shared_ptr<const Members>& members) {
  Sparse layer;
  layer.compress = [members](std::span<const Drive> block, std::size_t) { return rank_code(*members, block); };
  layer.score = [members](const Drive& query, const Message& message) {
    arithmetic::BitReader reader(message.code);
    const std::int64_t rank = static_cast<std::int64_t>(reader.read(static_cast<int>(members->text.width)));
    const arithmetic::Emulated wide(arithmetic::parse_format("binary64"));
    if (rank == (std::int64_t{1} << members->text.width) - 1) return wide.from_integer(1);
    return wide.from_integer(contains(rank, members->text.block, members->U, members->value_of(query) - 1) ? 2 : 0);
  };
  return layer;
}

}  // namespace

attention::SparseModel<arithmetic::Emulated> make_sparse(const LayerText& text, const tasks::Task& task) {
  const auto* two_sum = dynamic_cast<const tasks::TwoSum*>(&task);
  if (!two_sum || two_sum->U() == 0 || two_sum->distinct())
    throw std::invalid_argument(layer_at(text) + ": a sparse layer needs task two-sum with an alphabet U and distinct=0");
  const std::int64_t blocks = (two_sum->n() + text.block - 1) / text.block;
  if (text.blocks_read > blocks)
    throw std::invalid_argument(layer_at(text) + ": blocks-read = " + std::to_string(text.blocks_read) + ", but " + std::to_string(two_sum->n()) +
                                " tokens make " + std::to_string(blocks) + " blocks of " + std::to_string(text.block) + "; take at most that");
  const bool sets = text.role == "sets";
  if (sets && text.width > 40) throw std::invalid_argument(layer_at(text) + ": role sets takes a width of at most 40 bits");
  const bool table = text.embedding.kind == Embedding::Kind::table, one_hot = text.embedding.kind == Embedding::Kind::one_hot;
  const std::size_t capacity = table ? text.embedding.table.size() : one_hot ? static_cast<std::size_t>(text.width) : static_cast<std::size_t>(two_sum->U());
  const auto members = std::make_shared<const Members>(Members{text, two_sum->U(), two_sum->M(), digits_of(two_sum->U()),
      sets ? Integers() : slots_of(text.slots, static_cast<std::size_t>(two_sum->U()), capacity, layer_at(text))});
  attention::SparseModel<arithmetic::Emulated> model;
  model.layer = sets ? rank_layer(members) : bitmap_layer(members);
  model.layer.plan = text.plan;
  model.layer.block_length = static_cast<std::size_t>(text.block);
  model.layer.blocks_read = static_cast<std::size_t>(text.blocks_read);
  model.layer.forced_initial = static_cast<std::size_t>(text.forced_initial);
  model.layer.forced_local = static_cast<std::size_t>(text.forced_local);
  model.message_bits = sets ? static_cast<std::size_t>(text.width)
                            : static_cast<std::size_t>(text.width) * static_cast<std::size_t>(text.plan.state.storage_bits().value());
  model.project = [members](const Representation& token, std::size_t) { return members->drive(token); };
  model.read = [members](const Numbers& output, const Representation& query) -> std::int64_t {
    const std::int64_t v = members->value_in(query);
    const auto first = integer_of(output[0], 1), second = integer_of(output[1], 1);
    const double mean = arithmetic::to_double(output[0]), square = arithmetic::to_double(output[1]);
    return first == v && second == v * v && mean == static_cast<double>(v) && square == static_cast<double>(v * v);
  };
  return model;
}

}  // namespace attest::search
