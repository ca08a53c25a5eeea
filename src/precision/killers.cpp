#include "precision/killers.hpp"

#include <algorithm>

namespace attest::precision {

void KillerPool::touch(std::uint32_t id) {
  const auto place = std::find(recent_.begin(), recent_.end(), id);
  std::rotate(recent_.begin(), place, place + 1);
}

std::optional<std::uint32_t> KillerPool::kills(constructions::Model& model, std::size_t most) {
  if (!model.quick()) return std::nullopt;
  for (std::size_t i = 0; i < std::min(most, recent_.size()); ++i) {
    const std::uint32_t id = recent_[i];
    if (model.answer(killers_[id].tokens) == killers_[id].expected) continue;
    touch(id);
    return id;
  }
  return std::nullopt;
}

std::optional<std::uint32_t> KillerPool::offer(constructions::Model& model, std::span<const tasks::Token> tokens) {
  if (!model.quick()) return std::nullopt;
  const std::int64_t expected = family_->task().oracle(tokens);
  if (model.answer(tokens) == expected) return std::nullopt;
  const auto [place, fresh] = known_.emplace(runs_of(tokens), static_cast<std::uint32_t>(killers_.size()));
  if (fresh) {
    killers_.push_back({{tokens.begin(), tokens.end()}, expected});
    recent_.push_back(place->second);
  }
  touch(place->second);
  return place->second;
}

}  // namespace attest::precision
