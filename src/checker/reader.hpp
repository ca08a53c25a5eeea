// Strict reading of a certificate: the keys of a claim come in one fixed order, nothing may be missing or left over.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace attest::checker {

/// What makes a certificate unacceptable, in one line.
class Rejected : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Reader {
 public:
  explicit Reader(const std::string& text);
  /// The words after `key` on the next line, which must begin with it.
  std::vector<std::string> words(const std::string& key);
  std::string word(const std::string& key);
  std::int64_t integer(const std::string& key, std::int64_t least, std::int64_t most);
  std::vector<std::int64_t> integers(const std::string& key, std::int64_t least, std::int64_t most);
  /// One of the choices.
  std::string choice(const std::string& key, const std::vector<std::string>& choices);
  /// The line `method`, the conclusion, and nothing after it; which of the methods.
  std::string finish(const std::vector<std::string>& methods);

 private:
  std::string line();
  void check_hash(const std::string& text) const;
  std::vector<std::string> lines_;
  std::size_t next_ = 0;
};

std::int64_t parse_integer(const std::string& text, std::int64_t least, std::int64_t most, const std::string& what);

}  // namespace attest::checker
