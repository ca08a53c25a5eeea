#include "cli/shell.hpp"

namespace attest::cli {

std::string shell_line(const std::vector<std::string>& arguments) {
  constexpr const char* plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=:,./@%";
  std::string line = "attest";
  for (const std::string& word : arguments) {
    if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) {
      line += " " + word;
      continue;
    }
    line += " '";
    for (const char c : word) line += c == '\'' ? "'\\''" : std::string(1, c);
    line += "'";
  }
  return line;
}

}  // namespace attest::cli
