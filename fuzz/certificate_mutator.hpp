// Mutation of certificates: one to three words or lines are deleted, doubled, exchanged, or replaced (by another word of the
// text, a neighbouring number, its negative, zero, a huge one), and mostly the hash is set right again. A byte-wise mutator would
// never get past the hash.
#pragma once

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "evidence/certificate.hpp"
#include "mutator.hpp"

namespace attest::fuzz {

/// Parts between separators; joined again by the same one.
inline std::vector<std::string> parts_of(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text)
    if (c == separator) parts.emplace_back();
    else parts.back() += c;
  return parts;
}

inline std::string joined(const std::vector<std::string>& parts, char separator) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) text += (i > 0 ? std::string(1, separator) : "") + parts[i];
  return text;
}

/// The text with the SHA-256 of everything before its last line in place of the last word.
inline std::string sealed(const std::string& text) {
  const std::size_t end = text.find_last_not_of('\n'), line = end == std::string::npos ? end : text.rfind('\n', end);
  if (line == std::string::npos) return text;
  const std::string body = text.substr(0, line + 1), last = text.substr(line + 1, end - line);
  return body + last.substr(0, last.rfind(' ') + 1) + evidence::sha256(body) + "\n";
}

inline std::string number_instead(const std::string& word, std::uint64_t& random) {
  const std::size_t first = word.find_first_of("0123456789");
  if (first == std::string::npos) return word + "0";
  const std::size_t last = std::min(word.find_first_not_of("0123456789", first), word.size());
  const std::string number = word.substr(first, std::min<std::size_t>(last - first, 18));
  const long long value = std::stoll(number);
  const std::string choices[] = {std::to_string(value + 1), std::to_string(value - 1), std::to_string(-value), "0", "9223372036854775807", "0" + number, std::to_string(2 * value)};
  return word.substr(0, first) + choices[next_random(random) % 7] + word.substr(last);
}

template <class Part>
void edit(std::vector<Part>& parts, const std::vector<Part>& others, std::uint64_t& random) {
  const std::size_t at = next_random(random) % parts.size(), other = next_random(random) % parts.size();
  const auto place = parts.begin() + static_cast<std::ptrdiff_t>(at);
  switch (next_random(random) % 4) {
    case 0: if (parts.size() > 1) parts.erase(place); break;
    case 1: parts.insert(place, Part(*place)); break;
    case 2: std::swap(parts[at], parts[other]); break;
    default: *place = others[next_random(random) % others.size()];
  }
}

inline std::string edited(const std::string& text, std::uint64_t& random) {
  std::vector<std::string> lines = parts_of(text, '\n');
  if (next_random(random) % 4 == 0) {
    edit(lines, std::vector<std::string>(lines), random);
    return joined(lines, '\n');
  }
  std::string& line = lines[next_random(random) % lines.size()];
  std::vector<std::string> words = parts_of(line, ' ');
  if (next_random(random) % 2 == 0) {
    std::string& word = words[next_random(random) % words.size()];
    word = number_instead(word, random);
  } else {
    edit(words, parts_of(lines[next_random(random) % lines.size()], ' '), random);
  }
  line = joined(words, ' ');
  return joined(lines, '\n');
}

/// Text that does not fit into `largest` bytes is cut off there.
inline std::size_t mutate_certificate(std::uint8_t* data, std::size_t size, std::size_t largest, unsigned seed) {
  std::uint64_t random = seed;
  std::string text(reinterpret_cast<const char*>(data), size);
  for (std::uint64_t count = 1 + next_random(random) % 3; count > 0; --count) text = edited(text, random);
  if (next_random(random) % 16 != 0) text = sealed(text);
  if (next_random(random) % 64 == 0 && !text.empty()) text[next_random(random) % text.size()] ^= static_cast<char>(1 << next_random(random) % 8);
  const std::size_t length = std::min(text.size(), largest);
  std::memcpy(data, text.data(), length);
  return length;
}

}  // namespace attest::fuzz
