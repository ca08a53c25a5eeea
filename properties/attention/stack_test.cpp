// Stacks and the machines made of them: token by token equals layer by layer, a joint state or a message is all that passes,
// reported bits are saved bits, bad input is named.
#include "support/generators.hpp"
#include "support/property.hpp"

#include "attention/machines.hpp"
#include "implementation.hpp"
#include "sequence.hpp"

namespace attest::attention::testing {

using arithmetic::Number;
using support::Random;

namespace {

struct StackChoice {
  std::string layers = "RF", mechanism = "gla", format = "bfloat16";
  Softmax softmax = Softmax::online;
  int heads = 2;
  std::uint64_t seed = 0;
  bool skips = false;  ///< layers whose output is used at some positions only
};

/// A stack of no meaning in which everything matters: queries, keys, values and maps mix the representation, the position,
/// the head and the seed; outputs are decoded to small integers.
Layer<Emulated> make_layer(const StackChoice& choice, LayerKind kind, std::uint64_t salt) {
  const Emulated a = emulated(choice.format);
  Layer<Emulated> layer;
  layer.kind = kind;
  layer.heads = choice.heads;
  layer.plan = uniform_plan(a, choice.softmax);
  layer.value_dimension = 2;
  layer.project = [=](const Representation& x, std::size_t position, int head) {
    Random random(salt ^ (static_cast<std::uint64_t>(x[0]) << 32) ^ (position << 16) ^ static_cast<std::uint64_t>(x[1] * 8 + head));
    return to_drive(a, draw_sequence(random, {2, 2, 1, false}).front());
  };
  layer.advance = [](const Representation& x, std::span<const std::vector<Number>> outputs, std::size_t position) {
    std::uint64_t mix = static_cast<std::uint64_t>(x[0]) * 31 + position;
    for (const auto& y : outputs)
      for (const Number& channel : y) mix = mix * 1000003 + channel.significand + static_cast<std::uint64_t>(channel.kind) + channel.negative;
    return Representation{static_cast<std::int64_t>((mix >> 7) % 11), x[1]};
  };
  if (choice.skips) layer.active = [=](const Representation& x, std::size_t position) { return (static_cast<std::uint64_t>(x[0]) + position + salt) % 3 != 0; };
  const Plan<Emulated> plan = layer.plan;
  const std::string mechanism = choice.mechanism;
  layer.make_head = [=](int head) { return make_recurrent_head<Emulated>(mechanism, 2, 2, plan, {FeatureMap::identity, false, head, {}}); };
  return layer;
}

Stack<Emulated> make_stack(const StackChoice& choice) {
  Stack<Emulated> stack;
  for (const LayerKind kind : parse_layers(choice.layers)) stack.layers.push_back(make_layer(choice, kind, choice.seed + 977 * stack.layers.size()));
  stack.embed = [](const Representation& token, std::size_t position) { return Representation{token[0], static_cast<std::int64_t>(position % 3)}; };
  stack.read = [](const Representation& x) { return x[0]; };
  stack.generate = [](const Representation& x) { return Representation{x[0] * 5 % 7}; };
  return stack;
}

std::vector<Representation> draw_tokens(Random& random, std::size_t n) {
  std::vector<Representation> tokens(n);
  for (auto& token : tokens) token = {random.between(0, 6)};
  return tokens;
}

StackChoice draw_choice(const std::vector<std::string>& layers) {
  StackChoice choice;
  choice.layers = *support::one_of(layers);
  choice.mechanism = *support::one_of(recurrent_names());
  choice.format = *support::one_of<std::string>({"bfloat16", "e4m3", "binary32", "e5m2"});
  choice.softmax = *support::one_of<Softmax>({Softmax::online, Softmax::naive});
  choice.heads = static_cast<int>(*support::integers(1, 2));
  choice.seed = *support::words();
  choice.skips = *support::integers(0, 1);
  return choice;
}

/// What crosses a boundary, computed a second time from the representations before each layer.
Crossing crossing_by_layers(const Stack<Emulated>& stack, const std::vector<Representation>& tokens, std::size_t boundary) {
  Crossing crossing;
  crossing.states.resize(1);
  crossing.last_states.resize(1);
  std::vector<Representation> x;
  for (std::size_t i = 0; i < tokens.size(); ++i) x.push_back(stack.embed(tokens[i], i));
  for (const auto& layer : stack.layers) {
    std::vector<arithmetic::BitString> messages(tokens.size() - boundary);
    for (int head = 0; head < layer.heads; ++head) {
      std::vector<Drive<Emulated>> drives;
      for (std::size_t i = 0; i < x.size(); ++i) drives.push_back(layer.project(x[i], i, head));
      if (layer.kind == LayerKind::recurrent) {
        const auto memory = layer.make_head(head);
        for (std::size_t i = 0; i <= x.size(); ++i) {
          if (i == boundary) memory->save_at(crossing.states.back(), i);
          if (i + 1 == x.size()) memory->save_at(crossing.last_states.back(), i);
          if (i < x.size()) memory->step(drives[i]);
        }
        continue;
      }
      for (std::size_t i = boundary; i < x.size(); ++i) {
        const bool last_layer = &layer == &stack.layers.back();
        if ((last_layer && i + 1 < x.size()) || (layer.active && !layer.active(x[i], i))) continue;
        SoftmaxFold<Emulated> fold(layer.plan, 2);
        for (std::size_t j = 0; j < boundary; ++j) fold.step(drives[i].query, drives[j]);
        fold.save(messages[i - boundary]);
      }
    }
    if (layer.kind == LayerKind::full) {
      crossing.messages.push_back(messages);
      crossing.states.emplace_back();
      crossing.last_states.emplace_back();
    }
    x = attention::apply(layer, x);
  }
  crossing.answer = stack.read(x.back());
  return crossing;
}

}  // namespace

TEST(Stack, TokenByTokenIsLayerByLayer) {
  support::expect_holds("machines answer as the whole-sequence definition does, chain of thought included", [] {
    const StackChoice choice = draw_choice({"R", "F", "RF", "FR", "FF", "RRFRR", "RFRFR"});
    const Stack<Emulated> stack = make_stack(choice);
    Random random(choice.seed + 1);
    const auto tokens = draw_tokens(random, 1 + random.below(9));
    for (int generated = 0; generated <= 3; ++generated) RC_ASSERT(make_machine(stack, generated)->answer(tokens) == answer(stack, tokens, generated));
    RC_ASSERT(make_hybrid_machine(stack)->answer(tokens) == answer(stack, tokens));
  });
}

TEST(Stack, TheJointStateIsAllThatPassesBetweenTokens) {
  support::expect_holds("step and read from saved bits equal the whole run; reported bits are saved bits", [] {
    const StackChoice choice = draw_choice({"R", "RR", "RRR"});
    const Stack<Emulated> stack = make_stack(choice);
    Random random(choice.seed + 2);
    const auto tokens = draw_tokens(random, 9);
    const int generated = static_cast<int>(random.below(3));
    const auto machine = make_recurrent_machine(stack, generated);
    arithmetic::BitString state = machine->initial_state();
    for (std::size_t t = 0; t < tokens.size(); ++t) {
      RC_ASSERT(state.size() == machine->state_bits(t));
      const auto prefix = std::span(tokens).first(t + 1);
      RC_ASSERT(machine->read(state, tokens[t], t) == answer(stack, {prefix.begin(), prefix.end()}, generated));
      RC_ASSERT(machine->answer(prefix) == machine->read(state, tokens[t], t));
      state = machine->step(arithmetic::BitString::from_text(state.to_text()), tokens[t], t);
    }
  });
}

TEST(Stack, CrossingShowsStatesAndMessages) {
  support::expect_holds("a crossing has the answer of the run, one entry per group, layer and position, and the lengths that are reported", [] {
    const StackChoice choice = draw_choice({"F", "RF", "FR", "RRFRR", "FF", "RFRF"});
    const Stack<Emulated> stack = make_stack(choice);
    Random random(choice.seed + 3);
    const auto tokens = draw_tokens(random, 8);
    const auto machine = make_hybrid_machine(stack, tokens.size());
    const std::size_t full = static_cast<std::size_t>(std::ranges::count(choice.layers, 'F'));
    for (std::size_t boundary = 0; boundary <= tokens.size(); ++boundary) {
      const Crossing crossing = machine->crossing(tokens, boundary);
      const Crossing expected = crossing_by_layers(stack, tokens, boundary);
      RC_ASSERT(crossing.answer == expected.answer && crossing.states == expected.states);
      RC_ASSERT(crossing.last_states == expected.last_states && crossing.messages == expected.messages);
      RC_ASSERT(crossing.states.size() == full + 1 && crossing.last_states.size() == full + 1 && crossing.messages.size() == full);
      for (std::size_t group = 0; group <= full; ++group) RC_ASSERT(crossing.states[group].size() <= machine->state_bits(group));
      for (std::size_t f = 0; f < full; ++f) {
        RC_ASSERT(crossing.messages[f].size() == tokens.size() - boundary);
        for (const auto& message : crossing.messages[f]) RC_ASSERT(message.size() == 0 || message.size() == machine->message_bits(f));
        if (boundary < tokens.size() && !choice.skips) RC_ASSERT(crossing.messages[f].back().size() == machine->message_bits(f));
      }
    }
  }, 50);
}

/// M3 itself, on one full layer: the last token's output from its message and the keys after the boundary alone.
TEST(Stack, MessagesTogetherWithLaterKeysDetermineTheOutput) {
  for (const Softmax softmax : {Softmax::naive, Softmax::online}) {
    StackChoice choice{"F", "gla", "bfloat16", softmax, 1, 77, false};
    const Stack<Emulated> stack = make_stack(choice);
    const auto machine = make_hybrid_machine(stack);
    Random random(5);
    const auto tokens = draw_tokens(random, 8);
    std::vector<Drive<Emulated>> drives;
    for (std::size_t i = 0; i < tokens.size(); ++i) drives.push_back(stack.layers[0].project(stack.embed(tokens[i], i), i, 0));
    const auto expected = attend<Emulated>(stack.layers[0].plan, drives.back().query, drives);
    for (std::size_t boundary = 0; boundary < tokens.size(); ++boundary) {
      const Crossing crossing = machine->crossing(tokens, boundary);
      SoftmaxFold<Emulated> fold(stack.layers[0].plan, 2);
      arithmetic::BitReader reader(crossing.messages[0].back());
      fold.load(reader);
      for (std::size_t j = boundary; j < drives.size(); ++j) fold.step(drives.back().query, drives[j]);
      EXPECT_EQ(fold.finish(), expected);
    }
  }
}

TEST(Stack, EncoderTreatsEqualTokensEqually) {
  // PPH: without a mask and positions, equal columns give equal outputs, in every format and order of sums; swapping the first
  // two tokens swaps their outputs and leaves the others.
  for (const char* format : {"bfloat16", "e4m3", "binary32"})
    for (const Softmax softmax : {Softmax::naive, Softmax::two_pass, Softmax::online}) {
      StackChoice choice{"F", "gla", format, softmax, 2, 5, false};
      Stack<Emulated> stack = make_stack(choice);
      stack.layers[0].plan.mask = Mask::encoder;
      stack.embed = [](const Representation& token, std::size_t) { return Representation{token[0], 0}; };
      const auto project = stack.layers[0].project;
      stack.layers[0].project = [=](const Representation& x, std::size_t, int head) { return project(x, 0, head); };
      const auto advance = stack.layers[0].advance;
      stack.layers[0].advance = [=](const Representation& x, std::span<const std::vector<Number>> y, std::size_t) { return advance(x, y, 0); };
      const auto x = run(stack, std::vector<Representation>{{3}, {1}, {3}, {5}, {1}});
      EXPECT_EQ(x[0], x[2]);
      EXPECT_EQ(x[1], x[4]);
      const auto swapped = run(stack, std::vector<Representation>{{1}, {3}, {3}, {5}, {1}});
      EXPECT_EQ(swapped[0], x[1]);
      EXPECT_EQ(swapped[1], x[0]);
      EXPECT_EQ(swapped[3], x[3]);
      EXPECT_EQ(make_machine(stack)->answer(std::vector<Representation>{{3}, {1}, {3}, {5}, {1}}), stack.read(x[4]));
    }
}

TEST(Stack, CausalOutputsDoNotSeeLaterTokens) {
  support::expect_holds("changing a later token leaves all earlier representations", [] {
    const StackChoice choice = draw_choice({"F", "RF", "FRF", "RR"});
    const Stack<Emulated> stack = make_stack(choice);
    Random random(choice.seed + 4);
    auto tokens = draw_tokens(random, 7);
    const auto before = run(stack, tokens);
    const std::size_t changed = random.below(7);
    tokens[changed][0] = (tokens[changed][0] + 1) % 7;
    const auto after = run(stack, tokens);
    for (std::size_t i = 0; i < changed; ++i) RC_ASSERT(before[i] == after[i]);
  });
}

TEST(Stack, LayerStrings) {
  for (const std::string text : {"F", "R", "RRFRR", "FFFF"}) EXPECT_EQ(to_text(parse_layers(text)), text);
  for (const std::string text : {"", "RRSR", "rf", "R F"}) EXPECT_THROW(parse_layers(text), std::invalid_argument) << text;
  EXPECT_EQ(make_stack({"RFR", "gla", "bfloat16", Softmax::online, 1, 0, false}).string(), "RFR");
  EXPECT_EQ(head_width(12, 3), 4u);
  for (const auto& [width, heads] : {std::pair{12, 5}, {12, 0}, {0, 1}}) EXPECT_THROW(head_width(static_cast<std::size_t>(width), static_cast<std::size_t>(heads)), std::invalid_argument);
}

TEST(Stack, BadInputIsNamed) {
  const auto stack = [](const std::string& layers, Softmax softmax = Softmax::online) { return make_stack({layers, "log-linear", "bfloat16", softmax, 1, 0, false}); };
  EXPECT_THROW(make_machine(stack("R"))->answer({}), std::invalid_argument);
  EXPECT_THROW(make_recurrent_machine(stack("RF")), std::invalid_argument);
  EXPECT_THROW(make_hybrid_machine(stack("RF", Softmax::two_pass)), std::invalid_argument) << "no prefix message";
  EXPECT_THROW(make_hybrid_machine(stack("RF"))->state_bits(2), std::invalid_argument);
  EXPECT_THROW(make_hybrid_machine(stack("RF"))->message_bits(1), std::invalid_argument);
  Stack<Emulated> silent = stack("R");
  silent.generate = {};
  EXPECT_THROW(make_machine(silent, 1)->answer(std::vector<Representation>{{1}}), std::invalid_argument);
  const auto machine = make_recurrent_machine(stack("R"));
  arithmetic::BitString state = machine->step(machine->initial_state(), {1}, 0);
  state.push(true);
  EXPECT_THROW(machine->read(state, {1}, 1), std::invalid_argument) << "a state that is too long";
}

TEST(SparseMachine, MessagesSelectionAndErrors) {
  const Emulated a = emulated("bfloat16");
  SparseModel<Emulated> model;
  model.layer.plan = uniform_plan(a, Softmax::two_pass);
  model.layer.block_length = 3;
  model.layer.blocks_read = 2;
  model.layer.forced_initial = 1;
  model.layer.compression_weight = a.zero();
  const auto plan = model.layer.plan;
  model.layer.compress = [plan](auto block, std::size_t) { return block_mean<Emulated>(plan, block); };
  model.project = [a](const Representation& x, std::size_t) {
    return Drive<Emulated>{{a.from_integer(8)}, {a.from_integer(x[0])}, {a.from_integer(x[0])}, {}, {}, {}};
  };
  model.read = [a](const std::vector<Number>& y, const Representation&) { return a.nearest_integer(y[0]); };
  model.message_bits = 32;
  const auto machine = make_sparse_machine(model);
  const std::vector<Representation> tokens{{1}, {1}, {1}, {5}, {0}, {4}, {3}, {3}, {3}, {9}, {0}};  // blocks 111 504 333 9; query
  EXPECT_EQ(machine->selected(tokens), (std::vector<std::size_t>{0, 1})) << "means 3 and 3 tie: the lowest index; 9 is in a partial block";
  EXPECT_EQ(machine->answer(tokens), 5);
  EXPECT_EQ(machine->message(std::span(tokens).subspan(3, 3), 1).size(), machine->message_bits());
  EXPECT_EQ(machine->message(std::span(tokens).subspan(3, 3), 1), machine->message(std::span(tokens).subspan(6, 3), 2)) << "both have mean 3";
  EXPECT_THROW(machine->message(std::span(tokens).first(2), 0), std::invalid_argument);
  EXPECT_THROW(machine->answer(std::span(tokens).first(3)), std::invalid_argument) << "k = 2 of one block";
  model.message_bits = 31;
  EXPECT_THROW(make_sparse_machine(model)->message(std::span(tokens).first(3), 0), std::logic_error);
  model.layer.forced_local = 2;
  EXPECT_THROW(make_sparse_machine(model), std::invalid_argument) << "more forced blocks than k";
  model.layer.forced_local = 0;
  model.layer.block_length = 0;
  EXPECT_THROW(make_sparse_machine(model), std::invalid_argument);
}

TEST(SparseMachine, AMessageIsThatOfItsPositions) {
  const Emulated a = emulated("binary32");
  SparseModel<Emulated> model;
  model.layer.plan = uniform_plan(a, Softmax::two_pass);
  model.layer.block_length = 2;
  model.layer.compression_weight = a.zero();
  const auto plan = model.layer.plan;
  model.layer.compress = [plan](auto block, std::size_t) { return block_mean<Emulated>(plan, block); };
  model.project = [a](const Representation& x, std::size_t position) {
    const auto place = static_cast<std::int64_t>(position);
    return Drive<Emulated>{{a.from_integer(1)}, {a.from_integer(x[0] + 100 * place)}, {a.from_integer(place)}, {}, {}, {}};
  };
  model.read = [a](const std::vector<Number>& y, const Representation&) { return a.nearest_integer(y[0]); };
  model.message_bits = 64;
  const auto machine = make_sparse_machine(model);
  const std::vector<Representation> tokens{{1}, {2}, {1}, {2}, {0}};
  for (std::int64_t block = 0; block < 3; ++block) {  // positions 2b and 2b+1: mean key (3 + 100(4b+1))/2, mean value (4b+1)/2
    arithmetic::BitString expected;
    a.write(expected, a.from_ratio(103 + 400 * block, 2));
    a.write(expected, a.from_ratio(4 * block + 1, 2));
    EXPECT_EQ(machine->message(std::span(tokens).first(2), static_cast<std::size_t>(block)), expected);
  }
  EXPECT_EQ(machine->selected(tokens), std::vector<std::size_t>{1});
  EXPECT_EQ(machine->answer(tokens), 3);  // keys 201 and 302: all weight on position 3
}

}  // namespace attest::attention::testing
