// Standard output and standard error, without exceptions: a full disk behind standard output is found once, at the end.
#pragma once

#include <fmt/core.h>

#include <cstdio>
#include <string>
#include <utility>

namespace attest::cli {

inline void put(std::FILE* stream, const std::string& text) { (void)!std::fwrite(text.data(), 1, text.size(), stream); }

/// To standard output.
template <class... Arguments>
void say(fmt::format_string<Arguments...> text, Arguments&&... arguments) {
  put(stdout, fmt::format(text, std::forward<Arguments>(arguments)...));
}

/// What a file or an argument said, as it may be shown on a terminal: control characters are '?'.
inline std::string printable(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) c = '?';
  return text;
}

/// To standard error, at once.
template <class... Arguments>
void warn(fmt::format_string<Arguments...> text, Arguments&&... arguments) {
  put(stderr, fmt::format(text, std::forward<Arguments>(arguments)...));
  std::fflush(stderr);
}

/// Writes out what is buffered; false when something did not arrive.
inline bool flushed() { return std::fflush(stdout) == 0 && !std::ferror(stdout); }

}  // namespace attest::cli
