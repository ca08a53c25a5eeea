// Any bytes are a case of attention, and every case obeys the laws of support/attention_forms.hpp: exact forms of softmax
// agree, a rounded one stays within its derived bound, a saved state continues identically.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "mutator.hpp"
#include "support/attention_forms.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const attest::evidence::Case c = attest::evidence::decode({data, size});
  const std::string line = attest::laws::check_attention_forms(c);
  if (line.empty()) return 0;
  std::fprintf(stderr, "attention_forms: %s\n%s", line.c_str(), attest::evidence::to_text(c).c_str());
  std::abort();
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t largest, unsigned seed) {
  return attest::fuzz::mutate_case(data, size, largest, seed);
}
