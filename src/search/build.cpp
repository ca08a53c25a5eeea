// From the text of a configuration to the machine under attack.
#include <stdexcept>

#include "attention/machines.hpp"
#include "search/roles.hpp"

namespace attest::search {

Stack make_stack(const Configuration& configuration, const tasks::Task& task) {
  Stack stack;
  for (const LayerText& text : configuration.layers)
    stack.layers.push_back(text.kind == 'R' ? make_recurrent_layer(configuration, text, task) : make_full_layer(configuration, text, task));
  stack.embed = [](const Representation& token, std::size_t) { return embed_token(token); };
  const std::uint64_t answers = static_cast<std::uint64_t>(task.answers());
  if (configuration.readout == "hash")
    stack.read = [answers](const Representation& x) { return static_cast<std::int64_t>(mix(0, x) % answers); };
  else
    stack.read = [](const Representation& x) { return known_in(x).empty() ? 0 : known_in(x).back(); };
  // The generated token remembers the argument and what was read so far (one digit more each time).
  stack.generate = [](const Representation& x) {
    const auto token = token_in(x), known = known_in(x);
    Representation next(token.begin(), token.end());
    next[0] = 2;
    next.push_back(known.empty() ? 0 : known.front());
    return next;
  };
  return stack;
}

adversaries::ToyStack make_toy(const ToyText& toy, const tasks::Task& task) {
  using Family = adversaries::ToyFamily;
  adversaries::ToyShape shape;
  shape.layers = toy.layers;
  for (std::int64_t bits : toy.states) shape.state_bits.push_back(static_cast<std::size_t>(bits));
  shape.message_bits = static_cast<std::size_t>(toy.message);
  shape.family = toy.family == "hashed" ? Family::hashed : toy.family == "counting" ? Family::counting
               : toy.family == "retrieving" ? Family::retrieving : Family::folding;
  shape.answers = task.answers();
  shape.seed = static_cast<std::uint64_t>(toy.seed);
  return adversaries::ToyStack(std::move(shape));
}

std::unique_ptr<attention::Machine> build(const Configuration& configuration) {
  const auto task = task_of(configuration);
  if (!configuration.toy.family.empty()) return std::make_unique<adversaries::ToyStack>(make_toy(configuration.toy, *task));
  if (configuration.layers.front().kind == 'S') {
    if (configuration.generated > 0) throw std::invalid_argument("configuration '" + configuration.name + "': a sparse layer generates no tokens");
    return attention::make_sparse_machine<arithmetic::Emulated>(make_sparse(configuration.layers.front(), *task));
  }
  Stack stack = make_stack(configuration, *task);
  if (configuration.string().find('F') == std::string::npos)
    return attention::make_recurrent_machine<arithmetic::Emulated>(std::move(stack), static_cast<int>(configuration.generated));
  if (configuration.generated > 0)
    throw std::invalid_argument("configuration '" + configuration.name + "': chain of thought is for recurrent stacks (bounds.md, M5)");
  return attention::make_hybrid_machine<arithmetic::Emulated>(std::move(stack), task->stored() + 2);
}

}  // namespace attest::search
