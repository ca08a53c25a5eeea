// Implements state_search.hpp by bisection over exact verdicts.
#include "bounds/state_search.hpp"

#include <functional>

namespace attest::bounds {
namespace {

// The least n >= 1 with bites(n), bites being true from some point on, or nothing up to `limit`.
std::optional<Integer> least(const std::function<bool(const Integer&)>& bites, const Integer& limit) {
  Integer low = 0;
  Integer high = 1;
  while (!bites(high)) {
    if (high >= limit) return std::nullopt;
    low = high;
    high = std::min<Integer>(high * 2, limit);
  }
  while (high - low > 1) {
    const Integer middle = (low + high) / 2;
    (bites(middle) ? high : low) = middle;
  }
  return high;
}

const Integer unlimited = Integer(1) << 200;  // registry.cpp stops at 10^50 bits: every n* is below

// The least number >= n with at most `count` ones.
Integer next_with_ones(Integer n, unsigned long count) {
  while (ones(n) > count) n += Integer(1) << mpz_scan1(n.get_mpz_t(), 0);
  return n;
}

}  // namespace

namespace {

void require_below_unlimited(const std::string& theorem, const Integer& bits) {
  require(bits <= power(10, 50), theorem, "state-bits = " + bits.get_str() + " is too big for the search of n*: at most 10^50; evaluate at sizes instead");
}

}  // namespace

NStar n_star_eva(const Integer& state_bits) {
  require_below_unlimited("E", state_bits);
  const Integer n = *least([&](const Integer& n) { return evaluate(EvaState{state_bits, n}).holds; }, unlimited);
  return {n, evaluate(EvaState{state_bits, n}), "the exact least n"};
}

NStar n_star_two_sum(const Integer& state_bits, const std::optional<Integer>& alphabet) {
  require_at_least("T", "state-bits", state_bits, 0);
  require(state_bits <= 300000, "T", "state-bits = " + state_bits.get_str() + " is too big for the search of n*: at most 300000; evaluate at sizes instead");
  const auto at = [&](const Integer& n) { return TwoSumState{state_bits, n, alphabet ? *alphabet : Integer(n * n)}; };
  const Integer limit = alphabet ? std::max<Integer>(1, *alphabet / 2) : unlimited;
  const auto n = least([&](const Integer& n) { return evaluate(at(n)).holds; }, limit);
  require(n.has_value(), "T", "an alphabet of " + limit.get_str() + " x 2 values never has 2^" + state_bits.get_str() + " subsets of one size: take a larger alphabet");
  return {*n, evaluate(at(*n)), alphabet ? "the exact least n" : "the exact least n with alphabet U = n^2"};
}

NStar n_star_log_linear(const Integer& level_bits) {
  require_below_unlimited("LL", level_bits);
  // With at most c live levels the theorem bites from N_c on (n lg n > c s); the least n >= N_c with that few ones.
  Integer best = unlimited;
  for (unsigned long c = 1; c <= 200; ++c) {
    const Integer from = *least([&](const Integer& n) { return evaluate(EvaState{level_bits * Integer(c), n}).holds; }, unlimited);
    if (from >= best) break;
    best = std::min(best, next_with_ones(from, c));
  }
  const auto best_case = least([&](const Integer& k) { return evaluate(LogLinear{level_bits, Integer((Integer(1) << k.get_ui()) - 1), 0}).holds; }, 200);
  const std::string k = best_case ? best_case->get_str() : "over 200";
  return {best, evaluate(LogLinear{level_bits, best, 0}), "the exact least n; in the model's best case n = 2^k - 1 it bites from k = " + k + " on"};
}

NStar n_star_sparse(const Integer& message_bits, const Integer& blocks_read, const std::optional<Integer>& block_size,
                    const std::optional<Integer>& alphabet, bool sees_positions) {
  require_at_least("S", "message-bits", message_bits, 0);
  require_at_least("S", "blocks-read", blocks_read, 1);
  require(blocks_read <= power(10, 15), "S", "blocks-read = " + blocks_read.get_str() + " is too big for the search of n*: at most 10^15; evaluate at sizes instead");
  require(message_bits <= 5000, "S", "message-bits = " + message_bits.get_str() + " is too big for the search of n*: at most 5000; evaluate at sizes instead");
  std::optional<Inequality> row;
  Integer best = unlimited;
  const auto try_block = [&](const Integer& size) {
    const Integer first = size * (blocks_read + 1);
    if (first >= best) return;
    const auto at = [&](const Integer& extra) {
      const Integer n = first + size * (extra - 1);
      return evaluate(Sparse{message_bits, n, size, blocks_read, alphabet ? *alphabet : Integer(n * n), sees_positions});
    };
    // More blocks help only a compressor that sees positions (fewer ambiguous values each) or a growing alphabet.
    const bool grows = sees_positions || !alphabet;
    const auto extra = least([&](const Integer& e) { return at(e).holds; }, grows ? Integer(std::min<Integer>(best, Integer(1) << 40) / size + 1) : Integer(1));
    if (!extra) return;
    const Integer n = first + size * (*extra - 1);
    if (n >= best) return;
    best = n;
    row = at(*extra);
  };
  if (block_size) {
    require_at_least("S", "block-size", *block_size, 1);
    try_block(*block_size);
  } else {
    const Integer most = alphabet ? *alphabet : Integer(message_bits + 2);
    for (Integer size = 1; size <= most && size <= message_bits + 2 && size * (blocks_read + 1) < best; ++size) try_block(size);
  }
  require(row.has_value(), "S", "no block of this size and alphabet has more contents than 2^" + message_bits.get_str() + " messages: take larger blocks or a larger alphabet");
  std::string note = block_size ? "the exact least n at this block size (whole blocks)" : "the exact least n over all block sizes (whole blocks)";
  if (!alphabet) note += ", alphabet U = n^2";
  return {best, *row, note};
}

}  // namespace attest::bounds
