// The text of one model under attack, and the machine that it describes.
//
// A configuration is line-based: `key value`, '#' begins a comment, `layer R|F|S` begins a layer and the keys after it
// belong to that layer. The text is self-contained: weights come from embeddings and slots that it names, never from
// anything outside. Keys and roles are described in corpus/configurations/README.md.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "arithmetic/emulated.hpp"
#include "attention/machine.hpp"
#include "attention/plan.hpp"
#include "tasks/task.hpp"

namespace attest::search {

/// How an address becomes a key vector. one_hot: unit vectors; binary: the ±1 digits of the address; random: ±1 from a
/// seed; table: rows given in the text.
struct Embedding {
  enum class Kind { one_hot, binary, random, table };
  Kind kind = Kind::one_hot;
  std::uint64_t seed = 0;
  std::vector<std::vector<std::int64_t>> table;
};

/// Which slot of the memory an item (an argument, a value) is kept in; -1: the item was dropped to stay below the bound.
struct Slots {
  enum class Kind { all, drop, assign, random };
  Kind kind = Kind::all;
  std::vector<std::int64_t> list;  ///< drop: the items without a slot; assign: one slot per item
  std::uint64_t seed = 0;          ///< random: every item gets a uniform slot
};

/// One layer as written. Roles say which tokens are stored under which key and what the reading token asks for.
struct LayerText {
  char kind = 'R';                 ///< R recurrent, F full, S sparse
  std::string role;                ///< as listed in roles.hpp
  std::string mechanism;           ///< R only
  std::int64_t heads = 1;
  std::int64_t width = 1;          ///< coordinates that the heads share: key rows of R and S, value coordinates of F
  std::int64_t columns = 1;        ///< R: value coordinates per head
  std::int64_t digit_bits = 0;     ///< bits of a stored number that are used; 0: the precision of its format
  std::int64_t level = 1;          ///< collect, fetch, row: which z_l is stored
  std::int64_t value_bits = 0;     ///< facts, collect, row: only the top bits of a value are stored; 0: all
  std::int64_t window = 0;         ///< column: only values below it are stored; 0: all
  std::int64_t sharpness = 1;      ///< F: score of a match; others score at most minus that (or 0)
  bool normaliser = false;         ///< linear: divide by the normaliser, which is then part of the state
  std::string at = "w";            ///< fetch: where it is read, w or z0
  std::int64_t guess = 0;          ///< answer for an item that was dropped
  std::int64_t threshold = 0;      ///< members: least read that counts as present; 0: the query's own square
  std::int64_t modulus = 0, seed = 0;  ///< random
  std::int64_t block = 0, blocks_read = 0, forced_initial = 0, forced_local = 0;  ///< S
  std::vector<std::int64_t> decay, beta;    ///< numerator and denominator; empty: the mechanism's own
  Embedding embedding;
  Slots slots;
  attention::Plan<arithmetic::Emulated> plan;
  std::size_t line = 0;            ///< of the `layer` line, for error messages
  std::set<std::string> keys;      ///< that the text gives
};

/// A toy stack of adversaries/toy_machines.hpp instead of layers: seeded random weights with exact bit counts.
struct ToyText {
  std::string family;              ///< hashed, counting, retrieving, folding
  std::string layers;
  std::vector<std::int64_t> states;
  std::int64_t message = 0, seed = 0;
};

struct Configuration {
  std::string name, family;
  std::string origin;              ///< random, structured or searched
  std::string text;                ///< the whole text, as parsed
  std::string file;                ///< where it was read from; empty for a text
  std::string task, sizes;
  std::int64_t generated = 0;      ///< tokens of chain of thought
  std::string readout = "last";    ///< last: what the last layer decoded; hash: hashed into the answers
  std::vector<LayerText> layers;   ///< empty: a toy
  ToyText toy;

  /// "RFR"
  std::string string() const;
};

/// The names of all families, in the order of the table.
const std::vector<std::string>& family_names();

/// Throws std::invalid_argument with one line that says what is wrong, where, and what to write instead.
Configuration parse_configuration(const std::string& text);

std::unique_ptr<tasks::Task> task_of(const Configuration&);

/// The machine; its mechanisms are those of attention/ over the emulated formats of the text. Throws
/// std::invalid_argument where the layers do not fit the task or each other.
std::unique_ptr<attention::Machine> build(const Configuration&);

}  // namespace attest::search
