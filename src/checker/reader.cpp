#include "checker/reader.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <charconv>

#include "checker/checker.hpp"

namespace attest::checker {

Reader::Reader(const std::string& text, double most_work) : most_work_(most_work) {
  if (text.size() > most_bytes) throw Malformed("longer than 16 MiB");
  if (text.empty() || text.back() != '\n') throw Malformed("the text does not end with a newline");
  const std::string_view whole = text;
  std::size_t start = 0;
  while (start < whole.size()) {
    const std::size_t stop = whole.find('\n', start);
    lines_.push_back(whole.substr(start, stop - start));
    start = stop + 1;
  }
  if (line() != "attest-certificate/2") throw Malformed("line 1 must be 'attest-certificate/2'");
  check_hash(text);
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const std::string_view here = lines_[i];
    const bool long_line = here.starts_with("input ") || here.starts_with("killer ") || here.starts_with("cell ") || here.starts_with("gains ");
    const std::string at = "line " + std::to_string(i + 1);
    if (here.size() > (std::size_t{1} << (long_line ? 21 : 16))) throw Malformed(at + " is too long");
    if (!std::all_of(here.begin(), here.end(), [](char c) { return c >= ' ' && c <= '~'; }))
      throw Malformed(at + " holds something else than printable ASCII");
  }
}

std::string_view Reader::line() {
  if (next_ == lines_.size()) throw Malformed("the text ends after line " + std::to_string(next_));
  return lines_[next_++];
}

bool Reader::next_is(const std::string& key) const {
  return next_ < lines_.size() && (lines_[next_] == key || lines_[next_].starts_with(key + " "));
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts;
  std::size_t start = 0;
  while (true) {
    const std::size_t stop = std::min(text.find(' ', start), text.size());
    if (stop == start) throw Malformed("a stray blank");
    parts.emplace_back(text.substr(start, stop - start));
    if (stop == text.size()) return parts;
    start = stop + 1;
  }
}

std::string_view Reader::rest(const std::string& key) {
  const std::string_view text = line();
  if (text != key && !text.starts_with(key + " ")) throw Malformed("line " + std::to_string(next_) + " must begin with '" + key + "'");
  if (text == key) throw Malformed("line " + std::to_string(next_) + " needs words after '" + key + "'");
  return text.substr(key.size() + 1);
}

std::vector<std::string> Reader::words(const std::string& key) { return split(rest(key)); }

std::string Reader::word(const std::string& key) {
  const auto parts = words(key);
  if (parts.size() != 1) throw Malformed("line " + std::to_string(next_) + " needs exactly one word after '" + key + "'");
  return parts.front();
}

std::int64_t parse_integer(const std::string& text, std::int64_t least, std::int64_t most, const std::string& what) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || std::to_string(value) != text)
    throw Malformed(what + " is not a decimal integer");
  if (value < least || value > most)
    throw Malformed(what + " must be from " + std::to_string(least) + " to " + std::to_string(most));
  return value;
}

Real parse_dyadic(const std::string& text, const std::string& what) {
  if (text == "0") return whole(0);
  const std::size_t star = text.find("*2^");
  if (star == std::string::npos) throw Malformed(what + " must be written m*2^e");
  const std::int64_t m = parse_integer(text.substr(0, star), INT64_MIN + 1, INT64_MAX, what);
  const std::int64_t e = parse_integer(text.substr(star + 3), -100000, 100000, what);
  if (m % 2 == 0) throw Malformed(what + " must have an odd significand");
  return dyadic(m, e);
}

std::int64_t Reader::integer(const std::string& key, std::int64_t least, std::int64_t most) {
  return parse_integer(word(key), least, most, key);
}

std::vector<std::int64_t> Reader::integers(const std::string& key, std::int64_t least, std::int64_t most) {
  std::vector<std::int64_t> values;
  for (const std::string& text : words(key)) values.push_back(parse_integer(text, least, most, key));
  return values;
}

Real Reader::dyadic(const std::string& key) { return parse_dyadic(word(key), key); }

std::string Reader::choice(const std::string& key, const std::vector<std::string>& choices) {
  const std::string text = word(key);
  if (std::find(choices.begin(), choices.end(), text) == choices.end())
    throw Malformed("'" + text + "' is not a known " + key);
  return text;
}

Parameter Reader::parameter(const std::string& key) {
  Parameter parameter;
  parameter.name = key;
  parameter.grid = grids_ && next_is("grid");
  if (!parameter.grid) {
    parameter.value = dyadic(key);
    return parameter;
  }
  const auto parts = words("grid");
  if (parts.size() != 4 || parts[0] != key) throw Malformed("a grid is written 'grid " + key + " FIRST LAST COUNT' here");
  parameter.first = parse_dyadic(parts[1], key);
  parameter.last = parse_dyadic(parts[2], key);
  parameter.count = parse_integer(parts[3], 1, 1 << 20, "COUNT");
  return parameter;
}

void Reader::finish(const std::string& conclusion) {
  const auto parts = words("conclusion");
  if (parts.size() != 3 || parts[0] != conclusion || parts[1] != "sha256")
    throw Malformed("the last line must be 'conclusion " + conclusion + " sha256 HEX'");
  if (next_ != lines_.size()) throw Malformed("something follows the conclusion");
}

void Reader::check_hash(const std::string& text) const {
  const std::string_view last = lines_.back();
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (EVP_Digest(text.data(), text.size() - last.size() - 1, digest, &size, EVP_sha256(), nullptr) != 1)
    throw std::runtime_error("libcrypto cannot compute SHA-256");
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) hex += "0123456789abcdef"[digest[i] / 16], hex += "0123456789abcdef"[digest[i] % 16];
  if (!last.starts_with("conclusion ") || !last.ends_with(" sha256 " + hex))
    throw Malformed("the last line must be a conclusion with the SHA-256 of all bytes before it");
}

}  // namespace attest::checker
