// Construction 10: linear and log-linear attention at capacity (theory.md section 3): the success side of bounds E, T, LL.
//
// One-hot keys, identity feature map, no normaliser. Eva: entry i of the d_k = n state only ever receives 1·f(i) and zeros,
// so it holds f(i) in width_of(n) bits (state format ufx(w,0)), and the one-hot query reads it among zeros: n·width_of(n)
// stored bits against the bound lg(n^n). 2-Sum over distinct values of {1..U}: one bit per value of the universe (ufx(1,0)),
// U stored bits against lg C(U,n). Log-linear keeps one such matrix per live Fenwick level: popcount(n) times the bits.
//
// For all inputs: entries evolve independently (another token's product is 0·v' = 0, and adding or merging zeros changes no
// number), so each value v alone, among others that hold the extreme values, decides every input.
#pragma once

#include "attention/linear.hpp"
#include "attention/log_linear.hpp"
#include "constructions/proof.hpp"
#include "constructions/setting.hpp"
#include "tasks/bits.hpp"
#include "tasks/evaluation.hpp"
#include "tasks/two_sum.hpp"

namespace attest::constructions {

enum class CapacityMechanism { linear, log_linear };
std::string to_text(CapacityMechanism);  // linear, log-linear

/// The setting with the state format that holds values below `count`: ufx(w,0), and `format` elsewhere.
Setting capacity_setting(std::int64_t count, const std::string& format = "binary32");

namespace detail {

template <arithmetic::Arithmetic A>
attention::Stack<A> one_hot_stack(const attention::Plan<A>& plan, CapacityMechanism mechanism, std::size_t entries,
                                  std::function<std::pair<std::size_t, std::int64_t>(const attention::Representation&)> write,
                                  std::function<std::size_t(const attention::Representation&)> ask) {
  attention::Layer<A> layer;
  layer.kind = attention::LayerKind::recurrent;
  layer.plan = plan;
  layer.make_head = [plan, mechanism, entries](int) -> std::unique_ptr<attention::RecurrentHead<A>> {
    if (mechanism == CapacityMechanism::log_linear) return std::make_unique<attention::LogLinearHead<A>>(plan, entries, 1);
    return std::make_unique<attention::LinearHead<A>>(plan, entries, 1, attention::FeatureMap::identity, false);
  };
  layer.project = [=, input = plan.input](const attention::Representation& x, std::size_t, int) {
    const std::vector<typename A::Number> zeros(entries, input.zero());
    attention::Drive<A> drive{zeros, zeros, {input.zero()}, {}, {}, {}};
    if (x[0] == 0) {
      drive.query.at(ask(x)) = input.from_integer(1);
    } else {
      const auto [entry, value] = write(x);
      drive.key.at(entry) = input.from_integer(1);
      drive.value[0] = input.from_integer(value);
    }
    return drive;
  };
  layer.active = [](const attention::Representation& x, std::size_t) { return x[0] == 0; };
  layer.advance = [output = plan.output](const attention::Representation&, const auto& outputs, std::size_t) {
    return attention::Representation{output.nearest_integer(outputs[0][0])};
  };
  attention::Stack<A> stack;
  stack.layers.push_back(layer);
  stack.read = [](const attention::Representation& x) { return x.at(0); };
  return stack;
}

}  // namespace detail

template <arithmetic::Arithmetic A>
attention::Stack<A> capacity_eva_stack(const attention::Plan<A>& plan, CapacityMechanism mechanism, std::int64_t n) {
  return detail::one_hot_stack<A>(
      plan, mechanism, static_cast<std::size_t>(n),
      [](const attention::Representation& x) { return std::pair(static_cast<std::size_t>(x[1]), x[2]); },
      [](const attention::Representation& x) { return static_cast<std::size_t>(x[1]); });
}

/// Entry (v-1) mod `entries` is set by the value v; the query M-v asks for it. Fewer entries than U: values share them.
template <arithmetic::Arithmetic A>
attention::Stack<A> capacity_set_stack(const attention::Plan<A>& plan, CapacityMechanism mechanism, std::int64_t entries, std::int64_t M) {
  return detail::one_hot_stack<A>(
      plan, mechanism, static_cast<std::size_t>(entries),
      [entries](const attention::Representation& x) { return std::pair(static_cast<std::size_t>((x[1] - 1) % entries), std::int64_t{1}); },
      [M, entries](const attention::Representation& x) { return static_cast<std::size_t>((M - x[1] - 1) % entries); });
}

/// Stored bits after n tokens, in the state format of `setting`.
std::size_t capacity_state_bits(const Setting& setting, CapacityMechanism mechanism, std::size_t entries, std::size_t n);

Proof prove_capacity_eva(const Setting& setting, CapacityMechanism mechanism, std::int64_t n);
/// With `entries` entries (0: U). Fewer than U do not hold: `killing` asks for a value that shares its entry with a stored one.
Proof prove_capacity_set(const Setting& setting, CapacityMechanism mechanism, std::int64_t n, std::int64_t M, std::int64_t U, std::int64_t entries = 0);

}  // namespace attest::constructions
