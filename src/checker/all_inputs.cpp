// Kind all-inputs: the claim's own methods, and enumeration of every input where there are at most 10^6.
#include <algorithm>

#include "checker/claim.hpp"

namespace attest::checker {
namespace {

constexpr std::uint64_t most_inputs = 1000000;

std::uint64_t enumerate(const Claim& claim) {
  const auto radices = claim.radices();
  std::uint64_t inputs = 1;
  for (const std::uint64_t radix : radices) {
    inputs *= radix;
    if (inputs > most_inputs) throw Malformed("more than 10^6 inputs are not enumerated");
  }
  const Point point = claim.point();
  std::vector<std::uint64_t> choices(radices.size());
  for (std::uint64_t index = 0; index < inputs; ++index) {
    std::uint64_t rest = index;
    for (std::size_t i = 0; i < radices.size(); ++i) choices[i] = rest % radices[i], rest /= radices[i];
    const Input input(claim.assemble(choices));
    if (index == 0) require_work(claim.work(input) * static_cast<double>(inputs), claim.plan().most_work);
    if (!claim.right(point, input)) throw NotEstablished("input " + std::to_string(index) + " is answered wrongly");
  }
  claim.finish();
  return inputs;
}

}  // namespace

std::uint64_t check_all_inputs(Reader& reader, const Claim& claim) {
  auto methods = claim.methods();
  if (claim.has_inputs()) methods.push_back("enumeration");
  const std::string method = reader.choice("method", methods);
  reader.finish("established");
  return method == "enumeration" ? enumerate(claim) : claim.establish(method);
}

}  // namespace attest::checker
