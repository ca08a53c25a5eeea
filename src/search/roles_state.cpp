// Recurrent memories: facts, members, carry, collect. One row of the state per address, slots packed into its columns.
#include <stdexcept>

#include "search/packing.hpp"
#include "search/roles.hpp"
#include "tasks/composition.hpp"
#include "tasks/evaluation.hpp"
#include "tasks/two_sum.hpp"

namespace attest::search {
namespace {

/// Where every item lives: the slot, hence the row and the place inside the row's columns.
struct Memory {
  LayerText text;
  Packing packing;
  Integers slot;
  int shift = 0;          // low bits of a value that are not stored
  std::int64_t square = 1;  // <q,q>, by which a read is divided

  std::size_t row(std::size_t item) const { return static_cast<std::size_t>(slot[item]) / packing.slots(); }
  std::size_t place(std::size_t item) const { return static_cast<std::size_t>(slot[item]) % packing.slots(); }

  /// One head's part of the key vector of the item's row, zero where the item has no slot.
  Integers key(std::size_t item, int head) const {
    const std::size_t width = static_cast<std::size_t>(text.width), d = width / static_cast<std::size_t>(text.heads);
    if (slot[item] < 0) return Integers(d, 0);
    const Integers all = key_vector(text.embedding, row(item), width);
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(d) * head;
    return Integers(begin, begin + static_cast<std::ptrdiff_t>(d));
  }

  Drive idle() const {
    const std::size_t d = static_cast<std::size_t>(text.width / text.heads);
    Drive drive = gated_drive(text);
    drive.query = drive.key = Numbers(d);
    drive.value = Numbers(static_cast<std::size_t>(text.columns));
    return drive;
  }
  Drive write(std::size_t item, std::int64_t value, int head) const {
    Drive drive = idle();
    if (slot[item] < 0) return drive;
    drive.key = numbers_of(text.plan.input, key(item, head));
    drive.value = numbers_of(text.plan.input, packing.place(place(item), value >> shift));
    return drive;
  }
  Drive ask(std::size_t item, int head) const {
    Drive drive = idle();
    if (slot[item] >= 0) drive.query = numbers_of(text.plan.input, key(item, head));
    return drive;
  }
  /// The row's columns as integers, heads added up; nothing when an output is no number.
  std::optional<Integers> columns(std::span<const Numbers> outputs) const {
    Integers row(static_cast<std::size_t>(text.columns), 0);
    for (const Numbers& head : outputs)
      for (std::size_t c = 0; c < row.size(); ++c) {
        const auto value = integer_of(head[c], 1.0 / static_cast<double>(text.normaliser ? 1 : square));
        if (!value) return std::nullopt;
        row[c] += *value;
      }
    return row;
  }
};

Memory make_memory(const LayerText& text, std::size_t items, int value_bits) {
  const int stored = text.value_bits > 0 ? std::min<int>(static_cast<int>(text.value_bits), value_bits) : value_bits;
  const int number_bits = text.digit_bits > 0 ? static_cast<int>(text.digit_bits) : std::min(53, text.plan.state.format.precision);
  Memory memory{text, Packing(static_cast<std::size_t>(text.columns), number_bits, std::max(1, stored)), {}, value_bits - stored, 1};
  if (memory.packing.slots() == 0)
    throw std::invalid_argument(layer_at(text) + ": a value of " + std::to_string(stored) + " bits does not fit " + std::to_string(text.columns) +
                                " columns of " + std::to_string(number_bits) + " bits; give more columns");
  const bool one_hot = text.embedding.kind == Embedding::Kind::one_hot;
  const std::size_t rows = one_hot ? static_cast<std::size_t>(text.width)
                           : text.embedding.kind == Embedding::Kind::table ? text.embedding.table.size()
                                                                           : (items + memory.packing.slots() - 1) / memory.packing.slots();
  memory.slot = slots_of(text.slots, items, rows * memory.packing.slots(), layer_at(text));
  if (text.embedding.kind == Embedding::Kind::binary || text.embedding.kind == Embedding::Kind::random) memory.square = text.width;
  return memory;
}

Layer recurrent_shell(const LayerText& text) {
  Layer layer;
  layer.kind = attention::LayerKind::recurrent;
  layer.heads = static_cast<int>(text.heads);
  layer.plan = text.plan;
  layer.make_head = head_maker(text);
  return layer;
}

/// The newest knowledge is what this layer stores for the item; a dropped item is guessed unless something is known already.
Representation learn(const Representation& x, bool stored, std::int64_t value, std::int64_t guess) {
  Representation next(x);
  if (stored) next.push_back(value);
  else if (known_in(x).empty()) next.push_back(guess);
  return next;
}

Layer make_facts(const Configuration& configuration, const LayerText& text, const tasks::Evaluation& task) {
  const std::int64_t steps = configuration.generated + 1;
  const int digit_bits = (digits_of(task.n() - 1) + static_cast<int>(steps) - 1) / static_cast<int>(steps);
  const auto memory = std::make_shared<const Memory>(make_memory(text, static_cast<std::size_t>(task.n() * steps), std::max(1, digit_bits)));
  for (std::int64_t i = 0; i < task.n() && steps > 1; ++i)
    for (std::int64_t j = 0; j < steps; ++j) {
      const std::size_t first = static_cast<std::size_t>(i * steps), other = static_cast<std::size_t>(i * steps + j);
      if ((memory->slot[first] < 0) != (memory->slot[other] < 0) || (memory->slot[first] >= 0 && memory->row(first) != memory->row(other)))
        throw std::invalid_argument(layer_at(text) + ": with chain of thought the " + std::to_string(steps) +
                                    " digits of an argument must share a row; give a multiple of that many slots per row");
    }
  // A query {0,x} reads digit 0; a generated token {2,x,digits so far...} reads the next one.
  const auto item = [steps](std::span<const std::int64_t> token) {
    return static_cast<std::size_t>(token[1] * steps + static_cast<std::int64_t>(token.size()) - 2);
  };
  Layer layer = recurrent_shell(text);
  layer.project = [=, generated = configuration.generated](const Representation& x, std::size_t, int head) {
    const auto token = token_in(x);
    if (token[0] != 1) return memory->ask(item(token), head);
    if (generated == 0) return memory->write(static_cast<std::size_t>(token[1]), token[2], head);
    Drive drive = memory->idle();  // all digits of one argument share a row
    for (std::int64_t j = 0; j < steps; ++j) {
      const std::size_t at = static_cast<std::size_t>(token[1] * steps + j);
      const Drive part = memory->write(at, (token[2] >> (digit_bits * static_cast<int>(j))) & ((std::int64_t{1} << digit_bits) - 1), head);
      drive.key = part.key;
      for (std::size_t c = 0; c < drive.value.size(); ++c) drive.value[c] = memory->text.plan.input.add(drive.value[c], part.value[c]);
    }
    return drive;
  };
  layer.active = [](const Representation& x, std::size_t) { return token_in(x)[0] != 1; };
  layer.advance = [=](const Representation& x, std::span<const Numbers> outputs, std::size_t) {
    const auto token = token_in(x);
    const std::size_t at = item(token);
    const auto row = memory->columns(outputs);
    const bool stored = row && memory->slot[at] >= 0;
    const std::int64_t digit = stored ? memory->packing.take(memory->place(at), *row) << memory->shift : memory->text.guess;
    if (steps == 1) return learn(x, stored, digit, memory->text.guess);
    std::int64_t value = 0;  // digits so far stand in the token
    for (std::size_t j = 2; j < token.size(); ++j) value |= token[j] << (digit_bits * static_cast<int>(j - 2));
    Representation next(x);
    next.push_back(digit);
    next.push_back(value | digit << (digit_bits * static_cast<int>(token.size() - 2)));
    return next;
  };
  return layer;
}

Layer make_members(const LayerText& text, const tasks::TwoSum& task) {
  const auto memory = std::make_shared<const Memory>(make_memory(text, static_cast<std::size_t>(task.alphabet()), 1));
  std::int64_t threshold = text.threshold;
  const auto item = [M = task.M()](std::span<const std::int64_t> token) {
    const std::int64_t v = token[0] == 1 ? token[1] : M - token[1];
    return static_cast<std::size_t>(v - 1);
  };
  const bool one_hot = text.embedding.kind == Embedding::Kind::one_hot;
  Layer layer = recurrent_shell(text);
  layer.project = [=](const Representation& x, std::size_t, int head) {
    const auto token = token_in(x);
    return token[0] == 1 ? memory->write(item(token), 1, head) : memory->ask(item(token), head);
  };
  layer.active = [](const Representation& x, std::size_t) { return token_in(x)[0] != 1; };
  layer.advance = [=](const Representation& x, std::span<const Numbers> outputs, std::size_t) {
    const std::size_t at = item(token_in(x));
    if (one_hot) {
      const auto row = memory->columns(outputs);
      const bool stored = row && memory->slot[at] >= 0;
      return learn(x, stored, stored ? memory->packing.take(memory->place(at), *row) : 0, memory->text.guess);
    }
    // Filters: the read counts the key's coordinates that are taken; all of them, or the threshold, mean present.
    double read = 0, square = 0;
    for (const Numbers& head : outputs) read += arithmetic::to_double(head[0]);
    for (std::int64_t k : key_vector(memory->text.embedding, memory->row(at), static_cast<std::size_t>(memory->text.width))) square += static_cast<double>(k * k);
    return learn(x, true, read >= (threshold > 0 ? static_cast<double>(threshold) : square), 0);
  };
  return layer;
}

const tasks::Composition& composition(const LayerText& text, const tasks::Task& task) {
  const auto* found = dynamic_cast<const tasks::Composition*>(&task);
  if (!found || found->order() != tasks::Composition::TokenOrder::standard)
    throw std::invalid_argument(layer_at(text) + ": role " + text.role + " needs task l-seqcomp in the standard order");
  return *found;
}

Layer make_carry(const LayerText& text, const tasks::Composition& task) {
  const int bits = digits_of(task.m() - 1);
  const auto memory = std::make_shared<const Memory>(make_memory(text, 1, std::max(1, bits)));
  Layer layer = recurrent_shell(text);
  layer.project = [=](const Representation& x, std::size_t, int head) {
    const auto token = token_in(x), known = known_in(x);
    if (token[0] == -1) return memory->ask(0, head);
    if (token[0] != 0) return memory->idle();
    return memory->write(0, known.empty() ? token[1] : known.back(), head);
  };
  layer.active = [](const Representation& x, std::size_t) { return token_in(x)[0] == -1; };
  layer.advance = [=](const Representation& x, std::span<const Numbers> outputs, std::size_t) {
    const auto row = memory->columns(outputs);
    Representation next(x);
    next.push_back(row ? memory->packing.take(0, *row) << memory->shift : memory->text.guess);
    return next;
  };
  return layer;
}

Layer make_collect(const LayerText& text, const tasks::Composition& task) {
  const int level = static_cast<int>(text.level);
  if (level < 1 || level > task.L())
    throw std::invalid_argument(layer_at(text) + ": collect needs a level from 1 to " + std::to_string(task.L()));
  const std::int64_t range = task.N(level - 1), below = level >= 2 ? task.N(level - 2) : 0;
  const auto memory = std::make_shared<const Memory>(make_memory(text, static_cast<std::size_t>(range), std::max(1, digits_of(range - 1))));
  const auto address = [=](const Representation& x) {
    const auto token = token_in(x), known = known_in(x);
    const std::int64_t i = known.empty() ? 0 : known.back();
    const std::int64_t all = level >= 2 ? token[static_cast<std::size_t>(level) - 1] * below + i : i;
    return static_cast<std::size_t>(std::min(all, range - 1));  // garbled knowledge still gives some address
  };
  Layer layer = recurrent_shell(text);
  layer.project = [=](const Representation& x, std::size_t, int head) {
    const auto token = token_in(x);
    if (token[0] == -1) return memory->ask(address(x), head);
    if (token[0] != level) return memory->idle();
    return memory->write(static_cast<std::size_t>(token[1]), token[2], head);
  };
  layer.active = [](const Representation& x, std::size_t) { return token_in(x)[0] == -1; };
  layer.advance = [=](const Representation& x, std::span<const Numbers> outputs, std::size_t) {
    const std::size_t at = address(x);
    const auto row = memory->columns(outputs);
    const bool stored = row && memory->slot[at] >= 0;
    Representation next(x);
    next.push_back(stored ? memory->packing.take(memory->place(at), *row) << memory->shift : memory->text.guess);
    return next;
  };
  return layer;
}

}  // namespace

Layer make_recurrent_layer(const Configuration& configuration, const LayerText& text, const tasks::Task& task) {
  if (text.role == "random" || text.role == "idle") return make_random_layer(text);
  if (text.role == "facts") {
    const auto* eva = dynamic_cast<const tasks::Evaluation*>(&task);
    if (!eva) throw std::invalid_argument(layer_at(text) + ": role facts needs task eva");
    return make_facts(configuration, text, *eva);
  }
  if (text.role == "members") {
    const auto* two_sum = dynamic_cast<const tasks::TwoSum*>(&task);
    if (!two_sum || two_sum->U() == 0) throw std::invalid_argument(layer_at(text) + ": role members needs task two-sum with an alphabet U");
    return make_members(text, *two_sum);
  }
  if (text.role == "carry") return make_carry(text, composition(text, task));
  return make_collect(text, composition(text, task));
}

}  // namespace attest::search
