// The arithmetic in which a construction is run and proved: real numbers, or a plan of emulated formats.
//
// Constructions are templates over any arithmetic; a Setting is the run-time value that picks one. Exact parameters (β, c,
// κ, thresholds) are Numbers m*2^e and enter every arithmetic by `lift`, with one rounding where the format is too small.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>

#include "arithmetic/decide.hpp"
#include "arithmetic/emulated.hpp"
#include "attention/machines.hpp"
#include "attention/plan.hpp"
#include "tasks/task.hpp"

namespace attest::constructions {

using arithmetic::Emulated;
using arithmetic::Number;

/// An exact dyadic number in the arithmetic `a` (rounded where `a` rounds).
template <arithmetic::Arithmetic A>
typename A::Number lift(const A& a, const Number& exact) {
  if constexpr (requires { a.from_number(exact); }) return a.from_number(exact);
  else if constexpr (std::same_as<typename A::Number, Number>) return a.convert(exact);
  else return A::Number::from_number(exact);
}
inline Number dyadic(std::int64_t odd_part, int exponent) {
  Number x = arithmetic::number_from_integer(odd_part);
  if (!x.is_zero()) x.exponent += exponent;
  return x;
}

struct Setting {
  std::string name;    ///< "exact", or a format's name
  bool exact = false;  ///< real numbers, decided by enclosures; the formats of `plan` are then not used
  attention::Plan<Emulated> plan;
};

/// One format for all roles. Throws std::invalid_argument for an unknown format.
Setting finite_setting(const std::string& format, attention::Softmax softmax = attention::Softmax::two_pass,
                       attention::Exponential exponential = attention::Exponential::natural);
Setting exact_setting(attention::Softmax softmax = attention::Softmax::two_pass,
                      attention::Exponential exponential = attention::Exponential::natural);
/// The same with another state format.
Setting with_state(Setting setting, const std::string& format);

/// The certificate's lines from `exact` to `keys`.
std::string arithmetic_block(const Setting& setting);
/// The setting of such lines, called after its input format; `words(key)` is what follows the line's key. std::invalid_argument
/// with one line for unknown words.
Setting setting_of_block(const std::function<std::string(const std::string& key)>& words);

/// The setting's choices (softmax, exponential, ...) over one arithmetic for all roles.
template <arithmetic::Arithmetic A>
attention::Plan<A> plan_over(const Setting& setting, const A& a) {
  attention::Plan<A> plan = attention::uniform_plan(a, setting.plan.softmax, setting.plan.exponential);
  plan.normalisation = setting.plan.normalisation;
  plan.key_order = setting.plan.key_order;
  plan.mask = setting.plan.mask;
  return plan;
}

/// Emulated arithmetic that remembers its exponentials: a proof meets few different scores, each thousands of times.
class CachedEmulated : public Emulated {
 public:
  CachedEmulated() = default;
  explicit CachedEmulated(const Emulated& a) : Emulated(a) {}
  Number exp(const Number& x) const { return remember(*natural_, x, [&] { return Emulated::exp(x); }); }
  Number exp2(const Number& x) const { return remember(*base2_, x, [&] { return Emulated::exp2(x); }); }

 private:
  struct Hash {
    std::size_t operator()(const Number& x) const {
      return (x.significand ^ static_cast<std::uint64_t>(x.exponent) << 1 ^ static_cast<std::uint64_t>(x.negative)) * 0x9e3779b97f4a7c15ull >> 7;
    }
  };
  using Cache = std::unordered_map<Number, Number, Hash>;
  template <class Compute>
  static Number remember(Cache& cache, const Number& x, Compute&& compute) {
    if (const auto found = cache.find(x); found != cache.end()) return found->second;
    return cache.emplace(x, compute()).first->second;
  }
  std::shared_ptr<Cache> natural_ = std::make_shared<Cache>(), base2_ = std::make_shared<Cache>();
};
attention::Plan<CachedEmulated> cached(const attention::Plan<Emulated>& plan);

/// Whether the digit with value y reads 1: y >= threshold, which is exact also where the format has no such number (1/2 in
/// ufx(1,0)). Throws Undecided where an enclosure cannot tell.
template <arithmetic::Arithmetic A>
bool reads_one(const A& output, const typename A::Number& y, const Number& threshold) {
  if constexpr (std::same_as<typename A::Number, Number>) return !arithmetic::certainly_less(output, y, threshold);
  else return !arithmetic::certainly_less(output, y, lift(output, threshold));
}
inline Number half() { return dyadic(1, -1); }

/// The answer of a model to an input; nothing where enclosures of up to 4096 bits do not decide.
using Answerer = std::function<std::optional<std::int64_t>(std::span<const tasks::Token>)>;

/// `build(plan)` gives a Stack<A> for any plan; `generated` tokens of chain of thought. One machine for finite settings;
/// exact ones decide each answer through enclosures. Not to be shared between threads.
template <class Build>
Answerer finite_answerer(const Setting& setting, Build build, int generated = 0) {
  std::shared_ptr<attention::Machine> machine = attention::make_machine(build(cached(setting.plan)), generated);
  return [machine](std::span<const tasks::Token> tokens) { return std::optional(machine->answer(tokens)); };
}
template <class Build>
Answerer answerer(const Setting& setting, Build build, int generated = 0) {
  if (!setting.exact) return finite_answerer(setting, build, generated);
  return [setting, build, generated](std::span<const tasks::Token> tokens) {
    return arithmetic::decide([&](const auto& a) {
             return attention::make_machine(build(plan_over(setting, a)), generated)->answer(tokens);
           }).value;
  };
}

}  // namespace attest::constructions

namespace attest::attention {

// Compiled once (machines.cpp): what every construction is run with.
extern template std::unique_ptr<Machine> make_machine(Stack<constructions::CachedEmulated>, int);
extern template std::unique_ptr<Machine> make_machine(Stack<arithmetic::DoubleEnclosure>, int);
extern template std::unique_ptr<Machine> make_machine(Stack<arithmetic::BallEnclosure>, int);
extern template std::unique_ptr<SparseMachine> make_sparse_machine(SparseModel<constructions::CachedEmulated>);
extern template std::unique_ptr<SparseMachine> make_sparse_machine(SparseModel<arithmetic::DoubleEnclosure>);
extern template std::unique_ptr<SparseMachine> make_sparse_machine(SparseModel<arithmetic::BallEnclosure>);

}  // namespace attest::attention
