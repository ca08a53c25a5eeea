// Full attention layers: fetch one value, or collect a whole row.
//
// A key is (1, a, a^2), a query (1 - q^2, 2q, -1): their product is 1 - (a-q)^2, so 1 at a match and at most 0 elsewhere, and
// a score format of one unsigned bit (exact sums) is enough. With base-2 weights floored to integers a match weighs 1 and
// anything else 0 once a match was seen: the accumulator then holds a plain sum.
#include <stdexcept>

#include "attention/full.hpp"
#include "search/packing.hpp"
#include "search/roles.hpp"
#include "tasks/composition.hpp"

namespace attest::search {
namespace {

constexpr std::size_t code_size = 3;

void append_key(Integers& code, std::int64_t a) { code.insert(code.end(), {1, a, a * a}); }
void append_query(Integers& code, std::int64_t q, std::int64_t sharpness) {
  code.insert(code.end(), {sharpness * (1 - q * q), sharpness * 2 * q, -sharpness});
}

struct Row {
  LayerText text;
  int level = 1;
  std::int64_t width = 1, row_length = 1;
  std::int64_t pointer_row = 0;            // level >= 3: z_{level-1} itself has rows of this length
  Packing packing;                         // slot 0 is the pointer's, slot 1 + s the row's slot s
  Integers slot;
  int shift = 0;
  double denominator = 1;

  bool in_row(std::span<const std::int64_t> token) const { return level >= 1 && token[0] == level; }
  bool pointer(std::span<const std::int64_t> token) const { return token[0] == level - 1; }

  /// Code of the row, then code of the pointer's address; zeros where a token has none.
  Integers key(std::span<const std::int64_t> token) const {
    Integers code;
    if (in_row(token)) append_key(code, level >= 2 ? token[1] / row_length : 0);
    code.resize(code_size, 0);
    if (pointer(token)) append_key(code, level >= 2 ? token[1] : 0);
    code.resize(2 * code_size, 0);
    return code;
  }
  Integers query(std::span<const std::int64_t> token, std::int64_t address) const {
    Integers code;
    append_query(code, level >= 2 ? token[static_cast<std::size_t>(level) - 1] : 0, text.sharpness);
    const std::int64_t offset = level >= 3 ? token[static_cast<std::size_t>(level) - 2] * pointer_row : 0;
    append_query(code, level >= 2 ? offset + address : 0, text.sharpness);
    return code;
  }

  Integers value(std::span<const std::int64_t> token) const {
    if (pointer(token)) return packing.place(0, token.back());
    if (in_row(token)) {
      const std::int64_t s = slot[static_cast<std::size_t>(token[1] % row_length)];
      if (s >= 0) return packing.place(static_cast<std::size_t>(s) + 1, token[2] >> shift);
    }
    return Integers(static_cast<std::size_t>(width), 0);
  }
};

Integers part(const Integers& all, std::int64_t heads, int head) {
  const std::ptrdiff_t d = static_cast<std::ptrdiff_t>(all.size()) / heads;
  return Integers(all.begin() + d * head, all.begin() + d * (head + 1));
}

/// `count` weights of 1 in the accumulator, as they are added.
double sum_of_ones(const LayerText& text, std::int64_t count) {
  const arithmetic::Emulated& a = text.plan.accumulator;
  arithmetic::Number total = a.zero();
  for (std::int64_t i = 0; i < count; ++i) total = a.add(total, a.from_integer(1));
  return arithmetic::to_double(total);
}

int number_bits(const LayerText& text) {
  return text.digit_bits > 0 ? static_cast<int>(text.digit_bits) : std::min(53, text.plan.accumulator.format.precision);
}

Row make_row(const LayerText& text, const tasks::Composition& task) {
  const int level = static_cast<int>(text.level);
  if (level < 1 || level > task.L()) throw std::invalid_argument(layer_at(text) + ": row needs a level from 1 to " + std::to_string(task.L()));
  const std::int64_t row_length = level >= 2 ? task.N(level - 2) : task.m(), range = task.N(level - 1);
  const std::int64_t pointer_range = level >= 2 ? task.N(level - 2) : task.m();
  const int bits = std::max(1, digits_of(range - 1)), pointer_bits = std::max(1, digits_of(pointer_range - 1));
  const int stored = text.value_bits > 0 ? std::min<int>(static_cast<int>(text.value_bits), bits) : bits;
  const int slot_bits = std::max(stored, pointer_bits);
  Row row{text, level, text.width, row_length, level >= 3 ? task.N(level - 3) : 0,
          Packing(static_cast<std::size_t>(text.width), number_bits(text), slot_bits), {}, bits - stored, 1};
  if (row.packing.slots() == 0)
    throw std::invalid_argument(layer_at(text) + ": not even the pointer of " + std::to_string(slot_bits) + " bits fits; give more width");
  row.slot = slots_of(text.slots, static_cast<std::size_t>(row_length), row.packing.slots() - 1, layer_at(text));
  row.denominator = sum_of_ones(text, row_length + 1);
  return row;
}

Layer full_shell(const LayerText& text) {
  Layer layer;
  layer.kind = attention::LayerKind::full;
  layer.heads = static_cast<int>(text.heads);
  layer.plan = text.plan;
  layer.value_dimension = static_cast<std::size_t>(text.width / text.heads);
  return layer;
}

/// Outputs of all heads, side by side, as the numerators they came from.
std::optional<Integers> numerators(std::span<const Numbers> outputs, double denominator) {
  Integers all;
  for (const Numbers& head : outputs)
    for (const arithmetic::Number& y : head) {
      const auto value = integer_of(y, denominator);
      if (!value) return std::nullopt;
      all.push_back(*value);
    }
  return all;
}

Layer make_row_layer(const LayerText& text, const tasks::Composition& task) {
  const auto row = std::make_shared<const Row>(make_row(text, task));
  Layer layer = full_shell(text);
  layer.project = [row](const Representation& x, std::size_t, int head) {
    const auto token = token_in(x), known = known_in(x);
    Drive drive;
    drive.key = numbers_of(row->text.plan.input, row->key(token));
    drive.value = numbers_of(row->text.plan.input, part(row->value(token), row->text.heads, head));
    if (token[0] == -1) drive.query = numbers_of(row->text.plan.input, row->query(token, known.empty() ? 0 : known.back()));
    else drive.query = Numbers(2 * code_size);
    return drive;
  };
  layer.active = [](const Representation& x, std::size_t) { return token_in(x)[0] == -1; };
  layer.advance = [row](const Representation& x, std::span<const Numbers> outputs, std::size_t) {
    const auto all = numerators(outputs, row->denominator);
    Representation next(x);
    std::int64_t answer = row->text.guess;
    if (all) {
      const std::int64_t i = row->packing.take(0, *all);
      const std::int64_t s = i < row->row_length ? row->slot[static_cast<std::size_t>(i)] : -1;
      if (s >= 0) answer = row->packing.take(static_cast<std::size_t>(s) + 1, *all) << row->shift;
    }
    next.push_back(answer);
    return next;
  };
  return layer;
}

Layer make_fetch_layer(const LayerText& text, const tasks::Composition& task) {
  const int level = static_cast<int>(text.level);
  if (level < 0 || level > task.L()) throw std::invalid_argument(layer_at(text) + ": fetch needs a level from 0 to " + std::to_string(task.L()));
  if (level == 0 && text.at == "z0") throw std::invalid_argument(layer_at(text) + ": z0 knows itself; fetch level 0 at w");
  const std::int64_t range = level == 0 ? task.m() : task.N(level - 1), below = level >= 2 ? task.N(level - 2) : 1;
  const int bits = std::max(1, digits_of(range - 1));
  const Packing packing(static_cast<std::size_t>(text.width), number_bits(text), bits);
  if (packing.slots() == 0)
    throw std::invalid_argument(layer_at(text) + ": a value of " + std::to_string(bits) + " bits does not fit; give more width");
  const std::int64_t reader = text.at == "z0" ? 0 : -1;
  const double denominator = sum_of_ones(text, 1);
  Layer layer = full_shell(text);
  layer.project = [=](const Representation& x, std::size_t, int head) {
    const auto token = token_in(x), known = known_in(x);
    Integers key, query, value(static_cast<std::size_t>(text.width), 0);
    if (token[0] == level) {
      append_key(key, level == 0 ? 0 : token[1]);
      value = packing.place(0, token.back());
    }
    key.resize(code_size, 0);
    if (token[0] == reader) {
      const std::int64_t i = known.empty() ? (reader == 0 ? token[1] : 0) : known.back();
      append_query(query, level == 0 ? 0 : level >= 2 ? token[static_cast<std::size_t>(level) - 1] * below + i : i, text.sharpness);
    }
    query.resize(code_size, 0);
    Drive drive;
    drive.key = numbers_of(text.plan.input, key);
    drive.query = numbers_of(text.plan.input, query);
    drive.value = numbers_of(text.plan.input, part(value, text.heads, head));
    return drive;
  };
  layer.active = [reader](const Representation& x, std::size_t) { return token_in(x)[0] == reader; };
  layer.advance = [=](const Representation& x, std::span<const Numbers> outputs, std::size_t) {
    const auto all = numerators(outputs, denominator);
    Representation next(x);
    next.push_back(all ? packing.take(0, *all) : text.guess);
    return next;
  };
  return layer;
}

/// Two full layers without recurrence (L = 2): at the first, a z_1 token (i,v) collects column v of z_2, one slot per w, while w
/// fetches z_0 (its low bits, where not all fit); at the second (`relay`), w reads what the z_1 token at z_0 has collected. Rows that
/// share a slot with a small window of values that are stored: mostly one of them has such a value, and it is right for that row.
struct Column {
  LayerText text;
  std::int64_t m, n1, window;
  int address_bits;
  Packing packing, address;
  Integers slot;  // per w

  static Column of(const LayerText& text, const tasks::Composition& task) {
    if (task.L() != 2) throw std::invalid_argument(layer_at(text) + ": role " + text.role + " needs L = 2");
    const std::int64_t window = text.window > 0 ? std::min(text.window, task.N(1)) : task.N(1);
    const int bits = std::max(1, digits_of(window - 1)), number = number_bits(text);
    const int address_bits = static_cast<int>(std::min<std::int64_t>(digits_of(task.m() - 1), text.width * number));
    const std::size_t width = static_cast<std::size_t>(text.width);
    Column column{text, task.m(), task.factors()[0], window, address_bits, Packing(width, number, bits), Packing(width, number, address_bits), {}};
    if (column.packing.slots() == 0) throw std::invalid_argument(layer_at(text) + ": a value of " + std::to_string(bits) + " bits does not fit; give more width");
    column.slot = slots_of(text.slots, static_cast<std::size_t>(column.n1), column.packing.slots(), layer_at(text));
    return column;
  }
  /// What w learns of z_0.
  std::int64_t address_of(std::int64_t z0) const { return z0 & ((std::int64_t{1} << address_bits) - 1); }
};

Layer make_column_layer(const LayerText& text, const tasks::Composition& task) {
  const auto column = std::make_shared<const Column>(Column::of(text, task));
  Layer layer = full_shell(text);
  const double many = sum_of_ones(text, column->n1), one = sum_of_ones(text, 1);
  layer.project = [column](const Representation& x, std::size_t, int head) {
    const auto token = token_in(x);
    const std::int64_t z0_address = -1;  // no column has it
    Integers key, query, value(static_cast<std::size_t>(column->text.width), 0);
    if (token[0] == 2) {
      append_key(key, token[1] % column->m);
      const std::int64_t s = column->slot[static_cast<std::size_t>(token[1] / column->m)];
      if (s >= 0 && token[2] < column->window) value = column->packing.place(static_cast<std::size_t>(s), token[2]);
    } else if (token[0] == 0) {
      append_key(key, z0_address);
      value = column->address.place(0, column->address_of(token[1]));
    }
    if (token[0] == 1) append_query(query, token[2], column->text.sharpness);
    if (token[0] == -1) append_query(query, z0_address, column->text.sharpness);
    key.resize(code_size, 0);
    query.resize(code_size, 0);
    const arithmetic::Emulated& input = column->text.plan.input;
    Drive drive;
    drive.query = numbers_of(input, query);
    drive.key = numbers_of(input, key);
    drive.value = numbers_of(input, part(value, column->text.heads, head));
    return drive;
  };
  layer.active = [](const Representation& x, std::size_t) { return token_in(x)[0] == 1 || token_in(x)[0] == -1; };
  layer.advance = [=](const Representation& x, std::span<const Numbers> outputs, std::size_t) {
    const bool reader = token_in(x)[0] == -1;
    const auto all = numerators(outputs, reader ? one : many);
    Representation next(x);
    if (reader) next.push_back(all ? column->address.take(0, *all) : 0);
    else if (all) next.insert(next.end(), all->begin(), all->end());
    return next;
  };
  return layer;
}

Layer make_relay_layer(const LayerText& text, const tasks::Composition& task) {
  const auto column = std::make_shared<const Column>(Column::of(text, task));
  Layer layer = full_shell(text);
  const double one = sum_of_ones(text, 1);
  layer.project = [column](const Representation& x, std::size_t, int head) {
    const auto token = token_in(x), known = known_in(x);
    Integers key, query, value(static_cast<std::size_t>(column->text.width), 0);
    if (token[0] == 1) {
      append_key(key, token[1]);
      for (std::size_t c = 0; c < std::min(known.size(), value.size()); ++c) value[c] = known[c];
    }
    if (token[0] == -1) append_query(query, known.empty() ? 0 : known.back(), column->text.sharpness);
    key.resize(code_size, 0);
    query.resize(code_size, 0);
    const arithmetic::Emulated& input = column->text.plan.input;
    Drive drive;
    drive.query = numbers_of(input, query);
    drive.key = numbers_of(input, key);
    drive.value = numbers_of(input, part(value, column->text.heads, head));
    return drive;
  };
  layer.active = [](const Representation& x, std::size_t) { return token_in(x)[0] == -1; };
  layer.advance = [=](const Representation& x, std::span<const Numbers> outputs, std::size_t) {
    const auto all = numerators(outputs, one);
    const std::int64_t s = column->slot[static_cast<std::size_t>(token_in(x)[1])];
    Representation next(x);
    next.push_back(all && s >= 0 ? column->packing.take(static_cast<std::size_t>(s), *all) : column->text.guess);
    return next;
  };
  return layer;
}

}  // namespace

Layer make_full_layer(const Configuration&, const LayerText& text, const tasks::Task& task) {
  if (text.role == "random") return make_random_layer(text);
  const auto* found = dynamic_cast<const tasks::Composition*>(&task);
  if (!found || found->order() != tasks::Composition::TokenOrder::standard)
    throw std::invalid_argument(layer_at(text) + ": role " + text.role + " needs task l-seqcomp in the standard order");
  if (text.role == "row") return make_row_layer(text, *found);
  if (text.role == "column") return make_column_layer(text, *found);
  if (text.role == "relay") return make_relay_layer(text, *found);
  return make_fetch_layer(text, *found);
}

}  // namespace attest::search
