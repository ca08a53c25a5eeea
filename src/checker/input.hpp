// Explicit inputs: tokens as runs, `COUNT(TOKEN`, kept as distinct tokens and the order in which they come.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace attest::checker {

/// The first entry is a tag.
using Token = std::vector<std::int64_t>;

class Input {
 public:
  Input() = default;
  /// RUN RUN ... Malformed beyond 131072 tokens, and for equal neighbours that are not one run.
  explicit Input(std::string_view runs);
  explicit Input(const std::vector<Token>& tokens);

  std::size_t size() const { return order_.size(); }
  const Token& operator[](std::size_t position) const { return distinct_[order_[position]]; }
  /// Tokens that differ; equal tokens that are not neighbours may stand here twice.
  const std::vector<Token>& distinct() const { return distinct_; }
  std::size_t which(std::size_t position) const { return order_[position]; }

 private:
  std::vector<Token> distinct_;
  std::vector<std::uint32_t> order_;
};

constexpr std::size_t most_tokens = 131072;

/// Malformed unless the token has this tag and `entries` entries, each in [0, below).
void require_token(const Token& token, std::int64_t tag, const std::vector<std::int64_t>& below, std::size_t position);

}  // namespace attest::checker
