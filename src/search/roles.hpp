// What a layer of a configuration does, as projections and position-wise maps of an attention::Layer over emulated formats.
//
// A representation is {length of the token, the token, what is known so far...}; the last entry is the newest knowledge.
//   facts    (Eva)    a recurrent memory: f(i) under the key of i; the query reads f(x).
//   members  (2-Sum)  a recurrent memory of the values that occurred; the query -v reads v's bit.
//   carry    (SeqComp) a recurrent layer that carries z_0, or what the token z_0 knows, to w.
//   collect  (SeqComp) a recurrent memory of z_level, read at w under (w_{level-1}, newest knowledge).
//   fetch    (SeqComp) full attention: w (or z_0) reads z_level there; level 0 fetches z_0.
//   row      (SeqComp) full attention in ONE layer: w collects the row w_{level-1} of z_level, one coordinate per argument,
//            and z_{level-1} at its knowledge; the position-wise map looks the answer up. level 1: all of z_1, and z_0.
//   column, relay (SeqComp, L = 2) two full layers: z_1 tokens collect columns of z_2, w reads them there.
//   idle     a recurrent layer that nobody reads.
//   random   keys, queries, values and the position-wise map are hashes of the representation.
// The members role of a sparse layer is in roles_sparse.cpp.
#pragma once

#include <memory>

#include "adversaries/toy_machines.hpp"
#include "attention/sparse_machine.hpp"
#include "attention/stack.hpp"
#include "search/configuration.hpp"
#include "search/embedding.hpp"

namespace attest::search {

using Stack = attention::Stack<arithmetic::Emulated>;
using Layer = attention::Layer<arithmetic::Emulated>;
using Drive = attention::Drive<arithmetic::Emulated>;
using Numbers = std::vector<arithmetic::Number>;
using attention::Representation;

/// Token and knowledge inside a representation.
std::span<const std::int64_t> token_in(const Representation&);
std::span<const std::int64_t> known_in(const Representation&);
Representation embed_token(const Representation& token);

/// Integers as numbers of the input format.
Numbers numbers_of(const arithmetic::Emulated& input, std::span<const std::int64_t> integers);
/// An output as the integer nearest to output·scale; nothing when it is NaN or infinite or beyond 2^62.
std::optional<std::int64_t> integer_of(const arithmetic::Number& output, double scale);

/// One layer; throws std::invalid_argument when the role does not fit the task.
Layer make_recurrent_layer(const Configuration&, const LayerText&, const tasks::Task&);
Layer make_full_layer(const Configuration&, const LayerText&, const tasks::Task&);
Layer make_random_layer(const LayerText&);
/// members: a block's message is the bitmap of the values in it (those that have a slot), scored by a dot product.
/// sets: the message is the rank of the block's set among all B-sets, `width` bits of it; a table scores it.
attention::SparseModel<arithmetic::Emulated> make_sparse(const LayerText&, const tasks::Task&);

/// All layers with embedding, readout and generated tokens: what build() makes a machine of, where no layer is sparse.
Stack make_stack(const Configuration&, const tasks::Task&);
adversaries::ToyStack make_toy(const ToyText&, const tasks::Task&);

/// The recurrent layer's heads by the registry of attention.
std::function<std::unique_ptr<attention::RecurrentHead<arithmetic::Emulated>>(int)> head_maker(const LayerText&);
/// Drive with the layer's own decay and write strength, all vectors still empty.
Drive gated_drive(const LayerText&);

/// `the layer at line N`, for error messages.
std::string layer_at(const LayerText&);

}  // namespace attest::search
