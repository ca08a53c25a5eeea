// Edit distance by dynamic programming, selection by fnmatch: nothing is interpreted beyond that.
#include "cli/names.hpp"

#include <fnmatch.h>

#include <algorithm>

namespace attest::cli {

namespace {

/// Restricted Damerau–Levenshtein distance by the usual table.
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[a.size()][b.size()];
}

}  // namespace

std::string nearest(const std::string& name, const std::vector<std::string>& names) {
  const auto best = std::min_element(names.begin(), names.end(), [&](const std::string& x, const std::string& y) {
    return distance(name, x) < distance(name, y);
  });
  return best == names.end() ? "" : *best;
}

std::string suggestion(const std::string& name, const std::vector<std::string>& names) {
  if (name.size() > 200) return "";  // the distance is quadratic, and nobody meant a name
  const std::string best = nearest(name, names);
  if (best.empty() || distance(name, best) > std::min<std::size_t>(3, std::max<std::size_t>(1, (best.size() + 1) / 3))) return "";
  return ": did you mean '" + best + "'?";
}

bool matches(const std::string& pattern, const std::string& name) {
  if (pattern.find_first_of("*?[") == std::string::npos) return name.find(pattern) != std::string::npos;
  return fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
}

}  // namespace attest::cli
