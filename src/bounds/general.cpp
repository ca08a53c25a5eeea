// Implements the exact half of general.hpp.
#include "bounds/general.hpp"

#include "bounds/cover.hpp"
#include "bounds/general_formula.hpp"
#include "bounds/softmax.hpp"

namespace attest::bounds {
namespace {

struct Exact {
  using Number = Integer;
  using Bits = LogSum;
  static LogSum lg(const Integer& coefficient, const Integer& argument) { return LogSum::lg(coefficient, argument); }
  static bool less(const LogSum& a, const LogSum& b) { return a < b; }
  std::optional<Integer> cover(const Integer& k, const Integer& y, const LogSum& beta, const Integer& x) const {
    const auto steps = cover_gains(k, y, Deficit{beta, 1}, x);
    if (!steps) return std::nullopt;
    gains->push_back(*steps);
    return total(*steps);
  }
  static Integer hidden(const Integer& groups, const Integer& m, const Integer& q, const Integer& loss, const Integer& t) {
    return hidden_coordinate_members(groups, m, q, loss, t);
  }
  std::vector<std::vector<Integer>>* gains;  ///< a list for every level whose cover was asked for
};

std::string list(const std::vector<Integer>& values) {
  std::string text;
  for (std::size_t i = 0; i < values.size(); ++i) text += (i ? "," : "") + values[i].get_str();
  return text;
}

void check(const GeneralBits& bits, const GeneralSizes& sizes) {
  const bool full = bits.kind == GeneralKind::Full;
  const std::size_t L = bits.L();
  require(L >= 2 && L <= 12, "G", "L = " + std::to_string(L) + " must be from 2 to 12");
  require(bits.state_bits.size() == (full ? 1 : L), "G", full ? "one number of state-bits (the trailing group) is needed" : "L numbers of state-bits (groups before, between and after the full layers) are needed");
  require(sizes.rows.size() == L - 1 && sizes.y.size() == L - 2 && sizes.x.size() == L - 2, "G", "L-1 rows and L-2 values of y and x are needed");
  for (const Integer& b : bits.message_bits) require_at_least("G", "message-bits", b, 0);
  for (const Integer& s : bits.state_bits) require_at_least("G", "state-bits", s, 0);
  require_at_least("G", "m", sizes.m, 2);
  require_at_least("G", "t1", sizes.t1, 1);
  require(sizes.t1 <= sizes.m, "G", "t1 must be at most m");
  for (const auto* values : {&sizes.rows, &sizes.y, &sizes.x}) {
    for (const Integer& value : *values) require_at_least("G", "each of rows, y, x", value, 1);
  }
  if (full) {
    require_at_least("G", "g", sizes.g, 1);
    require(sizes.rows[0] % sizes.g == 0, "G", "g must divide the rows n'_1");
    require(sizes.q >= 2 && sizes.q <= sizes.m, "G", "2 <= q <= m is needed");
  } else {
    require(members_are_sure(sizes.m, sizes.t1, bits.state_bits[0], sizes.x1), "G", "x1 = " + sizes.x1.get_str() + " members are not guaranteed: (x1-1)^t1 2^s_0 < m^t1 and x1 <= m are needed");
  }
}

}  // namespace

std::vector<Integer> task_sizes(const GeneralSizes& sizes) {
  std::vector<Integer> task{sizes.m};
  for (std::size_t l = 1; l <= sizes.rows.size(); ++l) {
    task.push_back(l - 1 < sizes.y.size() ? Integer(sizes.rows[l - 1] * sizes.y[l - 1]) : sizes.rows[l - 1]);
  }
  return task;
}

Integer composition_tokens(const std::vector<Integer>& task) {
  Integer block = 1, sum = 2;
  for (const Integer& size : task) {
    block *= size;
    sum += block;
  }
  return sum;
}

Inequality evaluate(const GeneralBits& bits, const GeneralSizes& sizes) {
  check(bits, sizes);
  const bool full = bits.kind == GeneralKind::Full;
  GeneralFormula<Exact>::Values values{bits.message_bits, bits.state_bits, sizes.m, sizes.t1, sizes.x1, sizes.g, sizes.q, sizes.rows, sizes.y, sizes.x};
  Inequality result;
  const GeneralFormula<Exact> formula(bits.kind, values, Exact{&result.gains});
  const auto sides = formula.sides();
  require(sides.has_value(), "G", "a cover is not defined at these sizes: take smaller x or greater y");
  const std::vector<Integer> task = task_sizes(sizes);
  result.theorem = "G";
  const std::string count = std::to_string(bits.message_bits.size()) + " full layers";
  result.claim = "no model with " + count + (full ? " and a trailing recurrent group" : " and recurrent groups anywhere") + " with these bits computes " + std::to_string(bits.L()) + "-SeqComp(" + list(task) + ") on all inputs, whatever its weights";
  result.parameters = {{"kind", full ? "full" : bits.kind == GeneralKind::HybridLazy ? "hybrid" : "hybrid-eager"}, {"L", std::to_string(bits.L())}, {"message-bits", list(bits.message_bits)},
                       {"state-bits", list(bits.state_bits)}, parameter("m", sizes.m), {"n1..", list({task.begin() + 1, task.end()})}, {"rows", list(sizes.rows)}};
  const bool levels = !sizes.y.empty();  // L = 2 has none
  if (levels) result.parameters.insert(result.parameters.end(), {{"y", list(sizes.y)}, {"x", list(sizes.x)}});
  result.parameters.push_back(parameter("t1", sizes.t1));
  if (full) {
    for (const auto& [name, value] : {std::pair{"g", &sizes.g}, {"q", &sizes.q}, {"S1", &sides->members}}) result.parameters.push_back(parameter(name, *value));
  } else {
    result.parameters.push_back(parameter("x1", sizes.x1));
  }
  if (levels) result.parameters.push_back({"u", list(sides->u)});
  result.parameters.push_back(parameter("n", composition_tokens(task)));
  result.covers = covered_by_prefix_fold(full ? "the ends of z_L..z_1" : "the ends of z_L..z_2");
  result.not_covered = not_covered_by_prefix_fold();
  if (full) result.not_covered.push_back("recurrent heads, token shift or convolutions before the last full layer");
  result.not_covered.push_back("n above 10^8 will never be run: print it, never claim to have tested it");
  return decide(result, sides->left, sides->right);
}

GeneralSizes corollary_sizes(const GeneralBits& bits) {
  require(bits.kind != GeneralKind::Full, "G", "the corollary is about hybrids");
  const std::size_t L = bits.L();
  require(L >= 2 && L <= 12, "G", "L must be from 2 to 12");
  Integer b = 1, s = 0;
  for (const Integer& value : bits.message_bits) b = std::max(b, value);
  for (const Integer& value : bits.state_bits) s = std::max(s, value);
  GeneralSizes sizes;
  sizes.rows.resize(L - 1);
  sizes.y.resize(L - 2);
  sizes.x.resize(L - 2);
  Integer later = 1;  // prod_{e > l} n'_e
  for (std::size_t l = L - 1; l >= 2; --l) {
    sizes.x[l - 2] = (Integer(1) << (L + 3)) * b * later;
    sizes.y[l - 2] = 8 * sizes.x[l - 2];
    sizes.rows[l - 1] = (Integer(1) << (4 * l + 4)) * Integer(l + 1) * (b + Integer(bit_length(sizes.y[l - 2])));
    later *= sizes.rows[l - 1];
  }
  sizes.rows[0] = (Integer(1) << (L + 3)) * (s + 1);
  sizes.x1 = std::max<Integer>((Integer(1) << (L + 3)) * b * later, bits.state_bits[0] + 1);
  sizes.m = 2 * sizes.x1;
  sizes.t1 = bits.state_bits[0] + 1;
  return sizes;
}

}  // namespace attest::bounds
