// Emulated arithmetic in which every result must be finite: what certificates call defined (FORMAT.md section 2).
//
// Formats may carry on with infinities and NaN, and an answer may look right behind one. A claim for all inputs meets none,
// and an input on which a model meets one kills it. So provers and claims evaluate here: any operation whose rounded
// result is not finite, and any quotient by 0, throws Undefined. Saturating formats stay finite by their nature.
#pragma once

#include "constructions/setting.hpp"

namespace attest::constructions {

class StrictEmulated : public CachedEmulated {
 public:
  StrictEmulated() = default;
  explicit StrictEmulated(const Emulated& a) : CachedEmulated(a) {}

  Number from_integer(std::int64_t value) const { return finite(Emulated::from_integer(value), "an integer"); }
  Number convert(const Number& x) const { return finite(Emulated::convert(x), "a conversion"); }
  Number add(const Number& x, const Number& y) const { return finite(Emulated::add(x, y), "a sum"); }
  Number sub(const Number& x, const Number& y) const { return finite(Emulated::sub(x, y), "a difference"); }
  Number mul(const Number& x, const Number& y) const { return finite(Emulated::mul(x, y), "a product"); }
  Number div(const Number& x, const Number& y) const {
    if (y.is_zero()) throw arithmetic::Undefined("a division by 0");
    return finite(Emulated::div(x, y), "a quotient");
  }
  Number fma(const Number& x, const Number& y, const Number& z) const { return finite(Emulated::fma(x, y, z), "a product and sum"); }
  Number exp(const Number& x) const { return finite(CachedEmulated::exp(x), "an exponential"); }
  Number exp2(const Number& x) const { return finite(CachedEmulated::exp2(x), "an exponential"); }
  /// Partial sums that overflow stay infinite or NaN, so the last one tells.
  Number sum(std::span<const Number> x) const { return finite(Emulated::sum(x), "a sum"); }
  Number dot(std::span<const Number> x, std::span<const Number> y) const { return finite(Emulated::dot(x, y), "a dot product"); }

 private:
  const Number& finite(const Number& x, const char* what) const {
    if (!x.is_finite()) throw arithmetic::Undefined(std::string(what) + " has no finite value in " + format.name);
    return x;
  }
};

/// The plan with results that must be finite. Caches are its own: not to be shared between threads.
inline attention::Plan<StrictEmulated> strict(const attention::Plan<Emulated>& plan) { return attention::plan_in<StrictEmulated>(plan); }

}  // namespace attest::constructions

namespace attest::attention {

extern template std::unique_ptr<Machine> make_machine(Stack<constructions::StrictEmulated>, int);
extern template std::unique_ptr<SparseMachine> make_sparse_machine(SparseModel<constructions::StrictEmulated>);

}  // namespace attest::attention
