// Which evaluation of softmax a bound may be issued for, and how many bits pass a block boundary in it.
// Source: bounds.md section 0 (assumption M3 and its table), bounds_general.md section 7 (Theorem 2P).
//
// The theorems about full layers count the accumulator with which a *prefix* of keys and values reaches a later
// query. That is a b-bit word only if the keys are folded first to last. Two-pass softmax, and any order in
// which later keys come first, carries facts about later tokens back: there the theorems are false
// (construction 14), so a certificate is refused, not weakened.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bounds/inequality.hpp"

namespace attest::bounds {

enum class SoftmaxEvaluation {
  LeftToRightNoMax,   // (den, num), first key to last, no maximum subtracted
  OnlineLeftToRight,  // (max, den, num), first key to last
  TiledFirstToLast,   // online by tiles of T keys
  SplitKv,            // global combine of several online splits
  ExactSum,           // fixed point products added exactly, one rounding at the end
  PairwiseTree,       // partial sums of an aligned binary tree
  TiledLastToFirst,   // FlashAttention-2/3 kernels
  RightToLeft,        // online, last key to first
  TwoPass,            // max pass, then (den, num) pass
  ThreePass,          // max, den, num passes
};

/// All values, in the order above.
const std::vector<SoftmaxEvaluation>& softmax_evaluations();
/// "left-to-right", "online", "tiled", "split-kv", "exact-sum", "pairwise-tree", "tiled-last-to-first", "right-to-left", "two-pass", "three-pass".
std::string name(SoftmaxEvaluation evaluation);
/// The evaluation of that name; std::invalid_argument lists the names otherwise.
SoftmaxEvaluation softmax_evaluation(const std::string& name);

/// The sizes an accumulator depends on. Counts, not bytes.
struct AccumulatorShape {
  Integer heads = 1;                  // QUERY heads: grouped keys do not reduce the count
  Integer head_dim = 1;
  std::optional<Integer> bits;        // storage bits of one number; absent = unbounded: refused
  std::optional<Integer> splits;      // SplitKv: splits that meet the block
  std::optional<Integer> tokens;      // ExactSum: tokens that are added
  std::optional<Integer> prefix;      // PairwiseTree: tokens before the block boundary
};

/// Whether the prefix fold (M3) holds, i.e. a message of accumulator_bits bits exists.
bool is_prefix_fold(SoftmaxEvaluation evaluation);

/// Bits of the accumulator at a block boundary, all heads together: H(d+1)p without a maximum, H(d+2)p online, times
/// the live partial sums (splits, tree nodes); exact sums H(d+1)(p + ceil lg tokens).
/// Throws std::invalid_argument for evaluations that have no such word (two-pass, last to first, ...), for unbounded
/// bits ("no lower bound may be issued for a format with unbounded bits") and for sizes that are missing or below 1.
Integer accumulator_bits(SoftmaxEvaluation evaluation, const AccumulatorShape& shape);

/// The full layers as one-pass layers (Theorem 2P): one message for a prefix fold; two-pass {Hp, H(d+1)p};
/// three-pass {Hp, Hp, Hdp} (sums sequential). Throws for last-to-first orders and unbounded bits.
std::vector<Integer> one_pass_messages(SoftmaxEvaluation evaluation, const AccumulatorShape& shape);

/// Throws std::invalid_argument (one line: why, and what to ask instead) when `theorem` (canonical name, see registry.hpp)
/// rests on M3 and `evaluation` does not have it. Theorems about states alone (E, T, LL, S, CPW, YHLWL) pass.
void require_covered(const std::string& theorem, SoftmaxEvaluation evaluation);

/// Tiled softmax, first to last, with tiles of `tile` keys: throws unless no tile straddles one of the block ends
/// `boundaries` (token counts) that the theorem uses.
void require_tiles_aligned(const std::string& theorem, const Integer& tile, const std::vector<Integer>& boundaries);

/// The texts of Inequality::covers and not_covered for theorems that rest on M1-M5; `boundaries` names the block ends used.
std::vector<std::string> covered_by_prefix_fold(const std::string& boundaries);
std::vector<std::string> not_covered_by_prefix_fold();

}  // namespace attest::bounds
