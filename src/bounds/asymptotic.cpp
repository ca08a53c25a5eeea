// Implements asymptotic.hpp.
#include "bounds/asymptotic.hpp"

namespace attest::bounds {
namespace {

std::string title(AsymptoticTheorem theorem) { return theorem == AsymptoticTheorem::Hybrid ? "YHLWL" : "CPW"; }

}  // namespace

LogSum log2_n_star(AsymptoticTheorem theorem, const Integer& hdp, const Integer& L) {
  require_at_least(title(theorem), "hdp", hdp, 1);
  require_at_least(title(theorem), "L", L, 1);
  require(L <= 64, title(theorem), "L = " + L.get_str() + " must be at most 64");
  const Integer exponent = Integer(1) << (4 * L.get_ui() + (theorem == AsymptoticTheorem::Hybrid ? 2 : 0));
  return LogSum::lg(exponent, hdp);
}

namespace {

Inequality row(AsymptoticTheorem theorem, const Integer& hdp, const Integer& L, const std::string& n_text, const LogSum& log2_n) {
  const LogSum needed = log2_n_star(theorem, hdp, L);
  Inequality result;
  result.theorem = title(theorem);
  const bool hybrid = theorem == AsymptoticTheorem::Hybrid;
  const std::string layers = Integer(hybrid ? Integer(L - 1) : L).get_str();
  result.claim = (hybrid ? "hybrids with " + layers + " full layers" : layers + " full layers") + " do not compute " + L.get_str() + "-SeqComp of n tokens (asymptotic: n large enough)";
  result.parameters = {parameter("hdp", hdp), parameter("L", L), {"n", n_text}};
  result.covers = {"the model of the paper; both sides are base-2 logarithms: 2^(4L" + std::string(hybrid ? "+2" : "") + ") lg(Hdp) and lg n"};
  result.not_covered = {"any n that can be run: print this n*, never claim to have tested it"};
  return decide(result, needed, log2_n, true);
}

}  // namespace

Inequality evaluate(AsymptoticTheorem theorem, const Integer& hdp, const Integer& L, const Integer& n) {
  require_at_least(title(theorem), "n", n, 1);
  return row(theorem, hdp, L, n.get_str(), LogSum::lg(1, n));
}

Inequality least_row(AsymptoticTheorem theorem, const Integer& hdp, const Integer& L, const std::string& n_text) {
  return row(theorem, hdp, L, n_text, log2_n_star(theorem, hdp, L));
}

}  // namespace attest::bounds
