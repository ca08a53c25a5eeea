// The claims by name, and what a claim without explicit inputs has in their place.
#include <map>

#include "checker/claims.hpp"

namespace attest::checker {

std::unique_ptr<Claim> read_claim(const std::string& name, Reader& reader) {
  static const std::map<std::string, std::unique_ptr<Claim> (*)(Reader&)> claims = {
      {"retrieval", read_retrieval},
      {"index", read_index},
      {"composition", read_composition},
      {"encoder-composition", read_encoder_composition},
      {"chain-of-thought", read_chain_of_thought},
      {"associative-recall", read_associative_recall},
      {"reversed-composition", read_reversed_composition},
      {"two-sum", read_two_sum},
      {"match2", read_match2},
      {"two-sum-any", read_two_sum_any},
      {"counting", read_counting},
      {"equality", read_equality},
      {"disjointness", read_disjointness},
      {"averaging", read_averaging},
      {"capacity", read_capacity},
      {"capacity-set", read_capacity_set},
      {"indexer-two-sum", read_indexer_two_sum},
      {"sparse-two-sum", read_sparse_two_sum},
      {"maximum-channel", read_maximum_channel},
      {"stack", read_stack_claim},
  };
  const auto claim = claims.find(name);
  if (claim == claims.end()) throw Malformed("'" + name + "' is not a claim this checker knows");
  return claim->second(reader);
}

Point Claim::point() const {
  Point point;
  for (const Parameter& parameter : parameters_) point.push_back(parameter.value);
  return point;
}

namespace {

[[noreturn]] void no_inputs() { throw Malformed("this claim has no explicit inputs"); }

}  // namespace

std::int64_t Claim::oracle(const Input&) const { no_inputs(); }
std::int64_t Claim::evaluate(const Point&, const Input&) const { no_inputs(); }
double Claim::work(const Input&) const { no_inputs(); }
std::vector<std::uint64_t> Claim::radices() const { no_inputs(); }
std::vector<Token> Claim::assemble(const std::vector<std::uint64_t>&) const { no_inputs(); }

}  // namespace attest::checker
