// Construction 11: (B,k)-sparse attention at capacity (theory.md section 3): the success side of bound S.
//
// A block's message is its set of B values of {1..U}, as its number among the C(U,B) sets in colexicographic order:
// ceil(lg C(U,B)) bits. The score of a message is a *table* function, declared as such: 1 if the set holds the value t = M-x
// that completes the query x, else 0 (a dot product would need about U bits). k = 1 suffices: if t is stored, its block has
// the one score 1; ties go to the lowest index. Forced blocks count in k. A partial last block has no message, so it must be
// forced to be read: n a multiple of B, or forced_local >= 1.
//
// The read blocks are read by ordinary softmax attention: query (-β, 2βt, -βt²), key (x², x, 1), score -β(x-t)²; value
// (x, x²). With β = 256 and exact integers (U <= 256 in binary32) every token but the nearest has a weight that underflows
// to 0, so the output is the mean of x and x² over the one or two nearest values t±d: E(x-t)² = d² is 0 iff t is there.
// For all inputs: the code of sets is injective, the selection reads t's block wherever t stands, and the U² scores, exact,
// leave no weight but 0 and 1. Real numbers: with t read, E(x-t)² <= Σ_d 2d² e^(-βd²) < 1/2; without, it is at least 1.
#pragma once

#include "attention/sparse_machine.hpp"
#include "constructions/proof.hpp"
#include "constructions/setting.hpp"
#include "tasks/two_sum.hpp"

namespace attest::constructions {

/// C(n, k); std::invalid_argument beyond 2^127.
arithmetic::Wide binomial(std::int64_t n, std::int64_t k);
/// Number of a strictly ascending set of {1..U} among those of its size, and its inverse.
arithmetic::Wide rank_of_set(std::span<const std::int64_t> ascending);
std::vector<std::int64_t> set_of_rank(arithmetic::Wide rank, std::int64_t size);
/// ceil(lg C(U,B)).
int set_message_bits(std::int64_t U, std::int64_t B);

inline constexpr std::int64_t block_set_scale = 256;

/// Distinct values of {1..U}, queries M - v, blocks of B, k of them read, forced ones included.
struct BlockSets {
  std::int64_t M, U, B, k, forced_initial = 0, forced_local = 0;
};

/// Tokens {1, x} distinct in {1..U}, query {0, M - v}.
template <arithmetic::Arithmetic A>
attention::SparseModel<A> block_set_model(const attention::Plan<A>& plan, const BlockSets& sets) {
  const auto& [M, U, B, k, forced_initial, forced_local] = sets;
  attention::SparseModel<A> model;
  const A in = plan.input;
  model.layer.plan = plan;
  model.layer.block_length = static_cast<std::size_t>(B);
  model.layer.blocks_read = static_cast<std::size_t>(k);
  model.layer.forced_initial = static_cast<std::size_t>(forced_initial);
  model.layer.forced_local = static_cast<std::size_t>(forced_local);
  model.layer.compression_weight = plan.output.zero();
  model.message_bits = static_cast<std::size_t>(set_message_bits(U, B));
  const int bits = static_cast<int>(model.message_bits);
  model.layer.compress = [in, bits](std::span<const attention::Drive<A>> block, std::size_t) {
    std::vector<std::int64_t> values;
    for (const auto& drive : block) values.push_back(in.nearest_integer(drive.value[0]));
    std::sort(values.begin(), values.end());
    const arithmetic::Wide rank = rank_of_set(values);
    attention::BlockMessage<A> message;
    if (bits > 64) message.code.append(static_cast<std::uint64_t>(rank >> 64), bits - 64);
    message.code.append(static_cast<std::uint64_t>(rank), std::min(bits, 64));
    return message;
  };
  model.layer.score = [in, score = plan.score, bits, B = B](const attention::Drive<A>& query, const attention::BlockMessage<A>& message) {
    arithmetic::BitReader reader(message.code);
    arithmetic::Wide rank = bits > 64 ? static_cast<arithmetic::Wide>(reader.read(bits - 64)) << 64 : 0;
    rank += reader.read(std::min(bits, 64));
    const auto set = set_of_rank(rank, B);
    const std::int64_t twice_scaled = in.nearest_integer(query.query[1]);
    return score.from_integer(std::count(set.begin(), set.end(), twice_scaled / (2 * block_set_scale)));
  };
  model.project = [in, M = M](const attention::Representation& x, std::size_t) {
    const auto number = [&](std::int64_t value) { return in.from_integer(value); };
    const std::int64_t t = M - x[1];
    if (x[0] == 0)
      return attention::Drive<A>{{number(-block_set_scale), number(2 * block_set_scale * t), number(-block_set_scale * t * t)},
                                 {in.zero(), in.zero(), in.zero()}, {in.zero(), in.zero()}, {}, {}, {}};
    return attention::Drive<A>{{in.zero(), in.zero(), in.zero()}, {number(x[1] * x[1]), number(x[1]), number(1)},
                               {number(x[1]), number(x[1] * x[1])}, {}, {}, {}};
  };
  model.read = [out = plan.output, M = M](const std::vector<typename A::Number>& y, const attention::Representation& query) {
    const std::int64_t t = M - query[1];
    const auto cross = out.mul(out.from_integer(-2 * t), y[0]);
    const auto spread = out.add(out.add(y[1], cross), out.from_integer(t * t));
    return reads_one(out, spread, half()) ? 0 : 1;
  };
  return model;
}

/// For all inputs of n values; finite settings (two-pass or online) and real numbers.
Proof prove_block_sets(const Setting& setting, std::int64_t n, const BlockSets& sets);

}  // namespace attest::constructions
