// Constructions 1 and 2: the retrieval head, and Eva and Index by it (Chen, Peng, Wu 2024; theory.md section 3).
//
// Key (a, 1-a) of the D digits of a, query β·(x, 1-x), value the digits of b. The score is β(D - Hamming distance), so the
// token with a = x outweighs a token at distance h by e^(βh) (or 2^(βh)). Tokens without a key, the query token among them,
// have the zero vector as key and value: score 0. Output digits are read as 1 iff >= 1/2.
//
// Safe default β = the least power of two with e^β >= 8n, n the number of keys in sight (base 2: 2^β >= 8n). Argument: the
// weights of all others add up to at most T = n e^(-β) <= 1/8 of the hit's 1. Rounded to nearest, fl(s+t) - s <= 2t for
// s, t >= 0 (if t is below half an ulp of s nothing is added, otherwise rounding adds at most t), so every rounded sum of
// others is at most 2T and den lies in [1, 1 + 2T]. Digit 1: at least 1/(1+2T) > 1/2. Digit 0: at most 2T < 1/2. A power
// of two makes the scores β·k exact in every format with D <= 2^p. This suggests a value; proofs never rest on it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "constructions/proof.hpp"
#include "constructions/setting.hpp"
#include "tasks/bits.hpp"
#include "tasks/evaluation.hpp"

namespace attest::constructions {

/// The safe default for n keys in sight.
Number default_beta(std::int64_t keys, attention::Exponential exponential = attention::Exponential::natural);

/// No key, no query, no value.
inline constexpr std::int64_t none = -1;

/// The vectors of one retrieval head: 2D numbers per query and key, W per value.
template <arithmetic::Arithmetic A>
class RetrievalHead {
 public:
  RetrievalHead(const attention::Plan<A>& plan, int key_digits, int value_digits, const Number& beta)
      : key_digits_(key_digits), value_digits_(value_digits), zero_(plan.input.zero()),
        one_(plan.input.from_integer(1)), beta_(lift(plan.input, beta)) {}

  /// Codes and values are nonnegative; `none` gives zero vectors.
  attention::Drive<A> drive(std::int64_t key, std::int64_t query, std::int64_t value) const {
    attention::Drive<A> drive;
    drive.key = code(key, one_);
    drive.query = code(query, beta_);
    drive.value.assign(static_cast<std::size_t>(value_digits_), zero_);
    if (value != none) {
      const auto digits = tasks::digits_of(value, value_digits_);
      for (std::size_t i = 0; i < digits.size(); ++i)
        if (digits[i]) drive.value[i] = one_;
    }
    return drive;
  }

 private:
  std::vector<typename A::Number> code(std::int64_t number, const typename A::Number& one) const {
    const std::size_t D = static_cast<std::size_t>(key_digits_);
    std::vector<typename A::Number> vector(2 * D, zero_);
    if (number == none) return vector;
    const auto digits = tasks::digits_of(number, key_digits_);
    for (std::size_t i = 0; i < D; ++i) vector[digits[i] ? i : D + i] = one;
    return vector;
  }
  int key_digits_, value_digits_;
  typename A::Number zero_, one_, beta_;
};

/// The digits of a head's output as a number.
template <arithmetic::Arithmetic A>
std::int64_t read_digits(const A& output, const std::vector<typename A::Number>& y) {
  std::int64_t value = 0;
  for (const auto& digit : y) value = 2 * value + (reads_one(output, digit, half()) ? 1 : 0);
  return value;
}

/// Index over keys of D digits and values of V digits: tokens {1, a, b}, query {0, a}. Eva(n) has D = V = width_of(n).
template <arithmetic::Arithmetic A>
attention::Stack<A> retrieval_stack(const attention::Plan<A>& plan, int key_digits, int value_digits, const Number& beta) {
  attention::Layer<A> layer;
  layer.plan = plan;
  layer.value_dimension = static_cast<std::size_t>(value_digits);
  const RetrievalHead<A> head(plan, key_digits, value_digits, beta);
  layer.project = [head](const attention::Representation& x, std::size_t, int) {
    return x[0] == 0 ? head.drive(none, x[1], none) : head.drive(x[1], none, x[2]);
  };
  layer.active = [](const attention::Representation& x, std::size_t) { return x[0] == 0; };
  layer.advance = [output = plan.output](const attention::Representation& x, const auto& outputs, std::size_t) {
    return attention::Representation{0, x[1], read_digits(output, outputs[0])};
  };
  attention::Stack<A> stack;
  stack.layers.push_back(layer);
  stack.read = [](const attention::Representation& x) { return x.at(2); };
  return stack;
}

/// How the extremal cases cover all values (CLAIMS.md). automatic: rows up to 4096 keys in sight, then bounded.
enum class Method { automatic, rows, bounded };
inline constexpr std::size_t most_rows_keys = 4096;

/// A failed row: the query for keys[hit] with this digit, all other keyed tokens having the opposite digit.
struct RowFailure {
  std::size_t hit = 0;
  int digit = 0;
  bool undecided = false;  ///< no row is known to be wrong: enclosures of 4096 bits do not tell, or the bound does not reach
  std::string how = "among the opposite digits reads wrongly";
};
struct RowsResult {
  std::uint64_t rows = 0;
  std::optional<RowFailure> failure;
  Method method = Method::rows;  ///< rows or bounded
};

/// The all-inputs proof of retrieval over fixed keys in the given order (nothing: a token without key and value). For each
/// keyed token as target two rows decide all values: the denominator and the weights do not depend on the values, and the
/// numerator is a rounded sum of nonnegative weights times digits 0 or 1, monotone in each digit; so is its quotient by a
/// fixed denominator. The extremal rows are: hit 1 and all others 0; hit 0 and all others 1. Both are evaluated as `attend`
/// does (class_model.hpp), in finite formats as two value channels; scores are computed once a class of equal dot products.
/// `only`: not all targets but these. Real numbers are decided by enclosures, one question a histogram of distances.
/// bounded: bounded.hpp; where the bound does not reach, the rows of a few targets are evaluated and a wrong one is the failure.
RowsResult prove_rows(const Setting& setting, const std::vector<std::optional<std::int64_t>>& keys, int digits,
                      const Number& beta, const std::function<bool(std::size_t hit)>& only = {}, Method method = Method::automatic);

/// "the query for WHO with digit 1 among the opposite digits reads wrongly"
std::string to_text(const RowFailure& failure, const std::string& who);

/// "method rows" or "method bounded".
std::string method_line(Method method);

Proof prove_eva(const Setting& setting, std::int64_t n, const Number& beta, Method method = Method::automatic);

/// Eva's input in which f(x) is 1 in its top digit and 0 elsewhere (digit = 1), or the opposite.
tasks::Tokens eva_extremal(std::int64_t n, std::int64_t x, int digit);

}  // namespace attest::constructions
