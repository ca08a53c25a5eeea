// What the laws are told of an implementation of attention: three entry points in two arithmetics. The real one calls
// src/attention; every planted mutant replaces one of them (mutants.cpp).
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "arithmetic/emulated.hpp"
#include "arithmetic/rational.hpp"
#include "attention/block_sparse.hpp"
#include "attention/full.hpp"
#include "attention/registry.hpp"
#include "shift_head.hpp"

namespace attest::attention::testing {

using arithmetic::Emulated;
using arithmetic::RationalArithmetic;

template <arithmetic::Arithmetic A>
struct Suite {
  using Number = typename A::Number;
  /// The visible keys end with the querying token's own (j <= i).
  std::function<std::vector<Number>(const Plan<A>&, const std::vector<Number>& query, std::span<const Drive<A>>)> attend =
      [](const Plan<A>& plan, const std::vector<Number>& query, std::span<const Drive<A>> visible) {
        return attention::attend<A>(plan, query, visible);
      };
  /// Every recurrent name of the registry, and "shift" (shift_head.hpp).
  std::function<std::unique_ptr<RecurrentHead<A>>(const std::string&, std::size_t d_k, std::size_t d_v, const Plan<A>&,
                                                  const HeadOptions<A>&)>
      make = [](const std::string& name, std::size_t d_k, std::size_t d_v, const Plan<A>& plan,
                const HeadOptions<A>& options) -> std::unique_ptr<RecurrentHead<A>> {
    if (name == "shift") return std::make_unique<ShiftHead<A>>(plan, d_k, d_v);
    return make_recurrent_head(name, d_k, d_v, plan, options);
  };
  std::function<SparseOutput<A>(const BlockSparse<A>&, const Drive<A>&, std::span<const Drive<A>>)> attend_sparse =
      [](const BlockSparse<A>& sparse, const Drive<A>& query, std::span<const Drive<A>> stored) {
        return attention::attend_sparse<A>(sparse, query, stored);
      };
};

struct Implementation {
  std::string name = "src/attention";
  std::string family;  ///< mutants: softmax, recurrent or sparse, the entry point that is replaced
  Suite<RationalArithmetic> rational;
  Suite<Emulated> emulated;

  template <arithmetic::Arithmetic A>
  const Suite<A>& over(const A&) const {
    if constexpr (std::same_as<A, Emulated>) return emulated;
    else return rational;
  }
};

/// Deliberately wrong implementations; each breaks at least one law.
std::vector<Implementation> mutants();

struct Law {
  std::string name;  ///< begins with its family: the only entry point it calls
  /// Empty when the law holds, otherwise what was observed.
  std::function<std::string(const Implementation&)> check;
};
std::vector<Law> softmax_laws();
std::vector<Law> recurrent_laws();
std::vector<Law> sparse_laws();

/// What the law says; an exception is a failure too.
std::string verdict(const Law& law, const Implementation& implementation);

inline std::vector<std::string> recurrent_names() {
  std::vector<std::string> names;
  for (const Mechanism& mechanism : mechanisms())
    if (mechanism.recurrent) names.push_back(mechanism.name);
  return names;
}

inline Emulated emulated(const std::string& format) { return Emulated(arithmetic::parse_format(format)); }

}  // namespace attest::attention::testing
