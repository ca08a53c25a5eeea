// What a task is: one size of Eva, Index, 2-Sum, Match2, L-SeqComp, associative recall and others, with generators, an exact oracle,
// an enumerator of all inputs and an encoding of its tokens as bits (theory.md section 1).
//
// An input is a sequence of independent choices, choice number i among radices()[i] values; assemble() turns choices into
// tokens. So the number of inputs is the product of the radices, a uniform input is a uniform draw of every choice, and
// input(index) is the mixed-radix digits of the index.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "tasks/random.hpp"

namespace attest::tasks {

/// The first entry is a tag.
using Token = std::vector<std::int64_t>;
using Tokens = std::vector<Token>;
using Sizes = std::map<std::string, std::int64_t>;

/// Values low..high of one entry of a token.
struct Range {
  std::int64_t low = 0, high = 0;
};

/// One size of one task; immutable, so it may be shared between threads.
class Task {
 public:
  virtual ~Task() = default;

  virtual std::string name() const = 0;   ///< as in task_names()
  virtual std::string sizes() const = 0;  ///< "n=16", "n=8 M=17 U=8 distinct=1", "m=8 n1=2"; make_task reads it back
  virtual std::size_t stored() const = 0; ///< tokens before the query part (all of them where there is no query)
  virtual std::int64_t answers() const = 0;  ///< the answers are 0..answers()-1
  /// Exact; throws std::invalid_argument with one line on a malformed input.
  virtual std::int64_t oracle(std::span<const Token> tokens) const = 0;
  /// Near misses, hits in the first and last position, constant and extremal inputs.
  virtual Tokens structured(Random&) const = 0;

  virtual std::vector<std::uint64_t> radices() const = 0;
  virtual Tokens assemble(std::span<const std::uint64_t> choices) const = 0;
  /// Number of all inputs as text, e.g. "1024^1024*1024".
  virtual std::string count_text() const;
  /// Number of all inputs, 2^64-1 when it is at least that.
  std::uint64_t count() const;
  /// Input number `index` < count(); std::invalid_argument beyond.
  Tokens input(std::uint64_t index) const;
  /// A uniform input, query included.
  virtual Tokens uniform(Random&) const;

  /// The entries after the tag that a token of this tag has; throws std::invalid_argument for a tag of no token.
  virtual std::vector<Range> fields(std::int64_t tag) const = 0;
  virtual Range tags() const = 0;
  /// Bits of every encoded token: the tag, then the entries, each in the digits its range needs, then zeros.
  int token_bits() const;
  std::vector<int> encode(const Token& token) const;
  /// The inverse of encode; std::invalid_argument for bits of no token.
  Token decode(std::span<const int> bits) const;

 protected:
  /// std::invalid_argument unless the token has this tag and entries in range.
  void require_token(const Token& token, std::int64_t tag, std::size_t position) const;
};

/// "eva", "index", "two-sum", "two-sum-any", "match2", "l-seqcomp", "counting", "equality", "disjointness", "averaging", "ar".
std::vector<std::string> task_names();
/// Names of the sizes, and what they mean, in one line: for `attest list` and for errors.
std::string task_sizes_help(const std::string& name);
/// Errors are std::invalid_argument with one line: an unknown name with its nearest match, a missing, unknown or bad size.
std::unique_ptr<Task> make_task(const std::string& name, const Sizes& sizes);
std::unique_ptr<Task> make_task(const std::string& name, const std::string& sizes);

}  // namespace attest::tasks
