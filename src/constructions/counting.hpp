// Counting by one full layer: is the query's value stored more than t times? (Wen, Dang, Lyu 2024, theory.md section 3, item 12.)
//
// Codes of D digits as in retrieval.hpp. Stored token: key (code(x), 0), value 1. Query token: query (β·code(q), blank), its own
// key (0, ..., 0, 1) with value 0: it sees itself as the blank, score `blank`. With c hits, y = R/(R+B), B = e^blank and
// R = c·e^(βD) + at most (n-c)·e^(β(D-1)). blank = βD + ln(t + 1/2) puts B between t and t+1 hits: threshold 1/2.
//
// Precision: B must be right to a relative 1/(4t), so the score format must hold blank to 1/(4t): about lg t + lg(4 blank) bits;
// n·e^(-β) must stay below 1/2 hit, so β about ln(4n); and sums of t+1 equal weights must not stagnate: p > lg t bits.
//
// For all inputs: method heavy-light. R is largest for t hits and n-t keys at one differing digit, F(t, n-t), and at least t+1
// hits otherwise; pieces.hpp decides R/(R+B) on both intervals. two-pass: without any hit the blank is the maximum (no other
// key may exceed it), with one the larger of hit and blank.
#pragma once

#include "constructions/heavy_light.hpp"
#include "constructions/proof.hpp"
#include "constructions/retrieval.hpp"
#include "tasks/counting.hpp"

namespace attest::constructions {

struct CountingParameters {
  Number beta, blank, threshold;
};
/// β the least power of two with e^β >= 8n, blank the number of `blank_bits` significant bits nearest to βD + ln(t + 1/2).
CountingParameters default_counting(const tasks::Counting& task, int blank_bits = 24, attention::Exponential exponential = attention::Exponential::natural);

/// β from `middle` to four times it, where other keys are absorbed, each with blanks between t and t+1 of its hits: at hit + ln(t + 1/2), and at
/// hit + ln(c), c hits being where sums from left to right really stand after t or t+1 of them; rounded down and up. Finite settings only.
std::vector<std::pair<Number, Number>> likely_counting(const Setting& setting, const tasks::Counting& task, const Number& middle);

template <arithmetic::Arithmetic A>
attention::Stack<A> counting_stack(const attention::Plan<A>& plan, int digits, const CountingParameters& parameters) {
  attention::Layer<A> layer;
  layer.plan = plan;
  layer.value_dimension = 1;
  const RetrievalHead<A> head(plan, digits, 1, parameters.beta);
  const auto zero = plan.input.zero(), one = plan.input.from_integer(1), blank = lift(plan.input, parameters.blank);
  layer.project = [=](const attention::Representation& x, std::size_t, int) {
    const bool stored = x[0] == 1;
    auto drive = stored ? head.drive(x[1], none, 1) : head.drive(none, x[1], none);
    drive.query.push_back(stored ? zero : blank);
    drive.key.push_back(stored ? zero : one);
    return drive;
  };
  layer.active = [](const attention::Representation& x, std::size_t) { return x[0] == 0; };
  layer.advance = [output = plan.output, threshold = parameters.threshold](const attention::Representation& x, const auto& outputs, std::size_t) {
    return attention::Representation{x[0], x[1], reads_one(output, outputs[0][0], threshold) ? 1 : 0};
  };
  attention::Stack<A> stack;
  stack.layers.push_back(layer);
  stack.read = [](const attention::Representation& x) { return x.at(2); };
  return stack;
}

Proof prove_counting(const Setting& setting, const tasks::Counting& task, const CountingParameters& parameters);

/// `hits` times the query among values that differ from it in one digit (near) or in the most (not near), hits first or last.
tasks::Tokens counting_extremal(const tasks::Counting& task, std::int64_t query, std::int64_t hits, bool near, bool hits_first);

}  // namespace attest::constructions
