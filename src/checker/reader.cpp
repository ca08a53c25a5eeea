#include "checker/reader.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <charconv>

namespace attest::checker {

Reader::Reader(const std::string& text) {
  constexpr std::size_t most_bytes = 1 << 16;
  if (text.size() > most_bytes) throw Rejected("the certificate is longer than 65536 bytes");
  if (text.empty() || text.back() != '\n') throw Rejected("the certificate does not end with a newline");
  std::size_t start = 0;
  while (start < text.size()) {
    const std::size_t stop = text.find('\n', start);
    lines_.push_back(text.substr(start, stop - start));
    start = stop + 1;
  }
  if (line() != "attest-certificate/2") throw Rejected("line 1 must be 'attest-certificate/2'");
  check_hash(text);
}

std::string Reader::line() {
  if (next_ == lines_.size()) throw Rejected("the certificate ends after line " + std::to_string(next_));
  return lines_[next_++];
}

std::vector<std::string> Reader::words(const std::string& key) {
  const std::string text = line();
  std::vector<std::string> parts;
  std::size_t start = 0;
  while (true) {
    const std::size_t stop = text.find(' ', start);
    parts.push_back(text.substr(start, stop == std::string::npos ? stop : stop - start));
    if (stop == std::string::npos) break;
    start = stop + 1;
  }
  if (parts.front() != key) throw Rejected("line " + std::to_string(next_) + " must begin with '" + key + "'");
  parts.erase(parts.begin());
  if (std::any_of(parts.begin(), parts.end(), [](const std::string& part) { return part.empty(); }))
    throw Rejected("line " + std::to_string(next_) + " has a stray blank");
  return parts;
}

std::string Reader::word(const std::string& key) {
  const auto parts = words(key);
  if (parts.size() != 1) throw Rejected("line " + std::to_string(next_) + " needs exactly one word after '" + key + "'");
  return parts.front();
}

std::int64_t parse_integer(const std::string& text, std::int64_t least, std::int64_t most, const std::string& what) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || std::to_string(value) != text)
    throw Rejected(what + " is not a decimal integer");
  if (value < least || value > most)
    throw Rejected(what + " must be from " + std::to_string(least) + " to " + std::to_string(most));
  return value;
}

std::int64_t Reader::integer(const std::string& key, std::int64_t least, std::int64_t most) {
  return parse_integer(word(key), least, most, key);
}

std::vector<std::int64_t> Reader::integers(const std::string& key, std::int64_t least, std::int64_t most) {
  std::vector<std::int64_t> values;
  for (const std::string& text : words(key)) values.push_back(parse_integer(text, least, most, key));
  return values;
}

std::string Reader::choice(const std::string& key, const std::vector<std::string>& choices) {
  const std::string text = word(key);
  if (std::find(choices.begin(), choices.end(), text) == choices.end())
    throw Rejected("'" + text + "' is not a known " + key);
  return text;
}

std::string Reader::finish(const std::vector<std::string>& methods) {
  const std::string method = choice("method", methods);
  const auto conclusion = words("conclusion");
  if (conclusion.size() != 3 || conclusion[0] != "established" || conclusion[1] != "sha256")
    throw Rejected("the last line must be 'conclusion established sha256 HEX'");
  if (next_ != lines_.size()) throw Rejected("something follows the conclusion");
  return method;
}

void Reader::check_hash(const std::string& text) const {
  const std::string& last = lines_.back();
  const std::string before = text.substr(0, text.size() - last.size() - 1);
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (EVP_Digest(before.data(), before.size(), digest, &size, EVP_sha256(), nullptr) != 1)
    throw std::runtime_error("libcrypto cannot compute SHA-256");
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) hex += "0123456789abcdef"[digest[i] / 16], hex += "0123456789abcdef"[digest[i] % 16];
  if (!last.starts_with("conclusion ") || !last.ends_with(" " + hex))
    throw Rejected("the last line must be a conclusion with the SHA-256 of all bytes before it");
}

}  // namespace attest::checker
