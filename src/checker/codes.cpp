#include "checker/codes.hpp"

#include <algorithm>
#include <bit>

#include "checker/interval.hpp"

namespace attest::checker {

Codes::Codes(const Plan& plan, int digits, const Real& beta, int more)
    : plan_(plan), digits_(digits), more_(more), by_count_(plan.exact || plan.score.sequential() || plan.score.sums() == Sums::exact),
      match_(plan.exact ? beta : plan.score.product(plan.input.convert(beta), plan.input.integer(1))) {
  const Arithmetic& a = plan.score;
  left_to_right_.push_back(plan.exact ? whole(0) : a.integer(0));
  bool multiples = true;
  for (int matches = 1; matches <= digits; ++matches) {
    left_to_right_.push_back(left_to_right_.back());
    if (plan.exact) left_to_right_.back() = exact_product(whole(matches), match_);
    else if (a.sums() == Sums::exact) left_to_right_.back() = a.convert(exact_product(whole(matches), match_));
    else a.accumulate(left_to_right_.back(), match_);
    multiples = multiples && equal(left_to_right_.back(), exact_product(whole(matches), match_));
  }
  by_count_ = by_count_ || multiples;
  zero_ = scores_.intern(left_to_right_[0]);
  for (const Real& score : left_to_right_) counted_.push_back(scores_.intern(score));
}

/// The sum depends on which terms match alone: all matching ones are equal.
Real Codes::pairwise(std::uint64_t matches, int terms) const {
  constexpr int remembered = 17;
  if (terms == 1) return matches ? plan_.score.convert(match_) : left_to_right_[0];
  const std::uint64_t key = matches | static_cast<std::uint64_t>(terms) << 48;
  if (terms <= remembered)
    if (const auto found = halves_.find(key); found != halves_.end()) return found->second;
  const int right = terms - terms / 2;
  const Real sum = plan_.score.add(pairwise(matches >> right, terms / 2), pairwise(matches & ((std::uint64_t{1} << right) - 1), right));
  return terms <= remembered ? halves_.emplace(key, sum).first->second : sum;
}

/// Left to right inside a block and over the blocks, so only how many terms of each block match counts.
Real Codes::blocked(std::uint64_t ones, std::uint64_t zeros) const {
  const int D = digits_, block = static_cast<int>(std::min<std::size_t>(plan_.score.block(), static_cast<std::size_t>(2 * D + more_)));
  Real total = left_to_right_[0];
  for (int start = 0; start < 2 * D; start += block) {
    int matches = 0;
    for (int i = start; i < std::min(start + block, 2 * D); ++i) matches += ((i < D ? ones : zeros) >> (D - 1 - i % D)) & 1;
    if (matches > 0) plan_.score.accumulate(total, left_to_right_[static_cast<std::size_t>(matches)]);
  }
  return total;
}

Real Codes::score(std::uint64_t ones, std::uint64_t zeros) const {
  if (by_count_) return left_to_right_[static_cast<std::size_t>(std::popcount(ones) + std::popcount(zeros))];
  if (plan_.score.sums() == Sums::blocked) return blocked(ones, zeros);
  return plan_.score.add(pairwise(ones, digits_), pairwise(zeros << more_, digits_ + more_));
}

std::uint32_t Codes::index(std::uint64_t target, std::uint64_t key) {
  const std::uint64_t matches = ~(target ^ key) & mask();
  if (by_count_) return counted_[static_cast<std::size_t>(std::popcount(matches))];
  const std::uint64_t ones = target & key;
  if (digits_ > 32) return scores_.intern(score(ones, matches & ~ones));
  const auto [found, is_new] = placed_.emplace(matches << 32 | ones, 0);
  if (is_new) found->second = scores_.intern(score(ones, matches & ~ones));
  return found->second;
}

const Column& Codes::row(const Key& target, const std::vector<Key>& keys) {
  scores_.resize(keys.size());
  for (std::size_t j = 0; j < keys.size(); ++j) scores_.set(j, target && keys[j] ? index(*target, *keys[j]) : zero_);
  return scores_;
}

std::vector<ScorePair> score_pairs(const Codes& codes, const std::vector<Key>& asked) {
  const std::uint64_t all = (std::uint64_t{1} << codes.digits()) - 1;
  require_work(static_cast<double>(asked.size()) * codes.digits() * codes.work(), codes.plan().most_work);
  std::vector<ScorePair> pairs;
  for (const Key& target : asked) {
    if (!target) continue;
    ScorePair found{codes.score(*target, all & ~*target), codes.score(0, 0)};
    for (int digit = 0; digit < codes.digits(); ++digit) {
      const std::uint64_t rest = all & ~(std::uint64_t{1} << digit);
      found.light = larger(found.light, codes.score(*target & rest, ~*target & rest));
      if (codes.by_count()) break;  // the place of the mismatch does not matter
    }
    const auto same = [&](const ScorePair& pair) { return equal(pair.heavy, found.heavy) && equal(pair.light, found.light); };
    if (std::none_of(pairs.begin(), pairs.end(), same)) pairs.push_back(found);
    if (codes.by_count()) break;
  }
  return pairs;
}

Digits::Digits(const Plan& plan, int digits, const std::vector<std::optional<std::uint64_t>>& numbers) {
  const Real zero = plan.exact ? whole(0) : plan.input.integer(0), one = plan.exact ? whole(1) : plan.input.integer(1);
  for (int digit = digits - 1; digit >= 0; --digit) {
    Column& column = columns_.emplace_back();
    const std::uint32_t symbols[2] = {column.intern(zero), column.intern(one)};
    for (const auto& number : numbers) column.push(symbols[number ? (*number >> digit) & 1 : 0]);
  }
}

std::uint64_t read_digits(const std::vector<Real>& outputs) {
  const Real half = one_half();
  std::uint64_t number = 0;
  for (const Real& y : outputs) number = number << 1 | (at_least(y, half) ? 1 : 0);
  return number;
}

std::uint64_t read_digits(const Plan& plan, const Column& scores, const std::vector<Column>& digits) {
  if (!plan.exact) return read_digits(heads(plan, scores, digits));
  std::uint64_t number = 0;
  for (const Column& column : digits) {
    std::vector<long> balance(scores.numbers().size());  // by score: ones less zeros
    for (std::size_t j = 0; j < scores.size(); ++j) balance[scores.index(j)] += column[j].is_zero() ? -1 : 1;
    const bool zero = decide([&](const Enclosing& e) {
      Interval sum = interval(0);
      for (std::size_t score = 0; score < balance.size(); ++score)
        if (balance[score] != 0) sum = e.add(sum, e.mul(interval(balance[score]), e.exp(interval(scores.numbers()[score]), plan.base2)));
      return less(sum, interval(0));
    });
    number = number << 1 | (zero ? 0 : 1);
  }
  return number;
}

std::vector<Key> all_codes(std::int64_t count) {
  std::vector<Key> codes;
  for (std::int64_t code = 0; code < count; ++code) codes.emplace_back(static_cast<std::uint64_t>(code));
  return codes;
}

void require_retrieval(const std::vector<Key>& keys, const Real& beta) {
  std::vector<std::uint64_t> seen;
  for (const Key& key : keys)
    if (key) seen.push_back(*key);
  std::sort(seen.begin(), seen.end());
  if (std::adjacent_find(seen.begin(), seen.end()) != seen.end()) throw NotEstablished("two tokens have one key");
  if (beta.sign() <= 0) throw NotEstablished("beta must be positive");
}

}  // namespace attest::checker
