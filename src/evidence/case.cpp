// Bytes: one per named field, then n, d_k, d_v, cut, then one per number. A byte chooses by its remainder, and what is
// missing at the end reads as 0; encode writes the smallest byte that chooses the same.
#include "evidence/case.hpp"

#include <algorithm>
#include <stdexcept>

namespace attest::evidence {

namespace {

constexpr int largest_n = 8, largest_dimension = 4, least_number = -16, number_count = 32;

class Bytes {
 public:
  explicit Bytes(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
  int below(std::size_t bound) {
    const std::size_t byte = position_ < bytes_.size() ? bytes_[position_] : 0;
    ++position_;
    return static_cast<int>(byte % bound);
  }

 private:
  std::span<const std::uint8_t> bytes_;
  std::size_t position_ = 0;
};

void require(bool condition, const std::string& message) {
  if (!condition) throw std::invalid_argument("case: " + message);
}

void require_valid(const Case& c) {
  require(c.n >= 1 && c.n <= largest_n, "n must be 1 to 8");
  require(c.d_k >= 1 && c.d_k <= largest_dimension && c.d_v >= 1 && c.d_v <= largest_dimension, "dimensions must be 1 to 4");
  require(c.cut >= 0 && c.cut <= c.n, "cut must be 0 to n");
  require(c.numbers.size() == static_cast<std::size_t>(c.n) * c.numbers_per_token(), "each of n tokens needs 2 d_k + d_v + 2 numbers");
  for (int number : c.numbers) require(number >= least_number && number < least_number + number_count, "numbers must be -16 to 15");
}

}  // namespace

const std::vector<CaseChoices>& case_choices() {
  static const std::vector<CaseChoices> choices{
      {"mechanism", &Case::mechanism, {"softmax", "linear", "retnet", "gla", "delta-net", "gated-delta-net", "log-linear"}},
      {"format", &Case::format, {"binary32", "binary64", "tf32", "bfloat16", "binary16", "e4m3", "e5m2", "e2m3", "e3m2", "e2m1", "p11", "p24", "e8p16", "fx(12,4)"}},
      {"softmax", &Case::softmax, {"two-pass", "naive", "online"}},
      {"normalisation", &Case::normalisation, {"quotient", "weights-first"}},
      {"key-order", &Case::key_order, {"first-to-last", "last-to-first"}},
      {"sums", &Case::sums, {"left-to-right", "pairwise", "blocked(2)", "blocked(3)", "exact"}}};
  return choices;
}

Case decode(std::span<const std::uint8_t> input) {
  Bytes bytes(input);
  Case c;
  for (const CaseChoices& choice : case_choices()) c.*choice.member = choice.names[static_cast<std::size_t>(bytes.below(choice.names.size()))];
  c.n = 1 + bytes.below(largest_n);
  c.d_k = 1 + bytes.below(largest_dimension);
  c.d_v = 1 + bytes.below(largest_dimension);
  c.cut = bytes.below(static_cast<std::size_t>(c.n) + 1);
  c.numbers.resize(static_cast<std::size_t>(c.n) * c.numbers_per_token());
  for (int& number : c.numbers) number = (bytes.below(number_count) ^ 16) + least_number;  // byte 0 is the number 0
  return c;
}

std::vector<std::uint8_t> encode(const Case& c) {
  require_valid(c);
  std::vector<std::uint8_t> bytes;
  for (const CaseChoices& choice : case_choices()) {
    const auto found = std::find(choice.names.begin(), choice.names.end(), c.*choice.member);
    require(found != choice.names.end(), choice.field + " '" + c.*choice.member + "' is not among its choices");
    bytes.push_back(static_cast<std::uint8_t>(found - choice.names.begin()));
  }
  for (int value : {c.n - 1, c.d_k - 1, c.d_v - 1, c.cut}) bytes.push_back(static_cast<std::uint8_t>(value));
  for (int number : c.numbers) bytes.push_back(static_cast<std::uint8_t>((number - least_number) ^ 16));
  return bytes;
}

}  // namespace attest::evidence
