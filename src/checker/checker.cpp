#include "checker/checker.hpp"

#include <mpfr.h>

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
  if (!claim->has_inputs()) throw Malformed("the claim " + name + " has no explicit inputs in this arithmetic");
  if (kind == "exhaustion" && claim->plan().exact) throw Malformed("kind exhaustion is about finite arithmetic");
  if (kind == "fooling-pair") return check_fooling_pair(reader, *claim);
  return kind == "counterexample" ? check_counterexample(reader, *claim) : check_exhaustion(reader, *claim);
}

/// MPFR's own range ends where that of p<k> does, so a result rounded up from below it would look like a number of p<k>.
class WidestExponents {
 public:
  WidestExponents() { mpfr_set_emin(mpfr_get_emin_min()), mpfr_set_emax(mpfr_get_emax_max()); }
  ~WidestExponents() { mpfr_set_emin(least_), mpfr_set_emax(largest_); }
  WidestExponents(const WidestExponents&) = delete;
  WidestExponents& operator=(const WidestExponents&) = delete;

 private:
  mpfr_exp_t least_ = mpfr_get_emin(), largest_ = mpfr_get_emax();
};

}  // namespace

Result verify(const std::string& certificate, double most_work) {
  const WidestExponents range;
  Result result;
  try {
    Reader reader(certificate, most_work);
    result.rows = check(reader, result.subject);
    if (result.rows == 0) throw NotEstablished("the claim covers no case");
    result.outcome = Outcome::established;
    result.verified = true;
    return result;
  } catch (const TooMuchWork& problem) {
    result.outcome = Outcome::malformed;
    result.refused = true;
    result.reason = problem.what();
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
