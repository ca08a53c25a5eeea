// retrieval, capacity, indexer, messages: what each claim's keys mean, and the reduction to rows.
#include <gmp.h>

#include "checker/claims.hpp"

namespace attest::checker {

/// n tokens with keys 0..n−1, then the query token without a key. Each value digit is a coordinate of its own, and all
/// coordinates share their rows, so the number of digits does not matter.
std::uint64_t check_retrieval(Reader& reader) {
  const auto n = static_cast<std::uint64_t>(reader.integer("n", 1, 1 << 17));
  const int digits = static_cast<int>(reader.integer("digits", 1, 40));
  reader.integer("value-bits", 1, 40);
  const Real beta = parse_dyadic(reader.word("beta"), "beta");
  const Plan plan = read_plan(reader);
  reader.finish({"rows"});
  if (n > std::uint64_t{1} << digits) throw Rejected("n keys do not fit the digits");
  std::vector<Key> keys;
  for (std::uint64_t i = 0; i < n; ++i) keys.emplace_back(i);
  keys.emplace_back();
  return check_retrieval_rows(plan, keys, digits, beta);
}

bool survives(const Plan& plan, long v) {
  const Real value = plan.input.integer(v), one = plan.input.integer(1), zero = plan.state.integer(0);
  const Real stored = plan.state.add(zero, plan.state.mul(one, value));
  const Real again = plan.state.add(stored, plan.state.mul(plan.input.integer(0), value));
  const Real read = plan.output.convert(plan.accumulator.dot({zero, one}, {zero, plan.accumulator.convert(again)}));
  return mpfr_cmp_si(read.get(), v) == 0;
}

/// Linear (and log-linear with all level weights 1) attention with one-hot keys, identity feature map and no normaliser:
/// entry i of the state only ever receives 1·f(i) and zeros, so right values for each v alone are right for every f.
/// Log-linear adds level states that have disjoint supports: again v plus zeros.
std::uint64_t check_capacity(Reader& reader) {
  reader.choice("mechanism", {"linear", "log-linear"});
  const auto n = reader.integer("n", 1, 1 << 17);
  const Plan plan = read_plan(reader);
  reader.finish({"derivation"});
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
  reader.finish({"derivation"});
  if (n > universe) throw Rejected("n distinct values do not fit the universe");
  if (!plan.exact && (!survives(plan, 0) || !survives(plan, 1))) throw Rejected("a counter of 0 or 1 does not survive");
  return static_cast<std::uint64_t>(universe) * 2;
}

/// DSA with one token read: the indexer's score of the match must strictly exceed every other stored value's and the
/// query's own, after ReLU; then top-1 is the match whenever there is one, and the test on integers does the rest.
std::uint64_t check_indexer_two_sum(Reader& reader) {
  const auto M = reader.integer("M", 3, 1 << 12);
  reader.integer("n", 1, 1 << 17);
  const Plan plan = read_plan(reader);
  reader.finish({"derivation"});
  // Real numbers: the score is cos(2*pi*(x+y)/M), which is 1 at x+y = 0 mod M and less elsewhere. For each x there is one
  // such y, it is stored (not 0, not M/2, since x is neither), and it is not x itself.
  if (plan.exact) return static_cast<std::uint64_t>(M);
  std::vector<Real> cosine, sine, minus_sine;
  for (std::int64_t x = 0; x < M; ++x) {
    cosine.push_back(plan.input.cos_turn(x, static_cast<unsigned long>(M)));
    sine.push_back(plan.input.sin_turn(x, static_cast<unsigned long>(M)));
    minus_sine.push_back(sine.back());
    mpfr_neg(minus_sine.back().get(), minus_sine.back().get(), MPFR_RNDN);
  }
  std::uint64_t rows = 0;
  for (std::int64_t x = 1; x < M; ++x) {
    if (2 * x == M) continue;
    const auto score = [&](std::int64_t y) { return plan.score.dot({cosine[x], sine[x]}, {cosine[y], minus_sine[y]}); };
    const Real match = score(M - x);
    if (mpfr_sgn(match.get()) <= 0) throw Rejected("the query " + std::to_string(x) + ": the match scores nothing");
    for (std::int64_t y = 1; y < M; ++y)
      if (2 * y != M && y != M - x && !less(score(y), match))
        throw Rejected("the query " + std::to_string(x) + ": the value " + std::to_string(y) + " scores as much as the match");
    ++rows;
  }
  return rows;
}

/// As many messages as B-sets: an injective code exists, and a table score can find the block that holds a value.
std::uint64_t check_set_messages(Reader& reader) {
  const auto universe = reader.integer("U", 1, 1 << 16);
  const auto block = reader.integer("B", 1, 1 << 12);
  const auto bits = reader.integer("message-bits", 0, 1 << 20);
  reader.finish({"derivation"});
  if (block > universe) throw Rejected("B distinct values do not fit the universe");
  mpz_t sets, messages;
  mpz_init(sets), mpz_init(messages);
  mpz_bin_uiui(sets, static_cast<unsigned long>(universe), static_cast<unsigned long>(block));
  mpz_ui_pow_ui(messages, 2, static_cast<unsigned long>(bits));
  const bool enough = mpz_cmp(messages, sets) >= 0;
  mpz_clear(sets), mpz_clear(messages);
  if (!enough) throw Rejected("fewer messages than sets");
  return 1;
}

}  // namespace attest::checker
