#include "adversaries/prefixes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "bounds/integer.hpp"
#include "tasks/evaluation.hpp"
#include "tasks/two_sum.hpp"

namespace attest::adversaries {

namespace {

void shuffle(Choices& choices, tasks::Random& random) {
  for (std::size_t i = choices.size(); i > 1; --i) std::swap(choices[i - 1], choices[random.below(i)]);
}

Choices everything(std::uint32_t alphabet) {
  Choices all(alphabet);
  std::iota(all.begin(), all.end(), 0u);
  return all;
}

/// Most positions of a tail worth varying: a last position more costs one step of the model per prefix.
struct TailShape {
  std::size_t positions = 1;
  std::uint32_t each = 2;
};

/// Sets: n - w values in the head leave alphabet - n + w for w disjoint lists. The shortest tail with the bits asked for,
/// else the one with most bits.
TailShape tail_of_sets(std::size_t length, std::uint32_t alphabet, double bits) {
  TailShape best{1, static_cast<std::uint32_t>(alphabet - length + 1)};
  double most = 0;
  for (std::size_t w = 1; w <= length; ++w) {
    const std::uint32_t each = static_cast<std::uint32_t>((alphabet - length + w) / w);
    const double reached = static_cast<double>(w) * std::log2(static_cast<double>(each));
    if (reached > most) best = {w, each}, most = reached;
    if (most >= bits) break;
  }
  return best;
}

}  // namespace

double TailFamily::bits() const {
  double sum = 0;
  for (const Choices& choices : tail) sum += std::log2(static_cast<double>(choices.size()));
  return sum;
}

std::optional<Prefixes> Prefixes::of(const tasks::Task& task) {
  Prefixes p;
  p.length_ = task.stored();
  const auto narrow = [](std::int64_t x) { return static_cast<std::uint32_t>(x); };
  if (const auto* eva = dynamic_cast<const tasks::Evaluation*>(&task)) {
    p.alphabet_ = narrow(eva->n());
  } else if (const auto* index = dynamic_cast<const tasks::Index*>(&task)) {
    if (index->value_bits() > 20) return std::nullopt;
    p.alphabet_ = narrow(index->answers());
  } else if (const auto* sum = dynamic_cast<const tasks::TwoSum*>(&task)) {
    if (sum->name() != "two-sum" || sum->alphabet() < sum->n() || sum->alphabet() > (1 << 24)) return std::nullopt;
    p.alphabet_ = narrow(sum->alphabet());
    p.sets_ = true;
    const tasks::TwoSum copy = *sum;
    p.token_ = [copy](std::size_t, std::uint32_t c) { return tasks::Token{1, copy.value(c)}; };
    p.query_ = [copy](std::size_t, std::uint32_t c) { return tasks::Token{0, copy.opposite(copy.value(c))}; };
    return p;
  } else {
    return std::nullopt;
  }
  p.token_ = [](std::size_t i, std::uint32_t c) { return tasks::Token{1, static_cast<std::int64_t>(i), c}; };
  p.query_ = [](std::size_t i, std::uint32_t) { return tasks::Token{0, static_cast<std::int64_t>(i)}; };
  return p;
}

double Prefixes::bits() const {
  const double n = static_cast<double>(length_), a = alphabet_;
  if (!sets_) return n * std::log2(a);
  return (std::lgamma(a + 1) - std::lgamma(n + 1) - std::lgamma(a - n + 1)) / std::log(2.0);
}

std::uint64_t Prefixes::count() const {
  const bounds::Integer total = sets_ ? bounds::binomial(alphabet_, static_cast<unsigned long>(length_))
                                      : bounds::power(alphabet_, static_cast<unsigned long>(length_));
  return total.fits_ulong_p() ? total.get_ui() : std::numeric_limits<std::uint64_t>::max();
}

tasks::Tokens Prefixes::tokens(const Choices& choices) const {
  tasks::Tokens result;
  for (std::size_t i = 0; i < choices.size(); ++i) result.push_back(token(i, choices[i]));
  return result;
}

std::optional<tasks::Token> Prefixes::separating_query(const Choices& first, const Choices& second) const {
  if (!sets_) {
    for (std::size_t i = 0; i < first.size(); ++i)
      if (first[i] != second[i]) return query_(i, first[i]);
    return std::nullopt;
  }
  Choices sorted = second;
  std::sort(sorted.begin(), sorted.end());
  for (std::uint32_t value : first)
    if (!std::binary_search(sorted.begin(), sorted.end(), value)) return query_(0, value);
  return std::nullopt;
}

Choices Prefixes::random(tasks::Random& random) const {
  Choices result;
  if (!sets_) {
    for (std::size_t i = 0; i < length_; ++i) result.push_back(static_cast<std::uint32_t>(random.below(alphabet_)));
    return result;
  }
  // Floyd's sampling: each n-set with the same probability, O(n^2) without a table of the alphabet.
  for (std::uint32_t j = alphabet_ - static_cast<std::uint32_t>(length_); j < alphabet_; ++j) {
    const auto draw = static_cast<std::uint32_t>(random.below(j + 1));
    const bool taken = std::find(result.begin(), result.end(), draw) != result.end();
    result.push_back(taken ? j : draw);
  }
  std::sort(result.begin(), result.end());
  return result;
}

TailFamily Prefixes::tail_family(tasks::Random& random, double bits) const {
  TailFamily family;
  if (!sets_) {
    const double each = std::log2(static_cast<double>(alphabet_));
    const double wanted = each > 0 ? std::ceil(bits / each) : 1;
    const std::size_t tail = wanted < static_cast<double>(length_) ? std::max<std::size_t>(1, wanted) : length_;
    for (std::size_t i = 0; i + tail < length_; ++i) family.head.push_back(static_cast<std::uint32_t>(random.below(alphabet_)));
    for (std::size_t j = 0; j < tail; ++j) {
      family.tail.push_back(everything(alphabet_));
      shuffle(family.tail.back(), random);
    }
    return family;
  }
  const TailShape shape = tail_of_sets(length_, alphabet_, bits);
  Choices values = everything(alphabet_);
  shuffle(values, random);
  auto next = values.begin();
  family.head.assign(next, next + static_cast<std::ptrdiff_t>(length_ - shape.positions));
  next += static_cast<std::ptrdiff_t>(length_ - shape.positions);
  for (std::size_t j = 0; j < shape.positions; ++j, next += shape.each) family.tail.emplace_back(next, next + shape.each);
  return family;
}

}  // namespace attest::adversaries
