// Claim stack as it is read: layers with their arithmetic, and the tables of their position-wise maps.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checker/input.hpp"
#include "checker/outcome.hpp"
#include "checker/plan.hpp"
#include "checker/reader.hpp"
#include "checker/stack_numbers.hpp"

namespace attest::checker {

/// What a line is sorted by and looked up under.
struct Argument {
  std::vector<std::int64_t> numbers;
  std::string text;
  auto operator<=>(const Argument&) const = default;
};

/// One kind of line of one layer. Looking a line up marks it as used.
template <class Result>
class Table {
 public:
  /// Malformed unless lines come in ascending order.
  void add(const char* name, Argument argument, Result result) {
    if (!rows_.empty() && !(rows_.rbegin()->first < argument)) throw Malformed(std::string("lines '") + name + "' are not in ascending order");
    name_ = name;
    rows_.emplace_hint(rows_.end(), std::move(argument), Row{std::move(result), false});
  }
  const Result* find(const Argument& argument) const {
    const auto row = rows_.find(argument);
    if (row == rows_.end()) return nullptr;
    row->second.used = true;
    return &row->second.result;
  }
  const Result& at(const char* name, const Argument& argument) const {
    if (const Result* result = find(argument)) return *result;
    throw NotEstablished(std::string("the model needs a line '") + name + describe(argument) + "', which is missing");
  }
  void require_used() const {
    for (const auto& [argument, row] : rows_)
      if (!row.used) throw NotEstablished("the line '" + name_ + describe(argument) + " ...' is not used");
  }

 private:
  struct Row {
    Result result;
    mutable bool used;
  };
  static std::string describe(const Argument& argument) {
    std::string text;
    for (const std::int64_t number : argument.numbers) text += " " + std::to_string(number);
    return argument.text.empty() ? text : text + " " + argument.text.substr(0, 60);
  }
  std::string name_;
  std::map<Argument, Row> rows_;
};

struct StackDrive {
  NumberRow key, value;
  std::optional<NumberRow> decay, beta;
};

enum class LayerKind { full, linear, retnet, gla, delta_net, gated_delta_net, log_linear, sparse, state_table, fold_table };

struct StackLayer {
  LayerKind kind = LayerKind::full;
  std::int64_t heads = 1;
  std::size_t d_k = 0, d_v = 0;
  std::string features;                       ///< linear
  bool normalised = false;                    ///< linear
  std::vector<Real> decays;                   ///< retnet, one a head
  std::size_t block = 0, read = 0, first = 0, last = 0;  ///< sparse
  std::size_t bits = 0;                       ///< of a message, a state, an accumulator
  Plan plan;

  Table<StackDrive> key;                      // head, position, label
  Table<NumberRow> query;                           // head, position, label
  Table<bool> pass;                           // position, label
  Table<std::int64_t> advance;                // position, label [outputs]
  Table<std::string> next, fold;              // [state label], [accumulator query key]; bits
  Table<std::int64_t> emit;                   // position [state label]
  Table<std::string> message;                 // block [labels]; bits
  Table<Real> score;                          // label [message]

  bool is_full() const { return kind == LayerKind::full || kind == LayerKind::fold_table || kind == LayerKind::sparse; }
  bool is_table() const { return kind == LayerKind::state_table || kind == LayerKind::fold_table; }
  void require_used() const;
};

struct StackModel {
  std::int64_t generated = 0;
  std::vector<StackLayer> layers;
  Table<std::int64_t> embed;                  // position [token]
  Table<std::int64_t> read;                   // label
  Table<Token> generate;                      // label

  bool sparse() const { return layers.front().kind == LayerKind::sparse; }
  std::size_t full_layers() const;
  void require_used() const;
};

/// From `generated` to the last table.
StackModel read_stack(Reader& reader);

std::string to_text(const Token& token);

}  // namespace attest::checker
