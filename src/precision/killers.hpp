// Inputs that have killed a model once, tried again on the next one: neighbouring points of a grid mostly die of the same few inputs.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "precision/certificates.hpp"

namespace attest::precision {

class KillerPool {
 public:
  /// The right answers come from the family's task.
  explicit KillerPool(const ClaimFamily& family) : family_(&family) {}

  /// One that the model gets wrong (undefined counts), looked for among the `most` used last.
  std::optional<std::uint32_t> kills(constructions::Model& model, std::size_t most);
  /// Takes the input in if the model gets it wrong.
  std::optional<std::uint32_t> offer(constructions::Model& model, std::span<const tasks::Token> tokens);
  const std::vector<Killer>& all() const { return killers_; }

 private:
  void touch(std::uint32_t id);
  const ClaimFamily* family_;
  std::vector<Killer> killers_;
  std::vector<std::uint32_t> recent_;  // the last one first
  std::map<std::string, std::uint32_t> known_;
};

}  // namespace attest::precision
