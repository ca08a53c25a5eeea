// Implements state_theorems.hpp.
#include "bounds/state_theorems.hpp"

namespace attest::bounds {
namespace {

const char* const count_all_state = "count ALL state: (kernel-1) channels p of short convolutions, token shift, normaliser, sliding windows (w tokens hold w H(dk+dv)p bits)";

LogSum eva_bits(const Integer& n) { return LogSum::lg(n, n); }

LogSum two_sum_bits(const std::string& theorem, const Integer& alphabet, const Integer& n) {
  require(n <= alphabet, theorem, "n = " + n.get_str() + " distinct values do not fit an alphabet of " + alphabet.get_str() + ": take alphabet >= n");
  return LogSum::lg(1, binomial(alphabet, n));
}

}  // namespace

Inequality evaluate(const EvaState& at) {
  require_at_least("E", "state-bits", at.state_bits, 0);
  require_at_least("E", "n", at.n, 1);
  Inequality result;
  result.theorem = "E";
  result.claim = "no recurrent model with " + at.state_bits.get_str() + " state bits answers Eva(" + at.n.get_str() + ") on all inputs";
  result.parameters = {parameter("state-bits", at.state_bits), parameter("n", at.n)};
  result.covers = {"recurrent layers of any kind and depth, any weights and position-wise maps, with or without chain of thought; no softmax is involved", count_all_state};
  result.not_covered = {"models with full or sparse attention; formats with unbounded bits"};
  return decide(result, at.state_bits, eva_bits(at.n));
}

Inequality evaluate(const TwoSumState& at) {
  require_at_least("T", "state-bits", at.state_bits, 0);
  require_at_least("T", "n", at.n, 1);
  Inequality result;
  result.theorem = "T";
  result.claim = "no recurrent model with " + at.state_bits.get_str() + " state bits answers query 2-Sum of " + at.n.get_str() + " values in {1.." + at.alphabet.get_str() + "} on all inputs";
  result.parameters = {parameter("state-bits", at.state_bits), parameter("alphabet", at.alphabet), parameter("n", at.n)};
  result.covers = {"recurrent layers of any kind and depth, with or without chain of thought; values in {1..U}, modulus M >= 2U + 1", count_all_state};
  result.not_covered = {"models with full or sparse attention; formats with unbounded bits"};
  return decide(result, at.state_bits, two_sum_bits("T", at.alphabet, at.n));
}

Inequality evaluate(const LogLinear& at) {
  require_at_least("LL", "state-bits", at.level_bits, 0);
  require_at_least("LL", "n", at.n, 1);
  const bool two_sum = at.alphabet > 0;
  const Integer live = ones(at.n);
  Inequality result;
  result.theorem = "LL";
  result.claim = "no log-linear model with " + at.level_bits.get_str() + " bits a level (" + live.get_str() + " live levels) answers " +
                 (two_sum ? "query 2-Sum of " + at.n.get_str() + " values in {1.." + at.alphabet.get_str() + "}" : "Eva(" + at.n.get_str() + ")") + " on all inputs";
  result.parameters = {parameter("state-bits", at.level_bits), parameter("live-levels", live)};
  if (two_sum) result.parameters.push_back(parameter("alphabet", at.alphabet));
  result.parameters.push_back(parameter("n", at.n));
  result.covers = {"log-linear attention of any depth, state-bits summed over layers and heads for ONE level, with or without chain of thought; n = 2^k - 1 is the model's best case, n = 2^k its worst"};
  result.not_covered = {"models with full or sparse attention; formats with unbounded bits"};
  return decide(result, Integer(live * at.level_bits), two_sum ? two_sum_bits("LL", at.alphabet, at.n) : eva_bits(at.n));
}

Inequality evaluate(const Sparse& at) {
  require_at_least("S", "message-bits", at.message_bits, 0);
  require_at_least("S", "n", at.n, 1);
  require_at_least("S", "block-size", at.block_size, 1);
  require_at_least("S", "blocks-read", at.blocks_read, 1);
  require_at_least("S", "alphabet", at.alphabet, 1);
  const Integer full_blocks = at.n / at.block_size;  // a partial last block holds no B-set: it cannot be swapped
  const Integer blocks = ceiling_divide(at.n, at.block_size);
  require(at.blocks_read <= blocks, "S", "blocks-read = " + at.blocks_read.get_str() + " exceeds the " + blocks.get_str() + " blocks: take at most ceil(n/B)");
  const bool every_block_read = full_blocks <= at.blocks_read;  // nothing is left to swap: the theorem counts no contents (lg 1 = 0)
  Integer universe = at.alphabet;
  if (at.sees_positions && !every_block_read) universe -= at.blocks_read * at.block_size * at.alphabet / (full_blocks * at.block_size);
  Inequality result;
  result.theorem = "S";
  result.claim = "no sparse layer with " + at.message_bits.get_str() + " message bits a block answers query 2-Sum of " + at.n.get_str() + " values in {1.." + at.alphabet.get_str() + "} on all inputs";
  result.parameters = {parameter("message-bits", at.message_bits), parameter("block-size", at.block_size), parameter("blocks-read", at.blocks_read),
                       parameter("alphabet", at.alphabet), {"sees-positions", at.sees_positions ? "1" : "0"}, parameter("n", at.n)};
  result.covers = {"one layer; any compression of a block to message-bits bits, any scores of messages, exact attention inside the k selected blocks, any softmax evaluation",
                   at.sees_positions ? "compressors that see absolute positions (U - floor(kBU/n) values)" : "compressors that see the content of the block (positions inside it) but not where the block lies"};
  result.not_covered = {"two or more layers; forced local or initial blocks that are not counted in blocks-read"};
  if (!at.sees_positions) result.not_covered.push_back("compressors that see absolute positions: ask with sees-positions = 1");
  if (every_block_read) {
    result.not_covered.insert(result.not_covered.begin(), "these sizes: " + full_blocks.get_str() + " full blocks and " + at.blocks_read.get_str() + " are read, so every full block is read and the bound is void (n/B > k is needed)");
    return decide(result, at.message_bits, LogSum());
  }
  return decide(result, at.message_bits, LogSum::lg(1, std::max<Integer>(1, binomial(universe, at.block_size))));
}

}  // namespace attest::bounds
