// Every reachable state, position by position. Eva, Index: two prefixes that reach one state stay together under any common
// suffix, so the first meeting is a pair; if none occurs every prefix has a state of its own and nothing exists. Sets of
// 2-Sum are all run through to the end (merging would lose distinctness). States are compared as bits, never as hashes.
#include <functional>
#include <unordered_map>

#include "adversaries/state_collision.hpp"

namespace attest::adversaries {

namespace {

using arithmetic::BitString;

struct Parent {
  std::uint32_t state = 0, choice = 0;
};

/// Reachable states of one position, with the way back.
struct Frontier {
  std::vector<BitString> states;
  std::vector<Parent> parents;
};

Choices way_to(const std::vector<std::vector<Parent>>& parents, std::uint32_t state) {
  Choices choices(parents.size());
  for (std::size_t position = parents.size(); position-- > 0;) {
    choices[position] = parents[position][state].choice;
    state = parents[position][state].state;
  }
  return choices;
}

std::optional<FoolingPair> breadth_first(const StateProblem& problem, Meter& meter, std::uint64_t most_states, bool& exhausted) {
  const Prefixes& prefixes = problem.prefixes;
  std::vector<BitString> states{problem.machine.initial_state()};
  std::vector<std::vector<Parent>> parents;
  const auto finished = [&](Choices choices) {
    choices.resize(prefixes.length(), 0);
    return choices;
  };
  for (std::size_t position = 0; position < prefixes.length(); ++position) {
    if (states.size() * prefixes.alphabet() > most_states * 2) return std::nullopt;
    std::unordered_map<BitString, std::uint32_t, arithmetic::BitStringHash> seen;
    std::vector<BitString> next;
    parents.emplace_back();
    for (std::uint32_t from = 0; from < states.size(); ++from) {
      for (std::uint32_t choice = 0; choice < prefixes.alphabet(); ++choice) {
        meter.spend();
        BitString state = problem.machine.step(states[from], prefixes.token(position, choice), position);
        const auto number = static_cast<std::uint32_t>(next.size());
        parents.back().push_back({from, choice});
        const auto [place, fresh] = seen.try_emplace(state, number);
        if (!fresh)
          return pair_if_equal(problem, finished(way_to(parents, place->second)), finished(way_to(parents, number)), meter, "exhaustive");
        next.push_back(std::move(state));
      }
    }
    states = std::move(next);
  }
  exhausted = true;
  return std::nullopt;
}

/// Depth first over ascending sets, so that a set costs about one step more than its neighbour.
class Sets {
 public:
  Sets(const StateProblem& problem, Meter& meter) : problem_(problem), meter_(meter) {}
  std::optional<FoolingPair> search() {
    descend(problem_.machine.initial_state(), 0);
    return std::move(found_);
  }

 private:
  void descend(const BitString& state, std::uint32_t least) {
    const std::size_t n = problem_.prefixes.length(), position = choices_.size();
    if (position == n) {
      const auto [place, fresh] = seen_.try_emplace(state, choices_);
      if (!fresh) found_ = pair_if_equal(problem_, place->second, choices_, meter_, "exhaustive");
      return;
    }
    const auto last = static_cast<std::uint32_t>(problem_.prefixes.alphabet() - (n - position));
    for (std::uint32_t choice = least; choice <= last && !found_; ++choice) {
      meter_.spend();
      choices_.push_back(choice);
      descend(problem_.machine.step(state, problem_.prefixes.token(position, choice), position), choice + 1);
      choices_.pop_back();
    }
  }

  const StateProblem& problem_;
  Meter& meter_;
  Choices choices_;
  std::unordered_map<BitString, Choices, arithmetic::BitStringHash> seen_;
  std::optional<FoolingPair> found_;
};

}  // namespace

std::optional<FoolingPair> exhaust_states(const StateProblem& problem, Meter& meter, std::uint64_t most_states, bool& exhausted) {
  exhausted = false;
  if (!problem.prefixes.sets()) return breadth_first(problem, meter, most_states, exhausted);
  if (problem.prefixes.count() > most_states) return std::nullopt;
  auto found = Sets(problem, meter).search();
  exhausted = !found;
  return found;
}

}  // namespace attest::adversaries
