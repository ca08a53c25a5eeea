#include "precision/enumeration.hpp"

#include "evidence/certificate.hpp"

namespace attest::precision {

Enumeration::Enumeration(const ClaimFamily& family, const Setting& setting, const Watch& watch, std::uint64_t most)
    : family_(family), setting_(setting), watch_(watch), inputs_(family.enumerable() ? family.task().count() : ~std::uint64_t{0}), left_(inputs_ <= most ? 8 * most : 0) {}

std::optional<constructions::Proof> Enumeration::prove(const Point& point, constructions::Model& model, KillerPool& pool, std::optional<std::uint32_t>& killer) {
  if (inputs_ > left_) return std::nullopt;
  left_ -= inputs_;
  for (std::uint64_t i = 0; i < inputs_; ++i) {
    if (i % 256 == 0) watch_.check();
    if ((killer = pool.offer(model, family_.task().input(i)))) return std::nullopt;
  }
  constructions::Proof proof;
  proof.holds = true;
  proof.extremal_cases = inputs_;
  proof.inputs = family_.task().count_text();
  proof.certificate = evidence::certificate("all-inputs", claim_lines(family_, setting_, point) + "method enumeration\n");
  return proof;
}

}  // namespace attest::precision
