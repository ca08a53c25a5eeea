// Claims on L-SeqComp: standard, recurrent-first, merged, encoder, chain of thought. Every full layer is a retrieval whose
// keys are fixed by the positions, whatever the functions are; its query is the code of one of them. If every query reads
// its own value, then by induction over the layers (or generated tokens) the last one reads i_L.
#include "checker/claims.hpp"

namespace attest::checker {
namespace {

int width_of(std::uint64_t largest) {
  int width = 1;
  while (largest >> width) ++width;
  return width;
}

struct Composition {
  std::int64_t L = 1;
  std::vector<std::uint64_t> domain{1};  ///< of z_0 (one argument), z_1, ..., z_L
  int argument_width = 1, digits = 2;

  /// All z_L, ..., z_1, then z_0 (keyed or not; absent when merged), then w.
  std::vector<Key> keys(bool z0_token, bool z0_keyed) const {
    std::vector<Key> list;
    for (std::int64_t tag = L; tag >= 1; --tag)
      for (std::uint64_t argument = 0; argument < domain[static_cast<std::size_t>(tag)]; ++argument)
        list.emplace_back((static_cast<std::uint64_t>(tag) << argument_width) | argument);
    if (z0_token) list.push_back(z0_keyed ? Key(0) : Key());
    list.emplace_back();
    return list;
  }
};

Composition read_composition(Reader& reader) {
  Composition c;
  c.L = reader.integer("L", 1, 16);
  const auto sizes = reader.integers("sizes", 1, 1 << 17);
  if (sizes.size() != static_cast<std::size_t>(c.L)) throw Rejected("L-SeqComp has L sizes m n_1 .. n_(L-1)");
  std::uint64_t size = 1;
  for (const std::int64_t factor : sizes) {
    size *= static_cast<std::uint64_t>(factor);
    if (size > 1 << 17) throw Rejected("more than 131072 tokens");
    c.domain.push_back(size);
  }
  c.argument_width = width_of(size - 1);
  c.digits = c.argument_width + width_of(static_cast<std::uint64_t>(c.L));
  return c;
}

}  // namespace

/// "merged": w's own token holds z_0. "recurrent": a linear-attention layer with one key carries the binary digits of z_0
/// to w (every other token adds nothing), which is right iff 0 and 1 survive its state. Then z_0's token has no key.
std::uint64_t check_composition(Reader& reader) {
  const Composition c = read_composition(reader);
  const bool merged = reader.choice("order", {"standard", "merged"}) == "merged";
  const bool full_first = reader.choice("first", {"full", "recurrent"}) == "full";
  const Real beta = parse_dyadic(reader.word("beta"), "beta");
  const Plan plan = read_plan(reader);
  reader.finish({"rows"});
  if (merged && full_first) throw Rejected("the merged token needs no first full layer: write 'first recurrent'");
  if (!full_first && !merged && !plan.exact && (!survives(plan, 0) || !survives(plan, 1)))
    throw Rejected("a digit of z_0 does not survive the recurrent layer");
  return check_retrieval_rows(plan, c.keys(!merged, full_first), c.digits, beta);
}

/// Layer 1: every token fetches w, whose one-digit key is the only one. Then pointer doubling: every token queries a code
/// of the standard table, all tokens visible.
std::uint64_t check_encoder_composition(Reader& reader) {
  const Composition c = read_composition(reader);
  const Real beta = parse_dyadic(reader.word("beta"), "beta");
  const Plan plan = read_plan(reader);
  reader.finish({"rows"});
  const std::vector<Key> keys = c.keys(true, true);
  std::vector<Key> only_w(keys.size());
  only_w.back() = Key(1);
  return check_retrieval_rows(plan, only_w, 1, beta) + check_retrieval_rows(plan, keys, c.digits, beta);
}

/// After g = 0..L generated tokens, which have no key.
std::uint64_t check_chain_of_thought(Reader& reader) {
  const Composition c = read_composition(reader);
  const Real beta = parse_dyadic(reader.word("beta"), "beta");
  const Plan plan = read_plan(reader);
  reader.finish({"rows"});
  std::vector<Key> keys = c.keys(true, true);
  std::uint64_t rows = 0;
  for (std::int64_t generated = 0; generated <= c.L; ++generated) {
    rows += check_retrieval_rows(plan, keys, c.digits, beta);
    keys.emplace_back();
  }
  return rows;
}

}  // namespace attest::checker
