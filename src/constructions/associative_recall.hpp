// Construction 2, associative recall: the token that follows the query's, by a shift and a retrieval head (theory.md section 3).
//
// The previous token must enter the key, which takes one shift:
//   recurrent: a layer whose state is one token: it hands every token the digits of the one before it, and a digit that says
//              whether there is one. Not linear attention, which would read what it has just written: it reads, then writes.
//   attention: a first full layer in which the token at position i >= 1 asks for the position code i-1 among 0..i.
// Then one retrieval head (retrieval.hpp): key the predecessor's code, value the token itself, query the query's token.
//
// For all inputs. The keys are any n-1 distinct codes in any order: any_keys.hpp. The shift by attention is retrieval among the
// i+1 positions in sight; the bound for n keys serves all of them.
// Default β as for n+1 keys.
#pragma once

#include "constructions/retrieval.hpp"
#include "tasks/recall.hpp"

namespace attest::constructions {

enum class Shift { recurrent, attention };
std::string to_text(Shift);  // recurrent, attention

/// y_t = x_{t-1} and whether there is one; the state is that token, 0 before the first. Drives: value = the digits, then 1.
template <arithmetic::Arithmetic A>
class ShiftHead final : public attention::RecurrentHead<A> {
 public:
  using Number = typename A::Number;
  ShiftHead(const attention::Plan<A>& plan, std::size_t digits) : plan_(plan), previous_(digits + 1, plan.state.zero()) {}

  std::vector<Number> step(const attention::Drive<A>& drive) override {
    if (drive.value.size() != previous_.size()) throw std::invalid_argument("a shift got a value of another length than its state");
    std::vector<Number> y;
    for (std::size_t i = 0; i < previous_.size(); ++i) {
      y.push_back(plan_.output.convert(previous_[i]));
      previous_[i] = plan_.state.convert(drive.value[i]);
    }
    return y;
  }
  void save(arithmetic::BitString& bits) const override {
    for (const Number& digit : previous_) plan_.state.write(bits, digit);
  }
  void load(arithmetic::BitReader& reader) override {
    for (Number& digit : previous_) digit = plan_.state.read(reader);
  }
  std::unique_ptr<attention::RecurrentHead<A>> clone() const override { return std::make_unique<ShiftHead>(*this); }

 private:
  attention::Plan<A> plan_;
  std::vector<Number> previous_;
};

namespace detail {

/// Representations {tag, predecessor or none, token}.
template <arithmetic::Arithmetic A>
attention::Layer<A> shift_by_recurrence(const attention::Plan<A>& plan, int digits) {
  attention::Layer<A> layer;
  layer.kind = attention::LayerKind::recurrent;
  layer.plan = plan;
  layer.make_head = [plan, digits](int) { return std::make_unique<ShiftHead<A>>(plan, static_cast<std::size_t>(digits)); };
  layer.project = [in = plan.input, digits](const attention::Representation& x, std::size_t, int) {
    attention::Drive<A> drive;
    for (int digit : tasks::digits_of(x[2], digits)) drive.value.push_back(in.from_integer(digit));
    drive.value.push_back(in.from_integer(1));
    return drive;
  };
  layer.active = [](const attention::Representation& x, std::size_t) { return x[0] == 1; };
  layer.advance = [out = plan.output](attention::Representation x, const auto& outputs, std::size_t) {
    const std::int64_t both = read_digits(out, outputs[0]);
    x[1] = both & 1 ? both >> 1 : none;
    return x;
  };
  return layer;
}

template <arithmetic::Arithmetic A>
attention::Layer<A> shift_by_attention(const attention::Plan<A>& plan, std::int64_t n, int digits, const Number& beta) {
  attention::Layer<A> layer;
  layer.plan = plan;
  layer.value_dimension = static_cast<std::size_t>(digits);
  const RetrievalHead<A> head(plan, tasks::width_of(n), digits, beta);
  layer.project = [head](const attention::Representation& x, std::size_t position, int) {
    const auto place = static_cast<std::int64_t>(position);
    return x[0] == 1 ? head.drive(place, place - 1, x[2]) : head.drive(none, none, none);
  };
  layer.active = [](const attention::Representation& x, std::size_t position) { return x[0] == 1 && position > 0; };
  layer.advance = [out = plan.output](attention::Representation x, const auto& outputs, std::size_t) {
    x[1] = read_digits(out, outputs[0]);
    return x;
  };
  return layer;
}

}  // namespace detail

/// "RF" or "FF" for ar(n, A).
template <arithmetic::Arithmetic A>
attention::Stack<A> recall_stack(const attention::Plan<A>& plan, std::int64_t n, std::int64_t alphabet, Shift shift, const Number& beta) {
  const int digits = tasks::width_of(alphabet);
  attention::Layer<A> layer;
  layer.plan = plan;
  layer.value_dimension = static_cast<std::size_t>(digits);
  const RetrievalHead<A> head(plan, digits, digits, beta);
  layer.project = [head](const attention::Representation& x, std::size_t, int) {
    return x[0] == 0 ? head.drive(none, x[2], none) : head.drive(x[1], none, x[1] == none ? none : x[2]);
  };
  layer.active = [](const attention::Representation& x, std::size_t) { return x[0] == 0; };
  layer.advance = [out = plan.output](attention::Representation x, const auto& outputs, std::size_t) {
    x[2] = read_digits(out, outputs[0]);
    return x;
  };
  attention::Stack<A> stack;
  stack.layers = {shift == Shift::recurrent ? detail::shift_by_recurrence(plan, digits) : detail::shift_by_attention(plan, n, digits, beta), layer};
  stack.embed = [](const attention::Representation& token, std::size_t) { return attention::Representation{token[0], none, token[1]}; };
  stack.read = [](const attention::Representation& x) { return x.at(2); };
  return stack;
}

/// Whether a model answers within seconds: by attention every token attends, n^2 steps.
inline bool quickly_answered(const tasks::Recall& task, Shift shift) { return shift == Shift::recurrent || task.n() <= 2048; }

/// For all inputs of ar(n, A). `killing`: a neighbourhood that the model answers wrongly, where one of 16 is (of 2 beyond 4096 tokens).
Proof prove_recall(const Setting& setting, std::int64_t n, std::int64_t alphabet, Shift shift, const Number& beta);

}  // namespace attest::constructions
