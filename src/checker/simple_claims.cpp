// retrieval, composition, capacity: what each claim's keys mean, and the reduction to rows.
#include "checker/claims.hpp"

namespace attest::checker {
namespace {

int width_of(std::uint64_t largest) {
  int width = 1;
  while (largest >> width) ++width;
  return width;
}

}  // namespace

/// n tokens with keys 0..n−1, then the query token without a key. Each value digit is a coordinate of its own, and all
/// coordinates share their rows, so the number of digits does not matter.
std::uint64_t check_retrieval(Reader& reader) {
  const auto n = static_cast<std::uint64_t>(reader.integer("n", 1, 1 << 17));
  const int digits = static_cast<int>(reader.integer("digits", 1, 40));
  reader.integer("value-bits", 1, 40);
  const Real beta = parse_dyadic(reader.word("beta"), "beta");
  const Plan plan = read_plan(reader);
  reader.finish();
  if (n > std::uint64_t{1} << digits) throw Rejected("n keys do not fit the digits");
  std::vector<Key> keys;
  for (std::uint64_t i = 0; i < n; ++i) keys.emplace_back(i);
  keys.emplace_back();
  return check_retrieval_rows(plan, keys, digits, beta);
}

/// L-SeqComp: every full layer is a retrieval whose keys are fixed by the positions, whatever the functions are; its
/// query is the code of one of them. If every query reads its own value, then by induction over the layers the last
/// one reads i_L. (In "recurrent" and "merged" z_0 reaches w by other means and z_0's token has no key.)
std::uint64_t check_composition(Reader& reader) {
  const auto L = reader.integer("L", 1, 16);
  const auto sizes = reader.integers("sizes", 1, 1 << 17);
  if (sizes.size() != static_cast<std::size_t>(L)) throw Rejected("L-SeqComp has L sizes m n_1 .. n_(L-1)");
  const bool merged = reader.choice("order", {"standard", "merged"}) == "merged";
  const bool full_first = reader.choice("first", {"full", "recurrent"}) == "full";
  const Real beta = parse_dyadic(reader.word("beta"), "beta");
  const Plan plan = read_plan(reader);
  reader.finish();
  if (merged && full_first) throw Rejected("the merged token needs no first full layer: write 'first recurrent'");
  std::vector<std::uint64_t> domain{1};  // of z_0 (one argument), z_1, ..., z_L
  std::uint64_t size = 1;
  for (const std::int64_t factor : sizes) {
    size *= static_cast<std::uint64_t>(factor);
    if (size > 1 << 17) throw Rejected("more than 131072 tokens");
    domain.push_back(size);
  }
  const int argument_width = width_of(size - 1), digits = argument_width + width_of(static_cast<std::uint64_t>(L));
  std::vector<Key> keys;
  for (std::int64_t tag = L; tag >= 1; --tag)
    for (std::uint64_t argument = 0; argument < domain[static_cast<std::size_t>(tag)]; ++argument)
      keys.emplace_back((static_cast<std::uint64_t>(tag) << argument_width) | argument);
  if (full_first) keys.emplace_back(0);
  else if (!merged) keys.emplace_back();
  keys.emplace_back();  // w, or the merged token
  return check_retrieval_rows(plan, keys, digits, beta);
}

namespace {

/// A value survives a one-hot state: entering as 1·v, added to 0, read as 1·v among zeros.
bool survives(const Plan& plan, long v) {
  const Real value = plan.input.integer(v), one = plan.input.integer(1), zero = plan.state.integer(0);
  const Real stored = plan.state.add(zero, plan.state.mul(one, value));
  const Real again = plan.state.add(stored, plan.state.mul(plan.input.integer(0), value));
  const Real read = plan.output.convert(plan.accumulator.dot({zero, one}, {zero, plan.accumulator.convert(again)}));
  return mpfr_cmp_si(read.get(), v) == 0;
}

}  // namespace

/// Linear (and log-linear with all level weights 1) attention with one-hot keys, identity feature map and no normaliser:
/// entry i of the state only ever receives 1·f(i) and zeros, so right values for each v alone are right for every f.
/// Log-linear adds level states that have disjoint supports: again v plus zeros.
std::uint64_t check_capacity(Reader& reader) {
  reader.choice("mechanism", {"linear", "log-linear"});
  const auto n = reader.integer("n", 1, 1 << 17);
  const Plan plan = read_plan(reader);
  reader.finish();
  if (plan.exact) return static_cast<std::uint64_t>(n);  // integers are exact
  for (long v = 0; v < n; ++v)
    if (!survives(plan, v)) throw Rejected("the value " + std::to_string(v) + " does not survive storing and reading");
  return static_cast<std::uint64_t>(n);
}

/// A set of values as one-hot counters: value 1 is stored at most once per position (the values are distinct).
std::uint64_t check_capacity_set(Reader& reader) {
  reader.choice("mechanism", {"linear", "log-linear"});
  const auto universe = reader.integer("U", 1, 1 << 17);
  const auto n = reader.integer("n", 1, 1 << 17);
  const Plan plan = read_plan(reader);
  reader.finish();
  if (n > universe) throw Rejected("n distinct values do not fit the universe");
  if (!plan.exact && (!survives(plan, 0) || !survives(plan, 1))) throw Rejected("a counter of 0 or 1 does not survive");
  return static_cast<std::uint64_t>(universe) * 2;
}

}  // namespace attest::checker
