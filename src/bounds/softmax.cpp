// Implements softmax.hpp.
#include "bounds/softmax.hpp"

#include <array>
#include <stdexcept>
#include <utility>

namespace attest::bounds {
namespace {

using Row = std::pair<SoftmaxEvaluation, const char*>;
constexpr std::array<Row, 10> names = {{{SoftmaxEvaluation::LeftToRightNoMax, "left-to-right"},
                                        {SoftmaxEvaluation::OnlineLeftToRight, "online"},
                                        {SoftmaxEvaluation::TiledFirstToLast, "tiled"},
                                        {SoftmaxEvaluation::SplitKv, "split-kv"},
                                        {SoftmaxEvaluation::ExactSum, "exact-sum"},
                                        {SoftmaxEvaluation::PairwiseTree, "pairwise-tree"},
                                        {SoftmaxEvaluation::TiledLastToFirst, "tiled-last-to-first"},
                                        {SoftmaxEvaluation::RightToLeft, "right-to-left"},
                                        {SoftmaxEvaluation::TwoPass, "two-pass"},
                                        {SoftmaxEvaluation::ThreePass, "three-pass"}}};

Integer storage_bits(const AccumulatorShape& shape) {
  if (!shape.bits) throw std::invalid_argument("no lower bound may be issued for a format with unbounded bits: choose a format of finite width");
  require_at_least("accumulator", "heads", shape.heads, 1);
  require_at_least("accumulator", "head dimension", shape.head_dim, 1);
  require_at_least("accumulator", "bits", *shape.bits, 1);
  return *shape.bits;
}

Integer needed(const std::optional<Integer>& value, const std::string& what, SoftmaxEvaluation evaluation) {
  if (!value) throw std::invalid_argument("softmax '" + name(evaluation) + "' needs " + what + " to count its accumulator");
  require_at_least("accumulator", what, *value, 1);
  return *value;
}

std::string no_message(SoftmaxEvaluation evaluation) {
  if (evaluation == SoftmaxEvaluation::TwoPass || evaluation == SoftmaxEvaluation::ThreePass) {
    const bool two = evaluation == SoftmaxEvaluation::TwoPass;
    return "softmax '" + name(evaluation) + "' sends the maximum of later tokens back, so no prefix message exists (construction 14 beats the bound); by Theorem 2P such a layer is " +
           (two ? "two one-pass layers with Hp and H(d+1)p bits: ask for h3 (one such layer among recurrent ones, 3-SeqComp), f2 (alone, 2-SeqComp) or g"
                : "three one-pass layers with Hp, Hp and Hdp bits (sequential sums): ask for g with L = 4 (one such layer among recurrent ones) or 3 (alone)");
  }
  return "softmax '" + name(evaluation) + "' folds later keys before earlier ones, so no prefix message exists (construction 14 beats the bound): choose an evaluation that visits keys first to last, e.g. online";
}

}  // namespace

const std::vector<SoftmaxEvaluation>& softmax_evaluations() {
  static const std::vector<SoftmaxEvaluation> all = [] {
    std::vector<SoftmaxEvaluation> list;
    for (const Row& row : names) list.push_back(row.first);
    return list;
  }();
  return all;
}

std::string name(SoftmaxEvaluation evaluation) {
  for (const Row& row : names) {
    if (row.first == evaluation) return row.second;
  }
  throw std::invalid_argument("no such softmax evaluation");
}

SoftmaxEvaluation softmax_evaluation(const std::string& text) {
  std::string known;
  for (const Row& row : names) {
    if (row.second == text) return row.first;
    known += (known.empty() ? "" : ", ") + std::string(row.second);
  }
  throw std::invalid_argument("unknown softmax evaluation '" + text + "': choose one of " + known);
}

bool is_prefix_fold(SoftmaxEvaluation evaluation) {
  switch (evaluation) {
    case SoftmaxEvaluation::TiledLastToFirst:
    case SoftmaxEvaluation::RightToLeft:
    case SoftmaxEvaluation::TwoPass:
    case SoftmaxEvaluation::ThreePass: return false;
    default: return true;
  }
}

Integer accumulator_bits(SoftmaxEvaluation evaluation, const AccumulatorShape& shape) {
  const Integer p = storage_bits(shape);
  if (!is_prefix_fold(evaluation)) throw std::invalid_argument(no_message(evaluation));
  const Integer naive = shape.heads * (shape.head_dim + 1) * p;
  const Integer online = shape.heads * (shape.head_dim + 2) * p;
  switch (evaluation) {
    case SoftmaxEvaluation::LeftToRightNoMax: return naive;
    case SoftmaxEvaluation::SplitKv: return online * needed(shape.splits, "splits", evaluation);
    case SoftmaxEvaluation::PairwiseTree: return online * Integer(ones(needed(shape.prefix, "prefix", evaluation)));
    case SoftmaxEvaluation::ExactSum: {
      const Integer tokens = needed(shape.tokens, "tokens", evaluation);
      return shape.heads * (shape.head_dim + 1) * (p + Integer(bit_length(tokens - 1)));
    }
    default: return online;
  }
}

std::vector<Integer> one_pass_messages(SoftmaxEvaluation evaluation, const AccumulatorShape& shape) {
  const Integer p = storage_bits(shape);
  const Integer one = shape.heads * p;
  if (evaluation == SoftmaxEvaluation::TwoPass) return {one, Integer(one * (shape.head_dim + 1))};
  if (evaluation == SoftmaxEvaluation::ThreePass) return {one, one, Integer(one * shape.head_dim)};
  return {accumulator_bits(evaluation, shape)};
}

void require_covered(const std::string& theorem, SoftmaxEvaluation evaluation) {
  for (const char* free : {"E", "T", "LL", "S", "YHLWL", "CPW"}) {
    if (theorem == free) return;
  }
  if (!is_prefix_fold(evaluation)) throw std::invalid_argument(theorem + " refused: " + no_message(evaluation));
}

void require_tiles_aligned(const std::string& theorem, const Integer& tile, const std::vector<Integer>& boundaries) {
  require_at_least(theorem, "tile", tile, 1);
  for (const Integer& boundary : boundaries) {
    require(boundary % tile == 0, theorem,
            "a tile of " + tile.get_str() + " keys straddles the block end after " + boundary.get_str() +
                " tokens, which the proof uses: choose sizes that are multiples of the tile");
  }
}

std::vector<std::string> covered_by_prefix_fold(const std::string& boundaries) {
  return {"softmax left to right without maximum, message H(d+1)p bits",
          "online softmax, keys first to last, H(d+2)p",
          "online softmax by tiles first to last, H(d+2)p, if no tile straddles " + boundaries,
          "split-KV with a global combine, (splits that meet the block) H(d+2)p",
          "exact sums in fixed point with one rounding at the end, H(d+1)(p + ceil lg n)",
          "pairwise tree aligned at position 0, H(d+2)p times the ones of the prefix length",
          "any weights, feature maps, gates, position-wise maps and positional encodings; deterministic, causal, one pass, no chain of thought; p = storage bits"};
}

std::vector<std::string> not_covered_by_prefix_fold() {
  return {"two-pass and three-pass safe softmax: false there (construction 14); Theorem 2P counts such a layer as two or three",
          "keys or tiles visited last to first (FlashAttention-2/3 kernels): false there",
          "exact sums with unrounded real exp, and every format with unbounded bits",
          "weights normalised before the value product in two or three passes; chain of thought; other token orders (reversed, merged z_0 and w)"};
}

}  // namespace attest::bounds
