// The rules of the house as functions over texts, so that planted violations show that each rule can fail.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace attest::house {

using Files = std::map<std::string, std::string>;       ///< path from the repository's root -> content
using Violations = std::vector<std::string>;            ///< "path:line: what"

/// The arrows: folder of src -> folders it may include (itself and, transitively, those named by attest_folder).
std::map<std::string, std::set<std::string>> arrows(const std::string& top_cmake);

Violations check_arrows(const Files& sources, const std::map<std::string, std::set<std::string>>& arrows);
/// No RapidCheck, GoogleTest, Boost, nlohmann or CLI11 in headers of src: each costs seconds a file.
Violations check_heavy_headers(const Files& sources);
Violations check_length(const Files& sources, std::size_t most_lines);
/// Words that must not stand in code (comments may name them to say why not), and marks of unfinished work anywhere.
Violations check_words(const Files& sources);
/// Files begin with a comment; a .cpp beside a header of its name may leave it to that.
Violations check_first_line(const Files& sources);
/// rc::check only returns whether it held: alone it never fails a test.
Violations check_properties(const Files& sources);
/// Every path occurs in the README.
Violations check_named(const std::vector<std::string>& paths, const std::string& readme);

}  // namespace attest::house
