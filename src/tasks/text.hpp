// Tokens and sizes as text, and the nearest known name for a mistyped one.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "tasks/task.hpp"

namespace attest::tasks {

/// "1 0 3": the entries separated by blanks.
std::string to_text(const Token& token);
/// One token a line. parse_tokens is the inverse; std::invalid_argument names the line that is wrong.
std::string to_text(std::span<const Token> tokens);
Tokens parse_tokens(const std::string& text);

/// "n=8 M=17": names and integers. parse_sizes throws std::invalid_argument with one line.
std::string to_text(const Sizes& sizes);
Sizes parse_sizes(const std::string& text);

/// The choice with the fewest single-letter edits (insert, delete, replace, swap of neighbours).
std::string nearest_name(const std::string& name, std::span<const std::string> choices);

}  // namespace attest::tasks
