// Names that people type: nearest matches, and selection by substring or glob.
#pragma once

#include <string>
#include <vector>

namespace attest::cli {

/// The name at the least edit distance (insert, delete, replace, swap of neighbours cost 1); "" when `names` is empty.
std::string nearest(const std::string& name, const std::vector<std::string>& names);

/// ": did you mean 'x'?" for messages about unknown names, or "" when nothing is near.
std::string suggestion(const std::string& name, const std::vector<std::string>& names);

/// With one of * ? [ the pattern must match the whole name as a glob, where * also crosses '/'; otherwise it must occur in it.
bool matches(const std::string& pattern, const std::string& name);

}  // namespace attest::cli
