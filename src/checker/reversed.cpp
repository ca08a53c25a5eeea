// reversed-composition: one recurrent layer on L-SeqComp in the order w, z_0, z_1, ..., z_L (arguments ascending).
//
// The layer's state is w, the value reached so far, and (memory yes) one bit: "the present function was already applied". A
// token (l, a, v): if a = 0 the bit is cleared; if it is clear and a = w_(l−1) N_(l−2) + reached (l = 1: a = reached), then
// reached becomes v and the bit is set. Right is i_L after the last token.
//
// Induction over the functions: before z_l's tokens, reached = i_(l−1), any number below N_(l−2) (below m for l = 1). For every
// such number and every w_(l−1), which together are every argument of z_l, the tokens of z_l are run, with values v that are
// left open: as long as nothing was taken, reached is known; once it was taken from the right argument it is that token's
// value, and it must not be taken again, whatever that value is. Without the bit it can be, when another argument follows.
// Arithmetic: digits 0 and 1 enter and leave, nothing else; the state is integers in the widths that state-bits counts.
#include <bit>

#include "checker/claims.hpp"
#include "checker/derived.hpp"

namespace attest::checker {
namespace {

int width_of(std::int64_t count) { return count <= 2 ? 1 : std::bit_width(static_cast<std::uint64_t>(count - 1)); }

void check_digits(const Plan& plan) {
  for (const long digit : {0, 1}) {
    const Real entered = plan.input.integer(digit);
    if (!equal(entered, whole(digit))) throw NotEstablished("a digit is no number of the input format");
  }
}

/// One function with `size` arguments, met with `reached` and the offset w·N: does it end with the value of its argument?
void run_function(std::int64_t size, std::int64_t values, std::int64_t reached, std::int64_t offset, bool memory) {
  bool applied = false, taken = false;
  for (std::int64_t a = 0; a < size; ++a) {
    if (a == 0) applied = false;
    if (applied) continue;
    if (!taken) {
      if (a != offset + reached) continue;
      taken = true;
      applied = memory;
    } else if (a - offset >= 0 && a - offset < values) {  // the value taken may be a − offset
      throw NotEstablished("the value of argument " + std::to_string(offset + reached) + " can be taken for the argument " + std::to_string(a));
    }
  }
  if (!taken) throw NotEstablished("the argument " + std::to_string(offset + reached) + " is never met");
}

struct Sizes {
  std::vector<std::int64_t> factors;  // m, n_1, ..., n_(L-1)
  bool memory = true;
  std::int64_t state_bits = 0;
};

std::uint64_t establish(const Sizes& sizes, const Plan& plan) {
  if (!plan.exact) check_digits(plan);
  std::int64_t before = sizes.factors[0], counted = sizes.memory ? 1 : 0;  // numbers below `before` are reached before the function
  std::uint64_t rows = 0;
  for (std::size_t l = 0; l < sizes.factors.size(); ++l) {
    const std::int64_t ways = l == 0 ? 1 : sizes.factors[l], size = before * ways;
    if (l > 0) counted += width_of(ways);
    for (std::int64_t w = 0; w < ways; ++w)
      for (std::int64_t reached = 0; reached < before; ++reached, ++rows) run_function(size, size, reached, w * before, sizes.memory);
    before = size;
  }
  if (sizes.state_bits != counted + width_of(before)) throw NotEstablished("the state is not that many bits");
  return rows;
}

}  // namespace

std::unique_ptr<Claim> read_reversed_composition(Reader& reader) {
  Sizes sizes;
  const auto L = reader.integer("L", 1, 16);
  sizes.factors = reader.integers("sizes", 1, 1 << 12);
  if (sizes.factors.size() != static_cast<std::size_t>(L)) throw Malformed("L-SeqComp has L sizes m n_1 .. n_(L-1)");
  std::int64_t product = 1;
  for (const std::int64_t factor : sizes.factors)
    if ((product *= factor) > 1 << 12) throw Malformed("more than 4096 arguments of a function");
  sizes.memory = reader.choice("memory", {"yes", "no"}) == "yes";
  sizes.state_bits = reader.integer("state-bits", 1, 1 << 10);
  const Plan plan = read_plan(reader);
  return std::make_unique<DerivedClaim>(plan, [sizes, plan] { return establish(sizes, plan); });
}

}  // namespace attest::checker
