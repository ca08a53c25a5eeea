// Strict reading of a certificate: the keys of a claim come in one fixed order, nothing may be missing or left over.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "checker/outcome.hpp"
#include "checker/real.hpp"

namespace attest::checker {

/// A † parameter: one number, or (kind exhaustion) all numbers of the input format from `first` to `last`.
struct Parameter {
  std::string name;
  Real value;
  bool grid = false;
  Real first, last;
  std::int64_t count = 1;
};

class Reader {
 public:
  /// Checks size, version line, hash and characters, in this order. `text` must outlive the reader.
  explicit Reader(const std::string& text, double most_work = attest::checker::most_work);
  /// Rounded operations that a check may need.
  double most_work() const { return most_work_; }
  /// The words after `key` on the next line, which must begin with it.
  std::vector<std::string> words(const std::string& key);
  std::string word(const std::string& key);
  /// What follows `key` and a blank, as it stands in the text.
  std::string_view rest(const std::string& key);
  std::int64_t integer(const std::string& key, std::int64_t least, std::int64_t most);
  std::vector<std::int64_t> integers(const std::string& key, std::int64_t least, std::int64_t most);
  /// m*2^e or 0.
  Real dyadic(const std::string& key);
  /// One of the choices.
  std::string choice(const std::string& key, const std::vector<std::string>& choices);
  /// `key NUMBER`, or `grid key FIRST LAST COUNT` where grids are allowed.
  Parameter parameter(const std::string& key);
  void allow_grids() { grids_ = true; }
  /// Whether the next line begins with `key`.
  bool next_is(const std::string& key) const;
  /// The conclusion with this word, and nothing after it.
  void finish(const std::string& conclusion);

 private:
  std::string_view line();
  void check_hash(const std::string& text) const;
  std::vector<std::string_view> lines_;
  std::size_t next_ = 0;
  bool grids_ = false;
  double most_work_;
};

/// Parts between single blanks, none empty.
std::vector<std::string> split(std::string_view text);
std::int64_t parse_integer(const std::string& text, std::int64_t least, std::int64_t most, const std::string& what);
/// m*2^e (m decimal, odd, |m| < 2^63, |e| <= 100000) or 0, exactly.
Real parse_dyadic(const std::string& text, const std::string& what);

}  // namespace attest::checker
