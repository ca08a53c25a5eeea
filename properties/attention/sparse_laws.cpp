// Laws of (B,k)-sparse attention: a second implementation by sorting, the count of blocks, and full attention as its edge.
#include <algorithm>
#include <numeric>

#include "formulas.hpp"
#include "implementation.hpp"

namespace attest::attention::testing {

namespace {

using support::Random;

/// Keys of the block added up, values of the block added up: integers, so that base-2 weights stay rational.
BlockMessage<RationalArithmetic> sums(std::span<const Drive<RationalArithmetic>> block) {
  BlockMessage<RationalArithmetic> message{block.front().key, block.front().value, {}};
  for (std::size_t j = 1; j < block.size(); ++j) {
    for (std::size_t i = 0; i < message.key.size(); ++i) message.key[i] += block[j].key[i];
    for (std::size_t c = 0; c < message.value.size(); ++c) message.value[c] += block[j].value[c];
  }
  return message;
}

BlockSparse<RationalArithmetic> sparse_of(std::size_t B, std::size_t k, std::size_t initial, std::size_t local, const Rational& weight) {
  BlockSparse<RationalArithmetic> sparse;
  sparse.plan = uniform_plan(RationalArithmetic{}, Softmax::two_pass, Exponential::base2);
  sparse.block_length = B;
  sparse.blocks_read = k;
  sparse.forced_initial = initial;
  sparse.forced_local = local;
  sparse.compression_weight = weight;
  sparse.compress = [](auto block, std::size_t) { return sums(block); };
  return sparse;
}

/// Blocks by (forced first, complete before partial, score descending, index ascending), the first k of them.
std::vector<std::size_t> sorted_selection(const BlockSparse<RationalArithmetic>& sparse, const Sequence& stored, const TokenData& query) {
  const std::size_t B = sparse.block_length, n = stored.size(), blocks = (n + B - 1) / B;
  std::vector<std::int64_t> score(blocks, 0);
  for (std::size_t j = 0; j < n; ++j)
    for (std::size_t i = 0; i < query.query.size(); ++i) score[j / B] += query.query[i] * stored[j].key[i];
  const auto rank = [&](std::size_t b) {
    const bool forced = b < sparse.forced_initial || b + sparse.forced_local >= blocks, partial = (b + 1) * B > n;
    return std::tuple(!forced, partial, -score[b], b);
  };
  std::vector<std::size_t> order(blocks);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t x, std::size_t y) { return rank(x) < rank(y); });
  order.resize(sparse.blocks_read);
  std::sort(order.begin(), order.end());
  return order;
}

std::vector<Rational> base2_average(const Sequence& keys, const TokenData& query) {
  std::vector<Rational> y(query.value.size());
  Rational total;
  for (const TokenData& token : keys) {
    std::int64_t score = 0;
    for (std::size_t i = 0; i < query.query.size(); ++i) score += query.query[i] * token.key[i];
    total += Rational(1).scaled(score);
    for (std::size_t c = 0; c < y.size(); ++c) y[c] += Rational(1).scaled(score) * token.value[c];
  }
  if (!keys.empty())
    for (Rational& channel : y) channel /= total;
  return y;
}

std::string against_sorting(const Implementation& implementation) {
  Random random(31);
  const RationalArithmetic a;
  for (int i = 0; i < 150; ++i) {
    const std::size_t B = 1 + random.below(4), n = 1 + random.below(13), blocks = (n + B - 1) / B;
    const std::size_t k = random.below(blocks + 1), initial = random.below(2), local = random.below(2);
    if (initial + local > k) continue;
    const Rational weight = random.pick({Rational(0), Rational(1, 3), Rational(1, 2), Rational(1)});
    Sequence tokens = draw_sequence(random, {2, 2, n + 1, false});
    const TokenData query = tokens.back();
    tokens.pop_back();
    for (TokenData& token : tokens) token.key = {random.between(0, 1), 0};  // many ties
    const auto sparse = sparse_of(B, k, initial, local, weight);
    const auto result = implementation.rational.attend_sparse(sparse, to_drive(a, query), to_drives(a, tokens));
    const auto selected = sorted_selection(sparse, tokens, query);
    if (result.selected != selected) return "other blocks are selected than by sorting";
    Sequence read, messages;
    for (const std::size_t b : selected)
      for (std::size_t j = b * B; j < std::min(n, (b + 1) * B); ++j) read.push_back(tokens[j]);
    for (std::size_t b = 0; (b + 1) * B <= n; ++b) {
      messages.push_back(tokens[b * B]);
      for (std::size_t j = b * B + 1; j < (b + 1) * B; ++j)
        for (std::size_t c = 0; c < 2; ++c) {
          messages.back().key[c] += tokens[j].key[c];
          messages.back().value[c] += tokens[j].value[c];
        }
    }
    const auto compression = base2_average(messages, query), selection = base2_average(read, query);
    for (std::size_t c = 0; c < 2; ++c)
      if (result.output[c] != weight * compression[c] + (Rational(1) - weight) * selection[c]) return "the branches are mixed differently";
  }
  return {};
}

/// k blocks are read, never more; with k = ⌈n/B⌉ and λ = 0 it is full attention over the stored tokens.
std::string count_and_edge(const Implementation& implementation) {
  Random random(32);
  const RationalArithmetic a;
  for (int i = 0; i < 60; ++i) {
    const std::size_t B = 1 + random.below(4), n = 1 + random.below(12), blocks = (n + B - 1) / B;
    const Sequence tokens = draw_sequence(random, {2, 1, n, false});
    const auto drives = to_drives(a, tokens);
    for (std::size_t k = 1; k <= blocks; ++k) {
      const auto result = implementation.rational.attend_sparse(sparse_of(B, k, 1, k > 1 ? 1 : 0, 0), drives.back(), drives);
      if (result.selected.size() != k) return std::to_string(result.selected.size()) + " blocks are read where k = " + std::to_string(k);
      if (k == blocks && result.output != softmax_formula(tokens)) return "all blocks read are not full attention";
    }
  }
  return {};
}

}  // namespace

std::vector<Law> sparse_laws() {
  return {{"sparse: against sorting", against_sorting}, {"sparse: count and edge", count_and_edge}};
}

}  // namespace attest::attention::testing
