// A claim that is established by one derivation and has no explicit inputs.
#pragma once

#include <functional>
#include <utility>

#include "checker/claim.hpp"

namespace attest::checker {

class DerivedClaim final : public Claim {
 public:
  DerivedClaim(const Plan& plan, std::function<std::uint64_t()> derivation) : derivation_(std::move(derivation)) { plan_ = plan; }
  std::vector<std::string> methods() const override { return {"derivation"}; }
  std::uint64_t establish(const std::string&) const override { return derivation_(); }

 private:
  std::function<std::uint64_t()> derivation_;
};

}  // namespace attest::checker
