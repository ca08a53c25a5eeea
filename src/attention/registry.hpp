// The one table of mechanisms: names, what they compute, their state, and how to make a recurrent head by name.
//
// How to add a recurrent mechanism: these files and no others (properties/meta/mechanisms.cpp and the laws enforce the first three).
//   1. src/attention/NAME.hpp              a RecurrentHead<A> over any arithmetic A; every rounding named in its comment
//   2. src/attention/registry.hpp          its include, and one entry in registry<A>()
//   3. properties/attention/formulas.cpp   a second, obviously right formula (parallel form); every law then runs on it
//   4. README.md                           only if newcomers should know of it
#pragma once

#include <bit>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "attention/delta.hpp"
#include "attention/gla.hpp"
#include "attention/linear.hpp"
#include "attention/log_linear.hpp"
#include "attention/plan.hpp"
#include "attention/recurrent.hpp"
#include "attention/retnet.hpp"

namespace attest::attention {

/// Choices of single mechanisms; the others ignore them.
template <arithmetic::Arithmetic A>
struct HeadOptions {
  FeatureMap feature_map = FeatureMap::identity;   ///< linear
  bool normaliser = true;                          ///< linear: divide by qᵀz, which is then part of the state
  int head = 0;                                    ///< retnet: h of γ_h = 1 − 2^(−5−h)
  std::optional<typename A::Number> decay = {};    ///< retnet: a decay given instead (lightning attention)
};

struct Mechanism {
  std::string name;
  std::string description;
  std::string update;  ///< the recurrence, or the rule
  std::string state;   ///< what passes between tokens, in numbers per head
  bool recurrent = false;
};

template <arithmetic::Arithmetic A>
struct MechanismEntry {
  using Make = std::unique_ptr<RecurrentHead<A>> (*)(Plan<A>, std::size_t d_k, std::size_t d_v, const HeadOptions<A>&);
  Mechanism text;
  Make make = nullptr;  ///< recurrent mechanisms only
};

template <arithmetic::Arithmetic A>
const std::vector<MechanismEntry<A>>& registry() {
  using Pointer = std::unique_ptr<RecurrentHead<A>>;
  using Options = HeadOptions<A>;
  static const std::vector<MechanismEntry<A>> table{
      {{"softmax", "full softmax attention: naive, two-pass or online; base e or 2; causal or encoder",
        "y = sum of softmax(q.k_j) v_j", "all keys and values; a prefix tells one query (d_v+1) numbers, online (d_v+2)"}},
      {{"linear", "vanilla linear attention; feature map identity, relu or elu+1; with or without normaliser",
        "S = S + k v^T, z = z + k", "d_k d_v, with normaliser d_k (d_v+1)", true},
       [](Plan<A> plan, std::size_t d_k, std::size_t d_v, const Options& options) -> Pointer {
         return std::make_unique<LinearHead<A>>(std::move(plan), d_k, d_v, options.feature_map, options.normaliser);
       }},
      {{"retnet", "RetNet: constant decay per head", "S = g S + k v^T, g = 1 - 2^(-5-h)", "d_k d_v", true},
       [](Plan<A> plan, std::size_t d_k, std::size_t d_v, const Options& options) -> Pointer {
         return std::make_unique<RetNetHead<A>>(std::move(plan), d_k, d_v, options.head, options.decay);
       }},
      {{"gla", "gated linear attention: decay per token and channel (or one for all channels)", "S = Diag(a) S + k v^T",
        "d_k d_v", true},
       [](Plan<A> plan, std::size_t d_k, std::size_t d_v, const Options&) -> Pointer {
         return std::make_unique<GlaHead<A>>(std::move(plan), d_k, d_v);
       }},
      {{"delta-net", "DeltaNet: the delta rule with write strength b", "S = (I - b k k^T) S + b k v^T", "d_k d_v", true},
       [](Plan<A> plan, std::size_t d_k, std::size_t d_v, const Options&) -> Pointer {
         return std::make_unique<DeltaHead<A>>(std::move(plan), d_k, d_v, false);
       }},
      {{"gated-delta-net", "Gated DeltaNet: decay first, then the delta rule on the decayed state",
        "S = a (I - b k k^T) S + b k v^T", "d_k d_v", true},
       [](Plan<A> plan, std::size_t d_k, std::size_t d_v, const Options&) -> Pointer {
         return std::make_unique<DeltaHead<A>>(std::move(plan), d_k, d_v, true);
       }},
      {{"log-linear", "log-linear attention: one state per Fenwick level, weighted per level when read; optional decay",
        "level(t,s) = bit_length(t xor s)", "popcount(n) d_k d_v after n tokens", true},
       [](Plan<A> plan, std::size_t d_k, std::size_t d_v, const Options&) -> Pointer {
         return std::make_unique<LogLinearHead<A>>(std::move(plan), d_k, d_v);
       }},
      {{"block-sparse", "(B,k)-sparse attention: a message per complete block, k blocks read in full; ties to the lowest index",
        "y = l y_compression + (1-l) y_selection", "one message per block"}},
  };
  return table;
}

/// The texts of the table, for lists.
std::vector<Mechanism> mechanisms();
/// Stored bits of one head's state after `position` tokens (only log-linear depends on it); `format` is a format's name.
/// std::invalid_argument for unknown names (with the nearest), mechanisms without a state and unbounded formats.
std::size_t state_bits(const std::string& name, std::size_t d_k, std::size_t d_v, const std::string& format,
                       std::size_t position, bool normaliser = true);

namespace detail {
/// Throws std::invalid_argument: no recurrent mechanism of this name, the nearest one, and all there are.
[[noreturn]] void unknown_mechanism(const std::string& name);
}  // namespace detail

/// A fresh head (empty state). Throws std::invalid_argument for a name that is not a recurrent mechanism, or d_k = 0 or d_v = 0.
template <arithmetic::Arithmetic A>
std::unique_ptr<RecurrentHead<A>> make_recurrent_head(const std::string& name, std::size_t d_k, std::size_t d_v,
                                                      const Plan<A>& plan, const HeadOptions<A>& options = {}) {
  if (d_k == 0 || d_v == 0) throw std::invalid_argument("a recurrent head needs d_k >= 1 and d_v >= 1");
  for (const MechanismEntry<A>& entry : registry<A>())
    if (entry.make && entry.text.name == name) return entry.make(plan, d_k, d_v, options);
  detail::unknown_mechanism(name);
}

}  // namespace attest::attention
