// The tables of a trace certificate (src/evidence/TRACES.md): what the position-wise maps of a model gave on the
// arguments that occurred. Representations become labels, numbered as they come up.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "adversaries/toy_machines.hpp"
#include "arithmetic/emulated.hpp"
#include "attention/observer.hpp"

namespace attest::search {

/// Why a piece of evidence has no certificate; one line.
struct NoCertificate : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Equal neighbours as COUNT(WORD.
std::string in_runs(const std::vector<std::string>& words);
/// "1:0:3"
std::string token_word(const attention::Representation& token);
std::string in_runs(std::span<const attention::Representation> tokens);
/// The digits of the bits, zeros after the last one up to a whole digit; "-" for none.
std::string in_hex(const arithmetic::BitString& bits);

/// Rows are kept once; two results for one argument, or a number that is not finite, throw NoCertificate.
class TraceTables final : public attention::StackObserver<arithmetic::Emulated> {
 public:
  using Drive = attention::Drive<arithmetic::Emulated>;
  using Outputs = std::span<const std::vector<arithmetic::Number>>;
  using Representation = attention::Representation;

  std::int64_t label(const Representation& x) { return labels_.emplace(x, static_cast<std::int64_t>(labels_.size())).first->second; }

  void embedded(const Representation& token, std::size_t position, const Representation& x) override;
  void projected(std::size_t layer, std::size_t head, std::size_t position, const Representation& x, const Drive& drive) override;
  void asked(std::size_t layer, std::size_t position, const Representation& x, bool active) override;
  void advanced(std::size_t layer, std::size_t position, const Representation& x, Outputs outputs, const Representation& next) override;
  void answered(const Representation& x, std::int64_t answer) override;
  void generated(const Representation& x, const Representation& token) override;

  /// Of a sparse layer, which is number 0.
  void messaged(std::size_t block, std::span<const Representation> tokens, const arithmetic::BitString& message);
  void scored(const Representation& x, const arithmetic::BitString& message, const arithmetic::Number& score);
  /// Of table layers; states and accumulators in hex.
  void stepped(std::size_t layer, const std::string& state, const Representation& x, const std::string& next);
  void folded(std::size_t layer, const std::string& accumulator, const Representation& query, const Representation& key, const std::string& next);
  void emitted(std::size_t layer, std::size_t position, const std::string& held, const Representation& x, const Representation& next);

  /// Numbers of the first query (key where nothing asked) and the first value of a layer; 0 where there was no drive.
  std::pair<std::size_t, std::size_t> dimensions(std::size_t layer) const;
  /// All lines, sorted.
  std::string text() const;

 private:
  enum Table { key, message, query, score, next, fold, pass, advance, emit, table_count };
  using Argument = std::pair<std::vector<std::int64_t>, std::string>;
  using Rows = std::map<Argument, std::string>;
  using Place = std::tuple<std::size_t, std::size_t, std::int64_t>;  // layer, position, label

  void put(Rows& rows, const char* what, Argument argument, const std::string& result);
  Rows& at(std::size_t layer, Table table);

  std::map<Representation, std::int64_t> labels_;
  Rows embed_, read_, generate_;
  std::vector<std::array<Rows, table_count>> layers_;
  std::map<std::pair<Place, std::size_t>, std::string> queries_;  // of every place and head; lines where something was asked
  std::set<Place> active_;
  std::map<std::size_t, std::pair<std::size_t, std::size_t>> dimensions_;
};

}  // namespace attest::search
