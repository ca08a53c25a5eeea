// The model and the task that a certificate of any claim but `stack` speaks of, built from its text with attest's own attention
// and tasks: a second evaluation, for what the checkers accept.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "constructions/setting.hpp"

namespace attest::confirm {

/// Lines by their first word, what follows it; killers and cells in order.
struct Text {
  std::map<std::string, std::string> keys;
  std::map<std::string, std::string> grids;  ///< grid NAME -> FIRST LAST COUNT
  std::string tokens;  ///< the second line `input`; the first one is the arithmetic's
  std::vector<std::string> killers, cells;

  explicit Text(const std::string& certificate);
  const std::string& at(const std::string& key) const;  ///< std::invalid_argument where there is none
  std::int64_t integer(const std::string& key) const { return std::stoll(at(key)); }
  std::vector<std::int64_t> integers(const std::string& key) const;
  /// The parameter's number; with a grid, the one that was put into `keys` for it.
  arithmetic::Number number(const std::string& key) const { return arithmetic::number_from_text(at(key)); }
};

/// RUN RUN ...
tasks::Tokens tokens_of(const std::string& runs);

constructions::Setting setting_of(const Text& text);

/// Nothing where an operation has no finite result, or where enclosures do not decide.
using Answer = std::function<std::optional<std::int64_t>(std::span<const tasks::Token>)>;

struct Subject {
  std::function<std::int64_t(std::span<const tasks::Token>)> oracle;
  std::uint64_t inputs = 0;  ///< of input(); 2^64-1 for at least as many
  std::function<tasks::Tokens(std::uint64_t)> input;
  std::function<tasks::Tokens(tasks::Random&)> sample;
};

/// std::invalid_argument where attest has no such task or no such model.
Subject subject_of(const Text& text);
Answer model_of(const Text& text);

}  // namespace attest::confirm
