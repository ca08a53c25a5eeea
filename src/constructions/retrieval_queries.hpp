// Models that are made of retrieval heads, asked query by query: Eva, Index, associative recall, composition, equality and disjointness.
//
// Equal to their stacks (properties/constructions compares answers, undefined ones too), without the vectors of any token: a score
// depends on the number of matching digits and is looked up (retrieval_scores.hpp), a row is evaluated as attend_runs says. Classes of
// equal tokens (class_model.hpp) gain nothing where all keys differ, and one answer at 65536 tokens took a quarter of a second.
#pragma once

#include <span>
#include <unordered_map>

#include "constructions/associative_recall.hpp"
#include "constructions/bit_strings.hpp"
#include "constructions/claims.hpp"
#include "constructions/class_model.hpp"
#include "constructions/composition.hpp"
#include "constructions/retrieval_scores.hpp"

namespace attest::constructions {

class RetrievalQueries {
 public:
  RetrievalQueries(const attention::Plan<StrictEmulated>& plan, int key_digits, int value_digits, const Number& beta)
      : plan_(plan), value_digits_(value_digits), scores_(plan_, key_digits, beta) {}
  RetrievalQueries(const RetrievalQueries&) = delete;
  RetrievalQueries& operator=(const RetrievalQueries&) = delete;

  struct Token {
    std::int64_t key, value;  ///< `none`: the zero vector
    std::uint64_t count = 1;  ///< so many in a row
  };
  /// What the query for a code (`none`: the zero query) reads; Undefined as the head itself.
  std::int64_t read(std::int64_t code, std::span<const Token> visible);
  /// Whether every query for the code of a visible key has a row with a positive, finite denominator, among `keys` keys with other codes:
  /// then it reads 0 where all values are 0. False also where sums of such weights alone do not tell.
  bool always_defined(std::uint64_t keys) const;

 private:
  const std::vector<Number>& digits(std::int64_t value);

  attention::Plan<StrictEmulated> plan_;
  int value_digits_;
  RetrievalScores scores_;
  std::unordered_map<std::int64_t, std::vector<Number>> values_;
};

/// Of retrieval_stack, recall_stack, composition_stack and bit_strings_stack.
std::unique_ptr<Model> retrieval_model(const attention::Plan<StrictEmulated>& plan, int key_digits, int value_digits, const Number& beta);
std::unique_ptr<Model> recall_model(const attention::Plan<StrictEmulated>& plan, std::int64_t n, std::int64_t alphabet, Shift shift, const Number& beta);
std::unique_ptr<Model> composition_model(const attention::Plan<StrictEmulated>& plan, const tasks::Composition& task, CompositionVariant variant, const Number& beta);
std::unique_ptr<Model> bit_strings_model(const attention::Plan<StrictEmulated>& plan, const tasks::BitStrings& task, const Number& beta);

}  // namespace attest::constructions
