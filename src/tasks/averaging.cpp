// The structured generator draws what leaks most into a mean: one sign inside the last token's set, the other outside.
#include "tasks/averaging.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "tasks/evaluation.hpp"

namespace attest::tasks {
namespace {

constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
constexpr std::int64_t most_significand = (std::int64_t{1} << 53) - 1;

/// C(n, k), 2^64-1 when it is at least that.
std::uint64_t choose(std::int64_t n, std::int64_t k) {
  __extension__ typedef unsigned __int128 Wide;
  if (k < 0 || k > n) return 0;
  k = std::min(k, n - k);
  Wide total = 1;
  for (std::int64_t i = 0; i < k; ++i) {
    total = total * static_cast<Wide>(n - i) / static_cast<Wide>(i + 1);  // C(n, i+1), exactly
    if (total >= most) return most;
  }
  return static_cast<std::uint64_t>(total);
}

Token token_of(std::int64_t m, std::int64_t scale, const std::vector<std::int64_t>& set) {
  Token token{1, m, -scale};
  token.insert(token.end(), set.begin(), set.end());
  return token;
}

}  // namespace

std::vector<std::int64_t> set_of_positions(std::uint64_t rank, std::int64_t q) {
  std::vector<std::int64_t> set;
  for (; q > 0; --q) {
    // The largest c with C(c, q) <= rank: doubling, then bisection.
    std::int64_t low = q - 1, high = q;
    while (choose(high, q) <= rank) low = high, high *= 2;
    while (high - low > 1) {
      const std::int64_t middle = low + (high - low) / 2;
      (choose(middle, q) <= rank ? low : high) = middle;
    }
    set.insert(set.begin(), low);
    rank -= choose(low, q);
  }
  return set;
}

Averaging::Averaging(std::int64_t n, std::int64_t q, std::int64_t scale) : n_(n), q_(q), scale_(scale) {
  require_size("averaging", "n", n, 1, 65536);
  require_size("averaging", "q", q, 1, n);
  require_size("averaging", "scale", scale, 0, 40);
}

std::string Averaging::sizes() const {
  return "n=" + std::to_string(n_) + " q=" + std::to_string(q_) + (scale_ == default_scale ? "" : " scale=" + std::to_string(scale_));
}

std::vector<std::uint64_t> Averaging::radices() const {
  std::vector<std::uint64_t> all;
  for (std::size_t i = 0; i < stored(); ++i) {
    all.push_back((std::uint64_t{2} << scale_) + 1);
    all.push_back(choose(n_, q_));
  }
  return all;
}

std::string Averaging::count_text() const {
  const std::string n = std::to_string(n_);
  return "(2^" + std::to_string(scale_ + 1) + "+1)^" + n + "*C(" + n + "," + std::to_string(q_) + ")^" + n;
}

Tokens Averaging::assemble(std::span<const std::uint64_t> choices) const {
  Tokens tokens;
  for (std::size_t i = 0; i < stored(); ++i)
    tokens.push_back(token_of(static_cast<std::int64_t>(choices[2 * i]) - (std::int64_t{1} << scale_), scale_, set_of_positions(choices[2 * i + 1], q_)));
  return tokens;
}

Tokens Averaging::uniform(Random& random) const {
  Tokens tokens;
  for (std::size_t i = 0; i < stored(); ++i) {
    std::vector<std::uint64_t> choices;
    for (std::int64_t j = 0; j < q_; ++j) choices.push_back(random.below(static_cast<std::uint64_t>(n_ - j)));
    auto set = distinct_numbers(n_, choices);
    std::sort(set.begin(), set.end());
    tokens.push_back(token_of(static_cast<std::int64_t>(random.below((std::uint64_t{2} << scale_) + 1)) - (std::int64_t{1} << scale_), scale_, set));
  }
  return tokens;
}

Tokens Averaging::structured(Random& random) const {
  Tokens tokens = uniform(random);
  const std::int64_t one = std::int64_t{1} << scale_, sign = random.below(2) ? 1 : -1;
  const std::uint64_t shape = random.below(3);
  const Token last = tokens.back();
  for (Token& token : tokens) {
    token[1] = shape == 2 ? sign : -sign * one;  // outside the set; shape 2: the smallest values everywhere
    if (random.below(2)) std::copy(last.begin() + 3, last.end(), token.begin() + 3);
  }
  for (auto j = last.begin() + 3; j != last.end(); ++j) tokens[static_cast<std::size_t>(*j)][1] = shape == 1 ? 0 : sign * one;
  return tokens;
}

std::vector<Range> Averaging::fields(std::int64_t) const {
  std::vector<Range> ranges{{-most_significand, most_significand}, {-1100, 0}};
  ranges.insert(ranges.end(), static_cast<std::size_t>(q_), {0, n_ - 1});
  return ranges;
}

std::int64_t Averaging::oracle(std::span<const Token> tokens) const {
  const auto complain = [&](const std::string& what) { throw std::invalid_argument("task averaging (" + sizes() + "): " + what); };
  if (tokens.size() != stored()) complain(std::to_string(tokens.size()) + " tokens, not " + std::to_string(stored()));
  for (std::size_t i = 0; i < stored(); ++i) {
    require_token(tokens[i], 1, i);
    const std::int64_t m = tokens[i][1], e = tokens[i][2];
    if (e > -53 && std::max(m, -m) > (std::int64_t{1} << -e)) complain("token " + std::to_string(i) + " has a value beyond 1");
    if (!std::is_sorted(tokens[i].begin() + 3, tokens[i].end(), std::less_equal<>()))
      complain("the set of token " + std::to_string(i) + " is not ascending");
  }
  return 1;
}

}  // namespace attest::tasks
