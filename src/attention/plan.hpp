// A precision plan: one arithmetic per role, and the choices that change the numbers of softmax attention.
#pragma once

#include <stdexcept>
#include <string>

#include "arithmetic/arithmetic.hpp"

namespace attest::attention {

/// naive: exp(score) as it is; two_pass: the maximum first, then exp(score − max); online: one pass with a running
/// maximum that rescales what was summed so far. The *order* of softmax is a resource (bounds.md section 0).
enum class Softmax { naive, two_pass, online };
enum class Exponential { natural, base2 };
/// quotient: Σ weight·value over Σ weight; weights_first: each weight is divided before the value product.
enum class Normalisation { quotient, weights_first };
/// Order in which a query visits its keys.
enum class KeyOrder { first_to_last, last_to_first };
enum class Mask { causal, encoder };

/// Roles: input (embeddings, queries, keys, values), score (query·key), weight (exp), accumulator (sums over keys),
/// state (what a recurrent layer keeps), output (the quotient). A uniform plan uses one arithmetic for all.
template <arithmetic::Arithmetic A>
struct Plan {
  A input, score, weight, accumulator, state, output;
  Softmax softmax = Softmax::two_pass;
  Exponential exponential = Exponential::natural;
  Normalisation normalisation = Normalisation::quotient;
  KeyOrder key_order = KeyOrder::first_to_last;
  Mask mask = Mask::causal;
};

template <arithmetic::Arithmetic A>
Plan<A> uniform_plan(const A& a, Softmax softmax = Softmax::two_pass, Exponential exponential = Exponential::natural) {
  Plan<A> plan{a, a, a, a, a, a};
  plan.softmax = softmax;
  plan.exponential = exponential;
  return plan;
}

/// The same choices, every role in the arithmetic To that its own makes.
template <arithmetic::Arithmetic To, arithmetic::Arithmetic From>
Plan<To> plan_in(const Plan<From>& plan) {
  return {To(plan.input), To(plan.score), To(plan.weight), To(plan.accumulator), To(plan.state), To(plan.output),
          plan.softmax, plan.exponential, plan.normalisation, plan.key_order, plan.mask};
}

std::string to_text(Softmax);         // naive, two-pass, online
std::string to_text(Exponential);     // natural, base-2
std::string to_text(Normalisation);   // quotient, weights-first
std::string to_text(KeyOrder);        // first-to-last, last-to-first
std::string to_text(Mask);            // causal, encoder
/// Inverses; throw std::invalid_argument naming the choices.
Softmax parse_softmax(const std::string&);
Exponential parse_exponential(const std::string&);
Normalisation parse_normalisation(const std::string&);
KeyOrder parse_key_order(const std::string&);
Mask parse_mask(const std::string&);

}  // namespace attest::attention
