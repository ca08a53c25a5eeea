// The tasks of claim stack: what a well-formed input is, its answer, and all inputs of a size.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "checker/input.hpp"
#include "checker/reader.hpp"

namespace attest::checker {

class StackTask {
 public:
  virtual ~StackTask() = default;
  /// Malformed when the tokens are no input of the task.
  virtual std::int64_t oracle(const Input& input) const = 0;
  /// An input is one choice below each of these, and assemble gives its tokens; every input once.
  virtual std::vector<std::uint64_t> radices() const = 0;
  virtual std::vector<Token> assemble(const std::vector<std::uint64_t>& choices) const = 0;
  /// Tokens of an input.
  virtual std::size_t length() const = 0;
};

/// The line `task NAME SIZE=N ...`.
std::unique_ptr<StackTask> read_stack_task(Reader& reader);
/// l-seqcomp: m, n_1, ..., n_{L-1}; order 0 standard, 1 reversed, 2 merged.
std::unique_ptr<StackTask> composition_task(std::int64_t m, const std::vector<std::int64_t>& factors, int order);

}  // namespace attest::checker
