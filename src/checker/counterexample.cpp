// Kind counterexample: an input, its right answer by the checker's own oracle, and another answer by the model.
#include "checker/claim.hpp"

namespace attest::checker {

std::uint64_t check_counterexample(Reader& reader, const Claim& claim) {
  const Input input(reader.rest("input"));
  const std::int64_t expected = reader.integer("expected", 0, INT64_MAX);
  const std::string observed = reader.word("observed");
  if (observed != "undefined") parse_integer(observed, 0, INT64_MAX, "observed");
  reader.finish("refuted");
  const std::int64_t answer = claim.oracle(input);
  if (answer != expected) throw NotEstablished("the right answer is " + std::to_string(answer));
  require_work(claim.work(input), claim.plan().most_work);
  std::string found;
  try {
    found = std::to_string(claim.evaluate(claim.point(), input));
  } catch (const Undefined&) {
    found = "undefined";
  }
  if (found != observed) throw NotEstablished("the model's answer is " + found);
  if (found == std::to_string(answer)) throw NotEstablished("the model's answer is right");
  claim.finish();
  return 1;
}

}  // namespace attest::checker
