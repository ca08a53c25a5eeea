#include "checker/checker.hpp"

#include <exception>
#include <map>

#include "checker/claims.hpp"

namespace attest::checker {

Result verify(const std::string& certificate) {
  static const std::map<std::string, std::uint64_t (*)(Reader&)> claims = {
      {"retrieval", check_retrieval},   {"two-sum", check_two_sum},           {"composition", check_composition},
      {"capacity", check_capacity},     {"capacity-set", check_capacity_set}, {"maximum-channel", check_maximum_channel},
      {"encoder-composition", check_encoder_composition}, {"chain-of-thought", check_chain_of_thought},
      {"indexer-two-sum", check_indexer_two_sum}, {"set-messages", check_set_messages}};
  try {
    Reader reader(certificate);
    reader.choice("kind", {"all-inputs"});
    const std::string name = reader.word("claim");
    const auto claim = claims.find(name);
    if (claim == claims.end()) throw Rejected("'" + name + "' is not a claim this checker knows");
    const std::uint64_t rows = claim->second(reader);
    if (rows == 0) throw Rejected("the claim covers no case");
    return {true, "", rows};
  } catch (const std::exception& problem) {
    return {false, problem.what(), 0};
  }
}

}  // namespace attest::checker
