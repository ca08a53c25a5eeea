// Any bytes are a certificate or none, and the checker says which in one line, without an internal error, in bounded time: what
// needs more than 2^14 rounded operations is refused. A changed hash makes every text malformed.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "certificate_mutator.hpp"
#include "checker/checker.hpp"

namespace {

using attest::checker::Outcome;

[[noreturn]] void fail(const char* what, const std::string& text, const std::string& reason) {
  std::fprintf(stderr, "certificate: %s: %s\n%s", what, reason.c_str(), text.c_str());
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  const attest::checker::Result result = attest::checker::verify(text, 0x1p14);
  if (result.outcome == Outcome::internal_error) fail("internal error", text, result.reason);
  if (result.verified != (result.outcome == Outcome::established)) fail("verified and not established", text, result.reason);
  if (result.verified ? !result.reason.empty() || result.rows == 0 : result.reason.empty()) fail("a reason, or none", text, result.reason);
  if ((result.reason + result.subject).find('\n') != std::string::npos) fail("more than one line", text, result.reason);
  if (result.outcome == Outcome::malformed) return 0;
  char& digit = text[text.size() - 2];
  digit = digit == '0' ? '1' : '0';
  if (attest::checker::verify(text, 0x1p14).outcome != Outcome::malformed) fail("a wrong hash was accepted", text, "");
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t largest, unsigned seed) {
  return attest::fuzz::mutate_certificate(data, size, largest, seed);
}
