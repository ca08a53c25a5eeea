// What a proof for all inputs returns: the verdict, its size, and the text that an independent checker re-establishes.
#pragma once

#include <cstdint>
#include <string>

#include "tasks/task.hpp"

namespace attest::constructions {

struct Proof {
  bool holds = false;
  std::string reason;            ///< one line when it does not hold
  tasks::Tokens killing;         ///< an input that the failed extremal case suggests; empty when none was built
  std::uint64_t extremal_cases = 0;
  std::uint64_t work = 0;        ///< terms summed in these cases, roughly; 0: a row of the size for each
  std::string inputs;            ///< number of inputs covered, e.g. "1024^1025"
  std::string certificate;       ///< kind all-inputs; what a checker refuses when it does not hold
};

}  // namespace attest::constructions
