// A command line as people type it.
#pragma once

#include <string>
#include <vector>

namespace attest::cli {

/// "attest precision --sizes 8,16 --set 'c=7*2^3'": words that a shell would take apart or expand stand in quotes.
std::string shell_line(const std::vector<std::string>& arguments);

}  // namespace attest::cli
