#include "checker/checker.hpp"

#include <exception>

#include "checker/claim.hpp"

namespace attest::checker {
namespace {

std::uint64_t check(Reader& reader, std::string& subject) {
  const std::string kind = subject = reader.choice("kind", {"all-inputs", "counterexample", "fooling-pair", "exhaustion", "counting"});
  if (kind == "counting") return check_counting(reader);
  const std::string name = reader.word("claim");
  subject += " " + name;
  if (kind == "exhaustion") reader.allow_grids();
  const auto claim = read_claim(name, reader);
  if (kind == "all-inputs") return check_all_inputs(reader, *claim);
  if (!claim->has_inputs()) throw Malformed("the claim " + name + " has no explicit inputs");
  if (claim->plan().exact) throw Malformed("kind " + kind + " is about finite arithmetic");
  if (kind == "fooling-pair") return check_fooling_pair(reader, *claim);
  return kind == "counterexample" ? check_counterexample(reader, *claim) : check_exhaustion(reader, *claim);
}

}  // namespace

Result verify(const std::string& certificate) {
  Result result;
  try {
    Reader reader(certificate);
    result.rows = check(reader, result.subject);
    if (result.rows == 0) throw NotEstablished("the claim covers no case");
    result.outcome = Outcome::established;
    result.verified = true;
    return result;
  } catch (const Malformed& problem) {
    result.outcome = Outcome::malformed;
    result.reason = problem.what();
  } catch (const NotEstablished& problem) {
    result.outcome = Outcome::not_established;
    result.reason = problem.what();
  } catch (const std::exception& problem) {
    result.reason = problem.what();
  }
  result.rows = 0;
  constexpr std::size_t most_reason = 300;  // a reason may quote a word, and words may be long
  for (std::string* text : {&result.reason, &result.subject})
    if (text->size() > most_reason) text->replace(most_reason, std::string::npos, "...");
  return result;
}

}  // namespace attest::checker
