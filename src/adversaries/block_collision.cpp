#include "adversaries/block_collision.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "adversaries/block_sets.hpp"
#include "adversaries/confirm.hpp"

namespace attest::adversaries {

namespace {

using arithmetic::BitString;
/// For one value and one block: numbers of sets with and without it that share a message.
struct Ambiguity {
  std::uint64_t with = 0, without = 0;
};

class BlockAttack {
 public:
  BlockAttack(const attention::SparseMachine& machine, const tasks::TwoSum& task, Meter& meter, std::uint64_t seed)
      : machine_(machine), task_(task), meter_(meter), B_(machine.block_length()), blocks_(task.stored() / B_),
        sets_(static_cast<std::uint32_t>(task.alphabet()), static_cast<std::uint32_t>(B_), seed) {}

  std::optional<FoolingPair> neighbours(std::uint64_t seed);
  std::optional<FoolingPair> anywhere();
  std::optional<FoolingPair> by_place(bool& exhausted);

 private:
  Tokens block(const Set& set) const {
    Tokens tokens;
    for (std::uint32_t number : set) tokens.push_back({1, task_.value(number)});
    return tokens;
  }
  BitString message(const Set& set, std::size_t place) {
    meter_.spend();
    return machine_.message(block(set), place);
  }
  std::optional<FoolingPair> assemble(std::uint32_t v, const std::vector<Set>& without, const std::vector<std::optional<Set>>& with,
                                      const char* engine);
  std::optional<FoolingPair> swap(const Set& with, const Set& without);
  void mark(std::size_t place, const Set& with, const Set& without, const Ambiguity& numbers);
  std::optional<FoolingPair> swap_ambiguous(std::uint32_t v, std::uint64_t known_sets);

  const attention::SparseMachine& machine_;
  const tasks::TwoSum& task_;
  Meter& meter_;
  std::size_t B_, blocks_;
  BlockSets sets_;
  std::vector<std::vector<std::optional<Ambiguity>>> ambiguous_;  // [value][block]
  std::vector<std::size_t> places_;                               // [value]: blocks where it is ambiguous
};

/// `without[b]` fills block b; `with[b]`, where there is one, has the same message there and holds v.
std::optional<FoolingPair> BlockAttack::assemble(std::uint32_t v, const std::vector<Set>& without,
                                                 const std::vector<std::optional<Set>>& with, const char* engine) {
  FoolingPair pair;
  for (const Set& set : without)
    for (const Tokens tokens = block(set); const auto& token : tokens) pair.second.push_back(token);
  const Tokens rest = block(without.front());  // an incomplete last block shows no message but may be read
  for (std::size_t i = 0; pair.second.size() < task_.stored(); ++i) pair.second.push_back(rest[i]);
  pair.query = {{0, task_.opposite(task_.value(v))}};
  Tokens whole = pair.second;
  whole.push_back(pair.query.front());
  meter_.spend();
  const std::vector<std::size_t> read = machine_.selected(whole);
  for (std::size_t place = 0; place < blocks_; ++place) {
    if (!with[place] || std::find(read.begin(), read.end(), place) != read.end()) continue;
    if (message(*with[place], place) != message(without[place], place)) continue;
    pair.first = pair.second;
    const Tokens swapped = block(*with[place]);
    std::copy(swapped.begin(), swapped.end(), pair.first.begin() + static_cast<std::ptrdiff_t>(place * B_));
    for (std::size_t b = 0; b < blocks_; ++b) pair.state.append(message(without[b], b));
    pair.first_truth = 1;
    pair.second_truth = 0;
    pair.engine = engine;
    return pair;
  }
  return std::nullopt;
}

std::optional<FoolingPair> BlockAttack::swap(const Set& with, const Set& without) {
  for (std::uint32_t v : with) {
    if (std::binary_search(without.begin(), without.end(), v)) continue;
    auto pair = assemble(v, std::vector<Set>(blocks_, without), std::vector<std::optional<Set>>(blocks_, with), "block collision");
    if (pair) return pair;
  }
  return std::nullopt;
}

/// The cheap engine: one value of a set exchanged. A compressor that drops or merges values falls here at once.
std::optional<FoolingPair> BlockAttack::neighbours(std::uint64_t seed) {
  tasks::Random random(seed);
  const auto alphabet = static_cast<std::uint64_t>(task_.alphabet());
  for (std::uint64_t number = 0; number < std::min<std::uint64_t>(sets_.count(), 32); ++number) {
    const Set set = sets_.at(number);
    const BitString own = message(set, 0);
    for (std::size_t i = 0; i < B_; ++i) {
      Set other = set;
      other[i] = static_cast<std::uint32_t>(random.below(alphabet));
      if (std::find(set.begin(), set.end(), other[i]) != set.end()) continue;
      std::sort(other.begin(), other.end());
      if (message(other, 0) != own) continue;
      if (auto pair = swap(set, other)) return pair;
      if (auto pair = swap(other, set)) return pair;
    }
  }
  return std::nullopt;
}

/// One collision in block 0, hoped to hold in every block.
std::optional<FoolingPair> BlockAttack::anywhere() {
  CollisionTable table(meter_.memory_bytes());
  for (std::uint64_t number = 0; number < sets_.count() && !table.full(); ++number) {
    const Set set = sets_.at(number);
    const auto other = table.find_or_insert(message(set, 0).hash(), number);
    if (!other) continue;
    const Set earlier = sets_.at(*other);
    if (earlier == set || message(earlier, 0) != message(set, 0)) continue;
    if (auto pair = swap(set, earlier)) return pair;
    if (auto pair = swap(earlier, set)) return pair;
    if (message(earlier, blocks_ - 1) != message(set, blocks_ - 1)) return std::nullopt;  // the compressor sees the place
  }
  return std::nullopt;
}

/// Twice as many sets in every block each time, until some value is ambiguous in k+1 blocks.
std::optional<FoolingPair> BlockAttack::by_place(bool& exhausted) {
  const auto alphabet = static_cast<std::size_t>(task_.alphabet());
  std::vector<CollisionTable> tables(blocks_, CollisionTable(meter_.memory_bytes() / blocks_));
  ambiguous_.assign(alphabet, std::vector<std::optional<Ambiguity>>(blocks_));
  places_.assign(alphabet, 0);
  for (std::uint64_t from = 0, to = 16;; from = to, to *= 2) {
    to = std::min(to, sets_.count());
    for (std::uint64_t number = from; number < to; ++number) {
      const Set set = sets_.at(number);
      for (std::size_t place = 0; place < blocks_; ++place) {
        const auto other = tables[place].find_or_insert(message(set, place).hash(), number);
        if (!other) continue;
        const Set earlier = sets_.at(*other);
        mark(place, set, earlier, {number, *other});
        mark(place, earlier, set, {*other, number});
      }
    }
    for (std::uint32_t v = 0; v < alphabet; ++v)
      if (places_[v] > machine_.blocks_read())
        if (auto pair = swap_ambiguous(v, to)) return pair;
    if (to >= sets_.count() || to > (std::uint64_t{1} << 40)) break;
  }
  exhausted = sets_.all_listed();
  return std::nullopt;
}

/// Every value of `with` that `without` lacks is ambiguous in this block. Against the first set of a message is enough: if
/// any two sets of one message differ in v, one of them differs in v from the first.
void BlockAttack::mark(std::size_t place, const Set& with, const Set& without, const Ambiguity& numbers) {
  for (std::uint32_t v : with) {
    if (ambiguous_[v][place] || std::binary_search(without.begin(), without.end(), v)) continue;
    ambiguous_[v][place] = numbers;
    ++places_[v];
  }
}

std::optional<FoolingPair> BlockAttack::swap_ambiguous(std::uint32_t v, std::uint64_t known_sets) {
  Set blank = sets_.at(0);  // without v, for the blocks where v is not ambiguous
  for (std::uint64_t i = 1; std::binary_search(blank.begin(), blank.end(), v) && i < known_sets; ++i) blank = sets_.at(i);
  if (std::binary_search(blank.begin(), blank.end(), v)) return std::nullopt;
  std::vector<Set> without(blocks_, blank);
  std::vector<std::optional<Set>> with(blocks_);
  for (std::size_t place = 0; place < blocks_; ++place) {
    if (!ambiguous_[v][place]) continue;
    without[place] = sets_.at(ambiguous_[v][place]->without);
    with[place] = sets_.at(ambiguous_[v][place]->with);
  }
  return assemble(v, without, with, "block collision by place");
}

}  // namespace

Outcome find_block_collision(const attention::SparseMachine& machine, const tasks::Task& task, const AttackBudget& budget,
                             std::uint64_t seed) {
  const auto* sum = dynamic_cast<const tasks::TwoSum*>(&task);
  if (!sum || sum->name() != "two-sum" || sum->distinct())
    throw std::invalid_argument("block collisions are searched on two-sum with values that may repeat, not on " + task.name() + " " + task.sizes());
  const std::size_t B = machine.block_length();
  if (B == 0 || B > task.stored() || static_cast<std::int64_t>(B) > sum->alphabet())
    throw std::invalid_argument("block collisions need a complete block of distinct values");
  Meter meter(budget);
  NotFound nothing;
  nothing.reason = "no value with two messages in enough blocks found";
  try {
    BlockAttack attack(machine, *sum, meter, seed);
    meter.allow(meter.left() / 2);
    std::optional<FoolingPair> pair;
    try {
      pair = attack.neighbours(derived_seed(seed, 1));
      if (!pair) pair = attack.anywhere();
    } catch (const Spent& spent) {
      if (spent.stopped) throw;
    }
    meter.release();
    if (!pair) pair = attack.by_place(nothing.exhausted);
    if (pair) {
      pair->cost = meter.cost();
      if (const Confirmation confirmed = confirm_fooling_pair(machine, task, *pair); confirmed) return *pair;
      else nothing.reason = pair->engine + ": not confirmed: " + confirmed.reason;
    }
  } catch (const Spent& spent) {
    nothing.stopped = spent.stopped;
    nothing.reason = spent.stopped ? "stopped" : "budget spent";
  }
  nothing.cost = meter.cost();
  return nothing;
}

}  // namespace attest::adversaries
