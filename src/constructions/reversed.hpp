// Construction 6, reversed order (theory.md section 3): w, z_0, z_1, ..., z_L. ONE recurrent layer with O(L log n) bits.
//
// The layer is a general recurrence h_t = g(x_t, h_{t-1}) on exact digits, which is all that the lower bounds ask of a
// recurrence (bounds.md, M2). It keeps w, i_l (the result of the last finished function's chase) and one bit "found in the
// present function". At a token (l, a, v): if a = 0 the bit is cleared; if it is clear and a = w_{l-1} N_{l-2} + i_{l-1}
// (l = 1: a = i_0), then i becomes v and the bit is set. Arguments ascend inside a function, so the bit keeps a later
// argument from being compared with the new i. State: width_of(N_{L-1}) + Σ width_of(n_l) + 1 bits.
// Right for all inputs by induction over the functions: after z_l's tokens i = i_l. Induction step: for every function, argument
// (w_{l-1}, i_{l-1}) and token, the layer itself is put into the state that the claim names and takes the token in. Values enter
// the state only where the argument is right, digit by digit, so the values 0 and 11..1 decide; tokens after that meet the state
// with the value that would deceive a layer without the bit. All is about digits 0 and 1 and integers: in any arithmetic.
#pragma once

#include "constructions/composition.hpp"

namespace attest::constructions {

/// Drives of this head hold 0/1 digits: key = tag, then argument; value = payload (w of all tokens, z_0, or a value). A tag
/// code L+1 marks the token of w.
template <arithmetic::Arithmetic A>
class ChasingHead final : public attention::RecurrentHead<A> {
 public:
  using Number = typename A::Number;
  /// Without `memory` the bit is never set: the planted fault.
  ChasingHead(A input, const tasks::Composition& task, bool memory = true)
      : input_(std::move(input)), codes_(task), factors_(task.factors()), w_(factors_.size(), 0), memory_(memory) {}

  static int tag_width(const CompositionCodes& codes) { return tasks::width_of(codes.L + 2); }
  static int payload_width(const CompositionCodes& codes, std::span<const std::int64_t> factors) {
    int width = 0;
    for (std::int64_t factor : factors) width += tasks::width_of(factor);
    return std::max(width, codes.argument_width);
  }

  std::vector<Number> step(const attention::Drive<A>& drive) override {
    const std::size_t tags = static_cast<std::size_t>(tag_width(codes_));
    const std::int64_t tag = number(std::span(drive.key).first(tags)), argument = number(std::span(drive.key).subspan(tags));
    std::int64_t payload = number(drive.value);
    if (tag == codes_.L + 1) {
      for (std::size_t l = w_.size(); l-- > 0; payload >>= tasks::width_of(factors_[l]))
        w_[l] = payload & ((std::int64_t{1} << tasks::width_of(factors_[l])) - 1);
    } else if (tag == 0) {
      reached_ = payload;
    } else {
      if (argument == 0) found_ = false;
      if (!found_ && codes_.code(tag, argument) == codes_.next(tag - 1, reached_, w_)) {
        reached_ = payload;
        found_ = memory_;
      }
    }
    std::vector<Number> y;
    for (int digit : tasks::digits_of(reached_, codes_.argument_width)) y.push_back(input_.from_integer(digit));
    return y;
  }
  void save(arithmetic::BitString& bits) const override {
    bits.append(static_cast<std::uint64_t>(reached_), codes_.argument_width);
    bits.push(found_);
    for (std::size_t l = 0; l < w_.size(); ++l) bits.append(static_cast<std::uint64_t>(w_[l]), tasks::width_of(factors_[l]));
  }
  void load(arithmetic::BitReader& reader) override {
    reached_ = static_cast<std::int64_t>(reader.read(codes_.argument_width));
    found_ = reader.read(1) != 0;
    for (std::size_t l = 0; l < w_.size(); ++l) w_[l] = static_cast<std::int64_t>(reader.read(tasks::width_of(factors_[l])));
  }
  std::unique_ptr<attention::RecurrentHead<A>> clone() const override { return std::make_unique<ChasingHead>(*this); }

 private:
  std::int64_t number(std::span<const Number> digits) const {
    std::int64_t value = 0;
    for (const Number& digit : digits) value = 2 * value + input_.nearest_integer(digit);
    return value;
  }
  A input_;
  CompositionCodes codes_;
  std::vector<std::int64_t> factors_, w_;
  std::int64_t reached_ = 0;
  bool found_ = false, memory_ = true;
};

/// The stack "R" for a reversed task; the answer is read at the last token, which is z_L's.
template <arithmetic::Arithmetic A>
attention::Stack<A> reversed_stack(const attention::Plan<A>& plan, const tasks::Composition& task, bool memory = true) {
  if (task.order() != tasks::Composition::TokenOrder::reversed)
    throw std::invalid_argument("this construction needs the reversed token order, not " + task.sizes());
  const CompositionCodes codes(task);
  const auto factors = task.factors();
  attention::Layer<A> layer;
  layer.kind = attention::LayerKind::recurrent;
  layer.plan = plan;
  layer.make_head = [input = plan.input, task, memory](int) { return std::make_unique<ChasingHead<A>>(input, task, memory); };
  layer.project = [=, input = plan.input](const attention::Representation& x, std::size_t, int) {
    std::int64_t payload = x[0] == 0 ? x[1] : x[0] > 0 ? x[2] : 0;
    for (std::size_t l = 0; x[0] == -1 && l < factors.size(); ++l)
      payload = (payload << tasks::width_of(factors[l])) + x[l + 1];
    const auto append = [&](auto& vector, std::int64_t value, int width) {
      for (int digit : tasks::digits_of(value, width)) vector.push_back(input.from_integer(digit));
    };
    attention::Drive<A> drive;
    append(drive.key, x[0] == -1 ? codes.L + 1 : x[0], ChasingHead<A>::tag_width(codes));
    append(drive.key, x[0] > 0 ? x[1] : 0, codes.argument_width);
    append(drive.value, payload, ChasingHead<A>::payload_width(codes, factors));
    return drive;
  };
  layer.advance = [output = plan.output](const attention::Representation&, const auto& outputs, std::size_t) {
    return attention::Representation{read_digits(output, outputs[0])};
  };
  attention::Stack<A> stack;
  stack.layers.push_back(layer);
  stack.read = [](const attention::Representation& x) { return x.at(0); };
  return stack;
}

/// Bits of the state.
int reversed_state_bits(const tasks::Composition& task);

/// For all inputs. `killing` without memory: all values 0 but z_L(0) = 1, which is then taken for an argument.
Proof prove_reversed(const Setting& setting, const tasks::Composition& task, bool memory = true);

}  // namespace attest::constructions
