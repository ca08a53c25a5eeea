// Retrieval over codes of D binary digits: scores, one query evaluated in full, and the methods rows and bounded.
//
// The key of code a is (a, 1-a), the query for code x is beta·(x, 1-x): the products are beta (rounded) where digits match and
// 0 elsewhere. Added zeros change no rounded sum, so left to right and exactly, and wherever all multiples of that product
// are numbers of the format, only the number of matches counts; otherwise also where they stand.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "checker/plan.hpp"

namespace attest::checker {

/// A token's code, or no key at all (zero key).
using Key = std::optional<std::uint64_t>;

/// Scores under a plan, remembered; over real numbers multiples of beta. digits <= 40. `more` coordinates follow in which keys with a code are 0.
class Codes {
 public:
  Codes(const Plan& plan, int digits, const Real& beta, int more = 0);
  /// The score of a key with these matches, as masks: digits that are 1 in both codes, and 0 in both.
  Real score(std::uint64_t ones, std::uint64_t zeros) const;
  /// Rounded operations of one score, about.
  double work() const { return by_count_ ? 1 : digits_; }
  bool by_count() const { return by_count_; }
  const Plan& plan() const { return plan_; }
  int digits() const { return digits_; }

  /// The scores of all keys for one query (nothing: the zero query), in token order; valid until the next call.
  const Column& row(const Key& target, const std::vector<Key>& keys);

 private:
  std::uint32_t index(std::uint64_t target, std::uint64_t key);
  Real pairwise(std::uint64_t matches, int terms) const;
  Real blocked(std::uint64_t ones, std::uint64_t zeros) const;
  std::uint64_t mask() const { return (std::uint64_t{1} << digits_) - 1; }

  const Plan& plan_;
  int digits_;
  int more_;
  bool by_count_;
  Real match_;               // the product
  std::vector<Real> left_to_right_;  // sums of so many matches
  mutable std::unordered_map<std::uint64_t, Real> halves_;  // pairwise, by terms and which of them match
  Column scores_;
  std::uint32_t zero_ = 0;                 // score 0
  std::vector<std::uint32_t> counted_;     // by number of matches
  std::unordered_map<std::uint64_t, std::uint32_t> placed_;  // by (ones, matches), D <= 32 digits a mask
};

/// The score of a key that has all digits of the query, and the largest one of a key that differs in one or has none.
struct ScorePair {
  Real heavy, light;
};
/// Those that occur for the codes asked for; one where only the number of matches counts. beta > 0.
std::vector<ScorePair> score_pairs(const Codes& codes, const std::vector<Key>& asked);

/// A whole number's digits as coordinates of values: D columns, most significant first; tokens without a value have zeros.
class Digits {
 public:
  Digits(const Plan& plan, int digits, const std::vector<std::optional<std::uint64_t>>& numbers);
  const std::vector<Column>& columns() const { return columns_; }

 private:
  std::vector<Column> columns_;
};

/// Outputs read as digits: 1 iff y >= 1/2.
std::uint64_t read_digits(const std::vector<Real>& outputs);
/// What one head reads of columns of digits 0 and 1. Over real numbers a digit is 1 iff what weighs on 1 is at least what weighs on 0.
std::uint64_t read_digits(const Plan& plan, const Column& scores, const std::vector<Column>& digits);

/// The codes 0..count-1.
std::vector<Key> all_codes(std::int64_t count);

/// The method rows evaluates rows of at most so many keys.
constexpr std::size_t most_rows = 4096;

/// NotEstablished unless keys are distinct and beta > 0.
void require_retrieval(const std::vector<Key>& keys, const Real& beta);

/// Keys by position, all distinct, of one retrieval layer; `every` number of visible keys that a query meets (bounded), all
/// of `keys` (rows). beta > 0. The number of rows; throws NotEstablished.
std::uint64_t establish_rows(const Plan& plan, const std::vector<Key>& keys, int digits, const Real& beta);
std::uint64_t establish_bounded(const Plan& plan, const std::vector<Key>& keys, int digits, const Real& beta, const std::vector<std::size_t>& every);

}  // namespace attest::checker
