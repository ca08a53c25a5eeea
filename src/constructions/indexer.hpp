// Construction 13: sparse attention with a lightning indexer (DSA) solves 2-Sum with k = 1 (theory.md section 3).
//
// Blocks of one token. The message of a stored token is the indexer's key (cos θ_s, -sin θ_s), θ = 2πx/M; the query is
// (cos θ_i, sin θ_i), one indexer head of weight 1: I = ReLU(q·k) = ReLU(cos(2π(x_i+x_s)/M)), which peaks exactly at a match. The
// layer reads the one token of the largest I (ties to the lowest index), as the binary digits of x_s, which every format with a 1 holds,
// and checks x_i + x_s = 0 mod M on integers.
// For all inputs: if for every x the match's index score exceeds that of every other value, then the token read is a match
// whenever there is one, whatever else is stored; and without a match no token passes the check. That is M² comparisons, of which
// only those near the match need be made. With u, v the relative and absolute unit of `input` (|fl(t) - t| <= u|t| + v), U, V those of
// `score`: rounded cosines and sines err by at most u + v and stay within 1, so their two exact products err by at most 4(u+v) in all; to
// round these adds 2(U+V), and to round the sum, of a size of at most 2(1+U+V), 2U(1+U+V) + V; orders of sums and fusing only leave
// roundings out. So at distance d of x + y from 0 mod M a score is within E = 4(u+v) + 2(U+V) + 2U(1+U+V) + V of cos(2*pi*d/M), which
// falls with d: where that + E is below the match's score, nothing farther reaches it. No sum exceeds 1 + E, so if that is a number of
// `score` none saturates nor overflows. Where `input` lacks a 1, a sign or `score` a sign, everything is compared.
#pragma once

#include "attention/sparse_machine.hpp"
#include "constructions/retrieval.hpp"
#include "tasks/two_sum.hpp"

namespace attest::constructions {

template <arithmetic::Arithmetic A>
attention::SparseModel<A> indexer_model(const attention::Plan<A>& plan, std::int64_t M) {
  attention::SparseModel<A> model;
  const A in = plan.input;
  model.layer.plan = plan;
  model.layer.block_length = 1;
  model.layer.blocks_read = 1;
  model.layer.compression_weight = plan.output.zero();
  model.layer.compress = [](std::span<const attention::Drive<A>> block, std::size_t) {
    return attention::BlockMessage<A>{block[0].key, {}, {}};
  };
  model.layer.score = [score = plan.score](const attention::Drive<A>& query, const attention::BlockMessage<A>& message) {
    return score.max(score.dot(query.query, message.key), score.zero());
  };
  model.project = [in, M](const attention::Representation& x, std::size_t) {
    const auto cosine = in.cos_turn(x[1], M), sine = in.sin_turn(x[1], M);
    attention::Drive<A> drive{{cosine, sine}, {cosine, in.neg(sine)}, {}, {}, {}, {}};
    for (const int digit : tasks::digits_of(x[1], tasks::width_of(M))) drive.value.push_back(digit ? in.from_integer(1) : in.zero());
    return drive;
  };
  model.read = [out = plan.output, M](const std::vector<typename A::Number>& y, const attention::Representation& query) {
    return (read_digits(out, y) + query[1]) % M == 0 ? 1 : 0;
  };
  const auto bits = plan.state.storage_bits();
  model.message_bits = bits ? 2 * static_cast<std::size_t>(*bits) : 0;
  return model;
}

/// `killing`: a match behind a value that is preferred to it. Exact settings too.
Proof prove_indexer(const Setting& setting, std::int64_t n, std::int64_t M);

}  // namespace attest::constructions
