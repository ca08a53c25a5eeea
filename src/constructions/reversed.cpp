// The induction over the functions of a reversed input, on the layer itself.
#include "constructions/reversed.hpp"

#include "evidence/certificate.hpp"

namespace attest::constructions {

int reversed_state_bits(const tasks::Composition& task) {
  const CompositionCodes codes(task);
  int bits = codes.argument_width + 1;
  for (const std::int64_t factor : task.factors()) bits += tasks::width_of(factor);
  return bits;
}

namespace {

struct State {
  std::int64_t reached = 0;
  bool found = false;
  std::vector<std::int64_t> w;
  bool operator==(const State&) const = default;
};

/// The layer of `reversed_stack`, put into any state.
template <arithmetic::Arithmetic A>
class Layer {
 public:
  Layer(const attention::Plan<A>& plan, const tasks::Composition& task, bool memory)
      : codes_(task), factors_(task.factors()), layer_(reversed_stack(plan, task, memory).layers[0]), head_(layer_.make_head(0)) {}

  State after(const State& state, const attention::Representation& token) {
    load(state);
    head_->absorb(layer_.project(token, 0, 0));
    return saved();
  }
  /// What the layer answers in this state, at a token that changes nothing (an argument that nothing asks for).
  std::int64_t answer(const State& state, const attention::Representation& token) {
    load(state);
    const std::vector<std::vector<typename A::Number>> outputs{head_->step(layer_.project(token, 0, 0))};
    return layer_.advance(token, outputs, 0)[0];
  }

 private:
  void load(const State& state) {
    arithmetic::BitString bits;
    bits.append(static_cast<std::uint64_t>(state.reached), codes_.argument_width);
    bits.push(state.found);
    for (std::size_t l = 0; l < factors_.size(); ++l) bits.append(static_cast<std::uint64_t>(state.w[l]), tasks::width_of(factors_[l]));
    arithmetic::BitReader reader(bits);
    head_->load(reader);
  }
  State saved() const {
    arithmetic::BitString bits;
    head_->save(bits);
    arithmetic::BitReader reader(bits);
    State state;
    state.reached = static_cast<std::int64_t>(reader.read(codes_.argument_width));
    state.found = reader.read(1) != 0;
    for (const std::int64_t factor : factors_) state.w.push_back(static_cast<std::int64_t>(reader.read(tasks::width_of(factor))));
    return state;
  }
  CompositionCodes codes_;
  std::vector<std::int64_t> factors_;
  attention::Layer<A> layer_;
  std::unique_ptr<attention::RecurrentHead<A>> head_;
};

/// One line about the first step that is not as claimed; empty when all are.
template <arithmetic::Arithmetic A>
std::string violation(const attention::Plan<A>& plan, const tasks::Composition& task, bool memory, std::uint64_t& cases) {
  Layer<A> layer(plan, task, memory);
  const auto complain = [&](int l, std::int64_t a, const char* what) { return "z_" + std::to_string(l) + "'s token " + std::to_string(a) + what; };
  const auto factors = task.factors();
  cases = 0;
  for (int l = 1; l <= task.L(); ++l) {
    const std::int64_t size = task.N(l - 1), before = l == 1 ? task.m() : task.N(l - 2);
    for (std::int64_t target = 0; target < size; ++target) {  // w_{l-1} N_{l-2} + i_{l-1}
      State state{target % before, false, std::vector<std::int64_t>(factors.size(), 0)};
      if (l > 1) state.w[static_cast<std::size_t>(l) - 2] = target / before;
      for (std::int64_t a = 0; a < size; ++a, ++cases) {
        State here = state;
        here.found = a > target && memory;
        if (a > target) here.reached = std::clamp<std::int64_t>(a - target / before * before, 0, size - 1);  // a itself, where it can be
        if (a == 0) here.found = true;  // left over from the function before
        for (const std::int64_t value : {std::int64_t{0}, size - 1}) {
          State expected = here;
          if (a == target) expected.reached = value;
          expected.found = memory && a >= target;
          if (layer.after(here, {l, a, value}) != expected) return complain(l, a, " does not leave the state that it should");
        }
      }
    }
  }
  const std::int64_t last = task.N(task.L() - 1) - 1;
  for (std::int64_t reached = 0; reached <= last; ++reached, ++cases)  // the bit is set: z_L's last token changes nothing
    if (memory && layer.answer({reached, true, std::vector<std::int64_t>(factors.size(), 0)}, {task.L(), last, 0}) != reached)
      return "the value " + std::to_string(reached) + " is not answered";
  for (std::size_t l = 0; l < factors.size(); ++l)
    for (const std::int64_t w : {std::int64_t{0}, factors[l] - 1}) {  // w's token and z_0's set the state, whatever it was
      attention::Representation token{-1};
      State expected{0, false, std::vector<std::int64_t>(factors.size(), 0)};
      expected.w[l] = w;
      token.insert(token.end(), expected.w.begin(), expected.w.end());
      if (layer.after({0, false, std::vector<std::int64_t>(factors.size(), 0)}, token) != expected) return "w is not taken in";
      ++cases;
    }
  for (std::int64_t z0 = 0; z0 < task.m(); ++z0, ++cases)
    if (layer.after({0, false, std::vector<std::int64_t>(factors.size(), 0)}, {0, z0}).reached != z0) return "z_0 is not taken in";
  return {};
}

tasks::Tokens deceiving(const tasks::Composition& task) {
  std::vector<std::uint64_t> choices(task.radices().size(), 0);
  choices[choices.size() - static_cast<std::size_t>(task.N(task.L() - 1))] = 1;  // z_L(0)
  return task.assemble(choices);
}

}  // namespace

Proof prove_reversed(const Setting& setting, const tasks::Composition& task, bool memory) {
  Proof proof;
  proof.inputs = task.count_text();
  std::string sizes = "sizes " + std::to_string(task.m());
  for (const std::int64_t factor : task.factors()) sizes += " " + std::to_string(factor);
  proof.certificate = evidence::certificate("all-inputs", "claim reversed-composition\nL " + std::to_string(task.L()) + "\n" + sizes + "\nmemory " + (memory ? "yes" : "no") +
                                                              "\nstate-bits " + std::to_string(reversed_state_bits(task)) + "\n" + arithmetic_block(setting) + "method derivation\n");
  try {
    if (setting.exact) {
      proof.reason = arithmetic::decide([&](const auto& a) { return violation(plan_over(setting, a), task, memory, proof.extremal_cases); }).value.value_or("undecided at 4096 bits");
    } else {
      proof.reason = violation(setting.plan, task, memory, proof.extremal_cases);
    }
  } catch (const arithmetic::Undefined& problem) {
    proof.reason = problem.what();
  }
  proof.holds = proof.reason.empty();
  if (!memory) proof.killing = deceiving(task);
  return proof;
}

}  // namespace attest::constructions
