#include "adversaries/direct_search.hpp"

#include <optional>
#include <stdexcept>

#include "adversaries/collision_table.hpp"

namespace attest::adversaries {

namespace {

std::optional<std::int64_t> truth(const tasks::Task& task, const Tokens& tokens) {
  try {
    return task.oracle(tokens);
  } catch (const std::invalid_argument&) {
    return std::nullopt;
  }
}

class Search {
 public:
  Search(const attention::Machine& machine, const tasks::Task& task, Meter& meter, std::uint64_t seed, const Margin& margin)
      : machine_(machine), task_(task), meter_(meter), margin_(margin), random_(seed) {}

  std::optional<Counterexample> everything(bool& exhausted);
  std::optional<Counterexample> sampled(std::uint64_t inputs, bool structured);
  std::optional<Counterexample> climb();

 private:
  std::optional<Counterexample> wrong(const Tokens& tokens, const char* engine) {
    const auto expected = truth(task_, tokens);
    if (!expected) return std::nullopt;
    meter_.spend();
    const std::int64_t answered = machine_.answer(tokens);
    if (answered == *expected) return std::nullopt;
    return Counterexample{tokens, *expected, answered, {}, engine};
  }
  /// A well-formed neighbour: one to three tokens replaced by those another input has there, or an entry moved by 1.
  Tokens neighbour(const Tokens& tokens);

  const attention::Machine& machine_;
  const tasks::Task& task_;
  Meter& meter_;
  const Margin& margin_;
  tasks::Random random_;
};

std::optional<Counterexample> Search::everything(bool& exhausted) {
  const std::uint64_t count = task_.count();
  if (count > meter_.left() / 2) return std::nullopt;
  for (std::uint64_t index = 0; index < count; ++index)
    if (auto found = wrong(task_.input(index), "all inputs")) return found;
  exhausted = true;
  return std::nullopt;
}

std::optional<Counterexample> Search::sampled(std::uint64_t inputs, bool structured) {
  for (std::uint64_t i = 0; i < inputs; ++i)
    if (auto found = wrong(structured ? task_.structured(random_) : task_.uniform(random_), structured ? "structured inputs" : "uniform inputs"))
      return found;
  return std::nullopt;
}

Tokens Search::neighbour(const Tokens& tokens) {
  for (int attempt = 0; attempt < 32; ++attempt) {
    Tokens next = tokens;
    if (random_.below(4) == 0) {
      tasks::Token& token = next[random_.below(next.size())];
      token.back() += random_.below(2) == 0 ? 1 : -1;
    } else {
      const Tokens other = random_.below(2) == 0 ? task_.uniform(random_) : task_.structured(random_);
      for (std::uint64_t changes = 1 + random_.below(3); changes > 0; --changes) {
        const std::size_t at = random_.below(next.size());
        if (at < other.size()) next[at] = other[at];
      }
    }
    if (next != tokens && truth(task_, next)) return next;
  }
  return task_.uniform(random_);
}

std::optional<Counterexample> Search::climb() {
  constexpr int patience = 200;
  while (true) {
    Tokens at = task_.structured(random_);
    double height = 0;
    const auto margin_of = [&](const Tokens& tokens) {
      meter_.spend();
      return margin_(tokens, task_.oracle(tokens));
    };
    if (margin_) height = margin_of(at);
    for (int idle = 0; idle < patience; ++idle) {
      Tokens next = neighbour(at);
      if (auto found = wrong(next, "hill-climbing")) return found;
      if (!margin_) {
        at = std::move(next);
        continue;
      }
      const double lower = margin_of(next);
      if (lower < height) idle = 0;
      if (lower <= height) at = std::move(next), height = lower;
    }
  }
}

}  // namespace

std::optional<Counterexample> search_wrong_answer(const attention::Machine& machine, const tasks::Task& task, Meter& meter,
                                                  std::uint64_t seed, const Margin& margin, bool& exhausted) {
  exhausted = false;
  Search search(machine, task, meter, seed, margin);
  // A few inputs of each kind first: most wrong models are wrong there.
  std::optional<Counterexample> found = search.sampled(16, true);
  if (!found) found = search.sampled(64, false);
  if (!found) found = search.everything(exhausted);
  if (!found && !exhausted) found = search.sampled(meter.left() / 4, true);
  if (!found && !exhausted) found = search.sampled(meter.left() / 3, false);
  if (!found && !exhausted) found = search.climb();
  return found;
}

Outcome find_wrong_answer(const attention::Machine& machine, const tasks::Task& task, const AttackBudget& budget, std::uint64_t seed,
                          const Margin& margin) {
  Meter meter(budget);
  NotFound nothing;
  try {
    if (auto found = search_wrong_answer(machine, task, meter, seed, margin, nothing.exhausted)) {
      found->cost = meter.cost();
      return shrink(machine, task, std::move(*found), meter);
    }
    nothing.reason = "all " + task.count_text() + " inputs are answered rightly";
  } catch (const Spent& spent) {
    nothing.stopped = spent.stopped;
    nothing.reason = spent.stopped ? "stopped" : "budget spent";
  }
  nothing.cost = meter.cost();
  return nothing;
}

Counterexample shrink(const attention::Machine& machine, const tasks::Task& task, Counterexample found, Meter& meter) {
  const auto better = [&](Tokens&& tokens) {
    const auto expected = truth(task, tokens);
    if (!expected) return false;
    meter.spend();
    const std::int64_t answered = machine.answer(tokens);
    if (answered == *expected) return false;
    found.tokens = std::move(tokens);
    found.expected = *expected;
    found.answered = answered;
    return true;
  };
  const auto drop = [&](std::size_t at) {
    Tokens tokens = found.tokens;
    tokens.erase(tokens.begin() + static_cast<std::ptrdiff_t>(at));
    return better(std::move(tokens));
  };
  const auto lower = [&](std::size_t at, std::size_t entry) {
    const std::int64_t value = found.tokens[at][entry];
    if (value <= 0) return false;
    for (std::int64_t next : {std::int64_t{0}, value / 2, value - 1}) {
      Tokens tokens = found.tokens;
      tokens[at][entry] = next;
      if (next < value && better(std::move(tokens))) return true;
    }
    return false;
  };
  try {
    meter.allow(std::min<std::uint64_t>(meter.left(), 20'000));
    for (bool changed = true; changed;) {
      changed = false;
      for (std::size_t at = 0; at < found.tokens.size(); ++at)
        while (found.tokens.size() > 1 && at < found.tokens.size() && drop(at)) changed = true;
      for (std::size_t at = 0; at < found.tokens.size(); ++at)
        for (std::size_t entry = 1; entry < found.tokens[at].size(); ++entry)
          while (lower(at, entry)) changed = true;
    }
  } catch (const Spent&) {
    // What was reached so far is a counterexample.
  }
  meter.release();
  found.cost = meter.cost();
  return found;
}

}  // namespace attest::adversaries
